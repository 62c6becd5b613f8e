"""What a rehearsal came to: the comments, and how often each check said what."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.checklist.checks import CHECKS
from bot.kernel.finding import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.kernel.finding import Finding
    from bot.sandbox.merged import Merged

_COLUMNS: Final = tuple(Status)
_FENCE: Final = "~" * 12


@dataclass(frozen=True, slots=True)
class Opened:
    """A change that was opened in the sandbox, with what the coach made of it.

    Nothing of the sandbox is in here: whoever prints this would print the whole world.

    Attributes:
        merged: What it was.
        comment: The coach's words.
        findings: What they tell, read once more from the sandbox.
    """

    merged: Merged
    comment: str
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """Name it for people and for files."""
        return f"{self.merged.project}-{self.merged.number}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole rehearsal.

    Attributes:
        opened: Every change that was opened.
        figures: What the sandbox counted, see `coach_and_sandbox.figures`; empty without one.
        skipped: What was left out, by project and reason.
    """

    opened: tuple[Opened, ...]
    figures: Mapping[str, int]
    skipped: Mapping[str, Mapping[str, int]]

    def statuses(self, opened: Iterable[Opened]) -> dict[str, dict[str, int]]:
        """Count the results of each check."""
        counted = Counter(
            (finding.check, finding.status) for each in opened for finding in each.findings
        )
        return {
            check.name: {status.value: counted[check.name, status] for status in _COLUMNS}
            for check in CHECKS
        }

    def by_project(self) -> dict[str, list[Opened]]:
        """Sort what was opened by project."""
        found: dict[str, list[Opened]] = {}
        for each in self.opened:
            found.setdefault(each.merged.project, []).append(each)
        return found

    def as_json(self) -> dict[str, object]:
        """Return the figures for a machine."""
        return {
            "pull_requests": len(self.opened),
            **self.figures,
            "checks": self.statuses(self.opened),
            "projects": {
                project: {"pull_requests": len(opened), "checks": self.statuses(opened)}
                for project, opened in self.by_project().items()
            },
            "skipped": {project: dict(reasons) for project, reasons in self.skipped.items()},
        }

    def sample(self, count: int, seed: int) -> tuple[Opened, ...]:
        """Choose so many by lot, evenly from all projects; the same seed chooses the same."""
        lots = {
            project: sorted(opened, key=lambda each: _lot(each, seed))
            for project, opened in self.by_project().items()
        }
        turns = (
            (turn, _lot(each, seed), each)
            for opened in lots.values()
            for turn, each in enumerate(opened)
        )
        chosen = sorted(turns, key=lambda place: place[:2])[:count]
        return tuple(each for _, _, each in chosen)


def _lot(each: Opened, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{each.merged.sha}".encode()).hexdigest()


def write_comments(opened: Iterable[Opened], folder: Path) -> None:
    """Write each comment to `folder`, between the title and what was written of the change."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in opened:
        merged = each.merged
        text = (
            f"# {merged.title}\n\n{each.comment}\n"
            f"{merged.project} {merged.number} {merged.sha}, commits: {len(merged.commits)}\n\n"
            f"{_FENCE}\n{merged.description}\n{_FENCE}\n"
        )
        (folder / f"{each.name}.md").write_text(text, encoding="utf-8", errors="replace")


def told(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of the summary: a table for all, the shares of each project, the counts."""
    yield f"pull requests: {len(outcome.opened)}, projects: {len(outcome.by_project())}"
    yield ""
    yield f"{'check':<14}" + "".join(f"{status.value:>16}" for status in _COLUMNS)
    for name, counts in outcome.statuses(outcome.opened).items():
        yield f"{name:<14}" + "".join(f"{counts[status.value]:>16}" for status in _COLUMNS)
    yield ""
    yield from _shares(outcome)
    figures = outcome.figures
    if figures:
        yield (
            f"{figures['comments_created']} comments, {figures['duplicate_comments']} of them "
            f"doubles; {figures['github_requests']} requests, {figures['github_writes']} of them "
            "writes"
        )
    left_out: Counter[str] = Counter()
    for reasons in outcome.skipped.values():
        left_out.update(reasons)
    for reason, number in left_out.most_common():
        yield f"left out: {number} ({reason})"


def _shares(outcome: Outcome) -> Iterator[str]:
    """Yield for each project the share of things to do and of tips, check by check."""
    width = max((len(project) for project in outcome.by_project()), default=0)
    heads = "".join(f"{check.name:>16}" for check in CHECKS)
    yield f"{'fix / tip in %':<{width}}{'number':>8}{heads}"
    for project, opened in outcome.by_project().items():
        cells = (
            f"{_share(counts, Status.FIX, opened)} / {_share(counts, Status.TIP, opened)}"
            for counts in outcome.statuses(opened).values()
        )
        yield f"{project:<{width}}{len(opened):>8}" + "".join(f"{cell:>16}" for cell in cells)
    yield ""


def _share(counts: Mapping[str, int], status: Status, opened: list[Opened]) -> int:
    return round(100 * counts[status.value] / len(opened))
