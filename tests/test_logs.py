"""Logs and what must never be in them."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs

TOKEN = "ghs_123456_" + "eyJhbGciOi.J9" * 40
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs"])


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        "ghp_" + "a1" * 18,
        "github_pat_" + "b2" * 30,
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ncut off",
    ],
)
def test_secrets_are_known_by_their_shape(secret: str) -> None:
    scrubbed = logs.Scrubber().text(f"before {secret} after")

    assert scrubbed.startswith(f"before {logs.HIDDEN}")
    assert secret[12:] not in scrubbed


def test_a_password_in_a_url_is_hidden_and_the_host_is_not() -> None:
    scrubbed = logs.Scrubber().text("postgresql://coach:pa55word@db.example.org/coach")

    assert scrubbed == f"postgresql://{logs.HIDDEN}@db.example.org/coach"


@given(st.text(CHARACTERS, min_size=4), st.text(CHARACTERS), st.text(CHARACTERS))
def test_a_known_secret_never_survives(secret: str, before: str, after: str) -> None:
    scrubbed = logs.Scrubber([secret]).text(before + secret + after)

    assert secret not in scrubbed.replace(logs.HIDDEN, "\0")


def test_secrets_are_found_inside_lists_mappings_and_exceptions() -> None:
    event = {"a": [TOKEN], "b": {"c": (TOKEN,)}, "d": ValueError(TOKEN), "e": 1, "f": None}

    scrubbed = logs.Scrubber()(None, "info", event)

    assert TOKEN not in repr(scrubbed)
    assert scrubbed["e"] == 1
    assert scrubbed["f"] is None


def test_a_line_is_a_json_object_with_what_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", ["hush-hush"])
    with structlog.contextvars.bound_contextvars(subject="pull_request:1#2", delivery="guid"):
        structlog.get_logger().info("working", note="the secret is hush-hush")
        logging.getLogger("aiohttp").warning("from a library: %s", TOKEN)
        structlog.get_logger().debug("not shown")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    assert lines[0]["event"] == "working"
    assert all(line["subject"] == "pull_request:1#2" for line in lines)
    assert lines[0]["note"] == f"the secret is {logs.HIDDEN}"
    assert logs.HIDDEN in lines[1]["event"]
    assert len(lines) == 2
