"""What can be known of how a project tests, reviews and lands a change."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bot.projects.facts import Days, Fact, Lines, Text, Word, Words


class Gpu(StrEnum):
    """How many of the tests need a GPU."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


class Suites(Fact, frozen=True, kw_only=True):
    """Where tests live (`globs` from the root) and how one runs a single one."""

    globs: Annotated[Words, Meta(min_length=1)]
    run: Word
    more: Words = ()
    conventions: tuple[Text, ...] = ()
    gpu: Gpu | None = None


class Lint(Fact, frozen=True, kw_only=True):
    """The commands that format and check a change before it is sent."""

    commands: Annotated[Words, Meta(min_length=1)]


class Docs(Fact, frozen=True, kw_only=True):
    """Where documentation lives, and when a change must touch it."""

    paths: Annotated[Words, Meta(min_length=1)]
    rule: Text | None = None


class Guides(Fact, frozen=True, kw_only=True):
    """The project's own guides: for any contribution, a new model, a new task."""

    contributing: Words = ()
    new_model: Words = ()
    new_task: Words = ()


class Changelog(Fact, frozen=True, kw_only=True):
    """How a change gets into the release notes; `hands_off` where its author writes nothing."""

    rule: Text
    path: Word | None = None
    command: Word | None = None
    labels: Words = ()
    hands_off: bool = False


class FileKind(StrEnum):
    """A kind of file that a limit on lines leaves out."""

    KERNEL = "kernel"
    DATA = "data"
    CONFIG = "config"
    TEST = "test"


class History(StrEnum):
    """How a branch is brought up to date."""

    MERGE = "merge"
    REBASE = "rebase"


class Focus(Fact, frozen=True, kw_only=True):
    """What a focused change is here.

    Above `rfc_lines` changed lines, without `rfc_excludes`, a design must be agreed first;
    `rfc_rule` says the same without a number. `size_advice_lines` are marks at which a bot
    speaks up. `open_pull_request_cap` holds for people without write access.
    """

    guidance: Text
    rfc_lines: Lines | None = None
    rfc_excludes: tuple[FileKind, ...] = ()
    rfc_rule: Text | None = None
    size_advice_lines: tuple[Lines, ...] = ()
    open_pull_request_cap: Annotated[int, Meta(ge=1, le=100)] | None = None
    one_commit: bool = False
    history: History | None = None
    follow_ups_allowed: bool | None = None
    ask_first: tuple[Text, ...] = ()


class Measure(StrEnum):
    """Something that is measured or stated with a measurement."""

    BEFORE_AND_AFTER = "before and after"
    COMMAND = "command"
    HARDWARE = "hardware"
    SHAPES = "shapes"
    ACCURACY = "accuracy"
    LOSS = "loss"
    MEMORY = "memory"
    THROUGHPUT = "throughput"


class Performance(Fact, frozen=True, kw_only=True):
    """The evidence that is wanted for a change of speed or of numbers."""

    rule: Text
    wants: tuple[Measure, ...] = ()
    tools: Words = ()


class Reproduction(Fact, frozen=True, kw_only=True):
    """What a reproduction of a bug looks like."""

    wants: Text


class Who(StrEnum):
    """Who may give a command to a bot."""

    ANYONE = "anyone"
    AUTHOR = "author"
    AUTHOR_ONCE_APPROVED = "author once approved"
    STAFF = "staff"
    AUTOMATIC = "automatic"
    """Nobody: the bot acts by itself."""


class Bot(Fact, frozen=True, kw_only=True):
    """A bot of the project, or one of its commands."""

    name: Word
    who: Who
    does: Text
    command: Word | None = None

    @property
    def student_may(self) -> bool:
        """Return whether a student may post the command on an own pull request at any time."""
        return self.command is not None and self.who in {Who.ANYONE, Who.AUTHOR}


class Starter(StrEnum):
    """Who starts the checks of somebody's first pull request."""

    AUTOMATIC = "automatic"
    MAINTAINER = "maintainer"
    NOBODY = "nobody"
    """They do not run on pull requests."""


class FirstCi(Fact, frozen=True, kw_only=True):
    """How the checks of a newcomer start; `red_is_normal` where red is not the author's turn."""

    rule: Text
    starter: Starter
    red_is_normal: bool = False
    labels: Words = ()


class Review(Fact, frozen=True, kw_only=True):
    """Who reviews, and what must be there before a merge."""

    who: Text
    approvals: Text | None = None
    owners: Words = ()
    required_checks: Words = ()
    green_before_ping: bool = False
    answer_within: Text | None = None


class Turn(StrEnum):
    """Whom a label calls."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    NOBODY = "nobody"


class Meaning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a label on a pull request means."""

    label: Word
    turn: Turn
    means: Text


class Labels(Fact, frozen=True, kw_only=True):
    """The labels that say something on the state of a pull request."""

    meanings: Annotated[tuple[Meaning, ...], Meta(min_length=1)]


class Stale(Fact, frozen=True, kw_only=True):
    """After how many idle days a pull request is marked, and after how many more it is closed."""

    days: Days
    close_after_days: Days | None = None
    label: Word | None = None
    exempt_labels: Words = ()
    drafts_exempt: bool = False
    min_age_days: Days | None = None
    undo: Text | None = None


class Ping(Fact, frozen=True, kw_only=True):
    """When, whom and where one may ask again; without `after_days` there is no known rule."""

    whom: Text
    after_days: Days | None = None
    business_days: bool = False
    where: Text | None = None
    mention: Word | None = None
    escalation: Text | None = None


class LandingKind(StrEnum):
    """How a pull request looks on GitHub once its change is in."""

    MERGED = "merged"
    CLOSED_WITH_LABEL = "closed with label"
    IMPORT_COMMIT = "import commit"
    """Closed; a commit on the main branch names it."""
    STAFF_COPY = "staff copy"
    """Closed; another pull request with the same change was merged."""


class Landing(Fact, frozen=True, kw_only=True):
    """How landing looks; `commit_title` is a pattern in which `{number}` is the pull request's."""

    how: LandingKind
    label: Word | None = None
    commit_title: Word | None = None


class MergeKind(StrEnum):
    """Who or what puts the change on the main branch."""

    SQUASH = "squash"
    MERGE_QUEUE = "merge queue"
    BOT = "bot"
    IMPORT = "import"
    BY_STAFF = "by staff"


class MergeStyle(Fact, frozen=True, kw_only=True):
    """How the change comes to the main branch."""

    kind: MergeKind


class Remark(Fact, frozen=True, kw_only=True):
    """Anything else that a student or mentor should know here."""

    text: Text
