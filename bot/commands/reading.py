"""The commands that change nothing: help, status, turn, suggest."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands import arguments
from bot.commands import help as told
from bot.commands.arguments import Usage
from bot.commands.asked import Suggest, TellStatus, TellTurn, confused, done
from bot.commands.grammar import Misspelt, split
from bot.commands.table import TABLE
from bot.projects.course import Difficulty

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.commands.asked import Decision, Situation
    from bot.commands.grammar import Command


def _help(command: Command, situation: Situation) -> Decision | Usage:
    words = split(command.argument)
    if not words:
        return done(reply=told.overview(situation.form))
    row = TABLE.get(words[0].lstrip("/").casefold())
    if row is None:
        return confused(told.misspelt(Misspelt(words[0])))
    return done(reply=told.explained(row))


def _status(_command: Command, _situation: Situation) -> Decision | Usage:
    return done(requests=(TellStatus(),))


def _turn(_command: Command, _situation: Situation) -> Decision | Usage:
    return done(requests=(TellTurn(),))


def _suggest(command: Command, situation: Situation) -> Decision | Usage:
    """Take difficulty and project in either order."""
    difficulty: Difficulty | None = None
    project: str | None = None
    for word in split(command.argument):
        if difficulty is None and word.casefold() in set(Difficulty):
            difficulty = Difficulty(word.casefold())
            continue
        found = arguments.project(word, situation.projects)
        if isinstance(found, Usage):
            return found
        if project is not None:
            return Usage("One project at a time, please.")
        project = found
    return done(requests=(Suggest(difficulty, project),))


READING_COMMANDS: Final[Mapping[str, Callable[[Command, Situation], Decision | Usage]]] = (
    MappingProxyType(
        {
            "help": _help,
            "status": _status,
            "turn": _turn,
            "suggest": _suggest,
        }
    )
)
