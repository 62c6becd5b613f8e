"""Drafts of a ping that a student may post by hand, where the project allows drafting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta, Struct

from bot.kernel.errors import UserError
from bot.nudges.situation import Turn

if TYPE_CHECKING:
    from bot.nudges.situation import Situation

FILE = "words/draft.yaml"
"""Where the drafts are, from `config/` on."""

_Draft = Annotated[
    str, Meta(min_length=1, max_length=600, pattern=r"^[^{}@#`]*\{since\}[^{}@#`]*$")
]


class Drafts(Struct, frozen=True, forbid_unknown_fields=True):
    """The drafts, each with the field {since} and nothing that GitHub would make a link of.

    Attributes:
        review: A review is awaited.
        gate: Something is awaited that only a maintainer can give.
        approved: The merge is awaited.
    """

    review: _Draft
    gate: _Draft
    approved: _Draft

    def of(self, situation: Situation) -> str:
        """Return the draft that fits; it mentions nobody."""
        began = situation.local(situation.seen.since or situation.seen.stage_since)
        text = self.review
        if situation.seen.turn is Turn.GATE:
            text = self.approved if situation.seen.needs_only_merge else self.gate
        return text.replace("{since}", f"{began.day} {began:%B}")


def load_drafts(text: str) -> Drafts:
    """Read the drafts.

    Raises:
        UserError: They are not as they have to be; the message names the place.
    """
    try:
        return msgspec.yaml.decode(text.encode(), type=Drafts)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise UserError(
            f"config/{FILE}: {error}. Each draft is a text with the field {{since}}, and without"
            " other braces, mentions, numbers and code."
        ) from None


def may_draft(situation: Situation) -> bool:
    """Return whether the project's rule on machine-made text is known to allow a draft."""
    ai = situation.project.ai
    return ai is not None and ai.drafting_allowed
