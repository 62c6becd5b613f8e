"""Writes the picture and the labels of docs/contribution.md from the code.

Run `python -m tests.progress.stages_page` after a change of the stages or labels.
"""

from __future__ import annotations

from pathlib import Path

from bot.progress.diagram import mermaid
from bot.progress.labels import LABELS

PAGE = Path(__file__).parents[2] / "docs" / "contribution.md"
BEGIN = "<!-- The picture is written by `python -m tests.progress.stages_page`. -->\n"
END = "<!-- Here the picture ends. -->\n"
LABEL_TABLE = "| label | meaning |\n|---|---|\n"


def written(page: str) -> str:
    """Return the page with its picture and its labels as they should be."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    middle, _, _ = after.partition(LABEL_TABLE)
    labels = "".join(f"| `{label.name}` | {label.description} |\n" for label in LABELS)
    picture = f"```mermaid\n{mermaid()}```\n"
    return f"{before}{BEGIN}\n{picture}\n{END}{middle}{LABEL_TABLE}{labels}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
