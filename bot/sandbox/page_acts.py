"""What a person may do on the page: each act checks that the person may, then uses one verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.sandbox.model import PullRequest, UserKind
from bot.sandbox.page_forms import LONGEST_FILE
from bot.sandbox.page_guard import ProblemError
from bot.sandbox.page_prepared import by_key
from bot.sandbox.page_rights import may_edit, may_push
from bot.sandbox.page_talk import DRAFT, READY, REOPEN, moves_of
from bot.sandbox.page_values import url_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.model import Comment, Issue, Repository, User
    from bot.sandbox.page_forms import Form
    from bot.sandbox.world import World

    Act = Callable[[World, User, Issue, Form], str]


def _demand(allowed: object, actor: User, doing: str) -> None:
    if not allowed:
        text = f"{actor.login} may not {doing}. Act as the author or as a maintainer."
        raise ProblemError(403, "Not allowed", text)


def comment(world: World, actor: User, issue: Issue, form: Form) -> str:
    """Comment; return where to go next, as every act does."""
    made = world.comment(issue, actor, form.said("body"))
    return f"{url_of(issue)}#comment-{made.id}"


def edit_comment(world: World, actor: User, said: Comment, form: Form) -> str:
    """Change the text of a comment."""
    allowed = said.author.kind is not UserKind.BOT and may_edit(said.issue, said.author, actor)
    _demand(allowed, actor, "edit this comment")
    world.edit_comment(said, actor, form.said("body"))
    return f"{url_of(said.issue)}#comment-{said.id}"


def delete_comment(world: World, actor: User, said: Comment) -> str:
    """Delete a comment."""
    _demand(may_edit(said.issue, said.author, actor), actor, "delete this comment")
    world.delete_comment(said, actor)
    return url_of(said.issue)


def edit_body(world: World, actor: User, issue: Issue, form: Form) -> str:
    """Change the description."""
    _demand(may_edit(issue, issue.author, actor), actor, "edit this description")
    world.edit(issue, actor, body=form.text("body"))
    return f"{url_of(issue)}#description"


def edit_title(world: World, actor: User, issue: Issue, form: Form) -> str:
    """Change the title."""
    _demand(may_edit(issue, issue.author, actor), actor, "change this title")
    world.edit(issue, actor, title=form.line("title"))
    return url_of(issue)


def move(world: World, actor: User, issue: Issue, form: Form) -> str:
    """Close, reopen, mark as ready or turn into a draft."""
    _demand(may_edit(issue, issue.author, actor), actor, "change its state")
    wanted = next((each for each in moves_of(issue) if each.value == form.raw("move")), None)
    if wanted is None:
        raise ProblemError(409, "Too late", "Its state changed meanwhile. Load the page again.")
    if isinstance(issue, PullRequest) and wanted in {READY, DRAFT}:
        world.set_draft(issue, actor, draft=wanted is DRAFT)
    elif wanted is REOPEN:
        world.reopen(issue, actor)
    else:
        world.close(issue, actor)
    return url_of(issue)


def push_file(world: World, actor: User, issue: Issue, form: Form) -> str:
    """Commit one file to the branch of a pull request."""
    pull, head = _branch_of(issue, actor)
    path, text = form.path("path"), _file_text(form)
    if pull.repository.objects[pull.head_sha].tree.get(path) == text:
        raise ProblemError(422, "Nothing to push", f"{path} has this text already.")
    world.commit(head, pull.head_ref, actor, form.line("message"), {path: text})
    return url_of(pull)


def push_prepared(world: World, actor: User, issue: Issue, form: Form) -> str:
    """Push one of the ready-made commits."""
    pull, head = _branch_of(issue, actor)
    ready = by_key(form.raw("commit"))
    if ready is None:
        raise ProblemError(422, "Nothing to push", "Choose one of the commits on the page.")
    change = ready.change(pull.repository.objects[pull.head_sha].tree)
    world.commit(head, pull.head_ref, actor, ready.message, change)
    return url_of(pull)


def _branch_of(issue: Issue, actor: User) -> tuple[PullRequest, Repository]:
    if not isinstance(issue, PullRequest) or issue.head_repository is None:
        raise ProblemError(409, "No branch", "This has no branch to push to.")
    _demand(may_push(issue, actor), actor, "push to this branch")
    return issue, issue.head_repository


def _file_text(form: Form) -> str:
    text = form.text("text", longest=LONGEST_FILE)
    return text if text.endswith("\n") or not text else f"{text}\n"


def open_issue(world: World, actor: User, repository: Repository, form: Form) -> str:
    """Open an issue."""
    made = world.create_issue(repository, actor, form.line("title"), form.text("body"))
    return url_of(made)


def open_pull(world: World, actor: User, repository: Repository, form: Form) -> str:
    """Open a pull request from a branch of the person's fork; both are made when missing."""
    title, body, branch = form.line("title"), form.text("body"), form.branch("branch")
    path, text = form.path("path"), _file_text(form)
    head = _fork_of(world, actor, repository)
    if branch == head.default_branch and head is repository:
        raise ProblemError(422, "This cannot be saved", "Choose a branch other than the base.")
    tip = head.branches.get(branch, repository.branches[repository.default_branch])
    if repository.objects[tip].tree.get(path) == text:
        raise ProblemError(422, "Nothing to push", f"{path} has this text already.")
    if branch not in head.branches:
        world.push(head, branch, tip, actor)
    world.commit(head, branch, actor, title, {path: text})
    from_branch = (
        each
        for each in repository.issues.values()
        if isinstance(each, PullRequest) and each.state == "open"
        if each.head_repository is head and each.head_ref == branch
    )
    if (already := next(from_branch, None)) is not None:
        return url_of(already)
    made = world.open_pull_request(
        author=actor, head=head, head_branch=branch, base=repository, title=title, body=body
    )
    return url_of(made)


def _fork_of(world: World, actor: User, repository: Repository) -> Repository:
    if repository.owner is actor:
        return repository
    for each in world.live_repositories():
        if each.owner is actor and each.parent is repository:
            return each
    taken = {each.name.lower() for each in world.live_repositories() if each.owner is actor}
    name = repository.name
    if name.lower() in taken:
        name = f"{repository.owner.login}-{name}"
    return world.fork(repository, actor, name=name)


ACTS: Final[dict[str, Act]] = {
    "comments": comment,
    "body": edit_body,
    "title": edit_title,
    "state": move,
    "push": push_file,
    "prepared": push_prepared,
}
"""Acts on an issue or a pull request, by the last part of the form's address."""
