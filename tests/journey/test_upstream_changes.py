"""What becomes of the projects, forks and accounts in a course's time hides nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from graphql import GraphQLObjectType

from bot.sandbox import graphql
from bot.sandbox.exchange import RefusalError
from bot.sandbox.model import ReviewState
from tests.support.classroom import classroom, coached

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Issue, PullRequest
    from tests.support.classroom import Classroom


async def later(given: Classroom, rehearsal: Rehearsal) -> None:
    await given.clock.sleep(timedelta(minutes=12).total_seconds())
    await rehearsal.quiet()


async def opened(given: Classroom, rehearsal: Rehearsal) -> tuple[Issue, PullRequest]:
    issue = given.take()
    await rehearsal.quiet()
    pull = given.go_upstream()
    await later(given, rehearsal)
    assert labels(issue) == ["coach: open"]
    return issue, pull


def labels(issue: Issue) -> list[str]:
    return [label.name for label in issue.labels]


def renamed(given: Classroom) -> None:
    given.world.rename_repository(given.upstream, "vllm-next", given.maintainer)


def transferred(given: Classroom) -> None:
    other = given.world.create_organisation("serving-project", (given.maintainer,))
    given.world.transfer(given.upstream, other, given.maintainer)


def archived(given: Classroom) -> None:
    given.upstream.archived = True


def without_the_stranger(given: Classroom) -> None:
    given.world.delete_user(given.stranger)
    given.world.delete_user(given.bob)


CHANGES = (renamed, transferred, archived, without_the_stranger)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_a_pull_request_is_followed_to_its_end_all_the_same(
    change: Callable[[Classroom], None],
) -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await opened(given, rehearsal)
        change(given)
        given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Why so?")
        await later(given, rehearsal)
        assert labels(issue) == ["coach: review"]

        given.world.close(pull, given.maintainer)
        await later(given, rehearsal)
        assert "closed" in given.card(issue).lower()
    assert given.world.footprints == []


async def test_with_the_fork_github_closes_the_pull_request_and_the_card_says_so() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, _ = await opened(given, rehearsal)
        given.world.delete_repository(given.world.repository("ada/vllm-mine"), given.ada)
        await later(given, rehearsal)

        assert labels(issue) == ["coach: building"]
        assert "closed" in given.card(issue).lower()


async def test_a_reviewer_whose_account_is_gone_has_still_reviewed() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await opened(given, rehearsal)
        given.world.submit_review(pull, given.stranger, ReviewState.CHANGES_REQUESTED, "No.")
        given.world.delete_user(given.stranger)
        await later(given, rehearsal)

        assert labels(issue) == ["coach: review"]


async def test_a_project_that_turns_private_is_no_longer_told_of_and_the_others_are() -> None:
    given = classroom()
    other = given.world.create_repository(given.world.create_organisation("pytorch"), "ao")
    bug = given.world.create_issue(other, given.maintainer, "A bug")
    async with coached(given) as rehearsal:
        issue, pull = await opened(given, rehearsal)
        second = given.take(f"I take pytorch/ao#{bug.number}", by=given.bob)
        given.world.set_private(given.upstream, given.maintainer, private=True)
        head = given.world.fork(other, given.bob)
        given.world.commit(head, "x", given.bob, "Mend", {"a.py": "a = 1\n"})
        given.world.open_pull_request(
            author=given.bob, head=head, head_branch="x", base=other, title="Mend"
        )
        given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Secret")
        await later(given, rehearsal)

        assert labels(second) == ["coach: open"]
        assert labels(issue) == ["coach: open"]
        assert "Secret" not in given.card(issue)


REFUSED = (("Commit", "statusCheckRollup"), ("PullRequest", "reviewRequests"))
NEVER_NULL = (("PullRequest", "mergeable"), ("PullRequest", "mergeStateStatus"))
"""Where one of these is refused, GraphQL blanks the pull request that it belongs to."""


@pytest.mark.parametrize("fields", [REFUSED, NEVER_NULL], ids=["nullable", "never null"])
async def test_a_field_that_github_refuses_blanks_nothing_else(
    fields: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = classroom()

    def refused(*_asked: object, **_page: object) -> None:
        raise RefusalError(403, "Resource not accessible by integration")

    async with coached(given) as rehearsal:
        issue, pull = await opened(given, rehearsal)
        for owner, field in fields:
            kind = graphql.schema().type_map[owner]
            assert isinstance(kind, GraphQLObjectType)
            monkeypatch.setattr(kind.fields[field], "resolve", refused)
        given.world.submit_review(pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "No.")
        await later(given, rehearsal)

        assert labels(issue) == ["coach: review"]
        assert "**Turn:** yours" in given.card(issue)
