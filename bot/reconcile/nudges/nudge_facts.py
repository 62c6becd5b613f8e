"""What the nudges are decided from: a contribution as it was last seen; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.kernel import happening
from bot.kernel.contribution import Stage
from bot.nudges.outcome import given_of
from bot.nudges.situation import Because, Seen
from bot.reconcile.lines import nudged
from bot.reconcile.nudges.pull_facts import last_act, pull_facts
from bot.review.people import is_machine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.kernel.contribution import Contribution
    from bot.kernel.event import Event
    from bot.kernel.journal import Entry
    from bot.kernel.snapshot import Comment
    from bot.kernel.subject import Subject
    from bot.projects.model import Project
    from bot.reconcile.forks import Work
    from bot.reconcile.turns import Judged

_BEGINS: Final = {
    happening.Claimed: "claimed",
    happening.Planned: "planned",
    happening.Approved: "approved",
    happening.Revised: "revised",
    happening.WorkSeen: "work_seen",
    happening.ReadyAsked: "ready_asked",
    happening.PullRequestClosed: "pull_request_closed",
    happening.TakenOver: "claimed",
}
"""What makes it somebody's turn before there is a pull request, and how that is told."""

_ANSWERS: Final = (happening.Approved, happening.Revised, happening.Held)
_STEPS: Final = (happening.ReadyAsked, happening.Approved, happening.Revised)
_SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class Known:
    """All that one run knows of a contribution.

    Attributes:
        subject: The contribution's.
        contribution: Where it stands.
        journal: What happened to it.
        judged: Its pull request at the project, read just now; None where there is none.
        fork: What was last seen of its pull request in the course; None where there is none.
        comments: What was written on its issue, our own aside.
        mentors: The logins of the student's mentors.
        leaders: The logins of all who steer the course, in lower case.
        project: What is known of the project; None where nothing is.
        title: What its issue is called.
        address: Where its issue is read.
        now: The present instant.
    """

    subject: Subject
    contribution: Contribution
    journal: tuple[Entry, ...]
    judged: Judged | None
    fork: Work | None
    comments: tuple[Comment, ...]
    mentors: tuple[str, ...]
    leaders: frozenset[str]
    project: Project | None
    title: str
    address: str
    now: datetime


def seen_of(known: Known) -> Seen | None:
    """Return what was seen of a contribution; None before anything was claimed."""
    contribution, judged = known.contribution, known.judged
    if not contribution.entered or not contribution.student:
        return None
    corrected = contribution.turn_corrected
    asked, led = _asked(contribution), _last(_of_leaders(known))
    answered = asked is not None and led is not None and led > asked
    if judged is None:
        facts = _before(contribution, max(_of_leaders(known)) if answered else None)
    else:
        facts = pull_facts(judged, known.project, known.now)
    return Seen(
        contribution=known.subject.key,
        student=contribution.student,
        stage=contribution.stage,
        stage_since=contribution.entered[-1][1],
        mentors=known.mentors,
        title=known.title[:_SHORT],
        address=known.address,
        project=contribution.issue.repository if contribution.issue else "",
        number=contribution.pull_request.number if contribution.pull_request else None,
        last_activity=_last_activity(known),
        last_word=_last(_words(known)),
        mentors_word=led,
        ready_asked=None if answered else asked,
        is_agreed=_is_agreed(contribution),
        is_held=contribution.hold is not None,
        snoozed_until=contribution.snoozed_until,
        excused_until=contribution.excused_until,
        corrected=corrected.at if corrected else None,
        given=given_of(known.subject.key, nudged(known.journal)),
        **facts,
    )


def _words(known: Known) -> Iterator[tuple[datetime, str]]:
    """Yield when people wrote something in the course, and who."""
    if known.fork is not None:
        yield from known.fork.words
    for each in known.comments:
        if not each.author.is_bot and not is_machine(each.author.login):
            yield each.created_at, each.author.login


def _of_leaders(known: Known) -> Iterator[tuple[datetime, str]]:
    return (each for each in _words(known) if each[1].casefold() in known.leaders)


def _last(words: Iterable[tuple[datetime, str]]) -> datetime | None:
    return max((at for at, _ in words), default=None)


def _last_activity(known: Known) -> datetime | None:
    """Return when a person last did anything, here or at the project, besides writing here."""
    moments = [event.at for event in known.contribution.happened if event.by]
    there = None if known.judged is None else last_act(known.judged.snapshot)
    worked = None if known.fork is None else known.fork.worked
    moments += [each for each in (there, worked) if each is not None]
    return min(max(moments), known.now) if moments else None


def _before(contribution: Contribution, answer: tuple[datetime, str] | None) -> dict[str, Any]:
    """Return since when and by what it is whose turn, before there is a pull request.

    Args:
        contribution: Where it stands.
        answer: When a mentor answered `/ready` in words, and who; None where none did.
    """
    if answer is not None:
        at, who = answer
        return {"since": at, "because": Because(event="comment", at=at, who=who)}
    begun = [event for event in contribution.happened if _begins(event, contribution)]
    if not begun:
        return {}
    last = begun[-1]
    is_theirs = isinstance(last, happening.Claimed | happening.TakenOver) or not last.by
    who = contribution.student if is_theirs else last.by
    because = Because(event=_BEGINS[type(last)], at=last.at, who=who)
    return {"since": last.at, "because": because}


def _begins(event: Event, contribution: Contribution) -> bool:
    """Return whether the present turn may have begun with an event."""
    if type(event) not in _BEGINS:
        return False
    if isinstance(event, happening.Planned):
        return event.verdict.is_good and contribution.stage is Stage.AGREED
    # A mentor's word is for the student to go on with, whatever the stage.
    is_word = isinstance(event, happening.Approved | happening.Revised | happening.TakenOver)
    return is_word or event.at == contribution.entered[-1][1]


def _is_agreed(contribution: Contribution) -> bool:
    """Return whether a mentor's last command after `/ready` agreed."""
    if contribution.stage is not Stage.BUILDING:
        return False
    steps = [each for each in contribution.happened if isinstance(each, _STEPS)]
    asked = [
        place
        for place, each in enumerate(steps)
        if isinstance(each, happening.ReadyAsked) and each.readiness.is_ready
    ]
    return bool(asked) and asked[-1] < len(steps) - 1 and isinstance(steps[-1], happening.Approved)


def _asked(contribution: Contribution) -> datetime | None:
    """Return when the student asked whether it is ready, and no command of a mentor's followed."""
    if contribution.stage is not Stage.BUILDING:
        return None
    asked: datetime | None = None
    for event in contribution.happened:
        if isinstance(event, happening.ReadyAsked):
            asked = event.at if event.readiness.is_ready else None
        elif isinstance(event, _ANSWERS):
            asked = None
    return asked
