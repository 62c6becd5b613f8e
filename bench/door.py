"""The door of all texts: hostile ones of twice the length, beside a Markdown parser on the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from bench.figures import paired_ratio
from bench.proc import own_cpu_seconds
from bench.report import Goal, Section, Table, show_ratio
from bot.kernel.door import door

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.session import Session

CHARACTERS = 64_000
"""A comment of GitHub's has at most 65,536."""
MOST_GROWTH = 2.6
"""What twice the text may take, in time; a detour through every earlier character takes 4."""
PIECES = ("https:", "@a", "a/b#1", "&#64", "[x](", "//", "a", "</b>#1", "https://a@", "www.", "%")
"""What a hostile text repeats to make a reader of links look back, or ahead, again and again."""
PROSE = "Thanks, the cache of the router is empty now, see #12 and `pkg/router.py`.\n\n"
_HOME = "course/tracker"
_PARSER = MarkdownIt("commonmark")


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Lead each text through the door, whole and half, and prose through the parser as well."""
    growth = {}
    for piece in PIECES:
        say(f"door: {piece}")
        whole, half = (text_of(piece, size) for size in (CHARACTERS, CHARACTERS // 2))
        pairs = [(_seconds(_passed, whole), _seconds(_passed, half)) for _ in range(session.rounds)]
        growth[piece] = (min(each for each, _ in pairs), min(each for _, each in pairs))
    prose = text_of(PROSE, CHARACTERS)
    # Both compile what they look for when they are first used.
    _PARSER.parse(prose)
    ours, theirs = [], []
    for number in range(1, session.rounds + 1):
        say(f"door: round {number} of {session.rounds}")
        ours.append(_seconds(_passed, prose))
        theirs.append(_seconds(_PARSER.parse, prose))
    return _section(growth, ours, theirs)


def text_of(piece: str, size: int) -> str:
    """Return a text that repeats a piece and has at most so many characters."""
    return piece * (size // len(piece))


def _section(
    growth: dict[str, tuple[float, float]], ours: list[float], theirs: list[float]
) -> Section:
    worst = max(whole / half for whole, half in growth.values())
    rows = tuple(
        (f"`{piece}`", f"{1000 * whole:.1f}", f"{whole / half:.2f}")
        for piece, (whole, half) in growth.items()
    )
    ratio = show_ratio(paired_ratio(ours, theirs))
    return Section(
        name="Door",
        tables=(
            Table(
                f"{CHARACTERS:,} characters of prose, CPU time of one core",
                ("door, ms", "markdown-it-py, ms", "ratio"),
                ((f"{1000 * min(ours):.1f}", f"{1000 * min(theirs):.1f}", ratio),),
            ),
            Table(
                f"{CHARACTERS:,} hostile characters, and what half of them takes",
                ("repeated", "ms", "to half"),
                rows,
            ),
        ),
        goals=(
            Goal(
                f"twice the hostile text in time: at most {MOST_GROWTH}",
                f"{worst:.2f}",
                worst <= MOST_GROWTH,
            ),
        ),
    )


def _passed(text: str) -> object:
    return door(text, frozenset(), _HOME)


def _seconds(run: Callable[[str], object], text: str) -> float:
    begun = own_cpu_seconds()
    run(text)
    return own_cpu_seconds() - begun
