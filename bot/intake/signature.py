"""Whether a delivery was signed by GitHub: HMAC-SHA256 over the raw body."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from bot.kernel.errors import UserError

_PREFIX = "sha256="


@dataclass(frozen=True, slots=True)
class Secrets:
    """The webhook secrets that are valid now.

    Attributes:
        current: The secret that the App's settings page holds.
        previous: The one before it, valid while a rotation is under way; empty otherwise.
    """

    current: bytes = field(repr=False)
    previous: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        """Refuse an empty secret.

        Raises:
            UserError: With an empty secret anybody could sign a delivery.
        """
        if not self.current:
            raise UserError(
                "The webhook secret is empty. Set COACH_WEBHOOK_SECRET to the secret that"
                " stands in the App's settings."
            )


def refusal(body: bytes, signature: str | None, legacy: str | None, secrets: Secrets) -> str:
    """Return why the delivery is not believed; empty when its signature is right.

    Args:
        body: The bytes as they came over the wire.
        signature: `X-Hub-Signature-256`, None when absent.
        legacy: `X-Hub-Signature` (SHA-1), None when absent; it only makes the reason clearer.
        secrets: What the body may be signed with.

    The rule is GitHub's:
    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    if signature is None:
        if legacy is None:
            return "The delivery is not signed. Set a webhook secret in the App's settings."
        return "The delivery is signed with SHA-1 only; X-Hub-Signature-256 is required."
    if not signature.startswith(_PREFIX):
        return "X-Hub-Signature-256 does not begin with sha256=."
    # Bytes, because comparing text refuses letters outside ASCII with an exception.
    given = signature[len(_PREFIX) :].encode("utf-8", "surrogateescape")
    if _signs(secrets.current, body, given):
        return ""
    if secrets.previous and _signs(secrets.previous, body, given):
        return ""
    return "The signature does not match. The secret here and in the App's settings differ."


def sign(body: bytes, secret: bytes) -> str:
    """Return the value of `X-Hub-Signature-256` for this body."""
    return _PREFIX + hmac.digest(secret, body, "sha256").hex()


def _signs(secret: bytes, body: bytes, given: bytes) -> bool:
    expected = hmac.digest(secret, body, "sha256").hex().encode("ascii")
    return hmac.compare_digest(expected, given)
