"""What the checks of a commit say, and which red ones an author can mend."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.projects.practice import Starter
from bot.review.events import Event, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.projects.model import Project
    from bot.review.node import Node


class Result(StrEnum):
    """How a check stands."""

    GREEN = "passed"
    RED = "failed"
    PENDING = "pending"
    WAITING = "waiting for approval"
    """It does not run until a maintainer lets it."""


_RESULTS: Final = {
    "ACTION_REQUIRED": Result.WAITING,
    "ERROR": Result.RED,
    "FAILURE": Result.RED,
    "IN_PROGRESS": Result.PENDING,
    "PENDING": Result.PENDING,
    "QUEUED": Result.PENDING,
    "REQUESTED": Result.PENDING,
    "STARTUP_FAILURE": Result.RED,
    "SUCCESS": Result.GREEN,
    "TIMED_OUT": Result.RED,
    "WAITING": Result.WAITING,
}
"""Others, as SKIPPED, CANCELLED or EXPECTED, hold nobody up."""

_IGNORED = re.compile(r"codecov|coverage", re.IGNORECASE)
_FORMAL = re.compile(
    r"(?<![a-z])(?:dco|cla|easycla|cla/\w+|sign-?off|pre-?commit|lint[a-z]*|format[a-z]*|ruff|style"
    r"|quality)(?![a-z])",
    re.IGNORECASE,
)
"""Consent and form: never a matter of a maintainer's leave."""
_GATE = re.compile(
    r"pre-run|copybara|import/|kokoro|blossom|internal|\blabels?\b|approv|required.review"
    r"|mergify|mergeable|copy-pr-bot|ok.to.test|authori[sz]|te-ci",
    re.IGNORECASE,
)
"""What only a maintainer can give, or whose results an outsider does not see."""


def check_events(commit: Node, pushed: datetime) -> Iterator[Event]:
    """Yield how the checks of a commit went.

    Args:
        commit: The commit, with its `statusCheckRollup` and `checkSuites`.
        pushed: Stands for the time where a check names none.
    """
    oid, rollup = commit.text("oid"), commit.child("statusCheckRollup")
    contexts = rollup.children("contexts")
    some_required = any(each.flag("isRequired") for each in contexts)
    for each in contexts:
        if each.flag("isRequired") or not some_required:
            yield from _context(each, oid, pushed)
    overall = _RESULTS.get(rollup.text("state"))
    if overall is not None and not contexts:
        yield _event(pushed, oid, "", overall)
    for suite in commit.children("checkSuites"):
        if suite.text("conclusion") == "ACTION_REQUIRED":
            name = suite.child("app").text("slug") or "workflows"
            yield _event(suite.instant("updatedAt") or pushed, oid, name, Result.WAITING)


def _context(node: Node, oid: str, pushed: datetime) -> Iterator[Event]:
    name = node.text("name") or node.text("context")
    started = node.instant("startedAt") or node.instant("createdAt")
    state = node.text("conclusion") or node.text("status") or node.text("state")
    result = _RESULTS.get(state)
    if result is Result.WAITING and _FORMAL.search(name):
        # The check for sign-offs calls the author in this way.
        result = Result.RED
    ended = node.instant("completedAt")
    if ended is not None and started is not None and result is not Result.WAITING:
        yield _event(max(started, pushed), oid, name, Result.PENDING)
    at = max(ended or started or pushed, pushed)
    yield _event(at, oid, name, result or Result.GREEN)


def _event(at: datetime, oid: str, name: str, result: Result) -> Event:
    # At one instant the start of a check comes before its end.
    order = "0" if result is Result.PENDING else "1"
    return Event(at, Kind.CHECK, is_bot=True, subject=name, detail=result, commit=oid, order=order)


@dataclass(slots=True)
class Standing:
    """How the checks of one commit stand."""

    pending: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    formal: set[str] = field(default_factory=set)
    gates: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)
    green: bool = False

    @property
    def is_red(self) -> bool:
        """Whether anything failed but what only a maintainer can give."""
        return bool(self.other or self.formal)

    def take(self, name: str, result: str) -> None:
        """Take in how a check went."""
        for each in (self.pending, self.waiting, self.formal, self.gates, self.other):
            each.discard(name)
        if result == Result.PENDING:
            self.pending.add(name)
        elif result == Result.WAITING:
            self.waiting.add(name)
        elif result == Result.RED:
            self._red(name)
        else:
            self.green = True

    def _red(self, name: str) -> None:
        if _IGNORED.search(name):
            return
        if _GATE.search(name):
            self.gates.add(name)
        elif _FORMAL.search(name):
            self.formal.add(name)
        else:
            self.other.add(name)


def mendable(checks: Standing, project: Project, labels: frozenset[str] | set[str]) -> bool:
    """Return whether something is red that the author can mend.

    Where the profile says that red is normal at first, that holds until a maintainer set one of
    the labels that start the checks.
    """
    if checks.formal:
        return True
    return bool(checks.other) and not _red_is_normal(checks, project, labels)


def held(checks: Standing, project: Project, labels: frozenset[str] | set[str]) -> bool:
    """Return whether the checks wait for something that only a maintainer can give."""
    normal = _red_is_normal(checks, project, labels)
    gated = checks.gates and (normal or not _let_through(project, labels))
    return bool(checks.waiting or gated or (checks.other and normal))


def _red_is_normal(checks: Standing, project: Project, labels: frozenset[str] | set[str]) -> bool:
    first = project.first_ci
    if first is None or _let_through(project, labels):
        return False
    # Where maintainers start the checks, red without a name is most likely theirs.
    nameless = first.starter is Starter.MAINTAINER and checks.other == {""}
    return first.red_is_normal or first.starter is Starter.NOBODY or nameless


def _let_through(project: Project, labels: frozenset[str] | set[str]) -> bool:
    """Return whether a maintainer has set one of the labels that start the checks."""
    first = project.first_ci
    return first is not None and not labels.isdisjoint(each.lower() for each in first.labels)
