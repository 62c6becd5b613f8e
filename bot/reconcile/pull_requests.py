"""Reconcile a pull request: read once, decide, write once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import structlog

from bot.checklist import render
from bot.checklist.evaluate import evaluate, wants_diff
from bot.checklist.policy_filter import apply
from bot.commands.help import addressed
from bot.github.reader import Ours
from bot.kernel.effect import CHECK_RUN_NAME
from bot.kernel.errors import Fault, Transient
from bot.kernel.work import Done
from bot.policy.report import RUN_NAME
from bot.reconcile.contribution.hearing import form_of
from bot.reconcile.decide import is_coached, publication
from bot.reconcile.forks import work_on
from bot.reconcile.judging import with_contribution
from bot.reconcile.look import Look
from bot.reconcile.memory import Memory, packed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.checklist.background import Background
    from bot.github.app import Identity
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.observation import Observation
    from bot.kernel.effect import CommentEffect, RunEffect
    from bot.kernel.finding import Finding
    from bot.kernel.snapshot import PullRequest, RepositoryRef
    from bot.kernel.subject import Subject
    from bot.kernel.work import Lease, Outcome
    from bot.reconcile.contribution.belonging import Belonging, Belongings
    from bot.reconcile.installations import InstallationSync
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PullRequests:
    """The use case.

    Attributes:
        github: Read from and written to.
        store: Keeps the memory and the installation list.
        guard: Decides what may be touched.
        sync: Reads an installation's list when a repository is not on it yet.
        identity: Who we are; None until GitHub has told.
        policies: Tells what the organisation and the repository want.
        background: Tells what is known of the project behind a repository.
        belongings: Finds the contribution, and hears commands.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    sync: InstallationSync
    identity: Callable[[], Awaitable[Identity | None]]
    policies: Policies
    background: Callable[[RepositoryRef], Background]
    belongings: Belongings

    async def __call__(self, lease: Lease) -> Outcome:
        """Reconcile the pull request of this lease."""
        repository_id, number = _parsed(lease.subject)
        repository = await self._admitted(repository_id, lease)
        if repository is None:
            return Done()
        wanted = await self.policies.of(repository)
        if not wanted.admits(repository.installation, repository.owner):
            _log.info("policy_not_for_this_installation")
            return Done()
        memory = Memory.decode(await self.store.state(lease.subject))
        observed = await self._observe(repository, number, memory)
        if observed is None:
            _log.info("pull_request_gone")
            return Done()
        if observed.sticky is not None and observed.sticky.id != memory.comment:
            await self.github.writer.adopt(lease.subject, observed.sticky.id)
            memory = msgspec.structs.replace(memory, comment=observed.sticky.id)
        if not is_coached(observed.pull_request):
            return Done(state=memory.encode())
        await self.policies.report_on(repository, observed)
        return await self._coach(Look(lease.subject, repository, observed, wanted.policy), memory)

    async def _coach(self, look: Look, memory: Memory) -> Outcome:
        """Hear what is asked, judge, and show it."""
        pull_request = look.observed.pull_request
        background = self.background(pull_request.repository)
        project = None if background.project is None else background.project.name
        belonging, memory = await self.belongings.find(look, memory, project)
        memory = msgspec.structs.replace(memory, work=work_on(pull_request, memory.work))
        background = with_contribution(background, belonging.contribution, belonging.claim)
        memory, pull_request = await self._with_diff(look.repository, memory, pull_request)
        look = replace(look, observed=replace(look.observed, pull_request=pull_request))
        findings = apply(look.policy, evaluate(pull_request, background))
        known = memory.findings
        memory = await self._publish(look, memory, _Judged(findings, background))
        return _done(memory, belonging, findings, is_news=findings != known)

    async def _admitted(self, repository_id: int, lease: Lease) -> Admitted | None:
        record = await self.store.repository(repository_id)
        if record is None:
            await self.sync.refresh(int(lease.scope))
            record = await self.store.repository(repository_id)
        if record is None:
            _log.warning("repository_not_listed", repository=repository_id)
            return None
        structlog.contextvars.bind_contextvars(repository=record.full_name)
        return self.guard.admit(record)

    async def _observe(
        self, repository: Admitted, number: int, memory: Memory
    ) -> Observation | None:
        identity = await self.identity()
        if identity is None:
            raise Transient("GitHub has not told yet who we are")
        ours = Ours(identity.app_id, CHECK_RUN_NAME, RUN_NAME, memory.comment)
        return await self.github.reader.read(repository, number, ours)

    async def _with_diff(
        self, repository: Admitted, memory: Memory, pull_request: PullRequest
    ) -> tuple[Memory, PullRequest]:
        head = pull_request.head_sha
        known = memory.diff_of(head)
        if known is not None:
            return memory, replace(pull_request, diff=known)
        refused = memory.diff_refused and memory.head == head
        if refused or not wants_diff(pull_request):
            return memory, pull_request
        diff = await self.github.reader.diff(repository, pull_request.number)
        memory = msgspec.structs.replace(
            memory, head=head, diff=packed(diff), diff_refused=diff is None
        )
        return memory, replace(pull_request, diff=diff)

    async def _publish(self, look: Look, memory: Memory, judged: _Judged) -> Memory:
        observed = look.observed
        pull_request = observed.pull_request
        findings, background = judged.findings, judged.background
        surfaces = look.policy.surfaces
        wanted = publication(
            look.subject,
            observed,
            # Where every check is off there is nothing to say, not even that all is well.
            addressed(render.comment(pull_request, findings, background), form_of(look.policy))
            if findings and surfaces.comment
            else None,
            render.check_run(pull_request, findings, background)
            if findings and surfaces.check_run
            else None,
            run_refused=memory.run_refused == pull_request.head_sha,
        )
        if wanted is None:
            _log.info("pull_request_unchanged")
            return memory
        writable = self.guard.permit(look.repository, pull_request.repository)
        published = await self.github.writer.publish(writable, wanted)
        _log.info(
            "pull_request_written",
            comment=_step(wanted.comment),
            check_run=_step(wanted.run),
            refused=published.refused,
        )
        if wanted.comment is not None and published.comment_id is None:
            raise Fault("GitHub refused the checklist comment: " + "; ".join(published.refused))
        if wanted.run is not None and published.run_id is None:
            memory = msgspec.structs.replace(memory, run_refused=pull_request.head_sha)
        return msgspec.structs.replace(memory, comment=published.comment_id or memory.comment)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the checks found, and against which background."""

    findings: tuple[Finding, ...]
    background: Background


def _done(
    memory: Memory, belonging: Belonging, findings: tuple[Finding, ...], *, is_news: bool
) -> Done:
    """Return how the run ended; the contribution looks again when there is news for its card."""
    record = belonging.record
    if record is None:
        return Done(state=memory.encode())
    memory = msgspec.structs.replace(memory, findings=findings)
    own = ((record.subject, record.scope),) if is_news or belonging.entries else ()
    wakes = (*own, *belonging.wakes)
    return Done(state=memory.encode(), entries=belonging.entries, wakes=wakes)


def _parsed(subject: Subject) -> tuple[int, int]:
    repository, _, number = subject.key.partition("#")
    return int(repository), int(number)


def _step(effect: CommentEffect | RunEffect | None) -> str:
    if effect is None:
        return "unchanged"
    return "created" if effect.existing is None else "edited"
