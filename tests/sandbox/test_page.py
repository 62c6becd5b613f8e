from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.model import ReviewState
from tests.support.sandbox_page import PULL, Visitor, clock_later, scene

if TYPE_CHECKING:
    from pytest_aiohttp.plugin import AiohttpClient

    from tests.support.sandbox_page import Scene


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
async def visitor(place: Scene, aiohttp_client: AiohttpClient) -> Visitor:
    return Visitor(await aiohttp_client(place.application()))


async def test_home_lists_repositories_with_their_pull_requests_and_what_is_left(
    visitor: Visitor,
) -> None:
    html = await visitor.read("/")

    assert "Sandbox</a><span>: a local stand-in for GitHub; nothing here leaves" in html
    assert f'href="{PULL}">Fix the engine' in html
    assert "One thing left to do" in html


async def test_home_tells_where_the_app_is_installed_from_where_it_is_not(
    place: Scene, visitor: Visitor
) -> None:
    upstream = place.world.repository("upstream/engine")
    place.world.create_issue(upstream, place.ben, "A question upstream")

    covered, _, elsewhere = (await visitor.read("/")).partition("Elsewhere")

    assert "course/engine" in covered
    assert "A question upstream" in elsewhere
    assert "A question upstream" not in covered


async def test_a_fork_in_which_nothing_happens_is_not_listed(visitor: Visitor) -> None:
    assert "alice/engine" not in await visitor.read("/")


async def test_a_pull_request_without_a_check_says_so(place: Scene, visitor: Visitor) -> None:
    place.base.suites.clear()

    assert "no checklist" in await visitor.read("/")
    assert "None has run yet." in await visitor.read(PULL)


@pytest.mark.parametrize(
    "expected",
    [
        "Fix the engine&#39;s answer</span>",
        '<span class="badge is-open">Open</span>',
        "alice:fix",
        "It returns <strong>one</strong>.",
        '<strong>upstream-coach</strong> <span class="badge is-bot">bot</span>',
        "One thing left to do",
        'Conversation<span class="count numbers">1</span>',
        'Files changed<span class="count numbers">2</span>',
    ],
)
async def test_a_pull_request_shows_what_a_reader_expects(visitor: Visitor, expected: str) -> None:
    assert expected in await visitor.read(PULL)


async def test_the_commits_of_a_pull_request_are_listed_with_their_whole_message(
    visitor: Visitor,
) -> None:
    html = await visitor.read(f"{PULL}/commits")

    assert "<strong>Return two</strong>" in html
    assert "<pre>Because one is too few.</pre>" in html


async def test_the_files_of_a_pull_request_are_shown_as_a_diff(visitor: Visitor) -> None:
    html = await visitor.read(f"{PULL}/files")

    assert '<td class="mark">-</td><td class="code">    return 1</td>' in html
    assert '<td class="mark">+</td><td class="code">    return 2</td>' in html
    assert "docs/run.md" in html


async def test_a_push_after_the_opening_stands_in_the_conversation(
    place: Scene, visitor: Visitor
) -> None:
    place.world.commit(place.fork, "fix", place.alice, "Add a test", {"tests/test_run.py": "x\n"})

    html = await visitor.read(PULL)

    assert "pushed “Add a test”" in html
    assert "pushed “Return two”" not in html


async def test_what_happens_within_a_second_keeps_its_order(place: Scene, visitor: Visitor) -> None:
    place.world.comment(place.pull, place.ben, "Said first.")
    place.world.commit(place.fork, "fix", place.alice, "Pushed second", {"a.py": "x\n"})
    place.world.submit_review(place.pull, place.mentor, ReviewState.COMMENTED, "Reviewed third.")
    place.world.comment(place.pull, place.ben, "Said last.")

    html = await visitor.read(PULL)

    order = ["Said first.", "pushed “Pushed second”", "Reviewed third.", "Said last."]
    assert sorted(order, key=html.index) == order


async def test_a_review_is_shown_with_its_remarks_on_lines(place: Scene, visitor: Visitor) -> None:
    place.world.submit_review(
        place.pull,
        place.mentor,
        ReviewState.CHANGES_REQUESTED,
        "Nearly.",
        lines=(("engine/core.py", 2, "Why *two*?"),),
    )

    html = await visitor.read(PULL)

    assert "asked for changes" in html
    assert "On <code>engine/core.py</code>, line 2:" in html
    assert "Why <em>two</em>?" in html


async def test_an_edited_comment_tells_when(place: Scene, visitor: Visitor) -> None:
    said = place.world.comment(place.pull, place.alice, "First.")
    clock_later(place.clock)
    place.world.edit_comment(said, place.alice, "Second.")

    html = await visitor.read(PULL)

    assert ", edited <time" in html
    assert "Second." in html
    assert "First." not in html


async def test_a_comment_that_is_folded_away_says_why_and_can_still_be_read(
    place: Scene, visitor: Visitor
) -> None:
    comment = place.world.comment(place.pull, place.alice, "An old remark")
    place.world.minimize(comment, place.alice, "outdated")

    _, folded, rest = (await visitor.read(PULL)).partition('<details class="folded">')

    assert folded
    assert "This comment was marked as outdated" in rest
    assert "An old remark" in rest.partition("</details>")[0]


@pytest.mark.parametrize(
    ("verb", "word"),
    [("draft", "Draft"), ("close", "Closed"), ("merge", "Merged")],
)
async def test_the_state_of_a_pull_request_is_a_word(
    place: Scene, visitor: Visitor, verb: str, word: str
) -> None:
    world = place.world
    if verb == "draft":
        world.set_draft(place.pull, place.alice, draft=True)
    elif verb == "close":
        world.close(place.pull, place.alice)
    else:
        world.merge(place.pull, place.mentor)

    assert f'<span class="badge is-{word.lower()}">{word}</span>' in await visitor.read(PULL)


async def test_an_issue_has_a_page_of_its_own(place: Scene, visitor: Visitor) -> None:
    place.world.create_issue(place.base, place.ben, "Which part first?", "I do *not* know.")

    html = await visitor.read("/course/engine/issues/2")

    assert "Which part first?" in html
    assert "I do <em>not</em> know." in html
    assert "Files changed" not in html


async def test_a_repository_says_whether_the_app_is_installed(visitor: Visitor) -> None:
    assert "The App is installed here." in await visitor.read("/course/engine")
    assert "it never writes here" in await visitor.read("/upstream/engine")


@pytest.mark.parametrize(
    "path",
    [
        "/nobody/nothing",
        "/course/engine/pull/9",
        "/course/engine/issues/1",
        "/-/static/page.py",
        "/-/static/..%2Fpage.py",
    ],
)
async def test_what_is_not_there_is_answered_with_404(visitor: Visitor, path: str) -> None:
    await visitor.read(path, status=404)


@pytest.mark.parametrize("path", ["/", PULL, "/nobody/nothing", "/-/static/page.js"])
async def test_every_answer_forbids_inline_script_and_foreign_content(
    visitor: Visitor, path: str
) -> None:
    async with visitor.client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


async def test_names_and_titles_are_text_and_never_markup(place: Scene, visitor: Visitor) -> None:
    place.world.edit(place.pull, place.alice, title="<script>canary()</script>")
    place.world.comment(place.pull, place.ben, "<script>canary()</script><b onclick=canary()>x</b>")

    for path in ("/", "/course/engine", PULL, f"{PULL}/files", f"{PULL}/commits"):
        html = await visitor.read(path)
        assert "<script>canary" not in html
        assert "onclick=" not in html


async def test_a_comment_on_the_page_says_who_wrote_it_after_the_account_is_gone(
    place: Scene, visitor: Visitor
) -> None:
    place.world.comment(place.pull, place.ben, "I was here.")
    place.world.delete_user(place.ben)

    html = await visitor.read(PULL)

    assert "<strong>ghost</strong>" in html
    assert "<option>ben</option>" not in html
