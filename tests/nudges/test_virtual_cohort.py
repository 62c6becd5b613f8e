"""A hundred students over 24 weeks: what the coach would say to them, and what it never would."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.contribution import Stage
from bot.nudges.rung import FOR_MENTORS, OWN_TURN, Rung
from bot.nudges.situation import Confidence, Pull, Turn
from bot.nudges.stall import Due, due
from bot.policy.reminders import Nudges
from tests.nudges.virtual_cohort import COHORT, END, START, STUDENTS, TICK, Coach, lives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from tests.nudges.virtual_cohort import Life, Run, Written

SEEDS = (1, 2)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = {
    date(2026, 10, 3),
    date(2026, 12, 25),
    date(2026, 12, 26),
    date(2026, 12, 28),
    date(2026, 12, 29),
    date(2027, 1, 1),
}
"""Those of Germany as a whole in these weeks, and the cohort's own, by the calendar."""


@pytest.fixture(scope="module", params=SEEDS)
def run(request: pytest.FixtureRequest) -> Run:
    return Coach(lives(request.param)).play()


def zones(written: Written) -> tuple[ZoneInfo, ...]:
    """Return the time zones of those whom a nudge addresses."""
    own = ZoneInfo(written.item.situation.seen.time_zone or "Europe/Berlin")
    if written.item.due.rung in FOR_MENTORS:
        return (BERLIN,)
    return (own, BERLIN) if len(written.to) > 1 else (own,)


def is_working(at: datetime, where: Iterable[ZoneInfo]) -> bool:
    times = [at.astimezone(zone) for zone in where]
    return all(9 <= local.hour < 18 and is_working_day(local.date()) for local in times)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def worked(begin: datetime, end: datetime, where: Iterable[ZoneInfo]) -> timedelta:
    """Return the working time between two instants, counted in steps of five minutes."""
    step = timedelta(minutes=5)
    steps = (end - begin) // step
    return sum((step for n in range(steps) if is_working(begin + n * step, where)), timedelta())


def test_there_is_enough_to_judge_by(run: Run) -> None:
    kinds = Counter(each.item.due.rung for each in run.written)
    assert sum(kinds.values()) > 500
    assert set(Rung) - set(kinds) <= {Rung.GATE, Rung.CI_RED}


def test_nobody_is_told_to_act_whose_turn_it_is_not(run: Run) -> None:
    for each in run.written:
        seen, rung = each.item.situation.seen, each.item.due.rung
        if rung in FOR_MENTORS:
            assert each.to == seen.mentors
            assert seen.pull is Pull.NONE
            assert seen.ready_asked or seen.stage is Stage.AGREED
            continue
        assert each.to[0] == seen.student
        assert set(each.to) <= {seen.student, *seen.mentors}
        if rung in OWN_TURN - {Rung.UNSURE} and seen.pull is not Pull.NONE:
            assert seen.turn is Turn.AUTHOR
            assert seen.confidence is not Confidence.LOW
        if rung in {Rung.OUTLOOK, Rung.PING, Rung.ELSEWHERE, Rung.GATE}:
            assert seen.turn in {Turn.REVIEWER, Turn.GATE}
            assert seen.confidence is not Confidence.LOW


def test_nobody_is_disturbed_outside_working_hours(run: Run) -> None:
    assert all(is_working(each.at, zones(each)) for each in run.written)


def test_nothing_is_said_about_what_ended_rests_or_is_put_off(run: Run) -> None:
    for each in run.written:
        seen = each.item.situation.seen
        assert seen.pull not in {Pull.MERGED, Pull.CLOSED}
        assert not seen.is_held
        assert (seen.snoozed_until or START) <= each.at
        assert (seen.excused_until or START) <= each.at
        assert each.item.due.rung is Rung.STALE or seen.pull is not Pull.DRAFT


def test_nobody_is_reminded_within_a_working_day_of_anything_that_a_person_did(run: Run) -> None:
    for each in run.written:
        activity = each.item.situation.seen.last_activity
        assert activity is not None
        where = zones(each)[0]
        local, now = activity.astimezone(where), each.at.astimezone(where)
        assert each.at - activity >= timedelta(days=1) - HOUR
        between = (local.date() + timedelta(days=n) for n in range(1, (now - local).days + 2))
        assert any(is_working_day(day) for day in between if day <= now.date())


def test_no_cap_is_ever_passed(run: Run) -> None:
    policy = Nudges()
    for student in STUDENTS:
        times = [at for at, to, _ in run.comments if student in to]
        for n, at in enumerate(times):
            recent = [one for one in times[: n + 1] if one > at - timedelta(days=7)]
            assert len(recent) <= policy.most_per_week
    days = Counter(
        (login, at.astimezone(BERLIN).date())
        for at, to, _ in run.comments
        for login in to
        if login not in STUDENTS
    )
    assert max(days.values()) <= policy.most_per_mentor_and_day


def test_a_rung_is_given_once_for_a_pull_request_and_two_never_come_on_one_day(run: Run) -> None:
    by_contribution: dict[str, list[Written]] = {}
    for each in run.written:
        by_contribution.setdefault(each.item.situation.seen.contribution, []).append(each)
    for written in by_contribution.values():
        keys = [each.item.situation.seen.key_of(each.item.due.rung) for each in written]
        assert len(set(keys)) == len(keys)
        own = [each for each in written if each.item.due.rung in OWN_TURN]
        on_pull = [each for each in own if each.item.situation.seen.pull is not Pull.NONE]
        assert len(on_pull) <= Nudges().most_per_pull_request
        for before, after in pairwise(written):
            assert after.at - before.at >= timedelta(hours=15)


def test_each_stall_is_noticed_within_a_working_hour_of_its_due_time(run: Run) -> None:
    prompt = [each for each in run.written if not each.was_deferred]
    assert len(prompt) > 400
    for each in prompt:
        assert worked(each.item.due.at, each.at, zones(each)) <= HOUR


def test_few_have_to_wait_for_their_turn(run: Run) -> None:
    assert sum(each.was_deferred for each in run.written) < len(run.written) / 10


def test_every_silence_of_a_student_is_noticed_on_the_day_that_the_ladder_names() -> None:
    """Held against the calendar alone, where nothing holds the first reminder back."""
    every = lives(3)
    found = Coach(every, Nudges(most_per_week=20)).play()
    first: dict[str, datetime] = {}
    for each in found.written:
        if each.item.situation.seen.turn is Turn.AUTHOR:
            first.setdefault(each.item.situation.seen.contribution, each.at)
    expected = dict(stall for life in every for stall in undisturbed(life))
    assert len(expected) > 8
    for key, at in expected.items():
        assert timedelta() <= first[key] - at < HOUR, key


def undisturbed(life: Life) -> Iterator[tuple[str, datetime]]:
    """Yield the first long turn of the student on a pull request, if nothing else came into it."""
    if life.first.time_zone or any(set(what) & PAUSES for _, what in life.changes):
        return
    for (at, what), (until, _) in pairwise(life.changes):
        if what.get("turn") is not Turn.AUTHOR:
            continue
        due_at = after_three_working_days(at)
        if what["confidence"] is not Confidence.LOW and due_at + HOUR < min(until, END):
            yield life.first.contribution, due_at
        if due_at < until:
            return


PAUSES = {"snoozed_until", "excused_until", "is_held", "corrected"}


def after_three_working_days(at: datetime) -> datetime:
    """Return when three working days are over, by the calendar of Berlin, in working hours."""
    local = at.astimezone(BERLIN)
    if not is_working_day(local.date()):
        local = local.replace(hour=9, minute=0, second=0, microsecond=0)
        local = next_working_day(local)
    for _ in range(3):
        local = next_working_day(local)
    if local.hour < 9:
        return local.replace(hour=9, minute=0, second=0, microsecond=0)
    if local.hour >= 18:
        return next_working_day(local.replace(hour=9, minute=0, second=0, microsecond=0))
    return local


def next_working_day(local: datetime) -> datetime:
    local += timedelta(days=1)
    while not is_working_day(local.date()):
        local += timedelta(days=1)
    return local


def test_what_is_quiet_until_an_instant_is_quiet_until_then() -> None:
    """Whoever asks at every tick hears nothing that who waits as told would miss."""
    unlimited = Nudges(most_per_week=20, most_per_mentor_and_day=20)
    for life in lives(4)[:6]:
        coach = Coach([life], unlimited)
        promised: datetime | None = START
        while coach.now < END:
            ripe = coach.is_ripe(0)
            found = due(coach.situation(0))
            if isinstance(found, Due):
                assert ripe or (promised is not None and promised <= coach.now)
            if ripe:
                coach.decide([0])
                promised = coach.due(0)
            coach.now += TICK


def test_all_of_them_live_in_the_cohort() -> None:
    assert {life.first.student for life in lives(1)} == set(COHORT.students)
