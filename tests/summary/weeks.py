"""Students' own weeks, to be read.

`python -m tests.summary.weeks` writes the golden text anew; read it before committing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.kernel.hold import Holder
from bot.progress.stages import fold
from bot.summary.own_week import own_week
from tests.summary.cohorts import GOLDEN, WEEK, ZONE, begun, events, given, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.summary.cohorts import Story

BEGIN: Final = WEEK.bounds(ZONE)[0]
FILE: Final = GOLDEN / "own_weeks.md"


def until_open() -> Story:
    """Return a story whose pull request was opened before the week."""
    return begun(1, "ada", day=30).claim().plan().approve().open()


def at(story: Story, day: float) -> Story:
    """Let it go on so many days after the begin of the week."""
    story.at = BEGIN + timedelta(days=day)
    return story


def _reviewed() -> Story:
    story = at(until_open(), 1.2).review(1)
    at(story, 3).hold(Holder.REVIEWER, 1)
    return at(story, 5.5).hold(Holder.AUTHOR, 2)


def _begun() -> Story:
    story = at(begun(1, "ada"), 0.4).claim()
    at(story, 1).plan()
    return at(story, 2).approve()


def _checked() -> Story:
    return at(at(until_open(), 2).hold(Holder.CI), 4).hold(Holder.GATE)


STORIES: Final[dict[str, Callable[[], Story]]] = {
    "A review that goes on": _reviewed,
    "From the claim to building": _begun,
    "The reviewers had it": until_open,
    "Checks and maintainers had it": _checked,
    "It was the student's turn": lambda: at(until_open(), -2).review(1),
    "Merged": lambda: at(until_open(), 2).merge(),
    "Settled by another change": lambda: at(until_open(), 2).supersede(),
    "Given up": lambda: at(until_open(), 2).drop(),
    "Nothing to tell": lambda: begun(1, "ada", day=30).claim().plan(),
    "Nothing after the end": lambda: at(until_open(), -2).merge(),
}


def told(story: Story) -> str:
    """Return a story's week."""
    known = given(["ada"])
    (row,) = rows([story.life()], known)
    ended = fold(events(story.entries)).stage.has_ended
    step = "" if ended else _STEPS.get(row.stage, "wait for the first review")
    return own_week(row, known, step)


_STEPS: Final = {Stage.BUILDING: "build it, with tests", Stage.REVIEW: "answer the review"}


def page() -> str:
    """Return all of them below each other."""
    return "\n".join(f"# {name}\n\n{told(make())}\n" for name, make in STORIES.items())


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
