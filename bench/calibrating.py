"""Calibration: how long 6,000 merged pull requests take, and how much memory."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import Goal, Section, Table
from bot.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.session import Session

MOST_SECONDS = 120
MOST_MEGABYTES = 500

_PULLS = 6000
_FOLDERS, _FILES, _LINES = 60, 40, 150
_TOUCHED = 4
_AUTHORS = 900
_STEP = 10_000
_BEGUN = 1_700_000_000
"""Seconds since 1970; with the step, all lies within the usual window of 24 months."""


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Make a history, and calibrate on it once."""
    folder = session.folder / "history.git"
    say("calibrate: making a history")
    await _run("git", "init", "-q", "--bare", "-b", "main", str(folder))
    script = session.folder / "history.import"
    with script.open("wb") as file:
        file.writelines(import_script(_PULLS))
    with script.open("rb") as given:
        await _run("git", f"--git-dir={folder}", "fast-import", "--quiet", given=given.fileno())
    say("calibrate: measuring it")
    seconds, megabytes = await _calibrated(folder)
    return Section(
        name="Calibration",
        tables=(
            Table(
                "A made history",
                ("pull requests", "seconds", "MB at most"),
                ((f"{_PULLS}", f"{seconds:.1f}", f"{megabytes:.0f}"),),
            ),
        ),
        goals=(
            Goal(f"time: at most {MOST_SECONDS} s", f"{seconds:.1f} s", seconds <= MOST_SECONDS),
            Goal(
                f"memory: at most {MOST_MEGABYTES} MB",
                f"{megabytes:.0f} MB",
                megabytes <= MOST_MEGABYTES,
            ),
        ),
        notes=("Real histories take longer; docs/calibration.md has figures of two.",),
    )


async def _run(*words: str, given: int | None = None) -> None:
    process = await asyncio.create_subprocess_exec(*words, stdin=given)
    if await process.wait():
        raise RuntimeError(f"{words[0]} failed")


async def _calibrated(folder: Path) -> tuple[float, float]:
    """Return seconds, and the most memory that the command and its git had together, in MB."""
    clock = SystemClock()
    begun = clock.now()
    words = ("-m", "bot", "calibrate", str(folder), "--repo", "course/engine")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.DEVNULL
    )
    ended, most = asyncio.create_task(process.wait()), 0
    while not ended.done():
        most = max(most, sum(map(_proportional_kb, _family(process.pid))))
        await asyncio.wait([ended], timeout=0.1)
    if ended.result():
        raise RuntimeError("upstream-coach calibrate failed")
    return (clock.now() - begun).total_seconds(), most * 1024 / 1_000_000


def _family(pid: int) -> Iterator[int]:
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(file).split():
            yield from _family(int(child))


def _proportional_kb(pid: int) -> int:
    """Return a process's memory, shared pages divided by those who share: proc_pid_smaps(5)."""
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""  # the process has ended


def import_script(pulls: int) -> Iterator[bytes]:
    """Yield what `git fast-import` reads: a tree, then a commit a pull request.

    Each changes the same number of files of a tree as large as a real project's.
    """
    yield _commit(0, "Begin", "Nobody")
    for number in range(_FOLDERS * _FILES):
        yield _file(number, 0)
    for pull in range(1, pulls + 1):
        yield _commit(pull, f"Change number {pull} (#{2 * pull})", f"Author {pull * 7 % _AUTHORS}")
        for place in range(_TOUCHED):
            yield _file((pull * 13 + place * 101) % (_FOLDERS * _FILES), pull)


def _commit(place: int, subject: str, author: str) -> bytes:
    when = _BEGUN + place * _STEP
    mail = author.replace(" ", ".").lower()
    return (
        f"commit refs/heads/main\ncommitter {author} <{mail}@example.org> {when} +0000\n"
        f"data {len(subject)}\n{subject}\n"
    ).encode()


def _file(number: int, change: int) -> bytes:
    path = f"engine/part{number // _FILES}/file{number % _FILES}.py"
    lines = [f"value_{line} = {number * line}" for line in range(_LINES)]
    lines[change % _LINES] = f"changed = {change}"
    content = "\n".join(lines) + "\n"
    return f"M 100644 inline {path}\ndata {len(content)}\n{content}\n".encode()
