"""Unified diffs, read line by line in one pass; why by our own reader is told in ADR 4."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.kernel.diff_heads import Head
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_LIMIT: Final = 1_000
"""Code points that are read of a line; longer ones are data, not code somebody reads."""
FILE_LINES: Final = 10_000
"""Lines that are kept of one file; the others are counted."""
DIFF_LINES: Final = 60_000
"""Lines that are kept of a whole diff: three times what GitHub shows of one."""

_PLACE: Final = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)")
_MARKS: Final = frozenset((" ", "-", "+"))
_BORDERS: Final = ("\n@@ ", "\ndiff --")


class Line(NamedTuple):
    """An added line: its number in the new file, from 1, and its text without the plus sign."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """One changed place of a file.

    Attributes:
        text: Its lines in order, unchanged ones too, each with its mark: space, plus or minus.
        start: The number of the first line in the new file.
        section: The line that git shows beside the place, often the head of the function.
    """

    text: str
    start: int = 1
    section: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of `text`, with their marks."""
        return self.text.split("\n") if self.text else []

    @property
    def added(self) -> Iterator[Line]:
        """The lines added."""
        number = self.start
        for line in self.lines:
            mark = line[:1]
            if mark == "+":
                yield Line(number, line[1:])
            number += mark != "-"

    @property
    def removed(self) -> Iterator[str]:
        """The texts of the lines removed."""
        return (line[1:] for line in self.lines if line[:1] == "-")


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What happened to one file.

    Attributes:
        path: Its path after the change, before it for a deleted file.
        hunks: The changed places in order; none when only name or mode changed, or when
            git calls the file binary.
        change: What became of the file.
        previous: Its path before, when it was renamed or copied.
        additions: Lines added, whether kept in `hunks` or not.
        deletions: Lines removed, likewise.
        is_binary: Whether git shows no lines because it calls the file binary.
        mode: Its new mode, when that changed: `100755` for a program.
        is_whole: Whether `hunks` holds every line.
    """

    path: str
    hunks: tuple[Hunk, ...] = ()
    change: Change = Change.MODIFIED
    previous: str | None = None
    additions: int = 0
    deletions: int = 0
    is_binary: bool = False
    mode: str | None = None
    is_whole: bool = True

    @property
    def added(self) -> Iterator[Line]:
        """The added lines of all hunks."""
        return (line for hunk in self.hunks for line in hunk.added)

    @property
    def removed(self) -> Iterator[str]:
        """The texts of the removed lines of all hunks."""
        return (text for hunk in self.hunks for text in hunk.removed)


@dataclass(frozen=True, slots=True)
class Diff:
    """A diff as far as it could be read.

    Attributes:
        files: The files that could be read, in order.
        unparsable: How many parts of the text could not be read.
    """

    files: tuple[FileDiff, ...]
    unparsable: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every part was read."""
        return self.unparsable == 0


def parse(text: str) -> Diff:
    """Return what a unified diff says; never raises, and takes time in proportion to it.

    A file that cannot be read is counted in `unparsable` and does not spoil the others. Git's
    header lines are those of https://git-scm.com/docs/diff-format; a diff without them is read
    too.
    """
    reader = _Reader(text)
    files = tuple(reader.files())
    unparsable = reader.unparsable
    if not files and not unparsable and text.strip():
        unparsable = 1
    return Diff(files, unparsable)


@dataclass(slots=True)
class _Part:
    """A file while it is read."""

    head: Head
    hunks: list[Hunk] = field(default_factory=list)
    additions: int = 0
    deletions: int = 0
    kept: int = 0
    is_whole: bool = True

    def done(self) -> FileDiff:
        head = self.head
        return FileDiff(
            path=head.path,
            hunks=tuple(self.hunks),
            change=head.change,
            previous=head.previous,
            additions=self.additions,
            deletions=self.deletions,
            is_binary=head.is_binary,
            mode=head.mode,
            is_whole=self.is_whole,
        )


class _Reader:
    """Goes through the text once and holds one file at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._part: _Part | None = None
        self._kept = 0
        self._borders = dict.fromkeys(_BORDERS, -1)
        self.unparsable = 0

    def files(self) -> Iterator[FileDiff]:
        """Yield each file when its last line was seen."""
        while self._at < len(self._text):
            end = self._end_of_line()
            line = self._text[self._at : min(end, self._at + LINE_LIMIT)].rstrip("\r")
            if line.startswith("@@"):
                self._place(line, end)
                continue
            if line.startswith("diff --") or (line.startswith("--- ") and self._is_past_head()):
                yield from self._finished()
                self._part = _Part(Head.begun(line))
            if self._part is not None:
                self._part.head.take(line)
            self._at = end + 1
        yield from self._finished()

    def _end_of_line(self) -> int:
        end = self._text.find("\n", self._at)
        return end if end >= 0 else len(self._text)

    def _is_past_head(self) -> bool:
        """Return whether `---` begins another file; within git's own head it does not."""
        return self._part is None or bool(self._part.hunks)

    def _finished(self) -> Iterator[FileDiff]:
        part, self._part = self._part, None
        if part is None:
            return
        if part.head.is_broken or not part.head.path:
            self.unparsable += 1
        else:
            yield part.done()

    def _place(self, line: str, end: int) -> None:
        """Read a hunk whose head ends here, and stand behind it."""
        match = _PLACE.match(line)
        if self._part is None or match is None:
            self._part = self._part or _Part(Head())
            self._part.head.is_broken = True
            self._at = end + 1
            return
        old, new = (int(size) if size is not None else 1 for size in match.group(2, 4))
        part = self._part
        room = max(0, min(FILE_LINES - part.kept, DIFF_LINES - self._kept))
        same = self._same(old, new, end)
        if same is None:
            self._at = end + 1
            text, same, is_wrong = self._walked(old, new, room)
            part.head.is_broken |= is_wrong
        else:
            text = self._cut(end + 1, old + new - same, room)
        count = old + new - same
        part.deletions += old - same
        part.additions += new - same
        part.kept += min(count, room)
        part.is_whole &= count <= room
        self._kept += min(count, room)
        part.hunks.append(Hunk(text, int(match[3]), match[5]))

    def _same(self, old: int, new: int, end: int) -> int | None:
        """Count the unchanged lines up to the next border; None unless all counts are right.

        Counting needs no line of its own, and is right for whatever git writes.
        """
        text, border = self._text, self._border(end)
        same = text.count("\n ", end, border)
        removed, added = text.count("\n-", end, border), text.count("\n+", end, border)
        return same if (same + removed, same + added) == (old, new) else None

    def _border(self, after: int) -> int:
        """Return where the next head of a hunk or file begins; each is looked for once."""
        for mark, at in self._borders.items():
            if at < after:
                found = self._text.find(mark, after)
                self._borders[mark] = found if found >= 0 else len(self._text)
        return min(self._borders.values())

    def _cut(self, begin: int, count: int, room: int) -> str:
        """Take the lines up to the next border, of which this many count, and stand there."""
        border = self._border(begin - 1)
        self._at = border + 1
        if not room:
            return ""
        text = self._text[begin:border].removesuffix("\n")
        has_others = text.count("\n") + 1 != count
        if has_others or "\r" in text or _is_wide(text):
            lines = (line[:LINE_LIMIT].rstrip("\r") for line in text.split("\n"))
            text = "\n".join(line for line in lines if line[:1] in _MARKS)
        return text if count <= room else "\n".join(text.split("\n", room)[:room])

    def _walked(self, old: int, new: int, room: int) -> tuple[str, int, bool]:
        """Take as many lines as the head of the hunk says, one by one, and stand behind them.

        Something else may follow them: a plain diff's next file, the end of a mail.

        Returns:
            Those there was room for, how many are in both files, and whether the head is wrong.
        """
        lines: list[str] = []
        same = 0
        while (old > 0 or new > 0) and self._at < len(self._text):
            end = self._end_of_line()
            line = self._text[self._at : min(end, self._at + LINE_LIMIT)].rstrip("\r")
            mark = line[:1] or " "  # some programs strip the space of an empty line
            if mark not in _MARKS and mark != "\\":
                break
            self._at = end + 1
            same += mark == " "
            old -= mark in {" ", "-"}
            new -= mark in {" ", "+"}
            if mark != "\\" and len(lines) < room:
                lines.append(line or mark)
        return "\n".join(lines), same, bool(old or new)


def _is_wide(text: str) -> bool:
    """Return whether a line is longer than what is read of one; looks at few characters."""
    at = 0
    while at + LINE_LIMIT < len(text):
        end = text.rfind("\n", at, at + LINE_LIMIT + 1)
        if end < 0:
            return True
        at = end + 1
    return False
