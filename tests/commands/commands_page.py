"""Writes the table of docs/commands.md from the table of commands.

Run `python -m tests.commands.commands_page` after a change of `bot/commands/table.py`.
"""

from __future__ import annotations

from pathlib import Path

from bot.commands.help import page_table

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
BEGIN = "<!-- The table is written by `python -m tests.commands.commands_page`. -->\n"
END = "<!-- Here the table ends. -->\n"


def with_table(page: str) -> str:
    """Return the page with its table as it should be."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join(page_table())
    return f"{before}{BEGIN}\n{table}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
