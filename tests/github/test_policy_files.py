"""Reading a policy file and its commit."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.github.errors import NotFound
from bot.github.guard import Admitted
from bot.github.policy_files import File, PolicyFiles
from bot.github.transport import Answer, FieldError
from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from bot.github.installations import Installations

REPOSITORY = Admitted(3, 5, "course", "engine")
NODE = {
    "id": "R_5",
    "databaseId": 5,
    "nameWithOwner": "course/engine",
    "isPrivate": True,
    "isFork": False,
    "isArchived": False,
}
RUN = {"id": "CR_1", "conclusion": "FAILURE", "title": "Two", "summary": "They"}


class Answering:
    """Gives one answer to whatever is asked."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def get(self, _installation: int, path: str) -> tuple[Any, None]:
        self.asked.append(path)
        if self.answer is None:
            raise NotFound("nothing is there")
        return self.answer, None

    async def graphql(self, *_: object) -> object:
        return self.answer


def files(answer: object) -> tuple[PolicyFiles, Answering]:
    answering = Answering(answer)
    return PolicyFiles(cast("Installations", answering)), answering


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (
            {"type": "file", "encoding": "base64", "content": base64.encodebytes(b"x" * 99)},
            File(b"x" * 99),
        ),
        ({"type": "file", "encoding": "none", "content": ""}, File(None)),
        ({"type": "symlink", "target": "elsewhere"}, None),
        ([{"type": "file", "name": "a"}], None),
        (None, None),
    ],
)
async def test_a_file_is_what_it_is_and_anything_else_is_none(
    answer: object, found: File | None
) -> None:
    assert await files(answer)[0].file(REPOSITORY, "a.yml") == found


async def test_a_file_is_asked_of_a_commit_with_its_path_escaped() -> None:
    reading, answering = files(None)
    await reading.file(REPOSITORY, ".github/a b.yml")
    await reading.file(REPOSITORY, "a.yml", "c0ffee")
    assert answering.asked == [
        "/repos/course/engine/contents/.github/a%20b.yml",
        "/repos/course/engine/contents/a.yml?ref=c0ffee",
    ]


async def test_the_head_comes_with_our_check_run() -> None:
    suites = {"nodes": [{"checkRuns": {"nodes": [RUN]}}]}
    node = NODE | {"defaultBranchRef": {"target": {"oid": "c0ffee", "checkSuites": suites}}}
    found = await files(Answer({"repository": node}))[0].head(REPOSITORY, 1, "name")
    assert found is not None
    assert found.run is not None
    assert (found.sha, found.run.id, found.runs_visible) == ("c0ffee", "CR_1", True)
    assert found.repository.id == 5


async def test_check_runs_that_may_not_be_read_are_known_to_be_unseen() -> None:
    node = NODE | {"defaultBranchRef": {"target": {"oid": "c0ffee", "checkSuites": None}}}
    found = await files(Answer({"repository": node}))[0].head(REPOSITORY, 1, "name")
    assert found is not None
    assert not found.runs_visible


@pytest.mark.parametrize(
    "answer",
    [
        Answer({"repository": NODE | {"defaultBranchRef": None}}),
        Answer({"repository": None}, (FieldError("repository", "NOT_FOUND", "gone"),)),
    ],
    ids=["empty", "gone"],
)
async def test_an_empty_repository_and_one_that_is_gone_have_no_head(answer: Answer) -> None:
    assert await files(answer)[0].head(REPOSITORY, 1, "name") is None


async def test_a_head_that_cannot_be_told_is_asked_for_later() -> None:
    answer = Answer({}, (FieldError("repository", "INTERNAL", "sorry"),))
    with pytest.raises(Transient, match="course/engine"):
        await files(answer)[0].head(REPOSITORY, 1, "name")
