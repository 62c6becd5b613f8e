"""No request ever leaves for a repository outside the installation list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.kernel.subject import Subject, SubjectKind
from tests.support.rehearsals import coached, course

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Repository
    from tests.support.rehearsals import Course


async def forge(rehearsal: Rehearsal, repository: Repository, number: int) -> None:
    """Make the coach believe that something happened in this repository."""
    installation = next(iter(rehearsal.world.installations), 0)
    subject = Subject(SubjectKind.PULL_REQUEST, f"{repository.id}#{number}")
    await rehearsal.service.store.signal(subject, str(installation))
    await rehearsal.quiet()


def touched(given: Course, repository: Repository) -> list[str]:
    """Return the requests that name a repository, by path."""
    name = f"{repository.owner.login}/{repository.name}"
    return [each.path for each in given.world.requests if name in each.path]


async def test_an_upstream_pull_request_is_not_even_read() -> None:
    given = course()
    async with coached(given) as rehearsal:
        upstream_pull = given.world.open_pull_request(
            author=given.student,
            head=given.open().head_repository or given.fork,
            head_branch="fix-1",
            base=given.upstream,
            title="Upstream",
        )
        await rehearsal.quiet()
        given.world.requests.clear()

        await forge(rehearsal, given.upstream, upstream_pull.number)

    asked = {each.operation or each.path for each in given.world.requests}
    assert asked <= {f"/app/installations/{i}" for i in given.world.installations} | {
        "/installation/repositories"
    }
    assert touched(given, given.upstream) == []
    assert given.checklists(upstream_pull) == []


async def test_a_repository_that_left_the_installation_is_left_alone_at_once() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        (installation,) = given.world.installations.values()
        given.world.uninstall(installation, given.student)
        await rehearsal.quiet()
        given.world.requests.clear()

        await forge(rehearsal, given.fork, pull.number)

    assert not any(each.operation or each.write for each in given.world.requests)


@pytest.mark.parametrize("kind", ["installation of a stranger", "suspended installation"])
async def test_an_installation_that_nobody_named_gets_no_request(kind: str) -> None:
    given = course()
    async with coached(given) as rehearsal:
        if kind == "suspended installation":
            (installation,) = given.world.installations.values()
            given.world.suspend(installation, given.student)
            fork = given.fork
        else:
            stranger = given.world.create_organisation("strangers")
            fork = given.world.fork(given.upstream, stranger)
            given.world.install_app(given.cast.app, stranger)
        await rehearsal.quiet()
        given.world.requests.clear()

        pull = given.world.open_pull_request(
            author=given.student,
            head=_branch(given, fork),
            head_branch="work",
            base=fork,
            title="Anything",
        )
        await rehearsal.quiet()
        await forge(rehearsal, fork, pull.number)

    assert given.checklists(pull) == []
    assert not any(each.operation for each in given.world.requests)


def _branch(given: Course, fork: Repository) -> Repository:
    head = given.world.fork(fork, given.student, name=f"{fork.name}-work")
    given.world.commit(head, "work", given.student, "Work", {"engine/parser.py": "new\n"})
    return head
