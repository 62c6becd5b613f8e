"""Which installations are served."""

from __future__ import annotations

import pytest

from bot.policy.allowed import Allowed


@pytest.mark.parametrize(
    ("text", "installation", "account", "admitted"),
    [
        ("ai-course", 1, "ai-course", True),
        ("AI-Course", 1, "ai-COURSE", True),
        (" ai-course , other ", 1, "other", True),
        ("ai-course", 1, "stranger", False),
        ("ai-course", 1, None, False),
        ("77", 77, "anybody", True),
        ("77", 78, "anybody", False),
        ("77", None, None, False),
        ("", 1, "ai-course", False),
        (",,", 1, "", False),
    ],
)
def test_only_what_is_named_is_admitted(
    text: str, installation: int | None, account: str | None, *, admitted: bool
) -> None:
    assert Allowed.parse(text).admits(installation, account) is admitted
