"""Mermaid, which draws the charts on GitHub: fetched as a pinned package, in a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.support.official import Artefact, fetched

if TYPE_CHECKING:
    from playwright.async_api import Page

MERMAID: Final = Artefact(
    "mermaid@11.12.0",
    "ZudVx73BwrMJfCFmSSJT84y6u5brEoV8DOItdHomNLz32uBjNrelm7mg95X7g+C6UoQH/W6mBLGDEDv73JdxBg==",
    "dist/mermaid.min.js",
)

_PARSE: Final = """async (text) => {
  try { await mermaid.parse(text); return ''; } catch (error) { return String(error); }
}"""

# A diagram that is shown as text becomes its picture, as wide as its place allows.
_DRAW: Final = """async () => {
  mermaid.initialize({ startOnLoad: false, theme: 'default' });
  let drawn = 0;
  for (const figure of document.querySelectorAll('figure.diagram')) {
    const text = figure.querySelector('code').textContent;
    const { svg } = await mermaid.render('chart' + drawn, text);
    figure.innerHTML = svg;
    drawn += 1;
  }
  return drawn;
}"""


async def load(page: Page) -> None:
    """Give a page Mermaid's script; where it is not to be had, the test skips, or fails in CI."""
    await page.add_script_tag(path=fetched(MERMAID))


async def complaint(page: Page, chart: str) -> str:
    """Return what Mermaid's own parser says against a chart; empty when it takes it."""
    said: str = await page.evaluate(_PARSE, chart)
    return said


async def draw(page: Page) -> int:
    """Put pictures in the place of the diagrams that the sandbox shows as text; return how many."""
    drawn: int = await page.evaluate(_DRAW)
    return drawn
