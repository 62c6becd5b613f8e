"""Whose turn it was is written down once, and what came later does not change a past week."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.kernel.contribution import Contribution
from bot.kernel.hold import Holder, hold_of
from bot.kernel.journal import ContributionRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.contribution.holding import holds
from bot.summary.given import until, work_of
from tests.support.timelines import judged, moment, pull, push, review

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.hold import Hold
    from bot.kernel.journal import Entry
    from bot.review.ledger import Judgement

SUBJECT = Subject(SubjectKind.CONTRIBUTION, "7#1")
RECORD = ContributionRecord(SUBJECT, "1", "author", "some/project", 1, "review", is_open=True)
ASKED = review(2, "CHANGES_REQUESTED", body="Please name the test.")


def asked(cycles: int = 1) -> Judgement:
    return replace(judged(pull(ASKED)), cycles=cycles)


def as_summed(journal: Iterable[Entry]) -> tuple[Hold, ...]:
    return work_of(RECORD, Contribution(), journal).holds


def test_each_turn_is_written_once_with_the_counts_of_the_newest() -> None:
    lines = holds(SUBJECT, asked(), (), moment(3))
    told = [hold_of(line) for line in lines]
    assert [each.holder for each in told if each] == [Holder.REVIEWER, Holder.AUTHOR]
    assert [each.cycles for each in told if each] == [0, 1]
    assert [line.at for line in lines] == [moment(0), moment(2)]
    assert holds(SUBJECT, asked(), lines, moment(9)) == ()


def test_what_became_more_while_a_turn_lasts_is_of_the_moment_at_which_it_was_seen() -> None:
    journal = holds(SUBJECT, asked(), (), moment(3))
    (more,) = holds(SUBJECT, asked(2), journal, moment(9))
    assert more.at == moment(9)
    assert [each.cycles for each in as_summed((*journal, more))] == [0, 2]
    week = until((*journal, more), moment(7))
    assert [each.cycles for each in as_summed(week)] == [0, 1]


def test_when_the_turn_has_passed_on_its_counts_stay() -> None:
    journal = holds(SUBJECT, asked(), (), moment(3))
    after = judged(pull(ASKED, push(5)))
    journal += holds(SUBJECT, after, journal, moment(6))
    found = as_summed(journal)
    assert [each.holder for each in found] == [Holder.REVIEWER, Holder.AUTHOR, Holder.REVIEWER]
    assert [each.cycles for each in found] == [0, 1, 1]
    assert all(earlier.since < later.since for earlier, later in pairwise(found))
    assert holds(SUBJECT, after, journal, moment(8)) == ()
