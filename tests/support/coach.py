"""The coach without network or store: judges the sandbox's pull requests with the real checks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.checklist import render
from bot.checklist.evaluate import evaluate
from bot.kernel import markers
from bot.kernel.snapshot import (
    Actor,
    Change,
    ChangedFile,
    Comment,
    Commit,
    LinkedIssue,
    PullRequest,
    PullRequestState,
    RepositoryRef,
)
from bot.sandbox import model
from bot.shipped import background_behind

if TYPE_CHECKING:
    from bot.kernel.finding import Finding
    from bot.sandbox.app_model import App, Delivery
    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.model import Issue, User
    from bot.sandbox.world import World

_CHANGES = {
    "added": Change.ADDED,
    "removed": Change.DELETED,
    "modified": Change.MODIFIED,
    "renamed": Change.RENAMED,
}


def install(world: World, organisation: User) -> App:
    """Register an App and install it on an organisation."""
    app = world.create_app(
        organisation,
        "upstream-coach",
        public_key="",
        permissions={"pull_requests": "write", "checks": "write"},
        events=("pull_request", "issue_comment", "push"),
        name="Upstream Coach",
    )
    world.install_app(app, organisation)
    return app


class LocalCoach:
    """Keeps one comment and one check run on every open pull request that the App covers.

    Args:
        world: Whose events it hears.
        app: As whom it writes.
    """

    def __init__(self, world: World, app: App) -> None:
        self._world = world
        self._app = app
        world.delivery_listeners.append(self._hear)

    def _hear(self, delivery: Delivery) -> None:
        if delivery.event in {"pull_request", "issue_comment"}:
            asyncio.get_running_loop().call_soon(self.look)

    def look(self) -> None:
        """Bring every comment and check run up to date."""
        for repository in self._world.live_repositories():
            if any(self._world.covering(repository)):
                for issue in repository.issues.values():
                    if isinstance(issue, model.PullRequest) and issue.state == "open":
                        self._judge(issue)

    def _judge(self, pull: model.PullRequest) -> None:
        seen = snapshot(self._world, pull)
        background = background_behind(seen.repository)
        findings = evaluate(seen, background)
        body = render.comment(seen, findings, background)
        mine = next((each for each in pull.comments if each.author is self._app.bot), None)
        if mine is None:
            self._world.comment(pull, self._app.bot, body, app=self._app)
        elif mine.body != body:
            self._world.edit_comment(mine, self._app.bot, body)
        self._report(pull, seen, findings)

    def _report(
        self, pull: model.PullRequest, seen: PullRequest, findings: tuple[Finding, ...]
    ) -> None:
        text = render.check_run(seen, findings)
        fields = {"title": text.title, "summary": text.summary, "conclusion": text.conclusion}
        suite = self._world.suite(pull.repository, self._app, pull.head_sha)
        run: CheckRun | None = next(iter(suite.runs), None)
        if run is None:
            name = "Upstream Coach"
            self._world.create_check_run(pull.repository, self._app, pull.head_sha, name, **fields)
        else:
            self._world.update_check_run(run, **fields)


def snapshot(world: World, pull: model.PullRequest) -> PullRequest:
    """Return a pull request of the sandbox as the checks see it."""
    diff = world.diff_of(pull)
    commits = world.commits_of(pull)
    head = pull.head_repository
    return PullRequest(
        repository=RepositoryRef(
            pull.repository.id, pull.repository.node_id, pull.repository.full_name
        ),
        number=pull.number,
        node_id=pull.node_id,
        title=pull.title,
        body=pull.body or "",
        author=_actor(pull.author),
        state=PullRequestState.OPEN,
        is_draft=pull.draft,
        base_branch=pull.base_ref,
        head_branch=pull.head_ref,
        head_sha=pull.head_sha,
        head_repository=head.full_name if head is not None else None,
        created_at=pull.created_at,
        updated_at=pull.updated_at,
        additions=diff.additions,
        deletions=diff.deletions,
        changed_files=len(diff.files),
        files=tuple(
            ChangedFile(file.path, _CHANGES[file.status], file.additions, file.deletions)
            for file in diff.files
        ),
        diff=diff.text,
        commit_count=len(commits),
        commits=tuple(Commit(each.sha, each.message, len(each.parents)) for each in commits),
        comments=tuple(
            Comment(each.node_id, _actor(each.author), each.body, each.created_at)
            for each in pull.comments
            if not markers.carries(each.body, markers.CHECKLIST)
        ),
        linked_issues=tuple(_linked(world, pull)),
    )


def _actor(user: User) -> Actor:
    return Actor(user.slug, user.id, user.kind is model.UserKind.BOT)


def _linked(world: World, pull: model.PullRequest) -> list[LinkedIssue]:
    return [
        LinkedIssue(repository.full_name, issue.number, issue.title, issue.body or "")
        for repository in world.live_repositories()
        for issue in repository.issues.values()
        if _is_closed_by(pull, issue)
    ]


def _is_closed_by(pull: model.PullRequest, issue: Issue) -> bool:
    return f"Fixes {issue.repository.full_name}#{issue.number}" in (pull.body or "")
