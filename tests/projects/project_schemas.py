"""Writes the schemas that editors use; run `python -m tests.projects.project_schemas`."""

from __future__ import annotations

from pathlib import Path

from bot.projects.schema import schemas

FOLDER = Path(__file__).parents[2] / "config"


if __name__ == "__main__":
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
