"""Numbers are given in order, so merges and branches bound the time of opening."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibrate.branches import Branch, Graph
from bot.calibrate.opening import Envelope, Openings, impossible
from bot.calibrate.recognise import Landed, Person


def merged(number: int | None, when: int) -> Landed:
    who = Person("Ada", "")
    return Landed("c", None, None, when, who, (), "", number, None, imported=False, revert=False)


def test_a_number_was_given_before_a_later_one_was_merged() -> None:
    envelope = Envelope([(1, 900), (2, 200), (4, 400), (3, 500)])
    assert [envelope.latest(number) for number in (1, 2, 3, 4, 5)] == [200, 200, 400, 400, None]
    assert [envelope.between(number) for number in (1, 2, 3, 4, 5)] == [200, 200, 300, 400, None]


def test_without_branches_the_estimate_is_the_envelope_and_never_after_the_merge() -> None:
    openings = Openings([merged(2, 200), merged(4, 400), merged(None, 300)])
    assert openings.of(3, 350) == 300
    assert openings.of(3, 250) == 250
    assert openings.of(9) is None


def test_a_branch_bounds_from_below_all_that_come_after() -> None:
    openings = Openings([merged(1, 900), merged(2, 950)], {1: 100, 2: 50, 3: 2000})
    assert openings.of(1, 900) == 100
    assert openings.of(2, 950) == 100
    assert openings.of(3) == 2000


def test_a_branch_written_anew_after_later_merges_says_nothing() -> None:
    openings = Openings([merged(1, 900), merged(2, 300), merged(3, 700)], {1: 800, 2: 250, 3: 200})
    assert openings.of(1, 900) == 300
    assert openings.of(2, 300) == 250
    assert openings.of(3, 700) == 250


def test_a_list_is_exact() -> None:
    openings = Openings([merged(2, 200)], {2: 150}, {2: 120.5})
    assert openings.of(2, 200) == 120.5


def test_a_number_from_elsewhere_is_found() -> None:
    numbers = [(n, n) for n in range(1, 301)]
    assert impossible(numbers) == set()
    assert impossible([*numbers[:100], (9999, 100), *numbers[100:]]) == {100}
    assert impossible([*numbers, (9999, 301)]) == {300}
    assert impossible([(5, 1)]) == set()


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 1000)), unique_by=lambda each: each[0])
)
def test_bounds_rise_with_the_numbers(pairs: list[tuple[int, int]]) -> None:
    envelope = Envelope(pairs)
    bounds = [bound for n in range(1, 51) if (bound := envelope.latest(n)) is not None]
    assert bounds == sorted(bounds)
    for number, when in pairs:
        latest, between = envelope.latest(number), envelope.between(number)
        assert latest is not None
        assert between is not None
        assert between <= latest <= when


A, B, C, D, E, F, X = (character * 40 for character in "abcdef1")


def test_a_branch_is_what_came_with_its_merge() -> None:
    graph = Graph(
        [
            (A, 10, ()),
            (B, 20, (A,)),
            (C, 15, (A,)),
            (D, 16, (C,)),
            (E, 30, (B, D)),
            (F, 25, (B,)),
        ],
        tip=E,
    )
    found = dict(graph.branches({1: D, 2: F, 3: X, 4: A}))
    assert found == {
        1: Branch(first=15, last=16, head=D, base=A),
        2: Branch(first=25, last=25, head=F, base=B),
        4: Branch(first=10, last=10, head=A, base=None),
    }


def test_a_merge_of_the_mainline_into_a_branch_says_nothing_of_its_beginning() -> None:
    graph = Graph([(A, 10, ()), (B, 20, (A,)), (C, 15, (A,)), (D, 5, (C, B))], tip=B)
    assert dict(graph.branches({1: D})) == {1: Branch(first=15, last=15, head=D, base=B)}
    only_merge = Graph([(A, 10, ()), (B, 20, (A,)), (D, 5, (A, B))], tip=B)
    assert dict(only_merge.branches({1: D})) == {}


def test_a_shallow_copy_is_survived() -> None:
    graph = Graph([(B, 20, (A,)), (C, 15, (X,))], tip=B)
    assert dict(graph.branches({1: C})) == {1: Branch(first=15, last=15, head=C, base=None)}
    with pytest.raises(ValueError, match="hexadecimal"):
        Graph([], tip="no name")
