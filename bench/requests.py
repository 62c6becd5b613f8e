"""Requests to GitHub: the coach and a Probot checklist app live through the same stories."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.contenders import probot, service
from bench.report import Section, Table, bounded
from bench.scene import Scene
from bench.servers import running
from bot.clock import SystemClock
from bot.sandbox.faults import Faults, Slow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bench.report import Goal
    from bench.servers import Contender
    from bench.session import Session
    from bot.sandbox.deliveries import Deliverer

_LATENCY = 0.03
"""Seconds that the stand-in takes for an answer; GitHub is rarely faster."""
_QUIET = 4.0
"""Seconds without a request that end a story: Probot's longest pause between two is three."""
_BURST = 20
_REDELIVERIES = 5
_MANY = 50
_LARGE_FILES = 250
_LARGE_COMMENTS = 150
_MINT = "/access_tokens"
_POINTS_OF_A_WRITE = 5
_PLAN = "## Plan\n\n1. Read the answer.\n2. Correct it.\n3. Try it.\n"
_WITH_TEST = {
    "answer.py": "def answer() -> int:\n    return 42\n",
    "tests/test_answer.py": "def test_answer() -> None:\n    assert answer() == 42\n",
}
_COMMIT = {"answer.py": "ANSWER = 42\n"}
_FILES = {f"parts/part_{number}.py": f"PART = {number}\n" for number in range(_LARGE_FILES)}
_LARGE = f"{_LARGE_FILES} files, {_LARGE_COMMENTS} comments, new commits"
_BURST_STORY = f"{_BURST} deliveries for one new pull request at once"
_MANY_STORY = f"{_MANY} pull requests at once"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one story cost.

    Attributes:
        requests: Requests to GitHub, minting of tokens left out.
        writes: Those of them that ask to change something.
        mints: Tokens minted.
        comments: What the App said in new comments.
        seconds: From the first act to the last request.
        slowest_ack: The longest wait of a delivery for its answer, in seconds.
    """

    requests: int
    writes: int
    mints: int
    comments: int
    seconds: float
    slowest_ack: float

    @property
    def points(self) -> int:
        """Return the points of the secondary limit: a read one, a write five.

        https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
        """
        return self.requests + (_POINTS_OF_A_WRITE - 1) * self.writes


@dataclass(frozen=True, slots=True)
class _Bot:
    """A bot under test, in a scene of its own."""

    scene: Scene
    deliverer: Deliverer

    async def quiet(self) -> None:
        """Return when everything was answered and no request came for a while."""
        requests = self.scene.world.requests
        seen = -1
        while seen != len(requests):
            seen = len(requests)
            await self.deliverer.drain()
            await SystemClock().sleep(_QUIET)

    async def spends(self, act: Callable[[], object]) -> Spent:
        """Let something happen and count what the bot asks of GitHub until it is quiet."""
        world = self.scene.world
        requests, deliveries = len(world.requests), len(world.deliveries)
        comments, start = len(self.scene.comments()), world.clock.now()
        act()
        await self.quiet()
        made = world.requests[requests:]
        asked = [each for each in made if _MINT not in each.path]
        return Spent(
            requests=len(asked),
            writes=sum(each.write for each in asked),
            mints=len(made) - len(asked),
            comments=len(self.scene.comments()) - comments,
            seconds=max(((each.at - start).total_seconds() for each in asked), default=0.0),
            slowest_ack=max((each.duration for each in world.deliveries[deliveries:]), default=0.0),
        )


async def _stories(bot: _Bot) -> dict[str, Spent]:
    """Let one bot live through everything; the first pull request warms it up."""
    scene = bot.scene
    await bot.quiet()
    await bot.spends(scene.open_pull)
    spent = {
        "new pull request": await bot.spends(scene.open_pull),
        "new, with a test to read": await bot.spends(lambda: scene.open_pull(_WITH_TEST)),
    }
    pull = scene.open_pull()
    await bot.quiet()
    spent["text changed"] = await bot.spends(lambda: scene.describe(pull, _PLAN))
    spent["nothing changed for the reader"] = await bot.spends(
        lambda: scene.rename(pull, "Correct the answer, please")
    )
    last = scene.world.deliveries[-1]
    spent[f"one delivery {_REDELIVERIES} times more"] = await bot.spends(
        lambda: scene.redeliver(last, times=_REDELIVERIES)
    )
    spent["new commits"] = await bot.spends(
        lambda: scene.push(pull, {"answer.py": "ANSWER = 42\n"})
    )
    large = scene.open_pull(_FILES)
    scene.discuss(large, _LARGE_COMMENTS)
    await bot.quiet()
    spent[_LARGE] = await bot.spends(lambda: scene.push(large, _COMMIT))
    spent[_BURST_STORY] = await bot.spends(lambda: _burst(scene))
    spent[_MANY_STORY] = await bot.spends(lambda: [scene.open_pull() for _ in range(_MANY)])
    return spent


def _burst(scene: Scene) -> None:
    pull = scene.open_pull()
    for number in range(_BURST - 1):
        scene.describe(pull, f"{_PLAN}\nThought about {number} times.")


async def _probot(session: Session) -> dict[str, Spent]:
    scene = Scene()
    async with scene.served(_slow()) as api:
        host = api.removeprefix("http://").partition("/")[0]
        environment = {
            "APP_ID": str(scene.app.id),
            "GHE_HOST": host,
            "GHE_PROTOCOL": "http",
        }
        contender = probot(
            session.rivals,
            scene.credentials.private,
            script="checklist.js",
            environment=environment,
        )
        async with _bot(scene, contender, session) as bot:
            return await _stories(bot)


async def _coach(session: Session) -> dict[str, Spent]:
    scene = Scene()
    async with scene.served(_slow()) as api:
        database = await session.sqlite("requests")
        contender = service("coach", "", database, scene.settings(api))
        async with _bot(scene, contender, session) as bot:
            return await _stories(bot)


def _slow() -> Faults:
    faults = Faults()
    faults.add(Slow(seconds=_LATENCY, times=None))
    return faults


@asynccontextmanager
async def _bot(scene: Scene, contender: Contender, session: Session) -> AsyncIterator[_Bot]:
    log = session.folder / f"{contender.name}-requests.log"
    async with (
        running(contender, log) as server,
        scene.delivered(server.port, contender.path) as deliverer,
    ):
        yield _Bot(scene, deliverer)


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Count goals 9 to 11; both bots at the same time, since they mostly wait."""
    say("requests: about four minutes, most of it Probot's pauses between comments")
    ours, theirs = await asyncio.gather(_coach(session), _probot(session))
    return Section(
        name="Requests to GitHub",
        goals=tuple(_goals(ours, theirs)),
        tables=(
            Table(
                title="Requests (writes); minting a token is not counted",
                header=("story", "ratio", "coach", "Probot", "points", "points"),
                rows=tuple(_row(name, ours[name], theirs[name]) for name in ours),
                note=(
                    "Probot: list files, list comments, create or update one comment. The coach"
                    " writes a check run as well. points: of the secondary limit."
                ),
            ),
            Table(
                title="The crowds",
                header=("story", "coach s", "Probot s", "comments", "comments", "ack s", "ack s"),
                rows=tuple(
                    _crowd(name, ours[name], theirs[name]) for name in (_BURST_STORY, _MANY_STORY)
                ),
                note="In each pair the coach comes first. ack: the slowest answer to a delivery.",
            ),
        ),
    )


def _goals(ours: dict[str, Spent], theirs: dict[str, Spent]) -> list[Goal]:
    def ratio(story: str) -> float:
        return ours[story].requests / theirs[story].requests

    again = f"one delivery {_REDELIVERIES} times more"
    same, burst = "nothing changed for the reader", ours[_BURST_STORY]
    seconds = ours[_MANY_STORY].seconds / theirs[_MANY_STORY].seconds
    return [
        bounded("9. requests, new pull request", ratio("new pull request"), 0.67),
        bounded("9. requests, text changed", ratio("text changed"), 0.67),
        bounded("9. requests, nothing changed", ratio(same), 0.34),
        bounded("9. writes, nothing changed", ours[same].writes, 0),
        bounded("10. requests, burst", ratio(_BURST_STORY), 0.10, 4 / 60),
        bounded("10. further comments, burst", burst.comments - 1, 0),
        bounded("10. slowest acknowledgement in seconds, burst", burst.slowest_ack, 0.1),
        bounded("11. requests, redelivery", ratio(again), 0.15, 0),
        bounded("11. requests, many pull requests", ratio(_MANY_STORY), 0.67),
        bounded("11. time, many pull requests", seconds, 0.40, 0.30),
    ]


def _row(story: str, ours: Spent, theirs: Spent) -> tuple[str, ...]:
    return (
        story,
        f"{ours.requests / theirs.requests:.2f}",
        f"{ours.requests} ({ours.writes})",
        f"{theirs.requests} ({theirs.writes})",
        str(ours.points),
        str(theirs.points),
    )


def _crowd(story: str, ours: Spent, theirs: Spent) -> tuple[str, ...]:
    return (
        story,
        f"{ours.seconds:.0f}",
        f"{theirs.seconds:.0f}",
        str(ours.comments),
        str(theirs.comments),
        f"{ours.slowest_ack:.2f}",
        f"{theirs.slowest_ack:.2f}",
    )
