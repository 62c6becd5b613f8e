"""Findings for a terminal and for a program; pure."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from bot.checklist.render import COMMAND, ready
from bot.kernel.finding import Status
from bot.kernel.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.kernel.finding import Evidence, Finding

    Paint = Callable[[str, str], str]
    """Colours a text: its words and the colour's name."""

SEEN: Final = 4
"""Places shown of a finding; more scroll the rest off the screen."""
SEEN_BRIEFLY: Final = 2
"""Likewise of a tip, while something else is left to do."""
WIDEST: Final = 96
"""Columns; longer lines are hard to follow."""

_BREAK: Final = "\u200b"
"""What the findings are defused with for GitHub; it would spoil a command that is copied."""
_LABEL: Final = 6
_COLOURS: Final = {Status.FIX: "red", Status.TIP: "yellow"}
_TELLING: Final = 2_000
"""Code points of a sentence of ours; a bound, and never met."""


def as_data(project: str | None, findings: Iterable[Finding]) -> dict[str, object]:
    """Return what a program reads.

    Args:
        project: The project's present `owner/name`; None when it is not known.
        findings: What the checks found.
    """
    found = tuple(findings)
    return {
        "project": project,
        "ready": ready(found),
        "findings": [
            {
                "check": finding.check,
                "status": finding.status.value,
                "summary": _bare(finding.summary),
                "evidence": [_seen(each) for each in finding.evidence],
                "why": _bare(finding.why),
                "fix": _bare(finding.fix),
            }
            for finding in found
        ],
    }


def _seen(evidence: Evidence) -> dict[str, object]:
    # A lone surrogate cannot be written as UTF-8.
    found: dict[str, object] = {
        "where": evidence.where.encode("utf-8", "replace").decode(),
        "quote": evidence.quote.encode("utf-8", "replace").decode(),
    }
    return found if evidence.line is None else found | {"line": evidence.line}


def as_text(
    project: str | None, findings: Iterable[Finding], *, width: int, paint: Paint
) -> Iterator[str]:
    """Yield the lines for a terminal: what is left, then tips, then what is fine.

    Args:
        project: The project's present `owner/name`; None when it is not known.
        findings: What the checks found.
        width: The terminal's columns.
        paint: Colours a text, or leaves it.
    """
    found = tuple(findings)
    width = max(40, min(width, WIDEST))
    left = [finding for finding in found if finding.status is Status.FIX]
    tips = [finding for finding in found if finding.status is Status.TIP]
    yield _opening(project, len(left), paint)
    for number, finding in enumerate(left, start=1):
        yield ""
        yield from _advice(f"{number}.", finding, width, paint)
    if tips:
        yield ""
        yield "Worth a thought, though nobody waits for it:"
    for finding in tips:
        yield ""
        yield from _advice("-", finding, width, paint, is_brief=bool(left))
    yield from _rest(found, width, paint)


def _opening(project: str | None, left: int, paint: Paint) -> str:
    where = f"{project}: " if project else ""
    if not left:
        return where + paint("nothing is left to do before a maintainer looks", "green")
    things = "one thing" if left == 1 else f"{left} things"
    return where + paint(f"{things} to do before a maintainer looks", "red")


def _advice(
    mark: str, finding: Finding, width: int, paint: Paint, *, is_brief: bool = False
) -> Iterator[str]:
    """Yield what was found, what to do, what was seen and why; a brief one leaves out why."""
    indent = " " * 3
    yield paint(f"{mark:<2} {finding.title}", _COLOURS[finding.status])
    yield from _wrapped(_bare(finding.summary), width, indent, indent)
    runs = [("run", each.quote) for each in finding.evidence if each.where == COMMAND]
    for label, words in (("do", finding.fix), *runs):
        yield from _labelled(label, words, width)
    seen = [each for each in finding.evidence if each.where != COMMAND]
    shown = SEEN_BRIEFLY if is_brief else SEEN
    for evidence in seen[:shown]:
        yield _cut(f"{indent}{'seen':<{_LABEL}}{_place(evidence)}", width)
    if len(seen) > shown:
        yield f"{indent}{'':<{_LABEL}}and {len(seen) - shown:,} more"
    if not is_brief:
        yield from _labelled("why", finding.why, width)


def _labelled(label: str, words: str, width: int) -> Iterator[str]:
    if words:
        first = f"   {label:<{_LABEL}}"
        yield from _wrapped(_bare(words), width, first, " " * len(first))


def _rest(found: tuple[Finding, ...], width: int, paint: Paint) -> Iterator[str]:
    fine = [finding.title for finding in found if finding.status is Status.PASS]
    unneeded = [finding.title for finding in found if finding.status is Status.NOT_APPLICABLE]
    unknown = [finding for finding in found if finding.status is Status.UNKNOWN]
    if fine or unneeded or unknown:
        yield ""
    for label, titles, colour in (("fine", fine, "green"), ("not needed", unneeded, "")):
        if titles:
            text = ", ".join(title[0].lower() + title[1:] for title in titles)
            first, *more = _wrapped(text, width, f"{label:<12}", " " * 12)
            yield paint(first[:12], colour) + first[12:]
            yield from more
    for finding in unknown:
        text = f"{finding.title}. {_bare(finding.summary)}"
        yield from _wrapped(text, width, f"{'not judged':<12}", " " * 12)


def _place(evidence: Evidence) -> str:
    line = f":{evidence.line}" if evidence.line else ""
    quote = plain(evidence.quote)
    return f"{plain(evidence.where)}{line}{': ' if quote else ''}{quote}"


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [first.rstrip()]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _bare(text: str) -> str:
    return plain(text, _TELLING).replace(_BREAK, "")
