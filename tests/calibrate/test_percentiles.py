"""Thresholds are percentiles of the project, held within bounds."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibrate.figures import title_prefix
from bot.calibrate.landing import Landing
from bot.calibrate.percentiles import norms, quantile, quantiles, share_of
from bot.calibrate.recognise import Landed, Person
from bot.calibrate.sizes import Size
from bot.projects.measured import Quantiles, SizeClass


def landing(lines: int, days: float, *, files: int = 1, dirs: int = 1) -> Landing:
    who = Person("Ada", "")
    landed = Landed("c", None, None, 10**9, who, (), "", 1, None, imported=False, revert=False)
    size = Size(lines, files, dirs, dirs, tests=False, docs_only=False)
    return Landing(landed, newcomer=True, opened=10**9 - days * 86400, size=size)


def test_percentiles_lie_between_neighbours() -> None:
    found = quantiles([1, 2, 3, 4])
    assert (found.count, found.p50, found.p90) == (4, 2, 4)
    assert quantiles([1, 2, 3, 4], digits=1).p90 == 3.7
    assert quantiles([7]).p99 == 7
    assert quantiles([]) == Quantiles(count=0)


@given(st.lists(st.integers(0, 1000), min_size=2))
def test_percentiles_are_those_of_the_standard_library(values: list[int]) -> None:
    ordered = sorted(values)
    expected = statistics.quantiles(ordered, n=4, method="inclusive")
    found = [quantile(ordered, share) for share in (0.25, 0.5, 0.75)]
    assert found == pytest.approx(expected)


def test_a_share_of_nothing_is_none() -> None:
    assert share_of([]) is None
    assert share_of([True, False, False]) == 0.333


@pytest.mark.parametrize(
    ("lines", "files", "focused", "large"),
    [(3, 1, (50, 3), (250, 6)), (100, 5, (100, 5), (250, 6)), (9000, 90, (200, 8), (800, 20))],
)
def test_limits_stay_within_bounds(
    lines: int, files: int, focused: tuple[int, int], large: tuple[int, int]
) -> None:
    found = norms(
        [landing(lines, 1, files=files, dirs=9)] * 70, [landing(lines, 1, files=files)] * 70
    )
    assert (found.focused_lines, found.focused_files) == focused
    assert (found.large_lines, found.large_files) == large
    assert found.many_top_dirs == 4
    assert found.peers == "newcomers"


def test_too_few_newcomers_are_no_peers() -> None:
    assert norms([landing(1, 1)] * 70, [landing(1, 1)] * 59).peers == "all"


def test_a_larger_change_never_gets_less_time() -> None:
    group = [landing(10, 20)] * 60 + [landing(100, 5)] * 40
    found = norms(group, group).waiting
    assert found[SizeClass.SMALL].overdue == found[SizeClass.MEDIUM].overdue == 20
    assert found[SizeClass.MEDIUM].peers == "newcomers"
    assert found[SizeClass.LARGE].peers == "newcomers, all sizes"
    assert found[SizeClass.LARGE].count == 100


def test_nothing_is_merged_before_it_is_opened() -> None:
    assert landing(1, -1).open_hours == 0
    assert landing(1, 2).open_hours == 48


@pytest.mark.parametrize(
    ("title", "prefix"),
    [
        ("[Bugfix] Mend", "[bugfix]"),
        ("[ Core ][V1] x", "[core]"),
        ("【文档】x", "[文档]"),
        ("fix(core): x", "fix:"),
        ("feat!: x", "feat:"),
        ('Revert "x"', "Revert"),
        ("Revert", "Revert"),
        ("Mend it", "(none)"),
        ("http://x", "(none)"),
        ("", "(none)"),
    ],
)
def test_a_title_has_a_prefix(title: str, prefix: str) -> None:
    assert title_prefix(title) == prefix
