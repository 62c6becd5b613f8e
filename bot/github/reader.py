"""Reads a pull request: one request where it fits, more pages where it does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.github import documents, observation
from bot.github.errors import Refused
from bot.github.nodes import after
from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.github.guard import Admitted, Visible
    from bot.github.installations import Installations
    from bot.github.observation import Observation
    from bot.github.transport import Answer

_DIFF = "application/vnd.github.diff"
_MOST_FILES = 1_000
_MOST_COMMENTS = 3_000
_TOO_LARGE = 406
_NO_STICKY = "none"


@dataclass(frozen=True, slots=True)
class Ours:
    """By what our traces are found.

    Attributes:
        app_id: The App's number.
        run: The name of our check run.
        policy_run: The name of our report on a policy file.
        sticky: The node id of our comment, when it is known.
    """

    app_id: int
    run: str
    policy_run: str
    sticky: str | None = None


class PullRequestReader:
    """Reads pull requests of admitted repositories, and of projects as anybody may.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def read(
        self, repository: Admitted | Visible, number: int, ours: Ours
    ) -> Observation | None:
        """Read a pull request and what of ours is on it.

        Returns:
            None when there is no such pull request.

        Raises:
            Transient: GitHub could not give a part without which nothing can be decided.
        """
        where = {"owner": repository.owner, "name": repository.name, "number": number}
        variables = {
            **where,
            "app": ours.app_id,
            "run": ours.run,
            "policyRun": ours.policy_run,
            "sticky": ours.sticky or _NO_STICKY,
            "hasSticky": ours.sticky is not None,
        }
        answer = await self._installations.graphql(
            repository.installation, documents.PULL_REQUEST, variables
        )
        found = observation.observation(answer.data)
        if found is None:
            _raise_unless_gone(answer)
            return None
        if found.files_after:
            found = await self._with_all_files(repository.installation, where, found)
        if found.comments_after and found.sticky is None:
            found = await self._with_all_comments(repository.installation, where, found)
        return found

    async def diff(self, repository: Admitted | Visible, number: int) -> str | None:
        """Read the unified diff; None when GitHub finds it too large.

        GitHub answers 406 above 300 files or 20,000 lines.
        """
        path = f"/repos/{repository.owner}/{repository.name}/pulls/{number}"
        try:
            text, _ = await self._installations.get(repository.installation, path, accept=_DIFF)
        except Refused as error:
            if error.status == _TOO_LARGE:
                return None
            raise
        return str(text)

    async def _with_all_files(
        self, installation: int, where: dict[str, object], found: Observation
    ) -> Observation:
        files = list(found.pull_request.files)
        cursor = found.files_after
        while cursor and len(files) < _MOST_FILES:
            page = await self._page(installation, documents.MORE_FILES, where, cursor, "files")
            files += observation.files(page)
            cursor = after(page)
        pull_request = replace(found.pull_request, files=tuple(files))
        return replace(found, pull_request=pull_request, files_after=cursor)

    async def _with_all_comments(
        self, installation: int, where: dict[str, object], found: Observation
    ) -> Observation:
        # A second checklist would be worse than a few requests, so the search goes to the end.
        comments = {each.id: each for each in found.pull_request.comments}
        cursor, sticky = found.comments_after, None
        while cursor and sticky is None and len(comments) < _MOST_COMMENTS:
            page = await self._page(
                installation, documents.MORE_COMMENTS, where, cursor, "comments"
            )
            nodes = [node for node in page["nodes"] if node]
            sticky = observation.ours(nodes, found.me)
            comments |= {each.id: each for each in observation.others(nodes, found.me)}
            cursor = after(page)
        ordered = sorted(comments.values(), key=lambda each: (each.created_at, each.id))
        pull_request = replace(found.pull_request, comments=tuple(ordered))
        return replace(found, pull_request=pull_request, sticky=sticky, comments_after=cursor)

    async def _page(
        self,
        installation: int,
        document: str,
        where: dict[str, object],
        cursor: str,
        name: str,
    ) -> Mapping[str, Any]:
        answer = await self._installations.graphql(
            installation, document, {**where, "after": cursor}
        )
        node = (answer.data.get("repository") or {}).get("pullRequest") or {}
        page: Mapping[str, Any] | None = node.get(name)
        if page is None:
            raise Transient(f"a page of {name} could not be read")
        return page


def _raise_unless_gone(answer: Answer) -> None:
    gone = [error for error in answer.errors if error.type == "NOT_FOUND"]
    if answer.errors and not gone:
        first = answer.errors[0]
        raise Transient(f"the pull request could not be read: {first.path}: {first.message}")
