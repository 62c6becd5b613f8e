"""What is remembered of a pull request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reconcile.memory import Memory, packed


@given(
    comment=st.none() | st.text(),
    head=st.text(),
    diff=st.none() | st.text(st.characters(codec="utf-8")),
    diff_refused=st.booleans(),
    run_refused=st.text(),
)
def test_what_is_stored_is_read_back(
    comment: str | None, head: str, diff: str | None, *, diff_refused: bool, run_refused: str
) -> None:
    memory = Memory(
        comment=comment,
        head=head,
        diff=packed(diff),
        diff_refused=diff_refused,
        run_refused=run_refused,
    )

    assert Memory.decode(memory.encode()) == memory
    assert memory.diff_of(head) == (diff or None)


@pytest.mark.parametrize("stored", [None, b"", b"not msgpack \xff", b"\x93\x01\x02\x03"])
def test_what_cannot_be_read_is_forgotten(stored: bytes | None) -> None:
    assert Memory.decode(stored) == Memory()


def test_a_diff_belongs_to_its_head() -> None:
    memory = Memory(head="abc", diff=packed("diff --git a b"))

    assert memory.diff_of("abc") == "diff --git a b"
    assert memory.diff_of("def") is None


def test_a_very_large_diff_is_not_kept() -> None:
    assert packed("x" * (4 * 1024 * 1024 + 1)) is None
