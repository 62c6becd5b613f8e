"""A list of pull requests is what GitHub's API answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibrate.listing import Listed, read_listing
from bot.kernel.errors import UserError

OPEN = {"number": 3, "created_at": "1970-01-01T00:01:00Z", "closed_at": None, "merged_at": None}
MERGED = {
    "number": 4,
    "created_at": "1970-01-01T00:02:00Z",
    "closed_at": "1970-01-01T00:03:00Z",
    "merged_at": "1970-01-01T00:03:00Z",
}
FOUND = {3: Listed(3, 60, None, merged=False), 4: Listed(4, 120, 180, merged=True)}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([OPEN, MERGED]),
        json.dumps([[OPEN], [MERGED]]),
        f"{json.dumps([OPEN])}\n{json.dumps([MERGED])}\n",
        f"{json.dumps([OPEN])}{json.dumps([MERGED])}",
    ],
)
def test_pages_come_in_any_of_the_usual_forms(text: str) -> None:
    assert read_listing(text) == FOUND


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("{", "not JSON"),
        ("{}", "not an array"),
        ("[[" * 100_000, "not JSON"),
        ("[3]", "entry 1"),
        (json.dumps([OPEN, {"number": "4"}]), "entry 2"),
        (json.dumps([OPEN | {"number": True}]), "True is not a number"),
        (json.dumps([OPEN | {"number": 0}]), "0 is not a number"),
        (json.dumps([OPEN | {"created_at": None}]), "created_at is missing"),
        (json.dumps([OPEN | {"created_at": "soon"}]), "soon"),
        (json.dumps([OPEN | {"closed_at": "2026-01-01T00:00:00"}]), "no time zone"),
        (json.dumps([OPEN | {"created_at": 5}]), "entry 1"),
    ],
)
def test_anything_else_is_refused_with_its_place(given: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_listing(given)


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["number", "created_at", "closed_at"]), inner)
    ),
    max_leaves=8,
)


@given(values)
def test_any_json_is_read_or_refused(value: Any) -> None:  # noqa: ANN401 - any JSON
    try:
        found = read_listing(json.dumps(value))
    except UserError:
        return
    assert all(number == each.number for number, each in found.items())
