"""Can a maintainer run something and see what this change is about?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import evidence, proofs
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind
from bot.checklist.paths import Role, is_aside
from bot.checklist.reasons import TELLING_WORDS, links_issue, written
from bot.checklist.untested import are_comments
from bot.checklist.words import amount, words
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Evidence, Status

if TYPE_CHECKING:
    from bot.checklist.reading import Reading, Text

TINY_LINES: Final = 10
"""Up to here a missing reproduction is a tip: the diff shows what was wrong."""

_WITHOUT: Final = frozenset({Kind.DOCS, Kind.TESTS, Kind.CHORE, Kind.REFACTOR})
_NEEDS_HARDWARE: Final = frozenset({"gpu"})


def run(reading: Reading) -> Verdict:
    """Return whether a maintainer can see the failure that a fix is about."""
    said = reading.background.kind
    if said is ContributionKind.FIX or (said is None and reading.kind is Kind.FIX):
        return _fix(reading, _runnable(reading))
    if reading.kind in _WITHOUT:
        return Verdict(
            Status.NOT_APPLICABLE, "Documentation, tests, upkeep and refactoring need none."
        )
    found = _runnable(reading)
    if found is not None:
        return Verdict(Status.PASS, "There is something to run.", evidence=(found,))
    if reading.kind is Kind.UNKNOWN and reading.aim is None:
        return Verdict(Status.UNKNOWN, "Title and labels do not tell whether this mends something.")
    return Verdict(Status.NOT_APPLICABLE, "Only a fix needs one.")


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
        return _runs(reading, found)
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
    if reading.of_role(Role.SOURCE) and are_comments(reading):
        return Verdict(Status.NOT_APPLICABLE, "Only comments changed in the code.")
    if reading.knows_all_files and all(
        is_aside(file.path) for file in reading.of_role(Role.SOURCE)
    ):
        return Verdict(Status.NOT_APPLICABLE, "Only settings, examples or tools changed.")
    return _not_shown(reading)


def _runs(reading: Reading, found: Evidence) -> Verdict:
    """Return the verdict on something to run with what happens: the hardware may be missing."""
    if _NEEDS_HARDWARE.isdisjoint(words(_wants(reading))) or proofs.names_hardware(_texts(reading)):
        return Verdict(
            Status.PASS,
            "A way to the failure is there, and what happens is said.",
            evidence=(found,),
        )
    return Verdict(
        Status.TIP,
        "A way to the failure is there, but not on which hardware it fails.",
        why="A failure of a kernel often shows on one kind of GPU alone.",
        fix="Name the GPU and the versions with which you saw it.",
        evidence=(found,),
    )


def _wants(reading: Reading) -> str:
    """Return what a reproduction looks like in this project; empty when not known."""
    project = reading.background.project
    if project is None or project.reproduction is None:
        return ""
    return project.reproduction.wants


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
            return _missing(reading, Status.TIP, "The error is shown, but not the way to it.", seen)
    told = _told(reading)
    if told is not None:
        summary = "What goes wrong is said in words, but nothing can be run to see it."
        status = Status.FIX if reading.lines > reading.norms.large_lines else Status.TIP
        return _missing(reading, status, summary, (told,))
    if links_issue(reading) and not reading.issues:
        summary = "No command or code shows the failure here; what is linked was not read."
        return _missing(reading, Status.TIP, summary, ())
    is_tiny = reading.knows_all_files and reading.lines <= TINY_LINES
    status = Status.TIP if is_tiny else Status.FIX
    return _missing(reading, status, "No command or code shows the failure.", ())


def _told(reading: Reading) -> Evidence | None:
    """Return where it is said what goes wrong; so many words say it in words that we miss."""
    for text in _texts(reading):
        told = evidence.told(text.passages)
        if told:
            return Evidence(text.where, told)
    if amount(written(reading)) >= TELLING_WORDS:
        longest = max((passage.said for passage in reading.body.passages), key=amount)
        return Evidence("description", longest)
    return None


def _missing(reading: Reading, status: Status, summary: str, seen: tuple[Evidence, ...]) -> Verdict:
    wants = _wants(reading)
    return Verdict(
        status,
        summary,
        why="A maintainer who cannot see the failure cannot tell whether it is gone.",
        fix=(
            "Add the smallest script or command that fails without your change in a fenced block, "
            "then what you expected and what you saw."
            + (f" This project looks for: {wants}" if wants else "")
        ),
        evidence=seen,
    )


CHECK: Final = Check(
    name="repro",
    title="A reproduction",
    triggers=frozenset(
        {Trigger.TITLE, Trigger.BODY, Trigger.COMMENTS, Trigger.DIFF, Trigger.COMMITS}
        | {Trigger.LABELS, Trigger.ISSUES, Trigger.PROJECT}
    ),
    run=run,
)
