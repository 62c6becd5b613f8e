"""Bodies made from examples of the published form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bench.payloads import INSTALLATION, examples, forged, large_push, pull_request_hooks
from bench.wire import sign

if TYPE_CHECKING:
    from pathlib import Path

FILLING = "x" * 24_000


def pull_request(action: str, filling: str = FILLING, **more: object) -> dict[str, Any]:
    return {"action": action, "number": 5, "pull_request": {"number": 5, "body": filling}, **more}


@pytest.fixture
def published() -> dict[str, list[dict[str, Any]]]:
    return {
        "pull_request": [
            pull_request("opened"),
            pull_request("locked"),
            pull_request("closed", filling="short"),
        ],
        "pull_request_review": [
            {"action": "submitted", "pull_request": {"number": 5, "body": FILLING}}
        ],
        "push": [{"commits": [{"id": "1"}]}, {"commits": [{"id": "1"}, {"id": "2" * 1000}]}],
    }


def test_the_package_lists_examples_by_event(tmp_path: Path) -> None:
    file = tmp_path / "index.json"
    file.write_text('[{"name":"star","description":"","examples":[{"action":"created"}]}]')
    assert examples(file) == {"star": [{"action": "created"}]}


def test_each_body_is_about_another_pull_request_of_our_installation(
    published: dict[str, list[dict[str, Any]]],
) -> None:
    hooks = pull_request_hooks(published, 5, "secret")
    payloads = [msgspec.json.decode(hook.body) for hook in hooks]
    assert [each["pull_request"]["number"] for each in payloads] == [1, 2, 3, 4, 5]
    assert {each["installation"]["id"] for each in payloads} == {INSTALLATION}
    assert all(each.get("number", number) == number for number, each in enumerate(payloads, 1))
    assert all(hook.signature == sign(hook.body, "secret") for hook in hooks)


def test_only_bodies_of_the_usual_size_with_something_to_do_are_taken(
    published: dict[str, list[dict[str, Any]]],
) -> None:
    hooks = pull_request_hooks(published, 4, "secret")
    actions = {msgspec.json.decode(hook.body)["action"] for hook in hooks}
    assert actions == {"opened", "submitted"}


def test_the_large_push_is_of_the_announced_size(
    published: dict[str, list[dict[str, Any]]],
) -> None:
    assert 1_100_000 < len(large_push(published, "secret").body) < 1_300_000


def test_a_forged_hook_differs_in_its_signature_alone(
    published: dict[str, list[dict[str, Any]]],
) -> None:
    [hook] = pull_request_hooks(published, 1, "secret")
    [false] = forged([hook])
    assert (false.event, false.body) == (hook.event, hook.body)
    assert false.signature != hook.signature
    assert len(false.signature) == len(hook.signature)
