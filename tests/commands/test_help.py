"""What is told of the commands, and the page that comes from the same table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.commands import help as told
from bot.commands.grammar import SHORT_FORM, Command, Form, parse
from bot.commands.table import ROWS, TABLE, Role, Takes, Where
from tests.commands.commands_page import PAGE, with_table
from tests.support.contributions import said

if TYPE_CHECKING:
    from bot.commands.table import Row

GOLDEN = Path(__file__).parent / "golden"


def test_the_page_of_commands_is_what_the_table_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_table(text), "run `python -m tests.commands.commands_page`"


@pytest.mark.parametrize("name", ["help", "help snooze", "help plan"])
def test_help_reads_as_it_should(name: str) -> None:
    golden = GOLDEN / f"{name.replace(' ', '_')}.md"
    assert said(f"/{name}", "ada").reply + "\n" == golden.read_text(encoding="utf-8")


def test_help_names_every_command_in_the_order_of_the_table() -> None:
    text = told.overview(SHORT_FORM)
    places = [text.index(f"- `{row.line}`: {row.effect}") for row in ROWS]
    assert places == sorted(places)


@pytest.mark.parametrize("asked", ["/help /Snooze", "/help snooze please"])
def test_help_finds_a_command_however_it_is_named(asked: str) -> None:
    assert said(asked, "ada").reply.startswith("`/snooze ")


def test_help_on_what_is_no_command_says_so() -> None:
    assert said("/help me", "ada").reply == ("There is no command `me`. `/help` lists all of them.")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_command_is_explained(row: Row) -> None:
    text = told.explained(row)
    assert row.effect in text
    assert row.effect.endswith(".")
    assert row.effect.count(". ") == 0
    assert row.example in text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_example_is_the_command(row: Row) -> None:
    (found,) = parse(row.example)
    assert isinstance(found, Command)
    assert found.name == row.name
    assert bool(found.text) >= row.needs_more


def test_the_coach_does_not_obey_its_own_help() -> None:
    texts = [told.overview(SHORT_FORM), *(told.explained(row) for row in ROWS)]
    texts += [told.usage(row, "") for row in ROWS]
    assert [parse(text) for text in texts] == [()] * len(texts)


def test_help_in_the_long_form_can_be_copied() -> None:
    form = Form("/mentor", prefix_only=True)
    text = told.addressed(told.overview(form), form)
    assert "`/mentor claim <" in text
    assert "`/claim" not in text
    example = told.addressed(told.explained(TABLE["plan"]), form)
    assert "``/mentor plan I pass" in example
    assert "another bot" not in text


def test_only_commands_at_the_beginning_of_code_are_addressed() -> None:
    form = Form("/mentor", prefix_only=True)
    text = "see `/etc/plan` and `/planning` and /plan and `a /plan` but `/plan`"
    assert told.addressed(text, form) == text[: -len("`/plan`")] + "`/mentor plan`"


def test_only_mentors_steer_and_only_the_course_reads() -> None:
    by_role = {role: {row.name for row in ROWS if row.role is role} for role in Role}
    assert by_role[Role.MENTOR] == {"approve", "revise", "hold", "resume", "excuse", "take-over"}
    assert by_role[Role.COHORT] == {"status", "turn", "suggest", "help"}


def test_a_plan_alone_takes_a_paragraph() -> None:
    assert [row.name for row in ROWS if Takes.PLAN in row.takes] == ["plan"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_where_a_command_can_be_given_is_said_in_words(row: Row) -> None:
    assert Where.ISSUE in row.where
    assert told.where(row).startswith("contribution issue")
