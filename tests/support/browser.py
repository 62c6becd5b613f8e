"""A Chromium for tests that look at a page as people do."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return the path of the installed Chromium.

    Skips the test when there is none, but fails it in CI, where it must not be missed.
    """
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is not None:
        return found
    reason = "No Chromium is installed; on Debian: apt-get install chromium."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Run a browser without a window."""
    path = chromium()
    async with async_playwright() as driver:
        launched = await driver.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield launched
        finally:
            await launched.close()
