"""Reads what was remembered between two runs; losing it is never more than a little work."""

from __future__ import annotations

from typing import TypeVar

import msgspec

Form = TypeVar("Form")


def recalled(stored: bytes | None, form: type[Form]) -> Form | None:
    """Return what was stored; None where nothing was, or it cannot be read any more.

    Args:
        stored: The stored form, in MessagePack.
        form: What it holds.
    """
    if stored is None:
        return None
    try:
        return msgspec.msgpack.decode(stored, type=form)
    except msgspec.MsgspecError:
        return None
