"""The commands of whoever works on a contribution."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands import arguments
from bot.commands.arguments import Usage
from bot.commands.asked import (
    LookAtPullRequest,
    LookForCollisions,
    RunChecklist,
    confused,
    done,
)
from bot.commands.authorize import is_student
from bot.kernel import happening
from bot.kernel.contribution import ContributionKind, Stage
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.commands.asked import (
        Decision,
        Situation,
    )
    from bot.commands.grammar import Command
    from bot.kernel.contribution import Reference

PLAN_LIMIT: Final = 16_000
"""Code points that are kept of a plan: as much as the plan check reads of one."""

WHY_LIMIT: Final = 1_000
"""Code points that are kept of a reason."""


def _claim(command: Command, situation: Situation) -> Decision | Usage:
    state = situation.state
    issue = arguments.reference(command.argument, situation.projects)
    if isinstance(issue, Usage):
        return issue
    if issue == state.issue and state.stage is not Stage.DROPPED:
        return done(requests=(LookForCollisions(issue),))
    if state.issue is not None and state.stage not in _FREE_TO_CLAIM:
        return confused(
            f"This contribution is about {quote(str(state.issue))} and has come further already."
            " For another issue, please open a new one in this tracker."
        )
    student = state.student or _student(situation)
    event = happening.Claimed(**situation.stamp, student=student, issue=issue)
    return done(event, requests=(LookForCollisions(issue),))


def _student(situation: Situation) -> str:
    """Return whose contribution it will be: a mentor may have opened the issue for a student."""
    asking = situation.asking
    candidates = (asking.author, situation.login, *asking.assignees)
    return next((login for login in candidates if is_student(login, asking)), asking.author)


_FREE_TO_CLAIM: Final = frozenset({Stage.FOUND, Stage.CLAIMED, Stage.DROPPED})


def _plan(command: Command, situation: Situation) -> Decision | Usage:
    if situation.contribution is None:
        # The checklist of the pull request reads the plan out of the comment itself.
        return done()
    if situation.state.issue is None:
        return confused(_CLAIM_FIRST)
    text = command.text[:PLAN_LIMIT]
    verdict = situation.judge(text)
    return done(happening.Planned(**situation.stamp, text=text, verdict=verdict))


def _kind(command: Command, situation: Situation) -> Decision | Usage:
    kind = arguments.kind(command.argument)
    if isinstance(kind, Usage):
        return kind
    return done(happening.KindSet(**situation.stamp, kind=kind))


def _pr(command: Command, situation: Situation) -> Decision | Usage:
    found = arguments.reference(command.argument, situation.projects)
    if isinstance(found, Usage):
        return found
    if found == situation.state.issue:
        return Usage(f"{quote(str(found))} is the issue; name your pull request for it.")
    event = happening.PullRequestLinked(**situation.stamp, pull_request=found)
    return done(event, reply=_elsewhere(found, situation), requests=(LookAtPullRequest(found),))


def _elsewhere(pull_request: Reference, situation: Situation) -> str:
    issue = situation.state.issue
    if issue is None or issue.repository.casefold() == pull_request.repository.casefold():
        return ""
    return (
        f"The issue is at {quote(issue.repository)} and this pull request at"
        f" {quote(pull_request.repository)}. If that is a slip, write `/pr` again."
    )


def _ready(command: Command, situation: Situation) -> Decision | Usage:
    state = situation.state
    shows_own = state.kind is ContributionKind.PORTFOLIO and state.portfolio
    if state.issue is None and not shows_own:
        return confused(_CLAIM_FIRST)
    branch = arguments.branch(command.argument)
    if isinstance(branch, Usage):
        return branch
    return done(requests=(RunChecklist(is_for_ready=True, branch=branch),))


def _check(_command: Command, _situation: Situation) -> Decision | Usage:
    return done(requests=(RunChecklist(is_for_ready=False),))


def _not_my_turn(command: Command, situation: Situation) -> Decision | Usage:
    return done(happening.TurnCorrected(**situation.stamp, why=_why(command.text)))


def _snooze(command: Command, situation: Situation) -> Decision | Usage:
    found = arguments.until(command.argument, situation.at, situation.zone)
    if isinstance(found, Usage):
        return found
    until, why = found
    return done(happening.Snoozed(**situation.stamp, until=until, why=_why(why)))


def _portfolio(command: Command, situation: Situation) -> Decision | Usage:
    found = arguments.repository(command.argument)
    if isinstance(found, Usage):
        return found
    return done(happening.PortfolioLinked(**situation.stamp, repository=found))


def _drop(command: Command, situation: Situation) -> Decision | Usage:
    return done(happening.Dropped(**situation.stamp, why=_why(command.text)))


def _why(text: str) -> str:
    return text[:WHY_LIMIT]


_CLAIM_FIRST: Final = (
    "No upstream issue is claimed yet, so there is nothing to hold this against. Write `/claim`"
    " with the issue first."
)

STUDENT_COMMANDS: Final[Mapping[str, Callable[[Command, Situation], Decision | Usage]]] = (
    MappingProxyType(
        {
            "claim": _claim,
            "plan": _plan,
            "kind": _kind,
            "pr": _pr,
            "ready": _ready,
            "check": _check,
            "not-my-turn": _not_my_turn,
            "snooze": _snooze,
            "portfolio": _portfolio,
            "drop": _drop,
        }
    )
)
