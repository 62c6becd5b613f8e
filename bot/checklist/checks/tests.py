"""Were tests added or changed, do they assert anything, and are they of the changed place?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import named_tests, untested
from bot.checklist.assertions import look
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.globs import matches
from bot.checklist.kind import Kind
from bot.checklist.marks import INLINE_TESTS, is_comment
from bot.checklist.nearness import are_apart
from bot.checklist.paths import INLINE_TEST_ENDS, Role, is_aside, role
from bot.checklist.running import commands
from bot.checklist.words import listed, words
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from bot.checklist.assertions import Look
    from bot.checklist.reading import Reading
    from bot.kernel.diff import FileDiff
    from bot.kernel.snapshot import ChangedFile

SHOWN: Final = 3

_KEEPS_BEHAVIOUR: Final = frozenset({Kind.CHORE, Kind.DOCS, Kind.REFACTOR})
_MAY_TAKE_OUT: Final = _KEEPS_BEHAVIOUR | {Kind.TESTS}
_TAKES_OUT: Final = listed(
    "delete deprecate deprecated deprecation disable disabled drop flaky mute obsolete quarantine "
    "remove removed removes removing revert skip skipped skipping skips unused xfail"
)
"""Words of a title whose aim it is that something goes."""


def run(reading: Reading) -> Verdict:
    """Return whether the change is tested, as far as files and lines tell."""
    if reading.why_no_files:
        return Verdict(Status.UNKNOWN, reading.why_no_files)
    tests = tuple(file for file in reading.of_role(Role.TEST) if file.change is not Change.DELETED)
    if tests:
        return _judge_touched(reading, tests)
    sources = tuple(file.path for file in reading.of_role(Role.SOURCE))
    if reading.knows_all_files:
        not_needed = _why_not_needed(reading, sources)
        if not_needed:
            return Verdict(Status.NOT_APPLICABLE, not_needed)
    inline = _inline(reading, sources)
    if inline is not None:
        return Verdict(Status.PASS, "A test was added beside the code.", evidence=(inline,))
    return _judge_untested(reading, sources)


def _why_not_needed(reading: Reading, sources: tuple[str, ...]) -> str:
    """Return why the files ask for no test; empty when they may."""
    suites = reading.background.project and reading.background.project.tests
    run = reading.of_role(Role.SOURCE, Role.CONFIG)
    if suites and any(matches(file.path, suites.globs) for file in run):
        # Such as settings of functional tests, or tasks that the project's workflow runs.
        beside = [path for path in sources if not matches(path, suites.globs)]
        if all(map(is_aside, beside)):
            return "The project runs what changed here by itself; no unit test is asked for."
    if not sources:
        return "Only documentation, settings or data changed; no code."
    if all(map(is_aside, sources)):
        return "Only examples, benchmarks or tools changed."
    return ""


def _judge_touched(reading: Reading, tests: tuple[ChangedFile, ...]) -> Verdict:
    paths = frozenset(file.path for file in tests)
    named = tuple(Evidence(file.path) for file in tests[:SHOWN])
    if reading.diff is None:
        summary = (
            "By file names, tests were touched."
            if reading.of_role(Role.SOURCE)
            else "Tests changed, and no other code."
        )
        return Verdict(Status.PASS, summary, evidence=named)
    of_tests = tuple(file for file in reading.diff.files if file.path in paths)
    seen = look(of_tests, wants_losses=reading.kind is Kind.FIX)
    weaker = _weaker(reading, seen)
    if weaker is not None:
        return weaker
    ways = _ways(reading, tests)
    if not reading.of_role(Role.SOURCE):
        return Verdict(Status.PASS, "Tests changed, and no other code.", evidence=(*named, *ways))
    shown = seen.asserting or seen.case
    if shown is None:
        return _without_assertion(reading, seen, named)
    if reading.kind is Kind.FIX and _is_of_something_else(reading, of_tests):
        return _elsewhere(reading, shown)
    summary = (
        "Tests were touched, and they assert something."
        if seen.asserting
        else "Tests were touched: a list of cases or settings in them grew."
    )
    return Verdict(Status.PASS, summary, evidence=(shown, *ways))


def _ways(reading: Reading, tests: tuple[ChangedFile, ...]) -> tuple[Evidence, ...]:
    """Return how the touched tests are run here."""
    project = reading.background.project
    suites = project.tests if project else None
    if suites is None:
        return ()
    paths = tuple(file.path for file in tests if matches(file.path, suites.globs))
    return tuple(Evidence("command", command) for command in commands(suites, paths))


def _weaker(reading: Reading, seen: Look) -> Verdict | None:
    """Return the verdict on tests that were taken out where that was not the aim."""
    if reading.kind in _MAY_TAKE_OUT or not _TAKES_OUT.isdisjoint(
        words(reading.pull_request.title)
    ):
        return None
    if seen.skipped:
        alone = reading.kind is Kind.FIX and seen.asserting is None
        return Verdict(
            Status.FIX if alone else Status.TIP,
            "A test is skipped by this change.",
            why="A skipped test shows nothing, and is seldom turned on again.",
            fix="Let it run, or say in the description why it cannot, and until when.",
            evidence=seen.skipped[:SHOWN],
        )
    if reading.kind is not Kind.FIX or not (seen.gone or seen.dropped):
        return None
    return Verdict(
        Status.TIP,
        "Tests went with this fix." if seen.gone else "Assertions went with this fix.",
        why="A reviewer wonders whether they failed, and what now holds what they held.",
        fix="Put them back, or say in the description why they no longer hold.",
        evidence=(seen.gone or seen.dropped)[:SHOWN],
    )


def _without_assertion(reading: Reading, seen: Look, named: tuple[Evidence, ...]) -> Verdict:
    if reading.kind in _KEEPS_BEHAVIOUR or seen.replaces:
        return Verdict(Status.PASS, "Tests were adapted to the change.", evidence=named)
    return Verdict(
        Status.TIP,
        "Test files were touched, but no added line asserts anything.",
        why="A reviewer looks for the line that fails when the code is wrong.",
        fix=(
            "Let the test compare a result with what it should be. If the test fails by itself "
            "without your change, all is well."
        ),
        evidence=named,
    )


def _is_of_something_else(reading: Reading, of_tests: tuple[FileDiff, ...]) -> bool:
    if reading.diff is None or not reading.diff.is_complete:
        return False
    paths = frozenset(file.path for file in reading.of_role(Role.SOURCE))
    sources = tuple(file for file in reading.diff.files if file.path in paths)
    readable = all(file.is_whole for file in (*sources, *of_tests))
    return readable and are_apart(sources, of_tests, reading.pull_request.title)


def _elsewhere(reading: Reading, shown: Evidence) -> Verdict:
    return Verdict(
        Status.TIP,
        "The touched tests and the fixed code have no name in common.",
        why="A reviewer looks for the test that fails without the fix.",
        fix="Test the changed code itself, or say in the description how the test reaches it.",
        evidence=(shown, Evidence(reading.of_role(Role.SOURCE)[0].path)),
    )


def _judge_untested(reading: Reading, sources: tuple[str, ...]) -> Verdict:
    if not reading.knows_all_files:
        return Verdict(
            Status.UNKNOWN, "No test is among the files that could be read; not all could be."
        )
    named = named_tests.judge(reading)
    if named is not None:
        return named
    not_needed = untested.why_not_needed(reading)
    if not_needed:
        return Verdict(Status.NOT_APPLICABLE, not_needed)
    if reading.diff is None and any(map(_may_hold_tests, sources)):
        return Verdict(
            Status.UNKNOWN,
            "Tests may stand inside the changed sources, and their lines could not be read.",
            evidence=tuple(map(Evidence, sources)),
        )
    return untested.verdict(reading, tuple(map(Evidence, sources)))


def _inline(reading: Reading, sources: tuple[str, ...]) -> Evidence | None:
    """Return the first added line of these files that begins a test."""
    wanted = frozenset(filter(_may_hold_tests, sources))
    for file in reading.diff.files if reading.diff else ():
        if file.path not in wanted:
            continue
        for line in file.added:
            if any(mark in line.text for mark in INLINE_TESTS) and not is_comment(line.text):
                return Evidence(file.path, line.text, line.number)
    return None


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
        | {Trigger.LABELS, Trigger.ISSUES, Trigger.PROJECT}
    ),
    run=run,
)
