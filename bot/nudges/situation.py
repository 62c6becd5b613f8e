"""The nouns of this room: what was seen of a contribution, and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from bot.kernel.contribution import Stage
from bot.nudges.rung import Rung
from bot.policy.model import Login

if TYPE_CHECKING:
    from bot.policy.model import Cohort
    from bot.policy.reminders import Nudges
    from bot.projects.history import History
    from bot.projects.model import Project

Instant = Annotated[datetime, Meta(tz=True)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=400)]

YEARS = range(2000, 2200)
"""In which years anything may be; dates far away are mistakes."""


class Turn(StrEnum):
    """Who holds the ball, by the words of `bot.review.turn`."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    GATE = "gate"
    CI = "ci"
    NOBODY = "nobody"


class Confidence(StrEnum):
    """How sure the turn is, by the words of `bot.review.events`."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Pull(StrEnum):
    """How the pull request at the project stands."""

    NONE = "none"
    DRAFT = "draft"
    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


class Because(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The event that made it somebody's turn.

    Attributes:
        event: What it was, a word of `bot.review.events.Kind` or of `bot.kernel.happening`.
        at: When.
        who: The login of whoever did it; empty where nobody is named.
        what: What it was about: a check, a label; empty where that says nothing.
        link: Where it can be read; a web address or empty.
    """

    event: Name
    at: Instant
    who: Short = ""
    what: Short = ""
    link: Annotated[str, Meta(max_length=2000)] = ""


class OpenThread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A remark of a reviewer that nobody has answered; `line` is absent where it is not known."""

    path: Short
    by: Short = ""
    line: int | None = None


class Given(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A nudge that was given.

    Attributes:
        contribution: Which contribution it was about, as in `Seen`.
        rung: Which one it was.
        at: When.
        to: The logins that it addressed.
        comment: The contribution to which it was written, where that is another one: mentors
            hear of several in one comment.
    """

    contribution: Name
    rung: Rung
    at: Instant
    to: tuple[Login, ...]
    comment: Short = ""


class Seen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was seen of one contribution; an element of the file of `nudges plan`.

    Attributes:
        contribution: The key of the contribution, `<repository id>#<number>` of its issue.
        student: Whose it is.
        mentors: The mentors to turn to; those of the cohort, or its instructors.
        time_zone: The student's own time zone by its IANA name; empty for the cohort's.
        project: The upstream project, `owner/name`; empty before a claim.
        number: The number of the pull request at the project.
        title: What the contribution is called.
        address: Where its issue or fork pull request is read; a web address or empty.
        stage: Where it stands, and since when.
        pull: How the pull request at the project stands.
        turn: Who holds the ball on it, since when, by which event and how sure that is.
        waits_until: A time that somebody named: `next week`, a conference.
        last_activity: When a person last did anything; machines do not count, nor what was only
            written in the course.
        last_word: When a person last wrote anything in the course.
        mentors_word: When one of those who steer the course last did.
        opened: When the pull request was opened.
        updated: When anything at all last happened on it, which a stale bot counts from.
        marked_stale: When the stale bot set its label; absent where it is not set.
        lines: Changed lines, added and deleted.
        labels: The labels of the pull request.
        open_threads: Remarks that nobody has answered.
        failing: The names of checks that are red; on the author's turn those that are the author's.
        is_mendable: Whether the author can mend them.
        awaited: The names of checks that do not run until a maintainer lets them.
        has_conflict: Whether the branch is in conflict.
        is_approved: Whether the review is done and found it good.
        ready_asked: When the student asked `/ready` and no mentor has answered since.
        is_agreed: Whether a mentor agreed after `/ready`, so that it may go to the project.
        is_held: Whether a mentor let it rest.
        snoozed_until: No reminder before then.
        excused_until: The student is away until then.
        corrected: When the student last said that it is not their turn.
        given: Nudges that were given or held out: all of this contribution, and those of the
            last seven days to the student and the mentors.
    """

    contribution: Name
    student: Login
    stage: Stage
    stage_since: Instant
    mentors: tuple[Login, ...] = ()
    time_zone: Annotated[str, Meta(max_length=60)] = ""
    project: Short = ""
    number: Annotated[int, Meta(ge=1)] | None = None
    title: Short = ""
    address: Annotated[str, Meta(max_length=2000)] = ""
    pull: Pull = Pull.NONE
    turn: Turn = Turn.NOBODY
    since: Instant | None = None
    because: Because | None = None
    confidence: Confidence = Confidence.HIGH
    waits_until: Instant | None = None
    last_activity: Instant | None = None
    last_word: Instant | None = None
    mentors_word: Instant | None = None
    opened: Instant | None = None
    updated: Instant | None = None
    marked_stale: Instant | None = None
    lines: Annotated[int, Meta(ge=0)] | None = None
    labels: tuple[Short, ...] = ()
    open_threads: tuple[OpenThread, ...] = ()
    failing: tuple[Short, ...] = ()
    is_mendable: bool = True
    awaited: tuple[Short, ...] = ()
    has_conflict: bool = False
    is_approved: bool = False
    ready_asked: Instant | None = None
    is_agreed: bool = False
    is_held: bool = False
    snoozed_until: Instant | None = None
    excused_until: Instant | None = None
    corrected: Instant | None = None
    given: tuple[Given, ...] = ()

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, datetime) and value.year not in YEARS:
                raise ValueError(f"{name} is in the year {value.year}; correct it")

    @property
    def needs_only_merge(self) -> bool:
        """Return whether it is approved and nothing else is known to be missing."""
        return self.is_approved and not self.failing and not self.awaited

    @property
    def own(self) -> tuple[Given, ...]:
        """Return the nudges that were given on this very contribution."""
        return tuple(each for each in self.given if each.contribution == self.contribution)

    @property
    def spent(self) -> tuple[Given, ...]:
        """Return those of this very pull request; before there is one, all of the contribution."""
        opened = None if self.pull is Pull.NONE else self.opened
        return tuple(each for each in self.own if opened is None or each.at >= opened)

    def key_of(self, rung: Rung) -> str:
        """Return what names a nudge: once for a pull request, and once before there is one.

        It names the nudge within the contribution, for the ledger of effects and the journal.
        """
        about = "before" if self.pull is Pull.NONE else str(self.number or "pull")
        return f"nudge/{about}/{rung}"


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the decision needs.

    Attributes:
        seen: What was seen of the contribution.
        project: What is known of the project; a generic one where nothing is.
        history: The project's calibrated figures; None where there are none.
        cohort: The student's cohort.
        nudges: What the course wants of nudges.
        now: The present instant.
        muted: Rungs that were corrected too often and are not given: see `bot.nudges.report`.
    """

    seen: Seen
    project: Project
    history: History | None
    cohort: Cohort
    nudges: Nudges
    now: datetime
    muted: frozenset[Rung] = frozenset()

    def local(self, at: datetime) -> datetime:
        """Return an instant by the student's clock."""
        return at.astimezone(ZoneInfo(self.seen.time_zone or self.cohort.time_zone))
