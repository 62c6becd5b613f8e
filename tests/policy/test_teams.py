"""Who is a student by being in a team."""

from __future__ import annotations

from datetime import date

import pytest

from bot.policy.model import Cohort, Mentor, Policy
from bot.policy.teams import teams_of, with_members


def policy(*cohorts: Cohort) -> Policy:
    return Policy(version=1, cohorts=cohorts)


def cohort(*teams: str, students: tuple[str, ...] = (), mentors: tuple[str, ...] = ()) -> Cohort:
    return Cohort(
        name="one",
        start=date(2026, 9, 7),
        students=students,
        student_teams=teams,
        mentors=tuple(Mentor(login, ("zoe",)) for login in mentors),
        instructors=("ida",),
    )


def test_each_team_is_named_once() -> None:
    assert teams_of(policy(cohort("a/x", "a/y"), cohort("a/x"))) == ("a/x", "a/y")
    assert teams_of(policy()) == ()


@pytest.mark.parametrize(
    ("given", "members", "students"),
    [
        (cohort("a/x"), {"a/x": ("ada", "bob")}, ("ada", "bob")),
        (cohort("a/x", students=("ADA",)), {"a/x": ("ada", "bob")}, ("ADA", "bob")),
        (cohort("a/x", "a/y"), {"a/x": ("ada",), "a/y": ("Ada", "eve")}, ("ada", "eve")),
        (cohort("a/x", mentors=("Mira",)), {"a/x": ("mira", "IDA", "bob")}, ("bob",)),
        (cohort("a/x", students=("ada",)), {}, ("ada",)),
        (cohort(students=("ada",)), {"a/x": ("bob",)}, ("ada",)),
    ],
    ids=["members", "listed too", "in two teams", "mentors", "not read", "another's team"],
)
def test_members_are_students_of_the_cohort_that_names_their_team(
    given: Cohort, members: dict[str, tuple[str, ...]], students: tuple[str, ...]
) -> None:
    (found,) = with_members(policy(given), members).cohorts
    assert found.students == students
    assert found.student_teams == given.student_teams
