"""The figures of the report, held against the textbook's formulas written out by hand."""

from __future__ import annotations

import math
import random

import pytest

from bot.nudges.intervals import difference, median, share

Z = 1.959963984540054
"""Of the normal distribution, 95 of 100 lie within it on both sides."""

Spans = list[tuple[float, bool]]


def drawn(seed: int, count: int, mean: float) -> Spans:
    """Return spans with ties, about a third of them not over yet."""
    draw = random.Random(seed)  # noqa: S311 - a simulation
    return [(float(round(draw.expovariate(1 / mean))), draw.random() < 0.67) for _ in range(count)]


@pytest.mark.parametrize(("hits", "count"), [(0, 1), (1, 1), (0, 7), (3, 10), (7, 7), (40, 90)])
def test_a_share_is_as_wilson_has_it(hits: int, count: int) -> None:
    part = hits / count
    middle = (part + Z**2 / (2 * count)) / (1 + Z**2 / count)
    half = Z / (1 + Z**2 / count)
    half *= math.sqrt(part * (1 - part) / count + Z**2 / (4 * count**2))
    found = share(hits, count)
    assert found.value == part
    assert found.low == pytest.approx(max(0.0, middle - half), abs=1e-9)
    assert found.high == pytest.approx(min(1.0, middle + half), abs=1e-9)


def crossings(spans: Spans) -> tuple[float | None, float | None, float | None]:
    """Return where the curve of Kaplan and Meier and its two bounds come down to a half."""
    left, spread = 1.0, 0.0
    found: dict[str, float] = {}
    for at in sorted({span for span, over in spans if over}):
        watched = sum(span >= at for span, _ in spans)
        ended = sum(span == at and over for span, over in spans)
        left *= 1 - ended / watched
        if watched > ended:
            spread += ended / (watched * (watched - ended))
            width = Z * math.sqrt(spread) / abs(math.log(left))
            bounds = (left ** math.exp(width), left, left ** math.exp(-width))
        else:
            bounds = (math.nan, 0.0, math.nan)
        for name, value in zip(("low", "value", "high"), bounds, strict=True):
            if value <= 0.5:
                found.setdefault(name, at)
    return found.get("value"), found.get("low"), found.get("high")


@pytest.mark.parametrize("seed", range(12))
def test_a_median_and_its_interval_are_as_kaplan_meier_and_greenwood_have_them(seed: int) -> None:
    spans = drawn(seed, 6 + 9 * seed, 40.0)
    found = median(spans)
    assert (found.value, found.low, found.high) == crossings(spans)
    assert found.count == len(spans)


def log_rank(one: Spans, other: Spans) -> float:
    """Return how likely such a difference is by chance, by the hypergeometric spread."""
    both = one + other
    surplus = spread = 0.0
    for at in {span for span, over in both if over}:
        watched, here = (sum(span >= at for span, _ in each) for each in (both, one))
        ended, mine = (sum(span == at and over for span, over in each) for each in (both, one))
        surplus += mine - ended * here / watched
        if watched > 1:
            part = here / watched
            spread += ended * part * (1 - part) * (watched - ended) / (watched - 1)
    return math.erfc(abs(surplus) / math.sqrt(spread) / math.sqrt(2))


@pytest.mark.parametrize("seed", range(8))
def test_a_difference_is_as_the_log_rank_test_has_it(seed: int) -> None:
    one, other = drawn(seed, 8 + 6 * seed, 30.0), drawn(seed + 100, 20, 50.0)
    assert difference(one, other) == pytest.approx(log_rank(one, other), abs=1e-9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([(5.0, True)], [(5.0, True)]),
        ([(0.0, True)] * 3, [(0.0, True)]),
        ([(5.0, True), (5.0, True)], [(5.0, True)]),
        ([], []),
        ([(5.0, True)], []),
    ],
)
def test_where_no_difference_can_be_told_none_is(one: Spans, other: Spans) -> None:
    assert difference(one, other) is None


@pytest.mark.parametrize("spans", [[], [(0.0, True)], [(0.0, True)] * 4, [(3.0, False)] * 4])
def test_of_few_spans_no_figure_is_no_number(spans: Spans) -> None:
    found = median(spans)
    known = [each for each in (found.value, found.low, found.high) if each is not None]
    assert all(math.isfinite(each) for each in known)
