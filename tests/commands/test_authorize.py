"""Who may give which command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.commands.authorize import Answer, authorize, is_student
from bot.commands.table import ROWS, Role
from tests.support.contributions import COHORT, asking

if TYPE_CHECKING:
    from bot.commands.table import Row

ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
ALLOWED, REFUSED, SILENT = Answer.ALLOWED, Answer.REFUSED, Answer.SILENT

BY_ROLE = {
    # Who asks: what becomes of a command for students, for mentors, for the whole course.
    "ada": (ALLOWED, REFUSED, ALLOWED),
    "ADA": (ALLOWED, REFUSED, ALLOWED),
    "bob": (REFUSED, REFUSED, ALLOWED),
    "carol": (REFUSED, REFUSED, ALLOWED),
    "grace": (ALLOWED, ALLOWED, ALLOWED),
    "Edsger": (ALLOWED, ALLOWED, ALLOWED),
}
PLACES = {Role.STUDENT: 0, Role.MENTOR: 1, Role.COHORT: 2}


@ROW
@pytest.mark.parametrize("login", BY_ROLE)
@pytest.mark.parametrize("is_public", [False, True])
def test_the_role_in_the_cohort_decides(row: Row, login: str, is_public: bool) -> None:  # noqa: FBT001 - a case
    who = asking(login, is_public=is_public)
    assert authorize(row, who).answer is BY_ROLE[login][PLACES[row.role]]


@ROW
def test_a_stranger_on_a_public_repository_hears_nothing(row: Row) -> None:
    assert authorize(row, asking("eve", is_public=True)).answer is SILENT


@ROW
def test_a_stranger_who_opened_an_issue_on_a_public_repository_hears_nothing(row: Row) -> None:
    who = asking("eve", author="eve", assignees=("eve",), is_public=True)
    assert authorize(row, who).answer is SILENT


@ROW
def test_a_stranger_on_a_private_repository_is_told_how_to_come_in(row: Row) -> None:
    permission = authorize(row, asking("eve"))
    assert permission.answer is REFUSED
    assert "ask an instructor" in permission.words


@ROW
def test_the_author_of_a_private_issue_may_work_on_it_though_in_no_list(row: Row) -> None:
    permission = authorize(row, asking("eve", author="eve"))
    assert permission.answer is (REFUSED if row.role is Role.MENTOR else ALLOWED)


@ROW
@pytest.mark.parametrize(
    ("login", "more"),
    [
        ("grace", {"is_bot": True}),
        ("grace[bot]", {}),
        ("ada", {"is_us": True}),
    ],
)
def test_bots_and_the_coach_itself_are_not_heard(
    row: Row, login: str, more: dict[str, object]
) -> None:
    assert authorize(row, asking(login, **more)).answer is SILENT


def test_an_assignee_may_do_what_the_author_may() -> None:
    row = next(row for row in ROWS if row.name == "ready")
    assert authorize(row, asking("bob", assignees=("Bob",))).answer is ALLOWED


def test_whoever_took_a_contribution_over_may_work_on_it() -> None:
    row = next(row for row in ROWS if row.name == "ready")
    assert authorize(row, asking("bob", student="bob")).answer is ALLOWED


def test_without_a_cohort_nobody_is_a_mentor() -> None:
    row = next(row for row in ROWS if row.name == "approve")
    assert authorize(row, asking("grace", cohorts=())).answer is REFUSED


@pytest.mark.parametrize("row", [row for row in ROWS if row.role is not Role.COHORT])
def test_a_refusal_names_the_command_and_who_may(row: Row) -> None:
    words = authorize(row, asking("bob")).words
    assert words.startswith(f"`/{row.name}` is for")
    assert "mentors" in words


@pytest.mark.parametrize(
    ("login", "known"), [("ADA", True), ("bob", True), ("carol", True), ("grace", False)]
)
def test_students_are_those_of_the_lists(login: str, known: bool) -> None:  # noqa: FBT001 - a case
    assert is_student(login, asking(cohorts=(COHORT,))) is known
