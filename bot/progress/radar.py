"""Who else is on an upstream issue, found in what can be read there; nothing is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.kernel.finding import Evidence
from bot.kernel.markdown import inert, link, quote
from bot.kernel.snapshot import PullRequestState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.kernel.contribution import Reference
    from bot.kernel.snapshot import Comment
    from bot.projects.model import Project

RECENT: Final = timedelta(days=60)
"""How long a closed pull request, or a claim without one, still says something."""

READ_OF_COMMENT: Final = 2_000
"""Code points of a comment in which a claim is looked for; a claim is short."""

MOST_SHOWN: Final = 3
"""Pull requests, claims and classmates shown of each kind."""

_DOING: Final = (
    r"(?:work|take|tackle|pick|handle|implement|fix|try|contribute|submit|open|send|give|help|do)"
)
_CLAIM: Final = re.compile(
    rf"\bi(?:'d| would) (?:really )?(?:like|love|want) to {_DOING}\b"
    rf"|\bi want to {_DOING}\b|\blet me {_DOING}\b"
    r"|\bi(?:'ll| will| can| could) (?:please )?"
    r"(?:take (?:this|it|care)|work on|fix (?:this|it)|tackle|pick|handle|implement|try|submit"
    r"|open a|send a|give)\b"
    r"|\bi(?:'m| am) (?:now |currently |already |also )?(?:working on|taking|on it|looking into)\b"
    r"|\bi(?:'m| am|'d be| would be| will be) (?:very |more than )?"
    r"(?:happy|glad|interested|keen|willing) (?:to|in) \w+"
    r"|\bhappy to (?:take|work|pick|submit|send|open)\b"
    rf"|\b(?:can|could|may) i (?:please |also )?(?:be assigned|have (?:this|it)|{_DOING})\b"
    r"|\bmind if i\b|\bassign (?:(?:this|it|that|the)(?: \w+)? )?to me\b|\bassign me\b"
    r"|\b(?:be )?assigned to me\b"
    r"|\bi(?:'ve| have) (?:just )?(?:started|begun|opened a|submitted a|sent a)\b"
    r"|^\s*(?:working on (?:this|it)\b.{0,20}|[/.!#]?(?:take|claim)|[/.!#]assign\b.{0,60})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
"""What people write when they take an issue, and what makes some bots assign it to them."""

_RELEASE: Final = re.compile(
    r"\b(?:no longer|not able to|can(?:'|no)t (?:work|continue|do|finish)|unable to|feel free to"
    r"|someone else|up for grabs|unassign|won't (?:be able|have time)|don't have time)\b",
    re.IGNORECASE,
)
_APOSTROPHES: Final = str.maketrans("\u2018\u2019\u02bc", "'''")


class Collision(StrEnum):
    """Why somebody else may be on an issue, or nobody should be."""

    NO_CONTRIBUTIONS = "no contributions"
    CLOSED = "closed"
    ASSIGNED = "assigned"
    PULL_REQUEST = "pull request"
    CLAIMED = "claimed"
    CLASSMATE = "classmate"


@dataclass(frozen=True, slots=True)
class LinkedPullRequest:
    """A pull request that is linked to the issue or names it."""

    reference: Reference
    title: str
    author: str
    state: PullRequestState
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Classmate:
    """A contribution of the course on the same issue; `place` is its issue in the tracker."""

    login: str
    place: Reference


@dataclass(frozen=True, slots=True)
class Around:
    """What was read around an upstream issue.

    Attributes:
        issue: Which.
        is_closed: Whether it is closed.
        assignees: The logins of its assignees.
        pull_requests: Those that are linked to it or name it.
        comments: Its comments.
        classmates: Other contributions of the course on it that have not ended.
    """

    issue: Reference
    is_closed: bool = False
    assignees: tuple[str, ...] = ()
    pull_requests: tuple[LinkedPullRequest, ...] = ()
    comments: tuple[Comment, ...] = ()
    classmates: tuple[Classmate, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """One reason to look before going on.

    Attributes:
        collision: Its kind.
        text: A sentence, Markdown.
        evidence: What was seen, raw; whoever shows it quotes it safely.
        url: Where to look; empty where there is no place.
    """

    collision: Collision
    text: str
    evidence: Evidence
    url: str = ""


def look(
    around: Around, project: Project | None, student: str, now: datetime
) -> tuple[Sighting, ...]:
    """Return who else is on an issue, the weightiest first; empty when nobody is.

    Args:
        around: What was read.
        project: The issue's project, as far as it is known.
        student: The login of whoever claims it now; what they did themselves is no collision.
        now: The present instant.
    """
    own = student.casefold()
    return tuple(
        sighting
        for part in (
            _refusing(project),
            _closed(around),
            _assigned(around, own),
            _pull_requests(around, own, now),
            _claims(around, project, own, now),
            _classmates(around, own),
        )
        for sighting in part
    )


def claims(body: str) -> bool:
    """Return whether a comment says that its author takes the issue.

    English phrases, and the commands by which some projects assign an issue.
    """
    text = body[:READ_OF_COMMENT].translate(_APOSTROPHES)
    said = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return bool(_CLAIM.search(said)) and not _RELEASE.search(said)


def warning(sightings: tuple[Sighting, ...], issue: Reference) -> str:
    """Return the answer to `/claim`, Markdown; empty when there is nothing to warn of."""
    if not sightings:
        return ""
    lines = [f"Before you go on with {link(issue.url, str(issue))}, please look at this:", ""]
    lines += (f"- {_shown(sighting)}" for sighting in sightings)
    lines += ("", "Nothing was written there. If it is taken, `/suggest` finds another issue.")
    return "\n".join(lines)


def _shown(sighting: Sighting) -> str:
    where, said = sighting.evidence.where, quote(sighting.evidence.quote)
    place = link(sighting.url, where) if sighting.url else quote(where)
    return f"{sighting.text} Seen: {place}{f', {said}' if said else ''}"


def _refusing(project: Project | None) -> Iterator[Sighting]:
    state = project.state if project else None
    if project and state and not state.takes_contributions:
        instead = (
            f" Choose {' or '.join(map(quote, state.instead))} instead." if state.instead else ""
        )
        yield Sighting(
            Collision.NO_CONTRIBUTIONS,
            f"This project takes no contributions at present.{instead}",
            Evidence(project.name, state.note or f"{state.kind}"),
        )


def _closed(around: Around) -> Iterator[Sighting]:
    if around.is_closed:
        yield Sighting(
            Collision.CLOSED, "The issue is closed.", Evidence(str(around.issue)), around.issue.url
        )


def _assigned(around: Around, own: str) -> Iterator[Sighting]:
    others = [login for login in around.assignees if login.casefold() != own]
    if others:
        yield Sighting(
            Collision.ASSIGNED,
            "The issue is assigned to somebody else.",
            Evidence(str(around.issue), ", ".join(others)),
            around.issue.url,
        )


def _pull_requests(around: Around, own: str, now: datetime) -> Iterator[Sighting]:
    telling = [
        one
        for one in around.pull_requests
        if one.author.casefold() != own
        and (one.state is PullRequestState.OPEN or now - one.updated_at <= RECENT)
    ]
    telling.sort(key=lambda one: one.updated_at, reverse=True)
    telling.sort(key=lambda one: one.state is not PullRequestState.OPEN)
    for one in telling[:MOST_SHOWN]:
        days = _ago(one.updated_at, now)
        yield Sighting(
            Collision.PULL_REQUEST,
            f"Somebody has a pull request for it; it is {one.state}, last changed {days}.",
            Evidence(str(one.reference), f"{one.title} ({one.author})"),
            one.reference.url,
        )


def _claims(around: Around, project: Project | None, own: str, now: datetime) -> Iterator[Sighting]:
    standing: dict[str, Comment] = {}
    for comment in sorted(around.comments, key=lambda one: one.created_at):
        login = comment.author.login.casefold()
        if comment.author.is_bot or login == own:
            continue
        if claims(comment.body):
            standing.pop(login, None)
            standing[login] = comment
        elif _RELEASE.search(comment.body[:READ_OF_COMMENT].translate(_APOSTROPHES)):
            standing.pop(login, None)
    fresh = [one for one in standing.values() if now - one.created_at <= RECENT]
    habit = f" Here the habit is: {inert(project.claim.how)}" if project and project.claim else ""
    for comment in fresh[: -MOST_SHOWN - 1 : -1]:
        yield Sighting(
            Collision.CLAIMED,
            f"Somebody said that they take it, {_ago(comment.created_at, now)}.{habit}",
            Evidence(f"comment by {comment.author.login}", comment.body),
            around.issue.url,
        )
        habit = ""


def _classmates(around: Around, own: str) -> Iterator[Sighting]:
    others = [mate for mate in around.classmates if mate.login.casefold() != own]
    for mate in others[:MOST_SHOWN]:
        yield Sighting(
            Collision.CLASSMATE,
            "Somebody of your course is on it; talk to each other first.",
            Evidence(str(mate.place), mate.login),
            mate.place.url,
        )


def _ago(then: datetime, now: datetime) -> str:
    days = max(0, (now - then).days)
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
