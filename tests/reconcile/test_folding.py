"""Which comments of nudges are folded: only when every cause is gone, each once, and only ours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bot.clock import VirtualClock
from bot.github.traces import OwnTraces
from bot.kernel.contribution import Stage
from bot.kernel.happening import Nudged
from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.talk import Fold, Reason
from bot.nudges.rung import Rung
from bot.nudges.situation import Seen
from bot.policy.model import Cohort, Policy
from bot.reconcile.lines import entry_of
from bot.reconcile.nudges.allotments import ALLOTTED, Allotted
from bot.reconcile.nudges.folding import FOLDED, Folding
from bot.reconcile.nudges.nudging import Situations
from bot.shipped import shipped_histories, shipped_projects
from tests.support.nudges import MONDAY, on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.reconcile.nudges.folding import Folds

HOME, AWAY = "7#12", "7#13"
COHORT = Cohort(name="a", start=date(2026, 9, 7), students=("ada", "bob"))
POLICY = Policy(version=1, cohorts=(COHORT,))
SAID, LATER = on(8), on(9)
KEY = "nudge/before/plan"
OURS = OwnTraces(card=None, replies={KEY: "IC_1"})


def subject(key: str) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, key)


def seen(key: str = HOME, moved: datetime = MONDAY, stage: Stage = Stage.AGREED) -> Seen:
    student = "ada" if key == HOME else "bob"
    return Seen(
        contribution=key,
        student=student,
        mentors=("grace",),
        stage=stage,
        stage_since=MONDAY,
        last_activity=moved,
    )


def said(key: str = HOME, place: str = "", at: datetime = SAID, **more: Any) -> Entry:  # noqa: ANN401 - any field
    nudge = Nudged(at=at, source=KEY, rung="plan", nudged_at=at, to=("grace",), comment=place)
    return entry_of(subject(key), msgspec.structs.replace(nudge, **more))


def allotted(*others: str) -> Entry:
    data = msgspec.json.encode(Allotted(rung=Rung.PLAN, at=SAID, to=("grace",), others=others))
    return Entry(subject(HOME), f"{ALLOTTED}:plan", SAID, "", ALLOTTED, data)


class Shelf:
    """The journals and last looks of other contributions."""

    def __init__(self, journal: Sequence[Entry] = (), look: Seen | None = None) -> None:
        self._journal = journal
        self._look = look

    async def journal(self, _subject: Subject) -> Sequence[Entry]:
        return self._journal

    async def state(self, _subject: Subject) -> bytes | None:
        return None if self._look is None else msgspec.msgpack.encode(self._look)


async def folds(
    now: Seen | None,
    *journal: Entry,
    ours: OwnTraces = OURS,
    shelf: Shelf | None = None,
    policy: Policy = POLICY,
) -> Folds:
    clock = VirtualClock(on(12))
    situations = Situations(shipped_projects(), shipped_histories(), clock)
    store: Any = shelf or Shelf()
    return await Folding(store, situations, clock).fold(now, journal, ours, policy)


DONE = seen(moved=LATER)


async def test_a_nudge_whose_cause_is_gone_is_folded_and_that_is_written_down() -> None:
    found = await folds(DONE, said(), allotted())
    assert found.folds == (Fold("IC_1", Reason.RESOLVED),)
    (entry,) = found.entries
    assert (entry.kind, entry.key) == (FOLDED, f"{FOLDED}:{KEY}")
    again = await folds(DONE, said(), allotted(), entry)
    assert (again.folds, again.entries) == ((), ())


@pytest.mark.parametrize(
    ("now", "lines", "ours"),
    [
        (None, (said(),), OURS),
        (seen(), (said(),), OURS),
        (DONE, (), OURS),
        (DONE, (said(held_out=True, to=()),), OURS),
        (DONE, (said(rung="a rung of tomorrow"),), OURS),
        (DONE, (said(),), OwnTraces(None, {})),
        (DONE, (said(),), OwnTraces(None, {"IC_3/x": "IC_4"})),
    ],
)
async def test_what_holds_is_unknown_or_is_not_there_is_left_alone(
    now: Seen | None, lines: tuple[Entry, ...], ours: OwnTraces
) -> None:
    found = await folds(now, *lines, ours=ours)
    assert (found.folds, found.entries) == ((), ())


async def test_of_a_student_in_no_cohort_nothing_is_decided() -> None:
    two = Policy(version=1, cohorts=(COHORT, msgspec.structs.replace(COHORT, name="b")))
    stranger = msgspec.structs.replace(DONE, student="eve")
    assert (await folds(stranger, said(), policy=two)).folds == ()


async def test_what_is_folded_already_is_only_written_down() -> None:
    folded = OwnTraces(None, OURS.replies, frozenset({"IC_1"}))
    found = await folds(seen(), said(), ours=folded)
    assert found.folds == ()
    assert [each.key for each in found.entries] == [f"{FOLDED}:{KEY}"]


@pytest.mark.parametrize(
    ("shelf", "reason"),
    [
        (Shelf([said(AWAY, HOME)], seen(AWAY)), None),
        (Shelf([said(AWAY, HOME)]), None),
        (Shelf([said(AWAY, HOME)], seen(AWAY, LATER)), Reason.RESOLVED),
        (Shelf([said(AWAY, HOME)], seen(AWAY, stage=Stage.DROPPED)), Reason.OUTDATED),
        # It was allotted, and fell out before the comment was written.
        (Shelf(), Reason.RESOLVED),
        # It was told of elsewhere, or in another comment.
        (Shelf([said(AWAY)], seen(AWAY)), Reason.RESOLVED),
        (Shelf([said(AWAY, HOME, SAID - timedelta(days=3))], seen(AWAY)), Reason.RESOLVED),
    ],
)
async def test_a_comment_about_several_goes_with_the_last_of_its_causes(
    shelf: Shelf, reason: Reason | None
) -> None:
    found = await folds(DONE, said(), allotted(AWAY), shelf=shelf)
    assert found.folds == (() if reason is None else (Fold("IC_1", reason),))


@pytest.mark.parametrize(
    ("now", "before", "wakes"),
    [
        (seen(AWAY, LATER), seen(AWAY), (subject(HOME),)),
        (seen(AWAY, LATER), None, (subject(HOME),)),
        (seen(AWAY, LATER), seen(AWAY, LATER), ()),
        (seen(AWAY), seen(AWAY), ()),
    ],
)
async def test_whoever_is_told_of_elsewhere_wakes_that_comment_once(
    now: Seen, before: Seen | None, wakes: tuple[Subject, ...]
) -> None:
    found = await folds(now, said(AWAY, HOME), shelf=Shelf(look=before))
    assert (found.folds, found.wakes) == ((), wakes)
