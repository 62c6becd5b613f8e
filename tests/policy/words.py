"""The words that policies of tests may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.policy.meaning import Vocabulary
from bot.policy.parse import parse

if TYPE_CHECKING:
    from bot.policy.parse import Parsed

KNOWN = Vocabulary(
    checks=frozenset({"plan", "drift", "repro", "tests", "focus", "description"}),
    time_zones=frozenset({"UTC", "Europe/Berlin", "Europe/Paris", "Europe/London", "Asia/Tokyo"}),
    countries=frozenset({"DE", "ES", "FR", "NO"}),
    languages=frozenset({"de", "en", "es"}),
)


def parsed(content: str | bytes, name: str = "policy.yml") -> Parsed:
    return parse(content.encode() if isinstance(content, str) else content, name, KNOWN)
