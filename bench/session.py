"""What the parts of a run share: rivals, payloads, a folder, the rounds."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench import npm
from bench.contenders import private_key
from bench.loader import save_hooks
from bench.payloads import examples, forged, large_push, pull_request_hooks
from bench.servers import SECRET
from bot.storage.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_BODIES = 128
_EXAMPLES = "node_modules/@octokit/webhooks-examples/api.github.com/index.json"


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the benchmarks.

    Attributes:
        rounds: How often each contender is measured, in turn.
        requests: How many requests a closed loop sends.
        folder: Databases, logs and payloads; gone after the run.
        rivals: Where npm installed Probot.
        key: The private key of an App that exists nowhere, PEM.
    """

    rounds: int
    requests: int
    folder: Path
    rivals: Path
    key: str

    @property
    def hooks(self) -> Path:
        """Return the file of pull request hooks of about 24 kB."""
        return self.folder / "hooks"

    @property
    def forged(self) -> Path:
        """Return the file of the same hooks with wrong signatures."""
        return self.folder / "forged"

    @property
    def push(self) -> Path:
        """Return the file of the one push of 1.2 MB."""
        return self.folder / "push"

    async def sqlite(self, name: str) -> str:
        """Create a migrated SQLite database and return its URL."""
        url = f"sqlite:///{self.folder / name}.db"
        await migrate(url)
        return url


@asynccontextmanager
async def opened(rounds: int, requests: int) -> AsyncIterator[Session]:
    """Prepare a run; its folder lies on the disk of the checkout, so syncs cost what they cost."""
    rivals = await npm.install()
    published = examples(rivals / _EXAMPLES)
    with TemporaryDirectory(dir=npm.CACHE, prefix="run-") as folder:
        session = Session(rounds, requests, Path(folder), rivals, private_key())
        hooks = pull_request_hooks(published, _BODIES, SECRET)
        save_hooks(session.hooks, hooks)
        save_hooks(session.forged, forged(hooks))
        save_hooks(session.push, [large_push(published, SECRET)])
        yield session
