"""Issues as the coach reads and answers them, executed by the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.github import issue_documents as documents
from bot.github.issue_documents import Act, Step, mutation
from bot.sandbox.shapes.people import stamp
from tests.support.sandbox import course, stage

if TYPE_CHECKING:
    from tests.support.sandbox import Reply, Stage

HERE = {"owner": "course", "name": "lm"}


async def act(here: Stage, act: Act, **values: object) -> Reply:
    document, variables = mutation([Step("one", act, values)])
    return await here.query(document, "", **variables)


async def test_the_read_of_a_contribution_tells_who_said_what() -> None:
    made = course()
    issue = made.world.create_issue(
        made.base, made.alice, "I take it", "/plan", labels=("coach: x",)
    )
    issue.assignees.append(made.alice)
    card = made.world.comment(issue, made.app.bot, "The card")
    made.world.react(card, made.app.bot, "eyes")
    made.world.react(card, made.alice, "heart")
    async with stage(made) as here:
        found = (await here.query(documents.CONTRIBUTION, "", **HERE, number=issue.number)).json
        assert "errors" not in found
        repository = found["data"]["repository"]
        assert [each["name"] for each in repository["coachLabels"]["nodes"]] == ["coach: x"]
        read = repository["issue"]
        assert (read["state"], read["locked"], read["body"]) == ("OPEN", False, "/plan")
        assert read["assignees"]["nodes"][0]["login"] == "alice"
        (comment,) = read["comments"]["nodes"]
        assert comment["viewerDidAuthor"] is True
        assert comment["author"]["login"] == "coach"
        (newest,) = read["newest"]["nodes"]
        assert newest["id"] == comment["id"]
        assert newest["reactions"]["nodes"] == [
            {"content": "EYES", "user": None},
            {"content": "HEART", "user": {"databaseId": made.alice.id}},
        ]


async def test_a_pull_request_is_not_an_issue_here() -> None:
    async with stage(course()) as here:
        found = (await here.query(documents.CONTRIBUTION, "", **HERE, number=1)).json
        assert found["data"]["repository"]["issue"] is None
        assert found["errors"][0]["type"] == "NOT_FOUND"


async def test_an_upstream_issue_names_the_pull_requests_that_would_close_it() -> None:
    made = course()
    issue = made.world.create_issue(made.base, made.mentor, "Sum is off")
    made.world.edit(made.pull, made.alice, body=f"Fixes #{issue.number}")
    async with stage(made) as here:
        found = (await here.query(documents.UPSTREAM_ISSUE, "", **HERE, number=issue.number)).json
        assert "errors" not in found
        (linked,) = found["data"]["repository"]["issue"]["closedByPullRequestsReferences"]["nodes"]
        assert (linked["number"], linked["state"]) == (1, "OPEN")
        assert linked["repository"] == {"nameWithOwner": "course/lm"}


async def test_open_issues_carry_any_of_the_labels_and_the_last_touched_comes_first() -> None:
    made = course()
    old = made.world.create_issue(made.base, made.mentor, "Old", labels=("easy",))
    await made.clock.advance(60)
    new = made.world.create_issue(made.base, made.mentor, "New", labels=("help",))
    made.world.create_issue(made.base, made.mentor, "Other", labels=("hard",))
    made.world.close(
        made.world.create_issue(made.base, made.mentor, "Gone", labels=("easy",)), made.mentor
    )
    async with stage(made) as here:
        labels = ["easy", "help"]
        found = (await here.query(documents.OPEN_ISSUES, "", **HERE, labels=labels)).json
        assert "errors" not in found
        nodes = found["data"]["repository"]["issues"]["nodes"]
        assert [each["number"] for each in nodes] == [new.number, old.number]


async def test_where_a_pull_request_stands_is_read_in_a_few_fields() -> None:
    made = course()
    async with stage(made) as here:
        found = (await here.query(documents.UPSTREAM_PULL, "", **HERE, number=1)).json
        assert "errors" not in found
        read = found["data"]["repository"]["pullRequest"]
        assert (read["state"], read["mergedAt"], read["reviews"]) == ("OPEN", None, {"nodes": []})


async def test_what_was_touched_since_is_told_for_each_repository_that_is_there() -> None:
    made = course()
    made.world.create_issue(made.base, made.mentor, "Old")
    await made.clock.advance(60)
    new = made.world.create_issue(made.base, made.mentor, "New")
    async with stage(made) as here:
        variables: dict[str, Any] = {
            "ids": [made.base.node_id, "R_gone"],
            "since": stamp(made.world.now()),
        }
        found = (await here.query(documents.RECENT, "", **variables)).json
        here_, gone = found["data"]["nodes"]
        assert gone is None
        assert [each["number"] for each in here_["issues"]["nodes"]] == [new.number]
        assert [each["number"] for each in here_["pullRequests"]["nodes"]] == [1]


async def test_a_reaction_is_given_once_and_can_be_taken_back() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.alice, "/ready")
    async with stage(made) as here:
        for _ in range(2):
            reply = await act(here, Act.REACT, subjectId=comment.node_id, content="EYES")
            assert "errors" not in reply.json
        assert comment.reactions == [(made.app.bot, "eyes")]
        await act(here, Act.UNREACT, subjectId=comment.node_id, content="EYES")
        assert comment.reactions == []


async def test_labels_are_made_put_on_and_taken_off() -> None:
    made = course()
    issue = made.world.create_issue(made.base, made.alice, "I take it")
    async with stage(made) as here:
        reply = await act(
            here,
            Act.MAKE_LABEL,
            repositoryId=made.base.node_id,
            name="coach: open",
            color="0e8a16",
            description="At the project",
        )
        label = reply.json["data"]["one"]["label"]["id"]
        await act(here, Act.LABEL, labelableId=issue.node_id, labelIds=[label])
        assert [(each.name, each.color) for each in issue.labels] == [("coach: open", "0e8a16")]
        again = await act(
            here, Act.MAKE_LABEL, repositoryId=made.base.node_id, name="Coach: Open", color="ff0000"
        )
        assert again.json["errors"][0]["type"] == "UNPROCESSABLE"
        await act(here, Act.UNLABEL, labelableId=issue.node_id, labelIds=[label])
        assert issue.labels == []


async def test_a_comment_is_folded_away_and_the_reading_tells_it() -> None:
    made = course()
    issue = made.world.create_issue(made.base, made.alice, "I take it")
    comment = made.world.comment(issue, made.app.bot, "A reminder")
    events = len(made.events())
    async with stage(made) as here:
        for _ in range(2):
            reply = await act(here, Act.FOLD, subjectId=comment.node_id, classifier="OUTDATED")
            assert reply.json["data"]["one"] == {"minimizedComment": {"isMinimized": True}}
        found = (await here.query(documents.CONTRIBUTION, "", **HERE, number=issue.number)).json
        (read,) = found["data"]["repository"]["issue"]["comments"]["nodes"]
        assert read["isMinimized"] is True
        node = "node(id: $id) { ... on IssueComment { minimizedReason viewerCanMinimize } }"
        told = await here.query(f"query($id: ID!) {{ {node} }}", "", id=comment.node_id)
        assert told.json["data"]["node"] == {
            "minimizedReason": "outdated",
            "viewerCanMinimize": True,
        }
    assert len(made.events()) == events


async def test_a_comment_that_is_deleted_or_at_a_project_is_not_folded() -> None:
    made = course()
    gone = made.world.comment(made.pull, made.app.bot, "A reminder")
    made.world.delete_comment(gone, made.alice)
    upstream = made.world.create_repository(made.mentor, "engine")
    there = made.world.comment(
        made.world.create_issue(upstream, made.mentor, "Sum is off"), made.mentor, "Look"
    )
    async with stage(made) as here:
        for comment, error in ((gone, "NOT_FOUND"), (there, "FORBIDDEN")):
            reply = await act(here, Act.FOLD, subjectId=comment.node_id, classifier="OUTDATED")
            assert reply.json["errors"][0]["type"] == error
            assert comment.minimized is None


async def test_a_person_folds_their_own_comments_and_those_that_they_look_after() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.alice, "A remark")
    other = made.world.comment(made.pull, made.mentor, "Another")
    fold = mutation([Step("one", Act.FOLD, {"subjectId": "", "classifier": "OFF_TOPIC"})])[0]
    async with stage(made) as here:
        for who, what, is_folded in (
            (made.alice, other, False),
            (made.alice, comment, True),
            (made.mentor, comment, True),
        ):
            values = {"subjectId": what.node_id, "classifier": "OFF_TOPIC"}
            reply = await here.query(fold, here.user_token(who), one=values)
            assert ("errors" not in reply.json) is is_folded
    assert (comment.minimized, other.minimized) == ("off-topic", None)


@pytest.mark.parametrize("what", [Act.REACT, Act.LABEL])
async def test_where_the_app_is_not_installed_nothing_can_be_written(what: Act) -> None:
    made = course()
    upstream = made.world.create_repository(made.mentor, "engine")
    issue = made.world.create_issue(upstream, made.mentor, "Sum is off")
    values: dict[str, object] = {"subjectId": issue.node_id, "content": "EYES"}
    if what is Act.LABEL:
        label = made.world.label(upstream, "easy")
        values = {"labelableId": issue.node_id, "labelIds": [label.node_id]}
    async with stage(made) as here:
        reply = await act(here, what, **values)
        assert reply.json["errors"][0]["type"] == "FORBIDDEN"
        assert issue.reactions == []
        assert issue.labels == []


async def test_a_person_is_found_by_login_and_made_the_assignee() -> None:
    made = course()
    issue = made.world.create_issue(made.base, made.alice, "I take it")
    async with stage(made) as here:
        found = (await here.query(documents.PERSON, "", login="Alice")).json
        person = found["data"]["user"]
        assert person["databaseId"] == made.alice.id
        for _ in range(2):
            await act(here, Act.ASSIGN, assignableId=issue.node_id, assigneeIds=[person["id"]])
        assert issue.assignees == [made.alice]
        assert made.events()[-1] == ("issues", "assigned")
        gone = (await here.query(documents.PERSON, "", login="nobody")).json
        assert gone["errors"][0]["type"] == "NOT_FOUND"
