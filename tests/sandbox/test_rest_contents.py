"""The files of a repository over REST."""

from __future__ import annotations

import base64

import pytest

from tests.support.sandbox import course, stage

PATH = ".github/upstream-coach.yml"
TEXT = "version: 1\n# é\n" * 20
GIT_SAYS = "ce9383f7af3e739f3c76159cba36a4908a034d44"
"""What `git hash-object` gives for the text."""


async def test_a_file_comes_in_base64_with_gits_own_name() -> None:
    made = course()
    made.world.commit(made.base, "main", made.mentor, "Say what we want", {PATH: TEXT})
    async with stage(made) as here:
        found = (await here.get(f"/repos/course/lm/contents/{PATH}")).json
    assert base64.b64decode(found["content"]).decode() == TEXT
    assert max(map(len, found["content"].splitlines())) == 60
    assert (found["path"], found["size"]) == (PATH, len(TEXT.encode()))
    assert found["sha"] == GIT_SAYS


async def test_a_file_can_be_asked_of_a_commit() -> None:
    made = course()
    first = made.world.commit(made.base, "main", made.mentor, "One", {PATH: "one"})
    made.world.commit(made.base, "main", made.mentor, "Two", {PATH: "two"})
    async with stage(made) as here:
        url = f"/repos/course/lm/contents/{PATH}"
        found = [(await here.get(f"{url}{ref}")).json for ref in ("", f"?ref={first.sha}")]
    assert [base64.b64decode(each["content"]) for each in found] == [b"two", b"one"]


async def test_what_is_above_a_megabyte_comes_without_its_content() -> None:
    made = course()
    made.world.commit(made.base, "main", made.mentor, "Large", {"large.txt": "x" * 1_048_577})
    async with stage(made) as here:
        found = (await here.get("/repos/course/lm/contents/large.txt")).json
    assert (found["content"], found["encoding"], found["size"]) == ("", "none", 1_048_577)


@pytest.mark.parametrize(
    ("path", "status"),
    [("nowhere.yml", 404), (f"{PATH}?ref=nowhere", 404), (".github", 501)],
)
async def test_what_is_not_there_is_said(path: str, status: int) -> None:
    made = course()
    made.world.commit(made.base, "main", made.mentor, "One", {PATH: "one"})
    async with stage(made) as here:
        assert (await here.get(f"/repos/course/lm/contents/{path}")).status == status


async def test_a_private_file_wants_the_permission() -> None:
    made = course()
    made.world.commit(made.base, "main", made.mentor, "One", {PATH: "one"})
    made.world.set_private(made.base, made.mentor, private=True)
    token = made.world.create_token(made.installation, permissions={"metadata": "read"}).value
    async with stage(made) as here:
        assert (await here.get(f"/repos/course/lm/contents/{PATH}", token)).status == 403
