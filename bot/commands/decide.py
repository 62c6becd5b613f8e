"""From a command to what comes of it: allowed or not, understood or not, and then done."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands import help as told
from bot.commands.arguments import Usage
from bot.commands.asked import SILENCE, confused
from bot.commands.authorize import Answer, authorize
from bot.commands.grammar import Misspelt
from bot.commands.mentor import MENTOR_COMMANDS
from bot.commands.reading import READING_COMMANDS
from bot.commands.student import STUDENT_COMMANDS
from bot.commands.table import TABLE, Where
from bot.kernel.happening import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.commands.asked import Decision, Situation
    from bot.commands.grammar import Command, Written
    from bot.commands.table import Row

_COMMANDS: Final[Mapping[str, Callable[[Command, Situation], Decision | Usage]]] = MappingProxyType(
    {**STUDENT_COMMANDS, **READING_COMMANDS, **MENTOR_COMMANDS}
)


def decide(written: Written, situation: Situation) -> Decision:
    """Return what comes of a command.

    Of several commands in a comment each is decided after the events of those before it.

    Args:
        written: What was found in the text.
        situation: Everything that is known.
    """
    decision = _decide(written, situation)
    reply = told.without_mentions(told.addressed(decision.reply, situation.form))
    return replace(decision, reply=reply)


def _decide(written: Written, situation: Situation) -> Decision:
    row = TABLE["help" if isinstance(written, Misspelt) else written.name]
    permission = authorize(row, situation.asking)
    if permission.answer is Answer.SILENT:
        return SILENCE
    if permission.answer is Answer.REFUSED:
        return _refused(row, permission.words, situation)
    if isinstance(written, Misspelt):
        return confused(told.misspelt(written))
    if why := _out_of_place(row, situation):
        return confused(why)
    missing = row.needs_more and not written.text
    came = Usage("") if missing else _COMMANDS[row.name](written, situation)
    return confused(told.usage(row, came.problem)) if isinstance(came, Usage) else came


def _refused(row: Row, words: str, situation: Situation) -> Decision:
    """Say it once to each person for each command; after that a reaction is enough."""
    if (situation.login.casefold(), row.name) in situation.state.refused:
        return confused("")
    return confused(words, Refused(**situation.stamp, command=row.name))


def _out_of_place(row: Row, situation: Situation) -> str:
    """Return why a command makes no sense here and now; empty when it does."""
    if situation.where not in row.where:
        return f"`/{row.name}` belongs into a {told.where(row)}; please write it there."
    if situation.contribution is None and row.name not in _WITHOUT_CONTRIBUTION:
        return (
            "This pull request belongs to no contribution yet. Open an issue in the course's"
            " tracker, write `/claim` there, and name this pull request in it."
        )
    if situation.state.stage.has_ended and not row.after_end:
        return f"This contribution has ended; it is {situation.state.stage}.{_again(situation)}"
    return ""


_WITHOUT_CONTRIBUTION: Final = frozenset({"help", "check", "plan", "suggest"})


def _again(situation: Situation) -> str:
    dropped = situation.state.stage == "dropped" and situation.where is Where.ISSUE
    return " `/claim` takes it up again." if dropped else ""
