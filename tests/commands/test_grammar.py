"""What is a command in a comment, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands.grammar import (
    MOST,
    Command,
    Misspelt,
    parse,
    render,
    split,
)
from bot.commands.lines import slash_lines
from bot.commands.table import NOT_OURS, TABLE
from bot.kernel.markdown import LIMIT
from tests.support.effort import calls

if TYPE_CHECKING:
    from bot.commands.grammar import (
        Written,
    )

NAMES = sorted(TABLE)


def names(text: str) -> list[str]:
    return [found.name for found in parse(text) if isinstance(found, Command)]


@pytest.mark.parametrize(
    "text",
    [
        "/ready",
        "/ready\n",
        "/ready \r\n",
        "   /ready",
        "/READY",
        "/Ready.",
        "/ready!",
        "/ready:",
        "/ready thank you",
        "Hello,\n/ready\nbye",
        "Hello,\r\n/ready\r\nbye",
        "Hello,\r/ready",
        "Hello,\n      /ready",
        "Hello,  \n/ready",
        "Hello\\\n/ready",
        "\n\n/ready",
        "/coach ready",
        "/Coach Ready",
        "/coach /ready",
        "/coach: ready",
        "**Hello**\n/ready",
        "`code` and\n/ready",
        "> quoted\n\n/ready",
        "- done\n- done too\n/ready",
        "1. done\n\n   /ready",
        "/ready\n--\nSent from a telephone",
        "/ready\n===",
        "# Heading\n/ready",
        "```\ncode\n```\n/ready",
        "<!-- hidden -->\n\n/ready",
        "<details>\n<summary>more</summary>\n\n/ready\n\n</details>",
        "<blockquote>\n\nold\n\n</blockquote>\n\n/ready",
        "</code>\n\n/ready",
        "<a id='x'/>\n\n/ready",
        "<a name='x'></a>\n\n/ready",
        "<!-- put it into <code> -->\n\n/ready",
        "words <!-- <pre> -->\n\n/ready",
        "<abbr>\n\n/ready",
        "[link](https://example.org)\n/ready",
        "~~struck~~\n/ready",
        "\ue000 7/help\n/ready",
        "/etc/hosts\n/ready",
        "/lgtm\n/ready",
    ],
)
def test_a_line_that_begins_with_a_name_is_a_command(text: str) -> None:
    assert names(text) == ["ready"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "please /ready",
        "ready",
        "//ready",
        "/ ready",
        "/ready/now",
        "/ready-made",
        "\\/ready",
        "`/ready`",
        "**/ready**",
        "`a\n/ready\nb`",
        "``a `\n/ready\n``",
        "```\n/ready\n```",
        "~~~\n/ready\n~~~",
        "```\n/ready",
        "    /ready",
        "\t/ready",
        "- item\n\n      /ready",
        "> /ready",
        "> quoted\n/ready",
        "> > deep\n/ready",
        "> - <!A\n> ",
        "- > quoted in a list\n  /ready",
        "<!-- /ready -->",
        "<!--\n/ready\n-->",
        "<!--\n\n/ready\n\n-->",
        "<!--\n/ready",
        "words <!--\n/ready\n-->",
        "<div>\n/ready\n</div>",
        "<pre>\n\n/ready\n\n</pre>",
        "<details>\n/ready\n</details>",
        "<blockquote>\n\n/ready\n\n</blockquote>",
        "words <code>\n/ready\n</code>",
        "<code>\n\n/ready\n\n</code>",
        "<A href='x'>\n\n/ready",
        "[words\n/ready\n](https://example.org)",
        "[words](\n/ready\n)",
        "[words][ref]\n\n[ref]:\n/ready",
        "![picture\n/ready\n](https://example.org)",
        "| a |\n|---|\n/ready",
        "/lgtm",
        "/ci run",
        "/unhold",
        "/review",
        "/usr is a folder",
        "# /ready",
        "- /ready",
        "1. /ready",
    ],
)
def test_anything_else_is_left_alone(text: str) -> None:
    assert parse(text) == ()


def test_several_commands_are_found_in_their_order() -> None:
    text = "Hi,\n\n/kind fix\n/pr vllm#2\n\nand now\n\n/ready\n"
    assert [(found.name, found.line) for found in parse(text)] == [
        ("kind", 3),
        ("pr", 4),
        ("ready", 8),
    ]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("/drop no time", "no time"),
        ('/drop "no time"', "no time"),
        ("/drop \u201cno time\u201d", "no time"),
        ('/drop ""', ""),
        ('/drop "no" time', '"no" time'),
        ("/drop `code` and *stress*", "`code` and *stress*"),
        ("/drop no time\nThe next line is no reason.", "no time"),
        ("/drop no time\n\nNeither is this.", "no time"),
        ("/coach drop no time", "no time"),
    ],
)
def test_an_argument_is_the_rest_of_the_line(text: str, given: str) -> None:
    (found,) = parse(text)
    assert isinstance(found, Command)
    assert found.text == given


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("/plan One line.", "One line."),
        ("/plan: One line.", "One line."),
        ('/plan "One line."', "One line."),
        ("/plan One\ntwo", "One\ntwo"),
        ("/plan\nOne\ntwo\n\nNot this.", "One\ntwo"),
        ("/plan\n\nOne\ntwo\n\nNot this.", "One\ntwo"),
        ("/plan One\n\ntwo\n\nNot this.", "One\n\ntwo"),
        ("/plan\r\n\r\nOne\r\ntwo", "One\ntwo"),
        ("/plan\n- one\n- two\n\nNot this.", "- one\n- two"),
        ("/plan\n\n1. one\n\n2. two", "1. one\n\n2. two"),
        ("/plan One\n/ready", "One"),
        ("/plan\nOne\n/ready", "One"),
        ("/plan\n\nOne\n/lgtm\ntwo", "One"),
        ("/plan\n\n/ready\n\nNot this.", ""),
        ("/plan\n\n```\ncode\n```\n\nNot this.", ""),
        ("/plan\n\n> quoted\n\nNot this.", ""),
        ("/plan\n\n# Heading\n\nNot this.", ""),
        ("/plan\n---\n\nOne", "One"),
        ("- list\n/plan One\ntwo\n===", "One\ntwo"),
        ("- list\n/plan\n\nNot this.", ""),
        ("/plan look into\n/etc/hosts", "look into\n/etc/hosts"),
        ("/plan", ""),
        ("/plan\n\n\n", ""),
        ("/coach plan\n\nOne", "One"),
    ],
)
def test_a_plan_goes_on_in_its_paragraph_and_the_one_after(text: str, plan: str) -> None:
    found = parse(text)[0]
    assert isinstance(found, Command)
    assert found.text == plan


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/paln my plan", Misspelt("paln", "plan")),
        ("/redy", Misspelt("redy", "ready")),
        ("/approved", Misspelt("approved", "approve")),
        ("/not_my_turn", Misspelt("not_my_turn", "not-my-turn")),
        ("/takeover @ada", Misspelt("takeover", "take-over")),
        ("/coach paln", Misspelt("paln", "plan")),
        ("/coach dance", Misspelt("dance")),
        ("/coach lgtm", Misspelt("lgtm")),
        ("/coach !", Misspelt("!")),
        ("/coach " + "\u00e9" * 99, Misspelt("\u00e9" * 40)),
        ("/coach", Command("help")),
        ("/coach:", Command("help")),
    ],
)
def test_a_name_that_may_be_meant_for_us_gets_a_hint(text: str, found: Written) -> None:
    assert parse(text) == (found,)


def test_no_command_of_another_bot_is_one_of_ours() -> None:
    assert not NOT_OURS & set(TABLE)


def test_the_prefix_can_be_the_only_form() -> None:
    text = "/ready\n/coach plan One\n/paln\n/coach"
    assert parse(text, prefix_only=True) == (Command("plan", "One"), Command("help"))


def test_the_prefix_can_be_another_word() -> None:
    assert parse("/mentor ready\n/coach ready", prefix="/Mentor") == (Command("ready"),)


def test_no_more_commands_are_taken_than_a_person_writes() -> None:
    assert len(parse("/ready\n" * 1_000)) == MOST


def test_a_flood_of_slashes_hides_what_comes_after_it() -> None:
    assert parse("/lgtm\n" * 1_000 + "/ready") == ()


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("", ()),
        ("one two", ("one", "two")),
        ('"one two" three', ("one two", "three")),
        ("'one two' three", ("one two", "three")),
        ("\u201cone two\u201d three", ("one two", "three")),
        ("don't stop", ("don't", "stop")),
        ('"open end', ('"open', "end")),
        ("'tis open", ("'tis", "open")),
        ('""', ('""',)),
    ],
)
def test_quotes_make_one_word(argument: str, words: tuple[str, ...]) -> None:
    assert split(argument) == words


MARKS = [
    "\n",
    "\n\n",
    " ",
    "    ",
    "> ",
    "- ",
    "1. ",
    "```\n",
    "~~~\n",
    "`",
    "``",
    "<!--",
    "-->",
    "<code>",
    "</code>",
    "<blockquote>",
    "</blockquote>",
    "<details>",
    "<pre>",
    "[",
    "](",
    ")",
    "[a]: ",
    "|",
    "|---|\n",
    "---\n",
    "===\n",
    "*",
    "\\",
    "\ue000",
    "\0",
    "\r",
    "\t",
    "/ready",
    "/ready\n",
    "/plan",
    "/plan words\n",
    "/coach ",
    "/coach plan\n",
    "/paln\n",
    "/lgtm\n",
    "/etc/hosts\n",
    '"',
    "words",
    "# ",
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(MARKS), max_size=25).map("".join))


@given(TEXTS)
def test_reading_never_fails_and_lines_rise(text: str) -> None:
    found = parse(text)
    assert len(found) <= MOST
    lines = [each.line for each in found]
    assert lines == sorted(set(lines))


@given(TEXTS)
def test_a_command_stands_where_it_is_said_to_stand(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for each in parse(text):
        assert lines[each.line - 1].lstrip(" \t").startswith("/")


@given(TEXTS)
@example("- x\n/plan a\n|--|")
@example("[a]:\n/plan\n===")
def test_printing_what_was_read_and_reading_it_gives_it_back(text: str) -> None:
    for each in parse(text):
        if isinstance(each, Command):
            assert parse(render(each)) == (each,)
            assert parse(render(each, prefix="/coach"), prefix_only=True) == (each,)


WORDS = st.from_regex(r"[A-Za-z@][A-Za-z0-9@#/., -]{0,30}[A-Za-z0-9]", fullmatch=True)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)


@given(
    st.lists(
        st.one_of(
            st.builds(Command, st.sampled_from(NAMES), st.one_of(st.just(""), WORDS)),
            st.builds(
                lambda words, lead, text: Command("plan", words, lead + text),
                st.one_of(st.just(""), WORDS),
                st.sampled_from(["\n", "\n\n"]),
                PARAGRAPHS,
            ),
        ),
        max_size=6,
    )
)
def test_several_commands_that_are_printed_are_read_again(commands: list[Command]) -> None:
    text = "\n\n".join(render(each) for each in commands)
    assert parse(text) == tuple(commands)


@given(TEXTS)
def test_nothing_in_a_quote_is_carried_out(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.replace("\r", "\n").split("\n"))
    assert parse(quoted) == ()


@given(TEXTS)
def test_nothing_in_code_is_carried_out(text: str) -> None:
    fence = "`" * 60
    assert parse(f"{fence}\n{text}\n{fence}") == ()
    indented = "\n".join(f"    {line}" for line in text.replace("\r", "\n").split("\n"))
    assert parse(indented) == ()


@given(TEXTS)
def test_nothing_in_a_hidden_remark_is_carried_out(text: str) -> None:
    assert parse(f"<!--\n{text.replace('>', '')}\n-->") == ()


@pytest.mark.parametrize(
    "unit", ["/paln\n", "/plan x\n", "[", "`\n/plan\n", "- /plan\n", "<code>\n/plan\n", "*a_"]
)
def test_reading_takes_work_in_proportion_to_the_text(unit: str) -> None:
    def work(length: int) -> int:
        text = (unit * length)[:length]
        return calls(lambda: parse(text))

    # Eight times the text would take 64 times as much if it grew with the square.
    assert work(32_000) < 24 * work(4_000) + 1_000


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    assert slash_lines("x" * LIMIT + "\n/ready") == ()
    assert slash_lines("x" * (LIMIT - 10) + "\n\n/ready") != ()
