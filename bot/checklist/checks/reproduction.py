"""Can a maintainer run something and see what this change is about?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind
from bot.checklist.paths import Role
from bot.kernel.finding import Evidence, Status

if TYPE_CHECKING:
    from bot.checklist.reading import Reading, Text

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
    if found is not None:
        return Verdict(Status.PASS, "An example or a command is there.", evidence=(found,))
    if reading.kind is Kind.FEATURE:
        return _feature(reading)
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
        return Verdict(
            Status.TIP,
            "Nothing in the text can be run; a test that you touched may be the reproduction.",
            why="A maintainer who can see the failure in one command trusts the fix.",
            fix="Name the test and the command that fails without your change.",
        )
    for text in _texts(reading):
        trace = evidence.symptom(text.passages)
        if trace:
            return _missing(
                "The error is shown, but not the way to it.", (Evidence(text.where, trace),)
            )
    return _missing("No command or code shows the failure.", ())


def _missing(summary: str, seen: tuple[Evidence, ...]) -> Verdict:
    return Verdict(
        Status.FIX,
        summary,
        why="A maintainer who cannot see the failure cannot tell whether it is gone.",
        fix=(
            "Add the smallest script or command that fails without your change in a fenced block, "
            "then what you expected and what you saw."
        ),
        evidence=seen,
    )


def _feature(reading: Reading) -> Verdict:
    has_test = bool(reading.of_role(Role.TEST))
    return Verdict(
        Status.TIP if has_test else Status.FIX,
        "No example shows the new behaviour.",
        why="An example shows a maintainer in seconds what the change gives to users.",
        fix="Add a few lines of code, or the command, that use what you added, and what comes out.",
    )


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
    name="reproduction",
    title="A reproduction",
    triggers=frozenset(
        {Trigger.TITLE, Trigger.BODY, Trigger.COMMENTS, Trigger.DIFF, Trigger.COMMITS}
        | {Trigger.LABELS, Trigger.ISSUES}
    ),
    run=run,
)
