"""The conversation of an issue or a pull request, in the order of time; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sandbox import history
from bot.sandbox.markdown import render
from bot.sandbox.model import PullRequest, UserKind
from bot.sandbox.page_rights import may_edit
from bot.sandbox.page_values import moment, node_number, person, url_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from bot.sandbox.model import Comment, Commit, Issue, Review, User
    from bot.sandbox.page_values import Moment, Person


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of a review on one line."""

    path: str
    line: int
    body: Markup


@dataclass(frozen=True, slots=True)
class Reaction:
    """How often a sign was given to a text, and by whom."""

    sign: str
    count: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the conversation: `kind` is `comment` or `event`.

    Attributes:
        name: What the page calls it when it changes.
        text: What was done, after the author's name.
        source: The Markdown, for the form that edits it.
        edit_url: Where an edit goes; empty when the acting user may not edit it.
        delete_url: As `edit_url`, to delete it.
        folded: Why it is folded away; empty when it is shown.
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
    reactions: tuple[Reaction, ...] = ()
    edit_url: str = ""
    delete_url: str = ""
    folded: str = ""
    sha: str = ""


def commits_of(pull: PullRequest) -> list[Commit]:
    """Return the commits of a pull request, oldest first."""
    return history.ahead(pull.repository.objects, pull.base_sha, pull.head_sha)


def entries(issue: Issue, actor: User) -> Iterable[Entry]:
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
        reactions=_reactions(issue),
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
        text="commented",
        when=moment(comment.created_at),
        edited=moment(comment.updated_at) if was_edited else None,
        body=render(comment.body),
        source=comment.body,
        reactions=_reactions(comment),
        edit_url=f"{url}/edit" if editable else "",
        delete_url=f"{url}/delete" if deletable else "",
        folded=comment.minimized or "",
    )


_SIGNS: Final = {
    "thumbs_up": "\N{THUMBS UP SIGN}",
    "thumbs_down": "\N{THUMBS DOWN SIGN}",
    "laugh": "\N{SMILING FACE WITH OPEN MOUTH AND SMILING EYES}",
    "hooray": "\N{PARTY POPPER}",
    "confused": "\N{CONFUSED FACE}",
    "heart": "\N{HEAVY BLACK HEART}",
    "rocket": "\N{ROCKET}",
    "eyes": "\N{EYES}",
}


def _reactions(thing: Issue | Comment) -> tuple[Reaction, ...]:
    by: dict[str, list[str]] = {}
    for user, content in thing.reactions:
        by.setdefault(content, []).append(user.slug)
    return tuple(
        Reaction(_SIGNS[content], len(names), f"{content.replace('_', ' ')} by {', '.join(names)}")
        for content, names in by.items()
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
