"""Reads the issues of the course, and what anybody may see of issues at the projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.github import issue_documents as documents
from bot.github import issue_observation as observation
from bot.github.nodes import after, nodes_of
from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.github.guard import Admitted, Visible
    from bot.github.installations import Installations
    from bot.github.issue_observation import IssueObservation
    from bot.github.transport import Answer
    from bot.kernel.upstream import OpenIssue, OpenPull, Touched, UpstreamIssue, UpstreamPull

_MOST_COMMENTS: Final = 3_000
_MOST_PAGES: Final = 20
"""Further pages of what was touched: the coach's own edits touch an issue too."""

_MOST_REPOSITORIES: Final = 100
"""Of one request: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api"""


class IssueReader:
    """Reads issues.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def read(self, repository: Admitted, number: int) -> IssueObservation | None:
        """Read an issue with its whole conversation; None when there is no such issue.

        Raises:
            Transient: GitHub could not give a part without which nothing can be decided.
        """
        where = {"owner": repository.owner, "name": repository.name, "number": number}
        answer = await self._installations.graphql(
            repository.installation, documents.CONTRIBUTION, where
        )
        return await self.complete(repository, number, answer)

    async def complete(
        self, repository: Admitted, number: int, answer: Answer
    ) -> IssueObservation | None:
        """Make an observation of an answer, and read what it lacks of the conversation.

        Raises:
            Transient: As for `read`.
        """
        found = observation.observation(answer.data)
        if found is None:
            _raise_unless_gone(answer, "the issue")
            return None
        if found.comments_after is None:
            return found
        where: dict[str, object]
        where = {"owner": repository.owner, "name": repository.name, "number": number}
        more = await self._more_comments(repository.installation, where, found.comments_after)
        return observation.observation(answer.data, more)

    async def _more_comments(
        self, installation: int, where: dict[str, object], cursor: str | None
    ) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        while cursor and len(found) < _MOST_COMMENTS:
            answer = await self._installations.graphql(
                installation, documents.MORE_TALK, {**where, "after": cursor}
            )
            issue = (answer.data.get("repository") or {}).get("issue") or {}
            page = issue.get("comments")
            if page is None:
                raise Transient("a page of comments could not be read")
            found += nodes_of(page)
            cursor = after(page)
        return found

    async def person(self, installation: int, login: str) -> str | None:
        """Return the node id of a person; None when there is nobody of this login."""
        answer = await self._installations.graphql(installation, documents.PERSON, {"login": login})
        node_id: str | None = (answer.data.get("user") or {}).get("id")
        if node_id is None:
            _raise_unless_gone(answer, "the account")
        return node_id

    async def upstream_issue(self, project: Visible, number: int) -> UpstreamIssue | None:
        """Read an issue of a project; None when it is gone or not to be seen."""
        answer = await self._ask(project, documents.UPSTREAM_ISSUE, number=number)
        found = observation.upstream_issue(answer.data)
        if found is None:
            _raise_unless_gone(answer, "the upstream issue")
        return found

    async def upstream_pull(self, project: Visible, number: int) -> UpstreamPull | None:
        """Read where a pull request at a project stands; None when it is gone."""
        answer = await self._ask(project, documents.UPSTREAM_PULL, number=number)
        found = observation.upstream_pull(answer.data)
        if found is None:
            _raise_unless_gone(answer, "the upstream pull request")
        return found

    async def open_issues(
        self, project: Visible, labels: Sequence[str] | None
    ) -> tuple[OpenIssue, ...]:
        """Read up to 30 open issues that carry any of the labels, the last touched first."""
        wanted = None if labels is None else list(labels)
        answer = await self._ask(project, documents.OPEN_ISSUES, labels=wanted)
        return observation.open_issues(answer.data)

    async def touched(
        self, installation: int, repositories: Sequence[str], since: datetime
    ) -> tuple[Touched, ...]:
        """Tell which issues and pull requests were touched; each may be told twice.

        Args:
            installation: With whose token.
            repositories: Node ids.
            since: Older changes are left out.
        """
        moment = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        found: list[Touched] = []
        pages: list[tuple[list[str], str | None]] = [
            (list(repositories[start : start + _MOST_REPOSITORIES]), None)
            for start in range(0, len(repositories), _MOST_REPOSITORIES)
        ]
        asked = len(pages) + _MOST_PAGES
        while pages and asked:
            some, cursor = pages.pop(0)
            asked -= 1
            answer = await self._installations.graphql(
                installation, documents.RECENT, {"ids": some, "since": moment, "after": cursor}
            )
            found += observation.touched(answer.data, moment)
            more = observation.more_touched(answer.data)
            pages += [([node_id], where) for node_id, where in more.items()]
        return tuple(found)

    async def open_pulls(
        self, installation: int, repositories: Sequence[str]
    ) -> tuple[OpenPull, ...]:
        """List the open pull requests of repositories, given by node id; 50 each at the most."""
        found: tuple[OpenPull, ...] = ()
        for start in range(0, len(repositories), _MOST_REPOSITORIES):
            some = list(repositories[start : start + _MOST_REPOSITORIES])
            answer = await self._installations.graphql(
                installation, documents.OPEN_PULLS, {"ids": some}
            )
            found += observation.open_pulls(answer.data)
        return found

    async def _ask(self, project: Visible, document: str, **variables: object) -> Answer:
        where = {"owner": project.owner, "name": project.name}
        return await self._installations.graphql(
            project.installation, document, {**where, **variables}
        )


def _raise_unless_gone(answer: Answer, what: str) -> None:
    gone = [error for error in answer.errors if error.type == "NOT_FOUND"]
    if answer.errors and not gone:
        first = answer.errors[0]
        raise Transient(f"{what} could not be read: {first.path}: {first.message}")
