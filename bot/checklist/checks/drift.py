"""Does the change keep what the plan promised, and is its large part in the plan?"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.names import parts
from bot.checklist.paths import INLINE_TEST_ENDS, Role
from bot.checklist.plans import handed_in, own_issues, places
from bot.checklist.promises import PromiseKind, promises
from bot.checklist.words import listed, words
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Evidence, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.promises import Promise
    from bot.checklist.prose import Passage
    from bot.checklist.reading import Reading
    from bot.kernel.snapshot import ChangedFile

LARGE_SHARE: Final = 1 / 3
"""Of the changed lines of sources; a smaller part that the plan left out is a detail."""

LARGE_LINES: Final = 80
LEAST_FILES: Final = 2
"""A single file that was not foreseen is no other part of the work."""

FILES_SHOWN: Final = 3
PROMISES_SHOWN: Final = 4

_PLANNING: Final = listed("approach implementation plan proposal proposed solution")
_NOT_PLANNING: Final = listed("test testing tests")
_DEPARTING: Final = listed(
    "anymore changed differently dropped instead later left longer moved next not postponed "
    "rather separate separately skipped turned unneeded"
)
"""Words of a sentence in which an author says that the work went another way."""

_MISSED: Final = {
    PromiseKind.TESTS: "tests",
    PromiseKind.FILE: "changes to a file",
    PromiseKind.FOLDER: "changes in a folder",
    PromiseKind.NEW_CODE: "a new function or class",
    PromiseKind.DOCS: "documentation",
}
_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w*")


def run(reading: Reading) -> Verdict:
    """Return where the change departs from the plan, with both sides quoted."""
    where, passages = _plan(reading)
    promised = promises(passages)
    if not promised:
        return Verdict(
            Status.NOT_APPLICABLE, "No plan names files, functions or tests to compare with."
        )
    if reading.why_no_files or not reading.knows_all_files:
        return Verdict(
            Status.UNKNOWN, reading.why_no_files or "Not all changed files could be read."
        )
    change = _Change(reading)
    missing = [
        promise for promise in promised if not change.keeps(promise) and not change.tells(promise)
    ]
    beside = _beside(reading, passages)
    if not missing and not beside:
        return Verdict(
            Status.PASS,
            "What the plan names is in the change.",
            evidence=(Evidence(where, promised[0].said),),
        )
    return _departed(reading, where, missing, beside)


def _departed(
    reading: Reading, where: str, missing: list[Promise], beside: tuple[ChangedFile, ...]
) -> Verdict:
    lacks_tests = any(promise.is_test for promise in missing)
    is_fix = reading.aim is ContributionKind.FIX
    seen = [Evidence(where, promise.said) for promise in missing[:PROMISES_SHOWN]]
    changed = beside or tuple(sorted(reading.by_hand or reading.files, key=_size, reverse=True))
    seen += [Evidence(file.path) for file in changed[:FILES_SHOWN]]
    return Verdict(
        Status.FIX if lacks_tests and is_fix else Status.TIP,
        " ".join(_summaries(missing, is_beside=bool(beside))),
        why=(
            "Whoever agreed to the plan looks for it in the change; what is missing or new without "
            "a word raises a question."
        ),
        fix=" ".join(_fixes(missing, lacks_tests=lacks_tests, is_beside=bool(beside))),
        evidence=tuple(dict.fromkeys(seen)),
    )


def _summaries(missing: list[Promise], *, is_beside: bool) -> Iterator[str]:
    kinds = {PromiseKind.TESTS if each.is_test else each.kind for each in missing}
    what = [words for kind, words in _MISSED.items() if kind in kinds]
    if what:
        *first, last = what
        named = f"{', '.join(first)} and {last}" if first else last
        yield f"The plan promises {named}, which the change does not have."
    if is_beside:
        yield "A large part of the change is in places that the plan does not speak of."


def _fixes(missing: list[Promise], *, lacks_tests: bool, is_beside: bool) -> Iterator[str]:
    if lacks_tests:
        yield "Add the tests of the plan."
    if any(not promise.is_test for promise in missing):
        yield "Do what is missing, or say in the description why it is not needed any more."
    if is_beside:
        yield "Say in the description what the further part is for, or give it a change of its own."


def _plan(reading: Reading) -> tuple[str, tuple[Passage, ...]]:
    """Return where the plan stands and its blocks; the first one that promises something."""
    for text in handed_in(reading):
        if promises(text.passages):
            return text.where, text.passages
    sections = (("your issue", text) for text in own_issues(reading))
    for where, text in (*sections, (reading.body.where, reading.body)):
        passages = tuple(each for each in text.passages if _is_planning(each.heading))
        if promises(passages):
            return where, passages
    return "", ()


def _is_planning(heading: str) -> bool:
    said = words(heading)
    return not said.isdisjoint(_PLANNING) and said.isdisjoint(_NOT_PLANNING)


class _Change:
    """What is in the diff, and what the description says of the plan."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        paths = [file.path.casefold() for file in reading.files]
        self._places = {part for path in paths for part in (*path.split("/")[:-1], _stem(path))}
        self._departing = [
            sentence.casefold()
            for passage in reading.body.passages
            for sentence in _SENTENCE.split(passage.said)
            if not _DEPARTING.isdisjoint(words(sentence))
        ]

    def keeps(self, promise: Promise) -> bool:
        """Return whether the change has what was promised; also when that cannot be known."""
        if promise.is_test:
            return bool(self._reading.of_role(Role.TEST)) or self._may_hold_tests()
        if promise.kind is PromiseKind.DOCS:
            return bool(self._reading.of_role(Role.DOCS))
        if promise.kind is PromiseKind.NEW_CODE:
            return self._identifiers is None or _last(promise) in self._identifiers
        return _stem(promise.name.casefold().strip("./")) in self._places

    def tells(self, promise: Promise) -> bool:
        """Return whether the description says that this went another way."""
        name = _stem(promise.name.casefold()) or promise.kind.value.rstrip("s")
        return any(name in sentence for sentence in self._departing)

    @cached_property
    def _identifiers(self) -> frozenset[str] | None:
        diff = self._reading.diff
        if diff is None or not diff.is_complete:
            return None
        return frozenset(_IDENTIFIER.findall(self._reading.pull_request.diff or ""))

    def _may_hold_tests(self) -> bool:
        """Return whether tests may stand inside the changed sources, as in Rust and C++."""
        sources = self._reading.of_role(Role.SOURCE)
        return any(file.path.endswith(INLINE_TEST_ENDS) for file in sources)


def _last(promise: Promise) -> str:
    """Return the last part of a name with dots."""
    return re.split(r"\W+", promise.name)[-1]


def _stem(path: str) -> str:
    """Return the last part of a path without its ending."""
    return path.rpartition("/")[2].partition(".")[0]


def _beside(reading: Reading, passages: tuple[Passage, ...]) -> tuple[ChangedFile, ...]:
    """Return the files of places that neither plan nor description speak of, if they weigh."""
    sources = reading.of_role(Role.SOURCE)
    texts = (each.said for each in (*passages, *reading.body.passages))
    spoken = parts(" ".join((reading.pull_request.title, *texts)))
    folders: defaultdict[str, list[ChangedFile]] = defaultdict(list)
    for file in sources:
        folders[file.path.rpartition("/")[0]].append(file)
    unspoken = [
        file
        for files in folders.values()
        if spoken.isdisjoint(places(reading, files))
        for file in files
    ]
    lines = sum(map(_size, unspoken))
    total = sum(map(_size, sources))
    is_large = lines >= max(LARGE_LINES, LARGE_SHARE * total) and len(unspoken) >= LEAST_FILES
    return tuple(sorted(unspoken, key=_size, reverse=True)) if is_large else ()


def _size(file: ChangedFile) -> int:
    return file.additions + file.deletions


CHECK: Final = Check(
    name="drift",
    title="The change keeps to the plan",
    triggers=frozenset(Trigger),
    run=run,
)
