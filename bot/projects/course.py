"""What the course teaches: steps, on-ramps, kinds, portfolio patterns and milestones; pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bot.projects.facts import Basis, RepositoryName, Sources, Text, Word, Words


class StepName(StrEnum):
    """The six steps of a contribution."""

    FIND = "find"
    CLAIM = "claim"
    DISCUSS = "discuss"
    IMPLEMENT = "implement"
    OPEN = "open"
    REVIEW = "review"


class Stage(StrEnum):
    """What a contribution is while its step is done; merged, superseded and dropped end it."""

    FOUND = "found"
    CLAIMED = "claimed"
    AGREED = "agreed"
    BUILDING = "building"
    OPEN = "open"
    REVIEW = "review"


class CheckName(StrEnum):
    """The checks of the checklist."""

    PLAN = "plan"
    DRIFT = "drift"
    REPRO = "repro"
    EVIDENCE = "evidence"
    TESTS = "tests"
    FOCUS = "focus"
    DESCRIPTION = "description"
    CONVENTIONS = "conventions"


class Rounds(Struct, frozen=True, forbid_unknown_fields=True):
    """How many rounds of review are usual."""

    fewest: Annotated[int, Meta(ge=1)]
    most: Annotated[int, Meta(ge=1)]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A step, what to do in it, and the checks that look at it."""

    name: StepName
    title: Text
    advice: Text
    stage: Stage
    labels: Words = ()
    checks: tuple[CheckName, ...] = ()
    rounds: Rounds | None = None


class Unit(StrEnum):
    """The unit in which a whole cycle is told."""

    DAYS = "days"
    WEEKS = "weeks"


class Rhythm(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a whole cycle takes in some projects."""

    unit: Unit
    projects: Annotated[tuple[RepositoryName, ...], Meta(min_length=1)]


class Workflow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The steps in their order, and the rhythm of some projects."""

    source: Sources
    steps: Annotated[tuple[Step, ...], Meta(min_length=6, max_length=6)]
    rhythms: tuple[Rhythm, ...]


class Difficulty(StrEnum):
    """How hard an on-ramp is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class OnRamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one may begin with in a project; `labels` mark such issues there."""

    difficulty: Difficulty
    project: RepositoryName
    tasks: Annotated[tuple[Text, ...], Meta(min_length=1)]
    labels: Words = ()
    cycle: Unit | None = None


class OnRamps(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All on-ramps, the easy ones first."""

    source: Sources
    on_ramps: Annotated[tuple[OnRamp, ...], Meta(min_length=1)]


class KindName(StrEnum):
    """The kinds of contribution that count most."""

    KERNEL = "kernel"
    INTEGRATION = "integration"
    PERFORMANCE = "performance"
    EVALUATION = "evaluation"
    REPRODUCTION = "reproduction"


class Proof(StrEnum):
    """Evidence that a kind of contribution wants."""

    CORRECTNESS = "correctness"
    PROFILE = "profile"
    FIX = "fix"
    NUMBERS = "numbers before and after"
    SCORES = "published scores"
    REFERENCE = "reference implementation"


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A kind of contribution, and the evidence that it wants."""

    name: KindName
    title: Text
    evidence: Annotated[tuple[Proof, ...], Meta(min_length=1)]
    examples: tuple[Text, ...] = ()
    tools: Words = ()
    basis: Basis = Basis.STATED


class Kinds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The kinds that count most."""

    source: Sources
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1)]


class Pattern(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pattern for a repository of one's own."""

    name: Word
    title: Text
    wants: Annotated[tuple[Text, ...], Meta(min_length=1)]
    licence: Word | None = None


class Portfolio(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The indirect path."""

    source: Sources
    patterns: Annotated[tuple[Pattern, ...], Meta(min_length=1)]


class Due(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The end of a week of the course, or so many months after the end of the capstone."""

    week: Annotated[int, Meta(ge=1, le=104)] | None = None
    months_after_end: Annotated[int, Meta(ge=0, le=60)] | None = None

    def __post_init__(self) -> None:
        """Refuse what names no time or two.

        Raises:
            ValueError: The decoder turns it into an error with its place.
        """
        if (self.week is None) == (self.months_after_end is None):
            raise ValueError("Give either `week` or `months_after_end`")


class Reached(StrEnum):
    """How far something must have come."""

    OPEN = "open"
    MERGED = "merged"
    PUBLISHED = "published"


class Goal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that fulfils a milestone."""

    reached: Reached
    text: Text
    kind: KindName | None = None


class Milestone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a student should be, and when; one of the goals is enough.

    Without `projects` it concerns every project.
    """

    name: Word
    due: Due
    goals: Annotated[tuple[Goal, ...], Meta(min_length=1)]
    projects: tuple[RepositoryName, ...] = ()


class Uncoached(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of the pull requests of a course without a coach, to compare with."""

    students: Annotated[int, Meta(ge=1)]
    opened: Annotated[int, Meta(ge=1)]
    merged: Annotated[int, Meta(ge=0)]


class Calibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The milestones in their order."""

    source: Sources
    milestones: Annotated[tuple[Milestone, ...], Meta(min_length=1)]
    uncoached: Uncoached | None = None


class Course(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that the course says besides the projects themselves."""

    workflow: Workflow
    on_ramps: OnRamps
    kinds: Kinds
    portfolio: Portfolio
    calibration: Calibration

    def step(self, name: StepName) -> Step:
        """Return the step of that name."""
        return next(step for step in self.workflow.steps if step.name is name)

    def kind(self, name: KindName) -> Kind:
        """Return the kind of that name."""
        return next(kind for kind in self.kinds.kinds if kind.name is name)

    def on_ramps_to(self, project: str) -> tuple[OnRamp, ...]:
        """Return the on-ramps to a project, by its present name."""
        return tuple(ramp for ramp in self.on_ramps.on_ramps if ramp.project == project)

    def milestones_at(self, project: str) -> tuple[Milestone, ...]:
        """Return the milestones that name a project, by its present name."""
        return tuple(one for one in self.calibration.milestones if project in one.projects)

    def cycle_of(self, project: str) -> Unit | None:
        """Return the unit in which the course tells a project's cycle, if it does."""
        for rhythm in self.workflow.rhythms:
            if project in rhythm.projects:
                return rhythm.unit
        return None
