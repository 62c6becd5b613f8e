"""Which installation reads for whom: the organisation's, and a student's own to spare it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.installation import InstallationRecord
from bot.reconcile.finding.readers import OWN_AT_ONCE, readers
from tests.support.hostile import UNHURRIED

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
HOME = 7


def installation(number: int, account: str, *, suspended: bool = False) -> InstallationRecord:
    return InstallationRecord(number, account, number, suspended, NOW)


COURSE = installation(HOME, "course")
ADAS = installation(8, "Ada")


@pytest.mark.parametrize(
    ("installations", "is_scarce", "wanted"),
    [
        ((COURSE, ADAS), False, {HOME: ("ada", "bob")}),
        ((COURSE, ADAS), True, {8: ("ada",), HOME: ("bob",)}),
        ((COURSE,), True, {HOME: ("ada", "bob")}),
        ((COURSE, installation(8, "ada", suspended=True)), True, {HOME: ("ada", "bob")}),
        ((COURSE, installation(9, "stranger")), True, {HOME: ("ada", "bob")}),
        ((), True, {HOME: ("ada", "bob")}),
    ],
)
def test_a_students_own_installation_reads_where_it_is_there_and_the_budget_is_scarce(
    installations: tuple[InstallationRecord, ...],
    *,
    is_scarce: bool,
    wanted: dict[int, tuple[str, ...]],
) -> None:
    assert readers(("ada", "bob"), installations, HOME, is_scarce=is_scarce) == wanted


@UNHURRIED
@given(st.sets(st.integers(0, 200)), st.sets(st.integers(0, 200)), st.booleans())
def test_everybody_is_read_for_once_and_a_round_stays_short(
    students: set[int],
    installed: set[int],
    is_scarce: bool,  # noqa: FBT001 - Hypothesis gives what it draws by place
) -> None:
    logins = [f"student-{number}" for number in students]
    own = [installation(100 + number, f"student-{number}") for number in installed]
    found = readers(logins, (COURSE, *own), HOME, is_scarce=is_scarce)
    assert sorted(login for some in found.values() for login in some) == sorted(logins)
    assert len(found.keys() - {HOME}) <= OWN_AT_ONCE
    accounts = {each.id: each.account for each in own}
    assert all(some == (accounts[at],) for at, some in found.items() if at != HOME)
