"""The last whole week of one contribution, from its journal, for its card; pure."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.kernel.journal import ContributionRecord
from bot.progress.stages import fold
from bot.reconcile.lines import happened
from bot.reconcile.people import cohort_of, is_left_out, zone_of
from bot.summary.given import Given, until, work_of
from bot.summary.own_week import own_week
from bot.summary.rows import row
from bot.summary.week import week_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.journal import Entry
    from bot.kernel.subject import Subject
    from bot.policy.model import Policy


def last_week(
    journal: Iterable[Entry], student: str, policy: Policy, now: datetime, step: str
) -> str:
    """Return what the card tells of the last whole week, Monday to Sunday; empty for nothing.

    It is that of the cohort's clock on the wall, and stays the same until the next Monday.

    Args:
        journal: What happened to the contribution.
        student: Whose it is; of whoever wishes to be left out of summaries nothing is told.
        policy: Names the cohorts, and who wishes so.
        now: The present instant.
        step: What comes next, in a few words.
    """
    cohort = cohort_of(policy, student, now)
    if cohort is None or is_left_out(policy, student):
        return ""
    zone = zone_of(cohort)
    week = week_of(now.astimezone(zone).date()).later(-1)
    end = week.bounds(zone)[1]
    entries = until(journal, end)
    if not entries:
        return ""
    given = Given(cohort.name, week, zone, course_week="", course_week_number=0, until=end)
    record = ContributionRecord(entries[0].subject, "", student, "", None, "", is_open=True)
    work = work_of(record, fold(happened(entries)), entries)
    return own_week(row(work, given), given, step)


def next_look(subject: Subject, now: datetime, every: timedelta) -> datetime:
    """Return when a contribution is looked through though nothing told of a change.

    Each has a time of its own within the span, so that what turns for all of them at once, as
    the week does on Monday, is written over all of it: of 3,000 cards about two a minute. Where
    that time is less than half a span away, the next one counts: what was read since needs no
    look, and where much happens that is most of them.
    """
    begin = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=zlib.crc32(str(subject).encode()))
    wait = every - (now - begin) % every
    return now + (wait if wait >= every / 2 else wait + every)
