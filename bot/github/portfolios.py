"""Reads what a stranger sees first of a student's own repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.github.portfolio_documents import PORTFOLIO
from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.github.guard import Visible
    from bot.github.installations import Installations

    Json = Mapping[str, Any]

README_LIMIT: Final = 60_000
"""Code points that are read of a readme."""

FILES_LIMIT: Final = 1_000
_READMES: Final = ("upper", "lower", "title", "rst", "plain")
_UNKNOWN: Final = "NOASSERTION"
"""GitHub's word for a licence that it does not recognise."""


@dataclass(frozen=True, slots=True)
class OwnRepository:
    """A repository of a student's own, as anybody sees it; its texts are theirs.

    Attributes:
        name: `owner/name`, as it is called now.
        description: The line beside its name.
        files: The names at its root; folders end with a slash.
        readme: The text of the readme; empty when there is none.
        licence: The SPDX name that GitHub recognised; None when it recognised none.
    """

    name: str
    description: str
    files: tuple[str, ...]
    readme: str
    licence: str | None


class PortfolioReader:
    """Reads public repositories.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def read(self, repository: Visible) -> OwnRepository | None:
        """Return what anybody may see of a repository.

        Returns:
            None when it is gone or not public, which looks the same to everybody else: what an
            installation sees beyond that is not told.

        Raises:
            Transient: GitHub could not tell.
        """
        answer = await self._installations.graphql(
            repository.installation,
            PORTFOLIO,
            {"owner": repository.owner, "name": repository.name},
        )
        found = answer.data.get("repository")
        if found is None and any(error.type != "NOT_FOUND" for error in answer.errors):
            raise Transient("a student's repository could not be read")
        return None if found is None or found["isPrivate"] else _read(found)


def _read(found: Json) -> OwnRepository:
    entries = ((found.get("root") or {}).get("entries") or ())[:FILES_LIMIT]
    readmes = ((found.get(name) or {}).get("text") for name in _READMES)
    licence = (found.get("licenseInfo") or {}).get("spdxId")
    return OwnRepository(
        name=found["nameWithOwner"],
        description=found.get("description") or "",
        files=tuple(f"{each['name']}{'/' * (each['type'] == 'tree')}" for each in entries),
        readme=next((text for text in readmes if text), "")[:README_LIMIT],
        licence=None if licence == _UNKNOWN else licence,
    )
