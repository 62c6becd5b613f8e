"""What the sandbox answers and what the coach asks, against GitHub's own description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.routes import ROUTES
from tests.support.openapi import KNOWN
from tests.support.sandbox import stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.support.exchanges import Judge
    from tests.support.openapi import Description, Exchange
    from tests.support.sandbox import Stage

pytestmark = pytest.mark.official

REPO = "/repos/course/lm"


async def ask_as_the_app(stage: Stage) -> None:
    jwt = stage.jwt()
    installation = stage.course.installation.id
    for path in (
        "/app",
        "/app/installations",
        f"/app/installations/{installation}",
        f"{REPO}/installation",
        "/app/hook/deliveries?per_page=1",
        "/app/hook/deliveries?status=failure",
    ):
        await stage.get(path, jwt)
    mint = f"/app/installations/{installation}/access_tokens"
    await stage.send("POST", mint, jwt)
    narrow = {"repositories": ["lm"], "permissions": {"issues": "read"}}
    await stage.send("POST", mint, jwt, body=narrow)
    await stage.send("POST", mint, jwt, body={"repositories": ["elsewhere"]})
    delivery = stage.world.deliveries[-1]
    delivery.status, delivery.status_code = "OK", 202
    await stage.get(f"/app/hook/deliveries/{delivery.id}", jwt)
    await stage.send("POST", f"/app/hook/deliveries/{delivery.id}/attempts", jwt)


async def ask_about_the_world(stage: Stage) -> None:
    for path in ("/rate_limit", "/meta", "/users/alice", "/installation/repositories", REPO):
        await stage.get(path)
    await stage.get("/user", stage.user_token(stage.course.alice))
    stage.world.create_team(stage.course.course, "students", (stage.course.alice,))
    await stage.get("/orgs/course/teams/students/members?per_page=1")
    await stage.get("/orgs/course/teams/nobody/members")


async def ask_about_files(stage: Stage) -> None:
    files = {".github/upstream-coach.yml": "version: 1\n", "large.txt": "x" * 2_000_000}
    stage.world.commit(stage.course.base, "main", stage.course.mentor, "Add files", files)
    contents = f"{REPO}/contents"
    found = await stage.get(f"{contents}/.github/upstream-coach.yml")
    await stage.get(f"{contents}/large.txt")
    await stage.get(f"{contents}/large.txt?ref=main")
    await stage.get(f"{contents}/nowhere.txt")
    etag = {"If_None_Match": found.headers["ETag"]}
    await stage.get(f"{contents}/.github/upstream-coach.yml", **etag)


async def ask_about_a_comparison(stage: Stage) -> None:
    world, course = stage.world, stage.course
    world.commit(course.base, "main", course.mentor, "Go on", {"b.py": "2\n"})
    world.fork(course.base, course.mentor)
    world.commit(course.fork, "old", course.alice, "Begin anew", {"e.py": "1\n"}, parents=())
    fork = "/repos/alice/lm/compare"
    for compared in ("course:main...fix", "course:main...alice:fix", "fix...course:main"):
        await stage.get(f"{fork}/{compared}")
    await stage.get(f"{fork}/course:main...{course.pull.head_sha}")
    await stage.get(f"{fork}/course:main...fix", Accept="application/vnd.github.diff")
    await stage.get(f"{fork}/main...nowhere")
    await stage.get(f"{fork}/main...old")


async def ask_about_pull_requests(stage: Stage) -> None:
    pulls = f"{REPO}/pulls"
    alice = stage.user_token(stage.course.alice)
    stage.world.commit(stage.course.fork, "more", stage.course.alice, "More", {"d.py": "new\n"})
    opening = {"title": "More", "body": "A plan", "head": "alice:more", "base": "main"}
    await stage.send("POST", pulls, alice, body=opening)
    await stage.send("POST", pulls, alice, body=opening)
    for path in ("?state=all&per_page=1&page=2", "/1", "/1/files?per_page=1", "/1/commits"):
        await stage.get(pulls + path)
    await stage.get(f"{pulls}/1", Accept="application/vnd.github.diff")
    await stage.send("PATCH", f"{pulls}/1", alice, body={"title": "Better", "body": ""})
    await stage.send("PATCH", f"{pulls}/2", alice, body={"state": "closed"})
    stage.world.delete_repository(stage.course.fork, stage.course.alice)
    await stage.get(f"{pulls}/1")
    await stage.get(f"{pulls}?state=all")


async def ask_about_issues(stage: Stage) -> None:
    issues = f"{REPO}/issues"
    body = {"title": "Slow", "body": "Why?", "labels": ["bug"]}
    made = await stage.send("POST", issues, body=body)
    number = made.json["number"]
    await stage.get(f"{issues}?state=all&labels=bug&per_page=1")
    await stage.get(f"{issues}/{number}")
    await stage.get(f"{issues}/1")
    edit = {"state": "closed", "state_reason": "not_planned", "labels": ["wontfix"]}
    await stage.send("PATCH", f"{issues}/{number}", body=edit)
    await stage.send("POST", f"{issues}/{number}/labels", body={"labels": ["later"]})
    comment = await stage.send("POST", f"{issues}/1/comments", body={"body": "Hello"})
    await stage.send("POST", f"{issues}/{number}/comments", body={"body": "x" * 300_000})
    await stage.get(f"{issues}/1/comments?per_page=1")
    one = f"{issues}/comments/{comment.json['id']}"
    await stage.get(one)
    await stage.send("PATCH", one, body={"body": "Hello again"})
    await stage.send("DELETE", one)
    await stage.get(one)


async def ask_about_check_runs(stage: Stage) -> None:
    runs, sha = f"{REPO}/check-runs", stage.course.pull.head_sha
    output = {"title": "Two to do", "summary": "A plan and a test"}
    run = {"name": "Upstream Coach", "head_sha": sha, "status": "in_progress", "output": output}
    made = await stage.send("POST", runs, body=run)
    one = f"{runs}/{made.json['id']}"
    done = {"status": "completed", "conclusion": "neutral", "output": output}
    await stage.send("PATCH", one, body=done)
    await stage.get(one)
    await stage.get(f"{REPO}/commits/{sha}/check-runs?check_name=Upstream%20Coach&filter=latest")
    await stage.get(f"{REPO}/commits/{'0' * 40}/check-runs")


async def ask_what_is_refused(stage: Stage) -> None:
    await stage.get(f"{REPO}/pulls/999")
    await stage.get("/repos/nobody/nothing")
    await stage.get(REPO, "not a token")
    await stage.get("/app", None)
    first = await stage.get(REPO)
    await stage.get(REPO, If_None_Match=first.headers["ETag"])
    stage.world.rename_repository(stage.course.base, "model", stage.course.mentor)
    await stage.get(f"{REPO}/pulls/1")


UNASKED = {
    "/app-manifests/{code}/conversions": "answers what the test itself put behind the code",
}
EVERYTHING = (
    ask_as_the_app,
    ask_about_the_world,
    ask_about_files,
    ask_about_a_comparison,
    ask_about_issues,
    ask_about_check_runs,
    ask_about_pull_requests,
    ask_what_is_refused,
)


@pytest.mark.parametrize("questions", EVERYTHING, ids=lambda each: each.__name__)
async def test_every_answer_is_as_github_describes_it(
    questions: Callable[[Stage], Awaitable[None]], judge: Judge, recorded_exchanges: list[Exchange]
) -> None:
    async with stage() as running:
        await questions(running)
        assert not running.world.unknown_requests
    assert len(recorded_exchanges) >= 5
    assert [problem for each in recorded_exchanges for problem in judge.problems(each)] == []


async def test_no_route_of_the_sandbox_is_left_out(recorded_exchanges: list[Exchange]) -> None:
    async with stage() as running:
        for questions in EVERYTHING:
            await questions(running)
    asked = {(each.method, each.path) for each in recorded_exchanges if each.status < 300}
    missing = [
        f"{method} {template}"
        for method, template, _ in ROUTES
        if template not in UNASKED
        and not any(
            method == used and re.fullmatch(re.sub(r"\{[^}]+\}", ".+", template), path)
            for used, path in asked
        )
    ]
    assert missing == []


async def test_every_known_contradiction_is_still_met(
    judge: Judge, description: Description, recorded_exchanges: list[Exchange]
) -> None:
    async with stage() as running:
        await ask_as_the_app(running)
        await ask_about_pull_requests(running)
    for each in recorded_exchanges:
        judge.problems(each)
    assert description.met == set(KNOWN)
