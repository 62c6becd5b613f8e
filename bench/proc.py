"""What Linux tells of a process and of the machine, and which core a process may use."""

from __future__ import annotations

import os
import platform
import re
import resource
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PROC = Path("/proc")
_USER_TICKS, _SYSTEM_TICKS = 11, 12
"""Places of `utime` and `stime` after the name in `/proc/<pid>/stat`: proc_pid_stat(5)."""


def cpu_seconds_of(stat: str, ticks_per_second: int) -> float:
    """Return the CPU time in a line of `/proc/<pid>/stat`, user and system, all threads."""
    # The name stands in parentheses and may itself hold blanks and parentheses.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / ticks_per_second


def resident_megabytes_of(status: str, field: str = "VmRSS") -> float:
    """Return the resident memory in a `/proc/<pid>/status`, in MB of 1,000,000 bytes.

    Args:
        status: The text.
        field: `VmRSS` for now, `VmHWM` for the most there was: proc_pid_status(5).

    Raises:
        ValueError: The text has no such field, as that of a process which has ended.
    """
    found = re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise ValueError(f"no {field}: has the process ended?")
    return int(found[1]) * 1024 / 1_000_000


def own_peak() -> float:
    """Return the most memory that this program had, in MB of 1,000,000 bytes.

    Not from getrusage(2): there a program begins with the peak of whoever started it.
    """
    status = (_PROC / "self" / "status").read_text(encoding="ascii")
    return resident_megabytes_of(status, "VmHWM")


def own_cpu_seconds() -> float:
    """Return the CPU time that this process has used, in seconds, see getrusage(2)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_seconds(pid: int) -> float:
    """Return how much CPU time the process has used, its ended children left out."""
    return cpu_seconds_of((_PROC / str(pid) / "stat").read_text(), os.sysconf("SC_CLK_TCK"))


def resident_megabytes(pid: int) -> float:
    """Return how much memory the process holds now."""
    return resident_megabytes_of((_PROC / str(pid) / "status").read_text())


def split_cores(cores: Sequence[int]) -> tuple[set[int], set[int]]:
    """Return the cores of the server and those of the loader; the same one when there is one."""
    ranked = sorted(cores)
    return {ranked[0]}, {ranked[-1]}


def server_cores() -> set[int]:
    """Return where the measured server runs."""
    return split_cores(sorted(os.sched_getaffinity(0)))[0]


def loader_cores() -> set[int]:
    """Return where everything else runs: the loader and a database's server."""
    return split_cores(sorted(os.sched_getaffinity(0)))[1]


@contextmanager
def pinned(cores: set[int]) -> Iterator[None]:
    """Run on these cores; a child started meanwhile stays there."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def machine() -> str:
    """Return the machine in general words: cores, memory, system, Python."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{len(os.sched_getaffinity(0))} cores, {pages / 2**30:.0f} GiB of memory, "
        f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}"
    )
