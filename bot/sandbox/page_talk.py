"""What the page shows of one issue or pull request, as values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sandbox import history
from bot.sandbox.markdown import render
from bot.sandbox.model import PullRequest, UserKind
from bot.sandbox.page_prepared import PREPARED
from bot.sandbox.page_values import (
    Standing,
    checks,
    moment,
    node_number,
    person,
    standing,
    url_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from bot.sandbox.diffs import Diff
    from bot.sandbox.model import Comment, Commit, Issue, Repository, Review, User
    from bot.sandbox.page_prepared import Prepared
    from bot.sandbox.page_values import (
        Check,
        Moment,
        Person,
    )


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of a review on one line."""

    path: str
    line: int
    body: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the conversation: `kind` is `comment` or `event`.

    Attributes:
        name: What the page calls it when it changes.
        text: What was done, after the author's name.
        source: The Markdown, for the form that edits it.
        edit_url: Where an edit goes; empty when the acting user may not edit it.
        delete_url: As `edit_url`, to delete it.
    """

    id: str
    kind: str
    name: str
    author: Person
    text: str
    when: Moment
    edited: Moment | None = None
    body: Markup | None = None
    source: str = ""
    notes: tuple[Note, ...] = ()
    edit_url: str = ""
    delete_url: str = ""
    sha: str = ""


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
    moves: tuple[Move, ...]
    fixed_because: str
    pull: PullView | None


def may_write(repository: Repository, user: User) -> bool:
    """Return whether the account may push to a repository."""
    owner = repository.owner
    return user is owner or user in owner.members or user in repository.collaborators


def may_edit(issue: Issue, author: User, user: User) -> bool:
    """Return whether the account may edit what `author` wrote in this conversation."""
    return user is author or may_write(issue.repository, user)


def may_push(pull: PullRequest, user: User) -> bool:
    """Return whether the account may push to the branch of a pull request."""
    head = pull.head_repository
    if head is None or pull.state != "open":
        return False
    allowed = pull.maintainer_can_modify and may_write(pull.repository, user)
    return allowed or may_write(head, user)


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
        entries=tuple(_entries(issue, actor)),
        comment_count=sum(not each.deleted for each in issue.comments),
        moves=moves,
        fixed_because=_fixed_because(issue, editable=editable),
        pull=_pull(pull, diff, actor) if pull is not None and diff is not None else None,
    )


def commits_of(pull: PullRequest) -> list[Commit]:
    """Return the commits of a pull request, oldest first."""
    return history.ahead(pull.repository.objects, pull.base_sha, pull.head_sha)


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


def _entries(issue: Issue, actor: User) -> Iterable[Entry]:
    """Yield the description, then everything else in the order of time."""
    yield _description(issue, actor)
    # Numbers rise with time, also within a second, which is as fine as GitHub's clock goes.
    later: list[tuple[int, Entry]] = [
        (each.id, _comment(each, actor)) for each in issue.comments if not each.deleted
    ]
    if isinstance(issue, PullRequest):
        pushed = ((node_number(each.node_id), each) for each in commits_of(issue))
        # What was pushed before the pull request was opened is part of it, not news.
        later.extend((at, _pushed(each, issue)) for at, each in pushed if at > issue.id)
        later.extend((each.id, _review(each)) for each in issue.reviews)
    yield from (entry for _, entry in sorted(later, key=lambda each: each[0]))


def _description(issue: Issue, actor: User) -> Entry:
    return Entry(
        id="description",
        kind="comment",
        name="the description",
        author=person(issue.author),
        text="described it",
        when=moment(issue.created_at),
        body=render(issue.body) if issue.body and issue.body.strip() else None,
        source=issue.body or "",
        edit_url=f"{url_of(issue)}/body" if may_edit(issue, issue.author, actor) else "",
    )


def _comment(comment: Comment, actor: User) -> Entry:
    url = f"{url_of(comment.issue)}/comments/{comment.id}"
    # A bot's words are its own: edited here, they would only be written again.
    is_bot = comment.author.kind is UserKind.BOT
    editable = not is_bot and may_edit(comment.issue, comment.author, actor)
    deletable = may_edit(comment.issue, comment.author, actor)
    was_edited = comment.updated_at > comment.created_at
    return Entry(
        id=f"comment-{comment.id}",
        kind="comment",
        name=f"the comment by {comment.author.slug}",
        author=person(comment.author),
        text=f"commented, hidden as {comment.minimized}" if comment.minimized else "commented",
        when=moment(comment.created_at),
        edited=moment(comment.updated_at) if was_edited else None,
        body=render(comment.body),
        source=comment.body,
        edit_url=f"{url}/edit" if editable else "",
        delete_url=f"{url}/delete" if deletable else "",
    )


def _pushed(commit: Commit, pull: PullRequest) -> Entry:
    subject = commit.message.partition("\n")[0]
    return Entry(
        id=f"pushed-{commit.sha}",
        kind="event",
        name="a new commit",
        author=person(commit.author or pull.author),
        text=f"pushed “{subject}”",
        when=moment(commit.date),
        sha=commit.sha[:7],
    )


_VERDICTS: Final = {
    "APPROVED": "approved these changes",
    "CHANGES_REQUESTED": "asked for changes",
    "COMMENTED": "reviewed",
    "DISMISSED": "wrote a review that was dismissed",
}


def _review(review: Review) -> Entry:
    notes = tuple(
        Note(thread.path, thread.line, render(comment.body))
        for thread in review.pull_request.threads
        for comment in thread.comments
        if comment.review is review
    )
    return Entry(
        id=f"review-{review.id}",
        kind="comment",
        name=f"the review by {review.author.slug}",
        author=person(review.author),
        text=_VERDICTS[review.state],
        when=moment(review.submitted_at),
        body=render(review.body or ""),
        source=review.body or "",
        notes=notes,
    )
