"""The sandbox notices by itself what a text of an App would do elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.sandbox.footprints import traces
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.sandbox.model import Issue, User

HOME = "course/tracker"


@dataclass
class Scene:
    """An App on a course's tracker, and a project."""

    world: World
    bot: User
    ours: Issue
    theirs: Issue


def scene() -> Scene:
    world = World(VirtualClock())
    course = world.create_organisation("course", members=(world.create_user("mira"),))
    maintainer = world.create_user("maintainer")
    project = world.create_repository(world.create_organisation("project"), "engine")
    tracker = world.create_repository(course, "tracker", private=True)
    app = world.create_app(course, "coach", public_key="", permissions={}, events=())
    world.install_app(app, course)
    return Scene(
        world,
        app.bot,
        world.create_issue(tracker, maintainer, "Ours"),
        world.create_issue(project, maintainer, "Theirs"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://github.com/project/engine/issues/1", "links to"),
        ("[x](https://github.com/project/engine/pull/1)", "links to"),
        ("www.github.com/project/engine", "links to"),
        ("[x](/project/engine/issues/1)", "links to"),
        ("<div><a href='//github.com/project/engine/pull/1'>x</a></div>", "links to"),
        ("project/engine#1", "refers to project/engine#1"),
        ("engine#1", "refers to engine#1"),
        ("project/engine@0123abc", "refers to project/engine@0123abc"),
        ("0123456789abcdef0123456789abcdef01234567", "refers to 0123"),
        ("&#64;maintainer", "mentions maintainer"),
        ("@proj<!-- -->ect/team", "mentions project/team"),
        ("_@maintainer_", "mentions maintainer"),
    ],
)
def test_what_is_live_on_the_page_is_found(text: str, found: str) -> None:
    given = scene()
    given.world.comment(given.ours, given.bot, text)
    (line,) = given.world.footprints
    assert line.startswith(f"coach[bot] in course/tracker: {found}")


@pytest.mark.parametrize(
    "text",
    [
        "`@maintainer` and `project/engine#1`",
        "```\n@maintainer https://github.com/project/engine/pull/1\n```",
        "https://redirect.github.com/project/engine/pull/1",
        "https://docs.github.com/en and https://github.com/maintainer",
        "#1, course/tracker#1, https://github.com/course/tracker/issues/1",
        "ada@example.org",
    ],
)
def test_what_github_leaves_alone_is_left_alone(text: str) -> None:
    assert traces(text, HOME) == []


def test_the_people_of_the_account_may_be_mentioned_and_nobody_else() -> None:
    given = scene()
    given.world.comment(given.ours, given.bot, "@mira and @Mira, but not @mira-2")
    assert given.world.footprints == ["coach[bot] in course/tracker: mentions mira-2"]


def test_edits_titles_and_check_runs_are_read_as_well() -> None:
    given = scene()
    world, repository = given.world, given.ours.repository
    comment = world.comment(given.ours, given.bot, "Fine.")
    assert world.footprints == []
    world.edit_comment(comment, given.bot, "@edited")
    world.edit(given.ours, given.bot, title="@titled")
    app = given.bot.app
    assert app is not None
    run = world.create_check_run(repository, app, "a" * 40, "x", summary="@summed")
    world.update_check_run(run, annotations=[{"message": "@annotated"}])
    assert [each.rpartition(" ")[2] for each in world.footprints] == [
        "edited",
        "titled",
        "summed",
        "annotated",
    ]


def test_any_write_where_the_app_is_not_installed_is_one() -> None:
    given = scene()
    world = given.world
    world.react(given.theirs, given.bot, "eyes")
    world.comment(given.theirs, given.bot, "Hello")
    world.add_label(given.theirs, "bug", given.bot)
    line = "coach[bot] in project/engine: wrote without being installed there"
    assert world.footprints == [line] * 3


def test_what_people_write_is_theirs() -> None:
    given = scene()
    given.world.comment(given.ours, given.ours.author, "@torvalds project/engine#1")
    assert given.world.footprints == []
