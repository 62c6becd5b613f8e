"""A commit's files as a chain of changes, so that a commit costs what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SNAPSHOT_EVERY = 32


class Tree:
    """An immutable mapping of path to text.

    Args:
        parent: The tree that this one changes.
        changes: New texts by path; None removes the path.
    """

    __slots__ = ("changes", "depth", "files", "parent")

    def __init__(
        self, parent: Tree | None = None, changes: Mapping[str, str | None] | None = None
    ) -> None:
        self.parent = parent
        self.changes = dict(changes or {})
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.files: dict[str, str] | None = None
        # Every so often the whole mapping is kept, so that no lookup walks far.
        if self.depth % _SNAPSHOT_EVERY == 0:
            self.files = self.flat()

    def get(self, path: str) -> str | None:
        """Return the text at this path, or None."""
        tree: Tree = self
        while tree.files is None and tree.parent is not None:
            if path in tree.changes:
                return tree.changes[path]
            tree = tree.parent
        return (tree.files or {}).get(path)

    def paths(self) -> Iterator[str]:
        """Yield every path, sorted."""
        return iter(sorted(self.flat()))

    def touched_since(self, other: Tree) -> set[str]:
        """Return the paths that may differ from another tree; all that do are among them."""
        mine, theirs, touched = self, other, set[str]()
        while mine is not theirs:
            if mine.depth >= theirs.depth:
                touched |= mine.changes.keys()
                if mine.parent is None:
                    return touched | set(theirs.flat()) | set(mine.flat())
                mine = mine.parent
            else:
                touched |= theirs.changes.keys()
                # A tree deeper than another always has a parent.
                theirs = theirs.parent or mine
        return touched

    def flat(self) -> dict[str, str]:
        """Return the whole mapping; not to be changed."""
        if self.files is not None:
            return self.files
        files = dict(self.parent.flat()) if self.parent is not None else {}
        for path, text in self.changes.items():
            if text is None:
                files.pop(path, None)
            else:
                files[path] = text
        return files
