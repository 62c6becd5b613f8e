"""Watches many pull requests at the projects at once, in a few fields each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.github.nodes import instant_of, nodes_of
from bot.github.watch_documents import PULLS_AT_ONCE, STUDENTS_AT_ONCE, WATCHED, students
from bot.kernel.errors import RateLimited, Transient
from bot.kernel.snapshot import PullRequestState
from bot.kernel.upstream import StudentPull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.github.guard import Admitted
    from bot.github.installations import Installations
    from bot.github.transport import Answer

    Node = Mapping[str, Any]


UNKNOWN: Final = "UNKNOWN"
"""GitHub's word for a pull request of which it has not found out yet whether it conflicts."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a reading cost, of the points that an hour has.

    Attributes:
        points: Of GitHub's points.
        limit: Points of an hour; 0 where GitHub did not tell.
    """

    points: int = 0
    limit: int = 0

    def __add__(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(self.points + other.points, other.limit or self.limit)


class PullWatcher:
    """Reads what tells that something changed.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def students(
        self, tracker: Admitted, logins: Sequence[str]
    ) -> tuple[dict[str, tuple[StudentPull, ...]], Spent]:
        """Return the newest pull requests of people by login, and what that cost.

        Somebody whom GitHub does not know is missing; the others are there all the same.

        Args:
            tracker: With whose installation's token.
            logins: Any number.
        """
        found: dict[str, tuple[StudentPull, ...]] = {}
        spent = Spent()
        for start in range(0, len(logins), STUDENTS_AT_ONCE):
            some = logins[start : start + STUDENTS_AT_ONCE]
            document, variables = students(some)
            answer = await self._installations.graphql(tracker.installation, document, variables)
            for n, login in enumerate(some):
                node = answer.data.get(f"s{n}")
                if node:
                    pulls = nodes_of(node.get("pullRequests"))
                    found[login] = tuple(student_pull(each) for each in pulls)
            spent += spent_of(answer.data)
        return found, spent

    async def marks(
        self, tracker: Admitted, node_ids: Sequence[str]
    ) -> tuple[dict[str, str], Spent]:
        """Return for each pull request a text that changes when it is worth a whole reading.

        One that may not be seen any more is missing.

        Args:
            tracker: With whose installation's token.
            node_ids: Any number.

        Raises:
            RateLimited, Transient, Refused: As the connection says.
        """
        found: dict[str, str] = {}
        spent = Spent()
        for start in range(0, len(node_ids), PULLS_AT_ONCE):
            some = list(node_ids[start : start + PULLS_AT_ONCE])
            for marks, cost in await self._some_marks(tracker, some):
                found |= marks
                spent += cost
        return found, spent

    async def _some_marks(
        self, tracker: Admitted, ids: Sequence[str]
    ) -> list[tuple[dict[str, str], Spent]]:
        """Read as many as one request may name, in two requests where that is too much at once."""
        try:
            return [await self._marks(tracker, ids)]
        except RateLimited:
            raise
        except Transient:
            half = len(ids) // 2
            if not half:
                raise
            # GitHub ends what takes it ten seconds, and would do so at each look.
            return [await self._marks(tracker, part) for part in (ids[:half], ids[half:])]

    async def _marks(self, tracker: Admitted, ids: Sequence[str]) -> tuple[dict[str, str], Spent]:
        answer = await self._watched(tracker, ids, conflicts=True)
        spent = spent_of(answer.data)
        if any(each.path.endswith(".mergeable") for each in answer.errors):
            answer = await self._watched(tracker, ids, conflicts=False)
            spent += spent_of(answer.data)
        nodes = answer.data.get("nodes") or ()
        return {each["id"]: _mark(each) for each in nodes if each and each.get("id")}, spent

    async def _watched(self, tracker: Admitted, ids: Sequence[str], *, conflicts: bool) -> Answer:
        variables = {"ids": ids, "conflicts": conflicts}
        return await self._installations.graphql(tracker.installation, WATCHED, variables)


def student_pull(node: Node) -> StudentPull:
    """Return a pull request; what was not asked for stays empty."""
    repository = node.get("repository") or {}
    return StudentPull(
        node_id=node["id"],
        repository=repository.get("nameWithOwner") or "",
        number=node["number"],
        title=node["title"],
        branch=node["headRefName"],
        state=PullRequestState(node["state"].lower()),
        created_at=instant_of(node["createdAt"]),
        updated_at=instant_of(node["updatedAt"]),
        author=(node.get("author") or {}).get("login") or "",
        repository_id=repository.get("databaseId") or 0,
    )


def _mark(node: Node) -> str:
    heads = nodes_of(node.get("commits"))
    rollup = (heads[0].get("commit") or {}).get("statusCheckRollup") if heads else None
    checks = (rollup or {}).get("state") or ""
    draft = "draft" if node.get("isDraft") else "ready"
    touched = f"{node.get('state')} {node.get('updatedAt')} {node.get('reviewDecision')} {draft}"
    # What `bot.reconcile.finding.following` weighs by itself stands last.
    return f"{touched} {node.get('mergeable') or UNKNOWN} {checks}"


def spent_of(data: Node) -> Spent:
    """Return what an answer says that it cost."""
    limit = data.get("rateLimit") or {}
    return Spent(limit.get("cost") or 0, limit.get("limit") or 0)
