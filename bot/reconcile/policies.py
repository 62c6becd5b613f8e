"""Keeps what organisations and repositories want: their policy files, as last in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from bot.github.policy_files import ObservedHead
from bot.kernel.effect import Head, Publication, RunEffect
from bot.kernel.errors import Transient
from bot.kernel.snapshot import Change
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.policy.document import LARGEST
from bot.policy.effective import effective
from bot.policy.parse import ORGANISATION_REPOSITORY, Scope, parse
from bot.policy.report import RUN_NAME, report
from bot.policy.teams import teams_of, with_members
from bot.reconcile.decide import reads_the_same
from bot.reconcile.recalling import recalled
from bot.reconcile.teams import Members, read_teams

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.clock import Clock
    from bot.github.app import Identity
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.observation import Observation
    from bot.github.policy_files import File
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.work import Lease, Outcome
    from bot.policy.allowed import Allowed
    from bot.policy.effective import Effective
    from bot.policy.meaning import Vocabulary
    from bot.policy.model import Policy
    from bot.policy.parse import Parsed
    from bot.reconcile.ports import StorePort

AGAIN: Final = timedelta(days=1)
"""A missed push about a policy file is made up for within a day."""

TEAMS_AGAIN: Final = timedelta(hours=1)
"""Who is in the teams that a policy names is read this often."""

_TOO_LARGE: Final = bytes(LARGEST + 1)
"""Stands for a file that GitHub does not hand out; only its length is looked at."""

_log = structlog.get_logger()


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of a repository's policy file.

    Attributes:
        content: The file as it last was in order; None when there is none.
        teams: Who is in the teams that it names.
    """

    content: bytes | None = None
    teams: dict[str, Members] = {}

    @classmethod
    def decode(cls, stored: bytes | None) -> Kept | None:
        """Read the stored form; None when nothing was stored or it cannot be read."""
        return recalled(stored, cls)


@dataclass(frozen=True, slots=True)
class Policies:
    """Reads policy files, reports on them, and tells what holds.

    Attributes:
        github: Read from, and written to where a file has problems.
        store: Keeps the last file that was in order.
        guard: Decides what may be read and written.
        identity: Who we are; None until GitHub has told.
        shipped: What holds where nobody says otherwise.
        known: The words that a file may use.
        allowed: What the operator allows.
        clock: Tells when to look again.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    identity: Callable[[], Awaitable[Identity | None]]
    shipped: Parsed
    known: Vocabulary
    allowed: Allowed
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Reconcile the policy file of one repository."""
        record = await self.store.repository(int(lease.subject.key))
        if record is None:
            return Done()
        repository = self.guard.admit(record)
        before = Kept.decode(await self.store.state(lease.subject)) or Kept()
        scope = Scope.of(repository.name)
        if await self.github.policy_files.file(repository, scope.file) is None:
            # For most repositories that is all, and it stays so until a push.
            return Done(state=_encoded(Kept()))
        head = await self._head(repository)
        if head is None:
            return Done(state=_encoded(Kept()))
        # Once more, as it is on that very commit.
        file = await self.github.policy_files.file(repository, scope.file, head.sha)
        if file is None:
            return Done(state=_encoded(Kept()))
        parsed = self._parsed(_content(file), scope)
        _log.info("policy_read", repository=repository.full_name, problems=len(parsed.problems))
        await self._report(lease.subject, repository, head, report(parsed))
        content = before.content if parsed.problems else file.content
        teams = await self._teams(repository, scope, content, before.teams)
        pause = TEAMS_AGAIN if teams else AGAIN
        return Done(next_due=self.clock.now() + pause, state=_encoded(Kept(content, teams)))

    async def _teams(
        self,
        repository: Admitted,
        scope: Scope,
        content: bytes | None,
        before: dict[str, Members],
    ) -> dict[str, Members]:
        parsed = None if content is None else self._parsed(content, scope)
        if parsed is None or parsed.policy is None:
            return {}
        teams = teams_of(parsed.policy)
        return await read_teams(self.github, repository.installation, teams, before)

    async def of(self, repository: Admitted) -> Effective:
        """Return the policy that holds for a repository."""
        whole = await self.store.repository_named(f"{repository.owner}/{ORGANISATION_REPOSITORY}")
        shared, own = Kept(), Kept()
        if whole is not None and whole.installation_id == repository.installation:
            shared = await self._last_good(self.guard.admit(whole))
        if Scope.of(repository.name) is Scope.REPOSITORY:
            own = await self._last_good(repository)
        found = effective(
            self.shipped,
            organisation=self._of_kept(shared, Scope.ORGANISATION),
            repository=self._of_kept(own, Scope.REPOSITORY),
            environment=self.allowed,
        )
        members = {team: each.logins for team, each in shared.teams.items()}
        return replace(found, policy=with_members(found.policy, members))

    async def of_course(
        self, installation: int
    ) -> tuple[Sequence[RepositoryRecord], Policy] | None:
        """Return an installation's repositories and what its organisation wants.

        Returns:
            None when the installation covers nothing, or is gone.
        """
        repositories = await self.store.repositories(installation)
        if not repositories:
            return None
        # Whose it is does not matter here: cohorts, tracker and summary are the organisation's.
        return repositories, (await self.of(self.guard.admit(repositories[0]))).policy

    async def report_on(self, repository: Admitted, observed: Observation) -> None:
        """Report on the policy file as a pull request leaves it, on its head, if it edits it."""
        pull_request, scope = observed.pull_request, Scope.of(repository.name)
        touched = {file.path for file in pull_request.files if file.change is not Change.DELETED}
        if scope.file not in touched:
            return
        sha = pull_request.head_sha
        file = await self.github.policy_files.file(repository, scope.file, sha)
        if file is None:
            return
        head = ObservedHead(
            pull_request.repository, sha, observed.policy_run, observed.runs_visible
        )
        subject = Subject(SubjectKind.POLICY, str(repository.id))
        await self._report(subject, repository, head, report(self._parsed(_content(file), scope)))

    def _of_kept(self, kept: Kept, scope: Scope) -> Parsed | None:
        return None if kept.content is None else self._parsed(kept.content, scope)

    async def _last_good(self, repository: Admitted) -> Kept:
        subject, scope = Subject(SubjectKind.POLICY, str(repository.id)), Scope.of(repository.name)
        kept = Kept.decode(await self.store.state(subject))
        if kept is None:
            # Not read yet. It is read here for now, and by its own run for good.
            file = await self.github.policy_files.file(repository, scope.file)
            await self.store.signal(subject, str(repository.installation))
            kept = Kept(None if file is None else _content(file))
        return kept

    async def _head(self, repository: Admitted) -> ObservedHead | None:
        identity = await self.identity()
        if identity is None:
            raise Transient("GitHub has not told yet who we are")
        return await self.github.policy_files.head(repository, identity.app_id, RUN_NAME)

    async def _report(
        self, subject: Subject, repository: Admitted, head: ObservedHead, wanted: RunEffect
    ) -> None:
        there = head.run
        if not head.runs_visible or (
            there is not None and reads_the_same(there.summary, wanted.summary)
        ):
            return
        if there is not None:
            wanted = RunEffect(
                wanted.title, wanted.summary, wanted.conclusion, wanted.name, existing=there.id
            )
        writable = self.guard.permit(repository, head.repository)
        published = await self.github.writer.publish(
            writable, Publication(subject, Head(head.repository, head.sha), run=wanted)
        )
        _log.info("policy_reported", conclusion=wanted.conclusion, refused=published.refused)

    def _parsed(self, content: bytes, scope: Scope) -> Parsed:
        return _parse(content, scope, self.known)


@lru_cache(maxsize=256)
def _parse(content: bytes, scope: Scope, known: Vocabulary) -> Parsed:
    return parse(content, scope.file, known, scope)


def _content(file: File) -> bytes:
    return _TOO_LARGE if file.content is None else file.content


def _encoded(kept: Kept) -> bytes:
    return msgspec.msgpack.encode(kept)
