"""The report as a person reads it and as a machine does."""

from __future__ import annotations

import msgspec

from bench.figures import Ratio, paired_ratio
from bench.report import (
    Goal,
    Report,
    Section,
    Table,
    at_least,
    at_most,
    bounded,
    render,
    show_ratio,
)

FEW = paired_ratio([1.2, 1.4, 1.6], [1.0, 1.0, 1.0])
MANY = Ratio(median=1.4, least=1.0, most=1.8, low=1.3, high=1.5, rounds=15)


def test_a_ratio_is_shown_with_its_spread() -> None:
    assert show_ratio(FEW) == "1.40 (1.20 to 1.60)"
    assert show_ratio(MANY) == "1.40 (1.00 to 1.80; 95 % 1.30 to 1.50)"


def test_a_goal_says_its_bounds_and_whether_they_hold() -> None:
    assert at_least("acks", MANY, 1.25, 1.6) == Goal(
        "acks: at least 1.25 (aim 1.6)", show_ratio(MANY), met=True, stretch=False
    )
    assert at_most("p99", MANY, 1.4, 1.0) == Goal(
        "p99: at most 1.4 (aim 1)", show_ratio(MANY), met=False, stretch=False
    )
    assert bounded("lost", 0, 0) == Goal("lost: at most 0", "0", met=True)


def test_the_text_puts_goals_before_tables_and_aligns_columns() -> None:
    table = Table("A table", ("server", "acks/s"), (("ours", "9"), ("another", "10000")))
    section = Section("Acks", (table,), (bounded("lost", 1, 0),), ("A note.",))
    report = Report("2026-01-01", "2 cores", {"coach": "1"}, 5, (section,))
    lines = render(report).splitlines()
    assert lines.index("not met   lost: at most 0: measured 1") < lines.index("A table")
    assert "ours          9" in lines
    assert "another   10000" in lines
    assert lines[-1] == "A note."


def test_a_report_survives_json() -> None:
    report = Report("2026-01-01", "2 cores", {}, 5, (Section("Acks", goals=(bounded("x", 1, 2),)),))
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
