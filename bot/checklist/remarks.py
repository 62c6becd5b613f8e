"""From findings to remarks beside the lines that they are about."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.kernel import diff as diffs
from bot.kernel.effect import Annotation, Level
from bot.kernel.finding import Status
from bot.kernel.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.kernel.finding import Finding

MOST: Final = 50
"""GitHub takes no more in one request: https://docs.github.com/rest/checks/runs"""

_LONGEST: Final = 2_000
"""Code points of a remark; GitHub takes 64 KB, and nobody reads so many beside a line."""
_LEVELS: Final = MappingProxyType({Status.FIX: Level.WARNING, Status.TIP: Level.NOTICE})


def remarks(diff: str | None, findings: Iterable[Finding]) -> tuple[Annotation, ...]:
    """Return a remark for each line that a finding saw, what is to do before what is a tip.

    Args:
        diff: The unified diff. A line that it does not show gets no remark: there GitHub would
            put it below the files, far from what it is about.
        findings: What the checks found. What is fine, and what was seen outside files or as a
            whole file, gives no remark.
    """
    wanted = [
        Annotation(seen.where, seen.line, _message(finding), level)
        for status, level in _LEVELS.items()
        for finding in findings
        if finding.status is status
        for seen in finding.evidence
        if seen.line is not None
    ]
    if diff is None or not wanted:
        return ()
    return tuple(_shown(wanted, _lines(diff)))[:MOST]


def _message(finding: Finding) -> str:
    return plain(f"{finding.title}: {finding.summary} {finding.fix}", _LONGEST)


def _shown(wanted: Iterable[Annotation], lines: Mapping[str, list[range]]) -> Iterator[Annotation]:
    seen: set[Annotation] = set()
    for each in wanted:
        is_shown = any(each.line in part for part in lines.get(each.path, ()))
        if is_shown and each not in seen:
            seen.add(each)
            yield each


def _lines(diff: str) -> dict[str, list[range]]:
    """Return the lines of the new files that the diff shows, changed or beside a change."""
    return {
        file.path: [
            range(hunk.start, hunk.start + sum(line[:1] != "-" for line in hunk.lines))
            for hunk in file.hunks
        ]
        for file in diffs.parse(diff).files
    }
