"""A client that we did not write works against the sandbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from github import Auth, Github, GithubIntegration, UnknownObjectException

from bot.clock import SystemClock
from bot.sandbox.server import running
from bot.sandbox.world import World
from tests.support.sandbox import PERMISSIONS, key_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from github.Repository import Repository

    from bot.sandbox.app_model import App


@dataclass
class Client:
    """PyGithub as the App and as its installation."""

    root: str
    app: App

    def as_the_app(self) -> GithubIntegration:
        return GithubIntegration(
            auth=Auth.AppAuth(self.app.client_id, key_pair()[0]),
            base_url=self.root,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )

    def with_token(self, token: str) -> Github:
        return Github(
            auth=Auth.Token(token),
            base_url=self.root,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )

    def repository(self) -> Iterator[Repository]:
        with self.as_the_app() as integration:
            installation = integration.get_repo_installation("course", "lm")
            token = integration.get_access_token(installation.id).token
        with self.with_token(token) as github:
            yield github.get_repo("course/lm")


def world() -> tuple[World, App]:
    """Return a course with a pull request; on the machine's clock, which PyGithub reads too."""
    made = World(SystemClock())
    alice, owner = made.create_user("alice"), made.create_organisation("course")
    app = made.create_app(
        owner, "coach", public_key=key_pair()[1], permissions=PERMISSIONS, events=()
    )
    base = made.create_repository(owner, "lm", files={"a.py": "one\ntwo\n"})
    fork = made.fork(base, alice)
    made.commit(fork, "fix", alice, "Fix the sum", {"a.py": "one\n2\n", "c.py": "new\n"})
    made.open_pull_request(
        author=alice, head=fork, head_branch="fix", base=base, title="Fix", body="A plan"
    )
    made.install_app(app, owner)
    return made, app


async def check(story: Callable[[Client, World], None]) -> None:
    made, app = world()
    async with running(made) as root:
        await asyncio.to_thread(story, Client(root, app), made)
    assert made.unknown_requests == []


def reads_the_app(client: Client, _made: World) -> None:
    with client.as_the_app() as integration:
        assert integration.get_app().slug == "coach"
        (installation,) = integration.get_installations()
        assert [each.full_name for each in installation.get_repos()] == ["course/lm"]


def reads_a_pull_request(client: Client, _made: World) -> None:
    for repository in client.repository():
        (pull,) = repository.get_pulls(state="open")
        assert (pull.number, pull.title, pull.user.login) == (1, "Fix", "alice")
        assert (pull.head.repo.full_name, pull.changed_files) == ("alice/lm", 2)
        files = {each.filename: (each.status, each.additions) for each in pull.get_files()}
        assert files == {"a.py": ("modified", 1), "c.py": ("added", 1)}
        assert [each.commit.message for each in pull.get_commits()] == ["Fix the sum"]
        with pytest.raises(UnknownObjectException):
            repository.get_pull(99)


def comments(client: Client, made: World) -> None:
    for repository in client.repository():
        pull = repository.get_pull(1)
        comment = pull.create_issue_comment("Hello")
        assert comment.user.login == "coach[bot]"
        comment.edit("Hello again")
        assert [each.body for each in pull.get_issue_comments()] == ["Hello again"]
        comment.delete()
        assert pull.get_issue_comments().totalCount == 0
    assert all(each.deleted for each in made.comments.values())


def reports_a_check(client: Client, _made: World) -> None:
    for repository in client.repository():
        sha = repository.get_pull(1).head.sha
        run = repository.create_check_run("Upstream Coach", sha, status="in_progress")
        run.edit(
            status="completed",
            conclusion="neutral",
            output={"title": "Two to do", "summary": "A plan"},
        )
        again = repository.get_check_run(run.id)
        assert (again.conclusion, again.output.title) == ("neutral", "Two to do")


def keeps_an_issue(client: Client, _made: World) -> None:
    for repository in client.repository():
        issue = repository.create_issue("Slow", body="Why?", labels=["bug"])
        issue.edit(state="closed", state_reason="completed", labels=["bug", "later"])
        again = repository.get_issue(issue.number)
        assert (again.state, sorted(each.name for each in again.labels)) == (
            "closed",
            ["bug", "later"],
        )
        states = {each.number: each.state for each in repository.get_issues(state="all")}
        assert states == {1: "open", issue.number: "closed"}


def knows_a_person(client: Client, made: World) -> None:
    with client.with_token(made.create_user_token(made.user("alice")).value) as github:
        assert github.get_user().login == "alice"
        assert github.get_user("coach[bot]").type == "Bot"
        assert github.get_rate_limit().resources.core.limit == 5000


def takes_all_that_was_granted(client: Client, _made: World) -> None:
    with client.as_the_app() as integration:
        installation = integration.get_repo_installation("course", "lm")
        assert integration.get_access_token(installation.id).permissions == PERMISSIONS


def adds_labels(client: Client, _made: World) -> None:
    for repository in client.repository():
        repository.get_issue(1).add_to_labels("later")
        assert [each.name for each in repository.get_issue(1).labels] == ["later"]


STORIES = (
    reads_the_app,
    reads_a_pull_request,
    comments,
    reports_a_check,
    keeps_an_issue,
    knows_a_person,
    takes_all_that_was_granted,
    adds_labels,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.__name__)
async def test_a_foreign_client(story: Callable[[Client, World], None]) -> None:
    await check(story)
