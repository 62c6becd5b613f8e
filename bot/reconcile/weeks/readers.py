"""Who reads the weeks of a cohort, when they are told, and what is remembered of each; pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET

from bot.kernel.errors import UserError
from bot.policy.model import Summary
from bot.reconcile.people import zone_of
from bot.reconcile.recalling import recalled
from bot.summary.issue import pages
from bot.summary.mentor import of_mentor
from bot.summary.week import newest_told, parse

if TYPE_CHECKING:
    from datetime import datetime

    from bot.policy.model import Cohort, Policy
    from bot.summary.issue import Pages
    from bot.summary.names import Names
    from bot.summary.report import Report
    from bot.summary.week import IsoWeek

EVERY: Final = timedelta(hours=1)
"""How long a changed hour of the policy may go unnoticed."""

AFTERWARDS: Final = 4
"""Weeks after the course in which its summary still comes."""


class Remembered(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of each reader, by their key.

    Attributes:
        told: The last week that was told.
        notices: The number of the repository in which a notice may be open.
    """

    told: dict[str, str] = {}
    notices: dict[str, int] = {}

    @classmethod
    def decode(cls, stored: bytes | None) -> Remembered:
        """Read the stored form; what cannot be read is forgotten."""
        found = recalled(stored, cls)
        try:
            for week in found.told.values() if found else ():
                parse(week)
        except UserError:
            return cls()
        return found or cls()

    def with_told(self, key: str, week: IsoWeek) -> Remembered:
        """Return it with the last week of one reader."""
        return msgspec.structs.replace(self, told={**self.told, key: str(week)})

    def with_notice(self, key: str, repository: int | None) -> Remembered:
        """Return it with where a reader's notice is; None where there is none."""
        others = {name: place for name, place in self.notices.items() if name != key}
        own = {} if repository is None else {key: repository}
        return msgspec.structs.replace(self, notices=others | own)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the weeks of a cohort.

    Attributes:
        cohort: The cohort.
        repository: Where they read, as `owner/name`.
        key: What they are called in marks.
        setting: Where in the policy the repository is named.
        mentor: Whose students they are told of; empty for all.
    """

    cohort: Cohort
    repository: str
    key: str
    setting: str
    mentor: str = ""

    def mark(self, week: IsoWeek) -> str:
        """Return by what the issue of a week is found again."""
        return f"{self.key}/{week}"

    def pages(self, report: Report, names: Names, *, hides: bool, before: str) -> Pages:
        """Return what they read; what is for a mentor alone hides nothing."""
        if self.mentor:
            return pages(of_mentor(report, self.mentor), names, before=before)
        return pages(report, names, hides=hides, before=before)


def key_of(cohort: Cohort) -> str:
    """Return what a cohort is called in marks and keys; names can hold what those cannot."""
    return hashlib.sha256(cohort.name.casefold().encode()).hexdigest()[:12]


def is_told(cohort: Cohort, week: IsoWeek) -> bool:
    """Return whether a week is one of the course, or of the few after it."""
    end = cohort.start + timedelta(weeks=cohort.weeks + AFTERWARDS)
    return cohort.start <= week.sunday and week.monday < end


def hour_of(policy: Policy) -> Summary:
    """Return on which day and at which hour weeks are told."""
    return Summary(repository="") if policy.summary is UNSET else policy.summary


def next_hour(policy: Policy, now: datetime) -> datetime:
    """Return when the next hour comes, or when to look whether the policy has changed."""
    when = hour_of(policy)
    hours = [now + EVERY]
    for cohort in policy.cohorts:
        zone = zone_of(cohort)
        week = newest_told(now, when.weekday, when.hour, zone).later(1)
        hours.append(week.told(when.weekday, when.hour, zone))
    return min(hours)
