"""Issues are read whole or not at all, and what is refused is told apart from what is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.github.guard import Admitted, Visible
from bot.github.issues import IssueReader
from bot.github.transport import Answer, FieldError
from bot.kernel.errors import Transient
from bot.kernel.markers import CARD, reply_mark
from bot.kernel.snapshot import GHOST
from bot.kernel.upstream import Touched

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = Admitted(77, 6, "ai-course", "tracker")
PROJECT = Visible(77, "vllm-project", "vllm")
WHEN = "2026-09-07T09:00:00Z"
GONE = Answer({"repository": None}, (FieldError("repository", "NOT_FOUND", "gone"),))
REFUSED = Answer({"repository": None}, (FieldError("repository", "FORBIDDEN", "no"),))
BOT = {"__typename": "Bot", "login": "coach", "databaseId": 1}
ADA = {"__typename": "User", "login": "ada", "databaseId": 2}


@dataclass
class Wire:
    """Gives its answers in order."""

    answers: list[Answer]
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    async def graphql(
        self, _installation: int, _document: str, variables: Mapping[str, Any]
    ) -> Answer:
        self.sent.append(variables)
        return self.answers.pop(0)


def reader(*answers: Answer) -> tuple[IssueReader, Wire]:
    wire = Wire(list(answers))
    return IssueReader(wire), wire  # type: ignore[arg-type] # it has the one method that is used


def comment(number: int, body: str, author: object = ADA) -> dict[str, object]:
    return {
        "id": f"IC_{number}",
        "body": body,
        "createdAt": WHEN,
        "lastEditedAt": None,
        "viewerDidAuthor": author is BOT,
        "author": author,
    }


def page(*comments: object, after: str | None = None) -> dict[str, object]:
    return {
        "nodes": list(comments),
        "pageInfo": {"hasNextPage": after is not None, "endCursor": after},
    }


def answer(comments: object, **issue: object) -> Answer:
    node = {
        "id": "I_1",
        "number": 1,
        "title": "I take vllm#1",
        "body": None,
        "state": "OPEN",
        "locked": False,
        "createdAt": WHEN,
        "lastEditedAt": None,
        "author": ADA,
        "assignees": {"nodes": []},
        "labels": None,
        "comments": comments,
    }
    repository = {
        "id": "R_6",
        "databaseId": 6,
        "nameWithOwner": "ai-course/tracker",
        "isPrivate": True,
        "isFork": False,
        "isArchived": False,
        "parent": None,
        "coachLabels": None,
        "issue": node | issue,
    }
    return Answer({"viewer": {"login": "coach", "databaseId": 1}, "repository": repository})


async def test_ours_are_known_by_mark_and_author_and_the_others_are_the_conversation() -> None:
    issues, _ = reader(
        answer(
            page(
                comment(1, f"{CARD}\n\nOurs", BOT),
                comment(2, f"{CARD}\n\nPasted"),
                comment(3, f"{reply_mark('IC_2/x')}\n\nAn answer", BOT),
                comment(4, "/status"),
            )
        )
    )
    found = await issues.read(HOME, 1)
    assert found is not None
    assert found.ours.card is not None
    assert found.ours.card.id == "IC_1"
    assert found.ours.replies == {"IC_2/x": "IC_3"}
    assert [each.id for each in found.issue.comments] == ["IC_2", "IC_4"]


async def test_which_of_our_answers_are_folded_away_is_read() -> None:
    one = comment(3, f"{reply_mark('nudge/4/ping')}\n\nA word", BOT)
    two = comment(4, f"{reply_mark('nudge/4/to_do')}\n\nA word", BOT)
    theirs = comment(5, f"{reply_mark('nudge/4/gate')}\n\nPasted")
    folded = {"isMinimized": True}
    issues, _ = reader(answer(page(one | folded, two | {"isMinimized": False}, theirs | folded)))
    found = await issues.read(HOME, 1)
    assert found is not None
    assert found.ours.replies == {"nudge/4/ping": "IC_3", "nudge/4/to_do": "IC_4"}
    assert found.ours.folded == {"IC_3"}


async def test_reactions_to_our_answers_are_those_of_people() -> None:
    reactions = [
        {"content": "EYES", "user": None},
        {"content": "HEART", "user": {"databaseId": 1}},
        {"content": "THUMBS_UP", "user": {"databaseId": 9}},
        None,
    ]
    first = comment(3, f"{reply_mark('nudge/4/ping')}\n\nA word", BOT)
    again = comment(4, f"{reply_mark('nudge/4/ping')}\n\nA word", BOT)
    plain = comment(5, f"{reply_mark('IC_2/x')}\n\nAn answer", BOT)
    newest = [
        {"id": "IC_3", "reactions": {"nodes": reactions}},
        {"id": "IC_4", "reactions": {"nodes": reactions[2:3] * 2}},
        {"id": "IC_5", "reactions": None},
        None,
    ]
    issues, _ = reader(answer(page(first, again, plain), newest={"nodes": newest}))
    found = await issues.read(HOME, 1)
    assert found is not None
    assert found.ours.reactions == {"nudge/4/ping": ("THUMBS_UP",)}


async def test_further_pages_of_the_conversation_are_read_to_their_end() -> None:
    more = Answer({"repository": {"issue": {"comments": page(comment(2, "b"), after="y")}}})
    last = Answer({"repository": {"issue": {"comments": page(comment(3, "c"))}}})
    issues, wire = reader(answer(page(comment(1, "a"), after="x")), more, last)
    found = await issues.read(HOME, 1)
    assert found is not None
    assert [each.body for each in found.issue.comments] == ["a", "b", "c"]
    assert [each.get("after") for each in wire.sent] == [None, "x", "y"]


async def test_without_a_page_nothing_is_decided() -> None:
    issues, _ = reader(answer(page(comment(1, "a"), after="x")), REFUSED)
    with pytest.raises(Transient, match="page of comments"):
        await issues.read(HOME, 1)


async def test_an_author_whose_account_is_gone_is_a_ghost() -> None:
    issues, _ = reader(answer(page(comment(1, "a", None)), author=None))
    found = await issues.read(HOME, 1)
    assert found is not None
    assert found.issue.author == found.issue.comments[0].author == GHOST


async def test_what_is_gone_is_none_and_what_is_refused_is_tried_again() -> None:
    issues, _ = reader(GONE, GONE, GONE, GONE)
    assert await issues.read(HOME, 1) is None
    assert await issues.upstream_issue(PROJECT, 1) is None
    assert await issues.upstream_pull(PROJECT, 1) is None
    assert await issues.person(77, "nobody") is None
    issues, _ = reader(REFUSED, REFUSED)
    with pytest.raises(Transient, match="the issue could not be read: repository: no"):
        await issues.read(HOME, 1)
    with pytest.raises(Transient, match="the upstream pull request"):
        await issues.upstream_pull(PROJECT, 1)


async def test_only_what_was_touched_since_is_told_and_a_lost_repository_hides_none() -> None:
    pulls = [{"number": 3, "updatedAt": WHEN}, {"number": 4, "updatedAt": "2026-09-06T09:00:00Z"}]
    repository = {
        "id": "R_6",
        "databaseId": 6,
        "issues": None,
        "pullRequests": {"nodes": pulls},
    }
    issues, wire = reader(Answer({"nodes": [None, repository]}))
    since = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
    found = await issues.touched(77, ["R_5", "R_6"], since)
    assert found == (Touched(6, 3, datetime(2026, 9, 7, 9, 0, tzinfo=UTC), is_pull=True),)
    assert wire.sent[0]["since"] == "2026-09-07T08:00:00Z"


async def test_further_pages_of_touched_issues_are_read_of_the_repository_that_has_them() -> None:
    def stirred(*numbers: int, after: str | None = None) -> Answer:
        nodes = [{"number": number, "updatedAt": WHEN} for number in numbers]
        issues = {"nodes": nodes, "pageInfo": page(after=after)["pageInfo"]}
        return Answer({"nodes": [{"id": "R_6", "databaseId": 6, "issues": issues}]})

    issues, wire = reader(stirred(1, 2, after="x"), stirred(3, after="y"), stirred(4))
    found = await issues.touched(77, ["R_5", "R_6"], datetime(2026, 9, 7, 8, 0, tzinfo=UTC))
    assert [(each.number, each.is_pull) for each in found] == [(n, False) for n in (1, 2, 3, 4)]
    asked = [(each["ids"], each["after"]) for each in wire.sent]
    assert asked == [(["R_5", "R_6"], None), (["R_6"], "x"), (["R_6"], "y")]
