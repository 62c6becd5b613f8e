"""What the summary is made from: values that are handed in by whoever may look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from bot.kernel.hold import hold_of
from bot.projects.practice import LandingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from bot.kernel.contribution import Contribution
    from bot.kernel.hold import Hold
    from bot.kernel.journal import ContributionRecord, Entry
    from bot.projects.history import History
    from bot.projects.model import Project
    from bot.summary.week import IsoWeek


@dataclass(frozen=True, slots=True)
class Reminder:
    """A student was reminded.

    Attributes:
        at: When.
        followed_at: When somebody who was asked next did something, as far as that was watched.
    """

    at: datetime
    followed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A contribution as it stood at the end of the week.

    Attributes:
        key: Of its subject, `<repository id>#<number>`.
        title: Of its issue in the tracker.
        student: A login in lower case.
        contribution: Folded from what happened until then.
        holds: Who held the ball on its pull request, the earliest first.
        reminders: Of its student, the earliest first.
        acted: When its student did something that its journal tells, the earliest first.
    """

    key: str
    title: str
    student: str
    contribution: Contribution
    holds: tuple[Hold, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    acted: tuple[datetime, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of its issue in the tracker."""
        return int(self.key.partition("#")[2] or 0)

    @property
    def acted_at(self) -> datetime | None:
        """Return when its student last did something; None when never."""
        return self.acted[-1] if self.acted else None


@dataclass(frozen=True, slots=True)
class Aim:
    """A milestone of the course for one student.

    Attributes:
        name: What the course calls it.
        due: The last day for it.
        is_reached: Whether it is.
        needs_merge: Whether something must be merged for it; else an open pull request does.
    """

    name: str
    due: date
    is_reached: bool
    needs_merge: bool = False


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What is known of a project.

    Attributes:
        name: The present `owner/name`.
        usual_days: Half of what newcomers got merged was merged within so many days.
        late_days: Nine tenths were.
        caution: What must be said with these figures; may be empty.
        stale_after: After so many idle days a program marks a pull request; None for never.
        lands_closed: Whether a pull request ends closed there when its change is in.
    """

    name: str
    usual_days: float | None = None
    late_days: float | None = None
    caution: str = ""
    stale_after: int | None = None
    lands_closed: bool = False


@dataclass(frozen=True, slots=True)
class Uncoached:
    """Figures of a course without a coach, to compare with."""

    students: int
    opened: int
    merged: int


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the cohort.

    Attributes:
        cohort: Its name.
        week: The week that is told.
        zone: The cohort's time zone.
        course_week: Where in the course the week is, in words: `Week 11 of 24`.
        course_week_number: The same as a number; 0 before the course begins.
        students: The logins in lower case, without those who wish to be left out.
        left_out: How many wish to be left out.
        mentors: Of each student, by login in lower case; of those who are left out too.
        instructors: Logins.
        aims: Of each student, by login in lower case, the earliest due first.
        projects: By present name in lower case.
        uncoached: A course to compare with, where there is one.
        days_off: Public holidays and other days off of the next two weeks.
        tracker: `owner/name` of the repository with the contributions; may be empty.
        mentor: Whose students these are, a login; empty for the whole cohort.
        until: Up to when things are known: the end of the week, or sooner while it lasts.
        muted: Kinds of reminders that rest, because they were corrected too often.
    """

    cohort: str
    week: IsoWeek
    zone: ZoneInfo
    course_week: str
    course_week_number: int
    until: datetime
    students: tuple[str, ...] = ()
    left_out: int = 0
    mentors: Mapping[str, tuple[str, ...]] | None = None
    instructors: tuple[str, ...] = ()
    aims: Mapping[str, tuple[Aim, ...]] | None = None
    projects: Mapping[str, ProjectFacts] | None = None
    uncoached: Uncoached | None = None
    days_off: tuple[date, ...] = ()
    tracker: str = ""
    mentor: str = ""
    muted: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Return where in the course the week is, as it stands within a sentence."""
        return self.course_week[:1].lower() + self.course_week[1:]

    def helpers(self, student: str) -> tuple[str, ...]:
        """Return who looks after a student: the mentors, else the instructors."""
        return (self.mentors or {}).get(student, ()) or self.instructors

    def facts(self, project: str) -> ProjectFacts:
        """Return what is known of a project; nothing but its name where it is none of ours."""
        return (self.projects or {}).get(project.casefold()) or ProjectFacts(project)


def until(entries: Iterable[Entry], end: datetime) -> tuple[Entry, ...]:
    """Return the lines of what had happened before the end."""
    return tuple(entry for entry in entries if entry.at < end)


def work_of(
    record: ContributionRecord,
    contribution: Contribution,
    entries: Iterable[Entry],
    reminders: Iterable[Reminder] = (),
) -> Work:
    """Return a contribution as the summary takes it.

    Args:
        record: Names it, and its student where the fold does not.
        contribution: Folded from the entries.
        entries: Its journal up to the end of the week.
        reminders: Of its student, up to the end of the week.
    """
    known = tuple(entries)
    student = (contribution.student or record.student).lower()
    latest: dict[datetime, Hold] = {}
    for entry in known:
        if (hold := hold_of(entry)) is not None:
            latest[hold.since] = _counted(hold, latest.get(hold.since))
    return Work(
        key=record.subject.key,
        title=record.title,
        student=student,
        contribution=contribution,
        holds=tuple(latest[since] for since in sorted(latest)),
        reminders=tuple(sorted(reminders, key=lambda one: one.at)),
        acted=tuple(sorted({entry.at for entry in known if entry.actor == student})),
    )


def _counted(hold: Hold, before: Hold | None) -> Hold:
    """Return a turn with its counts: of several lines of one instant the last written holds.

    Rounds and threads are told with the newest turn only. When that turn is over it is written
    once more without them, and they stay what they were.
    """
    if before is None or hold.cycles or hold.threads:
        return hold
    return structs.replace(
        hold, cycles=before.cycles, threads=before.threads, at_first_try=before.at_first_try
    )


def facts_of(project: Project, history: History | None) -> ProjectFacts:
    """Return what the summary needs of a project's profile and measured history."""
    usual = late = None
    if history is not None:
        hours = history.open_hours.newcomers
        if not hours.count:
            hours = history.open_hours.all
        usual, late = (None if each is None else each / 24 for each in (hours.p50, hours.p90))
    return ProjectFacts(
        name=project.name,
        usual_days=usual,
        late_days=late,
        caution=(history.caution or "") if history else "",
        stale_after=project.stale.days if project.stale else None,
        lands_closed=project.landing is not None and project.landing.how is not LandingKind.MERGED,
    )
