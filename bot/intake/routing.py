"""What a delivery may have changed: a table from events to subjects, and a reason for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from bot.intake.payload import decode
from bot.intake.pushes import of_push
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.intake.payload import Check, Payload, Repository
    from bot.policy.allowed import Allowed

_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the coach is on GitHub; None where it is not known yet.

    Attributes:
        slug: The App's name in URLs; its account is `<slug>[bot]`.
        app_id: The App's number.
    """

    slug: str | None = None
    app_id: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Where a delivery leads: its action, scope and subjects as `Delivery` has them.

    Attributes:
        ignored: Why there is no subject; empty when there is one.
    """

    action: str
    scope: str
    subjects: tuple[Subject, ...] = ()
    ignored: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """The coach's own doing came back to it; there is nothing to record."""


@dataclass(frozen=True, slots=True)
class NotJson:
    """The body cannot be read; `reason` says where."""

    reason: str


_Found = tuple[Subject, ...] | str
"""The subjects, or the reason why there are none."""


def route(event: str, body: bytes, allowed: Allowed, identity: Identity) -> Route | Own | NotJson:
    """Decide what a delivery touches; never raises, whatever the body holds.

    Args:
        event: `X-GitHub-Event`.
        body: The raw payload.
        allowed: Which installations are served.
        identity: Who the coach is, to know its own events.
    """
    try:
        payload = decode(body)
    except msgspec.ValidationError as error:
        return Route("", APP_SCOPE, ignored=f"unexpected payload: {_clean(str(error), 200)}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return NotJson(f"The body is not JSON: {_clean(str(error), 200)}")
    except RecursionError:
        return NotJson("The body is nested too deeply.")
    if _is_own(payload, identity):
        return Own()
    action = _clean(payload.action)
    scope = str(payload.installation.id) if payload.installation else APP_SCOPE
    found = _subjects(event, action, payload, allowed)
    if isinstance(found, str):
        return Route(action, scope, ignored=found)
    return Route(action, scope, found)


def _subjects(event: str, action: str, payload: Payload, allowed: Allowed) -> _Found:
    rule = _RULES.get(event)
    if rule is None:
        return _IGNORED_EVENTS.get(event, f"nothing reacts to {_clean(event)}")
    found = rule(action, payload)
    if isinstance(found, str):
        return found
    if payload.installation is None:
        return "the payload names no installation: not sent to the App's own webhook"
    account = _account(payload)
    if not allowed.admits(payload.installation.id, account):
        return f"installation {payload.installation.id} ({_clean(account or '?')}) is not allowed"
    return found


def _is_own(payload: Payload, identity: Identity) -> bool:
    sender = payload.sender
    if sender is None:
        return False
    if identity.slug is not None and sender.login == f"{identity.slug}[bot]":
        return True
    # A person who edits or deletes our comment is news; only a machine in our name is not.
    via = payload.comment.performed_via_github_app if payload.comment else None
    return via is not None and via.id == identity.app_id and sender.type == "Bot"


def _account(payload: Payload) -> str | None:
    repository, installation = payload.repository, payload.installation
    if repository and repository.owner and repository.owner.login:  # nearly always
        return repository.owner.login
    holders = (
        payload.organization,
        installation.account if installation else None,
        payload.account,
    )
    return next((holder.login for holder in holders if holder and holder.login), None)


def _clean(text: str, longest: int = _LONGEST_WORD) -> str:
    if len(text) <= longest and text.isprintable():  # nearly always
        return text
    # Databases refuse NUL, and a log line must stay one line.
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:longest])
    return shown if len(text) <= longest else shown + "..."


def _pull_request(repository: Repository, number: int) -> Subject:
    return Subject(SubjectKind.PULL_REQUEST, f"{repository.id}#{number}")


def _contribution(repository: Repository, number: int) -> Subject:
    # Which repository keeps contributions is the policy's to say; the worker knows it.
    return Subject(SubjectKind.CONTRIBUTION, f"{repository.id}#{number}")


def _of_pull_request(_action: str, payload: Payload) -> _Found:
    if payload.repository is None or payload.pull_request is None:
        return "the payload names no pull request"
    return (_pull_request(payload.repository, payload.pull_request.number),)


def _of_pull_request_itself(action: str, payload: Payload) -> _Found:
    if action in _PULL_REQUEST_NOISE:
        return f"{action} changes nothing that the coach reads"
    return _of_pull_request(action, payload)


def _of_issue_comment(_action: str, payload: Payload) -> _Found:
    if payload.repository is None or payload.issue is None:
        return "the payload names no issue"
    if payload.issue.pull_request is None:
        return (_contribution(payload.repository, payload.issue.number),)
    return (_pull_request(payload.repository, payload.issue.number),)


def _of_issue(action: str, payload: Payload) -> _Found:
    if action in _ISSUE_NOISE:
        return f"{action} changes nothing that the coach reads"
    if payload.repository is None or payload.issue is None:
        return "the payload names no issue"
    return (_contribution(payload.repository, payload.issue.number),)


def _of_check_run(action: str, payload: Payload) -> _Found:
    if action not in {"rerequested", "requested_action"}:
        return f"{action or 'no action'} asks nothing of the coach"
    return _of_check(payload.repository, payload.check_run)


def _of_check_suite(action: str, payload: Payload) -> _Found:
    if action != "rerequested":
        return f"{action or 'no action'} asks nothing of the coach"
    return _of_check(payload.repository, payload.check_suite)


def _of_check(repository: Repository | None, check: Check | None) -> _Found:
    if repository is None or check is None:
        return "the payload names no check"
    # GitHub leaves `pull_requests` empty for a head in a fork. Whoever wrote the external id,
    # at the worst a pull request of the same repository is read once more.
    policy = Subject(SubjectKind.POLICY, str(repository.id))
    if check.external_id == str(policy):
        return (policy,)
    own = _OWN_RUN.fullmatch(check.external_id or "")
    if own and int(own[1]) == repository.id:
        return (_pull_request(repository, int(own[2])),)
    here = {
        each.number
        for each in check.pull_requests
        if each.base is None or each.base.repo.id == repository.id
    }
    if not here:
        return "the check names no pull request of its repository"
    return tuple(_pull_request(repository, number) for number in sorted(here))


def _of_installation(_action: str, payload: Payload) -> _Found:
    if payload.installation is None:
        return "the payload names no installation"
    return (Subject(SubjectKind.INSTALLATION, str(payload.installation.id)),)


def _of_repository(action: str, payload: Payload) -> _Found:
    if action not in _COVERAGE_CHANGES:
        return f"{action or 'no action'} does not change what the installation covers"
    return _of_installation(action, payload)


_OWN_RUN = re.compile(rf"{SubjectKind.PULL_REQUEST}:(\d{{1,19}})#(\d{{1,10}})", re.ASCII)

_PULL_REQUEST_NOISE = frozenset(
    {
        "auto_merge_disabled",
        "auto_merge_enabled",
        "demilestoned",
        "dequeued",
        "enqueued",
        "locked",
        "milestoned",
    }
)
"""An action that is not here is taken as news: GitHub adds new ones at any time."""

_ISSUE_NOISE = frozenset(
    {"demilestoned", "locked", "milestoned", "pinned", "typed", "unpinned", "untyped"}
)
"""As for pull requests: an action that is not here is taken as news."""

_COVERAGE_CHANGES = frozenset(
    {
        "archived",
        "created",
        "deleted",
        "privatized",
        "publicized",
        "renamed",
        "transferred",
        "unarchived",
    }
)

_RULES: MappingProxyType[str, Callable[[str, Payload], _Found]] = MappingProxyType(
    {
        "pull_request": _of_pull_request_itself,
        "pull_request_review": _of_pull_request,
        "pull_request_review_comment": _of_pull_request,
        "pull_request_review_thread": _of_pull_request,
        "issue_comment": _of_issue_comment,
        "issues": _of_issue,
        "check_run": _of_check_run,
        "check_suite": _of_check_suite,
        "installation": _of_installation,
        "installation_repositories": _of_installation,
        "installation_target": _of_installation,
        "push": of_push,
        "repository": _of_repository,
    }
)

_IGNORED_EVENTS: MappingProxyType[str, str] = MappingProxyType(
    {
        "ping": "GitHub asks whether the webhook answers, and it does",
        "public": "repository.publicized says the same",
    }
)
