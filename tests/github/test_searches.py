"""What is searched for stays within what GitHub takes, and asks for any of several people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.github.searches import AUTHORS, LONGEST, query, searches
from tests.support.hostile import UNHURRIED

SINCE = date(2026, 9, 7)
LOGINS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,38}", fullmatch=True)


def test_several_people_need_an_or_and_brackets() -> None:
    assert query(("ada", "bob"), SINCE) == (
        "is:pr updated:>=2026-09-07 sort:updated-desc (author:ada OR author:bob)"
    )


def test_one_person_needs_neither() -> None:
    assert query(("ada",), SINCE).endswith(" author:ada")


@pytest.mark.parametrize(("people", "groups"), [(0, 0), (1, 1), (6, 1), (7, 2), (13, 3)])
def test_six_people_fit_into_a_search(people: int, groups: int) -> None:
    assert len(searches([f"ada{n}" for n in range(people)], SINCE)) == groups


@pytest.mark.parametrize("login", ["", "a b", "-x", 40 * "x", "a)OR(b", "ä", "author:x", "a\n"])
def test_what_is_no_login_is_not_asked_for(login: str) -> None:
    assert searches((login, "ada"), SINCE) == (("ada",),)


@UNHURRIED
@given(st.lists(LOGINS, max_size=40))
def test_everybody_is_in_one_group_and_no_query_is_too_long(logins: list[str]) -> None:
    groups = searches(logins, SINCE)
    assert [login for group in groups for login in group] == logins
    for group in groups:
        words = query(group, SINCE)
        assert words.count(" OR ") < AUTHORS
        assert len(words.replace("OR ", "")) <= LONGEST
