"""What is told of the commands: help, usage errors and the table of the documentation."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands.table import ROWS, TABLE, Role, Where
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.commands.grammar import Form, Misspelt
    from bot.commands.table import Row

ESCAPED_BAR: Final = r"\|"

_FOR: Final = MappingProxyType(
    {
        Role.STUDENT: "whoever works on the contribution, and mentors",
        Role.MENTOR: "mentors and instructors",
        Role.COHORT: "everybody in the course",
    }
)


def overview(form: Form) -> str:
    """Return the answer to `/help`: every command in a line, Markdown."""
    steering = [row for row in ROWS if row.role is Role.MENTOR]
    others = [row for row in ROWS if row.role is not Role.MENTOR]
    parts = ["Write a command at the beginning of a line of its own."]
    for heading, rows in (("For students", others), ("For mentors and instructors", steering)):
        lines = "\n".join(f"- `{row.line}`: {row.effect}" for row in rows)
        parts.append(f"**{heading}**\n\n{lines}")
    more = "`/help snooze` tells more of one of them."
    if not form.prefix_only:
        more += (
            " Where another bot listens to the same word, put"
            f" `{form.prefix}` before it: `{form.prefix} plan`."
        )
    return "\n\n".join((*parts, more))


def explained(row: Row) -> str:
    """Return the answer to `/help <command>`, Markdown."""
    lines = (
        f"`{row.line}`",
        "",
        row.effect,
        "",
        f"- For: {_FOR[row.role]}",
        f"- Where: {where(row)}",
        f"- Example: {_example(row)}",
    )
    return "\n".join(lines)


def usage(row: Row, problem: str) -> str:
    """Return what to say where an argument is wrong, with an example that works.

    Args:
        row: The command.
        problem: A sentence in Markdown; empty where an argument is missing.
    """
    said = problem or f"`/{row.name}` needs more: `{row.line}`."
    return f"{said}\n\nFor example: {_example(row)}"


def misspelt(written: Misspelt) -> str:
    """Return what to say to a name that is none of ours."""
    if written.suggestion:
        line = TABLE[written.suggestion].line
        return (
            f"There is no command {quote(written.name)}. Did you mean `{line}`? Nothing was done."
        )
    return f"There is no command {quote(written.name)}. `/help` lists all of them."


def where(row: Row) -> str:
    """Return in words where a command can be given."""
    return " or ".join(str(place) for place in Where if place in row.where)


def addressed(text: str, form: Form) -> str:
    """Return a text of ours with its commands as they must be written here.

    Args:
        text: Markdown in which each command begins a code span.
        form: How the coach is addressed; the usual form leaves the text as it is.
    """
    return _SPAN.sub(rf"\g<1>{form.prefix} \g<2>", text) if form.prefix_only else text


_SPAN: Final = re.compile(rf"(`+ ?)/({'|'.join(TABLE)})(?![\w-])")


def page_table() -> Iterator[str]:
    """Yield the lines of the table in `docs/commands.md`."""
    yield "| command | what it does | for | where | example |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        cells = (f"`{row.line}`", row.effect, _FOR[row.role], where(row), _example(row))
        # A bar ends a cell of a table, also within code, unless it is escaped.
        yield f"| {' | '.join(cell.replace('|', ESCAPED_BAR) for cell in cells)} |"


def _example(row: Row) -> str:
    fence = "``" if "`" in row.example else "`"
    return f"{fence}{row.example}{fence}"
