"""What a pull request at a project means for its contribution, and how the turn is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.contribution import Contribution, Reference, Remark, Stage
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.turns import REMARKS_SHOWN, Judged, case, followed, kept, seen, words
from bot.review.events import Level
from bot.review.ledger import judge
from bot.sandbox.footprints import traces
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.timelines import (
    GENERIC,
    check,
    comment,
    happened,
    moment,
    pull,
    push,
    remark,
    review,
    snapshot,
    thread,
)

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.timelines import Node

PULL = Reference("some/project", 7)
SUBJECT = Subject(SubjectKind.CONTRIBUTION, "5#1")
ASKED = review(1, "CHANGES_REQUESTED", body="Please split it.")


def judged(value: Node) -> Judged:
    found = snapshot(value)
    return Judged(value, found, judge(found, GENERIC))


def told(value: Node, contribution: Contribution | None = None) -> str:
    return words(judged(value), contribution or Contribution(), UTC)


def corrected(day: float, why: str = "") -> Contribution:
    return Contribution(turn_corrected=Remark("ada", moment(day), why))


def days(at: datetime | None) -> float | None:
    return None if at is None else (at - moment(0)).total_seconds() / 86_400


@pytest.mark.parametrize(
    ("stage", "wanted"),
    [(stage, stage not in {Stage.MERGED, Stage.DROPPED}) for stage in Stage],
)
def test_a_pull_request_is_looked_at_until_it_is_merged_or_given_up(
    stage: Stage, *, wanted: bool
) -> None:
    found = followed(Contribution(stage=stage, pull_requests=(Reference("a/b", 1), PULL)))
    assert found == (PULL if wanted else None)


def test_without_a_pull_request_nothing_is_looked_at() -> None:
    assert followed(Contribution()) is None


@pytest.mark.parametrize(
    ("items", "fields", "wanted"),
    [
        ((), {}, (0, None, None, None)),
        ((ASKED,), {}, (0, 1, None, None)),
        ((review(2, "APPROVED"), review(1, "COMMENTED", body="Why so?")), {}, (0, 1, None, None)),
        ((review(1, "COMMENTED", actor="author", body="I see."),), {}, (0, None, None, None)),
        ((review(1, "COMMENTED", actor="helper[bot]", body="Lint."),), {}, (0, None, None, None)),
        ((comment(1, "maintainer", "Thanks"),), {}, (0, None, None, None)),
        ((happened("ClosedEvent", 3),), {"state": "CLOSED"}, (0, None, 3, None)),
        (
            (ASKED, happened("MergedEvent", 4), happened("ClosedEvent", 4)),
            {"state": "MERGED", "merged": True},
            (0, 1, 4, 4),
        ),
        ((happened("ClosedEvent", 1), happened("ReopenedEvent", 2)), {}, (2, None, None, None)),
        ((), {"isDraft": True}, (0, None, None, None)),
    ],
)
def test_what_is_seen_tells_when_it_was_opened_reviewed_closed_and_landed(
    items: tuple[Node, ...],
    fields: dict[str, Any],
    wanted: tuple[float, float | None, float | None, float | None],
) -> None:
    found = seen(judged(pull(*items, **fields)), PULL)
    times = (found.opened_at, found.reviewed_at, found.closed_at, found.landed_at)
    assert tuple(map(days, times)) == wanted
    assert found.pull_request == PULL
    assert found.superseded_at is None


@pytest.mark.parametrize(
    ("value", "holder", "because"),
    [
        (pull(), "the reviewers'", "opened by `author`"),
        (pull(ASKED), "yours", "changes requested by `maintainer`"),
        (pull(ASKED, push(2)), "the reviewers'", "pushed by `author`"),
        (pull(review(1, "APPROVED")), "the maintainers'", "approved by `maintainer`"),
        (pull(isDraft=True), "yours", "converted to draft by `author`"),
        (
            pull(happened("MergedEvent", 1), state="MERGED", merged=True),
            "nobody's",
            "merged by `maintainer`",
        ),
        (
            pull(review(1, "APPROVED"), push(0.5, check("tests", None))),
            "nobody's, the checks are running",
            "",
        ),
    ],
)
def test_the_holder_is_named_with_the_event_and_its_day(
    value: Node, holder: str, because: str
) -> None:
    found = told(value)
    assert found.startswith(f"**Turn:** {holder}, since 2026-03-0")
    assert because in found


def test_the_day_is_that_of_the_students_time_zone() -> None:
    late = pull(review(0.7, "CHANGES_REQUESTED", body="Please split it."))
    assert "since 2026-03-03 " in words(judged(late), Contribution(), UTC)
    assert "since 2026-03-02 " in words(judged(late), Contribution(), ZoneInfo("America/New_York"))


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (pull(ASKED), "This is a guess; `/not-my-turn` corrects it."),
        # The command corrects nothing where it is somebody else's turn.
        (pull(review(1, "APPROVED")), "This is a guess."),
    ],
)
def test_only_what_is_not_sure_is_called_a_guess(value: Node, said: str, level: Level) -> None:
    one = judged(value)
    ledger = (*one.judgement.ledger[:-1], replace(one.judgement.now, level=level))
    unsure = replace(one, judgement=replace(one.judgement, ledger=ledger))
    assert (said in words(unsure, Contribution(), UTC)) is (level is not Level.HIGH)


@pytest.mark.parametrize(
    ("items", "said", "holds"),
    [
        ((ASKED,), 2, True),
        ((ASKED, comment(3, "helper[bot]", "Checks passed.", "NONE")), 2, True),
        ((ASKED, comment(3, "maintainer", "Could you split it?")), 2, False),
        ((ASKED, comment(3, "stranger", "Nice.", "NONE")), 2, False),
        ((ASKED,), 0.5, False),
    ],
)
def test_a_corrected_turn_holds_until_somebody_acts(
    items: tuple[Node, ...], said: float, *, holds: bool
) -> None:
    found = told(pull(*items), corrected(said, "I wait for the design"))
    assert found.startswith("**Turn:** not yours, as you said on ") is holds
    assert ("I wait for the design" in found) is holds


def test_a_correction_without_a_reason_ends_with_its_day() -> None:
    assert told(pull(ASKED), corrected(2)) == "**Turn:** not yours, as you said on 2026-03-04."


def test_a_correction_says_nothing_where_it_is_not_the_students_turn() -> None:
    value = pull(ASKED, push(2))
    assert told(value, corrected(3)) == told(value)


@pytest.mark.parametrize(
    ("count", "shown", "last"),
    [
        (0, 0, ""),
        (1, 1, ""),
        (REMARKS_SHOWN, REMARKS_SHOWN, ""),
        (REMARKS_SHOWN + 3, REMARKS_SHOWN, "- and 3 more"),
    ],
)
def test_open_threads_are_the_to_do_list_up_to_a_number(count: int, shown: int, last: str) -> None:
    threads = tuple(
        thread(f"t{n}", remark(1, "maintainer", f"Rename {n}?"), line=1_000 + n)
        for n in range(count)
    )
    lines = told(pull(ASKED, threads=threads)).splitlines()
    listed = [line for line in lines if "Rename" in line]
    assert len(listed) == shown
    assert (lines[-1] if last else "") == last
    assert all(", line 1,00" in line and line.startswith("- ") for line in listed)


def test_a_thread_whose_line_is_gone_names_the_file_alone() -> None:
    gone = thread("t", remark(1, "maintainer", "Why so?"), line=None)
    (listed,) = [line for line in told(pull(ASKED, threads=(gone,))).splitlines() if "Why" in line]
    assert "line" not in listed


def test_threads_are_no_list_where_it_is_the_reviewers_turn() -> None:
    answered = thread("t", remark(1, "maintainer", "Why so?"), remark(2, "author", "For speed."))
    assert "\n" not in told(pull(review(1, "COMMENTED"), push(2), threads=(answered,)))


@UNHURRIED
@given(hostile_text(), hostile_text())
def test_hostile_remarks_and_reasons_leave_no_trace(said: str, why: str) -> None:
    asked = thread("t", remark(1, "maintainer", said), path=said[:100])
    value = pull(ASKED, threads=(asked,))
    for contribution in (Contribution(), corrected(2, why)):
        assert traces(told(value, contribution), "course/tracker") == []


@UNHURRIED
@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_a_case_that_is_kept_comes_back_as_github_answered(raw: dict[str, Any]) -> None:
    raw.pop("case", None)
    entry = case(SUBJECT, replace(judged(pull()), raw=raw), moment(2), "Ada")
    assert (entry.subject, entry.actor, entry.at) == (SUBJECT, "ada", moment(2))
    back = kept(entry)
    assert back.pop("case") == {"contribution": "5#1", "at": moment(2).isoformat()}
    assert back == raw


def test_two_cases_of_one_contribution_are_two_lines() -> None:
    one = judged(pull())
    assert case(SUBJECT, one, moment(1), "ada").key != case(SUBJECT, one, moment(2), "ada").key
