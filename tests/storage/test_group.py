from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from bot.storage import group
from bot.storage.errors import StoreUnavailable
from bot.storage.group import TRIES, GroupCommit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from sqlalchemy import Connection


class Deadlock(Exception):  # noqa: N818 - PostgreSQL's word
    sqlstate = "40P01"


class FakeRunner:
    """Runs at once, counts transactions, and waits at a gate when told."""

    mixes = True

    def __init__(self) -> None:
        self.transactions = 0
        self.gate: asyncio.Event | None = None
        self.failures: list[Exception] = []
        self.atomic: list[bool] = []
        self._engine = create_engine("sqlite://")

    async def write(self, work: Callable[[Connection], Any], *, atomic: bool = False) -> Any:  # noqa: ANN401
        self.transactions += 1
        self.atomic.append(atomic)
        if self.gate:
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        with self._engine.connect() as conn:
            return work(conn)

    async def read(self, work: Callable[[Connection], Any]) -> Any:  # noqa: ANN401
        return await self.write(work)

    async def close(self) -> None:
        self._engine.dispose()


calls: list[list[int]] = []


def double(_conn: Connection, numbers: Sequence[int]) -> list[int]:
    calls.append(list(numbers))
    if 13 in numbers:
        raise ValueError("unlucky")
    return [2 * number for number in numbers]


def halve(_conn: Connection, numbers: Sequence[int]) -> list[float]:
    return [number / 2 for number in numbers]


@pytest.fixture(autouse=True)
def _forget_calls() -> None:
    calls.clear()


@pytest.fixture
async def runner() -> AsyncIterator[FakeRunner]:
    runner = FakeRunner()
    yield runner
    await runner.close()


@pytest.fixture
async def commits(runner: FakeRunner) -> AsyncIterator[GroupCommit]:
    commits = GroupCommit(runner, limit=10, capacity=20)
    yield commits
    await commits.close()


async def test_all_that_wait_share_one_transaction(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    answers = await asyncio.gather(
        commits.submit(double, 1), commits.submit(halve, 4), commits.submit(double, 3)
    )
    assert tuple(answers) == (2, 2.0, 6)
    assert calls == [[1, 3]]
    assert runner.transactions == 1


async def test_unlike_calls_are_apart_where_they_could_deadlock(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    runner.mixes = False
    answers = await asyncio.gather(
        commits.submit(double, 1), commits.submit(halve, 4), commits.submit(double, 3)
    )
    assert tuple(answers) == (2, 2.0, 6)
    assert runner.transactions == 2


async def test_one_statement_alone_needs_no_transaction(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    await commits.submit(double, 1, atomic=True)
    await asyncio.gather(commits.submit(double, 1, atomic=True), commits.submit(halve, 4))
    assert runner.atomic == [True, False]


async def test_a_poisoned_submission_harms_no_other(commits: GroupCommit) -> None:
    answers = await asyncio.gather(
        *(commits.submit(double, number) for number in (1, 13, 2)), return_exceptions=True
    )
    assert answers[0] == 2
    assert answers[2] == 4
    assert isinstance(answers[1], ValueError)


async def test_a_poisoned_submission_alone_runs_once(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    with pytest.raises(ValueError, match="unlucky"):
        await commits.submit(double, 13)
    assert runner.transactions == 1


async def test_an_outage_fails_all_that_wait_without_trying_each(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    runner.failures = [ConnectionRefusedError()]
    answers = await asyncio.gather(
        *(commits.submit(double, number) for number in (1, 2)), return_exceptions=True
    )
    assert {type(answer) for answer in answers} == {StoreUnavailable}
    assert runner.transactions == 1
    assert await commits.submit(double, 5) == 10


async def test_a_deadlock_is_tried_again_singly(commits: GroupCommit, runner: FakeRunner) -> None:
    runner.failures = [DBAPIError("", None, Deadlock()) for _ in range(TRIES)]
    answers = await asyncio.gather(commits.submit(double, 1), commits.submit(double, 2))
    assert tuple(answers) == (2, 4)


async def test_deadlocks_without_end_mean_that_the_store_is_unavailable(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    runner.failures = [DBAPIError("", None, Deadlock()) for _ in range(TRIES + 1)]
    with pytest.raises(StoreUnavailable, match="busy"):
        await commits.submit(double, 1)


async def test_a_patient_submission_waits_for_the_requests_in_flight(
    commits: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "PATIENCE", 3600)
    with commits.expecting(), commits.expecting():
        first = commits.submit(double, 1, patient=True)
        for _ in range(5):
            await asyncio.wait([first], timeout=0)
        assert not first.done()
        second = commits.submit(double, 2, patient=True)
        assert tuple(await asyncio.gather(first, second)) == (2, 4)
    assert calls == [[1, 2]]


async def test_a_request_that_ends_without_a_submission_is_waited_for_no_longer(
    commits: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "PATIENCE", 3600)
    with commits.expecting():
        with commits.expecting():
            first = commits.submit(double, 1, patient=True)
        assert await first == 2


async def test_patience_ends(commits: GroupCommit) -> None:
    with commits.expecting(), commits.expecting():
        assert await commits.submit(double, 1, patient=True) == 2


async def test_an_impatient_submission_takes_the_patient_ones_along(
    commits: GroupCommit, monkeypatch: pytest.MonkeyPatch, runner: FakeRunner
) -> None:
    monkeypatch.setattr(group, "PATIENCE", 3600)
    with commits.expecting(), commits.expecting():
        first = commits.submit(double, 1, patient=True)
        assert await commits.submit(halve, 2) == 1
        assert await first == 2
    assert runner.transactions == 1


async def test_a_batch_has_a_limit(commits: GroupCommit, runner: FakeRunner) -> None:
    numbers = list(range(12, 0, -1))
    answers = await asyncio.gather(*(commits.submit(double, number) for number in numbers))
    assert answers == [2 * number for number in numbers]
    assert [len(call) for call in calls] == [10, 2]
    assert runner.transactions == 2


async def test_too_many_waiting_is_refused_and_one_transaction_runs_at_a_time(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    runner.gate = asyncio.Event()
    running = commits.submit(double, 0)
    await asyncio.wait([running], timeout=0.001)
    waiting = [commits.submit(double, 1) for _ in range(20)]
    with pytest.raises(StoreUnavailable, match="waiting"):
        commits.submit(double, 1)
    assert runner.transactions == 1
    runner.gate.set()
    assert await asyncio.gather(*waiting) == [2] * 20


async def test_closing_finishes_what_waits_and_refuses_what_is_new(
    commits: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "PATIENCE", 3600)
    with commits.expecting(), commits.expecting():
        waiting = [commits.submit(double, 1, patient=True) for _ in range(15)]
        await commits.close()
    assert await asyncio.gather(*waiting) == [2] * 15
    with pytest.raises(StoreUnavailable, match="closed"):
        commits.submit(double, 1)


async def test_a_caller_that_went_away_disturbs_nobody(
    commits: GroupCommit, runner: FakeRunner
) -> None:
    gone, stays = commits.submit(double, 1), commits.submit(double, 2)
    gone.cancel()
    assert await stays == 4
    runner.failures = [ValueError("first try")]
    gone, stays = commits.submit(double, 1), commits.submit(double, 2)
    gone.cancel()
    assert await stays == 4
