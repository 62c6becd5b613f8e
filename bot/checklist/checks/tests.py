"""Were tests added or changed, and do they assert anything?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind, is_revert
from bot.checklist.paths import INLINE_TEST_ENDS, Role, is_aside, role
from bot.checklist.words import amount
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from bot.checklist.reading import Reading
    from bot.kernel.snapshot import ChangedFile

TINY_LINES: Final = 10
"""Up to here a missing test is a tip: over the course's 18 projects only 15 % of merged changes
of this size (median of the projects) touch tests, against 60 % from 51 lines on."""

_ASSERTIONS: Final = (
    "assert",
    "ASSERT_",
    "EXPECT_",
    "EXPECT(",
    "CHECK(",
    "CHECK-",
    "CHECK:",
    "CHECK_",
    "REQUIRE",
    "raises(",
    "warns(",
    "testing.",
    "expect(",
    "t.Error",
    "t.Fatal",
    "require.",
    ".should",
    "verify(",
    "parametrize",
    "opcheck(",
    "gradcheck(",
)
"""What the lines of a test hold when they assert something; a new case of a table counts."""

_INLINE: Final = (
    "#[test]",
    "#[cfg(test)]",
    "::test]",
    "::test(",
    "#[rstest",
    "TEST(",
    "TEST_F(",
    "TEST_P(",
    "TEST_CASE(",
    "TYPED_TEST(",
    "DOCTEST",
)
"""What begins a test inside a source of Rust or C++."""

_TEST_NAME: Final = re.compile(
    r"\btests?/[\w./]{1,200}|\btest_\w{3}|\w_test\.(?:py|cc|cpp|go|rs)\b|\b(?:pytest|ctest) \S"
)
"""A test's path or name, or the command that runs one."""
_NO_TEST: Final = re.compile(
    r"\b(?:cannot|can't|hard|difficult|impossible|no|not|without)\b[^.\n]{0,60}\btest",
    re.IGNORECASE,
)
LEAST_REASON: Final = 6
"""Words; fewer say that there is no test, not why."""
_KEEPS_BEHAVIOUR: Final = frozenset({Kind.CHORE, Kind.DOCS, Kind.REFACTOR})
_COMMENTS: Final = ("#", "//", "*", '"""', "'''")
_WHY: Final = (
    "A change without a test can break again unseen, so reviewers usually ask for one first."
)


def run(reading: Reading) -> Verdict:
    """Return whether the change is tested, as far as files and lines tell."""
    if reading.why_no_files:
        return Verdict(Status.UNKNOWN, reading.why_no_files)
    tests = [file for file in reading.of_role(Role.TEST) if file.change is not Change.DELETED]
    if tests:
        return _judge_touched(reading, tests)
    if not reading.of_role(Role.SOURCE) and reading.knows_all_files:
        return Verdict(
            Status.NOT_APPLICABLE, "Only documentation, settings or data changed; no code."
        )
    if reading.knows_all_files and all(map(is_aside, map(_path, reading.of_role(Role.SOURCE)))):
        return Verdict(Status.NOT_APPLICABLE, "Only examples, benchmarks or tools changed.")
    inline = _added(reading, _INLINE, tuple(map(_path, reading.of_role(Role.SOURCE))))
    if inline is not None:
        return Verdict(Status.PASS, "A test was added beside the code.", evidence=(inline,))
    return _judge_untested(reading)


def _path(file: ChangedFile) -> str:
    return file.path


def _judge_touched(reading: Reading, tests: list[ChangedFile]) -> Verdict:
    paths = tuple(map(_path, tests))
    named = tuple(map(Evidence, paths))
    if not reading.of_role(Role.SOURCE):
        return Verdict(Status.PASS, "Tests changed, and no other code.", evidence=named)
    if reading.diff is None:
        return Verdict(Status.PASS, "By file names, tests were touched.", evidence=named)
    asserting = _added(reading, _ASSERTIONS, paths)
    if asserting is not None:
        return Verdict(
            Status.PASS, "Tests were touched, and they assert something.", evidence=(asserting,)
        )
    if reading.kind in _KEEPS_BEHAVIOUR or _replaces(reading, paths):
        return Verdict(Status.PASS, "Tests were adapted to the change.", evidence=named)
    return Verdict(
        Status.TIP,
        "Test files were touched, but no added line asserts anything.",
        why="A reviewer looks for the line that fails when the code is wrong.",
        fix=(
            "Let the test compare a result with what it should be. If you only extended a table "
            "of cases, or the test fails by itself without your change, all is well."
        ),
        evidence=named,
    )


def _judge_untested(reading: Reading) -> Verdict:
    if not reading.knows_all_files:
        return Verdict(
            Status.UNKNOWN, "No test is among the files that could be read; not all could be."
        )
    sources = tuple(map(Evidence, map(_path, reading.of_role(Role.SOURCE))))
    named = _named(reading)
    if named is not None:
        return named
    not_needed = _why_not_needed(reading)
    if not_needed:
        return Verdict(Status.NOT_APPLICABLE, not_needed)
    if reading.diff is None and any(_may_hold_tests(seen.where) for seen in sources):
        return Verdict(
            Status.UNKNOWN,
            "Tests may stand inside the changed sources, and their lines could not be read.",
            evidence=sources,
        )
    if reading.kind is Kind.REFACTOR:
        return Verdict(
            Status.TIP,
            "Code changed, but no test did.",
            why="A reviewer wants to know what shows that the behaviour is still the same.",
            fix="Name the existing tests that cover this code, and the command that runs them.",
            evidence=sources,
        )
    return _missing(reading, sources)


def _missing(reading: Reading, sources: tuple[Evidence, ...]) -> Verdict:
    needed = reading.kind in {Kind.FIX, Kind.FEATURE} and reading.lines > TINY_LINES
    share, why = reading.norms.tests_share, _WHY
    if share is not None and reading.norms.tests_are_rare:
        needed = False
        why = (
            f"In this project about {share:.0%} of the merged fixes came with a test, so nobody"
            " may ask for one. It still shows best that the change works."
        )
    return Verdict(
        Status.FIX if needed else Status.TIP,
        "Code changed, but no test did.",
        why=why,
        fix=_advice(reading.kind),
        evidence=sources,
    )


def _named(reading: Reading) -> Verdict | None:
    """Return the verdict on a description that names existing tests, or says why there is none."""
    for text in (reading.body, *reading.comments):
        for passage in text.passages:
            named = _TEST_NAME.search(passage.block.text)
            if named:
                return Verdict(
                    Status.PASS,
                    "No test changed; the text names what covers this.",
                    evidence=(Evidence(text.where, passage.block.text),),
                )
            if _NO_TEST.search(passage.said) and amount(passage.said) >= LEAST_REASON:
                return Verdict(
                    Status.PASS,
                    "No test changed; the text says why.",
                    evidence=(Evidence(text.where, passage.said),),
                )
    return None


def _why_not_needed(reading: Reading) -> str:
    """Return why a change of sources needs no test; empty when it may need one."""
    if is_revert(reading.pull_request.title):
        return "A revert brings back what was there before."
    if reading.kind in {Kind.DOCS, Kind.CHORE}:
        return "This seems to be about documentation or upkeep."
    if reading.kind is Kind.REFACTOR and _adds_little(reading):
        return "Code was removed or tidied up; hardly any is new."
    return ""


def _advice(kind: Kind) -> str:
    if kind is Kind.FIX:
        return (
            "Add a test that fails without your change, beside the existing tests of this code. "
            "If none can be written, say why in the description."
        )
    return (
        "Add a test of the new behaviour, beside the existing tests of this code. "
        "If existing ones cover it, name them in the description."
    )


def _added(reading: Reading, marks: tuple[str, ...], paths: tuple[str, ...]) -> Evidence | None:
    """Return the first added line of these files that holds one of the marks."""
    wanted = frozenset(paths)
    for file in reading.diff.files if reading.diff else ():
        if file.path not in wanted:
            continue
        for line in file.added:
            if any(mark in line.text for mark in marks) and not _is_comment(line.text):
                return Evidence(file.path, line.text, line.number)
    return None


def _replaces(reading: Reading, paths: tuple[str, ...]) -> bool:
    """Return whether lines of these files were replaced, as when a signature changes."""
    wanted = frozenset(paths)
    files = reading.diff.files if reading.diff else ()
    return any(
        {"+", "-"} <= {line[:1] for line in hunk.lines}
        for file in files
        if file.path in wanted
        for hunk in file.hunks
    )


def _adds_little(reading: Reading) -> bool:
    return sum(file.additions for file in reading.of_role(Role.SOURCE)) <= TINY_LINES


def _is_comment(line: str) -> bool:
    # A compiler's expectations (`// CHECK: add`) and Rust's attributes look like comments.
    bare = line.strip()
    return bare.startswith(_COMMENTS) and "CHECK" not in bare and not bare.startswith("#[")


def _may_hold_tests(path: str) -> bool:
    return path.casefold().endswith(INLINE_TEST_ENDS)


def wants_lines(files: tuple[ChangedFile, ...]) -> bool:
    """Return whether the lines of these files could change the result."""
    roles = {role(file.path) for file in files}
    if Role.TEST in roles:
        return Role.SOURCE in roles
    return any(role(file.path) is Role.SOURCE and _may_hold_tests(file.path) for file in files)


CHECK: Final = Check(
    name="tests",
    title="Tests",
    triggers=frozenset(
        {Trigger.TITLE, Trigger.BODY, Trigger.DIFF, Trigger.COMMITS}
        | {Trigger.LABELS, Trigger.ISSUES}
    ),
    run=run,
)
