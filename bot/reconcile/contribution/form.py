"""What was filled into the tracker's form, read back from the text of an issue; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.kernel.markdown import LIMIT

LABELS: Final = ("Upstream issue", "Kind", "Plan")
"""The labels of the form's fields, in their order; GitHub makes a heading of each.

The last one takes all that follows, so that a plan may have headings of its own.
"""

_HEADING: Final = "### "
_NOTHING: Final = frozenset({"", "none", "_no response_"})
"""What GitHub puts, in lower case, where a field was left empty."""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The answers of the form; each is empty where none was given."""

    issue: str
    kind: str = ""
    plan: str = ""


def filled_in(body: str) -> FilledIn | None:
    """Return the form's answers; None where the issue was not opened with it.

    Args:
        body: The text of the issue. Only one that begins as the form does is read.
    """
    lines = body[:LIMIT].strip().splitlines()
    if not lines or lines[0].strip() != _HEADING + LABELS[0]:
        return None
    answers: list[list[str]] = []
    for line in lines:
        following = LABELS[len(answers)] if len(answers) < len(LABELS) else None
        if following is not None and line.strip() == _HEADING + following:
            answers.append([])
        else:
            answers[-1].append(line)
    return FilledIn(*(_answer("\n".join(answer)) for answer in answers))


def _answer(text: str) -> str:
    bare = text.strip()
    return "" if bare.casefold() in _NOTHING else bare
