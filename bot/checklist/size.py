"""How large a change is here, and what the project asks of one of that size."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist import split
from bot.checklist.check import Verdict
from bot.checklist.hunks import moved_lines
from bot.checklist.kind import Kind, is_revert
from bot.checklist.paths import Role, area, is_aside
from bot.checklist.reading import BY_HAND
from bot.checklist.words import count, listed, words
from bot.kernel.finding import Status
from bot.kernel.snapshot import Change
from bot.projects.practice import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.kernel.snapshot import ChangedFile
    from bot.projects.practice import Focus

MANY_AREAS: Final = 3
"""Nineteen in twenty touch no more top-level folders."""
FEW_LINES_EACH: Final = 4
"""So few lines a file are the same small change in many places: quick to read, hard to split."""
_MOSTLY: Final = 0.7
_PART_REMOVED: Final = 0.2
"""What moves is removed somewhere; where less of a change was, hardly any of it moved."""
_KERNEL_DIRS: Final = listed("csrc kernels")
_KERNEL_ENDS: Final = (".cu", ".cuh", ".hip", ".ptx")
_ROLES: Final = MappingProxyType(
    {FileKind.TEST: Role.TEST, FileKind.CONFIG: Role.CONFIG, FileKind.DATA: Role.DATA}
)
_DESIGN_WORDS: Final = listed("rfc rfcs")


def told(reading: Reading) -> str:
    """Return the size in words, and what was not counted."""
    others = len(reading.files) - len(reading.by_hand)
    left_out = f" Not counted: {count(others, 'generated or data file')}." if others else ""
    return f"{count(reading.lines, 'line')} in {count(len(reading.by_hand), 'file')}.{left_out}"


def judge(reading: Reading) -> Iterator[Verdict]:
    """Yield what is to be said of the size and of the places."""
    if is_revert(reading.pull_request.title):
        # It is as large as what it takes back, and half of it would be worth nothing.
        return
    weighed = _weighed(reading)
    moved = _moved(reading, weighed)
    lines, files = _lines(weighed) - 2 * moved, len(weighed)
    norms = reading.norms
    is_repeated = files > norms.large_files and lines <= FEW_LINES_EACH * files
    needs_design = None if is_repeated else _needs_design(reading)
    is_large = lines > norms.large_lines or (
        files > norms.large_files and lines > norms.focused_lines
    )
    added = sum(file.additions for file in weighed) - moved
    if needs_design is not None:
        yield needs_design
    elif is_large and added > norms.focused_lines and not is_repeated:
        is_huge = lines > norms.huge_lines or (
            files > norms.huge_files and lines > norms.large_lines
        )
        is_grave = (
            is_huge
            and _lines(weighed) - _lines(reading.of_role(Role.DOCS)) > norms.large_lines
            and not _is_one_thing(reading, weighed, lines)
        )
        yield _too_large(reading, weighed, lines, moved, is_huge=is_huge, is_grave=is_grave)
    else:
        yield from _scattered(reading)


def _scattered(reading: Reading) -> Iterator[Verdict]:
    areas = {area(file.path) for file in reading.of_role(Role.SOURCE)}
    if len(areas) > MANY_AREAS:
        yield Verdict(
            Status.TIP,
            f"The code changes in {len(areas)} top-level places.",
            why="Each area has its own reviewers, and all of them must find time.",
            fix="If the parts do not need each other, open one pull request for each.",
            evidence=split.by_area(reading.of_role(Role.SOURCE)),
        )
    elif not reading.knows_all_files:
        yield Verdict(
            Status.UNKNOWN, "Not all files could be read, so the size could not be judged."
        )


def _weighed(reading: Reading) -> tuple[ChangedFile, ...]:
    """Return the files whose size counts: tests do not, or they would seem to be a fault."""
    beside_tests = reading.of_role(*(hand for hand in BY_HAND if hand is not Role.TEST))
    return beside_tests or reading.by_hand


def _lines(files: tuple[ChangedFile, ...]) -> int:
    return sum(file.additions + file.deletions for file in files)


def _moved(reading: Reading, weighed: tuple[ChangedFile, ...]) -> int:
    """Return how many lines only moved; not counted where that would change nothing."""
    removed = sum(file.deletions for file in weighed)
    many_files = len(weighed) > reading.norms.large_files
    least = reading.norms.focused_lines if many_files else reading.norms.large_lines
    lines = _lines(weighed)
    if reading.diff is None or lines <= least or removed < _PART_REMOVED * lines:
        return 0
    paths = {file.path for file in weighed}
    return moved_lines(file for file in reading.diff.files if file.path in paths)


def _is_one_thing(reading: Reading, weighed: tuple[ChangedFile, ...], lines: int) -> bool:
    """Return whether most of a change is one new folder, as a model or a task is.

    It is hard to cut; above twice the largest usual size it is too much at once all the same.
    """
    if lines > 2 * reading.norms.huge_lines:
        return False
    new: Counter[str] = Counter()
    for file in weighed:
        if file.change is Change.ADDED:
            new[_folder(file)] += file.additions
    old = {_folder(file) for file in weighed if file.change is not Change.ADDED}
    largest = max((size for folder, size in new.items() if folder not in old), default=0)
    return largest >= _MOSTLY * _lines(weighed)


def _folder(file: ChangedFile) -> str:
    return file.path.rpartition("/")[0]


def _too_large(  # noqa: PLR0913 - each is a figure that the words need
    reading: Reading,
    weighed: tuple[ChangedFile, ...],
    lines: int,
    moved: int,
    *,
    is_huge: bool,
    is_grave: bool,
) -> Verdict:
    share = "nineteen in twenty" if is_huge else "nine in ten"
    beside = " beside the tests" if len(weighed) < len(reading.by_hand) else ""
    aside = f" {count(moved, 'line')} that only moved are not counted." if moved else ""
    others = len(reading.files) - len(reading.by_hand)
    left_out = f" Not counted: {count(others, 'generated or data file')}." if others else ""
    caution = f" {reading.norms.caution}." if reading.norms.caution else ""
    return Verdict(
        Status.FIX if is_grave else Status.TIP,
        f"{count(lines, 'line')} in {count(len(weighed), 'file')}{beside}: larger than "
        f"{share} of {reading.norms.peers}.{caution}{aside}{left_out}",
        why=(
            "Large changes wait longest: in the course's projects, newcomers' changes of over "
            "200 lines took about seven times as long as those of up to 50."
        ),
        fix=" ".join(filter(None, (_cut(reading), _rule(reading)))),
        evidence=split.proposed(weighed),
    )


def _cut(reading: Reading) -> str:
    cut = "Open each part that can stand alone as its own pull request."
    if reading.pull_request.commit_count > 1 and reading.pull_request.commits:
        return f"{cut} A commit that stands alone is such a part too."
    return cut


def _rule(reading: Reading) -> str:
    """Return what the project asks for before large work, unless an issue is there already."""
    focus = _focus(reading)
    if focus is None or focus.rfc_rule is None or reading.pull_request.linked_issues:
        return ""
    return f"The project's own rule: {focus.rfc_rule}" if reading.kind is not Kind.FIX else ""


def _focus(reading: Reading) -> Focus | None:
    project = reading.background.project
    return project.focus if project else None


def _needs_design(reading: Reading) -> Verdict | None:
    """Return the verdict where the project asks for a design above so many lines."""
    focus = _focus(reading)
    if focus is None or focus.rfc_lines is None or not reading.knows_all_files:
        return None
    if reading.lines <= focus.rfc_lines:
        return None
    counted = _counted(reading, focus)
    lines = _lines(counted)
    if lines > focus.rfc_lines:
        lines -= 2 * _moved(reading, counted)
    if lines <= focus.rfc_lines or _has_design(reading):
        return None
    return Verdict(
        Status.FIX,
        f"{count(lines, 'line')} of code that this project counts, and no RFC is named; above "
        f"{focus.rfc_lines:,} it asks for a design that was agreed first.",
        why="A large change without an agreed design may be refused whatever its quality.",
        fix=(
            "Open an RFC issue, or link the one that is there; until then offer a part below "
            f"{focus.rfc_lines:,} lines."
        ),
        evidence=split.proposed(counted),
    )


def _counted(reading: Reading, focus: Focus) -> tuple[ChangedFile, ...]:
    """Return the files that the project's limit counts."""
    left_out = {_ROLES[kind] for kind in focus.rfc_excludes if kind in _ROLES}
    kept = reading.of_role(*(hand for hand in BY_HAND if hand not in left_out))
    without_kernels = FileKind.KERNEL in focus.rfc_excludes
    return tuple(
        file
        for file in kept
        if not is_aside(file.path) and not (without_kernels and _is_kernel(file.path))
    )


def _is_kernel(path: str) -> bool:
    folders = path.casefold().split("/")[:-1]
    return not _KERNEL_DIRS.isdisjoint(folders) or path.endswith(_KERNEL_ENDS)


def _has_design(reading: Reading) -> bool:
    """Return whether the title, the description or a linked issue speaks of an RFC."""
    texts = (
        reading.pull_request.title,
        *(passage.block.text for passage in reading.body.passages),
        *(issue.title for issue in reading.pull_request.linked_issues),
    )
    return any(not _DESIGN_WORDS.isdisjoint(words(text)) for text in texts)
