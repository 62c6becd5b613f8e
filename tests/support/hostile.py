"""Texts that try to break out, ping or link; and an independent judge of what is safe."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties on a machine that others use as well: their result must not hang on its speed."""

FRAGMENTS = (
    "@torvalds",
    "@pytorch/maintainers",
    "\uff20torvalds",
    "a@b.example",
    "#12345",
    "vllm-project/vllm#77",
    "GH-12",
    "gh-9",
    "https://github.com/vllm-project/vllm/pull/1",
    "http://GitHub.com/a/b/issues/2",
    "www.github.com/a/b",
    "github.com/a/b/pull/3",
    "deadbeefcafe1234567",
    "0123456789012345678901234567890123456789",
    "&#64;torvalds",
    "&commat;torvalds",
    "<!-- upstream-coach:checklist -->",
    "<!--",
    "-->",
    "<script>alert(1)</script>",
    "</details>",
    "</summary><b>",
    "`",
    "``",
    "```",
    "~~~",
    "\n",
    "\r\n",
    "\n\n",
    "    ",
    "> ",
    "- [ ] ",
    "- [x] ",
    "# ",
    "## Plan\n",
    "### Test Plan\n",
    "|a|b|\n|-|-|\n|1|2|\n",
    "[x](https://github.com/a/b/issues/1)",
    "![x](y)",
    "\\",
    "$",
    "\u202e",
    "\u200b",
    "\u0000",
    "\ud800",
    "\u2028",
    "**bold**",
    "*",
    "_",
    "Fixes # (issue)",
    "```python\nimport torch\n```\n",
    "Traceback (most recent call last):",
    "before 12 ms after 9 ms",
    "修复调度器中的空提示",
    "🚀",
    "expected",
    "diff --git a/x.py b/x.py\n",
    "--- a/x.py\n+++ b/x.py\n",
    "@@ -1 +1,2 @@\n",
    "+print(x)\n",
    "-x\n",
    " \n",
    "Binary files a/x and b/x differ\n",
    "fix",
    "the scheduler loops because it never ends, tested with pytest",
)


def hostile_text(max_size: int = 12) -> st.SearchStrategy[str]:
    """Return texts that mix the fragments above with anything else."""
    parts = st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=20))
    glue = st.sampled_from(("", " ", "\n"))
    return st.builds(
        lambda between, found: between.join(found), glue, st.lists(parts, max_size=max_size)
    )


_OWN_HTML = re.compile(r"(?:<!-- upstream-coach:checklist -->|</?details>|</?sub>)\n?")
_OWN_SUMMARY = re.compile(r"<details>\n<summary>[A-Za-z ,:]+</summary>\n?")
_FORBIDDEN = {
    "a mention": re.compile(r"[@\uff20\ufe6b][\w-]"),
    "an entity": re.compile(r"&(?:#|\w+;)"),
    "an issue's number": re.compile(r"#\d"),
    "an issue's old number": re.compile(r"gh-\d", re.IGNORECASE),
    "a commit": re.compile(r"[0-9a-f]{7}", re.IGNORECASE),
    "an address": re.compile(r"https?://|www\.|github\.com", re.IGNORECASE),
    "a control or direction character": re.compile(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    ),
}
_LIVE_TOKENS = {"fence", "code_block", "link_open", "image", "heading_open", "hr", "table_open"}


def dangers(markdown: str) -> list[str]:
    """Return what in a text of ours could ping, link, or break its frame."""
    found = [name for name, pattern in _FORBIDDEN.items() if pattern.search(markdown)]
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    tokens = [inner for block in blocks for inner in (block, *(block.children or []))]
    found += [token.type for token in tokens if token.type in _LIVE_TOKENS]
    found += [
        f"HTML {token.content!r}"
        for token in tokens
        if token.type in {"html_block", "html_inline"}
        and not _OWN_HTML.fullmatch(token.content)
        and not _OWN_SUMMARY.fullmatch(token.content)
    ]
    found += [
        f"text {token.content!r}"
        for token in tokens
        if token.type == "text" and re.search(r"[@`<>#]", token.content)
    ]
    html = [token.content for token in tokens if token.type in {"html_block", "html_inline"}]
    if sum("<details>" in part for part in html) != sum("</details>" in part for part in html):
        found.append("unbalanced details")
    return found
