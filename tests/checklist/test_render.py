from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.checklist import render
from bot.checklist.background import Background
from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import evaluate
from bot.checklist.norms import Norms
from bot.checklist.render import LIMIT, CheckRunText, check_run, comment, ready
from bot.kernel import markers
from bot.kernel.finding import Evidence, Finding, Status
from bot.shipped import background_of, shipped_projects
from tests.checklist.stories import ANYWHERE, STORIES, golden
from tests.checklist.test_evaluate import pull_requests
from tests.support.hostile import FRAGMENTS, UNHURRIED, dangers
from tests.support.pull_requests import changed, commit, diff_of, pull_request, said

if TYPE_CHECKING:
    from bot.kernel.snapshot import PullRequest

DRAFT, OPEN = pull_request(is_draft=True), pull_request()


def found(status: Status, *evidence: Evidence) -> Finding:
    return Finding("tests", "Tests", status, "Seen.", "Reason.", "Advice.", evidence)


@pytest.mark.parametrize("name", STORIES)
def test_the_comment_reads_as_it_was_approved(name: str) -> None:
    story = STORIES[name]
    assert comment(story, evaluate(story, ANYWHERE)) == golden(name).read_text(encoding="utf-8")


@UNHURRIED
@given(pull_requests())
def test_no_comment_pings_links_or_breaks_whatever_users_wrote(given_one: PullRequest) -> None:
    findings = evaluate(given_one)
    text = comment(given_one, findings)
    assert text == comment(given_one, evaluate(given_one))
    assert dangers(text) == []
    assert text.split("\n", 1)[0] == markers.CHECKLIST
    assert text.count("<!--") == 1
    assert len(text) < LIMIT
    text.encode()
    run = check_run(given_one, findings)
    assert markers.CHECKLIST not in run.summary
    assert run.summary.strip() in text
    assert run.conclusion == ("success" if ready(findings) else "neutral")


@pytest.mark.parametrize("name", [project.name for project in shipped_projects()])
def test_whatever_a_project_asks_for_pings_and_links_nothing(name: str) -> None:
    background = replace(background_of(name), behind=9_000, open_pull_requests=99)
    for story in STORIES.values():
        text = comment(story, evaluate(story, background), background)
        assert dangers(text) == []
        assert f"`{name}`" in text


def test_the_largest_input_stays_below_the_limit() -> None:
    worst = "@a#1`" * 6_000
    files = tuple(changed(f"{number}/{worst[:4_000]}/x.py", 900) for number in range(300))
    largest = pull_request(
        title=worst,
        body=f"## Plan\n\n{worst}\n\nTODO\n\nTODO\n\nTODO\n",
        files=files,
        diff="".join(diff_of(file.path, "breakpoint() " + worst) for file in files[:3]),
        comments=tuple(said(worst) for _ in range(25)),
        commits=tuple(commit(worst, 2) for _ in range(50)),
    )
    text = comment(largest, evaluate(largest))
    assert len(text) < LIMIT
    assert dangers(text) == []


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_hostile_evidence_is_shown_dead(fragment: str) -> None:
    evidence = (Evidence(fragment, fragment, 1_234_567), Evidence("title", fragment))
    for status in Status:
        assert dangers(comment(OPEN, (found(status, *evidence),))) == []


@pytest.mark.parametrize(
    ("subject", "statuses", "opening"),
    [
        (OPEN, (), "All set: this is ready"),
        (OPEN, (Status.PASS, Status.NOT_APPLICABLE), "All set: this is ready"),
        (OPEN, (Status.PASS, Status.UNKNOWN, Status.TIP), "Nothing is left to do, as far as"),
        (OPEN, (Status.TIP,), "Nothing is left to do; this is ready"),
        (OPEN, (Status.FIX,), "One thing to do before a maintainer"),
        (OPEN, (Status.FIX,) * 5, "Five things to do"),
        (OPEN, (Status.FIX,) * 6, "6 things to do"),
        (DRAFT, (Status.FIX, Status.FIX), "This is a draft, so take your time. Two things"),
        (DRAFT, (Status.TIP,), "Nothing is left to do. When you are ready"),
    ],
)
def test_the_first_sentence_says_how_much_is_left(
    subject: PullRequest, statuses: tuple[Status, ...], opening: str
) -> None:
    findings = tuple(map(found, statuses))
    text = comment(subject, findings)
    assert text.split("\n")[2].startswith(f"**{opening}")
    assert "!" not in text.removeprefix(markers.CHECKLIST)
    assert ready(findings) is (Status.FIX not in statuses)


def test_what_is_left_stands_first_and_the_rest_is_folded() -> None:
    text = comment(OPEN, (found(Status.PASS), found(Status.TIP), found(Status.FIX)))
    assert text.index("1. **Tests.**") < text.index("<summary>Tips for later: tests</summary>")
    assert text.index("- **Tests.** Seen.\n  - **To do:**") < text.index("Already fine: tests")


def test_tips_stand_open_where_nothing_is_left() -> None:
    text = comment(OPEN, (found(Status.PASS), found(Status.TIP)))
    assert text.index("nobody waits for it") < text.index("- **Tests.**") < text.index("<details>")
    assert "Tips for later" not in text


def test_what_is_to_do_stands_before_what_was_seen_and_why() -> None:
    text = comment(OPEN, (found(Status.FIX, Evidence("a.py")),))
    assert "   - **To do:** Advice.\n   - Seen: `a.py`\n   - Why: Reason." in text


def test_without_anything_fine_the_fold_says_so() -> None:
    assert "<summary>Not needed or not judged</summary>" in comment(OPEN, (found(Status.UNKNOWN),))
    assert "<details>" not in comment(OPEN, (found(Status.FIX),))


def test_what_is_fine_takes_a_line_each_however_much_was_seen() -> None:
    seen = tuple(Evidence(f"{n}.py", "word " * 40, n) for n in range(1, 9))
    states = (Status.NOT_APPLICABLE, Status.UNKNOWN, Status.PASS)
    text = comment(OPEN, tuple(found(status, *seen) for status in states))
    fold = text.partition("</summary>\n\n")[2].partition("\n\n</details>")[0].splitlines()
    assert [line.partition(" Seen: ")[0] for line in fold] == [
        "- **Tests.** Seen.",
        "- **Tests.** Not judged. Seen.",
        "- **Tests.** Not needed here. Seen.",
    ]
    assert max(map(len, fold)) < 160


def test_a_single_sight_stands_beside_its_label_and_more_below() -> None:
    one = comment(OPEN, (found(Status.FIX, Evidence("title", "x")),))
    assert "   - Seen in the title: `x`\n" in one
    path = comment(OPEN, (found(Status.FIX, Evidence("a.py", "x = 1", 1_200)),))
    assert "   - Seen: `a.py`, line 1,200: `x = 1`\n" in path
    ten = comment(OPEN, (found(Status.FIX, *(Evidence(f"{n}.py") for n in range(10))),))
    assert "   - Seen:\n     - `0.py`\n" in ten
    assert "     - `4.py`\n     - and 5 more\n" in ten


def test_a_command_is_there_to_be_run_and_was_seen_nowhere() -> None:
    run = Evidence("command", "pytest tests/a.py")
    fix = comment(OPEN, (found(Status.FIX, Evidence("a.py"), run),))
    assert "   - Run: `pytest tests/a.py`\n   - Seen: `a.py`\n" in fix
    fine = comment(OPEN, (found(Status.PASS, Evidence("a.py"), run),))
    assert "- **Tests.** Seen. Seen: `a.py` Run: `pytest tests/a.py`\n" in fine


def test_every_place_that_a_check_names_in_our_words_is_told_in_our_words() -> None:
    checklist = Path(render.__file__).parent
    named = {
        node.args[0].value
        for path in checklist.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Evidence" and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(named) > 3
    assert named <= {*render._PLACES, render.COMMAND}


def test_the_project_is_named_where_it_is_known() -> None:
    known = Background(Norms(project="vllm-project/vllm"))
    for statuses in ((Status.FIX,), (Status.TIP,), (Status.PASS,)):
        text = comment(OPEN, tuple(map(found, statuses)), known)
        assert "a maintainer of `vllm-project/vllm`" in text.split("\n")[2]
        assert dangers(text) == []
    assert "of `" not in comment(OPEN, (found(Status.FIX),)).split("\n")[2]


@pytest.mark.parametrize("size", [1_000, 2_000, 8_000])
def test_whatever_the_checks_say_the_comment_stays_below_its_limit(size: int) -> None:
    words = "`a` " * (size // 4)
    seen = tuple(Evidence("`@a#1" * 200, "`@a#1" * 200, 1_234_567) for _ in range(12))
    worst = tuple(
        Finding(check.name, check.title, Status.FIX, words, words, words, seen) for check in CHECKS
    )
    text = comment(OPEN, worst)
    assert len(text) < LIMIT
    assert dangers(text) == []
    assert len(check_run(OPEN, worst).summary) < LIMIT


@pytest.mark.parametrize(
    ("statuses", "title", "conclusion"),
    [
        ((), "Ready for review", "success"),
        ((Status.TIP, Status.UNKNOWN), "Ready for review", "success"),
        ((Status.FIX,), "One thing left to do", "neutral"),
        ((Status.FIX, Status.PASS, Status.FIX), "Two things left to do", "neutral"),
    ],
)
def test_the_check_run_never_fails(
    statuses: tuple[Status, ...], title: str, conclusion: str
) -> None:
    run = check_run(OPEN, tuple(map(found, statuses)))
    assert isinstance(run, CheckRunText)
    assert (run.title, run.conclusion) == (title, conclusion)
