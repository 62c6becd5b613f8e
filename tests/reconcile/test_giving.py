"""An allotted nudge is said or held out if it still holds, and written down if it was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bot.clock import VirtualClock
from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.nudges.rung import Rung
from bot.policy.model import Policy
from bot.reconcile.lines import nudged
from bot.reconcile.nudges.allotments import ALLOTTED, CLOSED, Allotted
from bot.reconcile.nudges.giving import Giving
from bot.reconcile.nudges.nudging import Situations
from bot.shipped import shipped_histories, shipped_projects
from tests.support.nudges import COHORT, KEY, MONDAY, on, seen
from tests.support.stores import opened

if TYPE_CHECKING:
    from bot.nudges.restraint import Comment
    from bot.reconcile.nudges.giving import Gift

NOW = on(8, 12)
SUBJECT = Subject(SubjectKind.CONTRIBUTION, KEY)
POLICY = Policy(version=1, cohorts=(COHORT,))
THERE = frozenset({"nudge/41/to_do"})


def words(comment: Comment, _policy: Policy) -> str:
    return f"To {', '.join(comment.to)}"


def allotted(**more: Any) -> Entry:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"rung": Rung.TO_DO, "at": on(8), "to": ("ada",)}
    data = msgspec.json.encode(Allotted(**(given | more)))
    return Entry(SUBJECT, f"{ALLOTTED}:to_do", on(8), "", ALLOTTED, data)


async def gift(
    entry: Entry,
    there: frozenset[str] = frozenset(),
    **more: Any,  # noqa: ANN401 - any field
) -> Gift:
    """Give what was allotted to a contribution of which this was seen."""
    clock = VirtualClock(NOW)
    facts: dict[str, Any] = {"project": "vllm-project/vllm"}
    async with opened("sqlite://", clock) as store:
        situations = Situations(shipped_projects(), shipped_histories(), clock)
        giving = Giving(store, situations, words, clock)
        return await giving.give(seen(**(facts | more)), (entry,), POLICY, there)


async def test_what_still_holds_is_said_and_written_down() -> None:
    found = await gift(allotted())
    (reply,) = found.replies
    assert reply.key == "nudge/41/to_do"
    assert reply.body.endswith("To ada")
    (event,) = nudged(found.entries)
    assert (event.nudged_at, event.to, event.held_out) == (NOW, ("ada",), False)
    assert found.entries[0].kind == CLOSED


async def test_what_is_held_out_is_written_down_alone() -> None:
    found = await gift(allotted(to=(), held_out=True))
    assert found.replies == ()
    (event,) = nudged(found.entries)
    assert (event.nudged_at, event.to, event.held_out) == (NOW, (), True)


@pytest.mark.parametrize("held_out", [False, True])
async def test_what_holds_no_longer_is_neither_said_nor_written_down(*, held_out: bool) -> None:
    found = await gift(allotted(held_out=held_out), last_activity=on(8))
    assert found.replies == ()
    assert list(nudged(found.entries)) == []
    assert [each.kind for each in found.entries] == [CLOSED]


async def test_what_an_interrupted_run_said_is_written_down_though_it_holds_no_longer() -> None:
    found = await gift(allotted(), THERE, last_activity=on(8, 11))
    assert found.replies == ()
    (event,) = nudged(found.entries)
    assert (event.rung, event.nudged_at, event.to) == ("to_do", on(8), ("ada",))
    assert event.source == "nudge/41/to_do"


async def test_a_rung_that_was_muted_when_it_was_decided_stays_so() -> None:
    later = allotted(rung=Rung.WITH_MENTOR, to=("ada", "grace"), muted=(Rung.OFFER,))
    begun = MONDAY.replace(month=9, day=7)
    facts: dict[str, Any] = {"since": begun, "last_activity": begun}
    assert len((await gift(later, **facts)).replies) == 1
    unmuted = allotted(rung=Rung.WITH_MENTOR, to=("ada", "grace"))
    assert (await gift(unmuted, **facts)).replies == ()
