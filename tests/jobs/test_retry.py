from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs.retry import (
    FIRST_WAIT,
    LONGEST_WAIT,
    TEXT_CAP,
    TRANSIENT_TRIES,
    UNKNOWN_TRIES,
    after_crashes,
    after_failure,
    describe,
)
from bot.kernel.errors import Fault, RateLimited, Transient, UserError
from bot.kernel.work import Park, Retry

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("error", [UserError("fix the policy"), Fault("a defect")])
def test_what_repeating_does_not_cure_is_parked_at_once(error: Exception) -> None:
    outcome = after_failure(error, 0, NOW, 0)
    assert outcome == Park(error=f"{type(error).__name__}: {error}")


@pytest.mark.parametrize("attempts", [0, 500])
@pytest.mark.parametrize("kind", ["limited", "transient"])
def test_a_wait_that_was_named_is_obeyed_and_does_not_count(kind: str, attempts: int) -> None:
    at = NOW + timedelta(minutes=7)
    error = (
        RateLimited("secondary limit", scope="7", retry_at=at)
        if kind == "limited"
        else Transient("503", retry_at=at)
    )
    outcome = after_failure(error, attempts, NOW, 1)
    assert isinstance(outcome, Retry)
    assert (outcome.at, outcome.counted) == (at, False)


def test_a_wait_that_lies_in_the_past_is_no_reason_to_spin() -> None:
    outcome = after_failure(Transient("503", retry_at=NOW - timedelta(hours=1)), 0, NOW, 0)
    assert isinstance(outcome, Retry)
    assert outcome.at == NOW + FIRST_WAIT


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [(0, 0, 2), (0, 1, 3), (1, 0, 4), (2, 0.5, 10), (8, 0, 512), (9, 0, 900), (10, 1, 900)],
)
def test_a_passing_failure_is_retried_after_waits_that_double(
    attempts: int, jitter: float, seconds: float
) -> None:
    outcome = after_failure(Transient("502"), attempts, NOW, jitter)
    assert outcome == Retry(at=NOW + timedelta(seconds=seconds), error="Transient: 502")
    assert timedelta(seconds=seconds) <= LONGEST_WAIT


def test_a_failure_that_does_not_pass_is_parked_in_the_end() -> None:
    assert isinstance(after_failure(Transient("502"), TRANSIENT_TRIES - 2, NOW, 0), Retry)
    assert after_failure(Transient("502"), TRANSIENT_TRIES - 1, NOW, 0) == Park(
        error="Given up after 12 attempts. Transient: 502"
    )


def test_what_nobody_foresaw_is_retried_a_few_times() -> None:
    assert isinstance(after_failure(KeyError("x"), UNKNOWN_TRIES - 2, NOW, 0), Retry)
    assert after_failure(KeyError("x"), UNKNOWN_TRIES - 1, NOW, 0) == Park(
        error="Given up after 4 attempts. KeyError: 'x'"
    )


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError(), "ValueError"),
        (ValueError("first\nAuthorization: second"), "ValueError: first"),
        (UserError("line 3: odd\nuse `tests`"), "UserError: line 3: odd use `tests`"),
    ],
)
def test_an_error_is_told_on_one_line_and_a_foreign_one_without_what_follows(
    error: Exception, text: str
) -> None:
    assert describe(error) == text


def test_a_long_error_is_cut() -> None:
    assert len(describe(Fault("x" * 10_000))) == TEXT_CAP


def test_a_subject_whose_runs_kill_the_process_is_parked() -> None:
    assert after_crashes(TRANSIENT_TRIES - 1) is None
    assert after_crashes(TRANSIENT_TRIES) == Park(
        error="Given up: the process ended during 12 attempts."
    )
