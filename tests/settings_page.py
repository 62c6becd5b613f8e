"""Writes the table of docs/settings.md from the settings themselves.

Run `python -m tests.settings_page` after a change of `bot/settings.py`.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path

from bot.settings import Settings, described, variable

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
BEGIN = "<!-- The table is written by `python -m tests.settings_page`. -->\n"
END = "<!-- Here the table ends. -->\n"


def table() -> str:
    """Return the table: a row for each setting, in the order of its fields."""
    about = described()
    rows = ["| setting | meaning | default |", "|---|---|---|"]
    for each in fields(Settings):
        name, told = variable(each.name), about[each.name]
        shown = f"`{name}`" + (f", or a file by `{name}_FILE`" if told.secret else "")
        rows.append(f"| {shown} | {told.help} | {_default(each.default)} |")
    return "\n".join(rows) + "\n"


def _default(value: object) -> str:
    if value is MISSING:
        return "must be set"
    return "none" if value == "" else f"`{value}`"


def with_table(page: str) -> str:
    """Return the page with its table as it should be."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
