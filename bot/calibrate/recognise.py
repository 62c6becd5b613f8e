"""Recognises the merged pull request behind a commit of the mainline; pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

RECENT: Final = 20_000
"""Commits that decide whether a project lands by import."""


class Style(StrEnum):
    """How a pull request left its number in the mainline."""

    COPYBARA = "copybara"
    GHSTACK = "ghstack"
    TRAILER = "trailer"
    SQUASH = "squash"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Person:
    """An author as git tells it; either part may be empty."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the mainline; times are seconds since 1970."""

    sha: str
    parents: tuple[str, ...]
    committed: int
    author: Person
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Landed:
    """What a commit of the mainline is.

    Attributes:
        sha: The commit.
        parent: The commit before it on the mainline; None of the first.
        branch: The tip of the merged branch, of a merge commit.
        committed: When it landed, seconds since 1970.
        author: Who wrote it; of a merge, who merged it until the branch is asked.
        co_authors: Named in trailers.
        title: Of the pull request, as far as the commit tells.
        number: Of the pull request; None when the commit is not recognised as one.
        style: How the number was found.
        imported: It came through another system's repository.
        revert: It takes back an earlier change.
    """

    sha: str
    parent: str | None
    branch: str | None
    committed: int
    author: Person
    co_authors: tuple[Person, ...]
    title: str
    number: int | None
    style: Style | None
    imported: bool
    revert: bool


_SQUASHED: Final = re.compile(r"\(#(\d{1,9})\)\s*\Z")
_MERGED: Final = re.compile(r"Merge pull request #(\d{1,9}) from ")
_CO_AUTHOR: Final = re.compile(
    r"^co-authored-by:[ \t]*([^<>\n]{0,200}?)[ \t]*<([^<>\s]{1,200})>", re.IGNORECASE | re.MULTILINE
)
_IMPORT_MARKS: Final = ("PiperOrigin-RevId", "GitOrigin-RevId")
_TOOL_LINES: Final = ("PiperOrigin", "COPYBARA", "FUTURE_COPYBARA")
_IMPORTED_TITLE: Final = re.compile(r"PR #\d+:\s*")
_REVERTED: Final = re.compile(r"(?:revert\b|back(?:ed)?[ -]out\b)", re.IGNORECASE)


class Recogniser:
    """Knows the names under which a project's pull requests are linked."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the project's present and former `owner/name`."""
        link = rf"https://github\.com/(?:{'|'.join(map(re.escape, names))})/pull/(\d{{1,9}})"
        self._linked = (
            (Style.COPYBARA, re.compile(f"COPYBARA_INTEGRATE_REVIEW={link}")),
            (Style.COPYBARA, re.compile(f"^Imported from GitHub PR {link}", re.MULTILINE)),
            (Style.TRAILER, re.compile(f"Pull Request resolved: {link}", re.IGNORECASE)),
        )

    def landed(self, commit: Commit) -> Landed:
        """Say what a commit of the mainline is."""
        number, style = self._number(commit)
        title = _IMPORTED_TITLE.sub("", _title(commit, style), count=1)
        return Landed(
            sha=commit.sha,
            parent=next(iter(commit.parents), None),
            branch=commit.parents[1] if len(commit.parents) > 1 else None,
            committed=commit.committed,
            author=commit.author,
            co_authors=tuple(Person(*found) for found in _CO_AUTHOR.findall(commit.body)),
            title=title,
            number=number,
            style=style,
            imported=any(mark in commit.body for mark in _IMPORT_MARKS),
            revert=_REVERTED.match(title) is not None,
        )

    def _number(self, commit: Commit) -> tuple[int | None, Style | None]:
        for style, pattern in self._linked:
            if found := pattern.search(commit.body):
                stacked = style is Style.TRAILER and "ghstack-source-id:" in commit.body
                return int(found[1]), Style.GHSTACK if stacked else style
        if found := _SQUASHED.search(commit.subject):
            return int(found[1]), Style.SQUASH
        if found := _MERGED.match(commit.subject):
            return int(found[1]), Style.MERGE
        return None, None


def _title(commit: Commit, style: Style | None) -> str:
    """Prefer the title of the pull request to the words of the merge."""
    if style is Style.MERGE or commit.subject.startswith("Merge pull request #"):
        lines = (line.strip() for line in commit.body.splitlines())
        first = next((line for line in lines if line), "")
        if first and not first.startswith(_TOOL_LINES):
            return first
    return commit.subject


def of_the_branch(landed: Landed, author: Person, subject: str) -> Landed:
    """Credit the author of the merged branch with a merge commit."""
    untitled = landed.title.startswith("Merge pull request #")
    return replace(landed, author=author, title=subject if untitled else landed.title)


def trusted(mainline: Sequence[Landed]) -> list[Landed]:
    """Drop `(#N)` where a project lands by import: those are another repository's numbers."""
    styles = Counter(each.style for each in mainline[-RECENT:] if each.number is not None)
    if 2 * styles[Style.COPYBARA] <= styles.total():
        return list(mainline)
    return [
        each if each.style in {None, Style.COPYBARA} else replace(each, number=None, style=None)
        for each in mainline
    ]


_BOT_PARTS: Final = (
    "[bot]",
    "facebook-github-tools",
    "ci-bot",
    "pytorch mergebot",
    "pytorchmergebot",
)
_BOT_STARTS: Final = (
    "dependabot",
    "renovate",
    "github-actions",
    "github actions",
    "pre-commit",
    "copybara",
    "vllm-bot",
    "svcscm",
    "web-flow",
)
_BOT_NAMES: Final = frozenset(
    {"cursor agent", "cursoragent", "jax authors", "tensorflow authors", "xla authors"}
)
_BOT_ENDS: Final = re.compile(r"(?:.*[-_ ])?(?:bot|robot)|\S+bot")


def is_bot(author: Person) -> bool:
    """Tell whether this author is a program, by its name."""
    name = author.name.lower()
    return (
        name in _BOT_NAMES
        or name.startswith(_BOT_STARTS)
        or any(part in name for part in _BOT_PARTS)
        or _BOT_ENDS.fullmatch(name) is not None
    )
