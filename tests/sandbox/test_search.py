"""The sandbox searches as GitHub does: its grammar, its limits, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.github.discovery_documents import SEARCHED
from bot.sandbox.exchange import RefusalError
from bot.sandbox.search import DEEPEST, MOST_OPERATORS, Names, matching
from bot.sandbox.world import World
from tests.support.sandbox import course, stage

if TYPE_CHECKING:
    from bot.sandbox.model import Issue


@pytest.fixture(scope="module")
def world() -> World:
    made = World(VirtualClock())
    ada, bob = made.create_user("ada"), made.create_user("Bob")
    gone = made.create_user("gone")
    gone.deleted = True
    home = made.create_repository(made.create_organisation("vllm-project"), "vllm")
    made.create_repository(ada, "toy")
    for author, branch in ((ada, "one"), (bob, "two")):
        made.commit(home, branch, author, "Mend", {f"{branch}.py": "a = 1\n"})
        made.open_pull_request(
            author=author, head=home, head_branch=branch, base=home, title=f"Mend {branch}"
        )
    issue = made.create_issue(home, ada, "It hangs", "For empty prompts")
    made.close(issue, ada)
    return made


def found(world: World, query: str) -> list[str]:
    holds = matching(query, Names(world.users, world.names))
    issues: list[Issue] = [
        issue for each in world.repositories.values() for issue in each.issues.values()
    ]
    return [issue.title for issue in issues if holds(issue)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("is:pr", ["Mend one", "Mend two"]),
        ("is:pull-request author:ADA", ["Mend one"]),
        ("is:issue", ["It hangs"]),
        ("is:issue empty", ["It hangs"]),
        ("is:issue is:open", []),
        ("is:pr is:open sort:updated-desc", ["Mend one", "Mend two"]),
        ("is:pr author:ada author:bob", []),
        ("is:pr author:ada AND author:bob", []),
        ("is:pr (author:ada OR author:bob)", ["Mend one", "Mend two"]),
        ("is:pr NOT author:ada", ["Mend two"]),
        ("is:pr author:ada OR is:issue", ["Mend one", "It hangs"]),
        ("is:pr repo:vllm-project/vllm repo:ada/toy", []),
        ("is:pr repo:vllm-project/vllm", ["Mend one", "Mend two"]),
        ("is:pr created:2026-09-07", ["Mend one", "Mend two"]),
        ("is:pr updated:>=2026-09-07", ["Mend one", "Mend two"]),
        ("is:pr updated:<=2026-09-07", ["Mend one", "Mend two"]),
        ("is:pr updated:>2026-09-07", []),
        ("is:pr updated:<2026-09-07", []),
    ],
)
def test_a_query_finds_what_github_would(world: World, query: str, wanted: list[str]) -> None:
    assert found(world, query) == wanted


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("author:ada", "must include"),
        ("is:pr author:nobody", "listed users cannot be searched"),
        ("is:pr (author:ada OR author:gone)", "listed users cannot be searched"),
        ("is:pr repo:nobody/nothing", "cannot be searched"),
        ("is:pr " + " OR ".join(["author:ada"] * (MOST_OPERATORS + 2)), "More than five"),
        ("is:pr " + 260 * "x", "longer than 256"),
        ("is:pr (author:ada", "unmatched parenthesis"),
        ("is:pr author:ada)", "unmatched parenthesis"),
        ("is:pr OR", "cannot be read"),
        ("is:pr " + (DEEPEST + 1) * "(" + "x" + (DEEPEST + 1) * ")", "too deeply"),
        ("is:pr created:yesterday", "is no time"),
    ],
)
def test_what_github_refuses_is_refused(world: World, query: str, words: str) -> None:
    with pytest.raises(RefusalError) as refused:
        found(world, query)
    assert refused.value.status == 422
    assert words in str(refused.value.errors)


@pytest.mark.parametrize("query", ["is:pr label:bug", "is:pr is:merged"])
def test_what_the_sandbox_does_not_know_is_no_answer_of_github(world: World, query: str) -> None:
    with pytest.raises(RefusalError) as refused:
        found(world, query)
    assert refused.value.status == 501


async def test_the_newest_come_first_in_pages_and_what_is_hidden_does_not_come() -> None:
    made = course()
    for number in range(3):
        made.world.commit(made.fork, f"x{number}", made.alice, "Try", {"a.py": f"{number}\n"})
        made.world.open_pull_request(
            author=made.alice, head=made.fork, head_branch=f"x{number}", base=made.base, title="Try"
        )
    made.pull.updated_at += timedelta(hours=1)
    async with stage(made) as here:
        words = "is:pr author:alice sort:updated-desc"
        answer = (await here.query(SEARCHED, "", query=words, after=None)).json
        page = answer["data"]["search"]
        assert page["nodes"][0]["number"] == made.pull.number
        assert len(page["nodes"]) == 4
        assert page["pageInfo"]["hasNextPage"] is False

        hidden = made.world.create_repository(made.mentor, "hidden", private=True)
        made.world.create_issue(hidden, made.alice, "Secret")
        words = "is:issue author:alice"
        answer = (await here.query(SEARCHED, "", query=words, after=None)).json
        assert answer["data"]["search"]["nodes"] == []


async def test_a_refused_search_blanks_the_answer_as_the_field_may_not_be_null() -> None:
    async with stage(course()) as here:
        words = "is:pr author:nobody"
        answer = (await here.query(SEARCHED, "", query=words, after=None)).json
        assert answer["data"] is None
        assert answer["errors"][0]["type"] == "UNPROCESSABLE"
