"""The few fields of a payload that routing needs; the decoder steps over everything else."""

from __future__ import annotations

from typing import Annotated

import msgspec

Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class Account(msgspec.Struct, frozen=True, gc=False):
    """A user, an organisation or a machine."""

    login: str = ""
    type: str = ""


class Repository(msgspec.Struct, frozen=True):
    """Where the event happened."""

    id: Id
    owner: Account | None = None
    name: str | None = None
    default_branch: str | None = None
    fork: bool = False


class Installation(msgspec.Struct, frozen=True):
    """For whom the App received it; `account` only comes with installation events."""

    id: Id
    account: Account | None = None


class Numbered(msgspec.Struct, frozen=True, gc=False):
    """Anything of which the id alone matters."""

    id: Id


class Comment(msgspec.Struct, frozen=True):
    """A comment of any kind."""

    performed_via_github_app: Numbered | None = None


class Base(msgspec.Struct, frozen=True):
    """The branch that a pull request asks to change."""

    repo: Numbered


class PullRequest(msgspec.Struct, frozen=True):
    """A pull request, whole or as a check refers to it."""

    number: Id
    base: Base | None = None


class Present(msgspec.Struct, frozen=True, gc=False):
    """An object of which only the presence matters."""


class Issue(msgspec.Struct, frozen=True):
    """An issue; it is a pull request when `pull_request` is there."""

    number: Id
    pull_request: Present | None = None


class Check(msgspec.Struct, frozen=True):
    """A check run or a check suite.

    Attributes:
        external_id: On a check run, what its App wrote there; ours is the subject.
    """

    pull_requests: tuple[PullRequest, ...] = ()
    external_id: str | None = None


class Pushed(msgspec.Struct, frozen=True):
    """A commit that was pushed, with the paths that it touched."""

    added: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Payload(msgspec.Struct, frozen=True):
    """A delivery's body."""

    action: str = ""
    sender: Account | None = None
    repository: Repository | None = None
    organization: Account | None = None
    installation: Installation | None = None
    account: Account | None = None
    comment: Comment | None = None
    pull_request: PullRequest | None = None
    issue: Issue | None = None
    check_run: Check | None = None
    check_suite: Check | None = None
    ref: str | None = None
    deleted: bool = False
    commits: tuple[Pushed, ...] = ()


decode = msgspec.json.Decoder(Payload).decode
"""Read a body.

Raises:
    msgspec.ValidationError: A field has an unexpected type.
    msgspec.DecodeError, UnicodeDecodeError: Not JSON.
    RecursionError: Nested more deeply than the decoder goes.
"""
