"""The policy of an organisation, as the service last read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.subject import Subject, SubjectKind
from bot.policy.effective import effective
from bot.policy.parse import ORGANISATION_REPOSITORY, Scope, parse
from bot.policy.teams import with_members
from bot.reconcile.policies import Kept
from bot.shipped import shipped_policy, vocabulary

if TYPE_CHECKING:
    from bot.kernel.installation import InstallationRecord
    from bot.policy.model import Policy
    from bot.storage.store import Store


async def kept_policy(store: Store, record: InstallationRecord) -> Policy:
    """Return the policy of an organisation as it last was in order, or the shipped one."""
    return await own_policy(store, record) or effective(shipped_policy()).policy


async def own_policy(store: Store, record: InstallationRecord) -> Policy | None:
    """Return what an organisation's file said when it was last read in order; None without one."""
    name = f"{record.account}/{ORGANISATION_REPOSITORY}"
    repository = await store.repository_named(name)
    if repository is None:
        return None
    kept = Kept.decode(await store.state(Subject(SubjectKind.POLICY, str(repository.id))))
    if kept is None or kept.content is None:
        return None
    scope = Scope.ORGANISATION
    organisation = parse(kept.content, scope.file, vocabulary(), scope)
    if organisation.policy is None:
        return None
    policy = effective(shipped_policy(), organisation=organisation).policy
    return with_members(policy, {team: each.logins for team, each in kept.teams.items()})
