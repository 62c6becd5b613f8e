"""Each fault, as a client meets it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.github import documents
from bot.github.documents import CommentStep, RunStep
from bot.sandbox.faults import (
    BadToken,
    Faults,
    Lag,
    LostAnswer,
    LostRequest,
    PrimaryLimit,
    RequestFault,
    Scene,
    SecondaryLimit,
    ServerError,
    Slow,
)
from tests.support.sandbox import stage

REPO = "/repos/course/lm"
COMMENTS = f"{REPO}/issues/1/comments"
PUBLISH = documents.PUBLISH[CommentStep.ADD, RunStep.NONE]
HELLO = {"body": "Hello"}


@pytest.mark.parametrize(("fault", "comments"), [(LostAnswer, 1), (LostRequest, 0)])
async def test_a_cut_connection_may_hide_a_write_or_nothing(
    fault: type[LostAnswer | LostRequest], comments: int
) -> None:
    async with stage() as here:
        here.faults.add(fault(method="POST"))
        with pytest.raises(aiohttp.ClientError):
            await here.send("POST", COMMENTS, body=HELLO)
        assert len(here.course.pull.comments) == comments
        assert here.world.requests[-1].status == 0
        assert (await here.send("POST", COMMENTS, body=HELLO)).status == 201


async def test_a_mutation_can_lose_its_answer_by_name() -> None:
    async with stage() as here:
        here.faults.add(LostAnswer(operation="Publish"))
        await here.query("query Other { viewer { login } }")
        comment = {"subjectId": here.course.pull.node_id, "body": "Hello"}
        with pytest.raises(aiohttp.ClientError):
            await here.query(PUBLISH, comment=comment)
        assert len(here.course.pull.comments) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("applied", [False, True])
async def test_a_server_error_comes_before_or_after_the_effect(
    status: int, *, applied: bool
) -> None:
    async with stage() as here:
        here.faults.add(ServerError(status=status, applied=applied, write=True))
        assert (await here.get(COMMENTS)).status == 200
        assert (await here.send("POST", COMMENTS, body=HELLO)).status == status
        assert len(here.course.pull.comments) == applied


async def test_a_server_error_of_graphql_has_errors_and_no_data() -> None:
    async with stage() as here:
        here.faults.add(ServerError())
        found = await here.query("{ viewer { login } }")
        assert (found.status, found.json["data"]) == (502, None)


@pytest.mark.parametrize(("status", "after"), [(403, 60), (403, None), (429, 5)])
async def test_a_secondary_limit_comes_with_or_without_retry_after(
    status: int, after: int | None
) -> None:
    async with stage() as here:
        here.faults.add(SecondaryLimit(status=status, retry_after=after, path="*/comments"))
        found = await here.send("POST", COMMENTS, body=HELLO)
        assert found.status == status
        assert "secondary rate limit" in found.json["message"]
        assert found.headers.get("Retry-After") == (None if after is None else str(after))
        assert found.headers["X-RateLimit-Remaining"] != "0"
        assert here.course.pull.comments == []


@pytest.mark.parametrize("status", [403, 429])
async def test_an_exhausted_primary_limit_lasts_until_the_reset(status: int) -> None:
    async with stage() as here:
        here.faults.add(PrimaryLimit(status=status))
        found = await here.get(REPO)
        assert (found.status, found.headers["X-RateLimit-Remaining"]) == (status, "0")
        assert (await here.get(REPO)).status == 403
        await here.course.clock.advance(3600)
        fresh = here.world.create_token(here.course.installation).value
        assert (await here.get(REPO, fresh)).status == 200


async def test_an_exhausted_graphql_limit_is_said_with_200() -> None:
    async with stage() as here:
        here.faults.add(PrimaryLimit(path="/graphql"))
        found = await here.query("{ viewer { login } }")
        assert (found.status, found.json["errors"][0]["type"]) == (200, "RATE_LIMITED")
        assert found.headers["X-RateLimit-Remaining"] == "0"


async def test_a_limit_needs_somebody_to_limit() -> None:
    async with stage() as here:
        here.faults.add(PrimaryLimit())
        assert (await here.get(REPO, "nonsense")).status == 401


@pytest.mark.parametrize(("revoke", "later"), [(False, 200), (True, 401)])
async def test_a_token_is_refused_once_or_for_good(later: int, *, revoke: bool) -> None:
    async with stage() as here:
        here.faults.add(BadToken(revoke=revoke))
        found = await here.get(REPO)
        assert (found.status, found.json["message"]) == (401, "Bad credentials")
        assert (await here.get(REPO)).status == later


async def test_a_slow_answer_takes_the_worlds_time() -> None:
    async with stage() as here:
        here.faults.add(Slow(seconds=30, path=REPO))
        task = asyncio.create_task(here.get(REPO))
        while here.course.clock.next_wake() is None:
            await here.get("/rate_limit")
        assert not task.done()
        await here.course.clock.advance(30)
        assert (await task).status == 200


async def test_a_new_comment_is_missing_from_the_next_reads() -> None:
    async with stage() as here:
        here.faults.add(Lag(reads=2, write=True))
        made = (await here.send("POST", COMMENTS, body=HELLO)).json
        path = f"{REPO}/issues/comments/{made['id']}"
        assert (await here.get(path)).status == 404
        assert (await here.get(COMMENTS)).json == []
        assert (await here.get(path)).status == 200


async def test_a_new_comment_is_missing_from_all_of_one_graphql_read() -> None:
    async with stage() as here:
        here.faults.add(Lag(reads=1, operation="Publish"))
        comment = {"subjectId": here.course.pull.node_id, "body": "Hello"}
        made = await here.query(PUBLISH, comment=comment)
        node = made.json["data"]["comment"]["commentEdge"]["node"]["id"]
        variables = {
            "owner": "course",
            "name": "lm",
            "number": 1,
            "app": 1,
            "run": "x",
            "policyRun": "y",
            "sticky": node,
            "hasSticky": True,
        }
        first = (await here.query(documents.PULL_REQUEST, **variables)).json["data"]
        assert first["sticky"] is None
        assert first["repository"]["pullRequest"]["comments"]["nodes"] == []
        assert first["repository"]["pullRequest"]["recent"]["nodes"] == []
        second = (await here.query(documents.PULL_REQUEST, **variables)).json["data"]
        assert second["sticky"]["id"] == node


async def test_a_comment_that_has_not_come_through_cannot_be_edited() -> None:
    async with stage() as here:
        here.faults.add(Lag(reads=2, method="POST"))
        made = (await here.send("POST", COMMENTS, body=HELLO)).json
        path = f"{REPO}/issues/comments/{made['id']}"
        assert (await here.send("PATCH", path, body=HELLO)).status == 404
        edit = documents.PUBLISH[CommentStep.EDIT, RunStep.NONE]
        found = await here.query(edit, comment={"id": made["node_id"], "body": "Hello there"})
        assert found.json["errors"][0]["type"] == "NOT_FOUND"
        assert (await here.send("PATCH", path, body=HELLO)).status == 200


async def test_a_new_check_run_is_not_found_at_first() -> None:
    async with stage() as here:
        here.faults.add(Lag(reads=1, method="POST"))
        body = {"name": "Coach", "head_sha": here.course.pull.head_sha}
        made = (await here.send("POST", f"{REPO}/check-runs", body=body)).json
        path = f"{REPO}/check-runs/{made['id']}"
        changes = {"status": "completed", "conclusion": "success"}
        assert (await here.send("PATCH", path, body=changes)).status == 404
        assert (await here.send("PATCH", path, body=changes)).status == 200


GET = Scene("GET", "/repos/o/r/pulls/1", "", write=False)
PUBLISHING = Scene("POST", "/graphql", "Publish", write=True)


@pytest.mark.parametrize(
    ("rule", "scene", "struck"),
    [
        (RequestFault(), GET, True),
        (RequestFault(method="POST"), GET, False),
        (RequestFault(path="/repos/*/pulls/*"), GET, True),
        (RequestFault(path="/app/*"), GET, False),
        (RequestFault(operation="Publish"), PUBLISHING, True),
        (RequestFault(operation="Publish"), GET, False),
        (RequestFault(write=True), PUBLISHING, True),
        (RequestFault(write=False), PUBLISHING, False),
    ],
)
def test_a_rule_strikes_what_it_names(rule: RequestFault, scene: Scene, *, struck: bool) -> None:
    faults = Faults()
    faults.add(rule)
    assert bool(faults.striking(scene)) is struck


@pytest.mark.parametrize(
    ("skip", "times", "expected"),
    [(0, 1, "x...."), (2, 2, "..xx."), (0, None, "xxxxx"), (1, 0, ".....")],
)
def test_a_rule_counts_its_matches(skip: int, times: int | None, expected: str) -> None:
    faults = Faults()
    faults.add(RequestFault(skip=skip, times=times))
    struck = ["x" if faults.striking(GET) else "." for _ in expected]
    assert "".join(struck) == expected


def test_the_dice_fall_the_same_for_the_same_seed() -> None:
    def thrown(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add(RequestFault(times=None, probability=0.5))
        return [bool(faults.striking(GET)) for _ in range(200)]

    assert thrown(1) == thrown(1) != thrown(2)
    assert 70 < sum(thrown(1)) < 130


def test_a_cleared_switchboard_harms_nothing() -> None:
    faults = Faults()
    faults.add(RequestFault(times=None))
    faults.clear()
    assert faults.striking(GET) == []
