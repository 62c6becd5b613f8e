"""Comparisons of two commits over REST."""

from __future__ import annotations

import pytest

from tests.support.sandbox import course, stage

DIFF = "application/vnd.github.diff"
FORK = "/repos/alice/lm/compare"


async def test_a_branch_of_a_fork_is_compared_with_the_repository_that_it_was_forked_from() -> None:
    made = course()
    made.world.commit(made.base, "main", made.mentor, "Go on", {"b.py": "2\n"})
    async with stage(made) as here:
        found = (await here.get(f"{FORK}/course:main...fix")).json
    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("diverged", 1, 1)
    assert [each["commit"]["message"] for each in found["commits"]] == ["Fix the sum"]
    assert [(each["filename"], each["status"]) for each in found["files"]] == [
        ("a.py", "modified"),
        ("c.py", "added"),
    ]


@pytest.mark.parametrize(
    ("compared", "status"),
    [("fix...fix", "identical"), ("fix...main", "behind"), ("main...fix", "ahead")],
)
async def test_the_status_says_who_has_what_the_other_has_not(compared: str, status: str) -> None:
    async with stage() as here:
        assert (await here.get(f"{FORK}/{compared}")).json["status"] == status


async def test_a_commit_and_another_owners_branch_stand_for_themselves() -> None:
    made = course()
    async with stage(made) as here:
        by_name = (await here.get(f"{FORK}/course:main...alice:fix")).json
        by_sha = (await here.get(f"{FORK}/course:main...{made.pull.head_sha}")).json
    assert by_name == by_sha


async def test_the_diff_of_a_comparison_is_that_of_its_pull_request() -> None:
    async with stage() as here:
        compared = await here.get(f"{FORK}/course:main...fix", Accept=DIFF)
        pull = await here.get("/repos/course/lm/pulls/1", Accept=DIFF)
    assert compared.text == pull.text


async def test_three_hundred_files_and_the_newest_250_commits_are_listed() -> None:
    made = course()
    many: dict[str, str | None] = {f"many/{number}.py": "x = 1\n" for number in range(301)}
    made.world.commit(made.fork, "long", made.alice, "Change many", many)
    for number in range(250):
        made.world.commit(made.fork, "long", made.alice, f"Step {number}", {"a.py": f"{number}\n"})
    async with stage(made) as here:
        found = (await here.get(f"{FORK}/course:main...long")).json
        diff = await here.get(f"{FORK}/course:main...long", Accept=DIFF)
    assert (len(found["files"]), len(found["commits"]), found["total_commits"]) == (300, 250, 251)
    assert found["commits"][-1]["commit"]["message"] == "Step 249"
    assert diff.status == 406


@pytest.mark.parametrize(
    ("compared", "status"),
    [
        ("main...nowhere", 404),
        ("stranger:main...fix", 404),
        ("main", 404),
        ("main...unrelated", 404),
        ("main...fix?page=2", 501),
    ],
)
async def test_what_cannot_be_compared_is_said(compared: str, status: int) -> None:
    made = course()
    made.world.create_repository(made.world.create_user("stranger"), "other", files={"a": "1"})
    made.world.commit(made.fork, "unrelated", made.alice, "Anew", {"e.py": "1\n"}, parents=())
    async with stage(made) as here:
        assert (await here.get(f"{FORK}/{compared}")).status == status


async def test_a_private_repository_wants_the_permission() -> None:
    made = course()
    made.world.set_private(made.base, made.mentor, private=True)
    token = made.world.create_token(made.installation, permissions={"metadata": "read"}).value
    async with stage(made) as here:
        assert (await here.get("/repos/course/lm/compare/main...main", token)).status == 403
