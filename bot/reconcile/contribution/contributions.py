"""Reconcile a contribution's issue: hear its commands, show where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel.happening import Claimed, TurnCorrected
from bot.kernel.journal import ContributionRecord
from bot.kernel.snapshot import PullRequest
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.progress.stages import fold
from bot.progress.watching import news
from bot.reconcile.contribution.claiming import claim_entries, judged_anew
from bot.reconcile.contribution.excuses import elsewhere
from bot.reconcile.contribution.holding import holds
from bot.reconcile.contribution.own_weeks import next_look
from bot.reconcile.contribution.place import Place
from bot.reconcile.contribution.proposals import questions
from bot.reconcile.contribution.reading import Reading
from bot.reconcile.contribution.writing import Writing
from bot.reconcile.forks import fork_pull
from bot.reconcile.lines import entry_of, happened
from bot.reconcile.memory import memory_of_fork
from bot.reconcile.nudges.afterwards import aftermath, came_of
from bot.reconcile.nudges.nudge_facts import Known, seen_of
from bot.reconcile.people import (
    cohort_of,
    is_student,
    leaders_of,
    mentionable,
    mentors_of,
    zone_of,
)
from bot.reconcile.turns import case, followed, seen, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.issue_observation import IssueObservation
    from bot.github.traces import OwnTraces
    from bot.kernel.contribution import Contribution
    from bot.kernel.journal import Entry
    from bot.kernel.work import Lease, Outcome
    from bot.nudges.situation import Seen
    from bot.policy.model import Policy
    from bot.reconcile.contribution.conversation import Conversation, Heeded
    from bot.reconcile.contribution.telling import Telling
    from bot.reconcile.nudges.folding import Folding
    from bot.reconcile.nudges.giving import Giving
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort
    from bot.reconcile.turns import Judged, Turns

IDLE: Final = timedelta(days=1)
"""How often a card is looked through though nothing told of a change: its week and its dates go
on by themselves. `bot.reconcile.finding.watch` follows a pull request at a project meanwhile."""

_CLAIMED: Final = Claimed.__struct_config__.tag
_CORRECTED: Final = TurnCorrected.__struct_config__.tag

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Contributions:
    """The use case.

    Attributes:
        github: Read from and written to.
        store: Keeps the journals.
        guard: Decides what may be touched.
        policies: Tells which repository is the tracker, and who is who.
        conversation: Hears commands.
        turns: Looks at the pull request at the project.
        telling: Writes the card.
        giving: Gives nudges.
        folding: Folds them away.
        clock: Tells when to look again.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    policies: Policies
    conversation: Conversation
    turns: Turns
    telling: Telling
    giving: Giving
    folding: Folding
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Reconcile the contribution of this lease."""
        repository_id, _, number = lease.subject.key.partition("#")
        record = await self.store.repository(int(repository_id))
        if record is None:
            _log.info("repository_not_listed", repository=repository_id)
            return Done()
        repository = self.guard.admit(record)
        effective = await self.policies.of(repository)
        if not effective.admits(repository.installation, repository.owner):
            _log.info("policy_not_for_this_installation")
            return Done()
        if not is_tracker(effective.policy, repository):
            return Done()
        journal = tuple(await self.store.journal(lease.subject))
        known = fold(happened(journal))
        read = await Reading(self.github, self.guard).read(repository, int(number), known)
        observed = read.issue
        if observed is None:
            _log.info("issue_gone")
            return Done()
        if not may_tell(effective.policy, is_private=observed.issue.repository.is_private):
            _log.warning("tracker_is_public", repository=repository.full_name)
            return Done()
        claim = claim_entries(lease.subject, known, read.said, journal, self.conversation.judge)
        journal = (*journal, *claim)
        place = Place(
            repository, observed.issue, effective.policy, lease.subject, journal, beside=read.beside
        )
        return await self._reconcile(lease, place, observed, claim)

    async def _reconcile(
        self, lease: Lease, place: Place, observed: IssueObservation, claim: tuple[Entry, ...]
    ) -> Outcome:
        repository, policy, journal = place.repository, place.policy, place.journal
        writing = Writing(
            self.github.writer,
            self.guard,
            repository,
            lease.subject,
            observed,
            mentionable(policy),
        )
        heeded = await self.conversation.heed(place, writing.acknowledge)
        place, heeded, judged = await self._watched(place, heeded)
        place = replace(place, journal=(*journal, *heeded.entries))
        seen_now = await self._seen(place, heeded, judged)
        heeded = await self._with_nudges(place, heeded, seen_now, observed.ours)
        folds = await self.folding.fold(seen_now, place.journal, observed.ours, policy)
        after = aftermath(heeded.contribution, judged, observed, policy, self.clock.now())
        came = await came_of(self.store, lease.subject, place.journal, after)
        card = None
        if is_contribution(policy, observed, heeded.contribution):
            card = await self.telling.card(place, heeded.contribution)
        elif not place.journal:
            # Somebody's other issue in the same repository; it is left alone.
            return Done()
        asked = tuple(questions(place.journal, heeded.contribution, place.form))
        heeded = replace(heeded, replies=(*heeded.replies, *asked))
        assign = await self._people(repository, heeded.assign)
        if not await writing.say(heeded, card, assign, folds.folds):
            again = await self.github.issues.read(repository, observed.issue.number)
            if again is not None:
                await replace(writing, observed=again).label(heeded)
        others, wakes = await elsewhere(self.store, heeded.entries)
        wakes = (*wakes, *judged_anew(claim, place.journal, lease.scope))
        return Done(
            next_due=next_look(lease.subject, self.clock.now(), IDLE),
            entries=(*claim, *heeded.entries, *folds.entries, *came, *others),
            contribution=_record(lease, observed, heeded.contribution, place),
            state=None if seen_now is None else msgspec.msgpack.encode(seen_now),
            wakes=(*wakes, *await self._pulls(repository, heeded), *folds.wakes_in(lease.scope)),
        )

    async def _with_nudges(
        self, place: Place, heeded: Heeded, seen_now: Seen | None, ours: OwnTraces
    ) -> Heeded:
        """Add the nudges that were allotted and still hold."""
        if seen_now is None:
            return heeded
        gift = await self.giving.give(seen_now, place.journal, place.policy, ours.replies)
        replies, entries = (*heeded.replies, *gift.replies), (*heeded.entries, *gift.entries)
        return replace(heeded, replies=replies, entries=entries)

    async def _pulls(self, repository: Admitted, heeded: Heeded) -> tuple[tuple[Subject, str], ...]:
        """Return the student's pull requests that were there before the claim."""
        contribution = heeded.contribution
        claims = any(entry.kind == _CLAIMED for entry in heeded.entries)
        if not claims or contribution.issue is None:
            return ()
        records = await self.store.repositories(repository.installation)
        forks = [each.node_id for each in records if each.is_fork]
        found = await self.github.issues.open_pulls(repository.installation, forks)
        project, student = contribution.issue.repository, contribution.student
        return tuple(
            (
                Subject(SubjectKind.PULL_REQUEST, f"{each.repository_id}#{each.number}"),
                str(repository.installation),
            )
            for each in found
            if each.parent.casefold() == project.casefold()
            and each.author.login.casefold() == student.casefold()
        )

    async def _watched(self, place: Place, heeded: Heeded) -> tuple[Place, Heeded, Judged | None]:
        """Look at the pull request at the project, and add what is new there."""
        contribution, reference = heeded.contribution, followed(heeded.contribution)
        if reference is None or place.contribution is None:
            return place, heeded, None
        judged = await self.turns.of(place, contribution)
        if judged is None:
            return place, heeded, None
        events = news(contribution, seen(judged, reference))
        entries = [entry_of(place.contribution, event) for event in events]
        now = self.clock.now()
        entries += holds(place.contribution, judged.judgement, place.journal, now)
        if corrected := [each for each in heeded.entries if each.kind == _CORRECTED]:
            last = corrected[-1]
            entries.append(case(place.contribution, judged, last.at, last.actor))
        contribution = fold((*contribution.happened, *events))
        cohort = cohort_of(place.policy, contribution.student, self.clock.now())
        zone = zone_of(cohort, contribution.student)
        place = replace(place, turn=words(judged, contribution, zone))
        heeded = replace(heeded, contribution=contribution, entries=(*heeded.entries, *entries))
        return place, heeded, judged

    async def _seen(self, place: Place, heeded: Heeded, judged: Judged | None) -> Seen | None:
        """Return what nudges are decided from; None before there is anything to decide."""
        if place.contribution is None or isinstance(place.talk, PullRequest):
            return None
        contribution, issue = heeded.contribution, heeded.contribution.issue
        cohort = cohort_of(place.policy, contribution.student, self.clock.now())
        return seen_of(
            Known(
                subject=place.contribution,
                contribution=contribution,
                journal=place.journal,
                judged=judged,
                fork=(await memory_of_fork(self.store, place.journal)).work,
                comments=place.talk.comments,
                mentors=mentors_of(cohort, contribution.student),
                leaders=leaders_of(place.policy),
                project=None if issue is None else self.telling.projects.find(issue.repository),
                title=place.talk.title,
                address=f"https://github.com/{place.repository.full_name}/issues/{place.talk.number}",
                now=self.clock.now(),
            )
        )

    async def _people(self, repository: Admitted, logins: Sequence[str]) -> tuple[str, ...]:
        found = [
            await self.github.issues.person(repository.installation, login) for login in logins
        ]
        return tuple(node_id for node_id in found if node_id is not None)


def is_tracker(policy: Policy, repository: Admitted) -> bool:
    """Return whether contributions are kept in this repository."""
    tracker = policy.tracker
    named = "" if tracker is UNSET else tracker.repository
    return named.casefold() == repository.full_name.casefold()


def may_tell(policy: Policy, *, is_private: bool) -> bool:
    """Return whether what is known of students may be written into a repository."""
    return is_private or policy.privacy.public_repositories != "refused"


def is_contribution(policy: Policy, observed: IssueObservation, contribution: Contribution) -> bool:
    """Return whether an issue of the tracker gets a card.

    It does once something was claimed in it, and from the start when it is a student's.
    """
    owners = (observed.issue.author, *observed.issue.assignees)
    return contribution.issue is not None or any(
        is_student(policy, owner.login) for owner in owners
    )


def _record(
    lease: Lease, observed: IssueObservation, contribution: Contribution, place: Place
) -> ContributionRecord:
    issue, pull = contribution.issue, contribution.pull_request
    return ContributionRecord(
        subject=lease.subject,
        scope=lease.scope,
        student=contribution.student or observed.issue.author.login,
        project=issue.repository if issue else "",
        issue=issue.number if issue else None,
        stage=str(contribution.stage),
        is_open=not contribution.stage.has_ended and observed.issue.is_open,
        fork_pull=fork_pull(place.journal),
        upstream_pull=pull.number if pull else None,
        title=observed.issue.title,
    )
