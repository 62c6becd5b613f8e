"""Writes the schemas that editors use; run `python -m tests.projects.project_schemas`."""

from __future__ import annotations

from pathlib import Path

from bot.projects import history
from bot.projects.schema import schemas

FOLDER = Path(__file__).parents[2] / "config"
WRITTEN = {**schemas(), "schema/history.schema.json": history.schema()}

if __name__ == "__main__":
    for name, text in WRITTEN.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
