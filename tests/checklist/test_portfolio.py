from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist.portfolio import WRITE_UP_WORDS, Repository, judge_portfolio
from bot.kernel.finding import Evidence, Status
from bot.shipped import shipped_course
from tests.support.hostile import hostile_text

README = """\
# paged-cache

A small cache for attention that keeps its pages in one tensor and never copies them.

## Results

| H100 | torch | this |
|---|---|---|
| tokens/s | 1,012 | 1,420 |

## What did not work

Sorting the pages first: it costs more than it saves.
"""
GOOD = Repository(
    name="ada/paged-cache",
    description="",
    files=("LICENSE", "README.md", "benchmarks/", "docs/", "paged_cache/", "tests/"),
    readme=README,
    licence="MIT",
)
TITLES = (
    "One purpose",
    "A licence",
    "Benchmarks",
    "Tests",
    "A write-up",
    "What did not work",
)
PATTERNS = {pattern.name: pattern for pattern in shipped_course().portfolio.patterns}


def statuses(repository: Repository) -> dict[str, Status]:
    return {finding.title: finding.status for finding in judge_portfolio(repository)}


def test_a_good_repository_has_nothing_left() -> None:
    assert statuses(GOOD) == dict.fromkeys(TITLES, Status.PASS)


def test_an_empty_one_is_told_all_of_it() -> None:
    assert statuses(Repository("ada/empty")) == {
        **dict.fromkeys(TITLES, Status.FIX),
        "What did not work": Status.TIP,
    }


@pytest.mark.parametrize(
    ("title", "changes", "status"),
    [
        ("One purpose", {"readme": "# cache\n\nMy project."}, Status.FIX),
        ("One purpose", {"readme": "", "description": "Keeps " * 9}, Status.PASS),
        (
            "One purpose",
            {"description": "A cache, a server, a trainer, and some tools for my daily work."},
            Status.TIP,
        ),
        ("A licence", {"licence": None}, Status.PASS),
        ("A licence", {"files": ("COPYING.md",), "licence": None}, Status.PASS),
        ("A licence", {"files": ("main.py",), "licence": None}, Status.FIX),
        ("Benchmarks", {"readme": "Fast."}, Status.TIP),
        ("Benchmarks", {"readme": "Fast.", "files": ("main.py",)}, Status.FIX),
        ("Benchmarks", {"readme": "![curve](curve.png)"}, Status.PASS),
        ("Tests", {"files": ("test_cache.py",)}, Status.PASS),
        ("Tests", {"files": ("cache.py", "docs/")}, Status.FIX),
        ("A write-up", {"files": (), "readme": "A word. " * WRITE_UP_WORDS}, Status.PASS),
        ("A write-up", {"files": ()}, Status.TIP),
        ("A write-up", {"files": (), "readme": "[blog](https://a.example)"}, Status.PASS),
        ("A write-up", {"files": (), "readme": "```\nmake\n```"}, Status.FIX),
        ("What did not work", {"readme": "## Limitations\n\nOne GPU."}, Status.PASS),
        ("What did not work", {"readme": "Sorting didn't help."}, Status.PASS),
        ("What did not work", {"readme": "All is well."}, Status.TIP),
    ],
)
def test_each_thing_is_judged_by_itself(
    title: str, changes: dict[str, object], status: Status
) -> None:
    assert statuses(replace(GOOD, **changes))[title] is status  # type: ignore[arg-type]


def test_a_reference_to_learn_from_has_the_licence_of_its_pattern() -> None:
    reference = PATTERNS["reference"]
    assert judge_portfolio(GOOD, reference)[1].status is Status.PASS
    copyleft = judge_portfolio(replace(GOOD, licence="GPL-3.0"), reference)[1]
    assert copyleft.status is Status.TIP
    assert copyleft.evidence == (Evidence("licence", "GPL-3.0"),)
    assert judge_portfolio(replace(GOOD, licence="GPL-3.0"), PATTERNS["tool"])[1].status is (
        Status.PASS
    )
    bare = judge_portfolio(replace(GOOD, licence=None, files=()), reference)[1]
    assert "MIT is usual" in bare.fix


@given(hostile_text(), hostile_text(), st.lists(hostile_text(), max_size=5))
def test_any_repository_gets_six_findings_with_advice(
    description: str, readme: str, files: list[str]
) -> None:
    found = judge_portfolio(Repository("a/b", description, tuple(files), readme))
    assert tuple(finding.title for finding in found) == TITLES
    for finding in found:
        assert bool(finding.fix) is bool(finding.why) is (finding.status is not Status.PASS)
