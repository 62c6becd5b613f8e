"""Writes that may be repeated wait for their turn together, and go in one request.

A request costs a point of the hourly budget however much it changes, and GitHub lets few requests
an hour change something. So whatever has come to the queue of an installation while one request
was out goes with the next one. Nothing waits longer for that. What creates something never goes
this way: it is written down in the ledger and sent alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import structlog

from bot.github.errors import Refused
from bot.github.transport import Answer, FieldError
from bot.kernel.errors import RateLimited, Transient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.github.issue_documents import Step
    from bot.github.pace import WriteSlots

    Send = Callable[[int, Sequence[Step]], Awaitable[Answer]]

MOST: Final = 10
"""Talks of a request: GitHub cuts one off after ten seconds."""

_log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class _Waiting:
    """The steps of one talk, and what came of them.

    Attributes:
        steps: What is to be written.
        outcome: What came of it.
        alone: Whether nothing else may go with it.
        leads: Whether it sends for all who wait.
        moved: Set when one of these changed.
    """

    steps: tuple[Step, ...]
    outcome: Answer | Exception | None = None
    alone: bool = False
    leads: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)


class Gathering:
    """Sends what waits.

    Args:
        slots: Hands out the right to write.
        send: Sends steps to an installation in one request.
    """

    def __init__(self, slots: WriteSlots, send: Send) -> None:
        self._slots = slots
        self._send = send
        self._queues: dict[int, list[_Waiting]] = {}

    async def send(self, installation: int, steps: Sequence[Step]) -> Answer:
        """Return what GitHub says of these steps, as if they had gone alone.

        Raises:
            AnswerLost, Transient, Refused: As the connection says.
        """
        queue = self._queues.setdefault(installation, [])
        mine = _Waiting(tuple(steps), leads=not queue)
        queue.append(mine)
        try:
            if not mine.leads:
                await mine.moved.wait()
            while mine.outcome is None:
                async with self._slots.slot(str(installation)):
                    await self._together(installation, queue)
        finally:
            _leave(queue, mine)
        if isinstance(mine.outcome, Exception):
            raise mine.outcome
        return mine.outcome

    async def _together(self, installation: int, queue: list[_Waiting]) -> None:
        """Send the first of the queue, with as many as may go with it."""
        several = [each for each in queue if not each.alone][:MOST]
        batch = several if several and not queue[0].alone else queue[:1]
        steps = [
            replace(step, alias=f"t{n}_{step.alias}")
            for n, each in enumerate(batch)
            for step in each.steps
        ]
        try:
            answer = await self._send(installation, steps)
        except RateLimited as error:
            _tell(queue, batch, [error] * len(batch))
        except (Transient, Refused) as error:
            if len(batch) > 1:
                _separate(batch, type(error).__name__)
            else:
                _tell(queue, batch, [error])
        else:
            if len(batch) > 1 and not answer.data:
                _separate(batch, "no data")
            else:
                _tell(queue, batch, [_part(answer, f"t{n}_") for n in range(len(batch))])


def _separate(batch: Sequence[_Waiting], why: str) -> None:
    """Let each go alone next time: one of them may be too much, or spoil it for the others."""
    _log.warning("writes_separated", writes=len(batch), why=why)
    for each in batch:
        each.alone = True


def _tell(
    queue: list[_Waiting], batch: Sequence[_Waiting], outcomes: Sequence[Answer | Exception]
) -> None:
    for each, outcome in zip(batch, outcomes, strict=True):
        each.outcome = outcome
        each.moved.set()
        # Whoever was cancelled meanwhile is no longer there.
        if each in queue:
            queue.remove(each)


def _leave(queue: list[_Waiting], mine: _Waiting) -> None:
    """Go out of the queue, and let the next one send if there is nobody else to do so."""
    if mine in queue:
        queue.remove(mine)
    if queue and not any(each.leads for each in queue):
        queue[0].leads = True
        queue[0].moved.set()


def _part(answer: Answer, prefix: str) -> Answer:
    """Return what an answer says of the steps whose aliases begin with this."""
    data = {
        alias.removeprefix(prefix): value
        for alias, value in answer.data.items()
        if alias.startswith(prefix)
    }
    errors = (
        FieldError(each.path.removeprefix(prefix), each.type, each.message)
        for each in answer.errors
        if not each.path or each.path.startswith(prefix)
    )
    return Answer(data, tuple(errors))
