from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.checks.reproduction import CHECK
from bot.kernel.finding import Status
from tests.support.pull_requests import BOB, changed, issue, pull_request, said

if TYPE_CHECKING:
    from bot.checklist.check import Verdict

SOURCE = changed("vllm/core/scheduler.py")
TEST = changed("tests/core/test_scheduler.py")
SCRIPT = '```python\nfrom vllm import LLM\nLLM("opt").generate("")\n```\n'
TRACE = "```\nTraceback (most recent call last):\n  File x, line 1\nRuntimeError: empty\n```\n"


def judge(title: str, body: str = "", **fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(title=title, body=body, files=(SOURCE,), **fields)))


@pytest.mark.parametrize(
    "body",
    [
        f"{SCRIPT}\nExpected an error, but it hangs.",
        f"### Expected\n\nan answer\n\n{SCRIPT}",
        "Run `python repro.py --empty`; it should end, but never does.",
        "```\n$ vllm serve opt\n$ curl localhost/v1 -d ''\n```\nThe error is 500 instead of 400.",
        "```bash\nCUDA_VISIBLE_DEVICES=0 torchrun --nproc 2 repro.py\n```\nActual: NaN.",
        "```\n# set-up\npip install vllm\n```\nraises",
        "```\n./build/bench --empty\n```\nfails",
        "    >>> f('')\n\nreturns the wrong value",
        "```c++\n#include <x.h>\n```\nsegfault",
        f"{TRACE}\n{SCRIPT}",
    ],
)
def test_a_fix_with_something_to_run_and_what_happens_is_reproduced(body: str) -> None:
    verdict = judge("Fix empty prompts", body)
    assert verdict.status is Status.PASS
    assert verdict.evidence


@pytest.mark.parametrize(
    "body",
    [
        "",
        "It crashes.",
        "```\n```",
        "```python\n# your code here\n```",
        "```python\n...\n```",
        "```\nTODO\n```",
        "Use `python` for it; `pytest` fails.",
        "> ```python\n> import vllm\n> ```\n",
        "<!-- ```python\nimport vllm\n``` -->",
        "## Before submitting\n```python\nimport vllm\n```\n",
    ],
)
def test_empty_fences_and_words_are_no_reproduction(body: str) -> None:
    verdict = judge("Fix empty prompts", body)
    assert verdict.status is Status.FIX
    assert "expected" in verdict.fix


def test_a_bare_error_is_quoted_and_not_enough() -> None:
    verdict = judge("Fix empty prompts", TRACE)
    assert verdict.status is Status.FIX
    assert "way to it" in verdict.summary
    assert "RuntimeError" in verdict.evidence[0].quote


def test_something_to_run_without_a_word_on_what_happens_is_a_tip() -> None:
    assert judge("Fix empty prompts", SCRIPT).status is Status.TIP


def test_the_linked_issue_and_the_authors_comments_count() -> None:
    told = f"{SCRIPT} hangs, should end"
    in_issue = judge("Fix it", linked_issues=(issue(body=told),))
    in_comment = judge("Fix it", comments=(said(told),))
    assert (in_issue.status, in_issue.evidence[0].where) == (Status.PASS, "linked issue")
    assert (in_comment.status, in_comment.evidence[0].where) == (Status.PASS, "your comment")
    assert judge("Fix it", comments=(said(told, BOB),)).status is Status.FIX


def test_a_touched_test_may_be_the_reproduction_of_a_fix() -> None:
    fix = pull_request(title="Fix empty prompts", files=(SOURCE, TEST))
    assert CHECK.run(reading.read(fix)).status is Status.TIP


@pytest.mark.parametrize(
    "title", ["docs: explain it", "test: cover it", "chore: bump ruff", "Rename a to b"]
)
def test_where_nothing_can_fail_nothing_is_asked(title: str) -> None:
    assert judge(title).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("|  | main | this PR |\n|-|-|-|\n| tok/s | 1012 | 1200 |\n", Status.PASS),
        ("Latency before: 12.5 ms, after: 9.1 ms on an H100.", Status.PASS),
        ("## Before and after\n\n120 tok/s and 140 tok/s", Status.PASS),
        ("Memory falls to 12 GB.", Status.TIP),
        ("|size|ms|\n|-|-|\n|1|2|\n", Status.TIP),
        ("Up to 1.3x faster.", Status.TIP),
        ("It is much faster than before.", Status.FIX),
        ("Since version 2 it is slow.", Status.FIX),
        ("", Status.FIX),
    ],
)
def test_performance_needs_numbers_from_before_and_after(body: str, status: Status) -> None:
    assert judge("[Perf] Fuse the router", body).status is status


def test_numbers_may_stand_in_a_comment() -> None:
    comments = (said("before 10 ms, after 8 ms"),)
    assert judge("[Perf] Fuse the router", comments=comments).status is Status.PASS


def test_a_feature_shows_itself_in_an_example() -> None:
    assert judge("Add PISA task", "Run `lm_eval --tasks pisa`.").status is Status.PASS
    assert judge("Add PISA task").status is Status.FIX
    tested = pull_request(title="Add PISA task", files=(SOURCE, TEST))
    assert CHECK.run(reading.read(tested)).status is Status.TIP


def test_an_unknown_kind_is_not_guessed() -> None:
    assert judge("Scheduler").status is Status.UNKNOWN
    assert judge("Scheduler", SCRIPT).status is Status.PASS
