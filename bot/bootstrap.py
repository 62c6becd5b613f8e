"""The composition root: the one place that knows every part."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import structlog

from bot.github.app import Identity
from bot.github.connect import connect
from bot.github.guard import Guard
from bot.github.pace import LocalWriteSlots, SharedWriteSlots
from bot.handlers import Parts, reconciling
from bot.intake import routing
from bot.intake.redelivery import EVERY, heal
from bot.intake.signature import Secrets
from bot.intake.webhook import Webhook
from bot.jobs.standing import standing
from bot.jobs.worker import Worker
from bot.kernel.errors import CoachError
from bot.kernel.subject import SubjectKind
from bot.reconcile.installations import (
    AppSync,
    Housekeeping,
    InstallationSync,
    ensure_standing_work,
)
from bot.reconcile.policies import Policies
from bot.reconcile.weeks.cohort_week import cohorts_of
from bot.reconcile.weeks.mentor_weeks import MentorWeeks
from bot.reconcile.weeks.summaries import Summaries
from bot.shipped import (
    shipped_policy,
    shipped_projects,
    vocabulary,
)
from bot.storage.store import Store
from bot.web.app import Switch, endpoints

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.pace import WriteSlots
    from bot.kernel.work import Lease, Outcome
    from bot.settings import Settings

LEASE = timedelta(seconds=60)
_log = structlog.get_logger()


@dataclass(slots=True)
class Who:
    """Who we are, as soon as GitHub has told this process or another one.

    Attributes:
        store: Where the processes share what GitHub told.
        identity: What this process knows.
    """

    store: Store
    identity: Identity | None = None

    def learn(self, identity: Identity) -> None:
        """Keep what GitHub said."""
        self.identity = identity

    async def find(self) -> Identity | None:
        """Return the identity, or None before GitHub has told any process.

        Only one of several workers asks GitHub; the others find its answer in the store.
        """
        if self.identity is None:
            self.identity = await _remembered(self.store)
        return self.identity

    def for_intake(self) -> routing.Identity:
        """Return it in the form that the intake compares senders with."""
        if self.identity is None:
            return routing.Identity()
        return routing.Identity(slug=self.identity.slug, app_id=self.identity.app_id)


@dataclass(frozen=True, slots=True)
class Service:
    """The assembled coach.

    Attributes:
        store: Where everything is kept.
        github: GitHub, as the settings describe it.
        worker: Works on what is due once its `run` is awaited.
        web: Answers HTTP; `bot.serve` listens.
        who: Who we are.
    """

    store: Store
    github: GitHub
    worker: Worker
    web: Switch
    who: Who


@asynccontextmanager
async def assembled(settings: Settings, clock: Clock) -> AsyncIterator[Service]:
    """Open the store and GitHub, and put the parts together; closes both at the end.

    Raises:
        UserError: The database needs `upstream-coach migrate`, or another process holds it.
    """
    async with AsyncExitStack() as stack:
        store = await Store.open(
            settings.database_url,
            clock=clock,
            lease=LEASE,
            settle=timedelta(seconds=settings.settle),
        )
        stack.push_async_callback(store.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        slots: WriteSlots = LocalWriteSlots(clock, settings.write_pause)
        if store.is_shared:
            slots = SharedWriteSlots(store, clock, settings.write_pause)
        github = connect(settings, session, ledger=store, slots=slots, clock=clock)
        who = Who(store, await _remembered(store))
        yield Service(
            store=store,
            github=github,
            worker=_worker(settings, store, github, who, clock),
            web=_web(settings, store, who, clock),
            who=who,
        )


async def start_standing_work(service: Service, clock: Clock) -> None:
    """Make the work due that nobody signals: who we are, redeliveries, pruning."""
    await ensure_standing_work(service.store, clock)


async def learn_identity(service: Service) -> None:
    """Ask who we are, for a process without the worker that asks otherwise.

    Without the answer our own events are not told apart and cost a read each, no more.
    """
    try:
        service.who.learn(await service.github.app.identity())
    except CoachError as error:
        _log.warning("identity_unknown", reason=str(error))


def _worker(settings: Settings, store: Store, github: GitHub, who: Who, clock: Clock) -> Worker:
    sync = InstallationSync(github, store, settings.allowed, clock)
    guard = Guard(settings.allowed, shipped_projects().names, clock)

    async def redeliveries(_lease: Lease) -> Outcome:
        return await heal(github.app, clock.now())

    policies = Policies(
        github=github,
        store=store,
        guard=guard,
        identity=who.find,
        shipped=shipped_policy(),
        known=vocabulary(),
        allowed=settings.allowed,
        clock=clock,
    )
    parts = Parts(github, store, guard, policies, who.find, clock)
    handlers = {
        **reconciling(parts, sync),
        SubjectKind.APP: standing(AppSync(github, store, clock, who.learn), clock, EVERY),
        SubjectKind.REDELIVERY: standing(redeliveries, clock, EVERY),
        SubjectKind.HOUSEKEEPING: standing(Housekeeping(store, clock), clock, EVERY),
        SubjectKind.SUMMARY: standing(
            Summaries(github, store, guard, policies, cohorts_of(store), clock), clock, EVERY
        ),
        SubjectKind.MENTOR: standing(
            MentorWeeks(github, store, guard, policies, cohorts_of(store), clock), clock, EVERY
        ),
    }
    return Worker(store, handlers, clock, concurrency=settings.workers, lease=LEASE)


def _web(settings: Settings, store: Store, who: Who, clock: Clock) -> Switch:
    handler = Webhook(
        store,
        secrets=Secrets(
            settings.webhook_secret.encode(), settings.webhook_secret_previous.encode()
        ),
        allowed=settings.allowed,
        identity=who.for_intake,
        clock=clock,
    )
    return Switch(endpoints(store, handler))


async def _remembered(store: Store) -> Identity | None:
    app_id, slug = await store.meta("app_id"), await store.meta("app_slug")
    if app_id is None or slug is None:
        return None
    return Identity(app_id=int(app_id), slug=slug, name=slug)
