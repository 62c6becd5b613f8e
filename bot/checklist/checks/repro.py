"""Can a maintainer run something and see what this change is about?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind
from bot.checklist.paths import Role, is_aside, is_example
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change

if TYPE_CHECKING:
    from bot.checklist.reading import Reading, Text

TINY_LINES: Final = 10
"""Up to here a missing reproduction is a tip: the diff shows what was wrong."""

_FEATURE_WITHOUT: Final = Verdict(
    Status.TIP,
    "No example shows the new behaviour.",
    why="An example shows a maintainer in seconds what the change gives to users.",
    fix="Add a few lines of code, or the command, that use what you added, and what comes out.",
)
_NOTHING_TO_REPRODUCE: Final = frozenset({Kind.DOCS, Kind.TESTS, Kind.CHORE, Kind.REFACTOR})


def run(reading: Reading) -> Verdict:
    """Return whether the evidence that fits the kind of change is there."""
    if reading.kind in _NOTHING_TO_REPRODUCE:
        return Verdict(
            Status.NOT_APPLICABLE, "Documentation, tests, upkeep and refactoring need none."
        )
    if reading.kind is Kind.PERFORMANCE:
        return _performance(reading)
    found = _runnable(reading)
    if reading.kind is Kind.FIX:
        return _fix(reading, found)
    example = found or _example(reading)
    if example is not None:
        return Verdict(
            Status.PASS, "An example, a command or a result is there.", evidence=(example,)
        )
    if reading.kind is Kind.FEATURE:
        return _FEATURE_WITHOUT
    return Verdict(
        Status.UNKNOWN,
        "Title and labels do not tell whether this mends, adds or speeds up something.",
    )


def _texts(reading: Reading) -> tuple[Text, ...]:
    return (reading.body, *reading.comments, *reading.issues)


def _runnable(reading: Reading) -> Evidence | None:
    for text in _texts(reading):
        for found in evidence.code(text.passages):
            return Evidence(text.where, found)
    return None


def _fix(reading: Reading, found: Evidence | None) -> Verdict:
    is_told = any(evidence.tells_symptom(text.passages) for text in _texts(reading))
    if found is not None and is_told:
        return Verdict(
            Status.PASS,
            "A way to the failure is there, and what happens is said.",
            evidence=(found,),
        )
    if found is not None:
        return Verdict(
            Status.TIP,
            "There is something to run, but not what you expected and what you saw.",
            why="Only with both can a maintainer tell that they see the same failure.",
            fix="Add two lines below it: expected, and seen before your change.",
            evidence=(found,),
        )
    if reading.of_role(Role.TEST):
        return _by_test(reading)
    if reading.knows_all_files and all(
        is_aside(file.path) for file in reading.of_role(Role.SOURCE)
    ):
        return Verdict(Status.NOT_APPLICABLE, "Only settings, examples or tools changed.")
    return _not_shown(reading)


def _by_test(reading: Reading) -> Verdict:
    tests = tuple(Evidence(file.path) for file in reading.of_role(Role.TEST))
    if _told(reading) is not None:
        return Verdict(
            Status.PASS, "What goes wrong is said, and a test was touched.", evidence=tests
        )
    return Verdict(
        Status.TIP,
        "A test was touched, but what goes wrong without the change is not said.",
        why="A maintainer who knows what used to fail understands the test at once.",
        fix="Say in a sentence what happens without your change, and name the test that shows it.",
        evidence=tests,
    )


def _not_shown(reading: Reading) -> Verdict:
    """Return what to say when nothing can be run; a failure told in words is worth much."""
    for text in _texts(reading):
        trace = evidence.symptom(text.passages)
        if trace:
            seen = (Evidence(text.where, trace),)
            return _missing(Status.TIP, "The error is shown, but not the way to it.", seen)
    told = _told(reading)
    if told is not None:
        summary = "What goes wrong is said in words, but nothing can be run to see it."
        return _missing(Status.TIP, summary, (told,))
    is_tiny = reading.knows_all_files and reading.lines <= TINY_LINES
    status = Status.TIP if is_tiny else Status.FIX
    return _missing(status, "No command or code shows the failure.", ())


def _told(reading: Reading) -> Evidence | None:
    for text in _texts(reading):
        told = evidence.told(text.passages)
        if told:
            return Evidence(text.where, told)
    return None


def _missing(status: Status, summary: str, seen: tuple[Evidence, ...]) -> Verdict:
    return Verdict(
        status,
        summary,
        why="A maintainer who cannot see the failure cannot tell whether it is gone.",
        fix=(
            "Add the smallest script or command that fails without your change in a fenced block, "
            "then what you expected and what you saw."
        ),
        evidence=seen,
    )


def _example(reading: Reading) -> Evidence | None:
    """Return what shows the new behaviour beside commands: settings, a table, an example file."""
    for text in _texts(reading):
        shown = evidence.shown(text.passages)
        if shown:
            return Evidence(text.where, shown)
    paths = (file.path for file in reading.files if file.change is not Change.DELETED)
    return next((Evidence(path) for path in paths if is_example(path)), None)


def _performance(reading: Reading) -> Verdict:
    found = [
        (compares, Evidence(text.where, quote))
        for text in (reading.body, *reading.comments)
        for quote, compares in evidence.measurements(text.passages)
    ]
    compared = [seen for compares, seen in found if compares]
    if compared:
        return Verdict(
            Status.PASS, "Numbers compare before and after.", evidence=tuple(compared[:1])
        )
    why = "Without numbers from before and after, nobody can tell a gain from noise."
    fix = "Add a small table: before, after, the hardware, and the command that measured it."
    if found:
        return Verdict(
            Status.TIP, "There are numbers, but no before and after.", why, fix, (found[0][1],)
        )
    return Verdict(Status.FIX, "No numbers show the gain.", why, fix)


CHECK: Final = Check(
    name="repro",
    title="A reproduction",
    triggers=frozenset(
        {Trigger.TITLE, Trigger.BODY, Trigger.COMMENTS, Trigger.DIFF, Trigger.COMMITS}
        | {Trigger.LABELS, Trigger.ISSUES}
    ),
    run=run,
)
