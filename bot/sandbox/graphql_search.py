"""How GraphQL searches for issues and pull requests."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bot.sandbox.graphql_base import caller_of, paged
from bot.sandbox.graphql_queries import shown
from bot.sandbox.search import MOST_RESULTS, Names, matching, newest_first

if TYPE_CHECKING:
    from bot.sandbox.graphql_base import Info, Page, Resolver


def _search(
    _root: object,
    info: Info,
    query: str,
    type: str,  # noqa: A002 - GraphQL's name
    **page: Any,  # noqa: ANN401 - GraphQL's arguments
) -> Page:
    del type  # The sandbox's schema knows one.
    world = caller_of(info).world
    holds = matching(query, Names(world.users, world.names))
    found = [
        issue
        for repository in world.live_repositories()
        if shown(repository, info) is not None
        for issue in repository.issues.values()
        if holds(issue)
    ]
    found.sort(key=attrgetter(f"{newest_first(query)}_at", "id"), reverse=True)
    return paged(found[:MOST_RESULTS], info, **page)


SEARCH_QUERIES: dict[str, dict[str, Resolver]] = {
    "Query": {"search": _search},
    "SearchResultItemConnection": {
        "nodes": lambda page, _info: page.nodes,
        "pageInfo": lambda page, _info: page,
    },
}
