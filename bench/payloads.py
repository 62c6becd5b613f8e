"""Webhook bodies made from GitHub's published examples."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import msgspec

from bench.wire import Hook, sign

if TYPE_CHECKING:
    from pathlib import Path

INSTALLATION = 4242
"""The one installation from which all of them come."""

_EVENTS = ("pull_request", "pull_request_review")
_WITHOUT_SUBJECT = "locked"
"""The one action among them that the coach only records: it would flatter our figures."""

_USUAL_SIZE = range(22_000, 27_000)
_BURST_SIZE = 1_200_000

Payload = dict[str, Any]


def examples(file: Path) -> dict[str, list[Payload]]:
    """Return the published payloads by event.

    Args:
        file: `api.github.com/index.json` of the package `@octokit/webhooks-examples`.
    """
    listed = msgspec.json.decode(file.read_bytes(), type=list[Payload])
    return {entry["name"]: entry["examples"] for entry in listed}


def pull_request_hooks(published: dict[str, list[Payload]], count: int, secret: str) -> list[Hook]:
    """Return bodies of about 24 kB about this many different pull requests.

    Many of the examples lack `installation`, which every delivery to an App has; it is added.
    """
    usual = [
        (event, payload)
        for event in _EVENTS
        for payload in published[event]
        if len(msgspec.json.encode(payload)) in _USUAL_SIZE
        and payload["action"] != _WITHOUT_SUBJECT
    ]
    return [
        _hook(*usual[number % len(usual)], number=1 + number, secret=secret)
        for number in range(count)
    ]


def large_push(published: dict[str, list[Payload]], secret: str) -> Hook:
    """Return a push of 1.2 MB: an official one with its commits repeated."""
    payload = deepcopy(max(published["push"], key=lambda push: len(push["commits"])))
    payload["installation"] = {"id": INSTALLATION}
    one = len(msgspec.json.encode(payload["commits"]))
    payload["commits"] = payload["commits"] * (_BURST_SIZE // one)
    return _signed("push", payload, secret)


def forged(hooks: list[Hook]) -> list[Hook]:
    """Return the same hooks, signed by somebody who does not know the secret."""
    return [Hook(hook.event, hook.body, sign(hook.body, "somebody else's")) for hook in hooks]


def _hook(event: str, example: Payload, *, number: int, secret: str) -> Hook:
    payload = deepcopy(example)
    payload["installation"] = {"id": INSTALLATION}
    payload["pull_request"]["number"] = number
    if "number" in payload:
        payload["number"] = number
    return _signed(event, payload, secret)


def _signed(event: str, payload: Payload, secret: str) -> Hook:
    body = msgspec.json.encode(payload)
    return Hook(event, body, sign(body, secret))
