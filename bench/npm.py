"""Installs the rivals that live in npm, pinned by their lock file, into the cache."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

_RIVALS = Path(__file__).with_name("rivals")
CACHE = Path(__file__).parents[1] / ".cache" / "bench"
"""What a benchmark fetches or makes; never committed."""


async def install() -> Path:
    """Install once and return the folder that holds `node_modules`.

    Raises:
        RuntimeError: npm is missing or failed; the text says how to mend it.
    """
    home = CACHE / "rivals"
    home.mkdir(parents=True, exist_ok=True)
    lock = (_RIVALS / "package-lock.json").read_bytes()
    for script in _RIVALS.glob("*.js"):
        shutil.copy(script, home)
    stamp = home / "installed"
    if not (stamp.exists() and stamp.read_bytes() == lock):
        for file in ("package.json", "package-lock.json"):
            shutil.copy(_RIVALS / file, home)
        await _npm_ci(home)
        stamp.write_bytes(lock)
    return home


async def _npm_ci(home: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm was not found; the rivals need Node 20 or newer with its npm")
    command = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    process = await asyncio.create_subprocess_exec(
        npm, *command, cwd=home, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"npm ci failed in {home}: {errors.decode(errors='replace')[-2000:]}")


def version(home: Path, package: str) -> str:
    """Return the installed version of a package."""
    manifest = json.loads((home / "node_modules" / package / "package.json").read_bytes())
    return str(manifest["version"])
