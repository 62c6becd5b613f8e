"""Who may give which command: decided by membership and policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.commands.table import Role

if TYPE_CHECKING:
    from bot.commands.table import Row
    from bot.kernel.snapshot import Actor
    from bot.policy.model import Cohort


class Answer(StrEnum):
    """What becomes of a command."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    SILENT = "silent"
    """Nothing happens and nothing is said."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a command is carried out; `words` tell a refused person who may, Markdown."""

    answer: Answer
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and how they stand to the issue or pull request.

    Attributes:
        actor: Who wrote the command.
        author: The login of whoever opened the issue or pull request.
        assignees: The logins of whoever it is assigned to.
        student: Whose contribution it is by now, if that is known; see `/take-over`.
        cohorts: The cohorts of the policy, the members of their teams among the students.
        is_public: Whether the repository is public.
        is_us: Whether the coach itself wrote it.
    """

    actor: Actor
    author: str
    assignees: tuple[str, ...] = ()
    student: str = ""
    cohorts: tuple[Cohort, ...] = ()
    is_public: bool = False
    is_us: bool = False


def authorize(row: Row, asking: Asking) -> Permission:
    """Return whether this person may give this command here.

    GitHub's `author_association` has no say: it shows private members as outsiders.
    """
    if asking.is_us or asking.actor.is_bot or asking.actor.login.endswith("[bot]"):
        return _SILENT
    login = asking.actor.login.casefold()
    is_steering = login in _steering(asking.cohorts)
    is_student = login in _students(asking)
    is_owner = login in _folded(asking.author, asking.student, *asking.assignees)
    if is_steering:
        return _ALLOWED
    if not is_student and (asking.is_public or not is_owner):
        return _SILENT if asking.is_public else _refused(_STRANGER)
    if row.role is Role.COHORT or (row.role is Role.STUDENT and is_owner):
        return _ALLOWED
    return _refused(_FOR_MENTORS if row.role is Role.MENTOR else _FOR_OWNERS, row)


def is_student(login: str, asking: Asking) -> bool:
    """Return whether somebody is a student of one of the cohorts."""
    return login.casefold() in _students(asking)


_ALLOWED = Permission(Answer.ALLOWED)
_SILENT = Permission(Answer.SILENT)
_STRANGER = (
    "Commands are for the students, mentors and instructors of this course. If you are one of"
    " them, ask an instructor to add your login to the course's policy."
)
_FOR_MENTORS = "`/{name}` is for mentors and instructors. If it is needed, ask one of them here."
_FOR_OWNERS = (
    "`/{name}` is for whoever works on this contribution, and for mentors. `/status` and `/help`"
    " are open to everybody in the course."
)


def _refused(words: str, row: Row | None = None) -> Permission:
    return Permission(Answer.REFUSED, words.format(name=row.name) if row else words)


def _folded(*logins: str) -> frozenset[str]:
    return frozenset(login.casefold() for login in logins if login)


def _steering(cohorts: tuple[Cohort, ...]) -> frozenset[str]:
    mentors = (mentor.login for cohort in cohorts for mentor in cohort.mentors)
    return _folded(*mentors, *(login for cohort in cohorts for login in cohort.instructors))


def _students(asking: Asking) -> frozenset[str]:
    listed = (login for cohort in asking.cohorts for login in cohort.students)
    looked_after = (
        login for cohort in asking.cohorts for mentor in cohort.mentors for login in mentor.students
    )
    return _folded(*listed, *looked_after)
