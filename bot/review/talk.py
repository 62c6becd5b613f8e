"""What people and programs say, and what it does to the board."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.review.asks import WORDS_ANSWER, About
from bot.review.board import LEVELS
from bot.review.events import Level, weaker
from bot.review.notices import Notice, is_landing_command, notice
from bot.review.people import Role, plain
from bot.review.words import (
    Says,
    about_base,
    about_consent,
    agrees,
    announces,
    asks_for_approval,
    asks_to_start,
    denies,
    excuses,
    finds_good,
    hands_over,
    holds_back,
    of_author,
    of_reviewer,
    only_to_merge,
    puts_off,
    takes_back,
    wants_to_know,
    would_merge,
)

if TYPE_CHECKING:
    from bot.review.board import Board
    from bot.review.events import Event
    from bot.review.words import Said

_ABOUT_CHECKS = re.compile(
    r"unrelated|\bred\b|flak|\bci\b|fail|checks?\b|infra|not (?:caused|related)"
)


def changes(board: Board, event: Event) -> None:
    """Take in a review that requests changes."""
    role = board.role(event)
    if role in {Role.AUTHOR, Role.BOT}:
        return
    actor = plain(event.actor)
    board.reviewer_of[event.id] = actor
    board.approvals.discard(actor)
    board.changes.add(actor)
    board.soft = board.landing = False
    board.caller = ""
    board.ask(About.REVIEW, event, LEVELS[role])


def reviewed(board: Board, event: Event) -> None:
    """Take in a review that neither approves nor requests changes."""
    role = board.role(event)
    if role is Role.AUTHOR:
        if event.body.strip() or board.knows_threads:
            _author_says(board, event)
        else:
            # A review of the author without words consists of replies.
            board.answer(WORDS_ANSWER, Level.MEDIUM)
    elif role is not Role.BOT:
        board.reviewed = True
        if event.detail == "DISMISSED":
            # What it was before is not told, and it counts no more.
            return
        if event.body.strip():
            _reviewer_says(board, event, role, About.REVIEW)
        elif not board.knows_threads:
            # A review without words consists of remarks on lines.
            board.ask(About.REVIEW, event, weaker(LEVELS[role], Level.MEDIUM))


def approved(board: Board, event: Event) -> None:
    """Take in an approval; what was remarked with it is still wanted."""
    role = board.role(event)
    if role in {Role.AUTHOR, Role.BOT}:
        return
    actor = plain(event.actor)
    board.reviewer_of[event.id] = actor
    board.changes.discard(actor)
    _content(board, event)
    if role is Role.STRANGER:
        return
    board.approvals.add(actor)
    board.vouched = board.vouched or role is Role.MAINTAINER
    if role is Role.PEER:
        board.doubt = weaker(board.doubt, Level.MEDIUM)
    board.reviewed, board.promise = True, None
    board.left.clear()
    board.handed = False
    said = of_reviewer(event.body, board.author)
    if said.what in {Says.ASK, Says.NAMES}:
        board.ask(About.SYNC if said.about_base else About.REVIEW, event, Level.MEDIUM)
    called = said.what is Says.CALL and said.firm and not only_to_merge(event.body)
    excused = excuses(event.body)
    will_look = said.what is Says.PROMISE and board.checks.is_red and not excused
    board.caller = actor if called or will_look else ""
    if will_look or excused:
        board.excused = True


def _content(board: Board, event: Event) -> None:
    """Strike out what a reviewer asked for before; what was remarked in that moment stands."""
    actor = plain(event.actor)
    board.asks.close(About.REVIEW, actor)
    board.withdraw(actor)
    for thread in [*board.by_reviewer.get(actor, ())]:
        if board.thread_of[thread][1].at < event.at:
            board.settle(thread)


def thread(board: Board, event: Event) -> None:
    """Take in a remark on a line."""
    role, thread = board.role(event), event.subject
    if role in {Role.BOT, Role.STRANGER}:
        return
    if role is Role.AUTHOR:
        if of_author(event.body) is Says.ANSWER:
            board.settle(thread, Level.HIGH)
        return
    said = of_reviewer(event.body, board.author).what
    put_off = said is Says.REMARK and puts_off(event.body)
    if put_off or said in {Says.THANKS, Says.APPROVE, Says.PROMISE}:
        board.settle(thread)
        return
    board.soft = False
    board.thread_of[thread] = (plain(event.actor), event)
    board.by_reviewer.setdefault(plain(event.actor), set()).add(thread)
    board.ask(About.THREAD, event, LEVELS[role], thread)


def commented(board: Board, event: Event) -> None:
    """Take in a comment of the conversation."""
    role = board.role(event)
    if role is Role.AUTHOR:
        _author_says(board, event)
    elif role is Role.BOT:
        _bot_says(board, event)
    elif role is not Role.STRANGER:
        _reviewer_says(board, event, role, About.COMMENT)


def _author_says(board: Board, event: Event) -> None:
    if is_landing_command(board.project, event.body):
        board.landing = True
        board.asks.close_all({About.LANDING})
        return
    said = of_author(event.body)
    if agrees(event.body):
        board.answer(WORDS_ANSWER, Level.HIGH)
    elif said is Says.PROMISE:
        board.excused = False
        asks = hands_over(event.body, board.author)
        if holds_back(event.body) or (announces(event.body) and not asks):
            board.asks.open(About.OWN, plain(event.actor), Level.MEDIUM)
    elif said is Says.ANSWER and event.body.strip():
        _author_answers(board, event)


def _author_answers(board: Board, event: Event) -> None:
    """Take in that the author answers, reports or asks."""
    answered = board.answer(WORDS_ANSWER, Level.HIGH)
    asks, checks = hands_over(event.body, board.author), board.checks
    board.handed = answered or asks
    # Who is answered has seen the red checks, and asked for something else.
    about_checks = denies(event.body) or _ABOUT_CHECKS.search(event.body.lower()) is not None
    seen = asks and bool(checks.other) and not checks.formal
    board.excused = board.excused or answered or about_checks or seen
    board.questioned = wants_to_know(event.body)
    board.start_asked = asks_to_start(event.body)
    if board.approvals and asks_for_approval(event.body, board.approvals):
        board.caller = plain(event.actor)
    if denies(event.body) or asks:
        board.handed = board.asks.close_all({About.LANDING}) > 0 or board.handed


def _reviewer_says(board: Board, event: Event, role: Role, about: About) -> None:
    if is_landing_command(board.project, event.body):
        board.landing = True
        # Who has it landed wants nothing more before that.
        _content(board, event)
        return
    said, actor = of_reviewer(event.body, board.author), plain(event.actor)
    excused = excuses(event.body)
    answers = board.questioned and not excused
    board.excused = board.excused or excused
    _heard(board, event, said.what)
    # What is said on a question of the author's is for him to go on with.
    remarks = said.what in {Says.NAMES, Says.REMARK} and (answers or about is About.REVIEW)
    # A maintainer who names the author wants something; another may only report.
    tells = said.what is Says.NAMES and role is Role.MAINTAINER
    if said.what is Says.ASK or remarks or tells:
        level = LEVELS[role] if said.what is Says.ASK or tells else Level.MEDIUM
        subject = _subject(said, event, about)
        board.ask(subject, event, level)
        if tells:
            # Perhaps there is nothing to do about it.
            board.asks.open(subject, actor, Level.MEDIUM)
        board.soft = board.soft or (role is Role.MAINTAINER and would_merge(event.body))
    elif said.what is Says.PROMISE:
        board.promise, board.handed = event, True
        board.soft = board.soft or (role is Role.MAINTAINER and finds_good(event.body))
        board.withdraw(actor)
    elif said.what is Says.DID:
        board.answer(WORDS_ANSWER, Level.MEDIUM)
    elif said.what is Says.APPROVE and (role is Role.MAINTAINER or not event.association):
        board.soft = True
        board.withdraw(actor)
    elif said.what is Says.CALL and said.firm and not only_to_merge(event.body):
        board.caller = actor
    elif said.what in {Says.NAMES, Says.REMARK}:
        board.doubt = Level.LOW


def _subject(said: Said, event: Event, about: About) -> About:
    """Return what a wish is about, and so what answers it."""
    if said.about_base or (said.what is Says.REMARK and about_base(event.body)):
        return About.SYNC
    return About.SIGNATURE if about_consent(event.body) else about


def _heard(board: Board, event: Event, what: Says) -> None:
    """Take in that a reviewer spoke at all, and what it does to what was said before."""
    board.questioned = board.handed = board.start_asked = False
    if plain(event.actor) != board.caller and what is not Says.PROMISE:
        # Whoever was called has had a look.
        board.caller = ""
    _weigh_approval(board, event, what)


def _weigh_approval(board: Board, event: Event, what: Says) -> None:
    """Take an approval back whose reviewer has found something more, until he is content."""
    actor = plain(event.actor)
    if actor in board.approvals and what in {Says.ASK, Says.REMARK} and takes_back(event.body):
        board.approvals.discard(actor)
        board.taken_back.add(actor)
    elif actor in board.taken_back and what in {Says.APPROVE, Says.THANKS}:
        board.taken_back.discard(actor)
        board.approvals.add(actor)


def _bot_says(board: Board, event: Event) -> None:
    told = notice(board.project, event.actor, event.body)
    if told is Notice.NOT_LANDED:
        board.landing = False
        board.asks.open(About.LANDING, "", Level.MEDIUM)
    elif told is Notice.CONFLICT:
        board.asks.open(About.REBASE, "", Level.HIGH)
    elif told is Notice.UNSIGNED:
        board.asks.open(About.CONSENT, "", Level.MEDIUM)
    elif told is Notice.SIGNED:
        board.asks.close(About.CONSENT, "")
