"""In whatever order runs look, wait and write: what is created is created once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from bot.clock import VirtualClock
from bot.github.ledger import Beginnings, Look
from bot.kernel.errors import Transient
from tests.github.test_writer import Ledger

if TYPE_CHECKING:
    from datetime import datetime

READ_BACK = timedelta(seconds=10)
KEY = "a"
PROCESSES = 2


@dataclass(frozen=True)
class Run:
    """A run that looks, waits for the right to write, and writes what it did not see.

    Attributes:
        at: When it looks, in seconds.
        queue: How long it waits then.
        process: In which it runs.
        end: What becomes of its request.
        lag: After how many seconds reads show what it created.
    """

    at: int
    queue: int = 0
    process: int = 0
    end: str = "answered"
    lag: int = 0


RUNS = st.builds(
    Run,
    at=st.integers(0, 40),
    queue=st.sampled_from([0, 1, 5, 12, 30]),
    process=st.integers(0, PROCESSES - 1),
    end=st.sampled_from(["answered", "answered", "answer lost", "request lost"]),
    lag=st.integers(0, 9),
)
DEATHS = st.tuples(st.integers(0, 60), st.integers(0, PROCESSES - 1))


@dataclass
class Scene:
    """Two processes before one GitHub, whose reads are behind by less than the pause.

    Attributes:
        shown: From when on each creation is seen; one that was lost is not among them.
        looks: Those of the runs that saw nothing.
    """

    clock: VirtualClock = field(default_factory=VirtualClock)
    shown: list[datetime] = field(default_factory=list)
    looks: dict[Run, Look] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.clock)
        self.processes = [self.fresh() for _ in range(PROCESSES)]

    def fresh(self) -> Beginnings:
        return Beginnings(self.ledger, self.clock, READ_BACK)

    def look(self, run: Run) -> None:
        now = self.clock.now()
        if not any(each <= now for each in self.shown):
            self.looks[run] = Look(now)

    async def write(self, run: Run) -> None:
        look = self.looks.pop(run, None)
        if look is None:
            return
        try:
            await self.processes[run.process].begin((KEY,), look)
        except Transient:
            return
        if run.end != "request lost":
            self.shown.append(self.clock.now() + timedelta(seconds=run.lag))
        if run.end == "answered":
            await self.ledger.end_effect(KEY, b"made")


# Three runs look before the first has written, and the last writes long after the second did not.
OVERLAPPING = [Run(0), Run(0, 1), Run(0, 12)]

# One process begins anew what was lost, and another remembers what it missed before that.
ANEW = [
    Run(0, end="request lost"),
    Run(1),
    Run(1, process=1),
    Run(11, 12, lag=2),
    Run(24, process=1),
]


@example(OVERLAPPING, [])
@example(ANEW, [])
@given(st.lists(RUNS, max_size=8, unique=True), st.lists(DEATHS, max_size=2))
def test_what_is_created_is_created_once_and_in_the_end_it_is(
    runs: list[Run], deaths: list[tuple[int, int]]
) -> None:
    looks = [(run.at, 0, run) for run in runs]
    writes = [(run.at + run.queue, 1, run) for run in runs]
    ends = [(at, 2, process) for at, process in deaths]

    async def play() -> None:
        scene = Scene()
        begun = scene.clock.now()
        for at, what, whose in sorted([*looks, *writes, *ends], key=lambda each: each[:2]):
            moment = begun + timedelta(seconds=at)
            await scene.clock.advance((moment - scene.clock.now()).total_seconds())
            if isinstance(whose, int):
                # What it knew is forgotten; its runs go on as those of one that was only slow.
                scene.processes[whose] = scene.fresh()
            elif what:
                await scene.write(whose)
            else:
                scene.look(whose)
            assert len(scene.shown) <= 1
        # Whatever went before, three looks with the pause between them are enough.
        for number in range(3):
            await scene.clock.advance(11)
            scene.look(Run(number))
            await scene.write(Run(number))
        assert len(scene.shown) == 1

    asyncio.run(play())
