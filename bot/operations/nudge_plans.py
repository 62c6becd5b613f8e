"""What would be said in the courses of a database, told beside the service that works on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.kernel.subject import Subject, SubjectKind
from bot.operations.policies import kept_policy, own_policy
from bot.reconcile.nudges.allotments import said_lately
from bot.reconcile.nudges.muting import muted_rungs
from bot.reconcile.nudges.nudging import Situations, last_looks
from bot.shipped import shipped_histories, shipped_projects
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.kernel.installation import InstallationRecord
    from bot.nudges.plan import Plan
    from bot.nudges.situation import Seen
    from bot.policy.model import Policy


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """What would be said in one course.

    Attributes:
        account: The organisation.
        policy: What holds there.
        plan: What would be said, and why the rest is quiet.
        names: How a person calls each contribution, by its key: `my-course/tracker#12`.
        looked: How many open contributions were looked through.
    """

    account: str
    policy: Policy
    plan: Plan
    names: Mapping[str, str]
    looked: int


async def plans(
    database_url: str, clock: Clock, at: datetime, given: Policy | None = None
) -> list[CoursePlan]:
    """Decide for each installation, by what the service last saw; nothing is written.

    Args:
        database_url: Where the service keeps everything.
        clock: Tells the time.
        at: As of when to decide.
        given: What holds instead of the policy that the service last read.

    Raises:
        UserError: There is no such database, it holds no installation, or no policy is known of
            a course that has contributions.
        StoreUnavailable: The database cannot be reached.
    """
    store = await Store.visit(database_url, clock=clock)
    try:
        found = [await _course(store, each, at, given) for each in await store.installations()]
    finally:
        await store.close()
    if not found:
        raise UserError(
            "The database knows no installation of the App, so nobody would hear anything."
            " Start the service with it once, or see that --database-url names its database."
        )
    return found


async def _course(
    store: Store, record: InstallationRecord, at: datetime, given: Policy | None
) -> CoursePlan:
    seen = [each for each, _ in await last_looks(store, str(record.id))]
    policy = given or await own_policy(store, record)
    if policy is None and not seen:
        policy = await kept_policy(store, record)
    if policy is None:
        raise UserError(
            f"The database has no upstream-coach.yml of {record.account}: the service has not read"
            " one yet, or it is not in order. Name a copy with --organisation-file."
        )
    subject = Subject(SubjectKind.NUDGE, str(record.id))
    muted = await muted_rungs(store, subject, policy.nudges.mute_percent)
    situations = Situations(shipped_projects(), shipped_histories(), VirtualClock(at))
    said, _ = await said_lately(store, str(record.id), at)
    planned = situations.plan(seen, policy, muted, said)
    return CoursePlan(record.account, policy, planned, await _names(store, seen), len(seen))


async def _names(store: Store, seen: Sequence[Seen]) -> dict[str, str]:
    homes: dict[int, str] = {}
    names = {}
    for each in seen:
        home, _, number = each.contribution.partition("#")
        if int(home) not in homes:
            record = await store.repository(int(home))
            homes[int(home)] = record.full_name if record else f"repository {home}"
        names[each.contribution] = f"{homes[int(home)]}#{number}"
    return names
