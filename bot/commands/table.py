"""Every command: what it takes, who may give it, where, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import ContributionKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class Takes(StrEnum):
    """What may stand for an argument."""

    ISSUE = "issue"
    PULL_REQUEST = "pull request"
    KIND = "kind"
    PLAN = "plan"
    DURATION = "duration"
    DIFFICULTY = "difficulty"
    PROJECT = "project"
    REPOSITORY = "repository"
    BRANCH = "branch"
    STUDENT = "student"
    COMMAND = "command"
    WORDS = "words"


class Role(StrEnum):
    """For whom a command is made."""

    STUDENT = "student"
    """Whose contribution it is: author or assignee. Mentors and instructors may as well."""
    MENTOR = "mentor"
    """Mentors and instructors of the cohort."""
    COHORT = "cohort"
    """Everybody of the cohort, since it changes nothing."""


class Where(StrEnum):
    """Where a command can be given."""

    ISSUE = "contribution issue"
    PULL_REQUEST = "pull request"


ANYWHERE: Final = frozenset(Where)
ISSUE_ONLY: Final = frozenset({Where.ISSUE})


@dataclass(frozen=True, slots=True)
class Row:
    """One command.

    Attributes:
        name: Without the slash.
        usage: Its arguments as help shows them; empty when it takes none.
        takes: The arguments in their order.
        role: For whom it is.
        where: Where it can be given.
        effect: What it does, one sentence.
        example: A line that can be copied.
        after_end: Whether it makes sense once the contribution has ended.
    """

    name: str
    usage: str
    takes: tuple[Takes, ...]
    role: Role
    where: frozenset[Where]
    effect: str
    example: str
    after_end: bool = False

    @property
    def needs_more(self) -> bool:
        """Return whether the command means nothing without an argument."""
        return self.usage.startswith(("<", "@"))

    @property
    def line(self) -> str:
        """Return the command with its arguments, as help shows it."""
        return f"/{self.name} {self.usage}".rstrip()


ROWS: Final = (
    Row(
        "claim",
        "<upstream issue or its URL>",
        (Takes.ISSUE,),
        Role.STUDENT,
        ISSUE_ONLY,
        "Takes an upstream issue as yours, and warns you if somebody else is on it.",
        "/claim vllm#12345",
        after_end=True,
    ),
    Row(
        "plan",
        "<paragraph>",
        (Takes.PLAN,),
        Role.STUDENT,
        ANYWHERE,
        "Hands in your plan: what you change, where, and how you will show that it works.",
        "/plan I pass the dtype to the cache in `block.py` and extend `test_cache.py`.",
    ),
    Row(
        "kind",
        f"<{' | '.join(ContributionKind)}>",
        (Takes.KIND,),
        Role.STUDENT,
        ANYWHERE,
        "Says what the contribution is for, so that the right evidence is asked of it.",
        "/kind performance",
        after_end=True,
    ),
    Row(
        "pr",
        "<upstream pull request>",
        (Takes.PULL_REQUEST,),
        Role.STUDENT,
        ANYWHERE,
        "Names your pull request at the project, so that it is watched for you.",
        "/pr vllm#23456",
    ),
    Row(
        "ready",
        "[branch]",
        (Takes.BRANCH,),
        Role.STUDENT,
        ANYWHERE,
        "Runs the whole checklist on the pull request, or on your branch while there is none, and"
        " tells the exact next step, or what is left to do.",
        "/ready skip-empty",
    ),
    Row(
        "status",
        "",
        (),
        Role.COHORT,
        ANYWHERE,
        "Tells where the contribution stands and what comes next.",
        "/status",
        after_end=True,
    ),
    Row(
        "turn",
        "",
        (),
        Role.COHORT,
        ANYWHERE,
        "Tells whose turn it is, since when, and what made it so.",
        "/turn",
    ),
    Row(
        "not-my-turn",
        "[why]",
        (Takes.WORDS,),
        Role.STUDENT,
        ANYWHERE,
        "Corrects the turn: it is not yours, and reminders stop until something happens.",
        "/not-my-turn I answered and wait for the reviewer",
    ),
    Row(
        "snooze",
        "<3d | 2w | until date> [why]",
        (Takes.DURATION, Takes.WORDS),
        Role.STUDENT,
        ANYWHERE,
        "Stops reminders of this contribution for some time.",
        "/snooze 1w exams",
    ),
    Row(
        "suggest",
        "[easy | medium | hard] [project]",
        (Takes.DIFFICULTY, Takes.PROJECT),
        Role.COHORT,
        ISSUE_ONLY,
        "Lists up to five upstream issues that suit you, with a reason for each.",
        "/suggest easy vllm",
        after_end=True,
    ),
    Row(
        "check",
        "",
        (),
        Role.STUDENT,
        ANYWHERE,
        "Runs the checklist again.",
        "/check",
    ),
    Row(
        "portfolio",
        "<repository>",
        (Takes.REPOSITORY,),
        Role.STUDENT,
        ISSUE_ONLY,
        "Names a public repository of your own that shows this work.",
        "/portfolio ada/flash-from-scratch",
        after_end=True,
    ),
    Row(
        "drop",
        "[why]",
        (Takes.WORDS,),
        Role.STUDENT,
        ANYWHERE,
        "Gives the contribution up; `/claim` takes it up again.",
        "/drop somebody else was faster",
    ),
    Row(
        "help",
        "[command]",
        (Takes.COMMAND,),
        Role.COHORT,
        ANYWHERE,
        "Explains the commands, or one of them.",
        "/help snooze",
        after_end=True,
    ),
    Row(
        "approve",
        "",
        (),
        Role.MENTOR,
        ANYWHERE,
        "Agrees to the plan, so that building can begin.",
        "/approve",
    ),
    Row(
        "revise",
        "<what>",
        (Takes.WORDS,),
        Role.MENTOR,
        ANYWHERE,
        "Asks for a change of the plan or of the work.",
        "/revise say how you measure the speed-up",
    ),
    Row(
        "hold",
        "[why]",
        (Takes.WORDS,),
        Role.MENTOR,
        ANYWHERE,
        "Lets the contribution rest; nobody is reminded until `/resume`.",
        "/hold the maintainers discuss the design",
    ),
    Row(
        "resume",
        "",
        (),
        Role.MENTOR,
        ANYWHERE,
        "Ends a hold.",
        "/resume",
    ),
    Row(
        "excuse",
        "@student <3d | 2w | until date>",
        (Takes.STUDENT, Takes.DURATION),
        Role.MENTOR,
        ANYWHERE,
        "Excuses a student for some time: no reminders, and the summary says so.",
        "/excuse @ada 1w",
    ),
    Row(
        "take-over",
        "@student",
        (Takes.STUDENT,),
        Role.MENTOR,
        ISSUE_ONLY,
        "Gives the contribution to another student of the cohort, who carries on.",
        "/take-over @grace",
    ),
)
"""The commands, those of students first, in the order in which help shows them."""

TABLE: Final[Mapping[str, Row]] = MappingProxyType({row.name: row for row in ROWS})

NOT_OURS: Final = frozenset(
    {
        *("amd-ci", "assign", "cc", "cherry-pick", "cherrypick", "ci", "close", "gemini", "label"),
        *("lgtm", "merge", "ok-to-test", "override", "priority", "rebase", "remove", "reopen"),
        *("retest", "retitle", "retry", "review", "run", "test", "unassign", "uncc", "unhold"),
    }
)
"""Commands of widespread bots; some are spelt much like ours and must not be taken for slips."""
