"""The figures of the cohort as Mermaid pictures, each with the same figures as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.hold import Holder
from bot.summary.words import DAY, NOT_SHOWN, SMALL, few, hours, parts, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.summary.figures import Figures
    from bot.summary.report import Report

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
        yield from _bars("Students by pace", [(each.value, n) for each, n in figures.pace])
    names = [each.value for each, _ in figures.pace]
    shown = parts(counts, hides=hides, of_all=True)
    yield from table(("pace", "students"), zip(names, shown, strict=True))


def hands(report: Report, *, hides: bool) -> Iterator[str]:
    """Yield how long students and reviewers had the ball in the week."""
    figures = report.figures
    sides = (
        ("students", figures.student_hours, (Holder.AUTHOR,)),
        ("reviewers", figures.reviewer_hours, (Holder.REVIEWER, Holder.GATE)),
    )
    # Of how many students it is a figure: few of them it would tell how they spend their weeks.
    of = [sum(one.hours(*holders) > 0 for one in report.students) for _, _, holders in sides]
    can_show = [_can_show((count,), hides=hides) for count in of]
    if all(can_show) and any(value for _, value, _ in sides):
        bars = [(name, round(value / DAY, 1)) for name, value, _ in sides]
        yield from _bars("Days of the week by turn", bars)
    rows = [
        (name, hours(value) if shown else NOT_SHOWN)
        for (name, value, _), shown in zip(sides, can_show, strict=True)
    ]
    yield from table(("turn of", "time in the week"), rows)


def _bars(title: str, bars: Sequence[tuple[str, float]]) -> Iterator[str]:
    names = ", ".join(f'"{name}"' for name, _ in bars)
    most = max(1, *(value for _, value in bars))
    yield from (
        "```mermaid",
        _LOOK,
        "xychart-beta",
        f'    title "{title}"',
        f"    x-axis [{names}]",
        f"    y-axis 0 --> {most}",
        f"    bar [{', '.join(str(value) for _, value in bars)}]",
        "```",
        "",
    )


def _can_show(counts: Sequence[int], *, hides: bool) -> bool:
    return not hides or not any(0 < count < SMALL for count in counts)
