"""A project's history answers in its own figures, and says so when they are a placeholder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import UserError
from bot.projects.history import LONGEST_TEXT, Histories, History, Kind, file_name, schema
from bot.projects.measured import SizeClass
from bot.shipped import shipped, shipped_projects

CONFIG = Path(__file__).parents[2] / "config"
FILES = sorted((CONFIG / "history").glob("*.json"))
ACCELERATE = shipped(file_name("huggingface/accelerate"))


def changed(**parts: Any) -> str:  # noqa: ANN401 - any part of a document
    return json.dumps(json.loads(ACCELERATE) | parts)


def test_every_project_has_its_history_and_no_other_has() -> None:
    found = [History.load(path.read_text(encoding="utf-8")) for path in FILES]
    assert len(found) == 18
    names = {each.project.lower() for each in found}
    assert names <= shipped_projects().names
    assert [CONFIG / file_name(each.project) for each in found] == FILES
    assert {each.project for each in found if each.placeholder} == {"pytorch/pytorch"}
    assert Histories(found).find("google/jax") is Histories(found).find("JAX-ML/jax") is not None


def test_a_project_without_history_has_none() -> None:
    assert Histories([History.load(ACCELERATE)]).find("course/engine") is None


def test_two_histories_of_one_name_are_refused() -> None:
    one = History.load(ACCELERATE)
    with pytest.raises(UserError, match="two histories are of huggingface/accelerate"):
        Histories([one, History.load(ACCELERATE)])


def test_figures_are_typed() -> None:
    history = History.load(ACCELERATE)
    assert (history.focused_lines, history.large_lines) == (57, 250)
    assert history.caution is None
    norm = history.tests_norm(Kind.FIX)
    assert norm is not None
    assert (norm.share, norm.caution) == (history.tests.fixes, None)
    assert history.tests_norm(Kind.ANY) != norm


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        (0, SizeClass.SMALL),
        (50, SizeClass.SMALL),
        (51, SizeClass.MEDIUM),
        (200, SizeClass.MEDIUM),
        (201, SizeClass.LARGE),
    ],
)
def test_patience_goes_by_size(lines: int, size: SizeClass) -> None:
    found = History.load(ACCELERATE).patience(lines)
    assert found.size is size
    assert found.waiting.usual <= found.waiting.stalled <= found.waiting.overdue


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (1, "among the smallest tenth"),
        (4, "smaller than about three quarters"),
        (16, "smaller than about half"),
        (57, "larger than about half"),
        (184, "larger than about three quarters"),
        (286, "larger than about 9 in 10"),
        (1102, "larger than about 19 in 20"),
        (1103, "larger than about 99 in 100"),
    ],
)
def test_a_size_is_told_in_plain_words(lines: int, words: str) -> None:
    told = History.load(ACCELERATE).percentile_of(lines)
    assert told == f"{words} of the pull requests merged here from newcomers"


def test_few_newcomers_are_no_peers() -> None:
    history = History.load(shipped(file_name("EleutherAI/gpt-neox")))
    assert history.norms.peers == "all"
    assert history.percentile_of(21) == "smaller than about half of the pull requests merged here"


def test_a_placeholder_says_so_wherever_it_shows() -> None:
    history = History.load(shipped(file_name("pytorch/pytorch")))
    norm = history.tests_norm(Kind.ANY)
    assert norm is not None
    assert history.caution
    assert "placeholder" in history.caution
    assert history.percentile_of(5).endswith(history.caution)
    assert norm.caution == history.patience(5).caution == history.caution


def test_a_norm_of_nothing_is_none() -> None:
    tests = json.loads(ACCELERATE)["tests"] | {"fixes": None}
    assert History.load(changed(tests=tests)).tests_norm(Kind.FIX) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "truncated"),
        ("[]", "Expected `object`"),
        ("{}", "missing required field"),
        (changed(project=3), r"\$\.project"),
        (changed(surprise=3), "unknown field `surprise`"),
        (changed(made="soon"), r"\$\.made"),
        (changed(placeholder=True), "placeholder_reason"),
        (changed(placeholder_reason="old"), "placeholder_reason"),
        (changed(norms=json.loads(ACCELERATE)["norms"] | {"waiting": {}}), "lacks <=50, 51-200"),
        (" " * (LONGEST_TEXT + 1), "at most"),
        ("[" * 100_000, "not a history"),
        ("\ud800", "not a history"),
    ],
)
def test_what_is_no_history_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        History.load(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(UserError):
        History.load(text)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_larger_change_never_gets_less_time(one: int, other: int) -> None:
    history = History.load(ACCELERATE)
    low, high = sorted((one, other))
    assert history.patience(low).waiting.overdue <= history.patience(high).waiting.overdue


def test_the_schema_for_editors_is_in_step() -> None:
    assert shipped("schema/history.schema.json") == schema(), (
        "write bot.projects.history.schema() to config/schema/history.schema.json"
    )


def test_the_schema_takes_what_is_shipped_and_refuses_what_is_not() -> None:
    validator = jsonschema_rs.validator_for(json.loads(schema()))
    for path in FILES:
        validator.validate(json.loads(path.read_text(encoding="utf-8")))
    assert not validator.is_valid(json.loads(changed(surprise=3)))
