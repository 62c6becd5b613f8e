"""Cohorts of any size with lives of any shape, and what happened to them as journals.

`python -m tests.summary.cohorts` writes the golden issues anew; read them before committing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.kernel import happening
from bot.kernel.contribution import ContributionKind, Reference, Verdict
from bot.kernel.hold import Hold, Holder, hold_entry
from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.progress.stages import fold
from bot.reconcile.nudges.reminders import reminders
from bot.shipped import shipped_histories, shipped_projects
from bot.summary.given import Aim, Given, Uncoached, facts_of, until, work_of
from bot.summary.issue import pages
from bot.summary.mentor import of_mentor
from bot.summary.names import Names
from bot.summary.report import report
from bot.summary.rows import row
from bot.summary.week import IsoWeek

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.event import Event
    from bot.summary.report import Report
    from bot.summary.rows import Row

GOLDEN: Final = Path(__file__).parent / "golden"
ZONE: Final = ZoneInfo("Europe/Berlin")
WEEK: Final = IsoWeek(2026, 47)
BEGIN: Final = datetime(2026, 9, 7, 8, tzinfo=UTC)
PROJECTS: Final = (
    "vllm-project/vllm",
    "huggingface/transformers",
    "pytorch/pytorch",
    "EleutherAI/lm-evaluation-harness",
)
HOSTILE: Final = "@everyone see #1 | <!-- x --> https://github.com/a/b ``` </details>\n# deadbeef1"
SECRET: Final = b"the course's own"


@dataclass(frozen=True)
class Life:
    """A contribution with everything that its journal tells."""

    record: ContributionRecord
    entries: tuple[Entry, ...]


class Story:
    """Writes a journal, a step after another."""

    def __init__(self, number: int, student: str, project: str, begin: datetime) -> None:
        self.subject = Subject(SubjectKind.CONTRIBUTION, f"7#{number}")
        self.student, self.project, self.at = student, project, begin
        self.number = number
        self.entries: list[Entry] = []
        self.title = f"I take {project}#{number}"

    def wait(self, days: float) -> Story:
        self.at += timedelta(days=days)
        return self

    def add(self, event: Event) -> Story:
        kind, key = happening.name_of(event), f"{len(self.entries)}"
        data = happening.stored(event)
        self.entries.append(Entry(self.subject, key, event.at, event.by.lower(), kind, data))
        return self

    def by(self, login: str = "") -> dict[str, object]:
        return {"at": self.at, "by": login, "source": f"{self.number}/{len(self.entries)}"}

    def claim(self) -> Story:
        issue = Reference(self.project, self.number)
        given = self.by(self.student)
        return self.add(happening.Claimed(**given, student=self.student, issue=issue))  # type: ignore[arg-type]

    def kind(self, kind: ContributionKind) -> Story:
        return self.add(happening.KindSet(**self.by(self.student), kind=kind))  # type: ignore[arg-type]

    def plan(self) -> Story:
        verdict = Verdict(is_good=True)
        text = "I pass the dtype to the cache and extend its test."
        return self.add(happening.Planned(**self.by(self.student), text=text, verdict=verdict))  # type: ignore[arg-type]

    def approve(self) -> Story:
        return self.add(happening.Approved(**self.by("mira")))  # type: ignore[arg-type]

    def open(self) -> Story:
        pull = Reference(self.project, 10_000 + self.number)
        self.add(happening.PullRequestLinked(**self.by(self.student), pull_request=pull))  # type: ignore[arg-type]
        return self.hold(Holder.REVIEWER)

    def review(self, cycles: int = 1) -> Story:
        self.add(happening.ReviewStarted(**self.by()))  # type: ignore[arg-type]
        return self.hold(Holder.AUTHOR, cycles)

    def hold(self, holder: Holder, cycles: int = 0) -> Story:
        self.entries.append(
            hold_entry(self.subject, Hold(holder, self.at, cycles, cycles * 2, cycles))
        )
        return self

    def merge(self) -> Story:
        self.add(happening.Merged(**self.by()))  # type: ignore[arg-type]
        return self.hold(Holder.NOBODY, 2)

    def supersede(self) -> Story:
        return self.add(happening.Superseded(**self.by()))  # type: ignore[arg-type]

    def drop(self) -> Story:
        return self.add(happening.Dropped(**self.by(self.student)))  # type: ignore[arg-type]

    def rest(self, why: str = "exams") -> Story:
        return self.add(happening.Held(**self.by("mira"), why=why))  # type: ignore[arg-type]

    def snooze(self, days: int) -> Story:
        end = self.at + timedelta(days=days)
        return self.add(happening.Snoozed(**self.by(self.student), until=end))  # type: ignore[arg-type]

    def nudge(self) -> Story:
        return self.nudged(to=(self.student,))

    def nudged(self, **more: object) -> Story:
        given = {"rung": "to_do", "nudged_at": self.at, **self.by(), **more}
        return self.add(happening.Nudged(**given))  # type: ignore[arg-type]

    def life(self) -> Life:
        contribution = fold(happening.restored(one.data) for one in self.entries)
        record = ContributionRecord(
            subject=self.subject,
            scope="1",
            student=self.student,
            project=self.project.lower(),
            issue=self.number,
            stage=str(contribution.stage),
            is_open=not contribution.stage.has_ended,
            title=self.title,
        )
        return Life(record, tuple(self.entries))


def begun(number: int, student: str, project: str = PROJECTS[0], *, day: float = 0) -> Story:
    """Begin a story so many days after the beginning of the course."""
    return Story(number, student, project, BEGIN + timedelta(days=day))


def events(entries: Iterable[Entry]) -> list[Event | happening.Unreadable]:
    return [happening.restored(entry.data) for entry in entries]


def given(students: Iterable[str], **more: object) -> Given:
    """Return what is known of a cohort at the end of `WEEK`."""
    known = tuple(students)
    aims = (
        Aim("first pull request", date(2027, 2, 14), is_reached=False),
        Aim("first merge", date(2027, 2, 21), is_reached=False, needs_merge=True),
    )
    base = Given(
        cohort="autumn 2026",
        week=WEEK,
        zone=ZONE,
        course_week="Week 11 of 24",
        course_week_number=11,
        until=WEEK.bounds(ZONE)[1],
        students=known,
        mentors=dict.fromkeys(known, ("mira",)),
        instructors=("ida",),
        aims=dict.fromkeys(known, aims),
        projects={
            name.lower(): facts_of(shipped_projects().get(name), shipped_histories().find(name))
            for name in PROJECTS
        },
        uncoached=Uncoached(154, 214, 59),
        tracker="ai-course/tracker",
    )
    return replace(base, **more)  # type: ignore[arg-type] # a test's choice


def rows(lives: Iterable[Life], known: Given) -> list[Row]:
    found = []
    for life in lives:
        entries = until(life.entries, known.until)
        told = reminders(entries, life.record.student)
        found.append(row(work_of(life.record, fold(events(entries)), entries, told), known))
    return found


def reported(lives: Iterable[Life], known: Given) -> Report:
    return report(rows(lives, known), known)


def cohort(students: int, each: int = 2, seed: int = 20261122) -> tuple[list[Life], Given]:
    """Return a cohort in its eleventh week; every shape of life is in it."""
    chance = random.Random(seed)  # noqa: S311 - a story, no secret
    names = [f"student{n:03}" for n in range(students)]
    lives = []
    for place, name in enumerate(names):
        for turn in range(0 if place % 17 == 16 else each):
            number = 1 + place * each + turn
            lives.append(_life(number, name, chance))
    reached = {name: _aims(place) for place, name in enumerate(names)}
    return lives, given(names, aims=reached)


def _aims(place: int) -> tuple[Aim, ...]:
    first = Aim("first pull request", date(2027, 2, 14), is_reached=place % 3 == 0)
    due = date(2026, 11, 27) if place % 11 == 5 else date(2027, 2, 21)
    return tuple(
        sorted(
            (first, Aim("first merge", due, is_reached=place % 6 == 0, needs_merge=True)),
            key=lambda aim: aim.due,
        )
    )


def _life(number: int, student: str, chance: random.Random) -> Life:
    story = begun(number, student, chance.choice(PROJECTS), day=chance.uniform(20, 50))
    steps = (
        story.claim,
        lambda: story.kind(chance.choice(tuple(ContributionKind))),
        story.plan,
        story.approve,
        story.open,
        lambda: story.review(chance.randint(1, 3)),
        story.nudge,
        lambda: story.hold(Holder.REVIEWER, 1),
        chance.choice((story.merge, story.merge, story.supersede, story.rest, story.nudge)),
    )
    for step in steps[: chance.randint(1, len(steps))]:
        step()
        story.wait(chance.uniform(0.5, 8))
    return story.life()


def full() -> tuple[list[Life], Given]:
    """Return a cohort of thirty with a hostile title, to be read."""
    lives, known = cohort(30)
    loud = begun(999, "student001", day=40).claim().plan().approve().open()
    loud.at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    loud.merge()
    loud.title = HOSTILE
    return [*lives, loud.life()], replace(known, days_off=(date(2026, 11, 26),))


VARIANTS: Final = {
    "full": (Names(), False),
    "pseudonyms": (Names(SECRET), False),
    "shared": (Names(), True),
}


def issue(name: str) -> str:
    """Return a golden issue's text."""
    names, hides = VARIANTS[name]
    lives, known = full()
    told = pages(reported(lives, known), names, hides=hides, before="#11")
    return f"# {told.title}\n\n{told.body}"


def of_mira() -> str:
    """Return a mentor's issue of every fifth student of the golden cohort."""
    lives, known = full()
    who = dict.fromkeys(known.students[1::5], ("mira",))
    told = pages(of_mentor(reported(lives, replace(known, mentors=who)), "mira"), Names())
    return f"# {told.title}\n\n{told.body}"


def golden(name: str) -> Path:
    return GOLDEN / f"{name}.md"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in VARIANTS:
        golden(each).write_text(issue(each), encoding="utf-8")
    golden("mentor").write_text(of_mira(), encoding="utf-8")
