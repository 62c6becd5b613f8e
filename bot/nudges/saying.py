"""How a course is spoken to: its language, its drafts, its way of writing commands and days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import UNSET

if TYPE_CHECKING:
    from datetime import datetime

    from bot.nudges.drafts import Drafts
    from bot.nudges.situation import Situation
    from bot.nudges.words import Languages, Words
    from bot.policy.model import Cohort, Policy


@dataclass(frozen=True, slots=True)
class Manner:
    """How a course speaks.

    Attributes:
        words: The words of its language.
        drafts: What a student may post by hand.
        prefix: The word before a command where the policy asks for one; empty elsewhere.
    """

    words: Words
    drafts: Drafts
    prefix: str = ""


def manner(policy: Policy, cohort: Cohort, languages: Languages, drafts: Drafts) -> Manner:
    """Return how a cohort is spoken to."""
    language = policy.language if cohort.language is UNSET else cohort.language
    prefix = policy.commands.prefix if policy.commands.prefix_only else ""
    return Manner(languages.get(language), drafts, prefix)


def day(situation: Situation, at: datetime, words: Words) -> str:
    """Return the day of an instant where the student is."""
    return words.day(situation.local(at).date())


def command(rest: str, speech: Manner) -> str:
    """Return a command as the policy lets it be written."""
    return f"{speech.prefix} {rest}" if speech.prefix else f"/{rest}"
