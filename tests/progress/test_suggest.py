"""Which issues suit a student."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.contribution import ContributionKind, Reference
from bot.progress.suggest import (
    CROWDED,
    GENERAL_LABELS,
    MOST,
    STALE,
    Candidate,
    Wish,
    answer,
    labels_of,
    on_ramps,
    suggest,
)
from bot.projects.course import Difficulty
from tests.progress.cards import COURSE, PROJECTS
from tests.progress.test_card import unsafe
from tests.support.contributions import NOW
from tests.support.hostile import UNHURRIED, hostile_text

VLLM = PROJECTS.get("vllm-project/vllm")
ANY = Wish()
DAY = timedelta(days=1)


def issue(number: int, title: str = "Something", *labels: str, **more: object) -> Candidate:
    one = Candidate(
        Reference(VLLM.name, number), title, ("good first issue", *labels), NOW - 10 * DAY
    )
    return replace(one, **more)  # type: ignore[arg-type] # a test's choice


def numbers(*candidates: Candidate, wish: Wish = ANY) -> list[int]:
    found = suggest(candidates, VLLM, wish, NOW)
    return [each.candidate.reference.number for each in found]


@pytest.mark.parametrize(
    "candidate",
    [
        issue(1, is_open=False),
        issue(1, is_assigned=True),
        issue(1, open_pull_requests=1),
        issue(1, updated_at=NOW - STALE - DAY),
        issue(1, labels=("bug",)),
        issue(1, labels=()),
    ],
)
def test_what_does_not_suit_is_left_out(candidate: Candidate) -> None:
    assert numbers(candidate, issue(2)) == [2]


def test_what_somebody_of_the_course_is_on_is_left_out() -> None:
    taken = frozenset({Reference(VLLM.name, 1)})
    found = suggest((issue(1), issue(2)), VLLM, ANY, NOW, taken)
    assert [each.candidate.reference.number for each in found] == [2]


def test_labels_are_those_of_the_project_in_any_case() -> None:
    assert labels_of(VLLM) == ("good first issue", "new-model")
    assert labels_of(PROJECTS.get("numpy/numpy")) == GENERAL_LABELS
    assert numbers(issue(1, labels=("New-Model",))) == [1]


def test_a_project_that_takes_nothing_gets_no_suggestion() -> None:
    closed = next(one for one in PROJECTS if not one.takes_contributions)
    assert suggest((issue(1),), closed, ANY, NOW) == ()


def test_at_most_five_and_the_freshest_first() -> None:
    many = [issue(number, updated_at=NOW - number * DAY) for number in range(1, 10)]
    assert numbers(*reversed(many)) == [1, 2, 3, 4, 5]
    assert MOST == 5


@pytest.mark.parametrize(
    ("difficulty", "first"),
    [(Difficulty.EASY, 1), (Difficulty.MEDIUM, 2), (Difficulty.HARD, 3)],
)
def test_difficulty_is_told_from_title_and_labels(difficulty: Difficulty, first: int) -> None:
    easy = issue(1, "Mend the tutorial", labels=("new-model",))
    medium = issue(2, "Cover an edge case", labels=("new-model",))
    hard = issue(3, "A fused kernel", labels=("new-model", "RFC"))
    found = suggest((hard, medium, easy), VLLM, Wish(difficulty), NOW)
    assert found[0].candidate.reference.number == first
    assert f"looks {difficulty}" in found[0].reason
    assert f"looks {difficulty}" not in found[-1].reason


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (ContributionKind.KERNEL, "Triton path for RMS norm"),
        (ContributionKind.INTEGRATION, "Support a new architecture"),
        (ContributionKind.PERFORMANCE, "Decoding is slow"),
        (ContributionKind.EVALUATION, "Add a benchmark"),
        (ContributionKind.REPRODUCTION, "Follow the paper"),
        (ContributionKind.FIX, "Crash on an empty prompt"),
        (ContributionKind.DOCS, "Example for the server"),
    ],
)
def test_the_kind_that_is_wished_comes_first(kind: ContributionKind, title: str) -> None:
    other = issue(1, "Something", labels=("good first issue",), updated_at=NOW)
    found = suggest((other, issue(2, title)), VLLM, Wish(kind=kind), NOW)
    assert found[0].candidate.reference.number == 2
    assert f"sounds like {kind}" in found[0].reason
    assert "sounds like" not in found[1].reason


def test_a_kind_without_words_of_its_own_changes_nothing() -> None:
    wish = Wish(kind=ContributionKind.PORTFOLIO)
    assert numbers(issue(1), issue(2), wish=wish) == [1, 2]


def test_a_crowded_issue_comes_later_and_says_why() -> None:
    found = suggest((issue(1, comments=CROWDED + 1), issue(2)), VLLM, ANY, NOW)
    assert [each.candidate.reference.number for each in found] == [2, 1]
    assert found[0].reason == "Labelled `good first issue`, touched this month."
    assert found[1].reason.endswith("touched this month, 26 comments to read first.")


def test_an_older_issue_says_how_old() -> None:
    (found,) = suggest((issue(1, updated_at=NOW - 40 * DAY),), VLLM, ANY, NOW)
    assert found.reason == "Labelled `good first issue`, last touched 40 days ago."


@pytest.mark.parametrize(
    ("difficulty", "project", "count"),
    [
        (None, None, 5),
        (Difficulty.EASY, None, 3),
        (None, "vllm-project/vllm", 2),
        (Difficulty.MEDIUM, "vllm-project/vllm", 1),
        (Difficulty.HARD, "vllm-project/vllm", 0),
    ],
)
def test_on_ramps_fit_the_wish(
    difficulty: Difficulty | None, project: str | None, count: int
) -> None:
    found = on_ramps(COURSE, difficulty, project)
    assert len(found) == count
    assert all(difficulty in {None, ramp.difficulty} for ramp in found)


def test_the_answer_names_issues_or_where_to_begin() -> None:
    found = suggest((issue(1, "Mend #7 @eve"),), VLLM, ANY, NOW)
    assert answer(found, ()) == (
        "These are open, unassigned, and free of open pull requests:\n\n"
        "- [`vllm-project/vllm#\u200b1`](<https://redirect.github.com/vllm-project/vllm/issues/1>):"
        " `Mend #\u200b7 @\u200beve`. Labelled `good first issue`, touched this month.\n\n"
        "Write `/claim` with the address of the one you take."
    )
    ramps = answer((), on_ramps(COURSE, Difficulty.MEDIUM, "vllm-project/vllm"))
    assert ramps == (
        "No issue fits just now. The course suggests to begin here:\n\n"
        "- `vllm-project/vllm` (medium): Add an attention backend; Add a scheduling policy"
    )
    assert answer((), ()).startswith("No issue fits just now. Try another difficulty")


@UNHURRIED
@given(
    st.lists(
        st.builds(
            Candidate,
            st.builds(Reference, st.just(VLLM.name), st.integers(1, 9)),
            hostile_text(),
            st.lists(st.sampled_from(["good first issue", "@eve", "a|b"]), max_size=3).map(tuple),
            st.integers(-9, 400).map(lambda days: NOW - days * DAY),
        ),
        max_size=9,
    ),
    st.builds(
        Wish,
        st.sampled_from([None, *Difficulty]),
        st.sampled_from([None, *ContributionKind]),
    ),
)
def test_suggestions_are_few_safe_and_always_the_same(found: list[Candidate], wish: Wish) -> None:
    suggestions = suggest(found, VLLM, wish, NOW)
    assert len(suggestions) <= MOST
    text = answer(suggestions, ())
    assert unsafe(text) == []
    text.encode()
    assert suggest(found, VLLM, wish, NOW) == suggestions
