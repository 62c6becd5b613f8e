"""What was remembered is read, or forgotten."""

from __future__ import annotations

import msgspec
import pytest

from bot.reconcile.recalling import recalled


class Kept(msgspec.Struct):
    """Something to remember."""

    number: int


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (msgspec.msgpack.encode(Kept(3)), Kept(3)),
        (None, None),
        (b"", None),
        (b"\xff", None),
        (msgspec.msgpack.encode({"number": "three"}), None),
    ],
)
def test_what_cannot_be_read_any_more_is_forgotten(stored: bytes | None, found: Kept) -> None:
    assert recalled(stored, Kept) == found
