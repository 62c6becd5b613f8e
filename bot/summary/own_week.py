"""A student's own week with one contribution, as a quiet fold for its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.kernel.hold import Holder
from bot.summary.words import hours, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.summary.given import Given
    from bot.summary.rows import Row

_MOVED: Final = {
    Stage.FOUND: "an issue is looked for",
    Stage.CLAIMED: "an issue is claimed",
    Stage.AGREED: "the plan is clear",
    Stage.BUILDING: "the change is in the making",
    Stage.OPEN: "the pull request is open",
    Stage.REVIEW: "the project reviews it",
    Stage.MERGED: "the change is in",
    Stage.SUPERSEDED: "another change settled it, and what you learnt stays yours",
    Stage.DROPPED: "it was given up",
}

_SIDES: Final = (
    ("yours", (Holder.AUTHOR,)),
    ("the reviewers'", (Holder.REVIEWER, Holder.GATE)),
    ("the checks'", (Holder.CI,)),
)

_LEAST: Final = 0.5
"""Hours; less is not worth telling."""


def own_week(row: Row, given: Given, step: str) -> str:
    """Return the fold, Markdown; empty where the week has nothing to tell.

    It speaks of this contribution and of nobody else's. The same week gives the same text.

    Args:
        row: The contribution's week.
        given: Which week that was.
        step: What comes next, in a few words; empty where nothing is left to do.
    """
    lines = list(_lines(row, given))
    if not lines:
        return ""
    if step:
        lines.append(f"Next: {step}.")
    week = given.week
    title = f"Your week from {week.monday.isoformat()} to {week.sunday.isoformat()}"
    listed = "\n".join(f"- {each}" for each in lines)
    return f"<details>\n<summary>{title}</summary>\n\n{listed}\n\n</details>"


def _lines(row: Row, given: Given) -> Iterator[str]:
    review = ", ".join(_review(row))
    sides = {name: sum(map(row.hours_of, holders)) for name, holders in _SIDES}
    had = [f"{name} for {hours(value)}" for name, value in sides.items() if value >= _LEAST]
    if row.moves:
        yield f"What moved: {'; '.join(_moves(row, given))}."
    elif review or had:
        own, others = sides["yours"], sum(sides.values()) - sides["yours"]
        yield "No new stage; " + (
            "a week like that is all right." if own >= others else "mostly it was not your turn."
        )
    if review:
        yield f"The review: {review}."
    if had:
        yield f"Whose turn it was: {', '.join(had)}."


def _moves(row: Row, given: Given) -> Iterator[str]:
    for move in row.moves:
        yield f"{_MOVED[move.to]} ({move.at.astimezone(given.zone).date().isoformat()})"


def _review(row: Row) -> Iterator[str]:
    if row.new_cycles:
        yield plural(row.new_cycles, "round")
    if row.new_threads:
        yield plural(row.new_threads, "new remark")
    if row.newly_settled:
        yield f"{row.newly_settled} settled at the first try"
