"""What a command is decided from, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.commands.grammar import SHORT_FORM
from bot.kernel.contribution import Contribution

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from bot.commands.authorize import Asking
    from bot.commands.grammar import Form
    from bot.commands.table import Where
    from bot.kernel.contribution import Reference, Verdict
    from bot.kernel.event import Event
    from bot.kernel.happening import Stamp
    from bot.projects.course import Difficulty
    from bot.projects.load import Projects


class Reaction(StrEnum):
    """A reaction to the comment, in GitHub's words."""

    DONE = "+1"
    CONFUSED = "confused"


@dataclass(frozen=True, slots=True)
class RunChecklist:
    """Run the whole checklist; for `/ready` its result becomes a `ReadyAsked` event.

    Attributes:
        branch: As `name` or `owner:name`, where the student named one.
    """

    is_for_ready: bool
    branch: str = ""


@dataclass(frozen=True, slots=True)
class LookForCollisions:
    """Read who else is on an upstream issue and warn: see `bot.progress.radar`."""

    issue: Reference


@dataclass(frozen=True, slots=True)
class LookAtPullRequest:
    """Read an upstream pull request: that it exists, is the student's, and how it stands."""

    pull_request: Reference


@dataclass(frozen=True, slots=True)
class Suggest:
    """Look for issues to begin with: see `bot.progress.suggest`."""

    difficulty: Difficulty | None
    project: str | None


@dataclass(frozen=True, slots=True)
class TellStatus:
    """Answer with where the contribution stands: see `bot.progress.card.status`."""


@dataclass(frozen=True, slots=True)
class TellTurn:
    """Answer with whose turn it is, since when and why."""


@dataclass(frozen=True, slots=True)
class Assign:
    """Make somebody the assignee of the contribution issue."""

    login: str


@dataclass(frozen=True, slots=True)
class ExcuseStudent:
    """Keep that a student is away until then: in all their contributions and in the summary."""

    login: str
    until: datetime


Request = (
    RunChecklist
    | LookForCollisions
    | LookAtPullRequest
    | Suggest
    | TellStatus
    | TellTurn
    | Assign
    | ExcuseStudent
)
"""What the shell is asked to do after the events are stored."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a command is decided.

    Attributes:
        asking: Who asks.
        where: Whether it stands in a contribution issue or a pull request.
        contribution: The contribution as it is; None where a pull request belongs to none.
        projects: The projects of the course.
        judge: The plan check: a plan's Markdown to its verdict.
        at: When the command was written; becomes the events' time.
        source: What the command was read from, unique for each command of each version of a
            comment; becomes the events' source.
        zone: The student's time zone, in which a date begins.
        form: How the coach is addressed.
    """

    asking: Asking
    where: Where
    contribution: Contribution | None
    projects: Projects
    judge: Callable[[str], Verdict]
    at: datetime
    source: str
    zone: tzinfo = UTC
    form: Form = SHORT_FORM

    @property
    def state(self) -> Contribution:
        """Return the contribution; an empty one where there is none."""
        return self.contribution or Contribution()

    @property
    def login(self) -> str:
        """Return who asks."""
        return self.asking.actor.login

    @property
    def stamp(self) -> Stamp:
        """Return what every event of the command carries."""
        return {"at": self.at, "by": self.login, "source": self.source}


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes of one command.

    Attributes:
        events: What happened, to be stored before anything is shown.
        reply: A comment in answer, Markdown; empty when there is nothing to say.
        reaction: A reaction; None when the command is left alone.
        requests: What is to be done next.
    """

    events: tuple[Event, ...] = ()
    reply: str = ""
    reaction: Reaction | None = None
    requests: tuple[Request, ...] = field(default=())


SILENCE = Decision()
"""The command was not for us, or not from somebody we answer."""


def done(*events: Event, reply: str = "", requests: tuple[Request, ...] = ()) -> Decision:
    """Return that a command took effect."""
    return Decision(events, reply, Reaction.DONE, requests)


def confused(reply: str, *events: Event) -> Decision:
    """Return that a command had no effect, and why."""
    return Decision(events, reply, Reaction.CONFUSED)
