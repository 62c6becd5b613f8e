"""What the coach itself wrote into a conversation, found among its comments; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.github.nodes import comment_of, is_ours, nodes_of
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
        reactions: How people reacted to an answer, in GraphQL's words, by what it answers to;
            read for the newest comments only.
    """

    card: Comment | None
    replies: Mapping[str, str]
    folded: frozenset[str] = frozenset()
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def traces(nodes: Iterable[Node], me: int | None, newest: Iterable[Node] = ()) -> OwnTraces:
    """Return what of ours is among these comments.

    Args:
        nodes: The comments.
        me: Our own account's number, if GitHub told it.
        newest: The newest of them once more, with their reactions.
    """
    card = None
    replies: dict[str, str] = {}
    folded: set[str] = set()
    reactions = {each["id"]: _of_people(each, me) for each in newest}
    for each in nodes:
        if is_ours(each, me, CARD):
            card = card or comment_of(each)
        elif is_ours(each, me, REPLY):
            replies.setdefault(reply_key(each["body"]), each["id"])
            if each.get("isMinimized"):
                folded.add(each["id"])
    to_ours = {key: reactions[one] for key, one in replies.items() if reactions.get(one)}
    return OwnTraces(card, replies, frozenset(folded), to_ours)


def _of_people(node: Node, me: int | None) -> tuple[str, ...]:
    """Return how people reacted: `user` is null for an App and for an account that is gone."""
    return tuple(
        each["content"]
        for each in nodes_of(node.get("reactions"))
        if (each.get("user") or {}).get("databaseId") not in {None, me}
    )
