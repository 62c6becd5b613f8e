from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.markdown import LONGEST, render

ALERT = "> [!WARNING]\n> Read this first."
TASKS = "- [ ] open\n- [x] done"
TABLE = "| name | size |\n|:-----|-----:|\n| a | 1 |"
DETAILS = "<details><summary>More</summary>\n\n- one\n\n</details>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**bold**", "<strong>bold</strong>"),
        ("~~gone~~", "<s>gone</s>"),
        ("first\nsecond", "first<br>\nsecond"),
        (TASKS, '<li class="task-list-item"><input '),
        (TABLE, '<td align="right">1</td>'),
        (DETAILS, "<summary>More</summary>"),
        (DETAILS, "<li>one</li>"),
        (ALERT, '<div class="markdown-alert markdown-alert-warning">'),
        (ALERT, '<p class="markdown-alert-title">Warning</p>'),
        ("```python\nx < 1\n```", '<pre tabindex="0"><code>x &lt; 1\n</code></pre>'),
        ("    indented", '<pre tabindex="0"><code>indented\n</code></pre>'),
        ("see https://example.org/a", '<a href="https://example.org/a"'),
        ("text[^1]\n\n[^1]: note", "<sup>[1]</sup>"),
        ("![a plot](https://example.org/p.png)", ">Picture: a plot</a>"),
        ("![](https://example.org/p.png)", ">Picture: without description</a>"),
    ],
)
def test_reads_what_people_write_on_github(text: str, expected: str) -> None:
    assert expected in render(text)


def test_a_task_is_a_check_box_that_cannot_be_pressed_and_has_a_name() -> None:
    boxes = [attributes for tag, attributes in Elements.of(render(TASKS)) if tag == "input"]

    fixed = {"type": "checkbox", "disabled": "", "aria-label": "Task"}
    assert boxes == [fixed, {**fixed, "checked": ""}]


def test_a_mermaid_diagram_is_a_captioned_figure_with_its_text() -> None:
    html = render("```mermaid\ngraph TD; A-->B\n```")

    assert '<figure class="diagram"><figcaption>Diagram, as text</figcaption>' in html
    assert "graph TD; A--&gt;B" in html


def test_an_html_comment_is_hidden() -> None:
    assert "secret" not in render("before <!-- secret --> after\n\n<!-- secret\nof lines -->")


def test_a_text_beyond_the_cap_is_cut_and_says_so() -> None:
    html = render("word " * LONGEST)

    assert "The rest is too long to show." in html
    assert len(html) < 2 * LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "<script>canary()</script>",
        "<img src=x onerror=canary()>",
        "<svg onload=canary()><circle/></svg>",
        "[a](javascript:canary())",
        "<a href='java\tscript:canary()'>a</a>",
        "<a href='data:text/html,<script>canary()</script>'>a</a>",
        "<iframe srcdoc='<script>canary()</script>'></iframe>",
        "<details ontoggle=canary() open>x</details>",
        "<style>body{background:url(//example.org/canary)}</style>",
        "<p style='background:url(//example.org/canary)'>x</p>",
        "<form action=/canary><button>x</button></form>",
        "<input type=text name=canary autofocus onfocus=canary()>",
        "<math><mtext><mglyph><style><!--</style><img title='--><img src onerror=canary()>'>",
        "<div id=canary class='badge canary'>x</div>",
        "<base href=//example.org/canary>",
        "<meta http-equiv=refresh content='0;url=//example.org/canary'>",
        "<object data=canary></object><embed src=canary>",
        '![x](https://example.org/a" onerror="canary())',
    ],
)
def test_nothing_hostile_survives(text: str) -> None:
    for tag, attributes in Elements.of(render(text)):
        assert tag in SAFE_TAGS
        assert "canary" not in "".join(f"{name}={value}" for name, value in attributes.items())


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<script>",
                "</script>",
                "<a href=",
                "javascript:",
                '"',
                "'",
                ">",
                "<",
                "onerror=x",
                "<img ",
                "<svg ",
                "<!--",
                "-->",
                "```",
                "\n",
                "> ",
                "- [ ] ",
                "| a |",
                "|-|",
                "[x](",
                ")",
                "&lt;",
                "&#106;",
                "<details ",
                "</details>",
                "style=",
                "x",
                " ",
                "\0",
                "é",
            ]
        )
    ).map("".join)
)
def test_whatever_is_written_only_safe_elements_and_attributes_come_out(text: str) -> None:
    for tag, attributes in Elements.of(render(text)):
        assert tag in SAFE_TAGS
        assert not {name for name in attributes if name.startswith("on") or name in UNSAFE}
        target = attributes.get("href") or ""
        scheme = target.split(":")[0].strip().lower() if ":" in target.split("/")[0] else ""
        assert scheme in {"", "http", "https", "mailto"}


SAFE_TAGS = frozenset(
    {"a", "b", "blockquote", "br", "code", "del", "details", "div", "em", "figcaption", "figure"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "input", "li", "ol", "p", "pre", "s"}
    | {"section", "strong", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
UNSAFE = frozenset({"style", "src", "srcdoc", "id", "name", "action", "formaction", "autofocus"})


class Elements(HTMLParser):
    """Collects each element with its attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    @classmethod
    def of(cls, html: str) -> list[tuple[str, dict[str, str | None]]]:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
