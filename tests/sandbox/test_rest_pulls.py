"""Pull requests over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.sandbox import course, stage

if TYPE_CHECKING:
    from tests.support.sandbox import Stage

PULL = "/repos/course/lm/pulls/1"


async def test_a_pull_request_is_read_with_its_counts() -> None:
    async with stage() as here:
        found = (await here.get(PULL)).json
        assert (found["additions"], found["deletions"], found["changed_files"]) == (2, 1, 2)
        assert (found["commits"], found["draft"], found["mergeable"]) == (1, False, True)
        assert found["head"]["label"] == "alice:fix"
        assert found["base"]["repo"]["full_name"] == "course/lm"


@pytest.mark.parametrize(
    "accept", ["application/vnd.github.diff", "application/vnd.github.v3.diff"]
)
async def test_the_diff_comes_as_text(accept: str) -> None:
    async with stage() as here:
        found = await here.get(PULL, Accept=accept)
        assert found.text == here.world.diff_of(here.course.pull).text
        assert found.headers["X-GitHub-Media-Type"] == "github.v3; param=diff"


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({f"f{n}.py": "1\n" for n in range(301)}, "files (300)"),
        ({"long.py": "1\n" * 20_001}, "lines (20000)"),
    ],
)
async def test_a_diff_that_is_too_large_is_refused_as_github_does(
    files: dict[str, str], word: str
) -> None:
    made = course()
    made.world.commit(made.fork, "fix", made.alice, "Much", files)
    async with stage(made) as here:
        found = await here.get(PULL, Accept="application/vnd.github.diff")
        assert found.status == 406
        assert word in found.json["message"]
        assert found.json["errors"][0]["code"] == "too_large"
        assert (await here.get(PULL)).json["changed_files"] > 0


async def test_files_come_in_pages_with_a_patch_each() -> None:
    made = course()
    made.world.commit(
        made.fork, "fix", made.alice, "Many", {f"n{n:02}.py": f"{n}\n" for n in range(40)}
    )
    async with stage(made) as here:
        first = await here.get(f"{PULL}/files")
        assert len(first.json) == 30
        assert 'rel="next"' in first.headers["Link"]
        rest = await here.get(f"{PULL}/files?page=2")
        assert len(rest.json) == 12
        assert rest.json[-1]["patch"] == "@@ -0,0 +1 @@\n+39"
        assert (await here.get(f"{PULL}/files?per_page=1000")).json[0]["filename"] == "a.py"


async def test_a_moved_file_names_where_it_was() -> None:
    made = course()
    made.world.commit(made.fork, "fix", made.alice, "Move", {"b.py": None, "z.py": "1\n"})
    async with stage(made) as here:
        moved = (await here.get(f"{PULL}/files")).json[-1]
        assert (moved["status"], moved["previous_filename"]) == ("renamed", "b.py")
        assert "patch" not in moved


async def test_commits_are_listed_oldest_first() -> None:
    made = course()
    made.world.commit(made.fork, "fix", made.alice, "Then this", {"d": "1\n"})
    async with stage(made) as here:
        found = (await here.get(f"{PULL}/commits")).json
        assert [each["commit"]["message"] for each in found] == ["Fix the sum", "Then this"]


async def _numbers(here: Stage, query: str) -> list[int]:
    return [each["number"] for each in (await here.get(f"/repos/course/lm/pulls?{query}")).json]


async def test_pull_requests_are_listed_by_state_head_and_base() -> None:
    made = course()
    world, alice = made.world, made.alice
    world.commit(made.base, "dev", made.mentor, "Start", {"z": "1\n"})
    world.commit(made.fork, "two", alice, "Two", {"t": "1\n"})
    world.open_pull_request(
        author=alice,
        head=made.fork,
        head_branch="two",
        base=made.base,
        base_branch="dev",
        title="Two",
    )
    world.close(made.pull, alice)
    await made.clock.advance(60)
    world.comment(made.pull, alice, "Later")
    async with stage(made) as here:
        assert await _numbers(here, "") == [2]
        assert await _numbers(here, "state=all") == [2, 1]
        assert await _numbers(here, "state=all&direction=asc") == [1, 2]
        assert await _numbers(here, "state=all&sort=updated&direction=desc") == [1, 2]
        assert await _numbers(here, "state=closed&head=alice:fix") == [1]
        assert await _numbers(here, "state=all&base=dev") == [2]


async def test_a_pull_request_is_opened_once_for_a_branch() -> None:
    made = course()
    made.world.commit(made.fork, "two", made.alice, "Two", {"t": "1\n"})
    async with stage(made) as here:
        alice = here.user_token(made.alice)
        body = {"title": "Two", "head": "alice:two", "base": "main", "draft": True}
        opened = await here.send("POST", "/repos/course/lm/pulls", alice, body=body)
        assert (opened.status, opened.json["draft"]) == (201, True)
        again = await here.send("POST", "/repos/course/lm/pulls", alice, body=body)
        assert again.status == 422
        assert "already exists" in again.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"head": "alice:none"}, "head is invalid"),
        ({"base": "none"}, "base is invalid"),
        ({"head": "alice:main"}, "No commits between"),
    ],
)
async def test_a_pull_request_that_cannot_be_is_refused(changes: dict[str, str], word: str) -> None:
    async with stage() as here:
        body = {"title": "x", "head": "alice:fix", "base": "main"} | changes
        alice = here.user_token(here.course.alice)
        found = await here.send("POST", "/repos/course/lm/pulls", alice, body=body)
        assert found.status == 422
        assert word in found.json["errors"][0]["message"]


async def test_a_missing_field_is_named() -> None:
    async with stage() as here:
        found = await here.send("POST", "/repos/course/lm/pulls", body={"base": "main"})
        assert (found.status, found.json["errors"][0]["field"]) == (422, "title")


async def test_a_pull_request_is_edited_closed_and_opened_again() -> None:
    made = course()
    made.world.commit(made.base, "dev", made.mentor, "Start", {"z": "1\n"})
    async with stage(made) as here:
        alice = here.user_token(made.alice)
        body = {"title": "New", "body": "Text", "state": "closed", "base": "dev"}
        edited = (await here.send("PATCH", PULL, alice, body=body)).json
        assert (edited["title"], edited["body"], edited["state"]) == ("New", "Text", "closed")
        assert edited["base"]["ref"] == "dev"
        opened = await here.send("PATCH", PULL, alice, body={"state": "open"})
        assert opened.json["state"] == "open"
        wrong = await here.send("PATCH", PULL, alice, body={"base": "none"})
        assert wrong.status == 422


async def test_a_merged_pull_request_stays_closed() -> None:
    made = course()
    made.world.merge(made.pull, made.mentor)
    async with stage(made) as here:
        mentor = here.user_token(made.mentor)
        assert (await here.send("PATCH", PULL, mentor, body={"state": "open"})).status == 422
        assert (await here.get(PULL)).json["merge_commit_sha"] == made.base.branches["main"]


async def test_strangers_may_not_edit_a_pull_request() -> None:
    made = course()
    stranger = made.world.create_user("stranger")
    async with stage(made) as here:
        token = here.user_token(stranger)
        assert (await here.send("PATCH", PULL, token, body={"title": "x"})).status == 403


async def test_what_is_no_pull_request_is_not_found() -> None:
    made = course()
    made.world.create_issue(made.base, made.alice, "Only an issue")
    async with stage(made) as here:
        for number in ("2", "99", "x"):
            assert (await here.get(f"/repos/course/lm/pulls/{number}")).status == 404
