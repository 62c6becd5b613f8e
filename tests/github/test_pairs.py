"""An issue and its pull request at a project come in one request, and neither hides the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from graphql import parse

from bot.github.claim_document import CONTRIBUTION_AND_CLAIM
from bot.github.errors import Refused
from bot.github.guard import Admitted, Visible
from bot.github.issue_documents import CONTRIBUTION
from bot.github.issues import IssueReader
from bot.github.pairs import Pair, PairReader
from bot.github.transport import Answer, FieldError
from bot.github.turn_document import CONTRIBUTION_AND_TURN, TURN
from bot.github.turns import TurnReader
from bot.kernel.errors import RateLimited, Transient
from bot.sandbox import cost
from tests.github.test_issues import answer as issue_answer
from tests.github.test_issues import comment, page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

HOME = Admitted(77, 6, "ai-course", "tracker")
PROJECT = Visible(77, "vllm-project", "vllm")
NOW = datetime(2026, 9, 7, tzinfo=UTC)
FORBIDDEN = "FORBIDDEN"


@dataclass
class Wire:
    """Gives its answers in order, or raises them, and keeps what was asked for."""

    answers: list[Answer | Exception]
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    async def graphql(
        self, _installation: int, document: str, variables: Mapping[str, Any]
    ) -> Answer:
        return await self.graphql_answer(document, variables, writes=False)

    async def graphql_answer(
        self, document: str, variables: Mapping[str, Any], *, writes: bool
    ) -> Answer:
        assert not writes
        self.sent.append((document, variables))
        following = self.answers.pop(0)
        if isinstance(following, Exception):
            raise following
        return following

    async def with_connection(
        self, installation: int, ask: Callable[[Wire], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        assert installation == PROJECT.installation
        return await ask(self)

    @property
    def asked(self) -> list[str]:
        return [document for document, _ in self.sent]


def reader(*answers: Answer | Exception) -> tuple[PairReader, Wire]:
    wire = Wire(list(answers))
    it: Any = wire
    return PairReader(it, IssueReader(it), TurnReader(it)), wire


def pull(*timeline: str, earlier: str | None = None) -> dict[str, Any]:
    info = {"hasPreviousPage": earlier is not None, "startCursor": earlier}
    nodes = [{"id": each} for each in timeline]
    return {"number": 4, "timelineItems": {"nodes": nodes, "pageInfo": info}}


def both(there: object, *errors: FieldError, talk: object = None) -> Answer:
    here = issue_answer(talk or page(comment(1, "/status")))
    return Answer({**here.data, "project": there}, errors)


def there(node: object) -> dict[str, object]:
    return {"nameWithOwner": "vllm-project/vllm", "pullRequest": node}


async def read(pairs: PairReader) -> Pair:
    return await pairs.read(HOME, 1, PROJECT, 4)


def test_together_they_cost_what_each_costs_alone() -> None:
    together = (CONTRIBUTION_AND_TURN, CONTRIBUTION_AND_CLAIM)
    prices = [cost.points(parse(each), {}) for each in (CONTRIBUTION, TURN, *together)]
    assert prices == [1, 1, 1, 1]


async def test_one_request_brings_both() -> None:
    pairs, wire = reader(both(there(pull("a"))))
    pair = await read(pairs)
    assert wire.asked == [CONTRIBUTION_AND_TURN]
    assert pair.issue is not None
    assert [each.body for each in pair.issue.issue.comments] == ["/status"]
    assert pair.pull is not None
    assert pair.pull["data"]["repository"]["pullRequest"]["timelineItems"]["nodes"] == [{"id": "a"}]
    assert "errors" not in pair.pull


async def test_each_is_read_to_its_end() -> None:
    talk = page(comment(1, "a"), after="x")
    more = Answer({"repository": {"issue": {"comments": page(comment(2, "b"))}}})
    older = Answer({"repository": there(pull("a"))})
    pairs, wire = reader(both(there(pull("b", earlier="y")), talk=talk), more, older)
    pair = await read(pairs)
    assert pair.issue is not None
    assert [each.body for each in pair.issue.issue.comments] == ["a", "b"]
    assert pair.pull is not None
    timeline = pair.pull["data"]["repository"]["pullRequest"]["timelineItems"]
    assert [each["id"] for each in timeline["nodes"]] == ["a", "b"]
    assert wire.asked[2] == TURN
    assert [asked.get("number") for _, asked in wire.sent] == [4, 1, 4]


@pytest.mark.parametrize(
    ("node", "error"),
    [
        (None, FieldError("project", "NOT_FOUND", "gone")),
        (None, FieldError("project", FORBIDDEN, "no")),
        (there(None), FieldError("project.pullRequest", "NOT_FOUND", "gone")),
        (there(pull()), FieldError("project.pullRequest.reviews", "", "too much")),
        (there(pull()), FieldError("", "RESOURCE_LIMITS_EXCEEDED", "too much")),
    ],
)
async def test_where_the_pull_request_is_not_whole_the_issue_is_there_and_it_is_read_by_itself(
    node: object, error: FieldError
) -> None:
    pairs, _ = reader(both(node, error))
    pair = await read(pairs)
    assert pair.issue is not None
    assert pair.pull is None


async def test_a_field_that_stays_refused_blanks_nothing_and_is_told_as_if_it_were_read_alone() -> (
    None
):
    refused = FieldError("project.pullRequest.reviewRequests", FORBIDDEN, "no")
    pairs, _ = reader(both(there(pull("a")), refused))
    pair = await read(pairs)
    assert pair.pull is not None
    assert pair.pull["errors"] == [
        {"path": "repository.pullRequest.reviewRequests", "type": FORBIDDEN}
    ]


async def test_what_is_refused_of_the_issue_makes_the_pull_request_no_less_whole() -> None:
    ours = FieldError("repository.issue.assignees", FORBIDDEN, "no")
    pairs, _ = reader(both(there(pull("a")), ours))
    pair = await read(pairs)
    assert pair.pull is not None
    assert "errors" not in pair.pull


@pytest.mark.parametrize(
    "failure",
    [
        Transient("cut off after ten seconds"),
        Refused("no", status=403),
        Answer({}, (FieldError("", "", "Something went wrong"),)),
        Answer({"repository": None}, (FieldError("repository", FORBIDDEN, "no"),)),
    ],
)
async def test_where_both_together_fail_the_issue_is_read_alone(
    failure: Answer | Exception,
) -> None:
    pairs, wire = reader(failure, issue_answer(page(comment(1, "a"))))
    pair = await read(pairs)
    assert wire.asked == [CONTRIBUTION_AND_TURN, CONTRIBUTION]
    assert pair.issue is not None
    assert pair.pull is None


async def test_when_github_asks_to_wait_nothing_more_is_asked() -> None:
    limited = RateLimited("wait", scope="77", retry_at=NOW)
    pairs, wire = reader(limited)
    with pytest.raises(RateLimited):
        await read(pairs)
    assert len(wire.sent) == 1


async def test_an_issue_that_is_gone_ends_the_reading() -> None:
    gone = Answer(
        {"repository": None, "project": there(pull("a", earlier="y"))},
        (FieldError("repository", "NOT_FOUND", "gone"),),
    )
    pairs, wire = reader(gone)
    assert await read(pairs) == Pair(None)
    assert len(wire.sent) == 1


CLAIMED = {"issue": {"comments": page(comment(9, "I take this."))}}


async def test_the_claimed_issue_comes_with_the_contributions_own() -> None:
    pairs, wire = reader(both(CLAIMED))
    pair = await pairs.read_claim(HOME, 1, PROJECT, 4)
    assert wire.asked == [CONTRIBUTION_AND_CLAIM]
    assert [wire.sent[0][1][name] for name in ("number", "claimed")] == [1, 4]
    assert pair.issue is not None
    assert [each.body for each in pair.issue.issue.comments] == ["/status"]
    ((by, text, _),) = pair.said
    assert (by.login, text) == ("ada", "I take this.")


@pytest.mark.parametrize("node", [None, {"issue": None}])
async def test_a_claimed_issue_that_is_gone_hides_nothing(node: object) -> None:
    pairs, wire = reader(both(node, FieldError("project.issue", "NOT_FOUND", "gone")))
    pair = await pairs.read_claim(HOME, 1, PROJECT, 4)
    assert (pair.issue is not None, pair.said, len(wire.sent)) == (True, (), 1)


async def test_where_the_claimed_issue_cannot_be_read_the_contributions_own_is_read_alone() -> None:
    alone = issue_answer(page(comment(1, "a")))
    pairs, wire = reader(Transient("cut off after ten seconds"), alone)
    pair = await pairs.read_claim(HOME, 1, PROJECT, 4)
    assert wire.asked == [CONTRIBUTION_AND_CLAIM, CONTRIBUTION]
    assert pair.issue is not None
    pairs, wire = reader(RateLimited("wait", scope="77", retry_at=NOW))
    with pytest.raises(RateLimited):
        await pairs.read_claim(HOME, 1, PROJECT, 4)
    assert len(wire.sent) == 1
