"""Issues, comments, labels and check runs over REST, and who may write them."""

from __future__ import annotations

import pytest

from tests.support.sandbox import course, stage

COMMENTS = "/repos/course/lm/issues/1/comments"
ISSUES = "/repos/course/lm/issues"


async def test_a_comment_is_made_edited_and_deleted() -> None:
    async with stage() as here:
        made = await here.send("POST", COMMENTS, body={"body": "Hello"})
        assert made.status == 201
        assert made.headers["Location"] == made.json["url"]
        assert made.json["user"]["login"] == "coach[bot]"
        path = f"/repos/course/lm/issues/comments/{made.json['id']}"
        edited = await here.send("PATCH", path, body={"body": "Hello there"})
        assert (await here.get(path)).json["body"] == edited.json["body"] == "Hello there"
        gone = await here.send("DELETE", path)
        assert (gone.status, gone.text) == (204, "")
        assert (await here.get(path)).status == 404


async def test_comments_come_oldest_first_in_pages_and_since() -> None:
    made = course()
    for number in range(35):
        made.world.comment(made.pull, made.alice, str(number))
    await made.clock.advance(60)
    made.world.comment(made.pull, made.alice, "late")
    async with stage(made) as here:
        bodies = [each["body"] for each in (await here.get(COMMENTS)).json]
        assert bodies == [str(number) for number in range(30)]
        last = await here.get(f"{COMMENTS}?page=2")
        assert [each["body"] for each in last.json][-1] == "late"
        since = await here.get(f"{COMMENTS}?since=2026-09-07T09:01:00Z")
        assert [each["body"] for each in since.json] == ["late"]


@pytest.mark.parametrize("body", ["", "  \n", "x" * 65_537])
async def test_an_empty_or_overlong_comment_is_refused(body: str) -> None:
    async with stage() as here:
        found = await here.send("POST", COMMENTS, body={"body": body})
        assert (found.status, found.json["message"]) == (422, "Validation Failed")
        assert here.course.pull.comments == []
        assert (await here.send("POST", COMMENTS, body={"body": 1})).status == 422


async def test_the_longest_comment_is_taken() -> None:
    async with stage() as here:
        assert (await here.send("POST", COMMENTS, body={"body": "x" * 65_536})).status == 201


async def test_a_locked_conversation_takes_no_comment() -> None:
    async with stage() as here:
        here.world.set_locked(here.course.pull, here.course.mentor, locked=True)
        refused = await here.send("POST", COMMENTS, body={"body": "Hello"})
        assert refused.status == 403
        assert "issue is locked" in refused.json["message"]
        mentor = here.user_token(here.course.mentor)
        assert (await here.send("POST", COMMENTS, mentor, body={"body": "Hi"})).status == 201


async def test_nobody_writes_outside_the_installation() -> None:
    made = course()
    upstream = made.world.create_repository(made.world.create_organisation("vllm"), "vllm")
    made.world.create_issue(upstream, made.alice, "Upstream")
    async with stage(made) as here:
        for method, path, body in (
            ("POST", "/repos/vllm/vllm/issues/1/comments", {"body": "Hello"}),
            ("POST", "/repos/vllm/vllm/issues", {"title": "Hello"}),
            ("PATCH", "/repos/vllm/vllm/issues/1", {"title": "Hello"}),
            ("POST", "/repos/vllm/vllm/issues/1/labels", {"labels": ["x"]}),
            (
                "POST",
                "/repos/vllm/vllm/check-runs",
                {"name": "x", "head_sha": upstream.branches["main"]},
            ),
        ):
            refused = await here.send(method, path, body=body)
            assert refused.status == 403
            assert refused.json["message"] == "Resource not accessible by integration"
        assert (await here.get("/repos/vllm/vllm/issues/1")).json["title"] == "Upstream"


async def test_commenting_on_a_pull_request_needs_both_permissions() -> None:
    made = course()
    made.world.create_issue(made.base, made.alice, "An issue")
    tokens = [
        made.world.create_token(made.installation, permissions=given).value
        for given in ({"issues": "write"}, {"pull_requests": "write"})
    ]
    async with stage(made) as here:
        for token in tokens:
            assert (await here.send("POST", COMMENTS, token, body={"body": "x"})).status == 403
        path = f"{ISSUES}/2/comments"
        answers = [await here.send("POST", path, token, body={"body": "x"}) for token in tokens]
        assert [each.status for each in answers] == [201, 403]


async def test_an_anonymous_write_needs_authentication() -> None:
    async with stage() as here:
        refused = await here.send("POST", COMMENTS, None, body={"body": "x"})
        assert (refused.status, refused.json["message"]) == (401, "Requires authentication")


async def test_an_archived_repository_is_read_only() -> None:
    async with stage() as here:
        here.world.set_archived(here.course.base, here.course.mentor, archived=True)
        refused = await here.send("POST", COMMENTS, body={"body": "x"})
        assert (refused.status, "read-only" in refused.text) == (403, True)


async def test_people_edit_their_own_comments_and_pushers_all() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.mentor, "Mine")
    path = f"/repos/course/lm/issues/comments/{comment.id}"
    async with stage(made) as here:
        alice, mentor = here.user_token(made.alice), here.user_token(made.mentor)
        for method in ("PATCH", "DELETE"):
            assert (await here.send(method, path, alice, body={"body": "x"})).status == 403
        assert (await here.send("PATCH", path, mentor, body={"body": "y"})).status == 200
        other = made.world.comment(made.pull, made.alice, "Hers")
        path = f"/repos/course/lm/issues/comments/{other.id}"
        assert (await here.send("DELETE", path, mentor)).status == 204


async def test_a_comment_belongs_to_its_repository() -> None:
    made = course()
    comment = made.world.comment(made.pull, made.mentor, "Mine")
    async with stage(made) as here:
        assert (await here.get(f"/repos/alice/lm/issues/comments/{comment.id}")).status == 404


async def test_an_issue_is_made_with_labels_edited_and_closed() -> None:
    async with stage() as here:
        body = {"title": "Week 1", "body": "Rows", "labels": ["report", {"name": "week"}]}
        made = (await here.send("POST", ISSUES, body=body)).json
        assert [each["name"] for each in made["labels"]] == ["report", "week"]
        path = f"{ISSUES}/{made['number']}"
        changes = {"title": "Week 2", "labels": ["week", "new"], "state": "closed"}
        edited = (await here.send("PATCH", path, body=changes)).json
        assert [each["name"] for each in edited["labels"]] == ["week", "new"]
        assert (edited["state"], edited["state_reason"]) == ("closed", "completed")
        assert edited["closed_by"]["login"] == "coach[bot]"
        reopened = await here.send("PATCH", path, body={"state": "open"})
        assert reopened.json["state"] == "open"


async def test_labels_of_people_who_may_not_push_are_dropped_silently() -> None:
    async with stage() as here:
        alice = here.user_token(here.course.alice)
        body = {"title": "Please", "labels": ["urgent"]}
        made = await here.send("POST", ISSUES, alice, body=body)
        assert (made.status, made.json["labels"]) == (201, [])
        path = f"{ISSUES}/{made.json['number']}"
        refused = await here.send("POST", f"{path}/labels", alice, body={"labels": ["x"]})
        assert refused.status == 403
        stranger = here.user_token(here.world.create_user("stranger"))
        assert (await here.send("PATCH", path, stranger, body={"title": "x"})).status == 403


async def test_issues_that_are_off_are_gone() -> None:
    async with stage() as here:
        alice = here.user_token(here.course.alice)
        found = await here.send("POST", "/repos/alice/lm/issues", alice, body={"title": "x"})
        assert (found.status, found.json["message"]) == (410, "Issues are disabled for this repo")


async def test_issues_are_listed_with_pull_requests_newest_first_and_filtered() -> None:
    made = course()
    made.world.create_issue(made.base, made.mentor, "Bug", labels=("bug",))
    made.world.close(made.world.create_issue(made.base, made.mentor, "Done"), made.mentor)
    async with stage(made) as here:

        async def numbers(query: str) -> list[int]:
            return [each["number"] for each in (await here.get(f"{ISSUES}?{query}")).json]

        assert await numbers("") == [2, 1]
        assert await numbers("state=all") == [3, 2, 1]
        assert await numbers("labels=BUG") == [2]
        assert await numbers("state=all&creator=mentor") == [3, 2]
        assert await numbers("since=2027-01-01T00:00:00Z") == []
        assert "pull_request" in (await here.get(f"{ISSUES}/1")).json
        assert (await here.get(f"{ISSUES}/99")).status == 404


async def test_labels_are_added_to_what_is_there() -> None:
    async with stage() as here:
        here.world.add_label(here.course.pull, "first", here.course.mentor)
        await here.send("POST", f"{ISSUES}/1/labels", body={"labels": ["second"]})
        found = await here.send("POST", f"{ISSUES}/1/labels", body=["third"])
        assert [(each["name"], each["color"]) for each in found.json] == [
            ("first", "ededed"),
            ("second", "ededed"),
            ("third", "ededed"),
        ]


RUNS = "/repos/course/lm/check-runs"


async def test_a_check_run_is_made_read_updated_and_listed() -> None:
    async with stage() as here:
        sha = here.course.pull.head_sha
        body = {"name": "Coach", "head_sha": sha, "status": "in_progress"}
        made = await here.send("POST", RUNS, body=body)
        assert (made.status, made.json["status"]) == (201, "in_progress")
        path = f"{RUNS}/{made.json['id']}"
        changes = {"conclusion": "success", "output": {"title": "Fine", "summary": "All"}}
        done = (await here.send("PATCH", path, body=changes)).json
        assert (done["status"], done["output"]["title"]) == ("completed", "Fine")
        assert (await here.get(path)).json["conclusion"] == "success"
        await here.send("POST", RUNS, body=body)
        listed = (await here.get(f"/repos/course/lm/commits/{sha}/check-runs")).json
        assert (listed["total_count"], listed["check_runs"][0]["status"]) == (1, "in_progress")
        everything = f"/repos/course/lm/commits/{sha}/check-runs?filter=all&check_name=Coach"
        assert (await here.get(everything)).json["total_count"] == 2
        assert (await here.get(f"{everything}&app_id=1")).json["total_count"] == 0
        assert (await here.get("/repos/alice/lm/commits/fix/check-runs")).json["total_count"] == 0


async def test_only_an_app_writes_check_runs_and_only_its_own() -> None:
    made = course()
    other = made.world.create_app(
        made.course, "other", public_key="", permissions={"checks": "write"}, events=()
    )
    run = made.world.create_check_run(made.base, other, made.pull.head_sha, "Theirs")
    async with stage(made) as here:
        body = {"name": "x", "head_sha": made.pull.head_sha}
        mentor = here.user_token(made.mentor)
        assert (await here.send("POST", RUNS, mentor, body=body)).status == 403
        path = f"{RUNS}/{run.id}"
        assert (await here.send("PATCH", path, body={"status": "completed"})).status == 403
        assert (await here.get(f"/repos/alice/lm/check-runs/{run.id}")).status == 404


async def test_a_check_run_needs_a_known_commit_and_a_bounded_text() -> None:
    async with stage() as here:
        unknown = await here.send("POST", RUNS, body={"name": "x", "head_sha": "0" * 40})
        assert (unknown.status, "No commit found" in unknown.text) == (422, True)
        output = {"title": "x", "summary": "x" * 65_536}
        body = {"name": "x", "head_sha": here.course.pull.head_sha, "output": output}
        assert (await here.send("POST", RUNS, body=body)).status == 422
        nothing = await here.get("/repos/course/lm/commits/nowhere/check-runs")
        assert nothing.status == 422
