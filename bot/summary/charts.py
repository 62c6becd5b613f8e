"""The figures of the cohort as Mermaid pictures, each with the same figures as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.summary.words import SMALL, few, hours, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.summary.figures import Figures

_STEPS: Final = ("find", "claim", "discuss", "implement", "open", "review")


def funnel(figures: Figures, *, hides: bool) -> Iterator[str]:
    """Yield how many contributions came to each of the course's six steps."""
    counts = figures.reached
    if _can_show(counts, hides=hides):
        most = max(*counts, 1)
        yield from (
            "```mermaid",
            "xychart-beta",
            '    title "Contributions that came to each step"',
            f"    x-axis [{', '.join(_STEPS)}]",
            f'    y-axis "contributions" 0 --> {most}',
            f"    bar [{', '.join(map(str, counts))}]",
            "```",
            "",
        )
    cells = [few(count, hides=hides) for count in counts]
    yield from table(("step", "contributions"), zip(_STEPS, cells, strict=True))


def pace(figures: Figures, *, hides: bool) -> Iterator[str]:
    """Yield how many students are at risk, on track and ahead."""
    counts = [count for _, count in figures.pace]
    if any(counts) and _can_show(counts, hides=hides):
        yield from _pie("Students by pace", [(each.value, n) for each, n in figures.pace])
    rows = [(each.value, few(count, hides=hides)) for each, count in figures.pace]
    yield from table(("pace", "students"), rows)


def hands(figures: Figures) -> Iterator[str]:
    """Yield how long students and reviewers had the ball in the week."""
    sides = (("students", figures.student_hours), ("reviewers", figures.reviewer_hours))
    if any(value for _, value in sides):
        yield from _pie("Hours of the week by turn", [(name, round(n)) for name, n in sides])
    rows = [(name, hours(value)) for name, value in sides]
    yield from table(("turn of", "time in the week"), rows)


def _pie(title: str, parts: Sequence[tuple[str, int]]) -> Iterator[str]:
    yield from ("```mermaid", "pie showData", f"    title {title}")
    yield from (f'    "{name}" : {count}' for name, count in parts if count)
    yield from ("```", "")


def _can_show(counts: Sequence[int], *, hides: bool) -> bool:
    return not hides or not any(0 < count < SMALL for count in counts)
