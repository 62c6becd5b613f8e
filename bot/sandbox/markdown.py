"""Markdown as the sandbox page shows it: close to GitHub's, and safe whoever wrote it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markupsafe import Markup
from mdit_py_plugins.gfm import gfm_plugin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

LONGEST: Final = 65_536
"""Characters that GitHub takes in one comment or description; more is not rendered.
https://docs.github.com/graphql/overview/resource-limitations"""

_ALERTS: Final = frozenset({"note", "tip", "important", "warning", "caution"})

_WORDS: Final = {"a", "b", "br", "code", "del", "em", "i", "ins", "kbd", "q", "s", "samp", "small"}
_MORE_WORDS: Final = {"span", "strong", "sub", "sup", "var", "input"}
_BLOCKS: Final = {"blockquote", "details", "div", "figcaption", "figure", "hr", "p", "pre"}
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6", "section", "summary"}
_LISTS: Final = {"dd", "dl", "dt", "li", "ol", "ul"}
_TABLES: Final = {"table", "tbody", "td", "tfoot", "th", "thead", "tr"}

_SANITISER: Final = nh3.Cleaner(
    tags=_WORDS | _MORE_WORDS | _BLOCKS | _HEADINGS | _LISTS | _TABLES,
    clean_content_tags={"script", "style", "title", "textarea", "template", "svg", "math"},
    attributes={
        "a": {"href", "title"},
        "details": {"open"},
        "input": {"checked"},
        "ol": {"start"},
        "td": {"align"},
        "th": {"align"},
    },
    # Whatever a writer says an input is, it becomes a check box that cannot be used. A block
    # that scrolls must be reachable by keyboard, hence the tabindex.
    set_tag_attribute_values={
        "pre": {"tabindex": "0"},
        "input": {"type": "checkbox", "disabled": "", "aria-label": "Task"},
    },
    # Only the classes that this module writes: no text can dress up as the page around it.
    allowed_classes={
        "a": {"picture"},
        "div": {"markdown-alert", *(f"markdown-alert-{kind}" for kind in _ALERTS)},
        "figure": {"diagram"},
        "li": {"task-list-item"},
        "p": {"markdown-alert-title"},
        "section": {"footnotes"},
        "ul": {"contains-task-list"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
)


def render(text: str) -> Markup:
    """Return the Markdown as HTML that is safe to show beside anything else.

    Tables, task lists, alerts, `<details>`, strikethrough, footnotes and bare links work as on
    GitHub; a line break in the text is a line break on the page, as in GitHub's comments. HTML
    comments vanish. Pictures become links, because the page loads nothing from elsewhere. A
    Mermaid diagram is shown as its text.
    """
    if len(text) <= LONGEST:
        return _rendered(text)
    return _rendered(text[:LONGEST]) + Markup("<p><em>The rest is too long to show.</em></p>")


@lru_cache(maxsize=512)
def _rendered(text: str) -> Markup:
    # The sanitiser has seen every byte of what is marked as safe here.
    return Markup(_SANITISER.clean(_PARSER.render(text)))  # noqa: S704 - as said above


def _align(state: StateCore) -> None:
    """Say a cell's alignment as an attribute: the page's policy forbids inline style."""
    for token in state.tokens:
        if token.type in {"td_open", "th_open"} and (style := token.attrs.pop("style", None)):
            token.attrs["align"] = str(style).removeprefix("text-align:")


def _fence(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    code = f"<pre><code>{escapeHtml(tokens[index].content)}</code></pre>\n"
    if tokens[index].info.strip().lower().split(" ")[0] != "mermaid":
        return code
    return f'<figure class="diagram"><figcaption>Diagram, as text</figcaption>\n{code}</figure>\n'


def _image(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    source = escapeHtml(str(tokens[index].attrs.get("src", "")))
    label = escapeHtml(tokens[index].content.strip() or "without description")
    return f'<a class="picture" href="{source}">Picture: {label}</a>'


def _footnote_mark(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    # Not a link: two comments of one page would both have a note of this number.
    return f"<sup>[{tokens[index].meta['id'] + 1}]</sup>"


def _footnote_return(
    _renderer: RendererProtocol,
    _tokens: Sequence[Token],
    _index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    return ""


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).use(gfm_plugin)
    parser.core.ruler.push("align_without_style", _align)
    for rule, function in (
        ("fence", _fence),
        ("code_block", _fence),
        ("image", _image),
        ("footnote_ref", _footnote_mark),
        ("footnote_anchor", _footnote_return),
    ):
        parser.add_render_rule(rule, function)
    return parser


_PARSER: Final = _parser()
