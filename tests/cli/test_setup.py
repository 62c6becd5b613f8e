"""`upstream-coach setup tracker`, against the sandbox."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.cli.setup import FORM, _label
from bot.clock import VirtualClock
from bot.github.tracker_setup import BRANCH, PATH, PAUSE, Steps, read_tracker, set_up, steps
from bot.github.transport import Connection, Endpoints
from bot.kernel.errors import UserError
from bot.progress.labels import LABELS
from bot.sandbox.faults import Faults
from bot.sandbox.model import PullRequest
from bot.sandbox.server import running
from bot.sandbox.world import World
from bot.settings import graphql_url
from bot.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from click.testing import Result

    from bot.github.tracker_setup import Tracker
    from bot.sandbox.model import Repository, User

NAME = "ai-course/tracker"
FORM_TEXT = shipped(FORM)
ALL = tuple(map(_label, LABELS))


class Patient(VirtualClock):
    """A clock that counts what is slept through."""

    slept = 0.0

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds


@dataclass
class Setting:
    """A course with an empty tracker and its instructor."""

    world: World
    tracker: Repository
    ida: User
    token: str

    @property
    def form(self) -> str | None:
        """The form on the default branch."""
        head = self.tracker.branches[self.tracker.default_branch]
        return self.tracker.objects[head].tree.get(PATH)

    @property
    def proposals(self) -> list[PullRequest]:
        """Every pull request of the tracker."""
        return [each for each in self.tracker.issues.values() if isinstance(each, PullRequest)]

    def merge(self) -> None:
        """Merge the proposal, as the instructor does."""
        (pull,) = self.proposals
        self.world.merge(pull, self.ida)


def setting() -> Setting:
    world = World(VirtualClock())
    ida = world.create_user("ida")
    organisation = world.create_organisation("ai-course", (ida,))
    tracker = world.create_repository(organisation, "tracker", private=True)
    return Setting(world, tracker, ida, world.create_user_token(ida).value)


@asynccontextmanager
async def connected(given: Setting, token: str | None = None) -> AsyncIterator[Connection]:
    async with running(given.world, Faults()) as root, aiohttp.ClientSession() as session:
        endpoints = Endpoints(root, graphql_url(root))
        yield Connection(
            session,
            scope="setup",
            clock=VirtualClock(),
            endpoints=endpoints,
            token=token or given.token,
        )


async def run(given: Setting, form: str = FORM_TEXT) -> tuple[Tracker, Steps, str | None]:
    """Set the tracker up, and return what was there, what was to be done, and the address."""
    async with connected(given) as connection:
        there = await read_tracker(connection, *NAME.split("/"))
        wanted = steps(there, form, ALL)
        return there, wanted, await set_up(connection, Patient(), there, form, wanted)


NOTHING = Steps(branch=False, commit=False, open=False, labels=())


async def test_the_form_is_proposed_and_never_pushed_to_the_default_branch() -> None:
    given = setting()
    before = given.tracker.branches["main"]
    _, wanted, address = await run(given)

    (pull,) = given.proposals
    assert wanted == Steps(branch=True, commit=True, open=True, labels=ALL)
    assert address is not None
    assert address.endswith(f"/{NAME}/pull/{pull.number}")
    assert (pull.head_ref, pull.base_ref, pull.author) == (BRANCH, "main", given.ida)
    assert given.tracker.branches["main"] == before
    assert {label.name for label in given.tracker.labels.values()} >= {one.name for one in ALL}
    assert not given.world.unknown_requests

    given.merge()
    assert given.form == FORM_TEXT


async def test_running_it_again_does_only_what_is_missing() -> None:
    given = setting()
    _, _, first = await run(given)
    there, wanted, address = await run(given)
    assert (wanted, address) == (NOTHING, None)
    assert there.pull_request == first

    _, wanted, address = await run(given, FORM_TEXT + "# newer\n")
    assert wanted == Steps(branch=False, commit=True, open=False, labels=())
    assert address == first
    assert len(given.proposals) == 1
    given.merge()
    assert given.form == FORM_TEXT + "# newer\n"

    del given.tracker.labels["coach: ready"]
    _, wanted, _ = await run(given, FORM_TEXT + "# newer\n")
    assert [label.name for label in wanted.labels] == ["coach: ready"]


async def test_it_goes_on_where_it_ended() -> None:
    given = setting()
    given.world.push(given.tracker, BRANCH, given.tracker.branches["main"], given.ida)
    _, wanted, _ = await run(given)
    assert (wanted.branch, wanted.commit, wanted.open) == (False, True, True)

    given.world.close(given.proposals[0], given.ida)
    _, wanted, _ = await run(given)
    assert (wanted.branch, wanted.commit, wanted.open) == (False, False, True)


async def test_a_pull_request_from_somebody_s_fork_is_not_taken_for_the_proposal() -> None:
    given = setting()
    fork = given.world.fork(given.tracker, given.ida)
    given.world.commit(fork, BRANCH, given.ida, "Mine", {"a.txt": "a\n"})
    given.world.open_pull_request(
        author=given.ida, head=fork, head_branch=BRANCH, base=given.tracker, title="Mine"
    )
    there, wanted, _ = await run(given)
    assert there.pull_request is None
    assert wanted.open


async def test_an_old_branch_in_the_way_is_left_alone() -> None:
    given = setting()
    given.world.commit(given.tracker, BRANCH, given.ida, "Old", {PATH: "name: Old\n"})
    with pytest.raises(UserError, match="Delete the branch"):
        await run(given)
    assert given.proposals == []


async def test_what_takes_no_changes_is_told() -> None:
    given = setting()
    given.tracker.archived = True
    with pytest.raises(UserError, match="is archived"):
        await run(given)
    given.tracker.archived = False
    given.tracker.branches.clear()
    with pytest.raises(UserError, match="no commit yet"):
        await run(given)
    given.world.delete_repository(given.tracker, given.ida)
    with pytest.raises(UserError, match="cannot be read"):
        await run(given)


async def test_a_token_that_may_only_read_gets_a_word_on_what_it_needs() -> None:
    given = setting()
    given.tracker.private = False
    token = given.world.create_user_token(given.world.create_user("eve")).value
    async with connected(given, token) as connection:
        there = await read_tracker(connection, *NAME.split("/"))
        wanted = steps(there, FORM_TEXT, ALL)
        with pytest.raises(UserError, match="The token needs the right to write"):
            await set_up(connection, Patient(), there, FORM_TEXT, wanted)
    assert given.tracker.branches.keys() == {"main"}


async def test_a_label_that_was_made_meanwhile_is_no_obstacle() -> None:
    given = setting()
    async with connected(given) as connection:
        there = await read_tracker(connection, *NAME.split("/"))
        given.world.label(given.tracker, "coach: ready")
        address = await set_up(
            connection, Patient(), there, FORM_TEXT, steps(there, FORM_TEXT, ALL)
        )
    assert address is not None
    assert len(given.tracker.labels) >= len(ALL)


async def test_between_two_writes_there_is_a_pause() -> None:
    given, clock = setting(), Patient()
    async with connected(given) as connection:
        there = await read_tracker(connection, *NAME.split("/"))
        await set_up(connection, clock, there, FORM_TEXT, steps(there, FORM_TEXT, ALL))
    assert clock.slept == PAUSE * (3 + len(ALL) - 1)


def called(*words: str) -> Result:
    return CliRunner().invoke(cli, ["setup", "tracker", *words])


async def command(given: Setting, *words: str) -> str:
    async with running(given.world, Faults()) as root:
        words = ("--repository", NAME, "--api-url", root, *words)
        result = await asyncio.to_thread(called, *words)
    assert result.exception is None, result.exception
    return str(result.stdout)


async def test_the_command_says_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    given = setting()
    monkeypatch.setenv("GITHUB_TOKEN", given.token)
    monkeypatch.setattr("bot.cli.setup.SystemClock", Patient)

    planned = await command(given, "--dry-run")
    assert f"Would make the branch {BRANCH} in {NAME}." in planned
    assert "Would open a pull request into main." in planned
    assert f"Would make {len(ALL)} labels: coach: found" in planned
    assert planned.endswith(FORM_TEXT)
    assert given.proposals == []

    assert "Opened http" in await command(given)
    assert "Nothing to do but to merge http" in await command(given)
    assert "Nothing to do but to merge http" in await command(given, "--dry-run")
    monkeypatch.setattr("bot.cli.setup.shipped", lambda _name: "name: Newer\n")
    assert "Would commit" in await command(given, "--dry-run")
    assert "Updated the form in http" in await command(given)
    given.merge()
    given.world.delete_branch(given.tracker, BRANCH, given.ida)
    assert f"Nothing to do: {NAME} has the form" in await command(given)
    del given.tracker.labels["coach: ready"]
    assert "Made 1 label: coach: ready" in await command(given)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vllm-project/vllm", "is an upstream project of the course"),
        ("HuggingFace/Transformers", "is an upstream project of the course"),
        ("tracker", "is no repository"),
        ("a/b/c", "is no repository"),
        (NAME, "GITHUB_TOKEN is not set"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GITHUB_TOKEN_FILE", raising=False)
    result = called("--repository", name)
    assert isinstance(result.exception, UserError)
    assert said in str(result.exception)


async def test_a_name_that_leads_to_an_upstream_project_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = setting()
    monkeypatch.setenv("GITHUB_TOKEN", given.token)
    project = given.world.create_organisation("vllm-project", (given.ida,))
    upstream = given.world.create_repository(project, "our-tracker")
    given.world.rename_repository(upstream, "vllm", given.ida)
    async with running(given.world, Faults()) as root:
        words = ("--repository", "vllm-project/our-tracker", "--api-url", root)
        result = await asyncio.to_thread(called, *words)
    assert "is an upstream project of the course" in str(result.exception)
    assert upstream.branches.keys() == {"main"}
