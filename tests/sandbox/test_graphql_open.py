"""Issues are opened, rewritten and closed, with GitHub's own checks."""

from __future__ import annotations

from typing import Any

import pytest

from bot.github.issue_documents import OWN_ISSUES, Act
from tests.sandbox.test_graphql_issues import HERE, act
from tests.support.sandbox import course, stage


async def test_an_issue_is_opened_rewritten_closed_and_read() -> None:
    made = course()
    async with stage(made) as here:
        opened = await act(
            here, Act.OPEN, repositoryId=made.base.node_id, title="Week", body="Text"
        )
        issue = opened.json["data"]["one"]["issue"]
        await act(here, Act.REWRITE, id=issue["id"], title="Week 1", body="Better")
        await act(here, Act.CLOSE, issueId=issue["id"], stateReason="COMPLETED")
        read = (await here.query(OWN_ISSUES, "", **HERE)).json["data"]["repository"]
        (node,) = read["issues"]["nodes"]
        assert (node["number"], node["body"], node["state"]) == (
            issue["number"],
            "Better",
            "CLOSED",
        )
        assert node["author"]["__typename"] == "Bot"
        assert read["isPrivate"] is made.base.private
        assert made.base.issues[issue["number"]].title == "Week 1"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": " ", "body": "x"}, "Title can't be blank"),
        ({"title": "x" * 257, "body": "x"}, "Title is too long"),
        ({"title": "x", "body": "x" * 65_537}, "Body is too long"),
    ],
)
async def test_what_github_refuses_is_refused(values: dict[str, Any], message: str) -> None:
    made = course()
    async with stage(made) as here:
        answer = (await act(here, Act.OPEN, repositoryId=made.base.node_id, **values)).json
        assert message in answer["errors"][0]["message"]
        assert not [each for each in made.base.issues.values() if each.title == "x"]


async def test_nobody_opens_issues_where_there_are_none() -> None:
    made = course()
    made.base.has_issues = False
    async with stage(made) as here:
        answer = (
            await act(here, Act.OPEN, repositoryId=made.base.node_id, title="x", body="x")
        ).json
        assert "disabled" in answer["errors"][0]["message"]
