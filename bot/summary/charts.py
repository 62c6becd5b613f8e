"""The figures of the cohort as Mermaid pictures, each with the same figures as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.summary.words import DAY, SMALL, few, hours, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.summary.figures import Figures

_STEPS: Final = ("find", "claim", "discuss", "implement", "open", "review")

_LOOK: Final = (
    '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#3b7dbd"}},'
    ' "xyChart": {"width": 450, "height": 240}}}%%'
)
"""Small, so that the words in it can be read on a phone; the blue is seen on white and on black.

https://mermaid.js.org/syntax/xyChart.html"""


def funnel(figures: Figures, *, hides: bool) -> Iterator[str]:
    """Yield how many contributions came to each of the course's six steps."""
    counts = figures.reached
    if _can_show(counts, hides=hides):
        title = "Contributions that came to each step"
        yield from _bars(title, list(zip(_STEPS, counts, strict=True)))
    cells = [few(count, hides=hides) for count in counts]
    yield from table(("step", "contributions"), zip(_STEPS, cells, strict=True))


def pace(figures: Figures, *, hides: bool) -> Iterator[str]:
    """Yield how many students are at risk, on track and ahead."""
    counts = [count for _, count in figures.pace]
    if any(counts) and _can_show(counts, hides=hides):
        parts = [(each.value, n) for each, n in figures.pace]
        yield from _bars("Students by pace", parts)
    rows = [(each.value, few(count, hides=hides)) for each, count in figures.pace]
    yield from table(("pace", "students"), rows)


def hands(figures: Figures) -> Iterator[str]:
    """Yield how long students and reviewers had the ball in the week."""
    sides = (("students", figures.student_hours), ("reviewers", figures.reviewer_hours))
    if any(value for _, value in sides):
        parts = [(name, round(value / DAY, 1)) for name, value in sides]
        yield from _bars("Days of the week by turn", parts)
    rows = [(name, hours(value)) for name, value in sides]
    yield from table(("turn of", "time in the week"), rows)


def _bars(title: str, parts: Sequence[tuple[str, float]]) -> Iterator[str]:
    names = ", ".join(f'"{name}"' for name, _ in parts)
    most = max(1, *(value for _, value in parts))
    yield from (
        "```mermaid",
        _LOOK,
        "xychart-beta",
        f'    title "{title}"',
        f"    x-axis [{names}]",
        f"    y-axis 0 --> {most}",
        f"    bar [{', '.join(str(value) for _, value in parts)}]",
        "```",
        "",
    )


def _can_show(counts: Sequence[int], *, hides: bool) -> bool:
    return not hides or not any(0 < count < SMALL for count in counts)
