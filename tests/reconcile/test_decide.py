"""What is wanted against what is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.checklist.render import CheckRunText
from bot.github.observation import Observation, ObservedRun
from bot.kernel.effect import Annotation, CommentEffect, Level, RunEffect
from bot.kernel.snapshot import Actor, Comment, PullRequestState
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.decide import is_coached, publication
from tests.support.pull_requests import pull_request

if TYPE_CHECKING:
    from bot.kernel.effect import Publication
    from bot.kernel.snapshot import PullRequest

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
SUBJECT = Subject(SubjectKind.PULL_REQUEST, "5#7")
TEXT = "the checklist\n\nas it should be"
RUN = CheckRunText(title="2 things left", summary="them", conclusion="neutral")
THERE = ObservedRun("CR_1", "neutral", "2 things left", "them")


def ours(body: str) -> Comment:
    return Comment("IC_1", Actor("upstream-coach", 41, is_bot=True), body, NOW)


def observed(**changes: object) -> Observation:
    found = Observation(
        pull_request=pull_request(),
        me=41,
        sticky=None,
        run=None,
        runs_visible=True,
        locked=False,
        files_after=None,
        comments_after=None,
    )
    return replace(found, **changes)  # type: ignore[arg-type] # named fields of the dataclass


def decided(there: Observation, *, run_refused: bool = False) -> Publication | None:
    return publication(SUBJECT, there, TEXT, RUN, run_refused=run_refused)


def test_a_new_pull_request_gets_comment_and_check_run() -> None:
    found = decided(observed())

    assert found is not None
    assert found.comment == CommentEffect(TEXT)
    assert found.run == RunEffect("2 things left", "them", "neutral")


def test_remarks_beside_lines_go_with_a_new_run_and_never_with_an_edit() -> None:
    remark = Annotation("a.py", 3, "Tests: none.", Level.NOTICE)
    text = replace(RUN, annotations=(remark,))
    new = publication(SUBJECT, observed(), None, text, run_refused=False)
    edited = observed(run=replace(THERE, summary="before"))
    old = publication(SUBJECT, edited, None, text, run_refused=False)

    assert new is not None
    assert new.run is not None
    assert new.run.annotations == (remark,)
    assert old is not None
    assert old.run == RunEffect("2 things left", "them", "neutral", existing="CR_1")


def test_remarks_alone_are_no_reason_to_write() -> None:
    text = replace(RUN, annotations=(Annotation("a.py", 3, "Tests: none."),))
    assert publication(SUBJECT, observed(run=THERE), None, text, run_refused=False) is None


def test_what_the_policy_does_not_show_is_left_as_it_is() -> None:
    there = observed(sticky=ours("older"), run=None)
    silent = publication(SUBJECT, there, None, None, run_refused=False)
    only_run = publication(SUBJECT, there, None, RUN, run_refused=False)

    assert silent is None
    assert only_run is not None
    assert (only_run.comment, only_run.run) == (None, RunEffect("2 things left", "them", "neutral"))


@pytest.mark.parametrize("body", [TEXT, TEXT + "\n  ", TEXT.replace("\n", "\r\n")])
def test_what_reads_the_same_is_left_alone(body: str) -> None:
    assert decided(observed(sticky=ours(body), run=THERE)) is None


def test_another_text_is_edited_in_place() -> None:
    found = decided(observed(sticky=ours("before"), run=THERE))

    assert found is not None
    assert found.comment == CommentEffect(TEXT, existing="IC_1")
    assert found.run is None


@pytest.mark.parametrize(
    "change", [{"conclusion": "success"}, {"title": "other"}, {"summary": "other"}]
)
def test_another_result_updates_the_check_run(change: dict[str, str]) -> None:
    there = replace(THERE, **change)

    found = decided(observed(sticky=ours(TEXT), run=there))

    assert found is not None
    assert found.comment is None
    assert found.run == RunEffect("2 things left", "them", "neutral", existing="CR_1")


def test_a_locked_conversation_gets_no_comment_but_an_old_one_is_kept_right() -> None:
    new = decided(observed(locked=True))
    old = decided(observed(locked=True, sticky=ours("before")))

    assert new is not None
    assert new.comment is None
    assert old is not None
    assert old.comment is not None


def test_no_second_comment_is_risked_where_not_every_comment_could_be_read() -> None:
    found = decided(observed(comments_after="next"))

    assert found is not None
    assert found.comment is None


@pytest.mark.parametrize("blind", [{"runs_visible": False}, {}])
def test_no_check_run_is_written_where_it_was_refused_or_cannot_be_seen(
    blind: dict[str, bool],
) -> None:
    found = decided(observed(**blind), run_refused=not blind)

    assert found is not None
    assert found.run is None
    assert found.comment is not None


@pytest.mark.parametrize(
    ("change", "coached"),
    [
        ({}, True),
        ({"is_draft": True}, True),
        ({"state": PullRequestState.CLOSED}, False),
        ({"state": PullRequestState.MERGED}, False),
        ({"author": Actor("dependabot", 3, is_bot=True)}, False),
    ],
)
def test_closed_ones_and_those_of_machines_are_left_alone(
    change: dict[str, object], *, coached: bool
) -> None:
    seen: PullRequest = replace(pull_request(), **change)  # type: ignore[arg-type] # as above

    assert is_coached(seen) is coached
