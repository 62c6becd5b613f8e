"""What keeps the page to itself: who may send a form, and what a browser may do with it."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADERS: Final = {
    # Nothing inline, nothing from elsewhere: text that slips through still cannot act.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send `Origin: null` with every form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ProblemError(Exception):
    """What the page says instead of what was asked for.

    Args:
        status: The HTTP status.
        heading: A few words.
        text: What is wrong and what to do.
    """

    def __init__(self, status: int, heading: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.heading = heading
        self.text = text


def is_local_host(host: str) -> bool:
    """Return whether a request's `Host` can only mean this machine, or is an address.

    A foreign name that is made to point here would read the page as if it were its own. An
    address cannot be made to point elsewhere, so any address will do.
    """
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def demand_own_form(headers: Mapping[str, str], host: str, token: str, given: str) -> None:
    """Refuse a form that did not come from a page of this sandbox.

    Args:
        headers: The request's.
        host: The request's `Host`.
        token: The secret of this sandbox's forms.
        given: What the form carried.

    Raises:
        ProblemError: When the browser names another origin or the secret is wrong.
    """
    origin = headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != host
    foreign |= headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    if foreign or not hmac.compare_digest(token.encode(), given.encode()):
        raise ProblemError(
            403, "Not sent from here", "Load the page again and send the form from there."
        )
