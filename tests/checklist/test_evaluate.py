from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist.background import Background
from bot.checklist.check import Trigger
from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import DIFF_FILES, evaluate, wants_diff
from bot.kernel import markdown
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Status
from bot.kernel.snapshot import Actor, Change, ChangedFile, LinkedIssue
from bot.projects.course import CheckName
from bot.shipped import background_of
from tests.checklist.stories import STORIES
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import ALICE, BOB, changed, commit, diff_of, pull_request, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.checklist.reading import Reading
    from bot.kernel.snapshot import PullRequest

PATHS = st.one_of(
    st.sampled_from(("src/a.py", "tests/test_a.py", "docs/a.md", "uv.lock", "a.bin", "x.rs")),
    hostile_text(3),
)
FILES = st.builds(
    ChangedFile, PATHS, st.sampled_from(Change), st.integers(0, 10**6), st.integers(0, 10**6)
)
DIFFS = st.one_of(
    st.none(),
    hostile_text(),
    st.builds(diff_of, st.sampled_from(("src/a.py", "tests/test_a.py")), hostile_text(2)),
)


@st.composite
def pull_requests(draw: st.DrawFn) -> PullRequest:
    files = tuple(draw(st.lists(FILES, max_size=12)))
    return pull_request(
        title=draw(hostile_text(4)),
        body=draw(hostile_text(20)),
        author=draw(st.sampled_from((ALICE, Actor("ghost")))),
        is_draft=draw(st.booleans()),
        files=files,
        changed_files=len(files) + draw(st.integers(0, 2)),
        diff=draw(DIFFS),
        comments=tuple(
            said(body, author)
            for body, author in draw(
                st.lists(st.tuples(hostile_text(), st.sampled_from((ALICE, BOB))), max_size=3)
            )
        ),
        commits=tuple(
            commit(message, parents)
            for message, parents in draw(
                st.lists(st.tuples(hostile_text(3), st.integers(0, 3)), max_size=3)
            )
        ),
        labels=tuple(draw(st.lists(hostile_text(2), max_size=2))),
        linked_issues=tuple(
            LinkedIssue("big/upstream", 1, title, body)
            for title, body in draw(
                st.lists(st.tuples(hostile_text(2), hostile_text()), max_size=2)
            )
        ),
    )


@UNHURRIED
@given(pull_requests())
def test_any_pull_request_gets_one_finding_a_check_in_order(given_one: PullRequest) -> None:
    findings = evaluate(given_one)
    assert findings == evaluate(given_one)
    assert [finding.check for finding in findings] == [check.name for check in CHECKS]
    for finding in findings:
        needs_help = finding.status in {Status.FIX, Status.TIP}
        assert finding.summary
        assert bool(finding.fix) is needs_help
        assert bool(finding.why) is needs_help


def test_the_checks_are_those_of_the_course() -> None:
    names = [check.name for check in CHECKS]
    assert names == list(CheckName)


WITHOUT = {
    Trigger.TITLE: {"title": "Something else entirely"},
    Trigger.BODY: {"body": "Nothing"},
    Trigger.COMMENTS: {"comments": ()},
    Trigger.DIFF: {"files": (), "diff": None, "changed_files": 0, "additions": 0, "deletions": 0},
    Trigger.COMMITS: {"commits": (commit("Fix it", parents=2),)},
    Trigger.LABELS: {"labels": ("bug", "performance")},
    Trigger.ISSUES: {"linked_issues": ()},
}
PROJECT = background_of("vllm-project/vllm").project
BESIDE = {
    Trigger.PLAN: {"plan": "Rewrite `cache.py` and add a test for it.", "claim": "It is mine."},
    Trigger.PROJECT: {"project": PROJECT, "kind": ContributionKind.PERFORMANCE},
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("trigger", Trigger)
def test_what_a_check_does_not_name_as_a_trigger_does_not_change_it(
    story: PullRequest, trigger: Trigger
) -> None:
    other = replace(story, **WITHOUT.get(trigger, {}))  # type: ignore[arg-type]
    beside = Background(**BESIDE.get(trigger, {}))  # type: ignore[arg-type]
    for check, before, after in zip(CHECKS, evaluate(story), evaluate(other, beside), strict=True):
        assert trigger in check.triggers or before == after


def test_every_text_is_read_once() -> None:
    story = replace(STORIES["too_large"], linked_issues=STORIES["good_fix"].linked_issues)
    with patch("bot.checklist.reading.markdown.read", wraps=markdown.read) as read:
        evaluate(story)
    assert read.call_count == 1 + len(story.comments) + len(story.linked_issues)


def calls_to_judge(given_one: PullRequest) -> int:
    """Return how many functions are called, which unlike time is the same on every run."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        evaluate(given_one)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "word ",
        "`x_y` ",
        "a\n\n",
        "- [ ] TODO\n",
        "## Plan\n",
        "```\nrun\n```\n",
        "12 ms ",
        "[",
        "<",
        "> ",
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    half, whole = (
        calls_to_judge(pull_request(title=text, body=text, comments=(said(text),) * 2))
        for text in (piece * (size // len(piece)) for size in (1_000, 2_000))
    )
    assert whole < 2.2 * half + 500


def test_the_work_grows_with_the_files_and_no_faster() -> None:
    half, whole = (
        calls_to_judge(
            pull_request(
                files=tuple(changed(f"src/a{n}.py") for n in range(count)),
                diff="".join(diff_of(f"src/a{n}.py", "print(x)") for n in range(count)),
            )
        )
        for count in (100, 200)
    )
    assert whole < 2.2 * half


def test_a_check_runs_once_for_a_pull_request() -> None:
    calls = []

    def counted(run: Callable[[Reading], object]) -> Callable[[Reading], object]:
        return lambda reading: calls.append(reading) or run(reading)

    checks = tuple(replace(check, run=counted(check.run)) for check in CHECKS)  # type: ignore[arg-type]
    with patch("bot.checklist.evaluate.CHECKS", checks):
        evaluate(STORIES["good_fix"])
    assert len(calls) == len(CHECKS)


SOURCE, TEST, RUST = changed("src/a.py"), changed("tests/test_a.py"), changed("src/a.rs")


@pytest.mark.parametrize(
    ("files", "changed_files", "expected"),
    [
        ((), 0, False),
        ((SOURCE,), 1, False),
        ((SOURCE, TEST), 2, True),
        ((TEST,), 1, False),
        ((changed("docs/a.md"),), 1, False),
        ((RUST,), 1, True),
        ((changed("csrc/a.cu"), SOURCE), 2, True),
        ((RUST, TEST), 2, True),
        ((SOURCE,), 2, True),
        ((), 5, True),
        ((SOURCE,), DIFF_FILES + 1, False),
        ((SOURCE, TEST) * DIFF_FILES, 2 * DIFF_FILES, False),
    ],
)
def test_the_diff_is_asked_for_only_where_it_matters(
    files: tuple[ChangedFile, ...], changed_files: int, *, expected: bool
) -> None:
    assert wants_diff(pull_request(files=files, changed_files=changed_files)) is expected


def test_the_tests_finding_is_the_same_with_a_diff_nobody_asked_for() -> None:
    without = pull_request(files=(SOURCE,))
    diff = diff_of("src/a.py", "assert x")
    assert not wants_diff(without)
    at = [check.name for check in CHECKS].index("tests")
    assert evaluate(without)[at] == evaluate(replace(without, diff=diff))[at]


BRANCH = Background(is_opened=False)


def test_of_a_branch_nothing_that_belongs_in_a_description_is_missing() -> None:
    files = (changed("src/a.py"),)
    asked = {"title": "Fix the crash of the cache", "body": "", "files": files}
    opened, branch = (
        {each.check: each for each in evaluate(pull_request(**asked), background)}
        for background in (Background(), BRANCH)
    )
    for check in ("description", "repro"):
        assert opened[check].status is Status.FIX
        assert branch[check].status is Status.UNKNOWN
    assert branch["repro"].fix == opened["repro"].fix
    assert branch["description"].fix == ""
    assert {name for name in opened if opened[name] != branch[name]} == {"description", "repro"}


def test_evidence_that_is_there_counts_of_a_branch_as_well() -> None:
    asked = {"title": "Speed up the kernel", "body": "", "files": (changed("src/a.cu", 99),)}
    background = replace(BRANCH, kind=ContributionKind.DOCS)
    found = {each.check: each for each in evaluate(pull_request(**asked), background)}
    assert found["repro"].status is not Status.FIX


@pytest.mark.parametrize(("is_opened", "status"), [(True, Status.FIX), (False, Status.PASS)])
def test_help_by_a_machine_is_asked_to_be_told_once_there_is_a_description(
    *, is_opened: bool, status: Status
) -> None:
    known = replace(background_of("vllm-project/vllm"), is_opened=is_opened)
    signed = "Signed-off-by: alice <alice@example.org>"
    helped = commit(f"Fix it\n\nAssisted-by: Claude\n{signed}")
    found = evaluate(pull_request(commits=(helped,), files=(changed("a.py"),)), known)
    assert {each.check: each for each in found}["conventions"].status is status
