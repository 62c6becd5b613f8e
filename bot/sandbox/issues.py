"""Verbs of issues and of what pull requests share with them: text, comments, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.sandbox.model import Comment, Happening, Issue, Label, PullRequest
from bot.sandbox.repositories import Repositories
from bot.sandbox.shapes import issues as shapes
from bot.sandbox.shapes import pulls as pull_shapes
from bot.sandbox.shapes.people import shown_user

if TYPE_CHECKING:
    from bot.sandbox.app_model import App
    from bot.sandbox.model import Repository, Review, User
    from bot.sandbox.pulls import Pulls

    Json = dict[str, object]


class Issues(Repositories):
    """Everything that happens to issues and conversations."""

    def create_issue(
        self,
        repository: Repository,
        author: User,
        title: str,
        body: str | None = None,
        *,
        labels: tuple[str, ...] = (),
    ) -> Issue:
        """Open an issue; labels that do not exist are made."""
        number, node = self.identity("I")
        now = self.now()
        issue = Issue(
            id=number,
            node_id=node,
            repository=repository,
            number=repository.next_number,
            title=title,
            body=body,
            author=author,
            created_at=now,
            updated_at=now,
            app=author.app,
            labels=[self.label(repository, name) for name in labels],
        )
        repository.next_number += 1
        repository.issues[issue.number] = issue
        self.register(issue, node)
        self.note(author, repository, title, body)
        self.emit_issue(issue, "opened", author)
        return issue

    def edit(
        self, issue: Issue, by: User, *, title: str | None = None, body: str | None = None
    ) -> None:
        """Change the title or the description of an issue or a pull request."""
        changes: Json = {}
        if title is not None and title != issue.title:
            changes["title"] = {"from": issue.title}
            issue.title = title
        if body is not None and body != issue.body:
            changes["body"] = {"from": issue.body or ""}
            issue.body = body
            issue.edited_at = self.now()
        if changes:
            self.note(by, issue.repository, title, body)
            self.touch(issue)
            self.emit_issue(issue, "edited", by, changes=changes)

    def close(self, issue: Issue, by: User, reason: str = "completed") -> None:
        """Close an issue or, without merging it, a pull request."""
        if issue.state == "closed":
            return
        if isinstance(issue, PullRequest):
            self._close_pull(issue, by)
            return
        issue.state, issue.closed_at, issue.closed_by = "closed", self.now(), by
        issue.state_reason = reason
        self.touch(issue)
        self.emit_issue(issue, "closed", by)

    def reopen(self, issue: Issue, by: User) -> None:
        """Open a closed issue or pull request again."""
        if issue.state == "open":
            return
        issue.state, issue.closed_at, issue.closed_by = "open", None, None
        if isinstance(issue, PullRequest):
            self._catch_up(issue)
        else:
            issue.state_reason = "reopened"
        self.touch(issue)
        self.emit_issue(issue, "reopened", by)

    @staticmethod
    def _catch_up(pull: PullRequest) -> None:
        """Follow both branches again, which a closed pull request does not."""
        pull.base_sha = pull.repository.branches.get(pull.base_ref, pull.base_sha)
        if pull.head_repository is not None:
            pull.head_sha = pull.head_repository.branches.get(pull.head_ref, pull.head_sha)

    def set_locked(
        self, issue: Issue, by: User, *, locked: bool, reason: str | None = None
    ) -> None:
        """Close a conversation for everybody who may not push, or open it again."""
        issue.locked, issue.lock_reason = locked, reason if locked else None
        self.emit_issue(issue, "locked" if locked else "unlocked", by)

    def label(self, repository: Repository, name: str) -> Label:
        """Return a label of the repository, made grey when it is new."""
        found = repository.labels.get(name.lower())
        if found is None:
            number, node = self.identity("LA")
            found = self.register(Label(id=number, node_id=node, name=name), node)
            repository.labels[name.lower()] = found
        return found

    def assign(self, issue: Issue, person: User, by: User) -> None:
        """Make somebody an assignee."""
        if person in issue.assignees:
            return
        issue.assignees.append(person)
        self.touch(issue)
        self.emit_issue(issue, "assigned", by, assignee=shown_user(self, person))

    def add_label(self, issue: Issue, name: str, by: User) -> None:
        """Put a label on an issue or a pull request."""
        label = self.label(issue.repository, name)
        if label in issue.labels:
            return
        issue.labels.append(label)
        self.touch(issue)
        shape = shapes.label(self, issue.repository, label)
        self.emit_issue(issue, "labeled", by, label=shape)

    def remove_label(self, issue: Issue, name: str, by: User) -> None:
        """Take a label off."""
        label = self.label(issue.repository, name)
        if label not in issue.labels:
            return
        issue.labels.remove(label)
        self.touch(issue)
        shape = shapes.label(self, issue.repository, label)
        self.emit_issue(issue, "unlabeled", by, label=shape)

    def comment(self, issue: Issue, author: User, body: str, *, app: App | None = None) -> Comment:
        """Comment on an issue or a pull request."""
        number, node = self.identity("IC")
        now = self.now()
        comment = Comment(
            id=number,
            node_id=node,
            issue=issue,
            author=author,
            body=body,
            created_at=now,
            updated_at=now,
            app=app or author.app,
        )
        issue.comments.append(comment)
        self.comments[number] = self.register(comment, node)
        self.note(author, issue.repository, body)
        self.touch(issue)
        self._emit_comment(comment, "created", author)
        return comment

    def edit_comment(self, comment: Comment, by: User, body: str) -> None:
        """Change the text of a comment."""
        was, comment.body = comment.body, body
        comment.updated_at = self.now()
        self.touch(comment.issue)
        self.note(by, comment.issue.repository, body)
        if was != body:
            self._emit_comment(comment, "edited", by, changes={"body": {"from": was}})

    def delete_comment(self, comment: Comment, by: User) -> None:
        """Delete a comment; its node is gone as well."""
        if comment.deleted:
            return
        comment.deleted = True
        comment.issue.comments.remove(comment)
        del self.comments[comment.id]
        del self.nodes[comment.node_id]
        self._emit_comment(comment, "deleted", by)

    def minimize(self, comment: Comment, by: User, reason: str | None) -> None:
        """Fold a comment away for a reason such as `outdated`; None shows it again. No event."""
        self.note(by, comment.issue.repository)
        comment.minimized = reason

    def react(self, thing: Issue | Comment | Review, by: User, content: str) -> None:
        """React to a text, once a person and content. GitHub sends no event."""
        self.note(by, _home(thing))
        if (by, content) not in thing.reactions:
            thing.reactions.append((by, content))

    def unreact(self, thing: Issue | Comment | Review, by: User, content: str) -> None:
        """Take a reaction back."""
        if (by, content) in thing.reactions:
            thing.reactions.remove((by, content))

    def touch(self, issue: Issue) -> None:
        """Note that something about the issue changed just now."""
        issue.updated_at = self.now()

    def emit_issue(self, issue: Issue, action: str, by: User, **extra: object) -> None:
        """Note what was done, and send `pull_request` or `issues`, whichever this is."""
        issue.happened.append(Happening(action, by, self.now(), _about(extra)))
        self.note(by, issue.repository)
        if isinstance(issue, PullRequest):
            # Only the whole world can tell a pull request's diff.
            world = cast("Pulls", self)
            self.emit(
                issue.repository,
                "pull_request",
                action,
                by,
                number=issue.number,
                pull_request=lambda: pull_shapes.full(world, issue),
                **extra,
            )
            return
        self.emit(
            issue.repository,
            "issues",
            action,
            by,
            issue=lambda: shapes.webhook_issue(self, issue),
            **extra,
        )

    def _emit_comment(self, comment: Comment, action: str, by: User, **extra: object) -> None:
        self.emit(
            comment.issue.repository,
            "issue_comment",
            action,
            by,
            issue=lambda: shapes.webhook_issue(self, comment.issue),
            comment=lambda: shapes.comment(self, comment),
            **extra,
        )


def _home(thing: Issue | Comment | Review) -> Repository:
    if isinstance(thing, Issue):
        return thing.repository
    return (thing.issue if isinstance(thing, Comment) else thing.pull_request).repository


def _about(extra: Json) -> str:
    """Return what an action is about: the label's name, or whose review was asked for."""
    named = extra.get("label") or extra.get("requested_reviewer")
    found = named.get("name") or named.get("login") if isinstance(named, dict) else ""
    return str(found or "")
