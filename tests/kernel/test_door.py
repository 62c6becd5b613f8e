"""Nothing that leaves calls anybody outside or makes a link at a project."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.door import PIECES, text_of
from bot.kernel.door import door
from bot.kernel.markdown import link, quote
from bot.kernel.markers import CARD, reply_mark
from bot.sandbox.footprints import traces
from tests.support.effort import calls
from tests.support.hostile import UNHURRIED, hostile_text

HOME = "ai-course/tracker"
MENTORS = frozenset({"mira"})
SHA = "0123456789abcdef0123456789abcdef01234567"


def passed(text: str) -> str:
    # A lone surrogate cannot be sent; whatever quotes a student has dropped it by then.
    return door(text.encode("utf-8", "replace").decode(), MENTORS, HOME)


@pytest.mark.parametrize("hidden", ["<!-- x -->", "<?x?>"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@mira", "gh"),
        ("1@", "deadbeef1"),
        ("vllm-project/vllm#", "1"),
        ("gh", "-1"),
        (SHA[:20], SHA[20:]),
    ],
)
def test_what_is_hidden_joins_nothing(before: str, after: str, hidden: str) -> None:
    assert traces(passed(f"{before}{hidden}{after}"), HOME, MENTORS) == []


def test_what_is_hidden_after_a_space_stays_as_it_is() -> None:
    assert passed("@mira <!-- x -->") == "@mira <!-- x -->"


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/vllm-project/vllm/pull/1",
        "<https://github.com/vllm-project/vllm/pull/1>",
        "[x](https://github.com/vllm-project/vllm/pull/1)",
        "[x](<https://github.com/vllm-project/vllm/pull/1>)",
        "![x](https://github.com/vllm-project/vllm/pull/1)",
        "[x][1]\n\n[1]: https://github.com/vllm-project/vllm/pull/1",
        '<a href="https://github.com/vllm-project/vllm/pull/1">x</a>',
        "<a href='//github.com/vllm-project/vllm/pull/1'>x</a>",
        "<a href=https://github.com/vllm-project/vllm/pull/1>x</a>",
        "http://www.github.com/vllm-project/vllm/pull/1",
        "www.github.com/vllm-project/vllm/pull/1",
        "HTTPS://GitHub.COM/vllm-project/vllm/pull/1",
        "https://github.com./vllm-project/vllm/pull/1",
        "https://github.com:443/vllm-project/vllm/pull/1",
        "https://me@github.com/vllm-project/vllm/pull/1",
        "[x](https:github.com/vllm-project/vllm/pull/1)",
        "[x](https:\\\\github.com/vllm-project/vllm/pull/1)",
        "[x](https://%67ithub.com/vllm-project/vllm/pull/1)",
        "[x](https://%2567ithub.com/vllm-project/vllm/pull/1)",
        "[x](https://git&#104;ub.com/vllm-project/vllm/pull/1)",
        "[x](https://github\\.com/vllm-project/vllm/pull/1)",
        "[x](https://git\u00adhub.com/vllm-project/vllm/pull/1)",
        "[x](https://\uff47ithub.com/vllm-project/vllm/pull/1)",
        "[x](https://github\u3002com/vllm-project/vllm/pull/1)",
        "https://github.com/ai-course/tracker/../../vllm-project/vllm/pull/1",
        "https://github.com/ai-course/tracker%2f../x",
    ],
)
def test_a_link_to_a_project_goes_by_way_of_the_host_that_leaves_no_trace(text: str) -> None:
    assert "redirect.github.com" in passed(text)
    assert traces(passed(text), HOME) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("vllm-project/vllm#77", "vllm-project/vllm#|77"),
        ("vllm#77", "vllm#|77"),
        ("vllm-project/vllm\\#77", "vllm-project/vllm\\#|77"),
        ("vllm-project/vllm<!-- -->#77", "vllm-project/vllm|<!-- -->#|77"),
        ("pytorch/ao@deadbeef", "pytorch/ao@|deadbeef"),
        ("GH-12", "GH|-12"),
        (SHA, "012345|6789ab|cdef01|234567|89abcd|ef0123|4567"),
        ("&#104;ttps://github.com/a/b", "&|#104;ttps://redirect.github.com/a/b"),
        ("https&colon;//github.com/a/b", "https&|colon;//redirect.github.com/a/b"),
        ("[x](/vllm-project/vllm/pull/1)", "[x](|/vllm-project/vllm/pull/1)"),
        ("[x](../../pytorch/ao/issues/1)", "[x](|../../pytorch/ao/issues/1)"),
        ('<a href="/pytorch/ao/pull/1">', '<a href="|/pytorch/ao/pull/1">'),
        (f"https://{'a' * 500}@github.com/a/b", f"https://|{'a' * 500}@github.com/a/b"),
        (f"www.{'a' * 500}", f"w|ww.{'a' * 500}"),
    ],
)
def test_what_github_would_make_a_link_of_is_cut_where_it_stands(text: str, wanted: str) -> None:
    assert passed(text).replace("\u200b", "|") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "@torvalds",
        "(@torvalds)",
        "_@torvalds_",
        "\\@torvalds",
        "x/@torvalds",
        "@mira-not",
        "@mira/team",
        "@pytorch/maintainers",
        "\uff20torvalds",
        "@<b></b>torvalds",
        "&#64;torvalds",
        "&#x40;torvalds",
        "&#0000000064;torvalds",
        "&#64torvalds",
        "&commat;torvalds",
        "&copy@torvalds",
        "@&#116;orvalds",
        "```\n@torvalds\n",
        "~~~\n```\n@torvalds",
        "`` ` @torvalds",
        "https://a.example/@torvalds",
    ],
)
def test_nobody_outside_is_called_however_it_is_written(text: str) -> None:
    assert "\u200b" in passed(text)
    assert traces(passed(text), HOME, MENTORS) == []


@pytest.mark.parametrize(
    "text",
    [
        "@mira: would you look at #12 and (#13)?",
        "@Mira, @mira",
        "ai-course/tracker#12 and https://github.com/ai-course/tracker/issues/12#issuecomment-1",
        "ada@example.org",
        "5 @ 3, `a @ b`, a&b, &lt;b&gt; &amp; &nbsp; &#124;",
        "https://docs.vllm.ai/page.html#3-tests",
        f"https://redirect.github.com/vllm-project/vllm/commit/{SHA}",
        "https://redirect.github.com/vllm-project/vllm/pull/2#discussion_r12",
        "see `vllm/core/scheduler.py`, C:\\\\x, a//b, http: yes, 10:30",
        "www.python.org and https://example.org:8080/x?y=1&z=2#w",
        "@property\u200b is @ best",
        quote("@torvalds vllm-project/vllm#1 https://github.com/a/b/pull/1"),
        link("https://github.com/vllm-project/vllm/pull/1", "vllm-project/vllm#1"),
        f"{CARD}\n\n**Claimed.**",
        reply_mark("proposed/vllm-project/vllm#2") + "\n\nYou have it open.",
    ],
)
def test_what_is_safe_already_stays_as_it_is(text: str) -> None:
    safe = text.replace("@property\u200b is", "@\u200bproperty is")
    assert passed(safe) == safe


@pytest.mark.parametrize("entity", ["&#x110000;", "&#99999999;", "&#x;", "&#0;"])
def test_an_entity_that_is_no_character_harms_nothing(entity: str) -> None:
    assert passed(f"See {entity} there") == f"See {entity} there"


def test_only_a_mark_at_the_beginning_is_left_alone() -> None:
    mark = reply_mark("a/b#1")
    assert passed(f"{mark} {mark}") == f"{mark} {mark}".replace("#1 -->", "#\u200b1 -->").replace(
        "#\u200b1", "#1", 1
    )


@UNHURRIED
@given(hostile_text())
def test_whatever_a_student_writes_leaves_no_trace_and_passes_twice_unchanged(text: str) -> None:
    told = passed(text)
    assert traces(told, HOME, MENTORS) == []
    assert passed(told) == told


_WORDS = [
    "github.com",
    "www.",
    "https:",
    "//",
    "&#64;",
    "&#",
    "gh-1",
    "mira",
    "deadbeef1",
    "%67",
    "redirect.",
    "a/b",
    "](",
    "href=",
    "\u200b",
    "<!--upstream-coach:card-->",
]
_PIECES = st.sampled_from([*"@#/:.\\&;-_<>()[]\"' \n`a1", *_WORDS])


@UNHURRIED
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_pieces_of_all_that_matters_in_any_order_leave_no_trace(text: str) -> None:
    told = passed(text)
    assert traces(told, HOME, MENTORS) == []
    assert passed(told) == told


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_at_most_about_twice_the_work(piece: str) -> None:
    whole, half = (text_of(piece, size) for size in (64_000, 32_000))
    # Some pieces pass without a call; there `python -m bench door` sees what they take.
    assert calls(partial(passed, whole)) <= 2.1 * calls(partial(passed, half)) + 20
