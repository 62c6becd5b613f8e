"""Apps, installations and tokens over REST."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jwt
import pytest

from tests.support.sandbox import course, key_pair, stage

if TYPE_CHECKING:
    from tests.support.sandbox import Reply, Stage


async def test_the_app_is_known_by_client_id_and_by_number() -> None:
    async with stage() as here:
        app = here.course.app
        for issuer in (app.client_id, str(app.id), app.id):
            found = await here.get("/app", _signed(here, iss=issuer))
            assert (found.status, found.json["slug"]) == (200, "coach")
            assert found.json["installations_count"] == 1


def _signed(here: Stage, **changes: object) -> str:
    now = int(here.course.clock.now().timestamp())
    claims = {"iat": now - 60, "exp": now + 500, "iss": here.course.app.client_id} | changes
    # PyJWT's own encoder refuses an issuer that is a number; GitHub takes both.
    return jwt.api_jws.encode(json.dumps(claims).encode(), key_pair()[0], algorithm="RS256")


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"exp": 0}, 401, "'Expiration time' claim ('exp') must be a numeric value"),
        ({"exp": "soon"}, 401, "'Expiration time' claim ('exp') must be a numeric value"),
        ({"exp": 2_000_000_000_000}, 401, "is too far in the future"),
        ({"iat": 2_000_000_000_000}, 401, "'Issued at' claim ('iat')"),
        ({"iss": "nobody"}, 404, "Integration not found"),
    ],
)
async def test_a_bad_claim_is_refused_with_its_name(
    changes: dict[str, object], status: int, message: str
) -> None:
    async with stage() as here:
        found = await here.get("/app", _signed(here, **changes))
        assert found.status == status
        assert message in found.json["message"]


async def test_a_jwt_of_another_key_is_refused() -> None:
    async with stage() as here:
        token = here.jwt()
        forged = token[: token.rindex(".") + 1] + "AAAA" + token[token.rindex(".") + 5 :]
        found = await here.get("/app", forged)
        assert found.status == 401
        assert found.json["message"] == "A JSON web token could not be decoded"


async def test_an_installation_token_is_no_jwt_and_the_other_way_round() -> None:
    async with stage() as here:
        assert (await here.get("/app")).status == 401
        assert (await here.get("/installation/repositories", here.jwt())).status == 401
        assert (await here.get("/installation/repositories", None)).status == 401
        person = here.user_token(here.course.alice)
        assert (await here.get("/installation/repositories", person)).status == 403


@pytest.mark.parametrize("credential", ["nonsense", "ghs_1_a.b.c"])
async def test_an_unknown_credential_is_bad(credential: str) -> None:
    async with stage() as here:
        found = await here.get("/repos/course/lm", credential)
        assert (found.status, found.json["message"]) == (401, "Bad credentials")
        odd = await here.get("/repos/course/lm", None, Authorization="Basic eDp5")
        assert odd.status == 401


async def test_a_minted_token_works_until_its_hour_is_over() -> None:
    async with stage() as here:
        minted = await _mint(here)
        assert minted.status == 201
        assert minted.json["expires_at"] == "2026-09-07T10:00:00Z"
        assert minted.json["permissions"]["issues"] == "write"
        token = minted.json["token"]
        assert (await here.get("/repos/course/lm", token)).status == 200
        await here.course.clock.advance(3600)
        assert (await here.get("/repos/course/lm", token)).status == 401


async def _mint(here: Stage, **body: object) -> Reply:
    path = f"/app/installations/{here.course.installation.id}/access_tokens"
    return await here.send("POST", path, here.jwt(), body=body or None)


async def test_a_token_can_be_narrowed_to_repositories() -> None:
    made = course()
    other = made.world.create_repository(made.course, "other")
    async with stage(made) as here:
        minted = await _mint(here, repository_ids=[other.id])
        assert minted.json["repository_selection"] == "selected"
        listed = await here.get("/installation/repositories", minted.json["token"])
        assert [each["name"] for each in listed.json["repositories"]] == ["other"]
        path = "/repos/course/lm/issues/1/comments"
        refused = await here.send("POST", path, minted.json["token"], body={"body": "Hello"})
        assert refused.status == 403
        by_name = await _mint(here, repositories=["lm"])
        assert [each["name"] for each in by_name.json["repositories"]] == ["lm"]


async def test_a_token_cannot_be_widened() -> None:
    async with stage() as here:
        assert (await _mint(here, repository_ids=[here.course.fork.id])).status == 422
        assert (await _mint(here, permissions={"contents": "write"})).status == 422
        assert (await _mint(here, permissions={"secrets": "read"})).status == 422
        everything = await _mint(here, permissions={})
        assert everything.json["permissions"] == dict(here.course.installation.permissions)
        narrowed = await _mint(here, permissions={"issues": "read"})
        assert narrowed.json["permissions"] == {"metadata": "read", "issues": "read"}


async def test_an_installation_is_found_by_repository_and_by_number() -> None:
    async with stage() as here:
        number = here.course.installation.id
        for path in (f"/app/installations/{number}", "/repos/course/lm/installation"):
            assert (await here.get(path, here.jwt())).json["id"] == number
        for path in (
            "/app/installations/1",
            "/app/installations/x",
            "/repos/alice/lm/installation",
            "/repos/no/body/installation",
        ):
            assert (await here.get(path, here.jwt())).status == 404


async def test_a_suspended_installation_mints_nothing_and_its_tokens_are_refused() -> None:
    async with stage() as here:
        here.world.suspend(here.course.installation, here.course.mentor)
        assert (await _mint(here)).status == 403
        found = await here.get("/repos/course/lm")
        assert (found.status, found.json["message"]) == (
            403,
            "This installation has been suspended",
        )
        here.world.unsuspend(here.course.installation, here.course.mentor)
        assert (await here.get("/repos/course/lm")).status == 200


async def test_tokens_die_with_the_installation() -> None:
    async with stage() as here:
        here.world.uninstall(here.course.installation, here.course.mentor)
        assert (await here.get("/repos/course/lm")).status == 401
        assert (await _mint(here)).status == 404


async def test_lists_come_in_pages_with_links_that_lead_through_them() -> None:
    made = course()
    for number in range(4):
        made.world.install_app(made.app, made.world.create_user(f"student{number}"))
    async with stage(made) as here:
        seen: list[int] = []
        path: str | None = "/app/installations?per_page=2"
        while path is not None:
            found = await here.get(path, here.jwt())
            seen += [each["id"] for each in found.json]
            path = _next(found.headers["Link"])
        assert seen == list(made.world.installations)


def _next(link: str) -> str | None:
    found = [part for part in link.split(", ") if part.endswith('rel="next"')]
    return found[0].partition("<")[2].partition(">")[0] if found else None


async def test_the_repositories_of_an_installation_come_with_their_count() -> None:
    made = course()
    made.world.create_repository(made.course, "other", private=True)
    async with stage(made) as here:
        found = await here.get("/installation/repositories?per_page=1&page=2")
        assert found.json["total_count"] == 2
        assert found.json["repository_selection"] == "all"
        assert [each["name"] for each in found.json["repositories"]] == ["other"]


async def test_a_manifest_code_works_once() -> None:
    async with stage() as here:
        here.world.manifest_codes["code"] = {"id": 7, "pem": "key"}
        path = "/app-manifests/code/conversions"
        assert (await here.send("POST", path, None)).json == {"id": 7, "pem": "key"}
        assert (await here.send("POST", path, None)).status == 404


async def test_accounts_are_read_by_login_also_bots() -> None:
    async with stage() as here:
        bot = await here.get("/users/coach%5Bbot%5D")
        assert (bot.json["type"], bot.json["id"]) == ("Bot", here.course.app.bot.id)
        assert (await here.get("/users/nobody")).status == 404
        assert (await here.get("/user")).status == 403
        assert (await here.get("/user", None)).status == 401
        person = await here.get("/user", here.user_token(here.course.alice))
        assert person.json["login"] == "alice"
