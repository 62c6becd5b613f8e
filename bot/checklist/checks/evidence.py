"""Is the evidence there that the kind of contribution wants: numbers, scores, a reference?"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist import proofs
from bot.checklist.check import Check, Trigger, Verdict
from bot.checklist.compose import compose
from bot.checklist.kind import Kind as Nature
from bot.checklist.kind import of_title
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Status
from bot.projects.course import KindName, Proof
from bot.projects.facts import PartName, When
from bot.projects.practice import Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.checklist.reading import Reading
    from bot.kernel.finding import Evidence
    from bot.projects.course import Kind
    from bot.projects.model import Project

TINY_LINES: Final = 10
"""Up to here what is missing is a tip: the diff shows what it does."""

_NAMES: Final = MappingProxyType(
    {
        Measure.COMMAND: "the command that measured it",
        Measure.HARDWARE: "the hardware",
        Measure.SHAPES: "the shapes or sizes",
        Measure.ACCURACY: "that the results are still right",
        Measure.LOSS: "the loss, before and after",
        Measure.MEMORY: "the memory used",
        Measure.THROUGHPUT: "the throughput",
    }
)
"""What a measure is called in a list of what is missing."""


_WITHOUT: Final = MappingProxyType(
    {
        ContributionKind.FIX: "A fix is shown by its reproduction.",
        ContributionKind.DOCS: "Documentation needs none.",
        None: "Nothing here claims a gain in speed, a kernel, a score or a new model.",
    }
)
_OF_TRAINING: Final = frozenset({Measure.LOSS, Measure.MEMORY, Measure.THROUGHPUT})
"""What is measured of a whole run, and seldom of a kernel."""
TOOLS_SHOWN: Final = 2


def run(reading: Reading) -> Verdict:
    """Return whether the evidence is there that this kind of contribution wants."""
    wanted = (kind for kind in reading.background.kinds if kind.name.value == reading.aim)
    kind = next(wanted, None)
    if not reading.background.kinds:
        return Verdict(Status.NOT_APPLICABLE, "What kinds of contribution there are is not known.")
    if kind is None:
        return Verdict(Status.NOT_APPLICABLE, _WITHOUT.get(reading.aim, _WITHOUT[None]))
    if reading.why_no_files:
        return Verdict(Status.UNKNOWN, reading.why_no_files)
    seen = tuple(verdict for proof in kind.evidence for verdict in _ASKED[proof](reading, kind))
    fine = [verdict for verdict in seen if verdict.status is Status.PASS]
    missing = [verdict for verdict in seen if verdict.status is not Status.PASS]
    return compose(missing, compose(fine, Verdict(Status.PASS, "Nothing is missing.")))


def _numbers(reading: Reading, kind: Kind) -> Iterator[Verdict]:
    seen, compares = proofs.numbers(reading)
    is_gain = kind.name is KindName.PERFORMANCE
    if seen is not None and compares:
        yield Verdict(Status.PASS, "Numbers compare before and after.", evidence=(seen,))
        yield from _beside(reading)
    elif seen is not None:
        yield Verdict(
            Status.TIP,
            "There are numbers, but no before and after.",
            why=_WHY_NUMBERS,
            fix=_table(reading),
            evidence=(seen,),
        )
    elif proofs.has_pictures(reading):
        yield Verdict(Status.PASS, "A picture is attached; its numbers cannot be read from here.")
    else:
        yield Verdict(
            Status.FIX if _demands_numbers(reading) else Status.TIP,
            f"No numbers show {'the gain' if is_gain else 'how fast it is'}.",
            why=_WHY_NUMBERS,
            fix=f"{_table(reading)}{_rule(reading)}",
        )


_WHY_NUMBERS: Final = "Without numbers from before and after, nobody can tell a gain from noise."


def _table(reading: Reading) -> str:
    measures = [_NAMES[measure] for measure in _wanted(reading)]
    listed = _and(["before", "after", *measures])
    return f"Add a small table: {listed}."


def _rule(reading: Reading) -> str:
    project = reading.background.project
    if project is None or project.performance is None:
        return ""
    return f" What this project looks for: {project.performance.rule}"


def _demands_numbers(reading: Reading) -> bool:
    """Return whether numbers are a condition, and not only welcome."""
    if reading.background.kind is not None:
        return True
    is_claimed = of_title(reading.pull_request.title) is Nature.PERFORMANCE
    if not is_claimed or reading.lines <= TINY_LINES:
        return False
    project = reading.background.project
    if project is None:
        return True
    wants = () if project.performance is None else project.performance.wants
    return Measure.BEFORE_AND_AFTER in wants or _asks(project, PartName.BENCHMARK, When.PERFORMANCE)


def _asks(project: Project, name: PartName, when: When) -> bool:
    parts = () if project.required_parts is None else project.required_parts.parts
    return any(part.name is name and part.when in {when, When.ALWAYS} for part in parts)


def _wanted(reading: Reading) -> tuple[Measure, ...]:
    """Return what should stand beside the numbers: the hardware, and what the project wants."""
    project = reading.background.project
    habit = None if project is None else project.performance
    wants = (Measure.COMMAND,) if habit is None else habit.wants
    measures = dict.fromkeys((Measure.HARDWARE, *wants))
    is_kernel = reading.aim is ContributionKind.KERNEL
    return tuple(
        measure
        for measure in measures
        if measure in _NAMES and not (is_kernel and measure in _OF_TRAINING)
    )


def _beside(reading: Reading) -> Iterator[Verdict]:
    """Yield what a reader of the numbers still needs."""
    missing = [
        _NAMES[measure] for measure in _wanted(reading) if not proofs.shows(reading, measure)
    ]
    if missing:
        yield Verdict(
            Status.TIP,
            f"The numbers come without {_and(missing)}.",
            why="Others can judge and repeat a measurement only when they know how it was made.",
            fix=f"Add a line below the numbers.{_tools(reading)}",
        )


def _tools(reading: Reading) -> str:
    project = reading.background.project
    tools = () if project is None or project.performance is None else project.performance.tools
    named = " and ".join(f"`{tool}`" for tool in tools[:TOOLS_SHOWN])
    return f" This project has {named} for it." if named else ""


def _profile(reading: Reading, _kind: Kind) -> Iterator[Verdict]:
    """Yield praise alone: where numbers are there, nobody turns a gain down for its profile."""
    seen = proofs.profile(reading)
    if seen is not None:
        yield Verdict(Status.PASS, "A profile is spoken of.", evidence=(seen,))


def _correctness(reading: Reading, kind: Kind) -> Iterator[Verdict]:
    is_part = kind.name is KindName.INTEGRATION
    seen = proofs.correctness(reading)
    if seen is None:
        seen = _compared(reading) if is_part else proofs.touched_test(reading)
    if seen is not None:
        yield Verdict(Status.PASS, "Something compares the results.", evidence=(seen,))
        return
    against = "the reference implementation" if is_part else "a plain implementation"
    yield Verdict(
        Status.FIX if is_part and reading.background.kind is not None else Status.TIP,
        "Nothing shows yet that the results are right.",
        why="A reviewer wants to see equal outputs before anything else.",
        fix=(
            f"Compare outputs, losses or accuracy with {against}, and put both in the "
            f"description.{_parts(reading, PartName.EVALUATION, PartName.LIMITS)}"
        ),
    )


def _compared(reading: Reading) -> Evidence | None:
    seen, compares = proofs.numbers(reading)
    return seen if compares else None


def _parts(reading: Reading, *names: PartName) -> str:
    """Return what the project says on parts of a description, as a sentence; empty if nothing."""
    project = reading.background.project
    parts = (
        () if project is None or project.required_parts is None else project.required_parts.parts
    )
    wanted = "; ".join(part.text for part in parts if part.name in names)
    return f" This project looks for: {wanted}." if wanted else ""


def _scores(reading: Reading, _kind: Kind) -> Iterator[Verdict]:
    seen = proofs.scores(reading)
    project = reading.background.project
    if seen is None:
        if not proofs.has_pictures(reading):
            is_condition = reading.background.kind is not None or (
                project is not None and _asks(project, PartName.EVALUATION, When.TASK)
            )
            yield Verdict(
                Status.FIX if is_condition else Status.TIP,
                "No scores show that it measures what it should.",
                why=_WHY_SCORES,
                fix=(
                    "Run it on a public model, and put the scores beside the published ones, with "
                    "the command." + _parts(reading, PartName.EVALUATION, PartName.TEST_PLAN)
                ),
            )
        return
    missing = [
        name
        for name, is_there in (
            ("the published scores", proofs.published(reading) is not None),
            ("the command", proofs.command(reading) is not None),
        )
        if not is_there
    ]
    if missing:
        yield Verdict(
            Status.TIP,
            f"There are scores, but not {_and(missing)}.",
            why=_WHY_SCORES,
            fix=f"Add {_and(missing)} beside them.",
            evidence=(seen,),
        )
    else:
        yield Verdict(
            Status.PASS, "Scores stand beside published ones, with a command.", evidence=(seen,)
        )


_WHY_SCORES: Final = (
    "Only scores next to known ones show that prompts, answers and metric are those of the paper."
)


def _reference(reading: Reading, _kind: Kind) -> Iterator[Verdict]:
    seen = proofs.published(reading)
    if seen is not None:
        yield Verdict(Status.PASS, "What it is compared with is named.", evidence=(seen,))
    else:
        yield Verdict(
            Status.TIP if reading.background.kind is None else Status.FIX,
            "No paper or reference implementation is named.",
            why="A reproduction is worth as much as what it can be compared with.",
            fix="Link the paper or its code, and say where your results agree and where not.",
        )


def _the_change(_reading: Reading, _kind: Kind) -> Iterator[Verdict]:
    """Yield nothing: the diff itself is the proof."""
    return iter(())


_ASKED: Final[Mapping[Proof, Callable[[Reading, Kind], Iterator[Verdict]]]] = MappingProxyType(
    {
        Proof.CORRECTNESS: _correctness,
        Proof.FIX: _the_change,
        Proof.NUMBERS: _numbers,
        Proof.PROFILE: _profile,
        Proof.REFERENCE: _reference,
        Proof.SCORES: _scores,
    }
)


def _and(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


CHECK: Final = Check(
    name="evidence",
    title="Evidence of what it claims",
    triggers=frozenset({Trigger.TITLE, Trigger.BODY, Trigger.COMMENTS, Trigger.DIFF})
    | {Trigger.LABELS, Trigger.ISSUES, Trigger.COMMITS, Trigger.PROJECT},
    run=run,
)
