from __future__ import annotations

import pytest

from bot.checklist.words import amount, is_foreign, normal, words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Fix the scheduler", 3),
        ("Fixes #123", 1),
        ("see https://github.com/a/b/pull/1 for more", 3),
        ("修复调度器中的空提示", 5),
        ("修复 scheduler", 2),
        ("Исправить планировщик", 2),
        ("🚀 🚀 🚀", 0),
        ("12 34", 0),
    ],
)
def test_words_are_counted_in_any_script(text: str, count: int) -> None:
    assert amount(text) == count


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("", False),
        ("Fix the scheduler", False),
        ("Corrige l'ordonnanceur à vide", False),
        ("修复 scheduler 中的空提示导致的死循环问题", True),
        ("Исправить планировщик", True),
        ("123 !", False),
    ],
)
def test_a_text_in_another_script_is_foreign(text: str, *, foreign: bool) -> None:
    assert is_foreign(text) is foreign


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert words("Fix: the BUG, (again)!") == {"fix", "the", "bug", "again"}
    assert normal("  Minor-Fix!! ") == "minor fix"
