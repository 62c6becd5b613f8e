"""The checklist: findings a second beside unidiff's reading alone, and one very large diff."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from unidiff.patch import PatchSet

from bench.figures import paired_ratio
from bench.proc import own_cpu_seconds
from bench.report import Goal, Section, Table, show_ratio
from bot.checklist.evaluate import evaluate
from bot.kernel.snapshot import (
    Actor,
    Change,
    ChangedFile,
    Commit,
    PullRequest,
    PullRequestState,
    RepositoryRef,
)
from bot.shipped import background_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.session import Session

PULLS = 500
LEAST_A_SECOND = 500
LARGE_FILES = 3_000
LARGE_MEGABYTES = (5, 10, 20, 40)
MOST_MEGABYTES = 60
"""Of memory beside the text of 20 MB."""
MOST_GROWTH = 2.6
"""What twice the text may take, in time."""

_FORGET_PEAK = Path("/proc/self/clear_refs")
"""Writing 5 there sets the peak of memory to what is held now, see proc_pid_clear_refs(5)."""
_PROJECT = "vllm-project/vllm"
_SEED = 20261122
_SIZES = (2, 3, 6, 13, 25, 49, 87, 185, 442, 1_477)
"""Changed lines: the middle of each tenth of 781 merged pull requests of 14 projects."""
_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
_WORDS = ("budget", "cache", "prompt", "request", "router", "scheduler", "token", "worker")
_BODY = """\
## Purpose

The {0} loses its {1} when the {2} is empty, because `{0}.{1}()` returns too early.
Fixes #4711. It now waits for the {2}, see `pkg/{0}/{1}.py`.

## Test Plan

```bash
pytest tests/{0}/test_{1}.py -k {2}
```

| | main | this branch |
|---|---|---|
| tokens/s | 101,200 | 118,900 |
"""


@dataclass(frozen=True, slots=True)
class Large:
    """What one large diff took, beside its text."""

    seconds: float
    megabytes: float
    files: int


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Judge made pull requests and read their diffs with unidiff, in turn; then the large ones."""
    pulls = pull_requests(PULLS)
    background = background_of(_PROJECT)
    for pull in pulls[:50]:
        evaluate(pull, background)
    # As the service does at its start; otherwise the made pull requests are walked through.
    gc.collect()
    gc.freeze()
    ours, theirs = [], []
    for number in range(1, session.rounds + 1):
        say(f"checklist: round {number} of {session.rounds}")
        ours.append(_a_second(pulls, lambda pull: evaluate(pull, background)))
        theirs.append(_a_second(pulls, lambda pull: PatchSet.from_string(pull.diff or "")))
    gc.unfreeze()
    say("checklist: large diffs")
    large = {size: await _in_a_child(size) for size in LARGE_MEGABYTES}
    return _section(ours, theirs, large)


def _section(ours: list[float], theirs: list[float], large: dict[int, Large]) -> Section:
    middle = sorted(ours)[len(ours) // 2]
    growth = large[LARGE_MEGABYTES[-1]].seconds / large[LARGE_MEGABYTES[-2]].seconds
    rows = tuple(
        (f"{size}", f"{each.files}", f"{each.seconds:.2f}", f"{each.megabytes:.0f}")
        for size, each in large.items()
    )
    memory = large[20].megabytes
    return Section(
        name="Checklist",
        tables=(
            Table(
                f"{PULLS} made pull requests, all findings, CPU time of one core",
                ("all findings/s", "unidiff's reading alone/s", "ratio"),
                (
                    (
                        f"{middle:.0f}",
                        f"{sorted(theirs)[len(theirs) // 2]:.0f}",
                        show_ratio(paired_ratio(ours, theirs)),
                    ),
                ),
            ),
            Table(
                "One diff, all findings, memory beside its text",
                ("MB", "files", "seconds", "MB more"),
                rows,
            ),
        ),
        goals=(
            Goal(
                f"findings: at least {LEAST_A_SECOND} pull requests a second",
                f"{middle:.0f}",
                middle >= LEAST_A_SECOND,
            ),
            Goal(
                f"20 MB and {LARGE_FILES} files: at most {MOST_MEGABYTES} MB beside the text",
                f"{memory:.0f} MB",
                memory <= MOST_MEGABYTES,
            ),
            Goal(
                f"40 MB to 20 MB in time: at most {MOST_GROWTH}",
                f"{growth:.2f}",
                growth <= MOST_GROWTH,
            ),
        ),
    )


def _a_second(pulls: tuple[PullRequest, ...], judge: Callable[[PullRequest], object]) -> float:
    begun = own_cpu_seconds()
    for pull in pulls:
        judge(pull)
    return len(pulls) / (own_cpu_seconds() - begun)


async def _in_a_child(megabytes: int) -> Large:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.checklist", f"{megabytes}", stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the large diff could not be judged")
    return msgspec.json.decode(said, type=Large)


def judged_alone(megabytes: int) -> Large:
    """Judge one large diff and measure it; what the process held before does not count."""
    background = background_of(_PROJECT)
    pull = large_pull_request(megabytes)
    for small in pull_requests(20):
        evaluate(small, background)
    gc.collect()
    _FORGET_PEAK.write_text("5")
    before = _kilobytes("VmRSS")
    begun = own_cpu_seconds()
    evaluate(pull, background)
    seconds = own_cpu_seconds() - begun
    peak = _kilobytes("VmHWM") - before
    return Large(seconds, peak * 1024 / 1_000_000, pull.changed_files)


def _kilobytes(name: str) -> int:
    """Return a figure of this process, see proc_pid_status(5)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def pull_requests(count: int) -> tuple[PullRequest, ...]:
    """Return made pull requests, as large as merged ones are; the same on every machine."""
    lot = random.Random(_SEED)  # noqa: S311 - sizes, no secrets
    return tuple(_one(lot, number, _SIZES[number % len(_SIZES)]) for number in range(count))


def large_pull_request(megabytes: int) -> PullRequest:
    """Return a pull request whose diff has so many megabytes, in `LARGE_FILES` files."""
    lot = random.Random(_SEED)  # noqa: S311 - sizes, no secrets
    sample = len(_file("pkg/sample.py", _lines(lot, 100), 10)) / 110
    each = int(megabytes * 1_000_000 / LARGE_FILES / sample)
    block = _lines(lot, each)
    parts = [(f"pkg/area{number % 40}/file{number}.py", block) for number in range(LARGE_FILES)]
    return _pull("Rework the scheduler", parts)


def _one(lot: random.Random, number: int, lines: int) -> PullRequest:
    words = lot.sample(_WORDS, 3)
    paths = [f"pkg/{words[0]}/{words[1]}.py"]
    if number % 2:
        paths.append(f"tests/{words[0]}/test_{words[1]}.py")
    if lines > 100:  # noqa: PLR2004 - larger ones touch more files
        paths += [f"pkg/{words[2]}/part{each}.py" for each in range(lines // 60)]
    each = max(1, lines // len(paths))
    title = f"[Bugfix] Keep the {words[1]} of an empty {words[2]}"
    return _pull(title, [(path, _lines(lot, each)) for path in paths], _BODY.format(*words))


def _pull(title: str, parts: list[tuple[str, list[str]]], body: str = "") -> PullRequest:
    texts = [_file(path, lines, len(lines) // 10) for path, lines in parts]
    files = tuple(
        # The head of a file holds one line that begins with a minus sign.
        ChangedFile(path, Change.MODIFIED, len(lines), text.count("\n-") - 1)
        for (path, lines), text in zip(parts, texts, strict=True)
    )
    return PullRequest(
        repository=RepositoryRef(1, "R_1", "course/vllm", parent=_PROJECT),
        number=1,
        node_id="PR_1",
        title=title,
        body=body,
        author=Actor("alice", 1),
        state=PullRequestState.OPEN,
        is_draft=False,
        base_branch="main",
        head_branch="change",
        head_sha="0" * 40,
        head_repository="alice/vllm",
        created_at=_NOON,
        updated_at=_NOON,
        additions=sum(file.additions for file in files),
        deletions=sum(file.deletions for file in files),
        changed_files=len(files),
        files=files,
        diff="".join(texts),
        commit_count=1,
        commits=(Commit("1" * 40, title),),
    )


def _lines(lot: random.Random, count: int) -> list[str]:
    forms = (
        "def {0}_of_{1}(self, {2}):",
        "    self.{0} = {1}({2}, {3})",
        "    if {0} is not None and {1} > {3}:",
        "        return {0}.{1}({2})  # the {0} of a {1}",
        "    assert {0}({1}) == {3}",
        "",
    )
    return [
        lot.choice(forms).format(*lot.choices(_WORDS, k=3), lot.randrange(1_000))
        for _ in range(count)
    ]


def _file(path: str, lines: list[str], removed: int) -> str:
    head = (
        f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n--- a/{path}\n+++ b/{path}\n"
    )
    parts = [head]
    for at in range(0, len(lines), 20):
        added = lines[at : at + 20]
        gone = added[: removed * len(added) // max(1, len(lines))]
        context = ["    context = 1"] * 3
        sizes = f"-{at + 1},{6 + len(gone)} +{at + 1},{6 + len(added)}"
        parts.append(f"@@ {sizes} @@ def context():\n")
        parts += [f" {line}\n" for line in context]
        parts += [f"-{line} + 1\n" for line in gone]
        parts += [f"+{line}\n" for line in added]
        parts += [f" {line}\n" for line in context]
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(judged_alone(int(sys.argv[1]))))
