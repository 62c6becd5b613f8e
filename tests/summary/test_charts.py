"""Mermaid's own parser takes every chart of the golden issues."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.kernel.markdown import read
from bot.summary import charts
from tests.summary.cohorts import VARIANTS, full, golden, reported
from tests.support.browser import browser
from tests.support.mermaid import complaint, load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

# One browser serves all tests here, so they share its event loop.
pytestmark = [
    pytest.mark.chromium,
    pytest.mark.official,
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[Page]:
    async with browser() as chromium:
        page = await chromium.new_page()
        await load(page)
        yield page


def drawn(text: str) -> list[str]:
    """Return the charts of a text."""
    return [block.text for block in read(text) if block.info == "mermaid"]


@pytest.mark.parametrize("name", VARIANTS)
async def test_every_chart_of_a_golden_issue_is_taken(parser: Page, name: str) -> None:
    found = drawn(golden(name).read_text(encoding="utf-8"))
    # Beyond the instructors a small count is hidden, and its chart with it.
    assert len(found) == (2 if name == "shared" else 3)
    assert [await complaint(parser, chart) for chart in found] == [""] * len(found)


@pytest.mark.parametrize("most", [0, 1, 7, 123_456])
async def test_charts_of_few_and_of_many_are_taken(parser: Page, most: int) -> None:
    week = reported(*full())
    figures = replace(
        week.figures,
        reached=(most, most, most, 0, 0, 0),
        pace=tuple((pace, most) for pace, _ in week.figures.pace),
        student_hours=most / 3,
        reviewer_hours=most * 7.0,
    )
    lines = [
        *charts.funnel(figures, hides=False),
        *charts.pace(figures, hides=False),
        *charts.hands(replace(week, figures=figures), hides=False),
    ]
    found = drawn("\n".join(lines))
    assert len(found) == (3 if most else 1)
    assert [await complaint(parser, chart) for chart in found] == [""] * len(found)


async def test_the_parser_says_what_is_wrong_with_a_broken_chart(parser: Page) -> None:
    assert "Parse error" in await complaint(parser, "xychart-beta\n    bar [one, two]")
