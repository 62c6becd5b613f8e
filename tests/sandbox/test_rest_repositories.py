"""Who sees which repository over REST, and what happens to unknown routes."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.rest import create_app
from bot.sandbox.server import running, serving
from tests.support.sandbox import course, stage


async def test_a_fork_names_its_parent_and_its_root() -> None:
    made = course()
    made.world.fork(made.fork, made.mentor)
    async with stage(made) as here:
        found = (await here.get("/repos/mentor/lm")).json
        assert found["parent"]["full_name"] == "alice/lm"
        assert found["source"]["full_name"] == "course/lm"
        assert found["has_issues"] is False
        assert (await here.get("/repos/course/lm")).json["organization"]["login"] == "course"


async def test_a_private_repository_exists_only_for_who_may_see_it() -> None:
    made = course()
    own = made.world.create_repository(made.course, "secret", private=True)
    made.world.create_repository(made.alice, "diary", private=True)
    async with stage(made) as here:
        alice, mentor = here.user_token(made.alice), here.user_token(made.mentor)
        assert (await here.get("/repos/course/secret")).status == 200
        assert (await here.get("/repos/course/secret", mentor)).status == 200
        assert (await here.get("/repos/alice/diary", alice)).status == 200
        for path, token in (
            ("/repos/course/secret", None),
            ("/repos/course/secret", alice),
            ("/repos/alice/diary", here.token),
            ("/repos/alice/diary", None),
        ):
            assert (await here.get(path, token)).status == 404
        made.world.add_collaborator(own, made.alice, made.mentor)
        assert (await here.get("/repos/course/secret", alice)).status == 200


async def test_a_private_repository_wants_the_permission_to_read() -> None:
    made = course()
    made.world.set_private(made.base, made.mentor, private=True)
    token = made.world.create_token(made.installation, permissions={"metadata": "read"}).value
    async with stage(made) as here:
        for path in ("pulls", "pulls/1", "issues", "commits/main/check-runs"):
            assert (await here.get(f"/repos/course/lm/{path}", token)).status == 403
            assert (await here.get(f"/repos/course/lm/{path}")).status == 200


async def test_a_renamed_repository_answers_301_to_its_address_by_number() -> None:
    async with stage() as here:
        here.world.rename_repository(here.course.base, "eval", here.course.mentor)
        moved = await here.get("/repos/course/lm/pulls/1")
        target = f"{here.root}/repositories/{here.course.base.id}/pulls/1"
        assert (moved.status, moved.headers["Location"]) == (301, target)
        assert (await here.get(target)).json["title"] == "Fix"
        assert (await here.get("/repos/course/eval/pulls/1")).status == 200


async def test_a_moved_private_repository_does_not_betray_itself() -> None:
    made = course()
    secret = made.world.create_repository(made.alice, "diary", private=True)
    made.world.rename_repository(secret, "notes", made.alice)
    async with stage(made) as here:
        assert (await here.get("/repos/alice/diary")).status == 404
        assert (await here.get(f"/repositories/{secret.id}")).status == 404
        assert (await here.get("/repositories/1")).status == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/search/issues"), ("PUT", "/repos/course/lm/pulls/1")]
)
async def test_an_unknown_route_fails_loudly_and_is_remembered(method: str, path: str) -> None:
    async with stage() as here:
        found = await here.send(method, path)
        assert found.status == 501
        assert f"{method} {path}" in found.json["message"]
        assert here.world.unknown_requests == [f"{method} {path}"]


async def test_a_page_beside_the_api_does_not_swallow_its_unknown_routes() -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="a page")

    world = course().world
    app = create_app(world)
    app.router.add_get("/{owner}/{repo}", page)
    async with serving(app) as root, aiohttp.ClientSession() as session:
        async with session.get(f"{root}/search/issues") as shown:
            assert await shown.text() == "a page"
        headers = {"Authorization": "Bearer x"}
        async with session.get(f"{root}/search/issues", headers=headers) as refused:
            assert refused.status == 501
    assert world.unknown_requests == ["GET /search/issues"]


async def test_every_answer_says_what_githubs_answers_say() -> None:
    async with stage() as here:
        found = await here.get("/repos/course/lm", X_GitHub_Api_Version="2022-11-28")
        assert found.headers["X-GitHub-Api-Version-Selected"] == "2022-11-28"
        assert found.headers["X-GitHub-Media-Type"] == "github.v3; format=json"
        assert found.headers["X-GitHub-Request-Id"]


async def test_another_api_version_is_refused() -> None:
    async with stage() as here:
        found = await here.get("/repos/course/lm", X_GitHub_Api_Version="2019-01-01")
        assert (found.status, "not a supported version" in found.text) == (400, True)


async def test_a_request_without_a_user_agent_is_refused() -> None:
    async with stage() as here:
        assert (await here.get("/repos/course/lm", User_Agent="")).status == 403


async def test_a_body_that_is_not_an_object_is_refused() -> None:
    async with stage() as here:
        found = await here.send("POST", "/repos/course/lm/issues", body=["x"])
        assert (found.status, found.json["message"]) == (400, "Body should be a JSON object")
        async with here.session.post(
            f"{here.root}/repos/course/lm/issues",
            data=b"{",
            headers={"Authorization": f"Bearer {here.token}"},
        ) as broken:
            assert (broken.status, (await broken.json())["message"]) == (
                400,
                "Problems parsing JSON",
            )


async def test_an_enterprise_server_has_its_api_under_a_prefix() -> None:
    made = course()
    async with running(made.world, prefix="/api/v3") as root, stage(made) as here:
        assert root.endswith("/api/v3")
        made.world.links.api = root
        found = await here.get(f"{root}/repos/course/lm")
        assert found.json["url"] == f"{root}/repos/course/lm"
        paged = await here.get(f"{root}/repos/course/lm/pulls/1/files?per_page=1")
        assert paged.headers["Link"].startswith(f"<{root}/repos/course/lm/pulls/1/files?")
        graphql = root.replace("/api/v3", "/api/graphql")
        answer = await here.send("POST", graphql, body={"query": "{ viewer { login } }"})
        assert answer.json == {"data": {"viewer": {"login": "coach[bot]"}}}


async def test_meta_tells_the_loopback_addresses() -> None:
    made = course()
    async with stage(made) as here:
        assert (await here.get("/meta", None)).json["hooks"] == ["127.0.0.0/8", "::1/128"]


async def test_a_team_is_shown_to_who_belongs_to_its_organisation() -> None:
    made = course()
    made.world.create_team(made.course, "students", (made.alice, made.mentor))
    path = "/orgs/course/teams/students/members"
    async with stage(made) as here:
        found = await here.get(f"{path}?per_page=1")
        assert [each["login"] for each in found.json] == ["alice"]
        assert 'rel="next"' in found.headers["Link"]
        mentor, alice = here.user_token(made.mentor), here.user_token(made.alice)
        assert (await here.get(path, mentor)).status == 200
        assert (await here.get(path, alice)).status == 404
        assert (await here.get(path, None)).status == 401
        assert (await here.get("/orgs/nobody/teams/students/members")).status == 404
        assert (await here.get("/orgs/course/teams/nobody/members")).status == 404
        less = made.world.create_token(made.installation, permissions={"metadata": "read"}).value
        assert (await here.get(path, less)).status == 403
