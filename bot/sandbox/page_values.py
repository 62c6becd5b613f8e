"""What the page's templates are given: small frozen values made from the sandbox's nouns; pure."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.sandbox.markdown import render
from bot.sandbox.model import PullRequest, UserKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from markupsafe import Markup

    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.model import Issue, Repository, User

_HUES: Final = 6


class Standing(StrEnum):
    """Where an issue or pull request stands, in the word that the page shows."""

    OPEN = "Open"
    DRAFT = "Draft"
    CLOSED = "Closed"
    MERGED = "Merged"


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the page shows it.

    Attributes:
        hue: Which of the page's few colours stands behind the initial.
    """

    login: str
    is_bot: bool
    hue: int

    @property
    def initial(self) -> str:
        """The letter in the coloured shape."""
        return self.login[:1]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant: `exact` for machines, `shown` for people, both UTC."""

    exact: str
    shown: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check run: `tone` is `good`, `bad` or `wait` and chooses the colour of `word`."""

    id: str
    name: str
    app: str
    word: str
    tone: str
    title: str
    summary: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of issues or pull requests; `checks` tell how far its checklist is."""

    number: int
    title: str
    url: str
    standing: Standing
    author: Person
    created: Moment
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class RepositoryCard:
    """A repository with what is in it.

    Attributes:
        parent: The full name of what it was forked from.
        is_covered: Whether an App is installed on it.
    """

    name: str
    url: str
    description: str
    parent: str | None
    is_covered: bool
    pulls: tuple[Row, ...]
    issues: tuple[Row, ...]


def person(user: User) -> Person:
    """Return an account as the page shows it; deleted ones are GitHub's `ghost`."""
    login = "ghost" if user.deleted else user.slug
    hue = zlib.crc32(login.encode()) % _HUES
    return Person(login, user.kind is UserKind.BOT, hue)


def moment(when: datetime) -> Moment:
    """Return an instant for `<time>`."""
    shown = f"{when.day} {when:%b %Y, %H:%M}"
    return Moment(when.isoformat(), shown)


def node_number(node: str) -> int:
    """Return the number inside a node id of the sandbox; see `bot.sandbox.state.node_id`."""
    packed = node.rpartition("_kwDO")[2]
    return int.from_bytes(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))[1:], "big")


def standing(issue: Issue) -> Standing:
    """Return where it stands; a closed draft is closed."""
    if isinstance(issue, PullRequest) and issue.merged_at is not None:
        return Standing.MERGED
    if issue.state == "closed":
        return Standing.CLOSED
    is_draft = isinstance(issue, PullRequest) and issue.draft
    return Standing.DRAFT if is_draft else Standing.OPEN


def url_of(issue: Issue) -> str:
    """Return the path of its page."""
    kind = "pull" if isinstance(issue, PullRequest) else "issues"
    return f"/{issue.repository.full_name}/{kind}/{issue.number}"


def row(issue: Issue) -> Row:
    """Return the line that stands for it in a list."""
    return Row(
        number=issue.number,
        title=issue.title,
        url=url_of(issue),
        standing=standing(issue),
        author=person(issue.author),
        created=moment(issue.created_at),
        checks=checks(issue.repository, issue.head_sha) if isinstance(issue, PullRequest) else (),
    )


def card(repository: Repository, *, is_covered: bool) -> RepositoryCard:
    """Return a repository with its pull requests and issues, newest first."""
    newest = sorted(repository.issues.values(), key=lambda each: -each.number)
    return RepositoryCard(
        name=repository.full_name,
        url=f"/{repository.full_name}",
        description=repository.description or "",
        parent=repository.parent.full_name if repository.parent else None,
        is_covered=is_covered,
        pulls=tuple(row(each) for each in newest if isinstance(each, PullRequest)),
        issues=tuple(row(each) for each in newest if not isinstance(each, PullRequest)),
    )


def checks(repository: Repository, sha: str) -> tuple[Check, ...]:
    """Return the newest check run of each name on a commit, as GitHub shows them."""
    runs = [run for suite in repository.suites if suite.head_sha == sha for run in suite.runs]
    return tuple(_check(run) for run in _newest_of_each_name(runs))


def _newest_of_each_name(runs: Iterable[CheckRun]) -> Iterable[CheckRun]:
    by_name = {(run.suite.app.id, run.name): run for run in sorted(runs, key=lambda run: run.id)}
    return by_name.values()


_WORDS: Final = {
    "success": ("Passed", "good"),
    "neutral": ("Neutral", "wait"),
    "skipped": ("Skipped", "wait"),
    "action_required": ("Action required", "bad"),
    "failure": ("Failed", "bad"),
    "timed_out": ("Timed out", "bad"),
    "cancelled": ("Cancelled", "wait"),
    "stale": ("Stale", "wait"),
}


def _check(run: CheckRun) -> Check:
    word, tone = _WORDS.get(run.conclusion or "", ("Running", "wait"))
    return Check(
        id=f"check-{run.id}",
        name=run.name,
        app=run.suite.app.name,
        word=word,
        tone=tone,
        title=run.title or "",
        summary=render("\n\n".join(filter(None, (run.summary, run.text)))),
    )
