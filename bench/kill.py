"""kill -9 of the whole coach, again and again, and a host that dies for good."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bench import postgres
from bench.contenders import service
from bench.report import Section, Table, bounded
from bench.scene import Scene
from bench.servers import free_port, spawn, stop
from bot.clock import SystemClock, monotonic
from bot.storage.location import locate
from bot.storage.runner import runner_for
from bot.storage.tables import inbox

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from bench.session import Session
    from bot.sandbox.deliveries import Deliverer
    from bot.sandbox.model import PullRequest

KILLS = 50
DELIVERIES = 500
_EACH = 10
"""Deliveries for one pull request."""
_LONGEST_LIFE = 2.5
"""Seconds that a process lives at most before it is killed; its start takes about one."""
_ENDS_WITHIN = 240
_PACE = {"COACH_SETTLE": "0.05", "COACH_WRITE_PAUSE": "0.02", "COACH_READ_BACK": "1"}


@dataclass(frozen=True, slots=True)
class Survived:
    """What was left after the killing.

    Attributes:
        kills: How often a process was killed.
        sent: Deliveries that the sandbox sent, each guid once.
        lost: Answered with 2xx, but never brought to an end.
        stale: Pull requests whose comment or check run a second look had to mend.
        missing: Pull requests without a checklist.
        duplicates: Checklists beyond the first on a pull request.
        seconds: How long it took in all.
    """

    kills: int
    sent: int
    lost: int
    stale: int
    missing: int
    duplicates: int
    seconds: float

    @property
    def harmless(self) -> bool:
        """Whether nothing was lost and nothing was done twice."""
        return not (self.lost or self.stale or self.missing or self.duplicates)


async def survive(
    url: str, folder: Path, *, kills: int = KILLS, deliveries: int = DELIVERIES, seed: int = 1
) -> Survived:
    """Kill `upstream-coach serve` at random moments while students write.

    Args:
        url: A migrated and empty database.
        folder: Takes the process's log.
        kills: How often to kill.
        deliveries: How many deliveries the students' acts cause.
        seed: Of the moments.

    Raises:
        TimeoutError: The work did not come to an end within four minutes after the last kill.
    """
    scene, since = Scene(), monotonic()
    chance = random.Random(seed)  # noqa: S311 - moments of a test, not a secret
    async with _Stage.on(scene, url, folder) as stage:
        pulls: list[PullRequest] = []
        done = 0
        for number in range(kills):
            async with stage.coach():
                share = deliveries * (number + 1) // kills
                life = chance.uniform(0, _LONGEST_LIFE)
                for _ in range(share - done):
                    _act(scene, pulls, done, deliveries)
                    done += 1
                    await SystemClock().sleep(life / (share - done + 1) / 2)
                await SystemClock().sleep(chance.uniform(0, life))
        return await _settled(stage, pulls, kills, since)


async def take_over(url: str, folder: Path, *, deliveries: int = DELIVERIES) -> Survived:
    """Let two hosts share the work on PostgreSQL and kill one for good in the middle.

    Args:
        url: A migrated and empty PostgreSQL database.
        folder: Takes the processes' logs.
        deliveries: How many deliveries the students' acts cause.

    Raises:
        TimeoutError: The survivor did not finish within four minutes.
    """
    scene, since = Scene(), monotonic()
    async with _Stage.on(scene, url, folder) as stage, stage.coach(kindly=True):
        pulls: list[PullRequest] = []
        async with stage.coach("worker"):
            await SystemClock().sleep(_LONGEST_LIFE)
            for done in range(deliveries):
                _act(scene, pulls, done, deliveries)
                await SystemClock().sleep(0.005)
        return await _settled(stage, pulls, 1, since, serving=True)


def _act(scene: Scene, pulls: list[PullRequest], done: int, deliveries: int) -> None:
    wanted = max(deliveries // _EACH, 1)
    if len(pulls) < wanted and done % 2 == 0:
        pulls.append(scene.open_pull())
    else:
        pull = pulls[done % len(pulls)]
        plan = f"## Plan\n\n1. Correct the answer, try {done}.\n" if done % 3 else ""
        scene.describe(pull, f"The answer is wrong, seen {done} times.\n\n{plan}")


@dataclass(frozen=True, slots=True)
class _Stage:
    scene: Scene
    url: str
    folder: Path
    api: str
    port: int
    deliverer: Deliverer

    @classmethod
    @asynccontextmanager
    async def on(cls, scene: Scene, url: str, folder: Path) -> AsyncIterator[_Stage]:
        port = free_port()
        async with scene.served() as api, scene.delivered(port, "/webhook") as deliverer:
            yield cls(scene, url, folder, api, port, deliverer)

    @asynccontextmanager
    async def coach(self, role: str = "all", *, kindly: bool = False) -> AsyncIterator[None]:
        """Run a coach; in the end kill it, or stop it kindly."""
        settings = self.scene.settings(self.api) | _PACE
        contender = service("coach", "", self.url, settings, role=role)
        process = await spawn(contender, self.port, self.folder / f"coach-{role}.log")
        try:
            yield
        finally:
            await _end(process, kindly=kindly)

    async def ends(self) -> dict[str, bool]:
        """Return for each recorded guid whether it was brought to an end."""
        runner = runner_for(locate(self.url), alone=False)
        try:
            return await runner.read(_ends)
        finally:
            await runner.close()

    async def quiet(self) -> None:
        """Return when everything was answered and brought to an end.

        Raises:
            TimeoutError: That took too long.
        """
        deadline = monotonic() + _ENDS_WITHIN
        while monotonic() < deadline:
            await self.deliverer.drain()
            missed = self.scene.unanswered()
            for each in missed:
                self.scene.redeliver(each)
            if not missed and all((await self.ends()).values()):
                return
            await SystemClock().sleep(0.5)
        raise TimeoutError(f"not all was done within {_ENDS_WITHIN} seconds; see the log")


async def _end(process: asyncio.subprocess.Process, *, kindly: bool) -> None:
    if kindly or process.returncode is not None:
        await stop(process)
    else:
        process.kill()
        await process.wait()


def _ends(conn: Connection) -> dict[str, bool]:
    rows = conn.execute(select(inbox.c.guid, inbox.c.done)).all()
    return {row.guid: row.done is not None for row in rows}


async def _settled(
    stage: _Stage, pulls: list[PullRequest], kills: int, since: float, *, serving: bool = False
) -> Survived:
    scene = stage.scene
    answered = scene.acknowledged()
    async with AsyncExitStack() as stack:
        if not serving:
            await stack.enter_async_context(stage.coach(kindly=True))
        await stage.quiet()
        writes = _writes(scene)
        for pull in pulls:
            # Looks again at each, and has nothing to say when all is as it should be.
            scene.rename(pull, f"{pull.title} at last")
        await stage.quiet()
        ends = await stage.ends()
    commented = {each.issue.id for each in scene.comments()}
    return Survived(
        kills=kills,
        sent=len({each.guid for each in scene.world.deliveries}),
        lost=sum(not ends.get(guid, False) for guid in answered),
        stale=_writes(scene) - writes,
        missing=sum(pull.id not in commented for pull in pulls),
        duplicates=scene.duplicates(),
        seconds=monotonic() - since,
    )


def _writes(scene: Scene) -> int:
    return sum(each.write for each in scene.world.requests if "access_tokens" not in each.path)


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Kill in large, on both databases, and let a host die on PostgreSQL."""
    survived: dict[str, Survived] = {}
    say(f"kill: {KILLS} times on SQLite")
    survived["SQLite"] = await survive(await session.sqlite("kill"), session.folder)
    if postgres.available():
        async with postgres.server() as database:
            say(f"kill: {KILLS} times on PostgreSQL")
            survived["PostgreSQL"] = await survive(await database(), session.folder)
            say("kill: one of two hosts for good")
            survived["PostgreSQL, take-over"] = await take_over(await database(), session.folder)
    columns = ("kills", "sent", "lost", "stale", "missing", "duplicates")
    return Section(
        name="Kill",
        goals=tuple(
            bounded(f"7. {name}, lost or done twice", each.lost + each.duplicates, 0)
            for name, each in survived.items()
        ),
        tables=(
            Table(
                title=f"kill -9 of the whole process during {DELIVERIES} deliveries",
                header=("database", *columns, "seconds"),
                rows=tuple(
                    (
                        name,
                        *(str(getattr(each, column)) for column in columns),
                        f"{each.seconds:.0f}",
                    )
                    for name, each in survived.items()
                ),
                note=(
                    "lost: answered with 2xx and never ended. stale: a second look at every"
                    " pull request had to write. The coach's own writes are sent as well."
                ),
            ),
        ),
    )
