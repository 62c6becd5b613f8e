"""What is told of the commands: help, usage errors and the table of the documentation."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands.table import ROWS, TABLE, Role, Takes, Where
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.commands.grammar import Form, Misspelt
    from bot.commands.table import Row

ESCAPED_BAR: Final = r"\|"

_HOW: Final = MappingProxyType(
    {
        Takes.ISSUE: "Issue: as `vllm#12345`, as `owner/name#12345`, or its address on GitHub",
        Takes.PULL_REQUEST: "Pull request: as `vllm#23456`, as `owner/name#23456`, or its address",
        Takes.KIND: "Kind: one of these words",
        Takes.PLAN: "Plan: the line and its paragraph; after a line that ends its paragraph, the"
        " paragraph or list that follows",
        Takes.DURATION: "Time: as `3d`, as `2w`, or as `until 2026-12-01`",
        Takes.DIFFICULTY: "Difficulty: one of these words",
        Takes.PROJECT: "Project: one of the course, as `vllm` or as `vllm-project/vllm`",
        Takes.REPOSITORY: "Repository: as `owner/name`, or its address on GitHub",
        Takes.BRANCH: "Branch: its name, as `owner:name`, or its address on GitHub; needed only"
        " where one of several may be meant",
        Takes.STUDENT: "Student: a login, with or without the at sign",
        Takes.COMMAND: "Command: its name, with or without the slash",
        Takes.WORDS: "Words: the rest of the line",
    }
)
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
        *(f"- {_HOW[each]}" for each in row.takes),
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


def without_mentions(text: str) -> str:
    """Return a text in which no login of an example is called, not even by an answer by e-mail."""
    return _MENTION.sub("@\u200b", text)


_MENTION: Final = re.compile(r"@(?=\w)")
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
