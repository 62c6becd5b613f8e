"""The judges themselves: what contradicts GitHub's description is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.openapi import Exchange

if TYPE_CHECKING:
    from tests.support.exchanges import Judge
    from tests.support.openapi import Description

pytestmark = pytest.mark.official

LABELS = Exchange(
    method="POST",
    path="/repos/course/lm/issues/1/labels",
    query={},
    sent={"labels": ["bug"]},
    status=200,
    content_type="application/json",
    body=b"[]",
)
DOCUMENT = """
query($n: Int!) {
  viewer { login }
  repository(owner: "a", name: "b") { issue(number: $n) { state } }
}
"""
GOOD: dict[str, Any] = {"viewer": {"login": "a"}, "repository": {"issue": {"state": "OPEN"}}}


def graphql(data: object, document: str = DOCUMENT, **variables: object) -> Exchange:
    sent = {"query": document, "variables": variables or {"n": 1}}
    body = json.dumps({"data": data}).encode()
    return replace(LABELS, path="/graphql", sent=sent, body=body)


def test_what_is_right_passes(judge: Judge) -> None:
    assert judge.problems(LABELS) == []
    assert judge.problems(graphql(GOOD)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"path": "/repos/course/lm/no/such/route"}, "no such operation"),
        ({"query": {"colour": "red"}}, "the query has colour"),
        ({"sent": {"labels": 5}}, "labels"),
        ({"sent": {"labels": [], "lable": 1}}, "lable is not described"),
        ({"status": 204, "body": b""}, "status 204 is not described"),
        ({"status": 503, "body": b'{"message": 5}'}, "message"),
        ({"body": b'[{"id": "one"}]'}, "0/id"),
        ({"method": "GET", "sent": {"x": 1}}, "has a body, and none is described"),
        ({"method": "GET", "sent": None, "query": {"per_page": "ten"}}, "query per_page"),
        ({"method": "GET", "sent": None, "status": 304}, "a 304 has no body"),
        ({"path": "/repos/course/lm/issues", "sent": None}, "the request has no body"),
    ],
)
def test_a_wrong_rest_exchange_is_noticed(
    changes: dict[str, Any], words: str, judge: Judge
) -> None:
    found = judge.problems(replace(LABELS, **changes))
    assert found
    assert any(words in each for each in found), found


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        (graphql(GOOD, n="one"), "Int cannot represent"),
        (graphql(GOOD, "{ viewer { shoeSize } }"), "Cannot query field"),
        (graphql({**GOOD, "viewer": {"login": None}}), "Cannot return null"),
        (graphql({**GOOD, "repository": {"issue": {"state": "ASLEEP"}}}), "ASLEEP"),
        (graphql({"viewer": {"login": "a"}}), "repository"),
        (graphql({**GOOD, "extra": 1}), "other fields"),
    ],
)
def test_a_wrong_graphql_exchange_is_noticed(exchange: Exchange, words: str, judge: Judge) -> None:
    found = judge.problems(exchange)
    assert found
    assert any(words in each for each in found), found


def test_a_wrong_webhook_payload_is_noticed(description: Description) -> None:
    assert description.problems_of_payload("pull_request", {"action": "slept"})
    assert description.problems_of_payload("ping", {"zen": 5})
