"""What the page shows of one issue or pull request, as values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sandbox.model import PullRequest
from bot.sandbox.page_prepared import PREPARED
from bot.sandbox.page_rights import may_edit, may_push
from bot.sandbox.page_timeline import commits_of, entries
from bot.sandbox.page_values import Standing, checks, moment, person, standing, url_of

if TYPE_CHECKING:
    from bot.sandbox.diffs import Diff
    from bot.sandbox.model import Commit, Issue, Label, User
    from bot.sandbox.page_prepared import Prepared
    from bot.sandbox.page_timeline import Entry
    from bot.sandbox.page_values import Check, Moment, Person


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state that the acting user may make."""

    value: str
    label: str


CLOSE: Final = Move("close", "Close")
REOPEN: Final = Move("reopen", "Reopen")
READY: Final = Move("ready", "Mark as ready for review")
DRAFT: Final = Move("draft", "Turn into a draft")


@dataclass(frozen=True, slots=True)
class CommitLine:
    """A commit: the first line of its message, and the rest."""

    sha: str
    subject: str
    rest: str
    author: str
    when: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PullView:
    """What only a pull request has.

    Attributes:
        head: `owner:branch`.
        prepared: Commits that one press pushes.
    """

    head: str
    base: str
    commits: tuple[CommitLine, ...]
    file_count: int
    additions: int
    deletions: int
    checks: tuple[Check, ...]
    may_push: bool
    prepared: tuple[Prepared, ...] = PREPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An issue or a pull request with its conversation.

    Attributes:
        pull: None for an issue.
        assignees: Logins.
        moves: What the acting user may do about its state.
        fixed_because: Why `moves` is empty.
    """

    repository: str
    number: int
    url: str
    title: str
    standing: Standing
    author: Person
    created: Moment
    may_edit: bool
    entries: tuple[Entry, ...]
    comment_count: int
    labels: tuple[Label, ...]
    assignees: tuple[str, ...]
    moves: tuple[Move, ...]
    fixed_because: str
    pull: PullView | None


def talk(issue: Issue, diff: Diff | None, actor: User) -> Talk:
    """Return everything that the page of an issue or a pull request shows.

    Args:
        issue: Either of the two.
        diff: The diff of a pull request; None for an issue.
        actor: Who looks and acts.
    """
    pull = issue if isinstance(issue, PullRequest) else None
    editable = may_edit(issue, issue.author, actor)
    moves = moves_of(issue) if editable else ()
    return Talk(
        repository=issue.repository.full_name,
        number=issue.number,
        url=url_of(issue),
        title=issue.title,
        standing=standing(issue),
        author=person(issue.author),
        created=moment(issue.created_at),
        may_edit=editable,
        entries=tuple(entries(issue, actor)),
        comment_count=sum(not each.deleted for each in issue.comments),
        labels=tuple(issue.labels),
        assignees=tuple(each.slug for each in issue.assignees),
        moves=moves,
        fixed_because=_fixed_because(issue, editable=editable),
        pull=_pull(pull, diff, actor) if pull is not None and diff is not None else None,
    )


def _pull(pull: PullRequest, diff: Diff, actor: User) -> PullView:
    return PullView(
        head=f"{pull.head_owner.login}:{pull.head_ref}",
        base=pull.base_ref,
        commits=tuple(_commit(each) for each in commits_of(pull)),
        file_count=len(diff.files),
        additions=diff.additions,
        deletions=diff.deletions,
        checks=checks(pull.repository, pull.head_sha),
        may_push=may_push(pull, actor),
    )


def _commit(commit: Commit) -> CommitLine:
    subject, _, rest = commit.message.partition("\n")
    author = commit.author.slug if commit.author else commit.author_name
    return CommitLine(commit.sha, subject, rest.strip(), author, moment(commit.date))


def moves_of(issue: Issue) -> tuple[Move, ...]:
    """Return what can be done about its state now."""
    match standing(issue):
        case Standing.MERGED:
            return ()
        case Standing.CLOSED:
            return (REOPEN,)
        case Standing.DRAFT:
            return (READY, CLOSE)
        case Standing.OPEN if isinstance(issue, PullRequest):
            return (DRAFT, CLOSE)
        case _:
            return (CLOSE,)


def _fixed_because(issue: Issue, *, editable: bool) -> str:
    if not editable:
        return f"Only {issue.author.slug} or a maintainer can change it; act as one of them."
    return "It is merged, so its state stays."
