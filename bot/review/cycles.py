"""Review cycles as the course counts them: a round of wishes and the author's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.asks import About

if TYPE_CHECKING:
    from bot.review.asks import Asks

_WISHES = (About.REVIEW, About.THREAD, About.COMMENT, About.SYNC)


def begins_round(asks: Asks) -> bool:
    """Return whether a reviewer's next wish begins a cycle.

    It does when nothing else that a reviewer wants is open: all that is asked before the author
    has answered everything is one cycle, however many reviewers ask. One to three are usual.
    """
    return not any(asks.count(about) for about in _WISHES)
