from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.signature import Secrets, refusal, sign
from bot.kernel.errors import UserError

SECRETS = Secrets(current=b"new", previous=b"old")


def test_the_example_of_the_documentation_is_believed() -> None:
    # https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert not refusal(
        b"Hello, World!", signature, None, Secrets(current=b"It's a Secret to Everybody")
    )


@given(body=st.binary(), secret=st.binary(min_size=1))
def test_what_was_signed_with_a_valid_secret_is_believed(body: bytes, secret: bytes) -> None:
    signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    assert sign(body, secret) == signature
    assert not refusal(body, signature, None, Secrets(current=secret))
    assert not refusal(body, signature, None, Secrets(current=b"other" + secret, previous=secret))


@given(body=st.binary(), changed=st.binary())
def test_a_signature_is_good_for_one_body_only(body: bytes, changed: bytes) -> None:
    assert bool(refusal(changed, sign(body, b"new"), None, SECRETS)) == (changed != body)


@given(body=st.binary(), signature=st.text())
def test_no_header_text_raises_or_is_believed(body: bytes, signature: str) -> None:
    assert refusal(body, signature, None, SECRETS)
    assert refusal(body, "sha256=" + signature, None, SECRETS)


@pytest.mark.parametrize(
    ("signature", "legacy", "words"),
    [
        (None, None, "not signed"),
        (None, "sha1=0123", "SHA-1 only"),
        ("sha1=0123", None, "does not begin with sha256="),
        ("sha256=", None, "does not match"),
        ("sha256=\udcff", None, "does not match"),
        (sign(b"body", b"stranger"), None, "does not match"),
        (sign(b"body", b"new").upper(), None, "does not begin"),
    ],
)
def test_a_refusal_says_what_is_wrong(
    signature: str | None, legacy: str | None, words: str
) -> None:
    assert words in refusal(b"body", signature, legacy, SECRETS)


def test_the_previous_secret_is_no_longer_valid_after_the_rotation() -> None:
    assert refusal(b"body", sign(b"body", b"old"), None, Secrets(current=b"new"))
    assert refusal(b"body", sign(b"body", b""), None, Secrets(current=b"new"))


def test_an_empty_secret_is_refused_at_the_start() -> None:
    with pytest.raises(UserError, match="COACH_WEBHOOK_SECRET"):
        Secrets(current=b"")


def test_a_secret_does_not_show_in_a_representation() -> None:
    assert "new" not in repr(SECRETS)
    assert "old" not in repr(SECRETS)
