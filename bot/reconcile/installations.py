"""Keeps the list of installations and repositories in step with GitHub's."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.github.sight import sight
from bot.kernel.errors import CoachError
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE, Done

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.clock import Clock
    from bot.github.app import Identity
    from bot.github.connect import GitHub
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.work import Lease, Outcome
    from bot.policy.allowed import Allowed
    from bot.reconcile.ports import StorePort

AGAIN = timedelta(days=1)
"""A missed event about an installation is made up for within a day."""
_SPREAD = (5**0.5 - 1) / 2
"""Multiples of it fill an interval evenly, whatever numbers are taken."""
_STANDING = (
    SubjectKind.SWEEP,
    SubjectKind.WATCH,
    SubjectKind.SUMMARY,
    SubjectKind.MENTOR,
    SubjectKind.NUDGE,
)
"""What comes due by itself for each installation."""
_log = structlog.get_logger()


class InstallationSync:
    """Reads which repositories an installation covers.

    Args:
        github: Asked for the list.
        store: Keeps it.
        allowed: Which installations are served; any other is taken off the list.
        clock: Tells when to look again.
    """

    def __init__(self, github: GitHub, store: StorePort, allowed: Allowed, clock: Clock) -> None:
        self._github = github
        self._store = store
        self._allowed = allowed
        self._clock = clock
        self._running: dict[int, asyncio.Task[bool]] = {}

    async def __call__(self, lease: Lease) -> Outcome:
        """Reconcile one installation."""
        installation = int(lease.subject.key)
        kept = await self.refresh(installation)
        if kept:
            await self._tell_sight(installation)
        return Done(next_due=self._clock.now() + AGAIN if kept else None)

    async def refresh(self, installation: int) -> bool:
        """Read the list anew; callers that come together share one reading.

        Returns:
            Whether the installation is served.
        """
        task = self._running.get(installation)
        if task is None:
            task = asyncio.create_task(self._refresh(installation))
            self._running[installation] = task
            task.add_done_callback(lambda _: self._running.pop(installation, None))
        return await asyncio.shield(task)

    async def _refresh(self, installation: int) -> bool:
        record = await self._github.app.installation(installation)
        if record is None or record.suspended:
            await self._store.remove_installation(installation)
            return False
        if not self._allowed.admits(installation, record.account):
            _log.warning(
                "installation_not_allowed", installation=installation, account=record.account
            )
            await self._store.remove_installation(installation)
            return False
        repositories = await self._github.installations.repositories(installation)
        await self._store.replace_installation(record, repositories)
        await self._ask_for_policies(repositories)
        await self._ensure_forks(repositories)
        for kind in _STANDING:
            standing = Subject(kind, str(installation))
            await self._store.ensure(standing, str(installation), due=self._clock.now())
        _log.info("installation_read", installation=installation, repositories=len(repositories))
        return True

    async def _tell_sight(self, installation: int) -> None:
        """Write into the log what may be read at the projects; a failure harms nothing."""
        try:
            found = await self._github.installations.with_connection(installation, sight)
        except CoachError as error:
            _log.warning("projects_not_tried", installation=installation, reason=str(error))
            return
        seen, refused = found or ((), ())
        if refused or not seen:
            _log.warning("projects_seen", installation=installation, seen=seen, refused=refused)
        else:
            _log.info("projects_seen", installation=installation, seen=seen)

    async def _ask_for_policies(self, repositories: Sequence[RepositoryRecord]) -> None:
        """Have the policy of each repository read that is new; pushes tell of the rest."""
        for repository in repositories:
            subject = Subject(SubjectKind.POLICY, str(repository.id))
            if await self._store.state(subject) is None:
                await self._store.signal(subject, str(repository.installation_id))

    async def _ensure_forks(self, repositories: Sequence[RepositoryRecord]) -> None:
        """Have the branches of each fork read once a day, at an hour that its number gives."""
        now = self._clock.now()
        for repository in repositories:
            if repository.is_fork:
                subject = Subject(SubjectKind.FORK, str(repository.id))
                first = now + AGAIN * (repository.id * _SPREAD % 1)
                await self._store.ensure(subject, str(repository.installation_id), due=first)


class AppSync:
    """Reads who we are and where the App is installed, once a day and at start.

    Args:
        github: Asked as the App.
        store: Keeps the answer.
        clock: Tells when to look again.
        on_identity: Told who we are, each time.
    """

    def __init__(
        self,
        github: GitHub,
        store: StorePort,
        clock: Clock,
        on_identity: Callable[[Identity], None],
    ) -> None:
        self._github = github
        self._store = store
        self._clock = clock
        self._on_identity = on_identity

    async def __call__(self, lease: Lease) -> Outcome:
        """Reconcile the App as a whole."""
        identity = await self._github.app.identity()
        await self._store.set_meta("app_id", str(identity.app_id))
        await self._store.set_meta("app_slug", identity.slug)
        self._on_identity(identity)
        here = {each.id for each in await self._github.app.installations()}
        for gone in {each.id for each in await self._store.installations()} - here:
            await self._store.remove_installation(gone)
        for installation in sorted(here):
            subject = Subject(SubjectKind.INSTALLATION, str(installation))
            await self._store.signal(subject, str(installation))
        _log.info("app_read", subject=str(lease.subject), installations=len(here))
        return Done(next_due=self._clock.now() + AGAIN)


class Housekeeping:
    """Prunes what is no longer needed, once a day.

    Args:
        store: Prunes itself.
        clock: Tells how old things are.
    """

    def __init__(self, store: StorePort, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Prune."""
        now = self._clock.now()
        dropped = await self._store.prune(now)
        _log.info("pruned", subject=str(lease.subject), dropped=dropped)
        return Done(next_due=now + AGAIN)


async def ensure_standing_work(store: StorePort, clock: Clock) -> None:
    """Make sure that what comes due by itself does, from the first start on."""
    now = clock.now()
    # Who we are is read at each start, so that a changed App is noticed at once.
    await store.signal(Subject(SubjectKind.APP, APP_SCOPE), APP_SCOPE)
    await store.signal(Subject(SubjectKind.REDELIVERY, APP_SCOPE), APP_SCOPE)
    await store.ensure(Subject(SubjectKind.HOUSEKEEPING, APP_SCOPE), APP_SCOPE, due=now + AGAIN)
