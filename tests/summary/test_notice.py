"""The notice that a summary is held back."""

from __future__ import annotations

from datetime import date

from bot.kernel.door import door
from bot.summary import notice

DAY = date(2026, 9, 21)


def test_it_calls_the_instructors_once_and_says_what_to_do() -> None:
    text = notice.body("autumn 2026", "ai-course/staff", DAY, ("ida", "tom"))
    assert text.startswith("@ida @tom:\n")
    assert text.count("@") == 2
    assert "is not written since 2026-09-21" in text
    assert "Make `ai-course/staff` private" in text.replace("\u200b", "")
    assert "`summary.repository`" in text
    assert "student data may be public" in text
    sent = door(text, frozenset({"ida"}), "ai-course/tracker")
    assert "@ida" in sent
    assert "@tom" not in sent


def test_without_instructors_it_calls_nobody() -> None:
    assert "@" not in notice.body("autumn 2026", "ai-course/staff", DAY, ())
    assert "@" not in notice.title("autumn 2026")
