"""Files that share nothing with the title, the texts or the other files of a change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.checklist.nearness import changed_names, path_words, text_words
from bot.checklist.paths import Role

if TYPE_CHECKING:
    from bot.checklist.reading import Reading
    from bot.kernel.diff import FileDiff

FEWEST_FILES: Final = 3
"""Of two files none is the odd one."""
MOST_FILES: Final = 40
"""In a larger change something always stands apart, and its size is told anyway."""


def files(reading: Reading) -> tuple[FileDiff, ...]:
    """Return the sources that seem to belong to another change; less than half, or none.

    A source belongs when it shares a folder's or file's name with the title, the author's texts,
    the plan or another file, or a name in its changed lines with those of another file.
    """
    if reading.diff is None or not reading.diff.is_complete or len(reading.by_hand) > MOST_FILES:
        return ()
    paths = {file.path for file in reading.of_role(Role.SOURCE)}
    sources = tuple(file for file in reading.diff.files if file.path in paths)
    alone = _alone(reading.diff.files, paths) if len(sources) >= FEWEST_FILES else ()
    if not alone or 2 * len(alone) >= len(sources):
        return ()
    said = _said(reading)
    names = {file.path: changed_names((file,)) for file in reading.diff.files}
    return tuple(
        file
        for file in alone
        if names[file.path]
        and said.isdisjoint(path_words((file.path,)))
        and said.isdisjoint(text_words(" ".join(names[file.path])))
        and all(
            other is file or names[file.path].isdisjoint(names[other.path])
            for other in reading.diff.files
        )
    )


def _alone(files: tuple[FileDiff, ...], paths: set[str]) -> tuple[FileDiff, ...]:
    """Return the sources whose path has nothing in common with that of another file."""
    folders = Counter(map(_folder, files))
    parts = {file.path: path_words((file.path,)) for file in files}
    uses = Counter(word for words in parts.values() for word in words)
    return tuple(
        file
        for file in files
        if file.path in paths
        and folders[_folder(file)] == 1
        and all(uses[word] == 1 for word in parts[file.path])
    )


def _folder(file: FileDiff) -> str:
    return file.path.rpartition("/")[0]


def _said(reading: Reading) -> frozenset[str]:
    texts = [reading.pull_request.title, reading.background.plan or ""]
    for text in (reading.body, *reading.comments, *reading.issues):
        texts += [passage.block.text for passage in text.passages]
    return frozenset().union(*map(text_words, texts))
