"""The made history is one that calibration takes."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from bench.calibrating import import_script
from bot.calibrate.git import GitDirectory
from bot.calibrate.mainline import Window
from bot.calibrate.measure import Asked, measured

if TYPE_CHECKING:
    from pathlib import Path


def test_a_made_history_has_as_many_pull_requests_as_asked(tmp_path: Path) -> None:
    made = b"".join(import_script(20))
    init = ["git", "init", "-q", "--bare", "-b", "main", str(tmp_path)]
    subprocess.run(init, check=True)  # noqa: S603 - the tests' own words
    command = ["git", f"--git-dir={tmp_path}", "fast-import", "--quiet"]
    subprocess.run(command, input=made, check=True)  # noqa: S603 - the tests' own words
    asked = Asked(("course/engine",), "HEAD", Window(24, 6000))
    found = measured(GitDirectory(tmp_path), asked)
    assert len(found.landings) == 20
    assert {each.size.files for each in found.landings} == {4}
    assert found.left_out.empty == 0
