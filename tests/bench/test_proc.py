"""What is read out of /proc."""

from __future__ import annotations

import os
import sys

import pytest

from bench import proc

STAT = (
    "4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 900 0 3 0 250 75 0 0 20 0 5 0 1234"
    " 99999999 2500 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0"
)


def test_cpu_time_is_user_and_system_whatever_the_process_is_called() -> None:
    assert proc.cpu_seconds_of(STAT, 100) == 3.25


def test_memory_is_given_in_millions_of_bytes() -> None:
    status = "Name:\tpython\nVmPeak:\t  90000 kB\nVmRSS:\t   50000 kB\nThreads:\t2\n"
    assert proc.resident_megabytes_of(status) == 51.2


def test_the_own_peak_rises_with_what_is_held() -> None:
    before = proc.own_peak()
    held = bytearray(b"x" * 40_000_000)
    assert proc.own_peak() >= before + 20
    assert held


def test_a_process_that_ended_has_no_memory_to_read() -> None:
    with pytest.raises(ValueError, match="has the process ended"):
        proc.resident_megabytes_of("Name:\tpython\nState:\tZ (zombie)\n")


@pytest.mark.parametrize(
    ("cores", "server", "loader"), [([0], {0}, {0}), ([0, 1], {0}, {1}), ([2, 5, 7], {2}, {7})]
)
def test_server_and_loader_share_a_core_only_when_there_is_one(
    cores: list[int], server: set[int], loader: set[int]
) -> None:
    assert proc.split_cores(cores) == (server, loader)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_this_process_has_used_cpu_and_memory() -> None:
    assert proc.cpu_seconds(os.getpid()) > 0
    assert proc.resident_megabytes(os.getpid()) > 1


@pytest.mark.skipif(sys.platform != "linux", reason="so is choosing a core")
def test_pinning_ends_with_its_block() -> None:
    before = os.sched_getaffinity(0)
    with proc.pinned({min(before)}):
        assert os.sched_getaffinity(0) == {min(before)}
    assert os.sched_getaffinity(0) == before
