from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.kernel.markdown import (
    BOLD_HEADING,
    LIMIT,
    QUOTE_LIMIT,
    Block,
    BlockKind,
    link,
    plain,
    quote,
    read,
)
from tests.support.hostile import FRAGMENTS, UNHURRIED, dangers, hostile_text

PARAGRAPH, ITEM, CODE = BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CODE
HEADING, REMARK, TABLE = BlockKind.HEADING, BlockKind.REMARK, BlockKind.TABLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("   \n\n", ()),
        ("One\ntwo", (Block(PARAGRAPH, "One\ntwo"),)),
        ("One  \ntwo", (Block(PARAGRAPH, "One\ntwo"),)),
        ("One\r\n\r\ntwo", (Block(PARAGRAPH, "One"), Block(PARAGRAPH, "two"))),
        ("## What `x` does", (Block(HEADING, "What x does", level=2, spans=("x",)),)),
        ("Title\n===", (Block(HEADING, "Title", level=1),)),
        ("**Purpose**", (Block(HEADING, "Purpose", level=BOLD_HEADING),)),
        ("**Purpose** of it", (Block(PARAGRAPH, "Purpose of it"),)),
        ("- a\n- b", (Block(ITEM, "a"), Block(ITEM, "b"))),
        ("- [ ] a\n- [x] b\n- [X] c", tuple(
            Block(ITEM, text, checked=checked)
            for text, checked in (("a", False), ("b", True), ("c", True))
        )),
        ("- [ ]", (Block(ITEM, "", checked=False),)),
        ("> said", (Block(PARAGRAPH, "said", quoted=True),)),
        ("> - said", (Block(ITEM, "said", quoted=True),)),
        ("> said\n\nmine", (Block(PARAGRAPH, "said", quoted=True), Block(PARAGRAPH, "mine"))),
        ("```python\nx = 1\n```", (Block(CODE, "x = 1\n", info="python"),)),
        ("~~~\nopen", (Block(CODE, "open"),)),
        ("    indented\n", (Block(CODE, "indented\n"),)),
        ("|a|b|\n|-|-|\n|1|`2`|", (Block(TABLE, "a | b\n1 | 2"),)),
        ("[text](https://x.example) ![alt](y)", (
            Block(PARAGRAPH, "text alt", links=("https://x.example",), pictures=1),
        )),
        ("<!-- hidden -->", (Block(REMARK, "hidden"),)),
        ("<!-- never closed", (Block(REMARK, "never closed"),)),
        ("seen <!-- hidden --> seen", (Block(PARAGRAPH, "seen  seen"), Block(REMARK, "hidden"))),
        ("a <b>bold</b> word", (Block(PARAGRAPH, "a bold word"),)),
        ("<details><summary>More</summary>\n\ninner\n\n</details>", (
            Block(HEADING, "More", level=BOLD_HEADING), Block(PARAGRAPH, "inner"),
        )),
        ("<div>one<!-- two -->three", (Block(REMARK, "two"), Block(PARAGRAPH, "onethree"))),
        ("<div never closed", ()),
        ("<details", ()),
        ("a &amp; b", (Block(PARAGRAPH, "a & b"),)),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_reader_sees_it(text: str, expected: tuple[Block, ...]) -> None:
    assert read(text) == expected


def test_a_line_that_is_only_a_hidden_remark_is_no_paragraph() -> None:
    assert read("a\n\n\\\n<!-- b -->")[-1] == Block(REMARK, "b")
    assert read("&#32;<!-- b -->") == (Block(REMARK, "b"),)


@pytest.mark.parametrize(
    ("text", "pictures"),
    [
        ("![loss](https://a.example/loss.png)", 1),
        ('Before <img src="a.png"> and after <img\nsrc="b.png">', 2),
        ('<img width="900" alt="Image" src="https://a.example/b" />', 1),
        ('<div>\n<IMG src="a.png"><br>\n</div>', 1),
        ("| a | b |\n|-|-|\n| ![](a.png) | ![](b.png) |", 2),
        ("`![no](picture)`, <image>, <b>bold</b>", 0),
        ("```\n![no](picture) <img src='a'>\n```", 0),
        ('<!-- <img src="a.png"> -->', 0),
    ],
)
def test_pictures_are_counted(text: str, pictures: int) -> None:
    assert sum(block.pictures for block in read(text)) == pictures


def test_what_is_beyond_the_limit_is_not_read() -> None:
    assert read("a" * LIMIT + "b") == (Block(PARAGRAPH, "a" * LIMIT),)


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "* > "])
def test_deep_nesting_is_cut_off_and_not_followed(mark: str) -> None:
    assert len(read(mark * 10_000 + "deep")) <= 1


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "[](", "*a_ ", "`", "<!--", "a <!--", "<", "a <?", "&", "[a]: b\n", "|a", "> "],
)  # fmt: skip
def test_twice_the_text_gives_at_most_about_twice_the_blocks(piece: str) -> None:
    half, whole = (len(read(piece * (size // len(piece)))) for size in (2_000, 4_000))
    assert whole <= 2 * half + 2


@pytest.mark.parametrize("text", ["> - <!A\n> ", "> - <!A\n>", "> - <pre>\n>\t"])
def test_a_text_that_ends_within_html_in_a_list_in_a_quote_can_be_read(text: str) -> None:
    assert all(block.quoted for block in read(text))


@UNHURRIED
@given(hostile_text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(isinstance(block, Block) for block in read(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("two\nlines\t here", "two lines here"),
        ("a\u202eb\u0000c\ud800d\ue000e\u200bf", "abcdef"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("x" * 160, "x" * 160),
        ("x" * 161, "x" * 159 + "…"),
        ("x" * 158 + " yz", "x" * 158 + "…"),
    ],
)
def test_plain_text_stands_on_one_line_within_its_limit(text: str, expected: str) -> None:
    assert plain(text) == expected


ZW = "\u200b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\u202e", ""),
        ("plain words", "`plain words`"),
        ("@alice", f"`@{ZW}alice`"),
        ("#12", f"`#{ZW}12`"),
        ("gh-12", f"`gh{ZW}-12`"),
        ("&#64;a", f"`&{ZW}#{ZW}64;a`"),
        ("<!-- x -->", f"`<{ZW}!-- x -->`"),
        ("https://github.com/a", f"`https:{ZW}//github{ZW}.com/a`"),
        ("www.a.example", f"`www{ZW}.a.example`"),
        ("abcdef0", f"`abcdef{ZW}0`"),
        ("abcdef", "`abcdef`"),
        ("a `b` c", "``a `b` c``"),
        ("`b`", "`` `b` ``"),
        ("c ```", "```` c ``` ````"),
        ("*a* <b> [c](d) | e", "`*a* <b> [c](d) | e`"),
    ],
)
def test_a_quote_shows_the_text_and_leaves_nothing_live(text: str, expected: str) -> None:
    assert quote(text) == expected


@UNHURRIED
@given(hostile_text())
def test_a_quote_is_one_code_span_with_the_very_text(text: str) -> None:
    quoted = quote(text)
    if not quoted:
        assert plain(text) == ""
        return
    (span,) = MarkdownIt("commonmark").parseInline(f"x {quoted} y")[0].children[1:-1]  # type: ignore[index]
    assert span.type == "code_inline"
    assert span.content.replace(ZW, "") == plain(text)


@UNHURRIED
@given(st.lists(hostile_text(4), max_size=4))
def test_quotes_beside_each_other_stay_apart_and_dead(texts: list[str]) -> None:
    assert dangers("- " + ", ".join(map(quote, texts))) == []


@UNHURRIED
@given(hostile_text(40), st.integers(2, 300))
def test_a_quote_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(plain(text, limit)) <= limit
    assert len(quote(text, limit)) <= 4 * limit + 4


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_each_hostile_fragment_is_dead_in_a_quote(fragment: str) -> None:
    assert dangers(f"seen: {quote(fragment)}") == []


def test_a_long_quote_ends_in_an_ellipsis() -> None:
    assert quote("word " * 100).endswith("…`")
    assert len(plain("word " * 100)) <= QUOTE_LIMIT


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/b/issues/1", "[`t`](<https://redirect.github.com/a/b/issues/1>)"),
        ("http://www.GitHub.com./a", "[`t`](<http://redirect.github.com/a>)"),
        ("https://github.com:443/a", "[`t`](<https://redirect.github.com/a>)"),
        ("https://me:secret@github.com/a", "[`t`](<https://redirect.github.com/a>)"),
        ("https://docs.example:8080/a?b=c#d", "[`t`](<https://docs.example:8080/a?b=c#d>)"),
        ("https://a.example/x>) @y", "[`t`](<https://a.example/x%3E%29%20%40y>)"),
        ("javascript:alert(1)", "`t`"),
        ("mailto:a@b.example", "`t`"),
        ("https://", "`t`"),
        ("https://[", "`t`"),
        ("https://a.example:99999/", "`t`"),
        ("https://exämple/", "`t`"),
        ("words", "`t`"),
    ],
)
def test_a_link_leaves_no_trace_upstream(url: str, expected: str) -> None:
    assert link(url, "t") == expected


def test_a_link_without_a_text_shows_its_address_as_a_quote() -> None:
    assert link("https://a.example/", "") == f"[`https:{ZW}//a.example/`](<https://a.example/>)"


@UNHURRIED
@given(hostile_text(), hostile_text())
def test_a_link_never_leads_to_github_itself(url: str, text: str) -> None:
    for start in ("", "https://", "https://github.com/"):
        made = link(start + url, text)
        for target in re.findall(r"\]\(<(.*)>\)", made):
            assert urlsplit(target).hostname not in {"github.com", "www.github.com"}
            assert not re.search(r"[@<>()\s]", target)
