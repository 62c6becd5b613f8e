from __future__ import annotations

import json
import re

import pytest
from hypothesis import given

from bot.checklist.evaluate import evaluate
from bot.kernel.finding import Evidence, Finding, Status
from bot.local.telling import SEEN, as_data, as_text
from tests.checklist.test_evaluate import pull_requests
from tests.support.hostile import UNHURRIED

FIX = Finding(
    "tests",
    "Tests",
    Status.FIX,
    "Code changed, but no test did.",
    "It can break again unseen.",
    "Run `git commit --amend -s`, then ask someone@\u200bexample.org.",
    (Evidence("a.py", "x = 1\x1b[31m", 3), Evidence("description"), Evidence("command", "make a")),
)
TIP = Finding("focus", "A focused change", Status.TIP, "Large.", "Slow.", "Split it.")
FINE = Finding("plan", "A plan", Status.PASS, "There.")
UNNEEDED = Finding("repro", "A reproduction", Status.NOT_APPLICABLE, "None.")
UNKNOWN = Finding("conventions", "Conventions", Status.UNKNOWN, "The commits were not read.")
ALL = (FINE, UNKNOWN, TIP, UNNEEDED, FIX)


def text(*findings: Finding, width: int = 80) -> str:
    return "\n".join(
        as_text("vllm-project/vllm", findings, width=width, paint=lambda words, _: words)
    )


def test_what_is_left_stands_first_then_tips_then_what_is_fine() -> None:
    assert (
        text(*ALL)
        == """\
vllm-project/vllm: one thing to do before a maintainer looks

1. Tests
   Code changed, but no test did.
   do    Run `git commit --amend -s`, then ask someone@example.org.
   run   make a
   seen  a.py:3: x = 1[31m
   seen  description
   why   It can break again unseen.

Worth a thought, though nobody waits for it:

-  A focused change
   Large.
   do    Split it.

fine        a plan
not needed  a reproduction
not judged  Conventions. The commits were not read."""
    )


def test_the_first_line_says_how_it_stands_with_or_without_a_project() -> None:
    assert text(FINE).startswith("vllm-project/vllm: nothing is left to do")
    assert text(FIX, FIX).startswith("vllm-project/vllm: 2 things to do")
    bare = list(as_text(None, (FINE,), width=80, paint=lambda words, _: words))
    assert bare[0].startswith("nothing is left")


def test_a_tip_says_why_only_where_nothing_is_left_to_do() -> None:
    assert "why   Slow." in text(TIP)
    assert "why   Slow." not in text(TIP, FIX)


def test_colours_are_asked_for_where_they_help() -> None:
    painted = "\n".join(
        as_text(None, ALL, width=80, paint=lambda words, colour: f"<{colour}>{words}<>")
    )
    assert "<red>1. Tests<>" in painted
    assert "<yellow>-  A focused change<>" in painted
    assert "<green>fine        <>a plan" in painted


def test_more_places_than_fit_are_counted() -> None:
    many = Finding("a", "A", Status.FIX, "S.", "W.", "F.", (Evidence("a.py"),) * (SEEN + 1_234))
    assert "         and 1,234 more" in text(many)


@pytest.mark.parametrize("width", [10, 40, 80, 500])
def test_lines_fit_the_terminal(width: int) -> None:
    long = Finding("a", "A", Status.FIX, "word " * 99, "W.", "F.", (Evidence("a/" * 99, "b" * 99),))
    assert max(map(len, text(long, width=width).splitlines()[1:])) <= max(40, min(width, 96))


def test_a_program_reads_exactly_what_was_promised() -> None:
    data = as_data(None, (FIX, FINE))
    assert json.loads(json.dumps(data)) == {
        "project": None,
        "ready": False,
        "findings": [
            {
                "check": "tests",
                "status": "fix",
                "summary": "Code changed, but no test did.",
                "evidence": [
                    {"where": "a.py", "quote": "x = 1\x1b[31m", "line": 3},
                    {"where": "description", "quote": ""},
                    {"where": "command", "quote": "make a"},
                ],
                "why": "It can break again unseen.",
                "fix": "Run `git commit --amend -s`, then ask someone@example.org.",
            },
            {
                "check": "plan",
                "status": "pass",
                "summary": "There.",
                "evidence": [],
                "why": "",
                "fix": "",
            },
        ],
    }


@UNHURRIED
@given(pull_requests())
def test_whatever_users_wrote_a_terminal_gets_no_command_and_a_program_gets_utf_8(
    given_one: object,
) -> None:
    findings = evaluate(given_one)  # type: ignore[arg-type] # the strategy makes them
    shown = text(*findings)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)
    shown.encode()
    json.dumps(as_data(None, findings), ensure_ascii=False).encode()
