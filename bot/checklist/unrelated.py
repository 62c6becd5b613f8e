"""Files that share nothing with the title, the texts or the other files of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.nearness import changed_names, path_words, text_words
from bot.checklist.paths import Role

if TYPE_CHECKING:
    from bot.checklist.reading import Reading
    from bot.kernel.diff import FileDiff

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
    others = tuple(file for file in reading.diff.files if file.path not in paths)
    said = _said(reading)
    names = {file.path: changed_names((file,)) for file in reading.diff.files}
    parts = {file.path: path_words((file.path,)) for file in reading.diff.files}
    apart = tuple(
        file
        for file in sources
        if file.hunks
        and names[file.path]
        and said.isdisjoint(parts[file.path])
        and said.isdisjoint(text_words(" ".join(names[file.path])))
        and all(
            other is file
            or (
                _folder(file) != _folder(other)
                and parts[file.path].isdisjoint(parts[other.path])
                and names[file.path].isdisjoint(names[other.path])
            )
            for other in (*sources, *others)
        )
    )
    return apart if 2 * len(apart) < len(sources) else ()


def _folder(file: FileDiff) -> str:
    return file.path.rpartition("/")[0]


def _said(reading: Reading) -> frozenset[str]:
    texts = [reading.pull_request.title, reading.background.plan or ""]
    for text in (reading.body, *reading.comments, *reading.issues):
        texts += [passage.block.text for passage in text.passages]
    return frozenset().union(*map(text_words, texts))
