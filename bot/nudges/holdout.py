"""Which pull requests get no nudges, to see whether nudges help: drawn by a hash, once for all."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

_SALT: Final = b"upstream-coach hold-out 1\0"
_PARTS: Final = 10_000
"""As fine as a share is drawn."""


def is_held_out(contribution: str, percent: int) -> bool:
    """Return whether a contribution is in the hold-out.

    The answer is the same on every machine and at any time, and who is in it at one share is in
    it at every larger one.

    Args:
        contribution: The key of the contribution.
        percent: The share, from 0 to 100.
    """
    drawn = int.from_bytes(sha256(_SALT + contribution.encode()).digest()[:8]) % _PARTS
    return drawn * 100 < percent * _PARTS
