from __future__ import annotations

import pytest

from bot.checklist.prose import is_boilerplate, is_leftover, is_placeholder, passages, prose
from bot.kernel.markdown import read


@pytest.mark.parametrize(
    "line",
    [
        "Fixes # (issue)",
        "Fixes #",
        "closes #",
        "TODO",
        "- TBD.",
        "**FILL THIS IN**",
        "Please include a summary of the changes and which issue is fixed.",
        "[Describe your changes here]",
    ],
)
def test_a_gap_of_a_template_is_a_leftover(line: str) -> None:
    assert is_leftover(line)
    assert is_placeholder(line)


@pytest.mark.parametrize(
    "line", ["", "  ", "None", "N/A", "Summary:", "## Test Plan", "...", "wip"]
)
def test_a_label_or_a_short_answer_tells_nothing_but_is_no_leftover(line: str) -> None:
    assert is_placeholder(line)
    assert not is_leftover(line)


@pytest.mark.parametrize(
    "line",
    [
        "Fixes #12",
        "Skip empty prompts",
        "修复",
        "This replaces the phrase 'fill this in' " + "by something else " * 40,
    ],
)
def test_an_authors_line_is_no_placeholder(line: str) -> None:
    assert not is_placeholder(line)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Before submitting", True),
        ("✅ Checklist", True),
        ("Who can review?", True),
        ("Purpose", False),
        ("", False),
    ],
)
def test_a_section_of_the_template_is_known_by_its_heading(heading: str, *, expected: bool) -> None:
    assert is_boilerplate(heading) is expected


def test_blocks_stand_under_their_heading_or_label() -> None:
    text = "first\n\n# A\none\n\nSummary: two\n\nTest Plan:\nthree\n\n> no\n\n## Checklist\nfour\n"
    assert [(found.heading, found.said) for found in passages(read(text))] == [
        ("", "first"),
        ("A", "one"),
        ("Summary", "two"),
        ("Test Plan", "three"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Skip empty prompts.\nTODO\nThen answer.", "Skip empty prompts.\nThen answer."),
        ("- an item", "an item"),
        ("- [x] a ticked item", ""),
        ("# a heading", ""),
        ("`f(x)` and `g[y]` go", "f(x) and g[y] go"),
        ("f(x) -> g[y]; {z: 1}", ""),
        ("  at Scheduler.step (scheduler.ts:12:3)\nat Engine.run (engine.ts:1:1)", ""),
        ("at Engine.run(Engine.java:12)", ""),
        ("The guard looks\nat the length only.", "The guard looks\nat the length only."),
        ("Is it good?", ""),
        ("cc @alice @bob", ""),
        ("See https://a.example/b/c/1/2/3/4/5/6", "See https://a.example/b/c/1/2/3/4/5/6"),
        ("https://a.example/b/c/1/2/3/4/5/6", ""),
        ("Skips what @alice found to be empty", "Skips what @alice found to be empty"),
    ],
)  # fmt: skip
def test_prose_is_what_is_said_in_sentences(text: str, expected: str) -> None:
    (block,) = read(text)
    assert prose(block) == expected
