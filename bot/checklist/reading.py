"""A pull request as the checks read it: its texts as Markdown, its files by their role."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.checklist import aim, kind
from bot.checklist.background import UNKNOWN
from bot.checklist.paths import Role, role
from bot.checklist.prose import passages
from bot.kernel import diff as diffs
from bot.kernel import markdown
from bot.kernel.snapshot import ChangedFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.checklist.background import Background
    from bot.checklist.kind import Kind
    from bot.checklist.norms import Norms
    from bot.checklist.prose import Passage
    from bot.kernel.contribution import ContributionKind
    from bot.kernel.diff import Diff
    from bot.kernel.markdown import Block
    from bot.kernel.snapshot import Actor, Comment, PullRequest

COMMENTS_READ: Final = 20
"""The author's newest comments that are read; older ones seldom hold what a check needs."""

BESIDE_LIMIT: Final = 16_000
"""Code points that are read of a comment or a linked issue: with `COMMENTS_READ`, a bound on the
time that one pull request can take."""

PLAN_COMMANDS: Final = ("/plan", "/coach plan")
"""A comment that begins so is the author's plan."""

BY_HAND: Final = (Role.SOURCE, Role.TEST, Role.DOCS, Role.CONFIG)
"""What a person writes; the rest is generated or data."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text by a person.

    Attributes:
        where: The place in words, for a reader.
        blocks: The text as Markdown.
        passages: The author's own blocks among them.
        is_plan: Whether the author handed it in as the plan, by a command.
    """

    where: str
    blocks: tuple[Block, ...]
    passages: tuple[Passage, ...]
    is_plan: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What the checks look at.

    Attributes:
        pull_request: The snapshot itself.
        kind: What kind of change it is.
        body: The description.
        comments: The author's comments, newest first.
        issues: The linked issues, one for each of the snapshot.
        plan: The plan in the contribution issue.
        claim: The comment that claimed the upstream issue.
        files: The changed files that are known, from the list or from the diff.
        knows_all_files: Whether `files` is all of them.
        by_role: `files`, sorted by what they are for.
        by_hand: The files that a person wrote: all but generated ones and data.
        lines: Lines added and deleted in `by_hand`.
        diff: The diff, when it was read.
        background: What is known besides the pull request.
        aim: What the contribution is for: as the student said, or else where that is sure.
    """

    pull_request: PullRequest
    kind: Kind
    body: Text
    comments: tuple[Text, ...]
    issues: tuple[Text, ...]
    files: tuple[ChangedFile, ...]
    knows_all_files: bool
    by_role: Mapping[Role, tuple[ChangedFile, ...]]
    by_hand: tuple[ChangedFile, ...]
    lines: int
    diff: Diff | None
    plan: Text | None = None
    claim: Text | None = None
    background: Background = UNKNOWN
    aim: ContributionKind | None = None

    @property
    def norms(self) -> Norms:
        """What is usual where the change is to go."""
        return self.background.norms

    @property
    def why_no_files(self) -> str:
        """Why there is no file to judge; empty when there is one."""
        if self.files:
            return ""
        if self.pull_request.changed_files:
            return "The list of changed files could not be read."
        return "No file has changed yet."

    def of_role(self, *roles: Role) -> tuple[ChangedFile, ...]:
        """Return the files that have one of these roles, role by role."""
        return tuple(file for wanted in roles for file in self.by_role.get(wanted, ()))


def read(pull_request: PullRequest, background: Background = UNKNOWN) -> Reading:
    """Return the pull request as the checks read it; takes time in proportion to its size."""
    body = _text("description", pull_request.body)
    diff = None if pull_request.diff is None else diffs.parse(pull_request.diff)
    files, knows_all = _files(pull_request, diff)
    by_role = _by_role(files, background.norms.own_code)
    by_hand = tuple(file for hand in BY_HAND for file in by_role.get(hand, ()))
    nature = kind.infer(pull_request, body.blocks, background.norms.own_code)
    return Reading(
        pull_request=pull_request,
        kind=nature,
        body=body,
        comments=_comments(pull_request),
        issues=tuple(
            _text("linked issue", issue.body[:BESIDE_LIMIT]) for issue in pull_request.linked_issues
        ),
        files=files,
        knows_all_files=knows_all,
        by_role=by_role,
        by_hand=by_hand,
        lines=sum(file.additions + file.deletions for file in by_hand),
        diff=diff,
        plan=_beside("contribution issue", background.plan),
        claim=_beside("your claim", background.claim),
        background=background,
        aim=background.kind or aim.infer(pull_request.title, nature, by_role, diff),
    )


def _by_role(
    files: tuple[ChangedFile, ...], own_code: str
) -> Mapping[Role, tuple[ChangedFile, ...]]:
    sorted_files: defaultdict[Role, list[ChangedFile]] = defaultdict(list)
    for file in files:
        sorted_files[role(file.path, own_code)].append(file)
    return MappingProxyType({key: tuple(listed) for key, listed in sorted_files.items()})


def _files(pull_request: PullRequest, diff: Diff | None) -> tuple[tuple[ChangedFile, ...], bool]:
    listed = pull_request.files
    if len(listed) >= pull_request.changed_files or diff is None:
        return listed, len(listed) >= pull_request.changed_files
    shown = tuple(
        ChangedFile(file.path, file.change, file.additions, file.deletions) for file in diff.files
    )
    best = max(listed, shown, key=len)
    return best, len(best) >= pull_request.changed_files


def _comments(pull_request: PullRequest) -> tuple[Text, ...]:
    own = [each for each in pull_request.comments if is_author(pull_request, each.author)]
    return tuple(_comment(comment) for comment in reversed(own[-COMMENTS_READ:]))


def is_author(pull_request: PullRequest, other: Actor) -> bool:
    """Return whether somebody is the pull request's author, by number or else by name."""
    author = pull_request.author
    if author.id is not None and other.id is not None:
        return author.id == other.id
    return author.login.casefold() == other.login.casefold()


def _comment(comment: Comment) -> Text:
    body = comment.body[:BESIDE_LIMIT].lstrip()
    for command in PLAN_COMMANDS:
        rest = body.removeprefix(command)
        if rest != body and rest[:1].isspace():
            return _text("your plan comment", rest, is_plan=True)
    return _text("your comment", body)


def _beside(where: str, written: str | None) -> Text | None:
    return None if written is None else _text(where, written[:BESIDE_LIMIT], is_plan=True)


def _text(where: str, written: str, *, is_plan: bool = False) -> Text:
    blocks = markdown.read(written)
    return Text(where, blocks, passages(blocks), is_plan)
