"""Comparing a branch of a fork with its project: what is asked, and what GitHub will not give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.clock import VirtualClock
from bot.github.comparing import MOST_FILES, BranchComparer, is_too_large
from bot.github.errors import NotFound, Refused
from bot.github.guard import Admitted, Visible
from bot.kernel.errors import RateLimited, Transient
from bot.kernel.snapshot import Change, ChangedFile, Commit
from bot.kernel.upstream import Comparison

if TYPE_CHECKING:
    from bot.github.installations import Installations

FORK = Admitted(3, 5, "ada", "vllm")
PROJECT = Visible(3, "vllm-project", "vllm")
HEAD = "c" * 40
FILE = {"filename": "a.py", "status": "removed", "additions": 0, "deletions": 4}
ANSWER = {
    "ahead_by": 60,
    "behind_by": 7,
    "commits": [
        {
            "sha": f"{number}",
            "commit": {"message": "Mend", "author": {"name": "Ada", "email": "a@example.org"}},
            "parents": [{}],
        }
        for number in range(60)
    ],
    "files": [FILE],
}


class Wire:
    """Gives one answer to whatever is asked, or fails."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def get(self, _installation: int, path: str, accept: str = "json") -> tuple[Any, None]:
        self.asked.append(f"{accept} {path}")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, None


def comparer(answer: object) -> tuple[BranchComparer, Wire]:
    wire = Wire(answer)
    return BranchComparer(cast("Installations", wire)), wire


async def test_a_commit_is_compared_with_a_branch_of_the_project_by_its_owner() -> None:
    asking, wire = comparer(ANSWER)
    found = await asking.compare(FORK, PROJECT, "release/1 {x}", HEAD)
    base = "vllm-project:release%2F1%20%7Bx%7D"
    assert wire.asked == [f"json /repos/ada/vllm/compare/{base}...{HEAD}"]
    assert found is not None
    assert (found.ahead, found.behind, found.has_all_files) == (60, 7, True)
    assert found.files == (ChangedFile("a.py", Change.DELETED, 0, 4),)
    assert len(found.commits) == 50
    assert found.commits[-1] == Commit("59", "Mend", 1, "Ada", "a@example.org")


async def test_as_many_files_as_are_listed_at_most_may_not_be_all() -> None:
    asking, _ = comparer({**ANSWER, "files": [FILE] * MOST_FILES})
    found = await asking.compare(FORK, PROJECT, "main", HEAD)
    assert found is not None
    assert not found.has_all_files
    assert is_too_large(found)


@pytest.mark.parametrize(("lines", "too_large"), [(20_000, False), (20_001, True)])
def test_a_diff_of_more_than_twenty_thousand_lines_is_not_asked_for(
    lines: int, *, too_large: bool
) -> None:
    file = ChangedFile("a.py", Change.ADDED, lines, 0)
    assert is_too_large(Comparison(1, 0, (), (file,), has_all_files=True)) is too_large


async def test_what_is_gone_or_unrelated_cannot_be_compared() -> None:
    asking, _ = comparer(NotFound("No common ancestor"))
    assert await asking.compare(FORK, PROJECT, "main", HEAD) is None


async def test_a_diff_comes_as_text() -> None:
    asking, wire = comparer("diff --git a/a b/a\n")
    assert await asking.diff(FORK, PROJECT, "main", HEAD) == "diff --git a/a b/a\n"
    assert wire.asked[0].startswith("application/vnd.github.diff ")


@pytest.mark.parametrize("problem", [Refused("too large", status=406), Transient("500")])
async def test_a_diff_that_github_cannot_give_is_none(problem: Exception) -> None:
    asking, _ = comparer(problem)
    assert await asking.diff(FORK, PROJECT, "main", HEAD) is None


async def test_a_rate_limit_is_no_size() -> None:
    asking, _ = comparer(RateLimited("wait", scope="3", retry_at=VirtualClock().now()))
    with pytest.raises(RateLimited):
        await asking.diff(FORK, PROJECT, "main", HEAD)
