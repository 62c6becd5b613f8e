"""What a benchmark found, as a calm text for a person and as JSON for a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from bench.figures import Ratio


class Table(msgspec.Struct, frozen=True):
    """Figures in rows; every cell is text as it is shown."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


class Goal(msgspec.Struct, frozen=True):
    """One goal of the project and what was measured.

    Attributes:
        name: What is asked, with its bound.
        value: What was measured.
        met: Whether the bound holds.
        stretch: Whether the farther bound holds, None when there is none.
    """

    name: str
    value: str
    met: bool
    stretch: bool | None = None


class Section(msgspec.Struct, frozen=True):
    """What one part of the benchmarks found."""

    name: str
    tables: tuple[Table, ...] = ()
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """A whole run."""

    date: str
    machine: str
    versions: dict[str, str]
    rounds: int
    sections: tuple[Section, ...]


def show_ratio(ratio: Ratio) -> str:
    """Return `median (least to most; 95 % low to high)`."""
    spread = f"{ratio.least:.2f} to {ratio.most:.2f}"
    if ratio.low is not None and ratio.high is not None:
        spread += f"; 95 % {ratio.low:.2f} to {ratio.high:.2f}"
    return f"{ratio.median:.2f} ({spread})"


def at_least(name: str, ratio: Ratio, must: float, stretch: float) -> Goal:
    """Return a goal whose ratio has to be large."""
    return Goal(
        f"{name}: at least {must:g} (aim {stretch:g})",
        show_ratio(ratio),
        ratio.at_least(must),
        ratio.at_least(stretch),
    )


def at_most(name: str, ratio: Ratio, must: float, stretch: float) -> Goal:
    """Return a goal whose ratio has to be small."""
    return Goal(
        f"{name}: at most {must:g} (aim {stretch:g})",
        show_ratio(ratio),
        ratio.at_most(must),
        ratio.at_most(stretch),
    )


def bounded(name: str, value: float, must: float, stretch: float | None = None) -> Goal:
    """Return a goal whose single figure has to be small."""
    aim = "" if stretch is None else f" (aim {stretch:g})"
    return Goal(
        f"{name}: at most {must:g}{aim}",
        f"{value:.4g}",
        value <= must,
        None if stretch is None else value <= stretch,
    )


def render(report: Report) -> str:
    """Return the report as text."""
    versions = ", ".join(f"{name} {number}" for name, number in report.versions.items())
    lines = [f"{report.date}, {report.machine}", versions, f"{report.rounds} interleaved rounds"]
    for section in report.sections:
        lines += ["", section.name, "=" * len(section.name)]
        if section.goals:
            lines += ["", *_goals(section.goals)]
        for table in section.tables:
            lines += ["", *_table(table)]
        lines += [f"\n{note}" for note in section.notes]
    return "\n".join(lines) + "\n"


def _goals(goals: tuple[Goal, ...]) -> list[str]:
    return [f"{_verdict(goal):8}  {goal.name}: measured {goal.value}" for goal in goals]


def _verdict(goal: Goal) -> str:
    if not goal.met:
        return "not met"
    return "exceeded" if goal.stretch else "met"


def _table(table: Table) -> list[str]:
    everything = (table.header, *table.rows)
    widths = [max(len(cell) for cell in column) for column in zip(*everything, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in everything
    ]
    return [
        table.title,
        lines[0],
        "-" * len(lines[0]),
        *lines[1:],
        *([table.note] * bool(table.note)),
    ]
