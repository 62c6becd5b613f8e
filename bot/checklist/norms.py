"""What is usual where the change is to go: the project's own history, or the course's average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.projects.history import History
    from bot.projects.model import Project

RARE_TESTS: Final = 0.2
"""Where fewer fixes come with a test, a missing one is advice and no more."""


@dataclass(frozen=True, slots=True)
class Norms:
    """The figures that a change is compared with.

    The defaults are medians over the course's 18 projects of what newcomers got merged there, in
    lines added and deleted by hand, and in files.

    Attributes:
        project: The upstream project, `owner/name`; None when nothing is known of it.
        peers: Whose merged changes the sizes are of, in words.
        focused_lines: Three in four are smaller; up to here, many files are no burden either.
        large_lines: Nine in ten are smaller.
        huge_lines: Nineteen in twenty are smaller.
        large_files: Nine in ten touch no more files.
        huge_files: Nineteen in twenty touch no more.
        tests_share: The share of merged fixes that came with a test; None when not known.
        tests_by_size: The same of all merged changes by lines: up to so many, that share.
        own_code: A folder under a vendor's name whose code is the project's own, with its slash.
        caution: What must be said with these figures; empty when they are sound.
    """

    project: str | None = None
    peers: str = "newcomers' merged changes in the course's projects"
    focused_lines: int = 110
    large_lines: int = 400
    huge_lines: int = 840
    large_files: int = 8
    huge_files: int = 12
    tests_share: float | None = None
    tests_by_size: tuple[tuple[int | None, float], ...] = ()
    own_code: str = ""
    caution: str = ""

    @property
    def tests_are_rare(self) -> bool:
        """Whether the project itself merges most fixes without a test."""
        return self.tests_share is not None and self.tests_share < RARE_TESTS

    def tests_at(self, lines: int) -> float | None:
        """Return the share of merged changes of about so many lines that came with a test."""
        return next(
            (share for most, share in self.tests_by_size if most is None or lines <= most), None
        )


GENERAL: Final = Norms()
"""For a project of which nothing particular is known."""


def norms_of(project: Project, history: History | None) -> Norms:
    """Return what is usual in a project.

    Args:
        project: Its profile; a generic one gives the general norms.
        history: Its figures, if there are any; without them the general sizes hold.
    """
    if project.is_generic:
        return GENERAL
    if history is None:
        return Norms(project=project.name)
    newcomers = history.norms.peers == "newcomers"
    group = history.sizes.newcomers if newcomers else history.sizes.all
    large_lines, large_files = history.norms.large_lines, history.norms.large_files
    return Norms(
        project=project.name,
        peers="newcomers' merged changes there" if newcomers else "the merged changes there",
        focused_lines=history.norms.focused_lines,
        large_lines=large_lines,
        huge_lines=max(large_lines, int(group.lines.p95 or 0)),
        large_files=large_files,
        huge_files=max(large_files, int(group.files.p95 or 0)),
        tests_share=history.tests.fixes,
        tests_by_size=_by_size(history),
        own_code=history.provenance.own_code or "",
        caution=history.caution or "",
    )


def _by_size(history: History) -> tuple[tuple[int | None, float], ...]:
    """Return the shares from small to large; a size that nobody merged is left out."""
    known = ((_most(size), share) for size, share in history.tests.by_size.items())
    return tuple((most, share) for most, share in known if share is not None)


def _most(size: str) -> int | None:
    """Return the most lines of a size such as `<=10`, `11-50` or `>1000`."""
    last = size.removeprefix("<=").rpartition("-")[2]
    return int(last) if last.isdigit() else None
