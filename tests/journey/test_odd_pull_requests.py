"""Pull requests that are very large, locked, gone, or that GitHub serves only in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.kernel.subject import Subject, SubjectKind
from bot.sandbox.faults import ServerError
from tests.support.rehearsals import BODY, coached, course

if TYPE_CHECKING:
    from bot.sandbox.model import PullRequest
    from tests.support.rehearsals import Course


def operations(given: Course) -> list[str]:
    return [each.operation or f"{each.method} {each.status}" for each in given.world.requests]


def many(count: int) -> dict[str, str | None]:
    return {f"engine/part_{number}.py": "value = 1\n" for number in range(count)}


async def test_two_hundred_and_fifty_files_are_read_in_pages_and_judged_once() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open(files=many(250))
        await rehearsal.quiet()

        (comment,) = given.checklists(pull)
    assert operations(given) == ["PullRequest", "MoreFiles", "MoreFiles", "Publish"]
    assert "250 files" in comment.body


async def test_a_diff_that_github_refuses_as_too_large_is_asked_for_once() -> None:
    given = course()
    files = many(3) | {"tests/test_engine.py": "assert True\n" * 20_001}
    async with coached(given) as rehearsal:
        pull = given.open(files=files)
        await rehearsal.quiet()
        given.world.edit(pull, given.student, body=f"{BODY} And more of it.")
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1
    assert operations(given).count("GET 406") == 1


async def test_a_locked_conversation_gets_a_check_run_only() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        given.world.set_locked(pull, given.student, locked=True)
        await rehearsal.quiet()

        assert given.checklists(pull) == []
    assert [run.name for run in given.world.check_runs.values()] == ["Upstream Coach"]


async def test_a_pull_request_that_does_not_exist_ends_quietly() -> None:
    given = course()
    async with coached(given) as rehearsal:
        (installation,) = given.world.installations
        subject = Subject(SubjectKind.PULL_REQUEST, f"{given.fork.id}#999")
        await rehearsal.service.store.signal(subject, str(installation))
        await rehearsal.quiet()

        assert await rehearsal.service.store.state(subject) is None
    assert operations(given) == ["PullRequest"]


async def test_a_page_that_fails_is_read_again_and_nothing_is_judged_in_part() -> None:
    given = course()
    given.cast.faults.add(ServerError(operation="MoreFiles", status=502))
    async with coached(given) as rehearsal:
        pull = given.open(files=many(150))
        await rehearsal.quiet()

        (comment,) = given.checklists(pull)
    assert "150 files" in comment.body
    assert operations(given).count("Publish") == 1


async def test_an_archived_fork_is_left_alone_and_told_to_the_operator() -> None:
    given = course()
    async with coached(given, parked=1) as rehearsal:
        pull = given.open()
        given.world.set_archived(given.fork, given.student, archived=True)
        await rehearsal.quiet()

        (row,) = await rehearsal.service.store.tasks(parked=True)
        assert given.checklists(pull) == []
    assert "is archived" in (row.error or "")


@pytest.mark.parametrize("closing", ["close", "merge"])
async def test_a_pull_request_that_was_over_before_we_looked_gets_nothing(closing: str) -> None:
    given = course()

    def end(pull: PullRequest) -> None:
        if closing == "close":
            given.world.close(pull, given.student)
        else:
            given.world.merge(pull, given.student)

    async with coached(given) as rehearsal:
        pull = given.open()
        end(pull)
        await rehearsal.quiet()

        assert given.checklists(pull) == []
    assert operations(given) == ["PullRequest"]
