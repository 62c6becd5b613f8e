from __future__ import annotations

from typing import TYPE_CHECKING

from bot.clock import VirtualClock
from bot.sandbox import history
from bot.sandbox.trees import Tree
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.sandbox.model import Repository, User


def world_with_two_branches() -> tuple[World, Repository, User, str]:
    world = World(VirtualClock())
    alice = world.create_user("alice")
    repository = world.create_repository(alice, "lm", files={"a": "1\n"})
    root = repository.branches["main"]
    world.commit(repository, "side", alice, "side 1", {"s": "1\n"})
    world.commit(repository, "side", alice, "side 2", {"s": "2\n"})
    world.commit(repository, "main", alice, "main 1", {"m": "1\n"})
    return world, repository, alice, root


def test_the_merge_base_is_where_two_branches_parted() -> None:
    _, repository, _, root = world_with_two_branches()
    branches = repository.branches
    assert history.merge_base(repository.objects, branches["main"], branches["side"]) == root


def test_the_merge_base_of_a_branch_that_is_behind_is_its_tip() -> None:
    _, repository, _, root = world_with_two_branches()
    assert history.merge_base(repository.objects, repository.branches["main"], root) == root


def test_histories_that_share_nothing_have_no_merge_base() -> None:
    world, repository, alice, _ = world_with_two_branches()
    other = world.commit(repository, "orphan", alice, "another root", {"z": "1\n"}, parents=())
    assert history.merge_base(repository.objects, repository.branches["main"], other.sha) is None


def test_commits_ahead_come_oldest_first() -> None:
    _, repository, _, _ = world_with_two_branches()
    branches = repository.branches
    ahead = history.ahead(repository.objects, branches["main"], branches["side"])
    assert [each.message for each in ahead] == ["side 1", "side 2"]


def test_after_merging_the_base_in_only_own_commits_and_the_merge_are_ahead() -> None:
    world, repository, alice, _ = world_with_two_branches()
    merge = world.merge_branch(repository, "side", repository.branches["main"], alice)
    main = repository.branches["main"]
    ahead = history.ahead(repository.objects, main, merge.sha)
    assert [each.message for each in ahead] == ["side 1", "side 2", merge.message]
    assert history.merge_base(repository.objects, main, merge.sha) == main
    assert merge.tree.get("m") == "1\n"
    assert merge.tree.get("s") == "2\n"


def test_a_tree_answers_the_same_however_long_its_chain_is() -> None:
    tree = Tree(None, {"keep": "k"})
    for number in range(100):
        tree = Tree(tree, {"keep": "k", "x": str(number), f"gone{number}": None})
    assert tree.get("x") == "99"
    assert tree.get("gone5") is None
    assert list(tree.paths()) == ["keep", "x"]


def test_a_tree_forgets_what_was_removed_after_a_snapshot() -> None:
    tree = Tree(None, {"a": "1"})
    for _ in range(40):
        tree = Tree(tree, {"b": "2"})
    assert Tree(tree, {"a": None}).get("a") is None


def test_unrelated_trees_may_differ_in_every_path() -> None:
    assert Tree(None, {"a": "1"}).touched_since(Tree(None, {"b": "2"})) >= {"a", "b"}
