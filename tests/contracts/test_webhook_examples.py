"""Every official example of a delivery, through the real handler."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.clock import VirtualClock
from bot.intake.routing import Identity
from bot.intake.signature import Secrets
from bot.intake.webhook import Webhook
from bot.policy.allowed import Allowed
from tests.support.intake import SECRET, FakeInbox, serving, signed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.intake import Client

    Payload = dict[str, Any]
    Examples = list[tuple[str, Payload]]

pytestmark = pytest.mark.official

INSTALLATION = 424242
# Said once more and from other fields than routing reads, so that a slip there shows here.
NOISE_OF_AN_ISSUE = {"demilestoned", "locked", "milestoned", "pinned", "typed", "unpinned"}
NOISE_OF_AN_ISSUE |= {"untyped"}
NEWS_OF_A_PULL_REQUEST = (
    "assigned closed converted_to_draft labeled opened ready_for_review reopened"
    " review_request_removed review_requested synchronize unassigned unlabeled unlocked"
)
COVERAGE = "created privatized publicized renamed transferred"


@pytest.fixture
def examples(webhook_examples: list[dict[str, Any]]) -> Examples:
    return [(each["name"], one) for each in webhook_examples for one in each["examples"]]


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
async def client(inbox: FakeInbox) -> AsyncIterator[Client]:
    webhook = Webhook(
        inbox,
        secrets=Secrets(current=SECRET),
        allowed=Allowed(installations=frozenset({INSTALLATION})),
        identity=lambda: Identity(slug="upstream-coach", app_id=1),
        clock=VirtualClock(),
    )
    async with serving(webhook) as client:
        yield client


async def deliver(client: Client, event: str, payload: Payload, guid: str) -> tuple[int, Payload]:
    body = json.dumps(payload).encode()
    headers = signed(body, event, guid)
    async with client.session.post("/webhook", data=body, headers=headers) as response:
        return response.status, await response.json()


def numbers(check: Payload, repository: int) -> list[str]:
    return [
        each["url"].rpartition("/")[2]
        for each in check["pull_requests"]
        if each["base"]["repo"]["id"] == repository
    ]


def policy_of(push: Payload) -> set[str]:
    """Return the policy that this push may have changed."""
    repository, text = push["repository"], json.dumps(push["commits"])
    main = push["ref"] == "refs/heads/" + repository["default_branch"]
    file = repository["name"] == ".github" or ".github/upstream-coach.yml" in text
    return {f"policy:{repository['id']}"} if main and (file or text == "[]") else set()


def expected(event: str, payload: Payload) -> set[str]:
    """Return the subjects that this payload of our installation must lead to."""
    action = payload.get("action")
    found: list[str] = []
    about = event.removeprefix("pull_request_")
    news = event == "pull_request" and action in NEWS_OF_A_PULL_REQUEST.split()
    if news or about in {"review", "review_comment", "review_thread"}:
        found = [payload["pull_request"]["number"]]
    elif event == "issue_comment" and "/pull/" in payload["issue"]["html_url"]:
        found = [payload["issue"]["url"].rpartition("/")[2]]
    elif event == "issue_comment" or (event == "issues" and action not in NOISE_OF_AN_ISSUE):
        number = payload["issue"]["url"].rpartition("/")[2]
        return {f"contribution:{payload['repository']['id']}#{number}"}
    elif event == "check_run" and action in {"rerequested", "requested_action"}:
        found = numbers(payload["check_run"], payload["repository"]["id"])
    elif event == "check_suite" and action == "rerequested":
        found = numbers(payload["check_suite"], payload["repository"]["id"])
    elif event == "push":
        return policy_of(payload)
    elif event in {"installation", "installation_repositories"} or (
        event == "repository" and action in COVERAGE.split()
    ):
        return {f"installation:{INSTALLATION}"}
    return {f"pull_request:{payload['repository']['id']}#{number}" for number in found}


def test_the_examples_are_the_whole_package(examples: Examples) -> None:
    assert (len(examples), len({event for event, _ in examples})) == (329, 58)


async def test_every_example_of_an_admitted_installation_leads_to_its_subjects_or_says_why_not(
    client: Client, inbox: FakeInbox, examples: Examples
) -> None:
    led = 0
    for index, (event, payload) in enumerate(examples):
        ours = payload.get("installation", {}) | {"id": INSTALLATION}
        status, answer = await deliver(client, event, payload | {"installation": ours}, f"{index}")
        stored = inbox.deliveries[f"{index}"]
        wanted = expected(event, payload)
        place = f"{event}.{payload.get('action')} (example {index})"
        assert status == 202, place
        assert set(answer.get("subjects", ())) == wanted, place
        assert {str(each) for each in stored.subjects} == wanted, place
        assert bool(stored.ignored) == (not wanted), place
        assert stored.scope == str(INSTALLATION), place
        assert (stored.event, stored.action) == (event, payload.get("action") or ""), place
        led += bool(wanted)
    assert led == 93


async def test_every_example_of_anybody_else_is_recorded_without_a_subject(
    client: Client, inbox: FakeInbox, examples: Examples
) -> None:
    for index, (event, payload) in enumerate(examples):
        status, answer = await deliver(client, event, payload, f"{index}")
        assert (status, answer["result"]) == (202, "ignored"), event
        assert inbox.deliveries[f"{index}"].ignored == answer["reason"] != "", event
    assert len(inbox.deliveries) == len(examples)
    assert not any(each.subjects for each in inbox.deliveries.values())
