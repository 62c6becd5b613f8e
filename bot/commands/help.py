"""What is told of the commands: help, usage errors and the table of the documentation."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands.table import ANYWHERE, ROWS, TABLE, Role, Where
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.commands.grammar import Form, Misspelt
    from bot.commands.table import Row

_FOR: Final = MappingProxyType(
    {
        Role.STUDENT: "whoever works on the contribution, and mentors",
        Role.MENTOR: "mentors and instructors",
        Role.COHORT: "everybody in the course",
    }
)
_HEADINGS: Final = MappingProxyType(
    {Role.STUDENT: "For students", Role.MENTOR: "For mentors and instructors"}
)


def overview(form: Form) -> str:
    """Return the answer to `/help`: every command in a line, Markdown."""
    steering = [row for row in ROWS if row.role is Role.MENTOR]
    others = [row for row in ROWS if row.role is not Role.MENTOR]
    parts = ["Write a command at the beginning of a line of its own."]
    for role, rows in ((Role.STUDENT, others), (Role.MENTOR, steering)):
        lines = "\n".join(f"- `{_led(row.line, form.lead)}`: {row.effect}" for row in rows)
        parts.append(f"**{_HEADINGS[role]}**\n\n{lines}")
    more = f"`{_led('/help snooze', form.lead)}` tells more of one of them."
    if not form.prefix_only:
        more += (
            f" Where another bot listens to the same word, write `{form.prefix} plan` and so on."
        )
    return "\n\n".join((*parts, more))


def explained(row: Row, form: Form) -> str:
    """Return the answer to `/help <command>`, Markdown."""
    lines = [
        f"`{_led(row.line, form.lead)}`",
        "",
        row.effect,
        "",
        f"- For: {_FOR[row.role]}",
        f"- Where: {where(row)}",
        f"- Example: `` {_led(row.example, form.lead)} ``",
    ]
    return "\n".join(lines)


def usage(row: Row, problem: str, form: Form) -> str:
    """Return what to say where an argument is wrong, with an example that works.

    Args:
        row: The command.
        problem: A sentence in Markdown; empty where an argument is missing.
        form: How the coach is addressed.
    """
    said = (
        problem or f"`{_led('/' + row.name, form.lead)}` needs more: `{_led(row.line, form.lead)}`."
    )
    return f"{said}\n\nFor example: `` {_led(row.example, form.lead)} ``"


def misspelt(written: Misspelt, form: Form) -> str:
    """Return what to say to a name that is none of ours."""
    if written.suggestion:
        row = TABLE[written.suggestion]
        return (
            f"There is no command {quote('/' + written.name)}. Did you mean"
            f" `{_led(row.line, form.lead)}`? Nothing was done."
        )
    every = _led("/help", form.lead)
    return f"There is no command {quote(written.name)}. `{every}` lists all of them."


def where(row: Row) -> str:
    """Return in words where a command can be given."""
    if row.where == ANYWHERE:
        return "contribution issue or pull request"
    return " or ".join(str(place) for place in Where if place in row.where)


def page_table() -> Iterator[str]:
    """Yield the lines of the table in `docs/commands.md`."""
    yield "| command | what it does | for | where | example |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        line = row.line.replace("|", "\\|")
        example = row.example.replace("|", "\\|")
        yield f"| `{line}` | {row.effect} | {_FOR[row.role]} | {where(row)} | `` {example} `` |"


def _led(line: str, lead: str) -> str:
    return f"{lead} {line.removeprefix('/')}" if lead else line
