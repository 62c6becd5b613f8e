"""The coach's own documents, executed by the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.github import documents
from bot.github.documents import CommentStep, RunStep
from bot.sandbox import graphql
from bot.sandbox.exchange import Caller
from tests.support.sandbox import course, stage

if TYPE_CHECKING:
    from tests.support.sandbox import Course, Reply, Stage


def read_variables(made: Course, **changes: object) -> dict[str, Any]:
    """Return the variables of the one read."""
    return {
        "owner": "course",
        "name": "lm",
        "number": 1,
        "app": made.app.id,
        "run": "Coach",
        "policyRun": "Coach policy",
        "sticky": "",
        "hasSticky": False,
    } | changes


async def read(here: Stage, token: str | None = "", **changes: object) -> Reply:
    return await here.query(documents.PULL_REQUEST, token, **read_variables(here.course, **changes))


async def test_the_one_read_tells_everything_about_a_pull_request() -> None:
    made = course()
    made.world.create_issue(made.base, made.mentor, "Sum is off", "It is 3")
    made.world.edit(made.pull, made.alice, body="Fixes #2")
    made.world.add_label(made.pull, "bug", made.mentor)
    mine = made.world.comment(made.pull, made.app.bot, "Checklist")
    made.world.comment(made.pull, made.alice, "Thanks")
    made.world.create_check_run(
        made.base, made.app, made.pull.head_sha, "Coach", conclusion="success", title="Fine"
    )
    async with stage(made) as here:
        found = (await read(here, sticky=mine.node_id, hasSticky=True)).json
        assert "errors" not in found
        data = found["data"]
        assert data["viewer"] == {"login": "coach[bot]", "databaseId": made.app.bot.id}
        assert data["sticky"]["body"] == "Checklist"
        assert data["sticky"]["viewerDidAuthor"] is True
        assert data["rateLimit"]["cost"] == 1
        pull = data["repository"]["pullRequest"]
        assert pull["headRefOid"] == made.pull.head_sha
        assert pull["headRepository"] == {"nameWithOwner": "alice/lm"}
        assert pull["author"] == {
            "__typename": "User",
            "login": "alice",
            "databaseId": made.alice.id,
        }
        assert pull["labels"]["nodes"] == [{"name": "bug"}]
        assert [each["path"] for each in pull["files"]["nodes"]] == ["a.py", "c.py"]
        assert pull["closingIssuesReferences"]["nodes"][0]["title"] == "Sum is off"
        bot, alice = pull["comments"]["nodes"]
        assert bot["author"] == {
            "__typename": "Bot",
            "login": "coach",
            "databaseId": made.app.bot.id,
        }
        assert alice["viewerDidAuthor"] is False
        commit = pull["head"]["nodes"][0]["commit"]
        (run,) = commit["checkSuites"]["nodes"][0]["checkRuns"]["nodes"]
        assert (run["conclusion"], run["title"]) == ("SUCCESS", "Fine")


async def test_a_gone_fork_and_a_gone_author_read_as_null() -> None:
    made = course()
    made.world.delete_user(made.alice)
    async with stage(made) as here:
        pull = (await read(here)).json["data"]["repository"]["pullRequest"]
        assert (pull["author"], pull["headRepository"], pull["state"]) == (None, None, "CLOSED")


async def test_a_merged_pull_request_reads_as_merged() -> None:
    made = course()
    made.world.merge(made.pull, made.mentor)
    async with stage(made) as here:
        pull = (await read(here)).json["data"]["repository"]["pullRequest"]
        assert (pull["state"], pull["changedFiles"]) == ("MERGED", 2)


async def test_a_fork_names_its_parent() -> None:
    made = course()
    made.world.open_pull_request(
        author=made.alice, head=made.fork, head_branch="fix", base=made.fork, title="Own"
    )
    async with stage(made) as here:
        found = (await read(here, owner="alice")).json["data"]["repository"]
        assert found["parent"] == {
            "nameWithOwner": "course/lm",
            "defaultBranchRef": {"name": "main"},
        }


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"name": "none"}, ["repository"], "Could not resolve to a Repository"),
        ({"owner": "alice", "name": "diary"}, ["repository"], "Could not resolve to a Repository"),
        ({"number": 99}, ["repository", "pullRequest"], "with the number of 99"),
        ({"sticky": "IC_x", "hasSticky": True}, ["sticky"], "global id of 'IC_x'"),
    ],
)
async def test_what_is_missing_is_null_beside_an_error_of_type_not_found(
    changes: dict[str, Any], path: list[str], message: str
) -> None:
    made = course()
    made.world.create_repository(made.alice, "diary", private=True)
    async with stage(made) as here:
        found = await read(here, **changes)
        assert found.status == 200
        (error,) = found.json["errors"]
        assert (error["type"], error["path"]) == ("NOT_FOUND", path)
        assert message in error["message"]
        assert error["locations"][0]["line"] > 1
        assert found.json["data"]["viewer"] is not None


async def test_a_refused_field_does_not_blank_the_rest() -> None:
    made = course()
    made.world.set_private(made.base, made.mentor, private=True)
    permissions = {"contents": "read", "metadata": "read", "pull_requests": "read"}
    token = made.world.create_token(made.installation, permissions=permissions).value
    async with stage(made) as here:
        found = (await read(here, token)).json
        (error,) = found["errors"]
        assert error["type"] == "FORBIDDEN"
        assert error["path"][-2:] == ["commit", "checkSuites"]
        pull = found["data"]["repository"]["pullRequest"]
        assert pull["title"] == "Fix"
        assert pull["head"]["nodes"][0]["commit"]["checkSuites"] is None


async def test_commits_of_a_private_repository_want_the_permission_to_read_contents() -> None:
    made = course()
    made.world.set_private(made.base, made.mentor, private=True)
    permissions = {"checks": "read", "metadata": "read", "pull_requests": "read"}
    token = made.world.create_token(made.installation, permissions=permissions).value
    async with stage(made) as here:
        found = (await read(here, token)).json
        assert {error["type"] for error in found["errors"]} == {"FORBIDDEN"}
        pull = found["data"]["repository"]["pullRequest"]
        assert (pull["title"], pull["commits"]["nodes"]) == ("Fix", [None])


async def test_files_and_comments_go_on_where_the_first_page_ended() -> None:
    made = course()
    made.world.commit(
        made.fork, "fix", made.alice, "Many", {f"n{n:03}": f"{n}\n" for n in range(150)}
    )
    for number in range(130):
        made.world.comment(made.pull, made.alice, str(number))
    async with stage(made) as here:
        pull = (await read(here)).json["data"]["repository"]["pullRequest"]
        where: dict[str, Any] = {"owner": "course", "name": "lm", "number": 1}
        for field, document, total in (
            ("files", documents.MORE_FILES, 152),
            ("comments", documents.MORE_COMMENTS, 130),
        ):
            page = pull[field]
            assert page["pageInfo"]["hasNextPage"] is True
            more = await here.query(document, **where, after=page["pageInfo"]["endCursor"])
            rest = more.json["data"]["repository"]["pullRequest"][field]
            assert rest["pageInfo"]["hasNextPage"] is False
            assert len(page["nodes"]) + len(rest["nodes"]) == total
        recent = [each["body"] for each in pull["recent"]["nodes"]]
        assert recent == [str(number) for number in range(100, 130)]
        broken = await here.query(documents.MORE_FILES, **where, after="nonsense")
        assert "valid cursor" in broken.json["errors"][0]["message"]


def publish_variables(made: Course, comment: CommentStep, run: RunStep) -> dict[str, Any]:
    """Return the variables of a mutation on what `course` made, adding what an edit needs."""
    found: dict[str, Any] = {}
    if comment is CommentStep.ADD:
        found["comment"] = {"subjectId": made.pull.node_id, "body": "Checklist"}
    if comment is CommentStep.EDIT:
        old = made.world.comment(made.pull, made.app.bot, "Old")
        found["comment"] = {"id": old.node_id, "body": "Checklist"}
    if run:
        found["checkRun"] = {
            "repositoryId": made.base.node_id,
            "name": "Coach",
            "status": "COMPLETED",
            "conclusion": "NEUTRAL",
            "output": {"title": "One thing", "summary": "Tests"},
        }
    if run is RunStep.CREATE:
        found["checkRun"]["headSha"] = made.pull.head_sha
    if run is RunStep.UPDATE:
        old_run = made.world.create_check_run(made.base, made.app, made.pull.head_sha, "Coach")
        found["checkRun"]["checkRunId"] = old_run.node_id
    return found


@pytest.mark.parametrize(("comment", "run"), documents.PUBLISH)
async def test_every_publish_document_takes_effect(comment: CommentStep, run: RunStep) -> None:
    made = course()
    variables = publish_variables(made, comment, run)
    async with stage(made) as here:
        found = await here.query(documents.PUBLISH[comment, run], **variables)
        assert "errors" not in found.json
        assert set(found.json["data"]) == set(variables)
        if comment:
            assert [each.body for each in made.pull.comments] == ["Checklist"]
            assert made.pull.comments[0].author is made.app.bot
        if run:
            (kept,) = made.world.check_runs.values()
            assert (kept.conclusion, kept.title, kept.status) == (
                "neutral",
                "One thing",
                "completed",
            )
        assert made.world.unknown_requests == []
        assert made.world.requests[-1].operation == "Publish"
        assert made.world.requests[-1].write is True


async def test_the_second_half_of_a_mutation_may_fail_alone() -> None:
    made = course()
    variables = publish_variables(made, CommentStep.ADD, RunStep.CREATE)
    variables["checkRun"]["headSha"] = "0" * 40
    async with stage(made) as here:
        document = documents.PUBLISH[CommentStep.ADD, RunStep.CREATE]
        found = (await here.query(document, **variables)).json
        assert found["data"]["comment"]["commentEdge"]["node"]["id"].startswith("IC_")
        assert found["data"]["checkRun"] is None
        (error,) = found["errors"]
        assert (error["type"], error["path"]) == ("UNPROCESSABLE", ["checkRun"])
        assert len(made.pull.comments) == 1


@pytest.mark.parametrize(
    ("body", "locked", "kind", "message"),
    [
        ("x" * 65_537, False, "UNPROCESSABLE", "Body is too long (maximum is 65536 characters)"),
        ("", False, "UNPROCESSABLE", "Body can't be blank"),
        ("x", True, "FORBIDDEN", "Unable to create comment because issue is locked."),
    ],
)
async def test_a_comment_that_cannot_be_is_refused_in_githubs_words(
    body: str, kind: str, message: str, *, locked: bool
) -> None:
    made = course()
    made.world.set_locked(made.pull, made.mentor, locked=locked)
    async with stage(made) as here:
        document = documents.PUBLISH[CommentStep.ADD, RunStep.NONE]
        comment = {"subjectId": made.pull.node_id, "body": body}
        found = (await here.query(document, comment=comment)).json
        assert found["data"] == {"comment": None}
        assert (found["errors"][0]["type"], found["errors"][0]["message"]) == (kind, message)


async def test_nothing_is_written_outside_the_installation() -> None:
    made = course()
    issue = made.world.create_issue(
        made.world.create_repository(made.world.create_organisation("vllm"), "vllm"),
        made.alice,
        "Upstream",
    )
    async with stage(made) as here:
        document = documents.PUBLISH[CommentStep.ADD, RunStep.NONE]
        found = await here.query(document, comment={"subjectId": issue.node_id, "body": "Hello"})
        (error,) = found.json["errors"]
        assert (error["type"], error["message"]) == (
            "FORBIDDEN",
            "Resource not accessible by integration",
        )
        assert issue.comments == []


async def test_ids_of_another_kind_or_place_are_not_found() -> None:
    made = course()
    run = made.world.create_check_run(made.base, made.app, made.pull.head_sha, "Coach")
    async with stage(made) as here:
        edit = documents.PUBLISH[CommentStep.EDIT, RunStep.NONE]
        wrong = await here.query(edit, comment={"id": made.pull.node_id, "body": "x"})
        assert wrong.json["errors"][0]["type"] == "NOT_FOUND"
        update = documents.PUBLISH[CommentStep.NONE, RunStep.UPDATE]
        values = {"repositoryId": made.fork.node_id, "checkRunId": run.node_id}
        elsewhere = await here.query(update, checkRun=values)
        assert elsewhere.json["errors"][0]["type"] == "NOT_FOUND"


async def test_a_deleted_comment_is_no_longer_a_node() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.app.bot, "Checklist")
    made.world.delete_comment(comment, made.alice)
    async with stage(made) as here:
        found = (await read(here, sticky=comment.node_id, hasSticky=True)).json
        assert found["data"]["sticky"] is None
        assert found["errors"][0]["path"] == ["sticky"]


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ("query { viewer { email } }", "Cannot query field 'email'"),
        ("query {", "Syntax Error"),
    ],
)
async def test_a_document_the_sandbox_does_not_know_fails_loudly(document: str, word: str) -> None:
    async with stage() as here:
        found = (await here.query(document)).json
        assert word in found["errors"][0]["message"]
        assert "data" not in found
        assert word in here.world.unknown_requests[0]


async def test_pages_must_be_bounded() -> None:
    async with stage() as here:
        head = 'query { repository(owner: "course", name: "lm") { pullRequest(number: 1) '
        for page, word in (
            ("{ labels { nodes { name } } }", "`first` or `last`"),
            ("{ labels(first: 101) { nodes { name } } }", "exceeds"),
        ):
            found = (await here.query(f"{head}{page} }} }}")).json
            assert word in found["errors"][0]["message"]


async def test_graphql_wants_a_token_and_a_query() -> None:
    async with stage() as here:
        assert (await here.query("{ viewer { login } }", None)).status == 401
        assert (await here.query("{ viewer { login } }", here.jwt())).status == 401
        odd = await here.send("POST", "/graphql", body={"query": 1})
        assert (odd.status, "must be a string" in odd.json["message"]) == (400, True)
        missing = await here.query(documents.MORE_FILES)
        assert "to be provided" in missing.json["errors"][0]["message"]
        array = await here.send("POST", "/graphql", body=[])
        assert (array.status, array.json["message"]) == (400, "Body should be a JSON object")
        plain = await here.send("POST", "/graphql", body={"query": "{ viewer { login } }"})
        assert plain.json["data"]["viewer"]["login"] == "coach[bot]"


async def test_keywords_link_issues_only_towards_the_default_branch() -> None:
    made = course()
    made.world.create_issue(made.base, made.mentor, "Two")
    elsewhere = made.world.create_repository(made.course, "other")
    made.world.create_issue(elsewhere, made.mentor, "One there")
    body = "Resolves course/other#1, closes #2 and fixes #2, fixes #1, fixes #99, see #2"
    made.world.edit(made.pull, made.alice, body=body)
    made.world.commit(made.base, "dev", made.mentor, "Start", {"z": "1\n"})
    async with stage(made) as here:

        async def linked() -> list[str]:
            pull = (await read(here)).json["data"]["repository"]["pullRequest"]
            return [each["title"] for each in pull["closingIssuesReferences"]["nodes"]]

        assert await linked() == ["One there", "Two"]
        made.world.retarget(made.pull, "dev", made.alice)
        assert await linked() == []


def test_a_defect_of_the_sandbox_is_not_dressed_up_as_an_answer() -> None:
    made = course()
    made.pull.head_sha = "gone"
    caller = Caller(made.world, token=made.world.create_token(made.installation))
    body = {"query": documents.PULL_REQUEST, "variables": read_variables(made)}
    with pytest.raises(KeyError):
        graphql.answer(caller, body)
