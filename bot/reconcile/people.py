"""Who is who in the course, by its policy; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.commands.authorize import Asking
from bot.kernel.snapshot import PullRequest

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.snapshot import Actor
    from bot.kernel.talk import Issue
    from bot.policy.model import Cohort, Policy


def asking(policy: Policy, talk: Issue | PullRequest, actor: Actor, student: str) -> Asking:
    """Return who asks, and how they stand to the conversation.

    Args:
        policy: Names the cohorts.
        talk: Where they ask.
        actor: Who asks.
        student: Whose contribution it is by now; empty where that is not known.
    """
    assignees = () if isinstance(talk, PullRequest) else talk.assignees
    return Asking(
        actor=actor,
        author=talk.author.login,
        assignees=tuple(each.login for each in assignees),
        student=student,
        cohorts=policy.cohorts,
        is_public=not talk.repository.is_private,
    )


def cohort_of(policy: Policy, login: str, now: datetime) -> Cohort | None:
    """Return the cohort in which somebody is a student now; the latest begun where there are more.

    Somebody who is in none is in the only cohort that there is. Members of teams are among the
    students of the policy that `Policies` tells.
    """
    name = login.casefold()
    own = [each for each in policy.cohorts if name in students_in(each)]
    if not own:
        return policy.cohorts[0] if len(policy.cohorts) == 1 else None
    today = now.date()
    begun = [each for each in own if each.start <= today]
    return max(begun or own, key=lambda each: each.start)


def is_student(policy: Policy, login: str) -> bool:
    """Return whether somebody is a student of one of the cohorts."""
    return any(login.casefold() in students_in(each) for each in policy.cohorts)


def is_left_out(policy: Policy, login: str) -> bool:
    """Return whether somebody wishes to be left out of summaries."""
    return login.casefold() in {each.casefold() for each in policy.privacy.left_out}


def students_of(policy: Policy) -> frozenset[str]:
    """Return the logins of all students, in lower case."""
    return frozenset(login for cohort in policy.cohorts for login in students_in(cohort))


def mentionable(policy: Policy) -> frozenset[str]:
    """Return the logins, in lower case, of whom a text may call: those of the course."""
    return students_of(policy) | leaders_of(policy)


def leaders_of(policy: Policy) -> frozenset[str]:
    """Return the logins of all mentors and instructors, in lower case."""
    return frozenset(
        login.casefold()
        for cohort in policy.cohorts
        for login in (*cohort.instructors, *(mentor.login for mentor in cohort.mentors))
    )


def mentors_of(cohort: Cohort | None, login: str) -> tuple[str, ...]:
    """Return the logins of a student's mentors; the instructors where there is none."""
    if cohort is None:
        return ()
    name = login.casefold()
    own = (
        mentor.login
        for mentor in cohort.mentors
        if name in {student.casefold() for student in mentor.students}
    )
    return tuple(own) or cohort.instructors


def time_zone_of(cohort: Cohort | None, student: str) -> str:
    """Return the name of a student's own time zone; empty where it is the cohort's."""
    zones = cohort.time_zones.items() if cohort else ()
    name = student.casefold()
    return next((zone for login, zone in zones if login.casefold() == name), "")


def zone_of(cohort: Cohort | None, student: str = "") -> ZoneInfo:
    """Return the time zone of a student, or without one that of the cohort."""
    own = time_zone_of(cohort, student)
    return ZoneInfo(own or (cohort.time_zone if cohort else "UTC"))


def students_in(cohort: Cohort) -> frozenset[str]:
    """Return the logins of a cohort's students as far as it names them, in lower case."""
    looked_after = (login for mentor in cohort.mentors for login in mentor.students)
    return frozenset(login.casefold() for login in (*cohort.students, *looked_after))
