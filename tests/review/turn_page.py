"""Writes what the page on the turn says in figures: `python -m tests.review.turn_page`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.github.turn_document import TURN
from bot.shipped import shipped_projects
from tests.review.moments import moments, swapped

if TYPE_CHECKING:
    from tests.review.moments import Judged

PAGE = Path(__file__).parents[2] / "docs" / "turn.md"


def written(text: str) -> str:
    """Return the page with its figures and its query as they are now."""
    return _between(_between(text, "figures", _figures()), "selection", _selection())


def _between(text: str, name: str, content: str) -> str:
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    return re.sub(
        f"{re.escape(begin)}.*?{re.escape(end)}",
        lambda _: f"{begin}\n{content}\n\n{end}",
        text,
        flags=re.DOTALL,
    )


def _figures() -> str:
    every = [*moments()]
    rows = ["| project | pull requests | moments | right | share | swapped |"]
    rows.append("|---|---|---|---|---|---|")
    for project in shipped_projects():
        chosen = [each for each in every if each.source.startswith(f"{project.name}#")]
        rows.append(_row(project.name, chosen))
    rows.append(_row("from threads", [each for each in every if each.basis == "thread"]))
    rows.append(_row("from outlines", [each for each in every if each.basis == "outline"]))
    rows.append(_row("all", every))
    rows += ["", "| missed | moment | label | the coach |", "|---|---|---|---|"]
    rows += [
        f"| {each.source.replace('#', ' ')} | {each.at} | {each.label} | {each.turn} |"
        for each in every
        if not each.right
    ]
    rows += ["", "| ended otherwise | moment | label | the coach |", "|---|---|---|---|"]
    rows += [
        f"| {each.source.replace('#', ' ')} | {each.at} | {each.state_label} | {each.state} |"
        for each in every
        if each.state != each.state_label
    ]
    return "\n".join(rows)


def _row(name: str, chosen: list[Judged]) -> str:
    right = sum(each.right for each in chosen)
    share = f"{100 * right / len(chosen):.1f} %"
    pulls = len({each.source for each in chosen})
    return f"| {name} | {pulls} | {len(chosen)} | {right} | {share} | {swapped(chosen)} |"


def _selection() -> str:
    return "\n".join(f"    {line}".rstrip() for line in TURN.strip().splitlines())


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
