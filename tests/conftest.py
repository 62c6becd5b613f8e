"""What holds for every test: in CI nothing is skipped."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

_IN_CI = bool(os.environ.get("CI"))

# A busy machine makes a single example slow without anything being wrong.
_profile = settings.get_profile("ci" if _IN_CI else "default")
settings.register_profile("unhurried", _profile, deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _log_is_set_up_for_one_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what a command did to the log: its process is the one of all tests that follow.

    Loggers that keep their set-up could not be captured any more, so none does here.
    """
    configure: Callable[..., None] = structlog.configure

    def forgetful(**wanted: object) -> None:
        configure(**{**wanted, "cache_logger_on_first_use": False})

    monkeypatch.setattr(structlog, "configure", forgetful)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if _IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason}\nIn CI nothing is skipped: install what is missing."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skip(report)
    return report
