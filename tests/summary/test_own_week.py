"""A student's own week, as it stands in the card."""

from __future__ import annotations

import pytest

from bot.kernel.contribution import Stage
from bot.kernel.markdown import BlockKind, read
from bot.summary.own_week import _MOVED
from tests.summary.weeks import FILE, STORIES, at, page, told, until_open


def test_the_weeks_read_as_agreed() -> None:
    assert page() == FILE.read_text(encoding="utf-8"), (
        "run `python -m tests.summary.weeks` and read what changed"
    )


@pytest.mark.parametrize("name", STORIES)
def test_a_week_is_short_quiet_and_speaks_of_nobody(name: str) -> None:
    text = told(STORIES[name]())
    assert len(text) < 600
    assert not [each for each in ("!", "@", "http", "ada", "mira") if each in text]
    assert all(block.kind is not BlockKind.TABLE for block in read(text))


def test_there_are_words_for_every_stage() -> None:
    assert set(_MOVED) == set(Stage)


def test_a_week_in_which_nothing_was_seen_is_not_spoken_of() -> None:
    assert told(STORIES["Nothing to tell"]()) == ""
    assert told(STORIES["Nothing after the end"]()) == ""


def test_what_happens_after_the_week_changes_nothing_in_it() -> None:
    before = told(until_open())
    assert before
    assert told(at(until_open(), 7).review(2)) == before
