"""`upstream-coach erase` and `upstream-coach export`, one after the other."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from bot.__main__ import cli
from tests.support.cohort_databases import filled, lives

if TYPE_CHECKING:
    from pathlib import Path


async def test_erasing_asks_first(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    words = ["erase", "--student", "ada", "--database-url", url]
    refused = await asyncio.to_thread(CliRunner().invoke, cli, words, "n\n")
    assert refused.exit_code == 1
    done = await asyncio.to_thread(CliRunner().invoke, cli, [*words, "--yes"])
    assert json.loads(done.stdout)["deleted"]["contribution"] == 1
    shown = await asyncio.to_thread(CliRunner().invoke, cli, ["export", *words[1:]])
    assert json.loads(shown.stdout)["kept"]["journal"] == []
