"""Finds students' pull requests by the branches of forks, by search and by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.github.discovery_documents import (
    BRANCH,
    BRANCHES,
    FORKS,
    NAMED_AT_ONCE,
    SEARCHED,
    named,
)
from bot.github.nodes import after, instant_of, nodes_of
from bot.github.searches import query
from bot.github.watching import Spent, spent_of, student_pull
from bot.kernel.upstream import Fork, ForkBranch, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.github.guard import Admitted
    from bot.github.installations import Installations
    from bot.kernel.upstream import StudentPull

    Node = Mapping[str, Any]

MOST_PAGES: Final = 10
"""Pages of a hundred: branches of a fork, and results of a search, of which GitHub gives 1,000."""

_AT_ONCE: Final = 100
"""Node ids of a request:
https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api"""

_log = structlog.get_logger()


class PullFinder:
    """Finds what nobody told of.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def branch(self, fork: Admitted, node_id: str, name: str) -> Fork:
        """Return what one branch of a fork leads to; without it when it is gone.

        Args:
            fork: The fork, read with its own installation's token.
            node_id: Its GraphQL id.
            name: The branch, without `refs/heads/`.
        """
        variables = {"id": node_id, "branch": f"refs/heads/{name}"}
        answer = await self._installations.graphql(fork.installation, BRANCH, variables)
        found = answer.data.get("node") or {}
        ref = found.get("ref")
        return Fork(_parents(found), (_branch(ref),) if ref else ())

    async def branches(self, fork: Admitted, node_id: str) -> Fork:
        """Return what the branches of a fork lead to, up to a thousand by name.

        Args:
            fork: As for `branch`.
            node_id: Likewise.
        """
        branches: list[ForkBranch] = []
        parents: tuple[str, ...] = ()
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            variables = {"id": node_id, "after": cursor}
            answer = await self._installations.graphql(fork.installation, BRANCHES, variables)
            found = answer.data.get("node") or {}
            parents = parents or _parents(found)
            branches += [_branch(each) for each in nodes_of(found.get("refs"))]
            cursor = after(found.get("refs"))
            if cursor is None:
                break
        return Fork(parents, tuple(branches))

    async def origins(self, home: Admitted, forks: Sequence[str]) -> dict[str, tuple[Origin, ...]]:
        """Return what forks are forks of, the nearest first; any other repository is left out.

        Args:
            home: With whose installation's token.
            forks: Node ids.
        """
        found: dict[str, tuple[Origin, ...]] = {}
        for start in range(0, len(forks), _AT_ONCE):
            some = list(forks[start : start + _AT_ONCE])
            answer = await self._installations.graphql(home.installation, FORKS, {"ids": some})
            nodes = [each for each in answer.data.get("nodes") or () if each and each.get("parent")]
            found |= {each["id"]: _origins(each) for each in nodes}
        return found

    async def search(
        self, home: Admitted, logins: Sequence[str], since: date
    ) -> tuple[tuple[StudentPull, ...], Spent]:
        """Return the pull requests that a search finds, and what that cost.

        GitHub refuses a query as a whole if it does not know one of its people; then each is
        searched for alone, and the one is left out.

        Args:
            home: With whose installation's token.
            logins: One group of `bot.github.searches.searches`.
            since: Only what was touched on this day or later.
        """
        found, spent = await self._searched(home, query(logins, since))
        if found is None and len(logins) > 1:
            alone = [await self._searched(home, query((each,), since)) for each in logins]
            found = [pull for some, _ in alone for pull in some or ()]
            spent = sum((cost for _, cost in alone), spent)
        return tuple(found or ()), spent

    async def _searched(self, home: Admitted, words: str) -> tuple[list[StudentPull] | None, Spent]:
        found: list[StudentPull] = []
        spent = Spent()
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            variables = {"query": words, "after": cursor}
            answer = await self._installations.graphql(home.installation, SEARCHED, variables)
            spent += spent_of(answer.data)
            page = answer.data.get("search")
            if page is None:
                _log.warning("search_refused")
                return None, spent + Spent(1)
            found += [student_pull(each) for each in nodes_of(page) if each.get("id")]
            cursor = after(page)
            if cursor is None:
                break
        return found, spent

    async def node_ids(
        self, home: Admitted, pulls: Sequence[tuple[str, int]]
    ) -> tuple[dict[tuple[str, int], str], Spent]:
        """Return the node ids of pull requests by repository and number, and what that cost.

        One that may not be seen is missing.

        Args:
            home: With whose installation's token.
            pulls: `owner/name` and number of each.
        """
        ids: dict[tuple[str, int], str] = {}
        spent = Spent()
        for start in range(0, len(pulls), NAMED_AT_ONCE):
            some = pulls[start : start + NAMED_AT_ONCE]
            document, variables = named(some)
            answer = await self._installations.graphql(home.installation, document, variables)
            for n, pull in enumerate(some):
                node = (answer.data.get(f"p{n}") or {}).get("pullRequest")
                if node:
                    ids[pull] = node["id"]
            spent += spent_of(answer.data)
        return ids, spent


def _parents(found: Node) -> tuple[str, ...]:
    parent = found.get("parent") or {}
    above = parent.get("parent") or {}
    return tuple(each["nameWithOwner"] for each in (parent, above) if each)


def _origins(found: Node) -> tuple[Origin, ...]:
    parent = found.get("parent") or {}
    above = parent.get("parent") or {}
    return tuple(
        Origin(each["nameWithOwner"], (each.get("defaultBranchRef") or {}).get("name") or "")
        for each in (parent, above)
        if each
    )


def _branch(ref: Node) -> ForkBranch:
    target = ref.get("target") or {}
    author, committed = target.get("author") or {}, target.get("committedDate")
    return ForkBranch(
        ref["name"],
        (author.get("user") or {}).get("login") or "",
        tuple(student_pull(each) for each in nodes_of(ref.get("associatedPullRequests"))),
        target.get("oid") or "",
        instant_of(committed) if committed else None,
    )
