"""How the figures come about and who may see them, in a fold at the end of the issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.markdown import quote
from bot.summary.attention import LATE_START, MOST, ON_HOLD, PLAN_WAITS, REMINDERS, STUCK
from bot.summary.rows import HEEDED
from bot.summary.students import EARLY, TO_MERGE
from bot.summary.words import SMALL, few

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.summary.names import Names
    from bot.summary.report import Report


def method(report: Report, names: Names, *, hides: bool) -> Iterator[str]:
    """Yield the fold."""
    yield "<details><summary>Method and privacy</summary>"
    yield ""
    yield (
        f"- The week runs from Monday 0:00 to Monday 0:00 in {report.given.zone.key}. All figures"
        " are counted from the journals of the contributions, as they stood at its end."
    )
    yield (
        "- Whose turn it is comes from the pull request itself, where the coach may look; before"
        " there is one, from the stage. Time counts to whoever had the turn, nights included;"
        " that of several contributions is added up."
    )
    yield (
        f"- Needs a human: a plan that waits {PLAN_WAITS.days} days, {REMINDERS} reminders without"
        f" a sign, work settled by another change, {STUCK.days} days of the student's own turn,"
        " reviewers later than nine tenths of what newcomers got merged in that project,"
        f" {ON_HOLD.days} days on hold, a milestone at risk, nothing claimed, or all of"
        f" it given up, from week {LATE_START} of the course on. The longest first, {MOST} at most."
        " How much somebody does plays no part."
    )
    yield (
        "- At risk: a milestone is missed, or there are fewer days left than the way from the"
        f" present stage usually takes; {TO_MERGE} days are reckoned for the review. Ahead: a"
        f" milestone reached {EARLY.days} days early."
    )
    yield (
        f"- What followed a reminder is what was done within {HEEDED.days} days of it, here or at"
        " the project. One that was held back, or that only mentors heard of, is none."
    )
    yield (
        "- Days waiting are the median of the cohort, and the most. What is usual there are"
        " percentiles of the project's own history, and promise no date."
    )
    yield from _privacy(report, names, hides=hides)
    yield ""
    yield "</details>"


def _privacy(report: Report, names: Names, *, hides: bool) -> Iterator[str]:
    if report.given.mentor:
        yield f"- It is counted from the students of {quote(report.given.mentor)} alone."
    if hides:
        yield (
            f"- Nobody is named. Counts below {SMALL} are hidden, and others from which they would"
            " follow."
        )
    if names.are_hidden:
        yield "- Students show by pseudonyms, which stay the same from week to week."
    if report.given.left_out:
        left_out = report.given.left_out
        be = "student is" if left_out == 1 and not hides else "students are"
        count = f"{few(left_out, hides=hides)} {be}"
        yield f"- {count} left out by wish, of names and figures alike."
    yield (
        "- It goes to this repository only. `upstream-coach export` shows everything that is kept"
        " about a student, and `upstream-coach erase` deletes it."
    )
