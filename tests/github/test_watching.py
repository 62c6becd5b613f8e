"""Many pull requests are looked at in few requests, and what is missing hides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.github.guard import Admitted
from bot.github.transport import Answer, FieldError
from bot.github.watch_documents import PULLS_AT_ONCE, STUDENTS_AT_ONCE
from bot.github.watching import PullWatcher, Spent
from bot.kernel.errors import RateLimited, Transient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.kernel.errors import CoachError

HOME = Admitted(77, 6, "ai-course", "tracker")
SOON = datetime(2026, 9, 7, 9, 1, tzinfo=UTC)
BUDGET = {"cost": 1, "limit": 5_000}


@dataclass
class Wire:
    """Answers each request by a function of its variables."""

    answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    sent: list[Mapping[str, Any]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    errors: tuple[FieldError, ...] = (FieldError("s0", "NOT_FOUND", "gone"),)

    async def graphql(
        self, installation: int, document: str, variables: Mapping[str, Any]
    ) -> Answer:
        assert installation == HOME.installation
        self.sent.append(variables)
        self.documents.append(document)
        return Answer(self.answer(variables), self.errors)


def watcher(wire: Wire) -> PullWatcher:
    return PullWatcher(wire)  # type: ignore[arg-type] # a fake with the one method that is used


def seen(node_id: str, *, checks: str | None = "SUCCESS", at: str = "2026-09-07T09:00:00Z") -> Any:  # noqa: ANN401 - JSON
    rollup = None if checks is None else {"state": checks}
    commits = {"nodes": [{"commit": {"statusCheckRollup": rollup}}]}
    return {"id": node_id, "state": "OPEN", "updatedAt": at, "commits": commits}


def opened(number: int, **other: object) -> dict[str, object]:
    return {
        "id": f"PR_{number}",
        "number": number,
        "title": "Fix",
        "state": "OPEN",
        "headRefName": "fix",
        "createdAt": "2026-09-07T09:00:00Z",
        "updatedAt": "2026-09-07T10:00:00Z",
        "repository": {"nameWithOwner": "vllm-project/vllm"},
        **other,
    }


async def test_marks_are_read_a_hundred_at_once_and_paid_for() -> None:
    wire = Wire(lambda asked: {"nodes": [seen(each) for each in asked["ids"]], "rateLimit": BUDGET})
    ids = [f"PR_{number}" for number in range(2 * PULLS_AT_ONCE + 1)]
    marks, spent = await watcher(wire).marks(HOME, ids)
    assert list(marks) == ids
    assert [len(each["ids"]) for each in wire.sent] == [100, 100, 1]
    assert spent == Spent(3, 5_000)


async def test_what_is_too_much_at_once_is_read_in_two_halves() -> None:
    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        if len(asked["ids"]) > 60:
            raise Transient("GitHub answered 502")
        return {"nodes": [seen(each) for each in asked["ids"]], "rateLimit": BUDGET}

    wire = Wire(answer)
    ids = [f"PR_{number}" for number in range(101)]
    marks, spent = await watcher(wire).marks(HOME, ids)
    assert list(marks) == ids
    assert [len(each["ids"]) for each in wire.sent] == [100, 50, 50, 1]
    assert spent == Spent(3, 5_000)


@pytest.mark.parametrize(
    ("error", "requests"),
    [(Transient("GitHub is down"), 2), (RateLimited("wait", scope="77", retry_at=SOON), 1)],
)
async def test_where_nothing_answers_it_is_not_asked_again_and_again(
    error: CoachError, requests: int
) -> None:
    def answer(_asked: Mapping[str, Any]) -> Mapping[str, Any]:
        raise error

    wire = Wire(answer)
    with pytest.raises(type(error)):
        await watcher(wire).marks(HOME, ["PR_1", "PR_2"])
    assert len(wire.sent) == requests


async def test_one_alone_is_not_halved() -> None:
    def answer(_asked: Mapping[str, Any]) -> Mapping[str, Any]:
        raise Transient("GitHub is down")

    wire = Wire(answer)
    with pytest.raises(Transient):
        await watcher(wire).marks(HOME, ["PR_1"])
    assert len(wire.sent) == 1


async def test_what_may_not_be_seen_any_more_is_missing_and_the_others_are_there() -> None:
    wire = Wire(lambda _asked: {"nodes": [None, {}, seen("PR_3")]})
    marks, spent = await watcher(wire).marks(HOME, ["PR_1", "PR_2", "PR_3"])
    assert set(marks) == {"PR_3"}
    assert spent == Spent(0, 0)


async def test_where_one_may_not_see_conflicts_the_rest_is_seen_all_the_same() -> None:
    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"nodes": [None if asked["conflicts"] else seen("PR_1")], "rateLimit": BUDGET}

    refused = FieldError("nodes.0.mergeable", "FORBIDDEN", "Resource not accessible by integration")
    marks, spent = await watcher(Wire(answer, errors=(refused,))).marks(HOME, ["PR_1"])
    assert set(marks) == {"PR_1"}
    assert spent == Spent(2, 5_000)


async def test_a_mark_changes_with_touch_state_decision_draft_conflict_and_checks_only() -> None:
    nodes = [
        seen("1"),
        seen("2") | {"state": "MERGED"},
        seen("3", checks="FAILURE"),
        seen("4", checks=None),
        seen("5", at="2026-09-07T09:00:01Z"),
        seen("6") | {"commits": {"nodes": []}},
        seen("8") | {"reviewDecision": "APPROVED"},
        seen("9") | {"isDraft": True},
        seen("10") | {"mergeable": "CONFLICTING"},
        seen("11") | {"mergeable": None},
        seen("7") | {"repository": {"nameWithOwner": "new/name"}, "number": 9},
    ]
    marks, _ = await watcher(Wire(lambda _asked: {"nodes": nodes})).marks(HOME, ["1"])
    assert marks["7"] == marks["1"]
    assert marks["6"] == marks["4"]
    assert marks["11"] == marks["1"]
    assert len(set(marks.values())) == len(nodes) - 3


async def test_students_are_read_fifty_at_once_and_one_who_is_gone_hides_nobody() -> None:
    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        pulls = {"nodes": [opened(1), None, opened(2, repository=None)]}
        found: dict[str, Any] = {name: {"pullRequests": pulls} for name in asked}
        return found | {"s0": None, "rateLimit": BUDGET}

    wire = Wire(answer)
    logins = [f"student-{number}" for number in range(STUDENTS_AT_ONCE + 2)]
    found, spent = await watcher(wire).students(HOME, logins)
    assert [len(each) for each in wire.sent] == [50, 2]
    assert set(logins) - found.keys() == {"student-0", "student-50"}
    assert [each.repository for each in found["student-1"]] == ["vllm-project/vllm", ""]
    assert spent == Spent(2, 5_000)


async def test_a_login_is_a_variable_and_never_part_of_a_document() -> None:
    wire = Wire(lambda _asked: {})
    await watcher(wire).students(HOME, ['"){evil}'])
    assert "evil" not in wire.documents[0]
    assert re.search(r"user\(login: \$s0\)", wire.documents[0])


async def test_nobody_to_look_at_costs_nothing() -> None:
    wire = Wire(lambda _asked: {})
    assert await watcher(wire).students(HOME, []) == ({}, Spent())
    assert await watcher(wire).marks(HOME, []) == ({}, Spent())
    assert wire.sent == []
