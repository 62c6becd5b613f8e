"""Does one paragraph say what changes, where, and how it will be verified?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist import evidence
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.kind import Kind, is_revert
from bot.checklist.paths import Role
from bot.checklist.plans import (
    Plan,
    candidates,
    handed_in,
    is_verifying,
    own_issues,
    places,
    says_what,
    says_where,
)
from bot.checklist.titles import is_bare
from bot.checklist.words import amount, is_foreign, listed, words
from bot.kernel.finding import Evidence, Status
from bot.kernel.markdown import BlockKind
from bot.projects.facts import Plan as Habit

if TYPE_CHECKING:
    from bot.checklist.prose import Passage
    from bot.checklist.reading import Reading

WORDS_BY_LINES: Final = ((10, 4), (110, 8))
"""Words that a plan needs for a change of up to so many lines; a typo needs a sentence, and so
does a change that is smaller than three in four of what newcomers got merged."""

WORDS_OTHERWISE: Final = 15
"""About the shortest paragraph that can say what, where and how."""

SELF_EVIDENT_LINES: Final = 10
"""Up to here the diff itself shows where, and how it is verified."""

_VERIFYING_WORDS: Final = listed(
    "assert benchmark benchmarked benchmarks check checked ci compare compared confirm confirmed "
    "confirms eval evals measure measured profile profiled pytest ran repro reproduce reproduced "
    "reproduces run running test tested testing tests validate validated validates verification "
    "verified verifies verify"
)
_SELF_EVIDENT_KINDS: Final = frozenset({Kind.DOCS, Kind.TESTS, Kind.CHORE})
_SHOWN: Final = frozenset({BlockKind.CODE, BlockKind.TABLE})

_BEST: Final = 3
"""The score of a paragraph that says what and where."""

_WHAT: Final = "what you change"
_WHERE: Final = "where the change is made"
_HOW: Final = "how you will show that it works"

_WHY: Final = (
    "A maintainer first asks whether the change is wanted; a plan in plain words lets them say "
    "yes, or steer you, before they read code."
)
_FIX: Final = (
    "Write one paragraph: what you change, in which file or function, and how you will show that "
    "it works. The top of the description is a good place; a comment that begins with `/plan` "
    "counts too."
)


def run(reading: Reading) -> Verdict:
    """Return whether there is a plan; a small change needs only a sentence."""
    found = tuple(candidates(reading))
    known = places(reading, reading.files)
    plan = _chosen(reading, found, known)
    if plan is None:
        return _absent(reading, found[:1])
    seen = (Evidence(plan.where, plan.text),)
    if _is_self_evident(reading):
        return Verdict(Status.PASS, "What you change is said in words.", evidence=seen)
    if is_foreign(plan.text):
        return Verdict(
            Status.UNKNOWN,
            "There is a paragraph; it is not in English, so its parts could not be told.",
            evidence=seen,
        )
    # Whoever reads the plan of a pull request has just read its title.
    titled = plan._replace(text=f"{reading.pull_request.title}\n{plan.text}")
    said = {
        _WHAT: says_what(plan.text),
        _WHERE: says_where(titled, known),
        _HOW: _says_how(reading, plan),
    }
    missing = [part for part, is_said in said.items() if not is_said]
    if not missing:
        return Verdict(
            Status.PASS, "What changes, where, and how it is verified is all there.", evidence=seen
        )
    return _incomplete(reading, missing, seen)


def _incomplete(reading: Reading, missing: list[str], seen: tuple[Evidence, ...]) -> Verdict:
    lacks = _and(missing)
    if _WHAT in missing:
        return Verdict(
            _status_without(reading),
            f"What is written could stand under many changes: it does not say {lacks}.",
            why=_WHY,
            fix=f"{_FIX}{_place(reading)}",
            evidence=seen,
        )
    return Verdict(
        Status.TIP,
        f"The plan does not say {lacks}.",
        why="It spares the reviewer a question, and you a day of waiting.",
        fix=f"Add a sentence that says {lacks}.",
        evidence=seen,
    )


def lacking(reading: Reading) -> tuple[str, ...]:
    """Return what a plan does not say that was handed in before there is code; empty when all.

    Args:
        reading: A pull request without files, with the plan as its background.

    Returns:
        Parts of a sentence, for example `where the change is made`.
    """
    enough = (plan for plan in candidates(reading) if amount(plan.text) >= WORDS_OTHERWISE)
    plan = next(enough, None)
    if plan is None:
        return (_WHAT, _WHERE, _HOW)
    if is_foreign(plan.text):
        return ()
    said = {
        _WHAT: says_what(plan.text),
        _WHERE: says_where(plan, frozenset()),
        _HOW: _says_how(reading, plan),
    }
    return tuple(part for part, is_said in said.items() if not is_said)


def _chosen(reading: Reading, found: tuple[Plan, ...], known: frozenset[str]) -> Plan | None:
    """Return what is taken for the plan; None when nothing says enough."""
    needed = _words_needed(reading)
    enough = [plan for plan in found if plan.is_told and amount(plan.text) >= needed]
    if not enough and reading.files and _is_self_evident(reading):
        title = reading.pull_request.title
        enough = [] if is_bare(title) else [Plan("title", title)]
    # The first paragraph may be a greeting or the history; one that says more is likelier.
    best, most = None, -1
    for plan in enough:
        score = _score(plan, known)
        if score > most:
            best, most = plan, score
        if score == _BEST:
            break
    return best


def _score(plan: Plan, known: frozenset[str]) -> int:
    is_telling = says_what(plan.text) or is_foreign(plan.text)
    return 2 * is_telling + says_where(plan, known)


def _absent(reading: Reading, nearest: tuple[Plan, ...]) -> Verdict:
    if any(text.blocks for text in reading.issues):
        summary = "The linked issue tells the problem; a paragraph on your change is missing."
    elif nearest:
        summary = (
            "A few words are there, too few to say what changes, where, and how it is verified."
        )
    else:
        summary = "No paragraph says what you change, where, and how it is verified."
    return Verdict(
        _status_without(reading),
        summary,
        why=_WHY,
        fix=f"{_FIX}{_place(reading)}",
        evidence=tuple(Evidence(plan.where, plan.text) for plan in nearest),
    )


def _status_without(reading: Reading) -> Status:
    """Return how much a missing plan matters: less for a tiny change, or where it is no habit."""
    project = reading.background.project
    is_no_habit = (
        project is not None and project.claim is not None and project.claim.plan is Habit.OPTIONAL
    )
    is_tiny = bool(reading.files) and _is_self_evident(reading)
    return Status.TIP if is_no_habit or is_tiny else Status.FIX


def _place(reading: Reading) -> str:
    """Return where the project wants a plan or design to stand, as a sentence; empty if unknown."""
    project = reading.background.project
    if project is None or project.claim is None or project.claim.plan_where is None:
        return ""
    where = project.claim.plan_where
    return f" Where this project looks for it: {where[0].lower()}{where[1:]}"


def _words_needed(reading: Reading) -> int:
    if reading.kind in _SELF_EVIDENT_KINDS or is_revert(reading.pull_request.title):
        return WORDS_BY_LINES[0][1]
    return next((need for lines, need in WORDS_BY_LINES if reading.lines <= lines), WORDS_OTHERWISE)


def _is_self_evident(reading: Reading) -> bool:
    return (
        reading.kind in _SELF_EVIDENT_KINDS
        or is_revert(reading.pull_request.title)
        or (reading.knows_all_files and reading.lines <= SELF_EVIDENT_LINES)
    )


def _says_how(reading: Reading, plan: Plan) -> bool:
    """Return whether words, a section on testing, a command, or touched tests tell it."""
    if reading.of_role(Role.TEST) or _verifies(plan.text):
        return True
    sources = (*handed_in(reading), *own_issues(reading), reading.body, *reading.comments)
    return any(_shows_how(source.passages) for source in sources)


def _shows_how(passages: tuple[Passage, ...]) -> bool:
    return any(evidence.code(passages)) or any(
        _verifies(passage.said)
        or (is_verifying(passage.heading) and (passage.said or passage.block.kind in _SHOWN))
        for passage in passages
    )


def _verifies(text: str) -> bool:
    return not _VERIFYING_WORDS.isdisjoint(words(text))


def _and(named: list[str]) -> str:
    *first, last = named
    return f"{', '.join(first)} and {last}" if first else last


CHECK: Final = Check(
    name="plan",
    title="A plan in one paragraph",
    triggers=frozenset(Trigger),
    run=run,
)
