"""ETags, rate limits, the request log and the watch on writes."""

from __future__ import annotations

import asyncio

from bot.sandbox.faults import Slow
from tests.support.sandbox import course, stage

REPO = "/repos/course/lm"
COMMENTS = f"{REPO}/issues/1/comments"


async def test_an_unchanged_answer_is_304_and_free() -> None:
    async with stage() as here:
        first = await here.get(REPO)
        again = await here.get(REPO, If_None_Match=first.headers["ETag"])
        assert (again.status, again.text) == (304, "")
        assert again.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"] == "1"
        here.world.rename_repository(here.course.base, "lm2", here.course.mentor)
        changed = await here.get(f"{REPO}2", If_None_Match=first.headers["ETag"])
        assert changed.status == 200


async def test_an_etag_belongs_to_its_token() -> None:
    async with stage() as here:
        first = await here.get(REPO)
        other = here.world.create_token(here.course.installation).value
        found = await here.get(REPO, other, If_None_Match=first.headers["ETag"])
        assert found.status == 200


async def test_tokens_of_one_installation_share_its_budget() -> None:
    async with stage() as here:
        await here.get(REPO)
        other = here.world.create_token(here.course.installation).value
        found = await here.get(REPO, other)
        assert found.headers["X-RateLimit-Limit"] == "5000"
        assert found.headers["X-RateLimit-Remaining"] == "4998"
        assert found.headers["X-RateLimit-Resource"] == "core"
        now = here.course.clock.now().timestamp()
        assert int(found.headers["X-RateLimit-Reset"]) == now + 3600


async def test_an_exhausted_budget_refuses_until_the_reset() -> None:
    async with stage() as here:
        here.course.installation.rest.limit = 2
        assert [(await here.get(REPO)).status for _ in range(3)] == [200, 200, 403]
        refused = await here.get(REPO)
        assert refused.headers["X-RateLimit-Remaining"] == "0"
        assert refused.json["message"].startswith("API rate limit exceeded for installation ID")
        assert (await here.get("/rate_limit")).json["resources"]["core"]["remaining"] == 0
        await here.course.clock.advance(3600)
        fresh = here.world.create_token(here.course.installation).value
        assert (await here.get(REPO, fresh)).headers["X-RateLimit-Used"] == "1"


async def test_graphql_has_a_budget_of_its_own_and_says_so_with_200() -> None:
    async with stage() as here:
        here.course.installation.graphql.limit = 1
        document = "query Who { viewer { login } rateLimit { cost remaining } }"
        first = await here.query(document)
        assert first.json["data"]["rateLimit"] == {"cost": 1, "remaining": 0}
        refused = await here.query(document)
        assert refused.status == 200
        assert refused.json["errors"][0]["type"] == "RATE_LIMITED"
        assert refused.headers["X-RateLimit-Remaining"] == "0"
        assert refused.headers["X-RateLimit-Resource"] == "graphql"
        assert (await here.get(REPO)).status == 200


async def test_asking_for_the_limit_is_free_and_a_jwt_is_not_counted() -> None:
    async with stage() as here:
        await here.get("/app", here.jwt())
        found = await here.get("/rate_limit")
        assert found.json["rate"]["used"] == 0
        assert found.json["resources"]["graphql"]["limit"] == 5000
        assert (await here.get("/rate_limit", None)).json["rate"]["limit"] == 60
        person = here.user_token(here.course.alice)
        await here.get(REPO, person)
        assert (await here.get("/rate_limit", person)).json["rate"]["used"] == 1


async def test_the_log_tells_what_was_asked_and_what_it_cost() -> None:
    async with stage() as here:
        await here.get(REPO)
        await here.send("POST", COMMENTS, body={"body": "x"})
        await here.query("query Who { viewer { login } }")
        await here.get("/repos/no/body")
        rows = [
            (each.method, each.path, each.operation, each.status, each.points, each.write)
            for each in here.world.requests
        ]
        assert rows == [
            ("GET", REPO, "", 200, 1, False),
            ("POST", COMMENTS, "", 201, 1, True),
            ("POST", "/graphql", "Who", 200, 1, False),
            ("GET", "/repos/no/body", "", 404, 1, False),
        ]
        assert {each.installation_id for each in here.world.requests} == {
            here.course.installation.id
        }


async def test_writes_a_second_apart_are_polite() -> None:
    async with stage() as here:
        for _ in range(2):
            await here.send("POST", COMMENTS, body={"body": "x"})
            await here.course.clock.advance(1)
        assert here.world.write_violations == []


async def test_writes_that_follow_too_fast_are_noted() -> None:
    async with stage() as here:
        await here.send("POST", COMMENTS, body={"body": "x"})
        await here.course.clock.advance(0.5)
        await here.send("POST", COMMENTS, body={"body": "x"})
        assert here.world.write_violations == [f"POST {COMMENTS}: 0.5 s after the write before"]


async def test_writes_that_overlap_are_noted() -> None:
    async with stage() as here:
        here.faults.add(Slow(seconds=5, write=True))
        slow = asyncio.create_task(here.send("POST", COMMENTS, body={"body": "slow"}))
        while here.course.clock.next_wake() is None:
            await here.get("/rate_limit")
        await here.send("POST", COMMENTS, body={"body": "fast"})
        await here.course.clock.advance(5)
        assert (await slow).status == 201
        assert here.world.write_violations == [f"POST {COMMENTS}: 1 other writes were running"]
        assert [each.body for each in here.course.pull.comments] == ["fast", "slow"]


async def test_writes_of_two_installations_do_not_disturb_each_other() -> None:
    made = course()
    other = made.world.create_organisation("other")
    home = made.world.create_repository(other, "lm")
    made.world.create_issue(home, made.alice, "Hello")
    token = made.world.create_token(made.world.install_app(made.app, other)).value
    async with stage(made) as here:
        await here.send("POST", COMMENTS, body={"body": "x"})
        await here.send("POST", "/repos/other/lm/issues/1/comments", token, body={"body": "x"})
        assert here.world.write_violations == []
