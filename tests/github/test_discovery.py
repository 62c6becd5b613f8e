"""What the finder makes of GitHub's answers: pages, refusals, and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.github.discovery import PullFinder
from bot.github.guard import Admitted
from bot.kernel.upstream import Fork, Origin
from bot.sandbox.exchange import Caller
from bot.sandbox.world import World
from tests.support.watched import Wire

if TYPE_CHECKING:
    from bot.sandbox.model import PullRequest, Repository, User

HOME = Admitted(7, 1, "course", "tracker")


@dataclass
class Given:
    """A project, the course's fork of it, and two students."""

    world: World
    wire: Wire
    finder: PullFinder
    upstream: Repository
    fork: Repository
    ada: User
    bob: User

    def opened(self, branch: str, by: User, pushed_by: User | None = None) -> PullRequest:
        files = {"a.py": f"a = '{branch}'\n"}
        self.world.commit(self.fork, branch, pushed_by or by, "Mend", files)
        return self.world.open_pull_request(
            author=by, head=self.fork, head_branch=branch, base=self.upstream, title="Mend"
        )


@pytest.fixture
def given() -> Given:
    world = World(VirtualClock())
    upstream = world.create_repository(world.create_organisation("vllm-project"), "vllm")
    course = world.create_organisation("course")
    app = world.create_app(course, "coach", public_key="", permissions={}, events=())
    fork = world.fork(upstream, course)
    installation = world.install_app(app, course)
    wire = Wire(world, Caller(world, world.create_token(installation)))
    finder = PullFinder(wire)  # type: ignore[arg-type] # it has what is used
    return Given(
        world, wire, finder, upstream, fork, world.create_user("ada"), world.create_user("bob")
    )


async def test_a_branch_tells_who_wrote_it_and_what_it_leads_to(given: Given) -> None:
    pull = given.opened("fix", given.bob, pushed_by=given.ada)
    found = await given.finder.branch(HOME, given.fork.node_id, "fix")
    assert found.parents == ("vllm-project/vllm",)
    (branch,) = found.branches
    assert (branch.name, branch.author) == ("fix", "ada")
    (led,) = branch.pulls
    assert (led.node_id, led.author, led.branch) == (pull.node_id, "bob", "fix")
    assert led.repository_id == given.upstream.id


async def test_a_branch_that_is_gone_leads_nowhere(given: Given) -> None:
    found = await given.finder.branch(HOME, given.fork.node_id, "gone")
    assert found == Fork(("vllm-project/vllm",))


async def test_a_fork_of_a_fork_names_both_and_one_that_is_gone_nothing(given: Given) -> None:
    second = given.world.fork(given.fork, given.ada)
    found = await given.finder.branch(HOME, second.node_id, "main")
    assert found.parents == ("course/vllm", "vllm-project/vllm")
    given.world.delete_repository(second, given.ada)
    assert await given.finder.branch(HOME, second.node_id, "main") == Fork()


async def test_a_commit_of_nobodys_account_has_no_author(given: Given) -> None:
    given.opened("fix", given.ada)
    given.fork.objects[given.fork.branches["fix"]].author = None
    (branch,) = (await given.finder.branch(HOME, given.fork.node_id, "fix")).branches
    assert branch.author == ""


async def test_all_branches_are_read_a_hundred_for_a_point(given: Given) -> None:
    for number in range(230):
        given.world.commit(given.fork, f"x{number:03}", given.ada, "Try", {"a.py": f"{number}\n"})
    given.opened("z", given.bob)
    before = given.wire.points
    found = await given.finder.branches(HOME, given.fork.node_id)
    assert len(found.branches) == 232
    assert found.parents == ("vllm-project/vllm",)
    assert [pull.author for branch in found.branches for pull in branch.pulls] == ["bob"]
    assert given.wire.points - before == 3


async def test_a_search_reads_all_pages_and_tells_what_it_cost(given: Given) -> None:
    for number in range(120):
        given.opened(f"x{number}", given.ada)
    given.opened("fix", given.bob)
    since = given.world.now().date()
    found, spent = await given.finder.search(HOME, ("ada", "bob"), since)
    assert len(found) == 121
    assert {pull.author for pull in found} == {"ada", "bob"}
    assert spent.points == 2


async def test_one_who_is_gone_keeps_nobody_else_from_being_found(given: Given) -> None:
    given.opened("fix", given.bob)
    given.ada.deleted = True
    since = given.world.now().date()
    found, spent = await given.finder.search(HOME, ("ada", "bob"), since)
    assert [pull.author for pull in found] == ["bob"]
    assert spent.points == 3
    assert (await given.finder.search(HOME, ("ada",), since))[0] == ()


async def test_what_was_touched_before_is_not_found(given: Given) -> None:
    given.opened("fix", given.bob)
    tomorrow = given.world.now().date().replace(day=28)
    assert (await given.finder.search(HOME, ("bob",), tomorrow))[0] == ()


async def test_pull_requests_are_found_by_number_many_at_once(given: Given) -> None:
    pulls = [given.opened(f"x{number}", given.ada) for number in range(60)]
    wanted = [("vllm-project/vllm", pull.number) for pull in pulls]
    ids, spent = await given.finder.node_ids(
        HOME, (*wanted, ("vllm-project/vllm", 999), ("no/where", 1))
    )
    assert ids == {one: pull.node_id for one, pull in zip(wanted, pulls, strict=True)}
    assert spent.points == 2
    assert await given.finder.node_ids(HOME, ()) == ({}, type(spent)())


async def test_forks_tell_of_what_and_which_branch_is_built_on_there(given: Given) -> None:
    second = given.world.fork(given.fork, given.ada)
    alone = given.world.create_repository(given.ada, "alone")
    ids = [each.node_id for each in (given.fork, second, alone)] + [f"R_{n}" for n in range(100)]
    found = await given.finder.origins(HOME, ids)
    project = Origin("vllm-project/vllm", "main")
    assert found == {
        given.fork.node_id: (project,),
        second.node_id: (Origin("course/vllm", "main"), project),
    }
    assert given.wire.points == 2


async def test_a_branch_tells_its_newest_commit_and_when_that_was_made(given: Given) -> None:
    made = given.world.commit(given.fork, "fix", given.ada, "Mend", {"a.py": "a = 1\n"})
    (branch,) = (await given.finder.branch(HOME, given.fork.node_id, "fix")).branches
    assert (branch.head, branch.committed) == (made.sha, made.date)
