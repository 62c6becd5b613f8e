"""What came of nudges is recorded, and the report tells what really happened."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from bot.__main__ import cli
from bot.kernel.subject import Subject, SubjectKind
from tests.support.classroom import PLAN
from tests.support.rehearsals import Course, coached
from tests.support.stalls import stalls

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import User
    from tests.support.stalls import Stalls, Waiting

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def of(made: Stalls) -> Course:
    given = made.given
    return Course(given.cast, given.upstream, given.fork, given.ada)


async def reported(url: str) -> dict[str, Any]:
    """Return the lines of the report by their names, as the command prints them."""
    shown = await printed("nudges", "report", "--format", "json", "--database-url", url)
    return {each["name"]: each for each in json.loads(shown)["lines"]}


async def printed(*words: str) -> str:
    shown = await asyncio.to_thread(CliRunner().invoke, cli, words, catch_exceptions=False)
    return shown.output


@dataclass
class Told:
    """What the test itself did about one nudge."""

    rung: str
    one: Waiting
    at: datetime
    acted: datetime | None = None
    resolved: datetime | None = None
    answer: str = ""
    liked: bool | None = None

    @property
    def held_out(self) -> bool:
        return self.one.is_held_out


@dataclass
class Book:
    """All of it."""

    lines: list[Told] = field(default_factory=list)

    def note(self, rung: str, who: list[Waiting]) -> None:
        """Note that these were nudged just now, or would have been."""
        nudges = [each.nudges[-1].created_at for each in who if each.nudges]
        self.lines += (Told(rung, each, max(nudges)) for each in who)

    def acts(self, one: Waiting, what: Callable[[], object]) -> None:
        what()
        self._line(one).acted = one.course.now()

    def ends(self, one: Waiting, what: Callable[[], object], *, acts: bool = False) -> None:
        what()
        line, now = self._line(one), one.course.now()
        line.resolved = now
        line.acted = now if acts else None

    def answers(self, one: Waiting, what: str, command: str) -> None:
        one.say(command)
        self._line(one).answer = what

    def reacts(self, who: list[Waiting], by: User, how: str, *, counts: bool = True) -> None:
        """React to the first one's comment, which is about all of them."""
        who[0].course.given.world.react(who[0].nudges[-1], by, how)
        for each in who if counts else ():
            self._line(each).liked = how != "thumbs_down"

    def of(self, rung: str, *, held_out: bool) -> list[Told]:
        return [
            each for each in self.lines if rung in {"all", each.rung} and each.held_out is held_out
        ]

    def who(self, rung: str) -> tuple[list[Waiting], list[Waiting]]:
        """Return those who were told, and those who were held out."""
        return split([each.one for each in self.lines if each.rung == rung])

    def _line(self, one: Waiting) -> Told:
        (line,) = (each for each in self.lines if each.one is one)
        return line


def median(spans: list[tuple[float, bool]]) -> float | None:
    """Return the median by the product of the shares that were left, the textbook's way."""
    left = 1.0
    for span in sorted({span for span, over in spans if over}):
        watched = sum(each >= span for each, _ in spans)
        left *= 1 - sum(each == span and over for each, over in spans) / watched
        if left <= 0.5:
            return span
    return None


def hours(told: Told, end: datetime | None, watched: datetime) -> tuple[float, bool]:
    until = end or told.resolved or watched
    return (until - told.at) / HOUR, end is not None


def check(line: dict[str, Any], book: Book, watched: datetime) -> None:
    """Compare a line of the report with what the test did."""
    for side, is_out in (("nudged", False), ("held_out", True)):
        told = book.of(line["name"], held_out=is_out)
        found = line[side]
        assert found["count"] == len(told), (line["name"], side)
        known = [each for each in told if each.acted or not each.resolved]
        soon = [each for each in known if each.acted and each.acted - each.at <= 48 * HOUR]
        share = len(soon) / len(known) if known else None
        assert found["acted_soon"]["value"] == pytest.approx(share), (line["name"], side)
        actions = median([hours(each, each.acted, watched) for each in told])
        ends = median([hours(each, each.resolved, watched) for each in told])
        assert found["to_action"]["value"] == pytest.approx(actions, abs=0.1), line["name"]
        assert found["to_resolution"]["value"] == pytest.approx(ends, abs=0.1), line["name"]
    said = book.of(line["name"], held_out=False)
    for name, answer in (("wrong_actor", "corrected"), ("snoozed", "snoozed")):
        hits = sum(each.answer == answer for each in said)
        assert line[name]["value"] == pytest.approx(hits / len(said)), (line["name"], name)
    liked = [each.liked for each in said if each.liked is not None]
    assert line["positive"]["count"] == len(liked)
    assert line["positive"]["value"] == (pytest.approx(sum(liked) / len(liked)) if liked else None)


async def until_nudged(made: Stalls, rehearsal: Rehearsal, who: list[Waiting]) -> None:
    """Wait until all of these were nudged who are not held out."""
    while not all(each.nudges for each in who if not each.is_held_out):
        assert made.now() < made.start + 9 * DAY
        await made.later(rehearsal, 4 * HOUR)


def split(who: list[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """Return those who are nudged, and those who are held out."""
    said = [each for each in who if not each.is_held_out]
    return said, [each for each in who if each.is_held_out]


async def begun(made: Stalls, rehearsal: Rehearsal, book: Book) -> None:
    """Let some plan, some wait for a reviewer, and some owe an answer to one."""
    planning, reviewed, asked = made.take(5), made.take(4), made.take(15)
    for each in planning:
        each.say(f"/plan {PLAN}")
    await rehearsal.quiet()
    for each in (*reviewed, *asked):
        each.go_upstream()
    for each in asked:
        each.ask_for_changes()
    await until_nudged(made, rehearsal, asked)
    book.note("to_do", asked)
    book.note("plan", planning)
    await made.later(rehearsal, 4 * HOUR)
    of_authors(book)
    of_mentors(made, book)
    await until_nudged(made, rehearsal, reviewed)
    book.note("outlook", reviewed)
    await made.later(rehearsal, 4 * HOUR)
    of_reviewers(made, book)
    await made.later(rehearsal, 40 * HOUR)
    late(book)
    await made.later(rehearsal, 12 * HOUR)


def of_authors(book: Book) -> None:
    """Act, snooze, correct and react, some without having been told anything."""
    told, silent = book.who("to_do")
    book.acts(told[0], told[0].answer)
    book.acts(told[1], lambda: told[1].say("I am on it"))
    book.reacts([told[1]], told[1].student, "heart")
    book.answers(told[2], "snoozed", "/snooze 2w exams")
    book.answers(told[3], "corrected", "/not-my-turn I answered by mail")
    book.reacts([told[4]], told[4].student, "thumbs_down")
    book.acts(silent[0], silent[0].answer)
    silent[1].say("/snooze 1w")
    silent[2].say("/not-my-turn")


def of_mentors(made: Stalls, book: Book) -> None:
    """Answer some of the plans; one comment is about all of those that were told."""
    told, silent = book.who("plan")
    mira = made.given.mira
    host = [each for each in told if each.nudges]
    assert len(host) == 1
    book.reacts([*host, *(each for each in told if each is not host[0])], mira, "thumbs_up")
    book.acts(told[0], lambda: told[0].say("/approve", by=mira))
    book.acts(silent[0], lambda: silent[0].say("I look tomorrow", by=mira))
    told[1].say("Is anything missing?")


def of_reviewers(made: Stalls, book: Book) -> None:
    """Answer at the project, or merge; a student's own ping is no answer."""
    told, _ = book.who("outlook")
    world, maintainer = made.given.world, made.given.maintainer
    book.acts(told[0], lambda: told[0].answer(by=maintainer))
    told[1].answer()
    book.ends(told[2], lambda: world.merge(told[2].there, maintainer), acts=True)
    author = book.who("to_do")[0][6]
    book.ends(author, lambda: world.merge(author.there, maintainer))


def late(book: Book) -> None:
    """Act when two days are over, or give up."""
    told, silent = book.who("to_do")
    book.acts(told[7], told[7].answer)
    book.acts(silent[3], lambda: silent[3].say("/status"))
    book.ends(silent[4], lambda: silent[4].say("/drop no time"), acts=True)


async def read_all(book: Book, rehearsal: Rehearsal) -> None:
    """Have every contribution read once more, as it is at least once a day."""
    store = rehearsal.service.store
    (installation,) = await store.installations()
    for each in book.lines:
        subject = Subject(SubjectKind.CONTRIBUTION, each.one.key)
        await store.signal(subject, str(installation.id))
    await rehearsal.quiet()


async def test_the_report_tells_what_was_done_after_each_nudge(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    made, book = stalls(24, held_out=35), Book()
    async with coached(of(made), database_url=url) as rehearsal:
        await begun(made, rehearsal, book)
        assert not any(each.one.nudges for each in book.lines if each.held_out)
        await read_all(book, rehearsal)
        watched = made.now()
    report = await reported(url)
    assert set(report) == {"all", "to_do", "plan", "outlook"}
    for line in report.values():
        check(line, book, watched)


async def test_reading_again_and_again_writes_nothing_down_twice() -> None:
    made = stalls(2, held_out=50)
    async with coached(of(made)) as rehearsal:
        store = rehearsal.service.store
        (told,), (silent,) = split(made.take(2))
        await rehearsal.quiet()
        for each in (told, silent):
            each.go_upstream()
            each.ask_for_changes()
        await until_nudged(made, rehearsal, [told])
        await made.later(rehearsal, HOUR)
        made.given.world.react(told.nudges[0], told.student, "rocket")
        for each in (told, silent):
            each.answer()
        await made.later(rehearsal, 2 * HOUR)
        lines = await store.journal_of_kind("nudged")
        assert [each.subject.key for each in lines].count(told.key) == 2
        assert [each.subject.key for each in lines].count(silent.key) == 2
        await made.later(rehearsal, 3 * DAY)
        assert await store.journal_of_kind("nudged") == lines


async def test_a_kind_that_is_corrected_too_often_is_muted_until_the_limit_is_raised(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    made = stalls(7)
    with capture_logs() as logs:
        async with coached(of(made), database_url=url) as rehearsal:
            early = await asked(made, rehearsal, 5)
            await until_nudged(made, rehearsal, early)
            await made.later(rehearsal, HOUR)
            for each in early[:2]:
                each.say("/not-my-turn")
            late = await asked(made, rehearsal, 2)
            await made.later(rehearsal, 8 * DAY)
            assert [len(each.nudges) for each in (*early, *late)] == [1] * 5 + [0] * 2
            assert (await reported(url))["to_do"]["is_muted"]
            words = ("summary", "--week", "2026-W37", "--dry-run", "--database-url", url)
            assert "corrected too often: `to_do`." in await printed(*words)

            made.write_policy(mute=50)
            await made.later(rehearsal, 3 * DAY)
            assert [len(each.nudges) for each in (*early, *late)] == [1] * 7
            assert not (await reported(url))["to_do"]["is_muted"]
    told = [(each["event"], each["rung"]) for each in logs if each["event"].endswith("muted")]
    assert told == [("nudge_muted", "to_do"), ("nudge_unmuted", "to_do")]


async def asked(made: Stalls, rehearsal: Rehearsal, count: int) -> list[Waiting]:
    """Let the next students owe an answer to a reviewer."""
    who = made.take(count)
    await rehearsal.quiet()
    for each in who:
        each.go_upstream()
        each.ask_for_changes()
    return who
