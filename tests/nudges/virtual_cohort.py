"""A virtual cohort: 100 students over 24 weeks, with rhythms of the projects' own history."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from bot.kernel.contribution import Stage
from bot.nudges.plan import plan
from bot.nudges.situation import Because, Confidence, Given, Pull, Seen, Situation, Turn
from bot.policy.model import Cohort, Mentor
from bot.policy.reminders import Holidays, Nudges
from bot.shipped import shipped_histories, shipped_projects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.nudges.restraint import Item
    from bot.projects.history import History
    from bot.projects.model import Project

START: Final = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
WEEKS: Final = 24
END: Final = START + timedelta(weeks=WEEKS)
TICK: Final = timedelta(minutes=30)
STUDENTS: Final = tuple(f"student-{number}" for number in range(100))
MENTORS: Final = tuple(Mentor(f"mentor-{number}", STUDENTS[number::8]) for number in range(8))
COHORT: Final = Cohort(
    name="autumn 2026",
    start=date(2026, 9, 7),
    time_zone="Europe/Berlin",
    holidays=Holidays(country="DE", dates=(date(2026, 12, 28), date(2026, 12, 29))),
    students=STUDENTS,
    mentors=MENTORS,
)
ZONES: Final = ("", "", "", "", "America/New_York", "Asia/Kolkata")

Change = tuple[datetime, dict[str, Any]]


@dataclass
class Life:
    """One contribution: what was seen at first, and every change, in the order of time."""

    first: Seen
    project: Project
    history: History | None
    changes: list[Change]


@dataclass
class Written:
    """One nudge of one comment, and how all stood when it was written."""

    at: datetime
    item: Item
    to: tuple[str, ...]
    is_first: bool
    was_deferred: bool


@dataclass
class Run:
    """What the coach did in the whole time."""

    written: list[Written] = field(default_factory=list)
    comments: list[tuple[datetime, tuple[str, ...], str]] = field(default_factory=list)
    decisions: int = 0


def lives(seed: int) -> list[Life]:
    """Return what every student does, one contribution after another, nudges aside."""
    found: list[Life] = []
    for number, student in enumerate(STUDENTS):
        draw = random.Random(f"{seed}/{student}")  # noqa: S311 - a simulation
        now = START + timedelta(hours=draw.uniform(1, 24 * 7))
        count = 0
        while now < END:
            count += 1
            life, now = _life(draw, student, f"7#{number * 100 + count}", now)
            found.append(life)
    return found


def _life(draw: random.Random, student: str, key: str, now: datetime) -> tuple[Life, datetime]:
    projects = [each for each in shipped_projects() if each.state]
    project = draw.choice(projects)
    history = shipped_histories().find(project.name) if draw.random() < 0.9 else None
    first = Seen(
        contribution=key,
        student=student,
        stage=Stage.CLAIMED,
        stage_since=now,
        mentors=tuple(each.login for each in MENTORS if student in each.students),
        time_zone=ZONES[int(key.rpartition("#")[2]) // 100 % len(ZONES)],
        project=project.name,
        lines=draw.choice([10, 120, 600]),
        last_activity=now,
    )
    changes = list(_changes(draw, first, history, now))
    changes = sorted([*changes, *_noise(draw, changes)], key=lambda one: one[0])
    return Life(first, project, history, changes), changes[-1][0] + timedelta(days=1)


def _changes(
    draw: random.Random, first: Seen, history: History | None, now: datetime
) -> Iterator[Change]:
    """Yield the way from the claim to the end."""
    now += _days(draw, 2.0)
    yield now, _moved(now, stage=Stage.AGREED, stage_since=now)
    now += _days(draw, 2.0)
    yield now, _moved(now, stage=Stage.BUILDING, stage_since=now)
    now += _days(draw, 4.0)
    yield now, _moved(now, ready_asked=now)
    now += _days(draw, 1.5)
    yield now, _moved(now, ready_asked=None)
    now += _days(draw, 1.5)
    is_draft = draw.random() < 0.2
    pull = Pull.DRAFT if is_draft else Pull.OPEN
    opened: dict[str, Any] = {"stage": Stage.OPEN, "stage_since": now, "opened": now, "pull": pull}
    yield now, _moved(now, **opened, **_turn(draw, Turn.REVIEWER, now, "opened"))
    if is_draft:
        now += _days(draw, 3.0)
        yield now, _moved(now, pull=Pull.OPEN)
    for _ in range(draw.randint(1, 3)):
        now += _reviewed(draw, history, first.lines)
        yield now, _moved(now, stage=Stage.REVIEW, **_asked(draw, now))
        now += _days(draw, 1.5)
        yield now, _moved(now, failing=(), **_turn(draw, Turn.REVIEWER, now, "pushed"))
    now += _reviewed(draw, history, first.lines)
    yield (
        now,
        _moved(now, is_approved=draw.random() < 0.7, **_turn(draw, Turn.GATE, now, "approved")),
    )
    now += _days(draw, 3.0)
    is_in = draw.random() < 0.7
    yield now, _moved(now, pull=Pull.MERGED if is_in else Pull.CLOSED)


def _turn(draw: random.Random, turn: Turn, now: datetime, event: str) -> dict[str, Any]:
    sure = draw.choices(list(Confidence), [8, 1, 1])[0]
    because = Because(event=event, at=now, who="somebody")
    return {"turn": turn, "since": now, "because": because, "confidence": sure}


def _asked(draw: random.Random, now: datetime) -> dict[str, Any]:
    event = draw.choice(["changes_requested", "comment", "check", "conflict"])
    failing = ("lint",) if event == "check" else ()
    return {"failing": failing, **_turn(draw, Turn.AUTHOR, now, event)}


def _moved(now: datetime, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of `Seen`
    return {"last_activity": now, "updated": now, **more}


def _noise(draw: random.Random, changes: list[Change]) -> Iterator[Change]:
    """Yield what happens besides: talk, machines, snoozes, excuses, holds, corrections."""
    begin, end = changes[0][0], changes[-1][0]
    hours = (end - begin).total_seconds() / 3600
    for _ in range(draw.randint(0, 8)):
        now = begin + timedelta(hours=draw.uniform(0, hours))
        pause = now + timedelta(days=draw.uniform(1, 12))
        kind = draw.randrange(8)
        if kind < 2:
            yield now, _moved(now)
        elif kind < 4:
            yield now, {"updated": now}
        elif kind == 4:
            yield now, {"snoozed_until": pause}
        elif kind == 5:
            yield now, {"excused_until": pause}
        elif kind == 6:
            yield now, {"corrected": now}
        else:
            yield now, {"is_held": True}
            yield min(pause, end), _moved(min(pause, end), is_held=False)


def _reviewed(draw: random.Random, history: History | None, lines: int | None) -> timedelta:
    """Return a wait as the project's own figures have it: half are shorter than usual."""
    if history is None:
        return _days(draw, 5.0)
    waiting = history.patience(lines or 0).waiting
    usual = max(0.1, waiting.usual)
    spread = math.log(max(1.5, waiting.overdue / usual)) / 1.28
    return timedelta(days=min(90.0, draw.lognormvariate(math.log(usual), spread)))


def _days(draw: random.Random, median: float) -> timedelta:
    return timedelta(days=min(60.0, draw.lognormvariate(math.log(median), 1.2)))


class Coach:
    """Runs the room against lives as the shell would: at every tick, what has come due."""

    def __init__(self, all_lives: list[Life], nudges: Nudges | None = None) -> None:
        self.nudges = nudges or Nudges()
        self.run = Run()
        self.now = START
        self._lives = all_lives
        self._seen = [each.first for each in all_lives]
        self._next = [0] * len(all_lives)
        self._due: list[datetime | None] = [each.first.stage_since for each in all_lives]
        self._own: dict[str, tuple[Given, ...]] = {}
        self._recent: list[Given] = []
        self._deferred: set[str] = set()
        self._index = {each.first.contribution: n for n, each in enumerate(all_lives)}

    def play(self) -> Run:
        """Play the whole time."""
        while self.now < END:
            ripe = [n for n in range(len(self._lives)) if self.is_ripe(n)]
            if ripe:
                self.decide(ripe)
            self.now += TICK
        return self.run

    def situation(self, number: int) -> Situation:
        life, seen = self._lives[number], self._seen[number]
        own = self._own.get(seen.contribution, ())
        seen = structs.replace(seen, given=own)
        return Situation(seen, life.project, life.history, COHORT, self.nudges, self.now)

    def due(self, number: int) -> datetime | None:
        return self._due[number]

    def is_ripe(self, number: int) -> bool:
        changes, at = self._lives[number].changes, self._next[number]
        changed = False
        while at < len(changes) and changes[at][0] <= self.now:
            self._seen[number] = structs.replace(self._seen[number], **changes[at][1])
            at += 1
            changed = True
        self._next[number] = at
        if changed:
            self._deferred.discard(self._seen[number].contribution)
        due = self._due[number]
        return changed or (due is not None and due <= self.now)

    def decide(self, ripe: list[int]) -> None:
        self._recent = [each for each in self._recent if each.at > self.now - timedelta(days=8)]
        found = plan([self.situation(number) for number in ripe], self._recent)
        self.run.decisions += len(ripe)
        for one, quiet in found.quiet:
            self._due[self._index[one.seen.contribution]] = quiet.until
        for each in found.deferred:
            key = each.item.situation.seen.contribution
            self._due[self._index[key]] = each.until
            self._deferred.add(key)
        for comment in found.comments:
            self.run.comments.append((self.now, comment.to, comment.contribution))
            for item in comment.items:
                self._write(item, comment.to, comment.contribution)

    def _write(self, item: Item, to: tuple[str, ...], comment: str) -> None:
        key = item.situation.seen.contribution
        own = self._own.get(key, ())
        given = Given(contribution=key, rung=item.due.rung, at=self.now, to=to, comment=comment)
        was_deferred = key in self._deferred
        self.run.written.append(Written(self.now, item, to, not own, was_deferred))
        self._own[key] = (*own, given)
        self._recent.append(given)
        self._deferred.discard(key)
        self._due[self._index[key]] = item.due.silent_until
