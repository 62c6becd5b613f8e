"""What waiting is usual, as it is counted and as it is told."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from bot.nudges.patience import GENERAL, LEAST, Outlook, Share, outlook, patience
from bot.projects.measured import SizeClass
from bot.shipped import shipped_histories, shipped_projects
from tests.support.nudges import without_merges

if TYPE_CHECKING:
    from bot.projects.history import History


def history(name: str) -> History:
    found = shipped_histories().find(name)
    assert found is not None
    return found


ALL = [history(project.name) for project in shipped_projects()]


@pytest.mark.parametrize("size", SizeClass)
def test_the_general_figures_are_the_medians_of_the_projects(size: SizeClass) -> None:
    waits = [each.norms.waiting[size] for each in ALL]
    general = GENERAL[size]
    assert general.usual == pytest.approx(max(LEAST, median(each.usual for each in waits)))
    assert general.stalled == pytest.approx(median(each.stalled for each in waits))
    assert general.overdue == pytest.approx(median(each.overdue for each in waits))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.project)
@pytest.mark.parametrize("lines", [None, 0, 50, 51, 200, 201, 10_000])
def test_patience_is_never_below_two_days_and_rises(one: History, lines: int | None) -> None:
    found = patience(one, lines)
    assert 2 <= found.usual <= found.stalled <= found.overdue
    assert not found.is_general


def test_of_an_unknown_project_the_general_figures_are_taken_and_said_to_be_so() -> None:
    assert patience(None, 10) == GENERAL[SizeClass.SMALL]
    assert patience(None, 10).is_general
    assert patience(None, None) == GENERAL[SizeClass.MEDIUM]


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("pytorch/ao", 10, Outlook(Share.HALF, 16)),
        ("pytorch/torchtitan", 10, Outlook(Share.HALF, 2)),
        ("Dao-AILab/flash-attention", 100, Outlook(Share.QUARTER, 4)),
        ("vllm-project/vllm", 10, Outlook(Share.OF_MERGED, 3)),
        ("triton-lang/triton", 10, Outlook(Share.OF_MERGED, 1)),
        ("EleutherAI/gpt-neox", 100, Outlook(Share.OF_MERGED, 4)),
        ("pytorch/pytorch", 10, Outlook(Share.OF_MERGED, 3, is_doubtful=True)),
    ],
)
def test_the_outlook_is_what_the_figures_can_bear(name: str, lines: int, expected: Outlook) -> None:
    assert outlook(history(name), lines) == expected


def test_where_hardly_anything_gets_in_no_days_are_named() -> None:
    slow = without_merges(history("Dao-AILab/flash-attention"))
    assert outlook(slow, 100) == Outlook(Share.FEW, 0)


def test_a_size_without_any_figure_falls_back_on_what_was_merged() -> None:
    bare = structs.replace(history("pytorch/ao"), survival={})
    assert outlook(bare, 10).share is Share.OF_MERGED


def test_of_an_unknown_project_the_outlook_is_general() -> None:
    assert outlook(None, 10) == Outlook(Share.GENERAL, 3)
