"""Reads a policy file and the commit that it is on."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.github import documents, observation
from bot.github.errors import NotFound
from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from bot.github.guard import Admitted
    from bot.github.installations import Installations
    from bot.github.observation import ObservedRun
    from bot.kernel.snapshot import RepositoryRef


@dataclass(frozen=True, slots=True)
class ObservedHead:
    """The head of the default branch.

    Attributes:
        repository: Whose head it is.
        sha: The commit.
        run: Our check run on it; None when there is none.
        runs_visible: Whether check runs could be read at all.
    """

    repository: RepositoryRef
    sha: str
    run: ObservedRun | None
    runs_visible: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file; `content` is None when it is above the megabyte that GitHub hands out whole."""

    content: bytes | None


class PolicyFiles:
    """Reads files of admitted repositories.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def file(self, repository: Admitted, path: str, ref: str | None = None) -> File | None:
        """Read a file of a commit, of the default branch without `ref`; None when none is there.

        Asking again for what has not changed costs nothing of the rate limit.
        """
        url = f"/repos/{repository.full_name}/contents/{quote(path)}"
        try:
            found, _ = await self._installations.get(
                repository.installation, f"{url}?ref={ref}" if ref else url
            )
        except NotFound:
            return None
        # A folder is a list, and a link or a submodule has no content of its own.
        if not isinstance(found, dict) or found.get("type") != "file":
            return None
        if found.get("encoding") != "base64":
            return File(None)
        return File(base64.b64decode(found["content"]))

    async def head(self, repository: Admitted, app_id: int, run: str) -> ObservedHead | None:
        """Read the head of the default branch; None when the repository is empty or gone.

        Raises:
            Transient: GitHub could not tell.
        """
        variables = {
            "owner": repository.owner,
            "name": repository.name,
            "app": app_id,
            "run": run,
        }
        answer = await self._installations.graphql(
            repository.installation, documents.HEAD, variables
        )
        node = answer.data.get("repository")
        if node is None and any(error.type != "NOT_FOUND" for error in answer.errors):
            raise Transient(f"the head of {repository.full_name} could not be read")
        target = ((node or {}).get("defaultBranchRef") or {}).get("target")
        if not node or not target:
            return None
        found, visible = observation.run_in(target.get("checkSuites"))
        return ObservedHead(observation.repository_ref(node), target["oid"], found, visible)
