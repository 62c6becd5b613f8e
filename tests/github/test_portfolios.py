"""What is read of a student's own repository, and what is not told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.github.guard import Visible
from bot.github.portfolios import FILES_LIMIT, README_LIMIT, OwnRepository, PortfolioReader
from bot.github.transport import Answer, FieldError
from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from bot.github.installations import Installations

OWN = Visible(7, "ada", "flash")
NODE: dict[str, Any] = {
    "nameWithOwner": "ada/flash",
    "isPrivate": False,
    "description": None,
    "licenseInfo": {"spdxId": "MIT"},
    "root": {"entries": [{"name": "src", "type": "tree"}, {"name": "LICENSE", "type": "blob"}]},
    "upper": None,
    "lower": {"text": "# flash"},
    "title": None,
    "rst": {"text": "flash"},
    "plain": {},
}


def reader(answer: Answer) -> PortfolioReader:
    class Wire:
        async def graphql(self, *_: object) -> Answer:
            return answer

    return PortfolioReader(cast("Installations", Wire()))


async def read(**more: object) -> OwnRepository | None:
    return await reader(Answer({"repository": {**NODE, **more}})).read(OWN)


async def test_the_first_readme_that_is_there_counts_and_folders_end_with_a_slash() -> None:
    assert await read() == OwnRepository("ada/flash", "", ("src/", "LICENSE"), "# flash", "MIT")


@pytest.mark.parametrize("licence", [None, {"spdxId": "NOASSERTION"}, {"spdxId": None}])
async def test_a_licence_that_nobody_recognises_is_none(licence: object) -> None:
    found = await read(licenseInfo=licence)
    assert found is not None
    assert found.licence is None


async def test_an_empty_repository_has_nothing_and_a_huge_one_is_cut() -> None:
    empty = await read(root=None, lower=None, rst=None)
    assert empty is not None
    assert (empty.files, empty.readme) == ((), "")
    entries = [{"name": f"{n}", "type": "blob"} for n in range(FILES_LIMIT + 1)]
    huge = await read(root={"entries": entries}, lower={"text": "x" * (README_LIMIT + 1)})
    assert huge is not None
    assert (len(huge.files), len(huge.readme)) == (FILES_LIMIT, README_LIMIT)


async def test_a_private_one_is_as_if_it_were_not_there() -> None:
    assert await read(isPrivate=True) is None
    gone = Answer({"repository": None}, (FieldError("repository", "NOT_FOUND", "no"),))
    assert await reader(gone).read(OWN) is None


async def test_where_github_cannot_tell_it_is_asked_again() -> None:
    failed = Answer({"repository": None}, (FieldError("repository", "", "too much"),))
    with pytest.raises(Transient):
        await reader(failed).read(OWN)
