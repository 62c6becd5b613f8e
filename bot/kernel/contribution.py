"""What a student's work on one upstream issue is called and made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.kernel.finding import Finding  # noqa: TC001 - needed to read a stored event

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.event import Event


class ContributionKind(StrEnum):
    """What a contribution is for, in the course's words; `/kind` takes them."""

    KERNEL = "kernel"
    INTEGRATION = "integration"
    PERFORMANCE = "performance"
    EVALUATION = "evaluation"
    REPRODUCTION = "reproduction"
    FIX = "fix"
    DOCS = "docs"
    PORTFOLIO = "portfolio"


class Stage(StrEnum):
    """Where a contribution stands; the first six are the course's steps in their order."""

    FOUND = "found"
    CLAIMED = "claimed"
    AGREED = "agreed"
    BUILDING = "building"
    OPEN = "open"
    REVIEW = "review"
    MERGED = "merged"
    SUPERSEDED = "superseded"
    """Somebody else's change settled the issue."""
    DROPPED = "dropped"

    @property
    def has_ended(self) -> bool:
        """Return whether nothing is left to do."""
        return self in _ENDS


_ENDS = frozenset({Stage.MERGED, Stage.SUPERSEDED, Stage.DROPPED})


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """An issue or pull request of a project; `repository` is `owner/name`."""

    repository: str
    number: int

    def __str__(self) -> str:
        """Return `owner/name#number`."""
        return f"{self.repository}#{self.number}"

    @property
    def url(self) -> str:
        """Return its address; GitHub leads on from an issue's to a pull request's."""
        return f"https://github.com/{self.repository}/issues/{self.number}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the plan check says of a plan: good enough, or what it does not say.

    Attributes:
        is_good: Whether it moves the contribution on.
        missing: What is missing, each as a part of a sentence: `where the change is made`.
    """

    is_good: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the whole checklist said when the student asked.

    Attributes:
        is_ready: Whether nothing is left to do.
        left: The titles of what is left, in the order of the checklist.
        sha: The commit that was looked at; empty when none was.
        branch: The branch that was looked at, as `owner:name`; empty where it was a pull request.
        findings: What was found on the branch, without what was seen.
        branches: Of which branches one may be meant; then none was looked at.
    """

    is_ready: bool
    left: tuple[str, ...] = ()
    sha: str = ""
    branch: str = ""
    findings: tuple[Finding, ...] = ()
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it was handed in.

    Attributes:
        text: Markdown, as written.
        by: Who wrote it.
        at: When.
        verdict: What the plan check said.
        approved_by: The mentor who agreed; empty as long as none did.
    """

    text: str
    by: str
    at: datetime
    verdict: Verdict
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that somebody said of the contribution: a hold, a correction of the turn."""

    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that had no effect, and why.

    Attributes:
        name: The event's tag, for example `approved`; as stored when it is not known.
        why: A sentence.
        at: When it happened; None when that could not be read.
    """

    name: str
    why: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """Where a contribution stands, folded from its events: see `bot.progress.stages.fold`.

    Attributes:
        stage: The stage now.
        student: Whose it is; empty until it is claimed.
        issue: The upstream issue.
        kind: What it is for, where somebody said so.
        plans: Every plan, the oldest first; the last one holds.
        pull_requests: Every upstream pull request, the oldest first; the last one holds.
        is_pull_request_open: Whether the last one is open, as far as is known.
        portfolio: A repository of the student's own, as `owner/name`.
        mentor: The mentor who steered last; empty as long as none did.
        readiness: What the checklist said at the last `/ready`, unless a plan was changed since.
        revision: What a mentor asked to be changed, until it is answered by a plan or `/ready`.
        hold: Set while it rests on a mentor's word.
        snoozed_until: No reminder of this contribution before then.
        excused_until: The student is away until then.
        turn_corrected: The student's last word that it was not their turn.
        superseded_by: What settled the issue instead, if that is known.
        refused: Who was already told that they may not use a command: login and command.
        entered: When each stage was entered, in that order; a stage can return.
        happened: The events that had an effect, in the order of time.
        ignored: The events that had none.
    """

    stage: Stage = Stage.FOUND
    student: str = ""
    issue: Reference | None = None
    kind: ContributionKind | None = None
    plans: tuple[Plan, ...] = ()
    pull_requests: tuple[Reference, ...] = ()
    is_pull_request_open: bool = False
    portfolio: str = ""
    mentor: str = ""
    readiness: Readiness | None = None
    revision: Remark | None = None
    hold: Remark | None = None
    snoozed_until: datetime | None = None
    excused_until: datetime | None = None
    turn_corrected: Remark | None = None
    superseded_by: Reference | None = None
    refused: frozenset[tuple[str, str]] = frozenset()
    entered: tuple[tuple[Stage, datetime], ...] = ()
    happened: tuple[Event, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def plan(self) -> Plan | None:
        """Return the plan that holds."""
        return self.plans[-1] if self.plans else None

    @property
    def is_bare(self) -> bool:
        """Return whether there is neither plan nor work that a mentor could agree to."""
        return self.plan is None and self.stage in {Stage.FOUND, Stage.CLAIMED}

    @property
    def pull_request(self) -> Reference | None:
        """Return the upstream pull request that holds."""
        return self.pull_requests[-1] if self.pull_requests else None
