"""The students whom a cohort's teams add to it; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.policy.model import Cohort, Policy


def teams_of(policy: Policy) -> tuple[str, ...]:
    """Return the teams whose members are students, as `organisation/team`, each once."""
    return tuple(dict.fromkeys(team for cohort in policy.cohorts for team in cohort.student_teams))


def with_members(policy: Policy, members: Mapping[str, Sequence[str]]) -> Policy:
    """Return the policy with the members of teams among the students of their cohorts.

    Whoever runs a cohort or is a mentor in it is no student of it by being in a team: mentors
    often are, to be reached with the others.

    Args:
        policy: What the organisation wants.
        members: The logins in each team that was read.
    """
    cohorts = tuple(_with_members(cohort, members) for cohort in policy.cohorts)
    return msgspec.structs.replace(policy, cohorts=cohorts)


def _with_members(cohort: Cohort, members: Mapping[str, Sequence[str]]) -> Cohort:
    listed = (*cohort.students, *cohort.instructors, *(each.login for each in cohort.mentors))
    known = {login.casefold() for login in listed}
    added: dict[str, str] = {}
    for team in cohort.student_teams:
        for login in members.get(team, ()):
            if login.casefold() not in known:
                added.setdefault(login.casefold(), login)
    return msgspec.structs.replace(cohort, students=(*cohort.students, *added.values()))
