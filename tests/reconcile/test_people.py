"""Who is who, whose excuse counts where, which fork's pull request, which commands are new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.commands.grammar import SHORT_FORM
from bot.kernel.happening import Excused
from bot.kernel.journal import ContributionRecord
from bot.kernel.snapshot import Actor
from bot.kernel.subject import Subject, SubjectKind
from bot.policy.model import Cohort, Mentor, Policy
from bot.reconcile.contribution.excuses import elsewhere
from bot.reconcile.contribution.hearing import Text, heard_key, unheard
from bot.reconcile.forks import fork_entry, fork_pull
from bot.reconcile.lines import entry_of
from bot.reconcile.people import (
    cohort_of,
    is_student,
    mentionable,
    mentors_of,
    students_of,
    zone_of,
)
from tests.support.hostile import UNHURRIED, hostile_text

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
SPRING = Cohort(name="spring", start=date(2026, 3, 1), students=("ada",), instructors=("Ida",))
AUTUMN = Cohort(
    name="autumn",
    start=date(2026, 9, 1),
    students=("Ada", "bob"),
    mentors=(Mentor(login="Mira", students=("ada", "cem")),),
    instructors=("ivo",),
)
NEXT = Cohort(name="next", start=date(2027, 3, 1), students=("ada", "dov"))
POLICY = Policy(version=1, cohorts=(SPRING, AUTUMN, NEXT))


@pytest.mark.parametrize(
    ("login", "wanted"),
    [("ada", AUTUMN), ("ADA", AUTUMN), ("bob", AUTUMN), ("cem", AUTUMN), ("dov", NEXT)],
)
def test_somebody_is_in_the_cohort_that_began_last(login: str, wanted: Cohort) -> None:
    assert cohort_of(POLICY, login, NOW) == wanted
    assert is_student(POLICY, login)


def test_a_stranger_is_in_no_cohort_unless_there_is_only_one() -> None:
    assert cohort_of(POLICY, "eve", NOW) is None
    assert cohort_of(Policy(version=1, cohorts=(SPRING,)), "eve", NOW) == SPRING
    assert not is_student(POLICY, "eve")


@pytest.mark.parametrize(
    ("cohort", "login", "wanted"),
    [
        (AUTUMN, "ADA", ("Mira",)),
        (AUTUMN, "bob", ("ivo",)),
        (SPRING, "ada", ("Ida",)),
        (NEXT, "dov", ()),
        (None, "ada", ()),
    ],
)
def test_whoever_has_no_mentor_has_the_instructors(
    cohort: Cohort | None, login: str, wanted: tuple[str, ...]
) -> None:
    assert mentors_of(cohort, login) == wanted


@pytest.mark.parametrize(
    ("student", "wanted"),
    [("ada", "Asia/Tokyo"), ("ADA", "Asia/Tokyo"), ("bob", "Europe/Berlin"), ("", "Europe/Berlin")],
)
def test_a_student_lives_by_the_own_time_zone_or_by_that_of_the_cohort(
    student: str, wanted: str
) -> None:
    cohort = structs.replace(AUTUMN, time_zone="Europe/Berlin", time_zones={"Ada": "Asia/Tokyo"})
    assert str(zone_of(cohort, student)) == wanted
    assert str(zone_of(None, student)) == "UTC"


def test_the_whole_course_may_be_mentioned_and_nobody_else() -> None:
    assert students_of(POLICY) == {"ada", "bob", "cem", "dov"}
    assert mentionable(POLICY) == {"ada", "bob", "cem", "dov", "mira", "ida", "ivo"}


def subject(number: int) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, f"5#{number}")


@dataclass
class Store:
    """Knows the contributions of everybody."""

    records: tuple[ContributionRecord, ...]

    async def contributions_of(self, student: str) -> tuple[ContributionRecord, ...]:
        return tuple(each for each in self.records if each.student == student)


async def test_an_excuse_reaches_the_students_other_running_contributions_once() -> None:
    def record(number: int, student: str, *, is_open: bool) -> ContributionRecord:
        return ContributionRecord(subject(number), "7", student, "a/b", 1, "open", is_open)

    store = Store(
        (
            record(1, "ada", is_open=True),
            record(2, "ada", is_open=True),
            record(3, "ada", is_open=False),
            record(4, "bob", is_open=True),
        )
    )
    until = NOW + timedelta(days=7)
    excuse = Excused(at=NOW, by="mira", source="IC_1", student="ada", until=until)
    line = entry_of(subject(1), excuse)
    lines, wakes = await elsewhere(store, (line, line))  # type: ignore[arg-type] # has what is used
    assert {each.subject for each in lines} == {subject(2)}
    assert len({each.key for each in lines}) == 1
    assert set(wakes) == {(subject(2), "7")}


def test_the_last_pull_request_of_a_fork_counts() -> None:
    pulls = [Subject(SubjectKind.PULL_REQUEST, f"9#{number}") for number in (3, 1)]
    journal = [fork_entry(subject(1), each, "Ada", NOW) for each in pulls]
    assert fork_pull([]) is None
    assert fork_pull(journal) == "9#1"
    assert journal[0].actor == "ada"


@UNHURRIED
@given(st.lists(hostile_text(), max_size=4), st.integers(0, 3))
def test_whatever_was_heard_is_not_heard_again_and_an_added_word_repeats_nothing(
    bodies: list[str], at: int
) -> None:
    ada = Actor("ada", 1)
    texts = [
        Text(f"IC_{n}", ada, f"{body}\n\n/claim vllm#1\n\n/snooze 3d\n", NOW)
        for n, body in enumerate(bodies)
    ]
    found = unheard(texts, frozenset(), SHORT_FORM)
    assert len({each.source for each in found}) == len(found)
    known = {heard_key(each.source) for each in found}
    assert unheard(texts, known, SHORT_FORM) == ()
    if at < len(texts):
        texts[at] = Text(texts[at].id, ada, f"{texts[at].body}\nThanks.\n", NOW)
    assert unheard(texts, known, SHORT_FORM) == ()
