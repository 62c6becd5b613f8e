"""Diffs as git writes them, computed from trees or read from a given text; pure."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unidiff.patch import PatchSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unidiff.patch import PatchedFile

    from bot.sandbox.trees import Tree

_NO_NEWLINE = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file of a diff.

    Attributes:
        status: REST's word: `added`, `removed`, `modified` or `renamed`.
        previous: The old path of a renamed file.
        blob: The sha of the new content, of the old one when the file was removed.
        patch: The hunks; empty when the content is the same.
    """

    path: str
    status: str
    previous: str | None
    blob: str
    additions: int
    deletions: int
    patch: str


@dataclass(frozen=True, slots=True)
class Diff:
    """A whole diff: the text and what is in it."""

    text: str
    files: tuple[FileDiff, ...]

    @property
    def additions(self) -> int:
        """Added lines over all files."""
        return sum(file.additions for file in self.files)

    @property
    def deletions(self) -> int:
        """Deleted lines over all files."""
        return sum(file.deletions for file in self.files)


EMPTY = Diff("", ())


def blob_sha(text: str) -> str:
    """Return git's name for this content."""
    data = text.encode()
    return hashlib.sha1(b"blob %d\x00" % len(data) + data, usedforsecurity=False).hexdigest()


def lines_of(text: str) -> list[str]:
    r"""Split at `\n` only, keeping it, as git does."""
    lines = text.split("\n")
    last = lines.pop()
    kept = [line + "\n" for line in lines]
    return [*kept, last] if last else kept


def between(old: Tree, new: Tree) -> Diff:
    """Return the diff from one tree to another, a rename being a move without a change."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for path in old.touched_since(new) | new.touched_since(old):
        was, now = old.get(path), new.get(path)
        if was == now:
            continue
        if was is not None:
            before[path] = was
        if now is not None:
            after[path] = now
    moved = _moves(before, after)
    gone = set(moved.values())
    parts: list[str] = []
    files: list[FileDiff] = []
    for path in sorted((before.keys() | after.keys()) - gone):
        text, file = _one(path, moved.get(path), before.get(path), after.get(path))
        parts.append(text)
        files.append(file)
    return Diff("".join(parts), tuple(files))


def _moves(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Return new path to old path for content that only moved."""
    removed: dict[str, list[str]] = {}
    for path in sorted(before.keys() - after.keys(), reverse=True):
        removed.setdefault(before[path], []).append(path)
    moves: dict[str, str] = {}
    for path in sorted(after.keys() - before.keys()):
        # Git never pairs empty files.
        if after[path] and (sources := removed.get(after[path])):
            moves[path] = sources.pop()
    return moves


def _one(
    path: str, moved_from: str | None, was: str | None, now: str | None
) -> tuple[str, FileDiff]:
    blob = blob_sha(now if now is not None else was or "")
    if moved_from is not None:
        text = (
            f"diff --git a/{moved_from} b/{path}\nsimilarity index 100%\n"
            f"rename from {moved_from}\nrename to {path}\n"
        )
        return text, FileDiff(path, "renamed", moved_from, blob, 0, 0, "")
    old_blob = blob_sha(was) if was is not None else "0" * 40
    new_blob = blob_sha(now) if now is not None else "0" * 40
    header, mode, status = f"diff --git a/{path} b/{path}\n", " 100644", "modified"
    if was is None:
        header, mode, status = f"{header}new file mode 100644\n", "", "added"
    elif now is None:
        header, mode, status = f"{header}deleted file mode 100644\n", "", "removed"
    header += f"index {old_blob[:7]}..{new_blob[:7]}{mode}\n"
    hunks = list(_hunks(lines_of(was or ""), lines_of(now or "")))
    added = sum(line.startswith("+") for line in hunks)
    deleted = sum(line.startswith("-") for line in hunks)
    patch = "".join(hunks)
    if patch:
        # Git ends a name that holds a space with a tab.
        end = "\t" if " " in path else ""
        source = "/dev/null" if was is None else f"a/{path}{end}"
        target = "/dev/null" if now is None else f"b/{path}{end}"
        header += f"--- {source}\n+++ {target}\n"
    file = FileDiff(path, status, None, blob, added, deleted, patch.removesuffix("\n"))
    return header + patch, file


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    lines = difflib.unified_diff(old, new)
    # The first two lines name the files; git's header replaces them.
    next(lines, None)
    next(lines, None)
    for line in lines:
        if line.endswith("\n"):
            yield line
        else:
            yield line + "\n"
            yield _NO_NEWLINE


def parse(text: str) -> Diff:
    """Read a ready-made git diff.

    Args:
        text: What `git diff` prints.

    Returns:
        The same text with the files it names.

    Raises:
        ValueError: When the text is not a unified diff.
    """
    try:
        patches = PatchSet.from_string(text)
    except Exception as error:
        raise ValueError(f"Not a unified diff: {error}. Give what `git diff` prints.") from error
    if text.strip() and not patches:
        raise ValueError("Not a unified diff: no file in it. Give what `git diff` prints.")
    return Diff(text, tuple(_parsed(file) for file in patches))


def _parsed(file: PatchedFile) -> FileDiff:
    status, previous = "modified", None
    if file.is_added_file:
        status = "added"
    elif file.is_removed_file:
        status = "removed"
    elif file.is_rename:
        status, previous = "renamed", str(file.source_file).removeprefix("a/")
    patch = "".join(str(hunk) for hunk in file).removesuffix("\n")
    return FileDiff(
        str(file.path), status, previous, blob_sha(patch), file.added, file.removed, patch
    )
