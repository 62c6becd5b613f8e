"""The commands of mentors and instructors."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.commands import arguments
from bot.commands.arguments import Usage
from bot.commands.asked import Assign, ExcuseStudent, confused, done
from bot.commands.authorize import is_student
from bot.commands.student import WHY_LIMIT
from bot.kernel import happening
from bot.kernel.markdown import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.commands.asked import Decision, Situation
    from bot.commands.grammar import Command


def _approve(_command: Command, situation: Situation) -> Decision | Usage:
    if situation.state.is_bare:
        return confused("There is no plan to agree to yet. The student writes it with `/plan`.")
    return done(happening.Approved(**situation.stamp))


def _revise(command: Command, situation: Situation) -> Decision | Usage:
    return done(happening.Revised(**situation.stamp, what=command.text[:WHY_LIMIT]))


def _hold(command: Command, situation: Situation) -> Decision | Usage:
    return done(happening.Held(**situation.stamp, why=command.text[:WHY_LIMIT]))


def _resume(_command: Command, situation: Situation) -> Decision | Usage:
    if situation.state.hold is None:
        return confused("This contribution is not on hold, so there is nothing to resume.")
    return done(happening.Resumed(**situation.stamp))


def _excuse(command: Command, situation: Situation) -> Decision | Usage:
    who, _, rest = command.argument.partition(" ")
    student = _student(who, situation)
    if isinstance(student, Usage):
        return student
    found = arguments.until(rest, situation.at, situation.zone)
    if isinstance(found, Usage):
        return found
    event = happening.Excused(**situation.stamp, student=student, until=found[0])
    return done(event, requests=(ExcuseStudent(student, found[0]),))


def _take_over(command: Command, situation: Situation) -> Decision | Usage:
    student = _student(command.argument, situation)
    if isinstance(student, Usage):
        return student
    if student.casefold() == situation.state.student.casefold():
        return confused(f"This contribution is {quote(student)}'s already.")
    event = happening.TakenOver(**situation.stamp, student=student)
    return done(event, requests=(Assign(student),))


def _student(text: str, situation: Situation) -> str | Usage:
    login = arguments.login(text)
    if isinstance(login, Usage) or is_student(login, situation.asking):
        return login
    return Usage(f"{quote(login)} is no student of this course.")


MENTOR_COMMANDS: Final[Mapping[str, Callable[[Command, Situation], Decision | Usage]]] = (
    MappingProxyType(
        {
            "approve": _approve,
            "revise": _revise,
            "hold": _hold,
            "resume": _resume,
            "excuse": _excuse,
            "take-over": _take_over,
        }
    )
)
