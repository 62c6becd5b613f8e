"""Edits that wait go together, and each is told what became of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import VirtualClock
from bot.github.errors import AnswerLost, Refused
from bot.github.gathering import MOST, Gathering
from bot.github.issue_documents import Act, Step
from bot.github.pace import LocalWriteSlots
from bot.github.transport import Answer, FieldError
from bot.kernel.errors import RateLimited
from tests.support.hostile import UNHURRIED

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMITED = RateLimited("wait", scope="7", retry_at=datetime(2026, 9, 7, tzinfo=UTC))
TAKES = 0.5
"""Seconds of a request."""


@dataclass
class GitHub:
    """Answers each step by its comment; some comments spoil a request or are refused in it.

    Attributes:
        spoilt: What becomes of a request that holds a comment.
        refused: Comments that are gone.
    """

    clock: VirtualClock
    spoilt: dict[str, Answer | Exception] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    sent: list[list[str]] = field(default_factory=list)

    async def send(self, installation: int, steps: Sequence[Step]) -> Answer:
        assert installation in {7, 8}
        assert len({each.alias for each in steps}) == len(steps)
        comments = [str(each.values["id"]) for each in steps]
        self.sent.append(comments)
        await self.clock.sleep(TAKES)
        for comment in comments:
            if isinstance(spoilt := self.spoilt.get(comment), Exception):
                raise spoilt
            if spoilt is not None:
                return spoilt
        return Answer(
            {
                each.alias: None if each.values["id"] in self.refused else each.values["id"]
                for each in steps
            },
            tuple(
                FieldError(f"{each.alias}.issueComment", "NOT_FOUND", "gone")
                for each in steps
                if each.values["id"] in self.refused
            ),
        )


def edit(comment: str) -> tuple[Step, ...]:
    return (Step("edit0", Act.EDIT, {"id": comment}),)


@dataclass
class Queue:
    """A queue with GitHub behind it."""

    clock: VirtualClock = field(default_factory=VirtualClock)

    def __post_init__(self) -> None:
        self.github = GitHub(self.clock)
        self.gathering = Gathering(LocalWriteSlots(self.clock, pause=1.0), self.github.send)

    def put(self, comment: str, installation: int = 7) -> asyncio.Task[Answer]:
        return asyncio.create_task(self.gathering.send(installation, edit(comment)))

    async def behind(self, *comments: str) -> list[asyncio.Task[Answer]]:
        """Put these while another one is out."""
        first = self.put("first")
        await self.clock.advance(0.1)
        tasks = [self.put(each) for each in comments]
        await self.clock.advance(TAKES + 1)
        assert await first == told("first")
        assert self.github.sent.pop(0) == ["first"]
        return tasks

    async def all_of(self, *comments: str) -> list[Answer | BaseException]:
        """Return what becomes of these, which wait together."""
        tasks = await self.behind(*comments)
        await self.clock.advance(600)
        return await asyncio.gather(*tasks, return_exceptions=True)


def told(comment: str) -> Answer:
    return Answer({"edit0": comment})


async def test_one_that_waits_for_nobody_goes_at_once_and_alone() -> None:
    queue = Queue()
    task = queue.put("a")
    await queue.clock.advance(TAKES)
    assert await task == told("a")


async def test_what_came_while_a_request_was_out_goes_with_the_next_one_a_second_later() -> None:
    queue = Queue()
    tasks = await queue.behind(*"bcd")
    await queue.clock.advance(TAKES)
    assert [await each for each in tasks] == [told(each) for each in "bcd"]
    assert queue.github.sent == [["b", "c", "d"]]


async def test_a_request_holds_ten_at_the_most() -> None:
    queue = Queue()
    comments = [f"c{number}" for number in range(2 * MOST + 3)]
    assert await queue.all_of(*comments) == [told(each) for each in comments]
    assert [len(each) for each in queue.github.sent] == [MOST, MOST, 3]


async def test_installations_do_not_share_a_request() -> None:
    queue = Queue()
    here, there = queue.put("a"), queue.put("b", installation=8)
    await queue.clock.advance(TAKES)
    assert (await here, await there) == (told("a"), told("b"))
    assert queue.github.sent == [["a"], ["b"]]


async def test_what_github_refuses_of_one_is_told_to_that_one() -> None:
    queue = Queue()
    queue.github.refused.add("b")
    one, other = await queue.all_of("a", "b")
    assert one == told("a")
    assert other == Answer(
        {"edit0": None}, (FieldError("edit0.issueComment", "NOT_FOUND", "gone"),)
    )


@pytest.mark.parametrize("failure", [AnswerLost("cut off"), Refused("too much", status=413)])
async def test_one_that_spoils_a_request_fails_and_the_others_go_alone(
    failure: Exception,
) -> None:
    queue = Queue()
    queue.github.spoilt["b"] = failure
    assert await queue.all_of("a", "b", "c") == [told("a"), failure, told("c")]
    assert queue.github.sent == [["a", "b", "c"], ["a"], ["b"], ["c"]]


async def test_a_whole_request_that_github_does_not_take_is_repeated_one_by_one() -> None:
    queue = Queue()
    nothing = Answer({}, (FieldError("", "", "Something went wrong"),))
    queue.github.spoilt["a"] = nothing
    assert await queue.all_of("a", "b") == [nothing, told("b")]


async def test_when_github_asks_to_wait_everybody_is_told_so_and_nothing_is_repeated() -> None:
    queue = Queue()
    queue.github.spoilt["a"] = LIMITED
    assert await queue.all_of("a", "b") == [LIMITED, LIMITED]
    assert len(queue.github.sent) == 1


async def test_whoever_is_cancelled_before_the_request_is_not_written() -> None:
    queue = Queue()
    first = queue.put("a")
    await queue.clock.advance(0.1)
    second, third = queue.put("b"), queue.put("c")
    await queue.clock.advance(0.1)
    second.cancel()
    await queue.clock.advance(60)
    assert [await first, await third] == [told("a"), told("c")]
    assert queue.github.sent == [["a"], ["c"]]


async def test_when_the_one_that_was_to_send_next_is_cancelled_another_does() -> None:
    queue = Queue()
    first = queue.put("a")
    await queue.clock.advance(0.1)
    second, third = queue.put("b"), queue.put("c")
    await queue.clock.advance(TAKES)
    second.cancel()
    await queue.clock.advance(60)
    assert [await first, await third] == [told("a"), told("c")]
    assert queue.github.sent == [["a"], ["c"]]


async def test_when_the_sender_is_cancelled_the_others_are_sent_by_the_next() -> None:
    queue = Queue()
    tasks = await queue.behind(*"abc")
    await queue.clock.advance(0.1)
    tasks[0].cancel()
    await queue.clock.advance(60)
    assert tasks[0].cancelled()
    assert [await each for each in tasks[1:]] == [told("b"), told("c")]
    assert queue.github.sent == [["a", "b", "c"], ["b", "c"]]


async def test_whoever_is_cancelled_while_it_is_sent_harms_nobody() -> None:
    queue = Queue()
    tasks = await queue.behind(*"abc")
    await queue.clock.advance(0.1)
    tasks[1].cancel()
    await queue.clock.advance(60)
    assert [await tasks[0], await tasks[2]] == [told("a"), told("c")]
    assert len(queue.github.sent) == 1


@UNHURRIED
@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(("", "spoils", "gone", "leaves")))),
)
async def test_everybody_is_told_of_their_own_whoever_else_waits(
    arrivals: list[tuple[int, str]],
) -> None:
    queue = Queue()
    tasks: dict[str, asyncio.Task[Answer]] = {}
    lost = AnswerLost("cut off")
    for number, (quarters, fate) in enumerate(arrivals):
        comment = f"c{number}"
        if fate == "spoils":
            queue.github.spoilt[comment] = lost
        if fate == "gone":
            queue.github.refused.add(comment)
        tasks[comment] = queue.put(comment)
        await queue.clock.advance(quarters / 4)
        if fate == "leaves":
            tasks[comment].cancel()
    await queue.clock.advance(10 * len(arrivals) + 10)

    times = Counter(each for request in queue.github.sent for each in request)
    for (comment, task), (_, fate) in zip(tasks.items(), arrivals, strict=True):
        if fate == "leaves":
            assert task.done()
        elif fate == "spoils":
            assert task.exception() is lost
        else:
            assert task.result().data == {"edit0": None if fate == "gone" else comment}
        assert fate == "leaves" or times[comment] >= 1
    assert max(map(len, queue.github.sent), default=0) <= MOST
