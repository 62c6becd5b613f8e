"""How a pull request ended, for each of the projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.shipped import shipped_projects
from tests.support.timelines import (
    GENERIC,
    comment,
    happened,
    judged,
    label,
    pull,
    review,
)

if TYPE_CHECKING:
    from tests.support.timelines import (
        Node,
    )

NAMES = [project.name for project in shipped_projects()]
CLOSED = happened("ClosedEvent", 5)


def by_commit(message: str, actor: str = "maintainer") -> Node:
    return happened("ClosedEvent", 5, actor, closer={"__typename": "Commit", "message": message})


def resolved(number: int = 7) -> str:
    return f"Fix (#7)\n\nPull Request resolved: https://github.com/some/project/pull/{number}"


def reference(message: str) -> Node:
    return happened("ReferencedEvent", 4, "copybara", commit={"oid": "a", "message": message})


def mention(*, merged: bool, actor: str = "maintainer") -> Node:
    source = {"__typename": "PullRequest", "title": "A copy", "merged": merged}
    return happened("CrossReferencedEvent", 4, actor, source=source)


def state(name: str, *items: Node, **fields: object) -> str:
    return judged(pull(*items, state="CLOSED", **fields), shipped_projects().get(name)).state


@pytest.mark.parametrize("name", NAMES)
def test_open_draft_merged_and_closed_are_what_github_says(name: str) -> None:
    project = shipped_projects().get(name)
    assert judged(pull(), project).state == "open"
    assert judged(pull(isDraft=True), project).state == "draft"
    assert judged(pull(happened("MergedEvent", 5), state="MERGED"), project).state == "merged"
    assert state(name, CLOSED) == "closed"
    assert state(name, comment(4, "maintainer", "We do not want this."), CLOSED) == "closed"


@pytest.mark.parametrize("name", NAMES)
def test_a_commit_that_resolves_it_lands_it_everywhere(name: str) -> None:
    assert state(name, by_commit(resolved())) == "landed"
    assert state(name, by_commit("Fix\n\nghstack-source-id: abc")) == "landed"
    assert state(name, reference(resolved()), CLOSED) == "landed"
    assert state(name, reference(resolved(number=8)), CLOSED) == "closed"


@pytest.mark.parametrize("name", NAMES)
def test_another_change_in_its_place_is_a_good_ending_everywhere(name: str) -> None:
    said = comment(4.9, "maintainer", "Closing in favor of #9, thanks for the report.")
    expected = "landed" if name.endswith("text-generation-inference") else "superseded"
    assert state(name, said, CLOSED) == expected
    pull_request = {"__typename": "PullRequest", "title": "The same", "merged": True}
    assert state(name, happened("ClosedEvent", 5, closer=pull_request)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_on_in_another_pull_request_of_who_closed_it_is_superseded(name: str) -> None:
    by_author, anew = happened("ClosedEvent", 5, "author"), mention(merged=False, actor="author")
    assert state(name, anew, by_author) == "superseded"
    assert state(name, anew, CLOSED) == "closed"
    assert state(name, mention(merged=False), by_author) == "closed"
    expected = "closed" if name.endswith("text-generation-inference") else "superseded"
    assert state(name, mention(merged=False), CLOSED) == expected
    assert state(name, anew, happened("ClosedEvent", 14, "author")) == "closed"
    before = happened("ClosedEvent", 4, "author")
    assert state(name, before, anew) == "superseded"


def test_what_the_projects_own_copy_brought_in_has_landed() -> None:
    taken = comment(1, "maintainer", "An internal MR carries it.")
    fixed = comment(5, "maintainer", "Fixed in 1a2b3c4.")
    assert state("NVIDIA/Megatron-LM", taken, fixed, CLOSED) == "landed"
    assert state("NVIDIA/Megatron-LM", fixed, CLOSED) == "superseded"


def test_what_was_said_before_a_long_silence_is_not_why_a_program_closes_it() -> None:
    said = comment(1, "maintainer", "The same support is included in the hub.")
    by_program = happened("ClosedEvent", 60, "github-actions")
    assert state("huggingface/transformers", said, by_program) == "closed"
    assert state("huggingface/transformers", said, happened("ClosedEvent", 60)) == "superseded"


@pytest.mark.parametrize("name", NAMES)
def test_one_that_came_back_is_open_until_it_ends_again(name: str) -> None:
    back = [CLOSED, happened("ReopenedEvent", 6, "author")]
    project = shipped_projects().get(name)
    assert judged(pull(*back), project).state == "open"
    assert judged(pull(*back), project).now.turn == "reviewer"
    assert judged(pull(*back, happened("MergedEvent", 8)), project).state == "merged"
    assert judged(pull(*back), project, day=5).state == "closed"


@pytest.mark.parametrize("name", NAMES)
def test_the_label_of_the_merge_bot(name: str) -> None:
    assert state(name, label(5, "Merged", "pytorchmergebot"), CLOSED) == "landed"


@pytest.mark.parametrize("name", ["jax-ml/jax", "openxla/xla"])
def test_an_import_lands_what_it_closes(name: str) -> None:
    assert state(name, happened("ClosedEvent", 5, "copybara-service")) == "landed"


def test_an_import_commit_is_known_by_its_title() -> None:
    assert state("openxla/xla", by_commit("PR #7: Fix\n\nImported")) == "landed"
    assert state("openxla/xla", by_commit("PR #8: Fix")) == "superseded"
    assert state("openxla/xla", reference("PR #7: Fix"), CLOSED) == "landed"
    assert state("jax-ml/jax", by_commit("Merge pull request #7 from a:b")) == "landed"
    assert state("jax-ml/jax", by_commit("Fix (#77)")) == "superseded"
    assert state("openxla/xla", by_commit("PR #7: Fix"), number=None) == "superseded"


def test_a_bots_commit_with_its_number_at_the_end_of_the_title_lands_it() -> None:
    title = "Docs of the linear module (#7)"
    assert state("pytorch/pytorch", by_commit(title, "pytorchmergebot")) == "landed"
    assert state("pytorch/pytorch", by_commit("Undo (#7) here", "pytorchmergebot")) == "superseded"


def test_elsewhere_the_title_of_a_commit_proves_nothing() -> None:
    assert state("vllm-project/vllm", by_commit("PR #7: Fix")) == "superseded"


def test_a_copy_by_the_staff_lands_it_once_it_is_merged() -> None:
    name = "huggingface/text-generation-inference"
    assert state(name, mention(merged=True), CLOSED) == "landed"
    assert state(name, mention(merged=False), CLOSED) == "closed"
    assert state(name, mention(merged=True, actor="author"), CLOSED) == "closed"
    assert state("vllm-project/vllm", mention(merged=True), CLOSED) == "superseded"


@pytest.mark.parametrize(
    ("actor", "said", "expected"),
    [
        ("maintainer", "Landed in 1a2b3c4, thank you.", "landed"),
        ("maintainer", "Your commit was merged into main with your name.", "landed"),
        ("author", "I merged main into this.", "closed"),
        ("author", "Superseded by #9.", "superseded"),
        ("maintainer", "This was not merged in time.", "closed"),
        ("maintainer", "Fixed by #9 already.", "superseded"),
        ("maintainer", "#9 covers this too.", "superseded"),
        ("maintainer", "#9 solves it.", "superseded"),
        ("maintainer", "master has the same fix since Monday.", "superseded"),
        ("maintainer", "master already has a fix.", "superseded"),
        ("contributor", "I have taken it over in #9.", "superseded"),
        ("author", "I go on with this in #9.", "superseded"),
        ("maintainer", "Your work is in main, see ops.py.", "landed"),
        ("maintainer", "Too old to be merged into main as it stands.", "closed"),
        ("maintainer", "> Superseded by #9.\n\nNo, it is not.", "closed"),
    ],
)
def test_those_who_close_it_say_why(actor: str, said: str, expected: str) -> None:
    story = pull(comment(4.9, actor, said), CLOSED, state="CLOSED")
    assert judged(story, GENERIC).state == expected


def test_a_review_can_say_it_and_an_old_comment_cannot() -> None:
    said = review(4.9, "COMMENTED", body="Superseded by #9.")
    assert judged(pull(said, CLOSED, state="CLOSED")).state == "superseded"
    old = pull(comment(1, "maintainer", "Is it superseded by #9?"), happened("ClosedEvent", 200))
    assert judged(old).state == "closed"
