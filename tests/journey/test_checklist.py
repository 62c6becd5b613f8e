"""From a delivery to the checklist comment, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.markers import CHECKLIST
from tests.support.rehearsals import BODY, FIX, coached, course

if TYPE_CHECKING:
    from tests.support.rehearsals import Course

TEST = {"tests/test_parser.py": "def test_empty():\n    assert parse('') == []\n"}
WITH_TEST: dict[str, str | None] = {**FIX, **TEST}
REPRODUCTION = "To reproduce:\n\n```python\nparse('')\n```\n\nExpected `[]`, got an error."


def operations(given: Course) -> list[str]:
    return [each.operation or f"{each.method} {each.path}" for each in given.world.requests]


async def test_a_new_pull_request_gets_one_comment_and_one_check_run() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()

        (comment,) = given.checklists(pull)
        (run,) = given.world.check_runs.values()
    assert comment.body.startswith(CHECKLIST)
    assert run.name == "Upstream Coach"
    assert run.suite.head_sha == pull.head_sha
    assert operations(given)[-2:] == ["PullRequest", "Publish"]


async def test_a_burst_of_twenty_deliveries_is_one_comment_and_at_most_four_requests() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        for number in range(19):
            given.world.edit(pull, given.student, body=f"{BODY}\n\nEdit {number}.")
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1
    assert len(given.world.deliveries) >= 20
    assert len(given.world.requests) <= 4


async def test_an_unchanged_pull_request_costs_one_read_and_no_write() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        given.world.requests.clear()

        given.world.set_locked(pull, given.student, locked=False)
        given.world.request_review(pull, given.world.create_user("mentor"), given.student)
        await rehearsal.quiet()

    assert operations(given) == ["PullRequest"]


async def test_the_same_delivery_five_times_leads_to_no_further_write() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        before = given.checklists(pull)[0].body
        given.world.requests.clear()

        opened = next(each for each in given.world.deliveries if each.action == "opened")
        for _ in range(5):
            await rehearsal.service.github.app.redeliver(opened.id)
        await rehearsal.quiet()

        assert [each.body for each in given.checklists(pull)] == [before]
    attempts = [each for each in given.world.deliveries if each.guid == opened.guid]
    assert len(attempts) == 6
    assert {each.path.rpartition("/")[2] for each in given.world.requests} == {"attempts"}


async def test_the_checklist_follows_what_the_student_does_in_place() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        (comment,) = given.checklists(pull)
        first = comment.body

        given.world.comment(pull, given.student, REPRODUCTION)
        await rehearsal.quiet()
        second = comment.body
        given.push(pull, dict(TEST))
        await rehearsal.quiet()

        assert len({first, second, comment.body}) == 3
        assert given.checklists(pull) == [comment]
    assert rehearsal.figures()["duplicate_comments"] == 0


async def test_the_diff_is_read_only_when_the_head_has_moved() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open(files=WITH_TEST)
        await rehearsal.quiet()
        given.world.edit(pull, given.student, body=f"{BODY} And more.")
        await rehearsal.quiet()
        diffs = [each for each in operations(given) if each.startswith("GET")]
        given.push(pull, {"tests/test_more.py": "def test_more():\n    assert True\n"})
        await rehearsal.quiet()

    assert len(diffs) == 1
    assert len([each for each in operations(given) if each.startswith("GET")]) == 2


async def test_a_deleted_checklist_is_written_anew_once() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        (comment,) = given.checklists(pull)

        given.world.delete_comment(comment, given.student)
        await rehearsal.quiet()

        (again,) = given.checklists(pull)
    assert again.body == comment.body


async def test_a_marker_that_a_student_pastes_is_not_taken_for_ours() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        pasted = given.world.comment(pull, given.student, f"{CHECKLIST}\nmine")
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1
    assert pasted.body == f"{CHECKLIST}\nmine"


async def test_a_checklist_is_found_again_when_the_database_was_lost() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()

    async with coached(given) as rehearsal:
        given.world.edit(pull, given.student, body=f"{BODY}\n\n{REPRODUCTION}")
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1


async def test_a_checklist_beyond_the_first_hundred_comments_is_found() -> None:
    given = course()
    async with coached(given):
        pass
    pull = given.open()
    for number in range(150):
        given.world.comment(pull, given.student, f"note {number}")
    ours = given.world.comment(pull, given.cast.app.bot, f"{CHECKLIST}\nold", app=given.cast.app)
    for number in range(60):
        given.world.comment(pull, given.student, f"later {number}")

    async with coached(given) as rehearsal:
        given.world.edit(pull, given.student, body=f"{BODY}\n\n{REPRODUCTION}")
        await rehearsal.quiet()

        assert given.checklists(pull) == [ours]


async def test_a_closed_pull_request_is_left_as_it_is() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        before = given.checklists(pull)[0].body

        given.world.close(pull, given.student)
        given.world.edit(pull, given.student, body="")
        await rehearsal.quiet()

        assert given.checklists(pull)[0].body == before


async def test_a_pull_request_whose_fork_was_deleted_harms_nothing() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        before = given.checklists(pull)[0].body
        assert pull.head_repository is not None
        given.world.delete_repository(pull.head_repository, given.student)
        given.world.comment(pull, given.student, REPRODUCTION)
        await rehearsal.quiet()

        assert [each.body for each in given.checklists(pull)] == [before]


async def test_a_renamed_fork_is_still_served() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        given.world.rename_repository(given.fork, "motor", given.student)
        given.world.edit(pull, given.student, body=f"{BODY}\n\n{REPRODUCTION}")
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1


async def test_running_the_check_again_looks_again_even_though_the_head_is_in_a_fork() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        (run,) = given.world.check_runs.values()
        given.world.requests.clear()

        given.world.rerequest(run, given.student)
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1
    assert operations(given) == ["PullRequest"]
