"""What the coach itself wrote into a conversation, found among its comments; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.github.nodes import comment_of, is_ours
from bot.kernel.markers import CARD, REPLY, reply_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.github.nodes import Node
    from bot.kernel.snapshot import Comment


@dataclass(frozen=True, slots=True)
class OwnTraces:
    """What of ours stands in a conversation.

    Attributes:
        card: Our card; None when there is none.
        replies: The node ids of our answers, by what they answer to.
        folded: Those of them that are folded away, by us or by anybody.
    """

    card: Comment | None
    replies: Mapping[str, str]
    folded: frozenset[str] = frozenset()


def traces(nodes: Iterable[Node], me: int | None) -> OwnTraces:
    """Return what of ours is among these comments."""
    card = None
    replies: dict[str, str] = {}
    folded: set[str] = set()
    for each in nodes:
        if is_ours(each, me, CARD):
            card = card or comment_of(each)
        elif is_ours(each, me, REPLY):
            replies.setdefault(reply_key(each["body"]), each["id"])
            if each.get("isMinimized"):
                folded.add(each["id"])
    return OwnTraces(card, replies, frozenset(folded))
