"""Writes the table of settings into docs/policy.md; run `python -m tests.policy.policy_page`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.policy.schema import schema
from bot.shipped import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
HEAD = "| setting | meaning |\n|---|---|\n"


def with_table(text: str) -> str:
    """Return the page with the table as the model has it; the table ends the page."""
    before, _, _ = text.partition(HEAD)
    whole = schema(vocabulary().checks)
    rows = [f"| `{path}` | {meaning} |\n" for path, meaning in settings(whole, "Policy", "")]
    return before + HEAD + "".join(rows)


def settings(whole: dict[str, Any], name: str, path: str) -> Iterator[tuple[str, str]]:
    for key, about in whole["$defs"][name].get("properties", {}).items():
        inner = about.get("$ref") or about.get("items", {}).get("$ref")
        many = "[]" if "items" in about else ""
        yield f"{path}{key}{many}", about["description"]
        if inner:
            yield from settings(whole, inner.rpartition("/")[2], f"{path}{key}{many}.")


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
