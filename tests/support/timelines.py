"""Pull requests in GitHub's GraphQL form, told in few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.projects.model import Project
from bot.review.ledger import judge
from bot.review.snapshot import read

if TYPE_CHECKING:
    from bot.review.events import Snapshot
    from bot.review.ledger import Judgement

Node = dict[str, Any]
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
GENERIC = Project(name="some/project")


def moment(day: float) -> datetime:
    """Return the instant so many days after the opening."""
    return OPENED + timedelta(days=day)


def at(day: float) -> str:
    return moment(day).isoformat().replace("+00:00", "Z")


def person(login: str, *, bot: bool = False) -> Node:
    return {"__typename": "Bot" if bot else "User", "login": login}


def happened(kind: str, day: float, actor: str = "maintainer", **more: Any) -> Node:  # noqa: ANN401 - JSON
    """Return a plain event of the timeline, as `LabeledEvent`."""
    return {"__typename": kind, "createdAt": at(day), "actor": person(actor), **more}


def comment(day: float, actor: str, body: str, association: str = "MEMBER") -> Node:
    bot = actor.endswith("[bot]")
    return {
        "__typename": "IssueComment",
        "createdAt": at(day),
        "author": person(actor, bot=bot),
        "authorAssociation": association,
        "body": body,
    }


def review(
    day: float,
    state: str,
    actor: str = "maintainer",
    body: str = "",
    association: str = "MEMBER",
) -> Node:
    return {
        "__typename": "PullRequestReview",
        "id": f"review-{day}-{actor}",
        "submittedAt": at(day),
        "state": state,
        "author": person(actor, bot=actor.endswith("[bot]")),
        "authorAssociation": association,
        "body": body,
    }


def push(day: float, *checks: Node, headline: str = "Work", by: str | None = "author") -> Node:
    commit: Node = {
        "oid": f"commit-{day}",
        "committedDate": at(day),
        "messageHeadline": headline,
        "author": {"user": person(by) if by else None},
    }
    if checks:
        commit["statusCheckRollup"] = {"contexts": {"nodes": list(checks)}}
    return {"__typename": "PullRequestCommit", "commit": commit}


def check(name: str, conclusion: str | None, **more: Any) -> Node:  # noqa: ANN401 - JSON
    status = "COMPLETED" if conclusion else "IN_PROGRESS"
    return {
        "__typename": "CheckRun",
        "name": name,
        "status": status,
        "conclusion": conclusion,
        **more,
    }


def request(day: float, whom: str = "maintainer", actor: str = "author") -> Node:
    return happened("ReviewRequestedEvent", day, actor, requestedReviewer=person(whom))


def label(day: float, name: str, actor: str = "maintainer") -> Node:
    return happened("LabeledEvent", day, actor, label={"name": name})


def unlabel(day: float, name: str, actor: str = "maintainer") -> Node:
    return happened("UnlabeledEvent", day, actor, label={"name": name})


def remark(day: float, actor: str, body: str, association: str = "MEMBER") -> Node:
    """Return a remark of a review thread."""
    return {
        "createdAt": at(day),
        "author": person(actor, bot=actor.endswith("[bot]")),
        "authorAssociation": association,
        "body": body,
    }


def thread(name: str, *remarks: Node, **more: Any) -> Node:  # noqa: ANN401 - JSON
    return {"id": name, "path": "src/a.py", "line": 7, "comments": {"nodes": list(remarks)}, **more}


def pull(*items: Node, threads: tuple[Node, ...] = (), **fields: Any) -> Node:  # noqa: ANN401 - JSON
    """Return a pull request with these entries in its timeline."""
    return {
        "number": 7,
        "state": "OPEN",
        "isDraft": False,
        "createdAt": at(0),
        "author": person("author"),
        "authorAssociation": "CONTRIBUTOR",
        "reviewThreads": {"nodes": list(threads)},
        "timelineItems": {"pageInfo": {"hasPreviousPage": False}, "nodes": list(items)},
        **fields,
    }


def snapshot(value: object) -> Snapshot:
    (found,) = read(value)
    return found


def judged(value: object, project: Project = GENERIC, day: float | None = None) -> Judgement:
    return judge(snapshot(value), project, None if day is None else moment(day))
