"""Reads which summaries a repository holds, and whether it is private right now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.github.issue_documents import OWN_ISSUES
from bot.github.nodes import after, instant_of, is_ours, nodes_of
from bot.github.observation import repository_ref
from bot.kernel.errors import Transient
from bot.kernel.markers import SUMMARY, summary_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.github.guard import Admitted
    from bot.github.installations import Installations
    from bot.kernel.snapshot import RepositoryRef

_MOST_PAGES: Final = 100


@dataclass(frozen=True, slots=True)
class OwnIssue:
    """An issue that we opened; `key` names what it tells."""

    key: str
    node_id: str
    number: int
    body: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A repository with the summaries that stand in it, the newest first."""

    repository: RepositoryRef
    issues: tuple[OwnIssue, ...]

    def find(self, key: str) -> OwnIssue | None:
        """Return the summary of this key, the oldest if somebody made a copy in our name."""
        return next((each for each in reversed(self.issues) if each.key == key), None)


class SummaryReader:
    """Reads summaries.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def read(self, repository: Admitted, since: datetime) -> Shelf:
        """Read the repository and the summaries in it that were opened since an instant.

        Raises:
            Transient: GitHub could not give a part without which nothing can be decided.
        """
        found: list[OwnIssue] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            where = {"owner": repository.owner, "name": repository.name, "after": cursor}
            answer = await self._installations.graphql(repository.installation, OWN_ISSUES, where)
            node = answer.data.get("repository")
            page = (node or {}).get("issues")
            if node is None or page is None:
                said = "; ".join(each.message for each in answer.errors) or "no answer"
                raise Transient(f"the repository of the summaries could not be read: {said}")
            me = (answer.data.get("viewer") or {}).get("databaseId")
            nodes = nodes_of(page)
            found += _own(nodes, me)
            cursor = after(page)
            if cursor is None or any(instant_of(each["createdAt"]) < since for each in nodes):
                return Shelf(repository_ref(node), tuple(found))
        raise Transient(f"more than {_MOST_PAGES} pages of issues are newer than the summary")


def _own(nodes: Iterable[Mapping[str, Any]], me: int | None) -> Iterable[OwnIssue]:
    for each in nodes:
        if is_ours(each, me, SUMMARY):
            yield OwnIssue(
                key=summary_key(each["body"]),
                node_id=each["id"],
                number=each["number"],
                body=each["body"],
                is_open=each["state"] == "OPEN",
            )
