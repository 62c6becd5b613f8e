"""Which commands of a text were not heard before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.grammar import SHORT_FORM, Command, Form
from bot.reconcile.contribution.hearing import Text, heard_key, unheard
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import ALICE, NOON

if TYPE_CHECKING:
    from bot.commands.grammar import Written


def new_in(old: str, new: str, form: Form = SHORT_FORM) -> list[Written]:
    """Return what is heard of a text that was heard before in an older version."""
    before = unheard([Text("IC_1", ALICE, old, NOON)], frozenset(), form)
    known = {heard_key(one.source) for one in before}
    return [one.written for one in unheard([Text("IC_1", ALICE, new, NOON)], known, form)]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "/ready", ["ready"]),
        ("/ready", "/ready", []),
        ("/ready", "Please: \n\n/READY", []),
        ("/ready", "/ready\n/ready", ["ready"]),
        ("/kind fix\n/ready", "/ready\n/kind fix", []),
        ("/kind fix", "/kind docs", ["kind"]),
        ("/plan One", "/plan One\nand two", ["plan"]),
        ("/paln One", "/plan One", ["plan"]),
        ("`/ready`", "/ready", ["ready"]),
        ("/ready", "", []),
        ("/pln", "/pln\n/ready", ["ready"]),
    ],
)
def test_an_edit_brings_what_is_new_in_it(old: str, new: str, found: list[str]) -> None:
    assert [each.name for each in new_in(old, new)] == found


def test_an_edit_is_read_in_the_form_that_holds() -> None:
    form = Form("/x", prefix_only=True)
    assert new_in("", "/ready\n/x ready", form) == [Command("ready")]


@UNHURRIED
@given(st.one_of(st.text(), hostile_text()))
def test_an_edit_that_changes_nothing_brings_nothing(text: str) -> None:
    assert new_in(text, text) == []
