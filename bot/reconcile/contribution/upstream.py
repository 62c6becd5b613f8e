"""Looks at the projects: collisions, pull requests, issues to suggest; nothing is written there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.commands.asked import LookAtPullRequest, LookForCollisions, Suggest
from bot.kernel.contribution import Reference
from bot.kernel.markdown import link, quote
from bot.kernel.snapshot import Comment, PullRequestState
from bot.progress import radar
from bot.progress import suggest as ranking
from bot.progress.watching import Upstream as Seen
from bot.progress.watching import news
from bot.reconcile.contribution.conversation import Done

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.contribution import Contribution
    from bot.kernel.upstream import UpstreamIssue, UpstreamPull
    from bot.projects.course import Course
    from bot.projects.load import Projects
    from bot.reconcile.contribution.place import Place
    from bot.reconcile.ports import StorePort

_MOST_PROJECTS: Final = 3
"""Projects that are asked for issues at once, where the student names none."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Looks at the projects.

    Attributes:
        github: Read from.
        store: Knows the other contributions.
        guard: Says where one may look.
        projects: The projects of the course.
        course: What the course teaches.
        clock: Tells what is recent.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    projects: Projects
    course: Course
    clock: Clock

    async def __call__(
        self,
        place: Place,
        contribution: Contribution,
        request: LookForCollisions | LookAtPullRequest | Suggest,
    ) -> Done:
        """Do what a command asks for."""
        match request:
            case LookForCollisions(issue=issue):
                return Done(say=await self.collisions(place, contribution, issue))
            case LookAtPullRequest(pull_request=reference):
                return await self.look(place, contribution, reference)
            case Suggest():
                return Done(say=await self.suggest(place, contribution, request))

    async def collisions(self, place: Place, contribution: Contribution, issue: Reference) -> str:
        """Return a warning where somebody else may be on an issue; empty where nobody is."""
        visible = self.guard.look(place.repository, issue.repository)
        found = (
            None
            if visible is None
            else await self.github.issues.upstream_issue(visible, issue.number)
        )
        if visible is not None and found is None:
            return (
                f"{quote(str(issue))} cannot be found there. Is it the number of an issue?"
                " `/claim` again with the right one."
            )
        around = radar.Around(
            issue,
            classmates=await self._classmates(place, issue),
            **(_around(found) if found else {}),
        )
        project = self.projects.find(issue.repository)
        sightings = radar.look(around, project, contribution.student, self.clock.now())
        return radar.warning(sightings, issue)

    async def _classmates(self, place: Place, issue: Reference) -> tuple[radar.Classmate, ...]:
        records = await self.store.contributions_to(issue.repository, issue.number)
        mates = []
        for record in records:
            repository_id, _, number = record.subject.key.partition("#")
            home = await self.store.repository(int(repository_id))
            if record.subject != place.contribution and home is not None:
                where = Reference(home.full_name, int(number))
                mates.append(radar.Classmate(record.student, where))
        return tuple(mates)

    async def look(self, place: Place, contribution: Contribution, reference: Reference) -> Done:
        """Return what a pull request at a project tells that is not known yet."""
        visible = self.guard.look(place.repository, reference.repository)
        if visible is None:
            return Done()
        found = await self.github.issues.upstream_pull(visible, reference.number)
        if found is None:
            return Done(
                say=f"{quote(str(reference))} cannot be found there. Is it the number of a pull"
                " request? `/pr` again with the right one."
            )
        events = news(contribution, seen_upstream(found))
        if found.author.login.casefold() != contribution.student.casefold():
            shown = link(reference.url, str(reference))
            return Done(events, f"{shown} was opened by {quote(found.author.login)}, not by you.")
        return Done(events)

    async def suggest(self, place: Place, contribution: Contribution, request: Suggest) -> str:
        """Return issues that suit, each with its reason."""
        ramps = ranking.on_ramps(self.course, request.difficulty, request.project)
        names = [request.project] if request.project else [ramp.project for ramp in ramps]
        wish = ranking.Wish(request.difficulty, contribution.kind)
        found: list[ranking.Suggestion] = []
        for name in dict.fromkeys(names[:_MOST_PROJECTS]):
            found += await self._suggested(place, name, wish)
        return ranking.answer(tuple(found[: ranking.MOST]), ramps)

    async def _suggested(
        self, place: Place, name: str, wish: ranking.Wish
    ) -> tuple[ranking.Suggestion, ...]:
        visible = self.guard.look(place.repository, name)
        project = self.projects.find(name)
        if visible is None or project is None:
            return ()
        issues = await self.github.issues.open_issues(visible, ranking.labels_of(project))
        records = await self.store.open_contributions(str(place.repository.installation))
        taken = frozenset(
            Reference(project.name, record.issue)
            for record in records
            if record.project == project.name.lower() and record.issue is not None
        )
        candidates = (
            ranking.Candidate(
                reference=Reference(project.name, one.number),
                title=one.title,
                labels=one.labels,
                updated_at=one.updated_at,
                is_assigned=one.is_assigned,
                open_pull_requests=one.open_pulls,
                comments=one.comments,
            )
            for one in issues
        )
        return ranking.suggest(candidates, project, wish, self.clock.now(), taken)


def seen_upstream(pull: UpstreamPull) -> Seen:
    """Return what a pull request tells about a contribution's stage.

    One that was closed without a merge may have landed another way; that is judged elsewhere.
    """
    merged = pull.state is PullRequestState.MERGED
    return Seen(
        pull_request=Reference(pull.repository, pull.number),
        opened_at=pull.created_at or pull.updated_at,
        reviewed_at=pull.first_review,
        closed_at=None if pull.state is PullRequestState.OPEN else pull.ended_at,
        landed_at=pull.ended_at if merged else None,
    )


def _around(found: UpstreamIssue) -> dict[str, Any]:
    return {
        "is_closed": not found.is_open,
        "assignees": tuple(each.login for each in found.assignees),
        "pull_requests": tuple(
            radar.LinkedPullRequest(
                Reference(one.repository, one.number),
                one.title,
                one.author.login,
                one.state,
                one.updated_at,
            )
            for one in found.pulls
        ),
        "comments": tuple(
            Comment(f"{found.number}.{n}", author, body, at)
            for n, (author, body, at) in enumerate(found.comments)
        ),
    }
