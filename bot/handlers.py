"""Puts those together who reconcile what is on GitHub: one handler a kind of subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.intake.redelivery import EVERY
from bot.jobs.standing import standing
from bot.kernel.subject import SubjectKind
from bot.nudges.drafts import load_drafts
from bot.nudges.saying import manner
from bot.nudges.tell import tell
from bot.nudges.words import load_words
from bot.reconcile.contribution.belonging import Belongings
from bot.reconcile.contribution.branches import Branches
from bot.reconcile.contribution.contributions import Contributions
from bot.reconcile.contribution.conversation import Conversation
from bot.reconcile.contribution.errands import Errands
from bot.reconcile.contribution.portfolio import Portfolios
from bot.reconcile.contribution.telling import Telling
from bot.reconcile.contribution.upstream import Upstream
from bot.reconcile.finding.fork_branches import ForkBranches
from bot.reconcile.finding.sweep import EVERY as SWEEP_EVERY
from bot.reconcile.finding.sweep import Sweep
from bot.reconcile.finding.watch import Watch
from bot.reconcile.judging import Judging, judge_plan
from bot.reconcile.nudges.folding import Folding
from bot.reconcile.nudges.giving import Giving
from bot.reconcile.nudges.nudging import EVERY as NUDGE_EVERY
from bot.reconcile.nudges.nudging import Nudging, Situations
from bot.reconcile.people import cohort_of, zone_of
from bot.reconcile.pull_requests import PullRequests
from bot.reconcile.turns import Turns, words
from bot.shipped import (
    background_behind,
    background_of,
    shipped,
    shipped_course,
    shipped_folder,
    shipped_histories,
    shipped_projects,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.clock import Clock
    from bot.github.app import Identity
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.jobs.ports import Handler
    from bot.kernel.contribution import Contribution, Verdict
    from bot.nudges.restraint import Comment
    from bot.policy.model import Policy
    from bot.reconcile.contribution.place import Place
    from bot.reconcile.installations import InstallationSync
    from bot.reconcile.policies import Policies
    from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """What those who reconcile have in common.

    Attributes:
        github: GitHub, as the settings describe it.
        store: Where everything is kept.
        guard: Decides what may be touched.
        policies: Tells what the course wants.
        identity: Who we are; None until GitHub has told.
        clock: Tells the time.
    """

    github: GitHub
    store: Store
    guard: Guard
    policies: Policies
    identity: Callable[[], Awaitable[Identity | None]]
    clock: Clock


def reconciling(parts: Parts, sync: InstallationSync) -> dict[SubjectKind, Handler]:
    """Return who reconciles what is on GitHub."""
    github, store, guard, clock = parts.github, parts.store, parts.guard, parts.clock
    policies = parts.policies
    turns, telling, conversation = _talking(parts)
    forks = ForkBranches(github, store, guard, policies, shipped_projects(), clock)
    situations = Situations(shipped_projects(), shipped_histories(), clock)
    giving = Giving(store, situations, _speaker(), clock)
    folding = Folding(store, situations, clock)
    return {
        SubjectKind.PULL_REQUEST: PullRequests(
            github,
            store,
            guard,
            sync,
            parts.identity,
            policies,
            background_behind,
            Belongings(store, github.writer, guard, conversation),
        ),
        SubjectKind.CONTRIBUTION: Contributions(
            github, store, guard, policies, conversation, turns, telling, giving, folding, clock
        ),
        SubjectKind.NUDGE: standing(
            Nudging(store, policies, situations, clock), clock, NUDGE_EVERY
        ),
        SubjectKind.SWEEP: standing(Sweep(github, store, policies, clock), clock, SWEEP_EVERY),
        SubjectKind.WATCH: standing(
            Watch(github, store, guard, policies, shipped_projects(), clock), clock, SWEEP_EVERY
        ),
        SubjectKind.FORK: standing(forks.read, clock, EVERY),
        SubjectKind.BRANCH: forks.follow,
        SubjectKind.POLICY: policies,
        SubjectKind.INSTALLATION: standing(sync, clock, EVERY),
    }


def _talking(parts: Parts) -> tuple[Turns, Telling, Conversation]:
    """Put those together who hear commands and answer them."""
    github, store, guard, clock = parts.github, parts.store, parts.guard, parts.clock
    projects, course = shipped_projects(), shipped_course()
    upstream = Upstream(github, store, guard, projects, course, clock)

    turns = Turns(github, guard, projects, clock, store)

    async def turn_of(place: Place, contribution: Contribution) -> str:
        judged = await turns.of(place, contribution)
        cohort = cohort_of(place.policy, contribution.student, clock.now())
        zone = zone_of(cohort, contribution.student)
        return "" if judged is None else words(judged, contribution, zone)

    portfolios = Portfolios(github, guard)
    telling = Telling(store, projects, course, turn_of, portfolios, clock)
    judging = Judging(github, parts.identity, background_of)
    branches = Branches(github, store, guard, projects)
    errands = Errands(store, guard, judging, upstream, telling, projects, branches)

    def judge(text: str, contribution: Contribution) -> Verdict:
        issue = contribution.issue
        return judge_plan(text, background_of(issue.repository if issue else "course/none"))

    return turns, telling, Conversation(projects, judge, errands)


def _speaker() -> Callable[[Comment, Policy], str]:
    """Return what puts a nudge into the words of the course's language."""
    languages = load_words(shipped_folder("words"))
    drafts = load_drafts(shipped("words/draft.yaml"))

    def speak(comment: Comment, policy: Policy) -> str:
        cohort = comment.items[0].situation.cohort
        return tell(comment, manner(policy, cohort, languages, drafts))

    return speak
