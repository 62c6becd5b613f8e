from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.model import PullRequest
from bot.sandbox.page_forms import LARGEST, LONGEST_FILE
from tests.support.sandbox_page import BOT_BODY, PULL, Visitor, scene

if TYPE_CHECKING:
    from pytest_aiohttp.plugin import AiohttpClient

    from bot.sandbox.model import Comment
    from tests.support.sandbox_page import Scene


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
async def visitor(place: Scene, aiohttp_client: AiohttpClient) -> Visitor:
    """The page, read by alice, who wrote the pull request."""
    return Visitor(await aiohttp_client(place.application()))


async def _token(visitor: Visitor) -> str:
    return (await visitor.read("/")).split('name="token" value="')[1].split('"')[0]


def last(place: Scene) -> Comment:
    return place.pull.comments[-1]


async def test_a_comment_is_shown_and_told_to_the_app(place: Scene, visitor: Visitor) -> None:
    html = await visitor.send(f"{PULL}/comments", body="I ran it.\r\nIt is **two**.")

    assert "It is <strong>two</strong>." in html
    assert last(place).body == "I ran it.\nIt is **two**."
    assert last(place).author is place.alice
    assert place.world.deliveries[-1].event == "issue_comment"


async def test_one_acts_as_whom_one_chooses(place: Scene, visitor: Visitor) -> None:
    await visitor.act_as("ben")
    await visitor.send(f"{PULL}/comments", body="Hello.")

    assert last(place).author is place.ben


async def test_a_comment_is_edited_and_deleted_by_its_author(
    place: Scene, visitor: Visitor
) -> None:
    said = place.world.comment(place.pull, place.alice, "First.")

    assert "Second." in await visitor.send(f"{PULL}/comments/{said.id}/edit", body="Second.")
    assert "Second." not in await visitor.send(f"{PULL}/comments/{said.id}/delete")
    await visitor.send(f"{PULL}/comments/{said.id}/edit", status=404, body="Third.")


async def test_title_and_description_are_edited(place: Scene, visitor: Visitor) -> None:
    await visitor.send(f"{PULL}/title", title="  A better title ")
    html = await visitor.send(f"{PULL}/body", body="A better text.")

    assert "A better title" in html
    assert "A better text." in html
    assert place.pull.title == "A better title"


async def test_the_description_may_be_emptied(place: Scene, visitor: Visitor) -> None:
    assert "No description." in await visitor.send(f"{PULL}/body", body="")
    assert place.pull.body == ""


async def test_a_pull_request_becomes_a_draft_and_ready_closes_and_reopens(
    place: Scene, visitor: Visitor
) -> None:
    seen = []
    for move in ("draft", "ready", "close", "reopen"):
        await visitor.send(f"{PULL}/state", move=move)
        seen.append((place.pull.state, place.pull.draft))

    assert seen == [("open", True), ("open", False), ("closed", False), ("open", False)]


async def test_a_change_of_state_that_came_too_late_says_so(place: Scene, visitor: Visitor) -> None:
    place.world.close(place.pull, place.alice)

    assert "changed meanwhile" in await visitor.send(f"{PULL}/state", status=409, move="close")


async def test_a_file_that_is_typed_in_is_pushed_to_the_branch(
    place: Scene, visitor: Visitor
) -> None:
    before = place.pull.head_sha

    html = await visitor.send(
        f"{PULL}/push", path="tests/test_run.py", text="assert True", message="Add a test"
    )

    assert "pushed" in html or "asks to merge 2 commits" in html
    assert place.pull.head_sha != before
    tree = place.base.objects[place.pull.head_sha].tree
    assert tree.get("tests/test_run.py") == "assert True\n"


async def test_pushing_what_is_there_already_says_so(place: Scene, visitor: Visitor) -> None:
    before = place.pull.head_sha

    html = await visitor.send(
        f"{PULL}/push", status=422, path="docs/run.md", text="# Run\n", message="Again"
    )

    assert "docs/run.md has this text already" in html
    assert place.pull.head_sha == before


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("test", "tests/test_prepared_{}.py"),
        ("docs", "docs/prepared_{}.md"),
        ("large", "settings/prepared_{}.py"),
    ],
)
async def test_a_prepared_commit_can_be_pushed_again_and_again(
    place: Scene, visitor: Visitor, key: str, path: str
) -> None:
    await visitor.send(f"{PULL}/prepared", commit=key)
    await visitor.send(f"{PULL}/prepared", commit=key)

    tree = place.base.objects[place.pull.head_sha].tree
    assert tree.get(path.format(1))
    assert tree.get(path.format(2))


async def test_a_pull_request_is_opened_from_a_fork_made_on_the_way(
    place: Scene, visitor: Visitor
) -> None:
    await visitor.act_as("ben")

    html = await visitor.send(
        "/course/engine/pulls",
        title="Add a guide",
        body="It was missing.",
        branch="guide",
        path="docs/guide.md",
        text="# Guide",
    )

    made = place.base.issues[2]
    assert isinstance(made, PullRequest)
    assert made.head_repository is place.world.repository("ben/engine")
    assert place.world.diff_of(made).files[0].path == "docs/guide.md"
    assert "ben:guide" in html


async def test_opening_from_a_branch_with_a_pull_request_pushes_to_that_one(
    place: Scene, visitor: Visitor
) -> None:
    await visitor.send(
        "/course/engine/pulls",
        title="More",
        branch="fix",
        path="docs/more.md",
        text="# More",
    )

    assert list(place.base.issues) == [1]
    assert len(place.world.diff_of(place.pull).files) == 3


async def test_a_second_fork_of_the_same_name_gets_the_owner_in_its_name(
    place: Scene, visitor: Visitor
) -> None:
    place.world.create_repository(place.ben, "engine")
    await visitor.act_as("ben")

    await visitor.send(
        "/course/engine/pulls", title="Add a guide", branch="guide", path="a.md", text="# A"
    )

    made = place.base.issues[2]
    assert isinstance(made, PullRequest)
    assert made.head_repository is place.world.repository("ben/course-engine")


async def test_the_owner_of_a_repository_opens_from_a_branch_of_it(
    place: Scene, visitor: Visitor
) -> None:
    where, text = "/alice/engine/pulls", "# Guide"

    refused = await visitor.send(
        where, status=422, title="Add a guide", branch="main", path="guide.md", text=text
    )
    await visitor.send(where, title="Add a guide", branch="guide", path="guide.md", text=text)

    assert "a branch other than the base" in refused
    made = place.fork.issues[1]
    assert isinstance(made, PullRequest)
    assert made.head_repository is place.fork


async def test_an_issue_is_opened_commented_and_closed(place: Scene, visitor: Visitor) -> None:
    await visitor.send("/course/engine/issues", title="A question", body="Why two?")
    await visitor.send("/course/engine/issues/2/comments", body="Because.")
    html = await visitor.send("/course/engine/issues/2/state", move="close")

    assert "Because." in html
    assert place.base.issues[2].state == "closed"


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("title", {"title": "Mine now"}),
        ("body", {"body": "Mine now"}),
        ("state", {"move": "close"}),
        ("push", {"path": "a.py", "text": "x", "message": "m"}),
        ("prepared", {"commit": "test"}),
    ],
)
async def test_a_stranger_may_not_change_the_pull_request(
    place: Scene, visitor: Visitor, act: str, fields: dict[str, str]
) -> None:
    before = (place.pull.title, place.pull.body, place.pull.state, place.pull.head_sha)
    await visitor.act_as("ben")

    html = await visitor.send(f"{PULL}/{act}", status=403, **fields)

    assert "ben may not" in html
    assert (place.pull.title, place.pull.body, place.pull.state, place.pull.head_sha) == before


@pytest.mark.parametrize("act", ["edit", "delete"])
async def test_a_stranger_may_not_touch_a_comment(place: Scene, visitor: Visitor, act: str) -> None:
    said = place.world.comment(place.pull, place.alice, "Mine.")
    await visitor.act_as("ben")

    await visitor.send(f"{PULL}/comments/{said.id}/{act}", status=403, body="No.")

    assert said.body == "Mine."
    assert not said.deleted


async def test_a_maintainer_may_push_to_the_branch_and_delete_the_bots_comment(
    place: Scene, visitor: Visitor
) -> None:
    await visitor.act_as("mentor")

    await visitor.send(f"{PULL}/prepared", commit="test")
    await visitor.send(f"{PULL}/comments/{last(place).id}/delete")

    assert place.pull.comments == []
    assert len(place.world.commits_of(place.pull)) == 2


async def test_nobody_edits_what_the_bot_wrote(place: Scene, visitor: Visitor) -> None:
    await visitor.act_as("mentor")

    await visitor.send(f"{PULL}/comments/{last(place).id}/edit", status=403, body="No.")

    assert last(place).body == BOT_BODY


async def test_a_branch_whose_fork_is_gone_cannot_be_pushed_to(
    place: Scene, visitor: Visitor
) -> None:
    place.world.delete_repository(place.fork, place.alice)

    await visitor.send(f"{PULL}/prepared", status=409, commit="test")

    assert "Push a commit" not in await visitor.read(PULL)


@pytest.mark.parametrize(
    ("path", "fields", "complaint"),
    [
        (f"{PULL}/comments", {"body": " \n"}, "The body is empty"),
        (f"{PULL}/comments", {}, "The body is empty"),
        (f"{PULL}/comments", {"body": "x" * 65_537}, "The body is too long"),
        (f"{PULL}/title", {"title": ""}, "The title must be one line"),
        (f"{PULL}/title", {"title": "x" * 257}, "The title must be one line"),
        (f"{PULL}/title", {"title": "two\nlines"}, "The title must be one line"),
        (f"{PULL}/prepared", {"commit": "other"}, "Choose one of the commits"),
        (
            f"{PULL}/push",
            {"path": "../x", "text": "x", "message": "m"},
            "path inside the repository",
        ),
        (
            f"{PULL}/push",
            {"path": "x", "text": "x" * (LONGEST_FILE + 1), "message": "m"},
            "The text is too long",
        ),
        (
            "/course/engine/pulls",
            {"title": "t", "branch": "a..b", "path": "x", "text": "x"},
            "The branch must be made of",
        ),
        (
            "/course/engine/pulls",
            {"title": "t", "branch": "new", "path": "README.md", "text": "# Engine"},
            "README.md has this text already",
        ),
        ("/-/act-as", {"login": "nobody"}, "Choose somebody from the list"),
    ],
)
async def test_bad_input_is_refused_and_the_field_is_named(
    visitor: Visitor, path: str, fields: dict[str, str], complaint: str
) -> None:
    assert complaint in await visitor.send(path, status=422, **fields)


async def test_an_act_that_does_not_exist_is_not_there(visitor: Visitor) -> None:
    await visitor.send(f"{PULL}/merge", status=404)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, "wrong"),
        ({"Origin": "https://elsewhere.example"}, ""),
        ({"Origin": "null"}, ""),
        ({"Sec-Fetch-Site": "cross-site"}, ""),
        ({"Sec-Fetch-Site": "same-site"}, ""),
    ],
)
async def test_a_form_from_elsewhere_is_refused(
    place: Scene, visitor: Visitor, headers: dict[str, str], token: str
) -> None:
    data = {"token": token or await _token(visitor), "body": "From elsewhere."}

    async with visitor.client.post(f"{PULL}/comments", data=data, headers=headers) as answer:
        assert answer.status == 403
    assert last(place).body == BOT_BODY


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_foreign_name_for_this_machine_is_refused(visitor: Visitor, method: str) -> None:
    headers = {"Host": "rebound.example"}
    for path in ("/", "/-/changes") if method == "GET" else (f"{PULL}/comments",):
        async with visitor.client.request(method, path, headers=headers) as answer:
            assert answer.status == 421
            # A page would hand the secret to whoever reads it.
            assert await _token(visitor) not in await answer.text()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"token=%FF", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(50)), "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * LARGEST, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_what_is_not_a_form_of_a_usual_size_is_refused(
    visitor: Visitor, body: bytes, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind}
    sent = BytesIO(body)
    async with visitor.client.post(f"{PULL}/comments", data=sent, headers=headers) as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    ("back", "target"),
    [
        (PULL, PULL),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example", "/"),
        ("", "/"),
    ],
)
async def test_after_choosing_whom_to_act_as_one_stays_in_the_sandbox(
    visitor: Visitor, back: str, target: str
) -> None:
    data = {"token": await _token(visitor), "login": "ben", "back": back}

    async with visitor.client.post("/-/act-as", data=data, allow_redirects=False) as answer:
        assert answer.headers["Location"] == target
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert "SameSite=Strict" in answer.headers["Set-Cookie"]
