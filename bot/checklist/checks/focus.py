"""Is the change small, about one thing, and free of leftovers?"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind
from bot.checklist.paths import Role, area, is_aside, role
from bot.checklist.reading import BY_HAND
from bot.checklist.words import listed
from bot.kernel.finding import Evidence, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.reading import Reading
    from bot.kernel.diff import FileDiff
    from bot.kernel.snapshot import ChangedFile

MANY_AREAS: Final = 3
"""Nineteen in twenty touch no more top-level folders."""
FEW_LINES_EACH: Final = 4
"""So few lines a file are the same small change in many places: quick to read, hard to split."""

PARTS_SHOWN: Final = 3
LEFTOVERS_SHOWN: Final = 2
BIG_DATA_LINES: Final = 1_000
"""A table of so many lines is data that most projects keep elsewhere."""

_BINARY_ENDINGS: Final = listed(
    "bin ckpt gguf h5 npy npz onnx parquet pickle pkl pt pth pyc safetensors so whl zip"
)
_DEBUG_CALLS: Final = (
    "breakpoint()",
    "console.log(",
    "dbg!(",
    "import ipdb",
    "import pdb",
    "ipdb.set_trace(",
    "pdb.set_trace(",
)
_DEBUG_PRINT: Final = re.compile(
    r"""print\((?:[\w.\[\], ]*\)|f?["'](?:debug|here|[*#=>-]{3})|f["'][^"']*\{[^{}"']*=\})""",
    re.IGNORECASE,
)
"""Output that is rarely meant to stay: bare values, `{x=}`, rulers. Messages may be meant."""

_INDENTED_ENDINGS: Final = listed("py pyi pyx yaml yml")
"""Where the space at the start of a line has a meaning."""

_ORDER: Final = (Status.FIX, Status.TIP, Status.UNKNOWN)


def run(reading: Reading) -> Verdict:
    """Return what stands in the way of a quick review; the gravest first."""
    if reading.why_no_files:
        return Verdict(Status.UNKNOWN, reading.why_no_files)
    observed = sorted(_observations(reading), key=lambda verdict: _ORDER.index(verdict.status))
    if not observed:
        return Verdict(Status.PASS, _size(reading) + _left_out(reading))
    return Verdict(
        observed[0].status,
        " ".join(verdict.summary for verdict in observed),
        why=next((verdict.why for verdict in observed if verdict.why), ""),
        fix=" ".join(filter(None, (verdict.fix for verdict in observed))),
        evidence=tuple(seen for verdict in observed for seen in verdict.evidence),
    )


def _observations(reading: Reading) -> Iterator[Verdict]:
    yield from _large(reading)
    yield from _merges(reading)
    yield from _data(reading)
    if reading.diff is not None:
        yield from _debugging(reading.diff.files)
        yield from _respaced(reading.diff.files)


def _size(reading: Reading) -> str:
    return f"{_count(reading.lines, 'line')} in {_count(len(reading.by_hand), 'file')}."


def _left_out(reading: Reading) -> str:
    others = len(reading.files) - len(reading.by_hand)
    return f" Not counted: {_count(others, 'generated or data file')}." if others else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _large(reading: Reading) -> Iterator[Verdict]:
    weighed = _weighed(reading)
    lines, files = _lines(weighed), len(weighed)
    areas = {area(file.path) for file in reading.of_role(Role.SOURCE)}
    norms = reading.norms
    is_repeated = files > norms.large_files and lines <= FEW_LINES_EACH * files
    is_large = lines > norms.large_lines or (
        files > norms.large_files and lines > norms.focused_lines
    )
    added = sum(file.additions for file in weighed)
    if is_large and added > norms.focused_lines and not is_repeated:
        is_huge = lines > norms.huge_lines or (
            files > norms.huge_files and lines > norms.large_lines
        )
        is_huge = is_huge and reading.kind is not Kind.DOCS
        yield _too_large(reading, weighed, is_huge=is_huge)
    elif len(areas) > MANY_AREAS:
        yield Verdict(
            Status.TIP,
            f"The code changes in {len(areas)} top-level places.",
            why="Each area has its own reviewers, and all of them must find time.",
            fix="If the parts do not need each other, open one pull request for each.",
            evidence=_split(reading.of_role(Role.SOURCE)),
        )
    elif not reading.knows_all_files:
        yield Verdict(
            Status.UNKNOWN, "Not all files could be read, so the size could not be judged."
        )


def _too_large(reading: Reading, weighed: tuple[ChangedFile, ...], *, is_huge: bool) -> Verdict:
    share = "nineteen in twenty" if is_huge else "nine in ten"
    beside = " beside the tests" if len(weighed) < len(reading.by_hand) else ""
    parts = _split(weighed)
    caution = f" {reading.norms.caution}." if reading.norms.caution else ""
    return Verdict(
        Status.FIX if is_huge else Status.TIP,
        f"{_count(_lines(weighed), 'line')} in {_count(len(weighed), 'file')}{beside}: larger than "
        f"{share} of {reading.norms.peers}.{caution}{_left_out(reading)}",
        why=(
            "Large changes wait longest: in the course's projects, newcomers' changes of over "
            "200 lines took about seven times as long as those of up to 50."
        ),
        fix="Open each part that can stand alone as its own pull request.",
        # One part says nothing about where to cut.
        evidence=parts if len(parts) > 1 else (),
    )


def _weighed(reading: Reading) -> tuple[ChangedFile, ...]:
    """Return the files whose size counts: tests do not, or they would seem to be a fault."""
    beside_tests = reading.of_role(*(hand for hand in BY_HAND if hand is not Role.TEST))
    return beside_tests or reading.by_hand


def _lines(files: tuple[ChangedFile, ...]) -> int:
    return sum(file.additions + file.deletions for file in files)


def _split(files: tuple[ChangedFile, ...]) -> tuple[Evidence, ...]:
    """Return the parts of a change by folder, the largest first."""
    depth = 1 if len({area(file.path) for file in files}) > 1 else 2
    lines: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for file in files:
        lines[area(file.path, depth)] += file.additions + file.deletions
        counts[area(file.path, depth)] += 1
    largest = sorted(lines, key=lambda part: (-lines[part], part))[:PARTS_SHOWN]
    return tuple(
        Evidence(part, f"{_count(lines[part], 'line')}, {_count(counts[part], 'file')}")
        for part in largest
    )


def _merges(reading: Reading) -> Iterator[Verdict]:
    merges = [commit for commit in reading.pull_request.commits if commit.parents > 1]
    if merges:
        yield Verdict(
            Status.TIP,
            f"The branch holds {_count(len(merges), 'merge commit')}.",
            why="Many projects want a straight history; merges hide what you changed.",
            fix="Replay your commits instead: `git rebase` onto the base branch.",
            evidence=(Evidence("commit", merges[0].message.split("\n", 1)[0]),),
        )


def _data(reading: Reading) -> Iterator[Verdict]:
    heavy = [
        file
        for file in reading.of_role(Role.DATA)
        if file.path.casefold().rpartition(".")[2] in _BINARY_ENDINGS
        or file.additions > BIG_DATA_LINES
    ]
    if heavy:
        yield Verdict(
            Status.TIP,
            f"{_count(len(heavy), 'binary or large data file')} came along.",
            why="They stay in the history of every clone for ever.",
            fix="Leave data out, or load it from where the project keeps such files.",
            evidence=tuple(Evidence(file.path) for file in heavy[:LEFTOVERS_SHOWN]),
        )


def _debugging(files: tuple[FileDiff, ...]) -> Iterator[Verdict]:
    found = tuple(islice(_debug_lines(files), LEFTOVERS_SHOWN))
    if found:
        yield Verdict(
            Status.TIP,
            "Some added lines look like debugging.",
            why="Leftover output is the first thing a reviewer asks to remove.",
            fix="Remove the debugging lines; for output that stays, use the project's logger.",
            evidence=found,
        )


def _debug_lines(files: tuple[FileDiff, ...]) -> Iterator[Evidence]:
    for file in files:
        if role(file.path) is not Role.SOURCE:
            continue
        prints = file.path.endswith(".py") and not is_aside(file.path)
        for line in file.added:
            bare = line.text.strip()
            if bare.startswith(_DEBUG_CALLS) or (prints and _DEBUG_PRINT.match(bare)):
                yield Evidence(file.path, bare, line.number)


def _respaced(files: tuple[FileDiff, ...]) -> Iterator[Verdict]:
    code = (file for file in files if role(file.path) in {Role.SOURCE, Role.TEST})
    churned = [file for file in code if _is_respaced(file)]
    if churned:
        yield Verdict(
            Status.TIP,
            f"Only spaces or line breaks changed in {_count(len(churned), 'file')}.",
            why="Reformatting hides the real change in the diff.",
            fix="Undo the reformatting, unless the project's own formatter did it.",
            evidence=tuple(Evidence(file.path) for file in churned[:LEFTOVERS_SHOWN]),
        )


def _is_respaced(file: FileDiff) -> bool:
    """Return whether every changed place of the file reads the same but for spaces."""
    if file.path.rpartition(".")[2] in _INDENTED_ENDINGS:
        return bool(file.hunks) and all(
            _ends_trimmed(line.text for line in hunk.added) == _ends_trimmed(hunk.removed)
            for hunk in file.hunks
        )
    return bool(file.hunks) and all(
        _spaceless(line.text for line in hunk.added) == _spaceless(hunk.removed)
        for hunk in file.hunks
    )


def _ends_trimmed(lines: Iterable[str]) -> list[str]:
    return [line.rstrip() for line in lines if line.strip()]


def _spaceless(lines: Iterable[str]) -> str:
    return "".join("".join(line.split()) for line in lines)


CHECK: Final = Check(
    name="focus",
    title="A focused change",
    triggers=frozenset({Trigger.DIFF, Trigger.COMMITS}),
    run=run,
)
