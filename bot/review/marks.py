"""Commits, checks, labels and the states of a pull request, and what they do to the board."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.review.asks import PUSH_ANSWERS, WORDS_ANSWER, About
from bot.review.checks import Result, Standing
from bot.review.events import Kind, Level, weaker
from bot.review.landing import is_imported, is_importer
from bot.review.notices import starters
from bot.review.people import plain
from bot.review.words import about_consent

if TYPE_CHECKING:
    from bot.review.board import Board
    from bot.review.events import Event

_SYNC = re.compile(
    r"Merge (?:remote-tracking )?(?:branch|tag|commit) .{0,80}\b(?:main|master|develop|upstream)\b"
)
"""Brings a branch up to date and changes nothing else."""
_SIGNED = re.compile(r"\bcla\b.{0,4}(?:signed|yes|ok)\b")
"""A label by which a program says that the agreement is there."""


def pushed(board: Board, event: Event) -> None:
    """Take in new commits: the author's answer what was asked, unless they only merge the base."""
    board.head = event.commit or board.head
    actor = plain(event.actor)
    if event.at <= board.opened or event.is_bot or actor not in {"", plain(board.author)}:
        return
    board.landing = board.excused = False
    if _SYNC.match(event.detail):
        board.answer({About.REBASE, About.SYNC}, Level.HIGH)
        return
    level = Level.MEDIUM if board.asks.count(About.COMMENT) else Level.HIGH
    board.handed = board.answer(PUSH_ANSWERS, level)


def checked(board: Board, event: Event) -> None:
    """Take in how a check went."""
    commit = event.commit or board.head
    board.checks_of.setdefault(commit, Standing()).take(event.subject, event.detail)
    if commit == board.head and event.detail == Result.RED:
        board.excused = False
    if event.detail == Result.GREEN and about_consent(event.subject):
        board.asks.close_all({About.SIGNATURE})


def crossed(board: Board, event: Event) -> None:
    """Take in that another change names it; where changes are imported, the import does."""
    if is_importer(event.actor) and board.approvals and is_imported(board.project):
        board.landing = True


def dismissed(board: Board, event: Event) -> None:
    """Take in that a review no longer counts."""
    actor = board.reviewer_of.get(event.subject, plain(event.subject))
    board.approvals.discard(actor)
    board.changes.discard(actor)
    board.asks.close(About.REVIEW, actor)


def resolved(board: Board, event: Event) -> None:
    """Take in that a thread was marked as resolved, or that its lines changed."""
    if event.detail == "outdated":
        board.left.discard(event.subject)
    else:
        board.settle(event.subject, Level.MEDIUM)


def requested(board: Board, event: Event) -> None:
    """Take in that a review was asked for: whoever is asked again has something new to see."""
    subject = plain(event.subject)
    board.trusted.add(subject)
    again = subject in board.approvals | board.changes
    board.approvals.discard(subject)
    board.changes.discard(subject)
    board.asks.close(About.REVIEW, subject)
    if again or board.approvals:
        board.caller = plain(event.actor) or subject
    if plain(event.actor) in {"", plain(board.author)}:
        board.answer(WORDS_ANSWER, Level.HIGH)
        board.left.clear()


def unrequested(board: Board, _event: Event) -> None:
    """Take in that a review is no longer asked of somebody; who else looks is not told."""
    board.caller = ""
    board.doubt = weaker(board.doubt, Level.MEDIUM)


def labeled(board: Board, event: Event) -> None:
    """Take in a label; one that calls the author asks him until he answers or it goes."""
    name = event.subject.lower()
    board.labels.add(name)
    if not event.is_bot and board.approvals and name in starters(board.project):
        board.started = True
    if name in board.calls_author:
        by_program = event.is_bot or not event.actor
        about = About.MACHINE_LABEL if by_program else About.LABEL
        board.asks.open(about, name, Level.HIGH)
    elif name == board.stale_label:
        board.doubt = weaker(board.doubt, Level.MEDIUM)
    elif event.is_bot and _SIGNED.search(name):
        board.asks.close_all({About.SIGNATURE, About.CONSENT})


def unlabeled(board: Board, event: Event) -> None:
    """Take in that a label went."""
    name = event.subject.lower()
    board.labels.discard(name)
    if name in starters(board.project):
        board.started = False
    for about in (About.LABEL, About.MACHINE_LABEL):
        board.asks.close(about, name)


def drafted(board: Board, _event: Event) -> None:
    """Take in that it is a draft."""
    board.draft = True


def ready(board: Board, _event: Event) -> None:
    """Take in that it is no draft any more: the author gives it to be reviewed."""
    board.draft = False
    board.answer(WORDS_ANSWER, Level.HIGH)
    board.left.clear()


def conflicting(board: Board, _event: Event) -> None:
    """Take in that it conflicts with the branch that it is for."""
    board.asks.open(About.REBASE, "", Level.HIGH)


def decided(board: Board, event: Event) -> None:
    """Take in what GitHub makes of all reviews together."""
    board.decision = event.detail


def queue(board: Board, event: Event) -> None:
    """Take in that it waits to be merged, or no longer does."""
    if event.kind in {Kind.AUTO_MERGE, Kind.NO_AUTO_MERGE}:
        board.auto_merge = event.kind is Kind.AUTO_MERGE
        return
    board.queued = event.kind is Kind.QUEUED
    reason = event.detail.lower()
    if not board.queued and ("fail" in reason or "conflict" in reason):
        board.asks.open(About.LANDING, "", Level.MEDIUM)


def ended(board: Board, event: Event) -> None:
    """Take in that it was closed or merged."""
    board.ended = event
    board.queued = board.auto_merge = board.landing = False


def reopened(board: Board, _event: Event) -> None:
    """Take in that it is open again; one that had landed was reverted and needs work."""
    landing = board.project.landing
    label = landing.label if landing else None
    had_landed = bool(label) and (label or "").lower() in board.labels
    board.ended = None
    if had_landed or "reverted" in board.labels:
        board.approvals.clear()
        board.asks.open(About.LANDING, "", Level.MEDIUM)
