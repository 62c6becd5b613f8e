from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.background import UNKNOWN, Background
from bot.checklist.checks.repro import CHECK, TINY_LINES
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Evidence, Status
from bot.shipped import background_of
from tests.support.pull_requests import BOB, changed, diff_of, issue, pull_request, said

if TYPE_CHECKING:
    from bot.checklist.check import Verdict

SOURCE = changed("vllm/core/scheduler.py")
TEST = changed("tests/core/test_scheduler.py")
SCRIPT = '```python\nfrom vllm import LLM\nLLM("opt").generate("")\n```\n'
TRACE = "```\nTraceback (most recent call last):\n  File x, line 1\nRuntimeError: empty\n```\n"


def judge(
    title: str, body: str = "", background: Background = UNKNOWN, **fields: object
) -> Verdict:
    given = {"files": (SOURCE,), **fields}
    return CHECK.run(reading.read(pull_request(title=title, body=body, **given), background))


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
        "Run\npython repro.py --empty\nand it hangs.",
        "torchrun repro.py --tp 2\n\nprints NaN",
        "vllm serve opt\n\nraises an IndexError",
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
        "python users see that it fails with --empty sometimes.",
        "bash and zsh fail.",
        "> ```python\n> import vllm\n> ```\n",
        "<!-- ```python\nimport vllm\n``` -->",
        "## Before submitting\n```python\nimport vllm\n```\n",
    ],
)
def test_empty_fences_and_words_are_no_reproduction(body: str) -> None:
    verdict = judge("Fix empty prompts", body)
    assert verdict.status is Status.FIX
    assert "expected" in verdict.fix


@pytest.mark.parametrize(
    "body",
    [
        TRACE,
        "With two images the server stops:\n\nRuntimeError: bounds do not fit",
        "    RuntimeError: bounds do not fit",
        "```\nthe card ran OOM, RuntimeError\n```",
    ],
)
def test_a_bare_error_is_quoted_and_half_of_what_is_wanted(body: str) -> None:
    verdict = judge("Fix empty prompts", body)
    assert verdict.status is Status.TIP
    assert "way to it" in verdict.summary
    assert "RuntimeError" in verdict.evidence[0].quote


@pytest.mark.parametrize(
    "body",
    [
        "The budget is never spent when the prompt is empty, so the scheduler goes round.",
        "Passing no options at all raised AttributeError in the two functions that read them.",
        "The selection could silently be overwritten by the branch that comes after this one.",
        "Replacing labels everywhere rewrote names as well, corrupting answers that were right.",
    ],
)
def test_a_failure_told_in_words_is_half_of_what_is_wanted(body: str) -> None:
    verdict = judge("Fix empty prompts", body)
    assert verdict.status is Status.TIP
    assert "in words" in verdict.summary
    assert verdict.evidence == (Evidence("description", body),)


def test_so_many_words_tell_the_failure_in_words_that_are_not_known() -> None:
    long = (
        "In the loop over examples every field is resolved against the example, but the prefix "
        "was resolved against the document under test. Where the prefix depends on the document, "
        "each example is then built with the prefix of the question that is asked."
    )
    alone = judge("Fix the prefix", long)
    assert (alone.status, "in words" in alone.summary) == (Status.TIP, True)
    assert judge("Fix the prefix", long, files=(SOURCE, TEST)).status is Status.PASS


@pytest.mark.parametrize("body", ["Fix big/upstream#12.", "See the issue at /issues/12"])
def test_an_issue_that_was_not_read_may_hold_what_is_missing(body: str) -> None:
    verdict = judge("Fix empty prompts", body)
    assert verdict.status is Status.TIP
    assert "not read" in verdict.summary
    known = judge("Fix empty prompts", body, linked_issues=(issue(body="It is so."),))
    assert known.status is Status.FIX


def test_a_bare_warning_is_an_error_too() -> None:
    verdict = judge("Fix slashes", "It says:\n\n```\njob.py:56: SyntaxWarning: a slash\n```\n")
    assert (verdict.status, "way to it" in verdict.summary) == (Status.TIP, True)


def test_the_diff_of_a_tiny_fix_shows_what_was_wrong() -> None:
    tiny = (changed("vllm/core/scheduler.py", TINY_LINES),)
    assert judge("Fix empty prompts", files=tiny).status is Status.TIP
    larger = (changed("vllm/core/scheduler.py", TINY_LINES + 1),)
    assert judge("Fix empty prompts", files=larger).status is Status.FIX


def test_comments_need_no_reproduction() -> None:
    diff = diff_of(SOURCE.path, "# a separate queue", removed=("# a seperate queue",))
    alone = (changed(SOURCE.path, 1, 1),)
    verdict = judge("fix: spelling of a comment", files=alone, diff=diff)
    assert verdict.status is Status.NOT_APPLICABLE
    code = diff_of(SOURCE.path, "queue = separate()", removed=("queue = seperate()",))
    assert judge("fix: the queue", files=alone, diff=code).status is Status.TIP


def test_a_fix_beside_the_product_needs_no_reproduction() -> None:
    files = (changed("scripts/check.sh"), changed(".github/workflows/nightly.yml"))
    assert judge("Fix the nightly run", files=files).status is Status.NOT_APPLICABLE
    inside = (changed("engine/tools/profile.py"),)
    assert judge("Fix the nightly run", files=inside).status is Status.FIX


def test_something_to_run_without_a_word_on_what_happens_is_a_tip() -> None:
    assert judge("Fix empty prompts", SCRIPT).status is Status.TIP


def test_the_linked_issue_and_the_authors_comments_count() -> None:
    told = f"{SCRIPT} hangs, should end"
    in_issue = judge("Fix it", linked_issues=(issue(body=told),))
    in_comment = judge("Fix it", comments=(said(told),))
    assert (in_issue.status, in_issue.evidence[0].where) == (Status.PASS, "linked issue")
    assert (in_comment.status, in_comment.evidence[0].where) == (Status.PASS, "your comment")
    assert judge("Fix it", comments=(said(told, BOB),)).status is Status.FIX


def test_a_touched_test_is_the_reproduction_of_a_fix_when_the_failure_is_told() -> None:
    told = "Empty prompts never take anything from the budget, so the scheduler hangs for ever."
    verdict = judge("Fix empty prompts", told, files=(SOURCE, TEST))
    assert verdict.status is Status.PASS
    assert verdict.evidence == (Evidence(TEST.path),)
    untold = judge("Fix empty prompts", "See the issue.", files=(SOURCE, TEST))
    assert untold.status is Status.TIP
    assert "not said" in untold.summary


@pytest.mark.parametrize(
    "title", ["docs: explain it", "test: cover it", "chore: bump ruff", "Rename a to b"]
)
def test_where_nothing_can_fail_nothing_is_asked(title: str) -> None:
    assert judge(title).status is Status.NOT_APPLICABLE


def test_other_kinds_need_none_but_something_to_run_is_seen() -> None:
    assert judge("Add PISA task").status is Status.NOT_APPLICABLE
    assert judge("[Perf] Fuse the router").status is Status.NOT_APPLICABLE
    verdict = judge("Add PISA task", "Run `lm_eval --tasks pisa`.")
    assert verdict.status is Status.PASS
    assert verdict.evidence == (Evidence("description", "lm_eval --tasks pisa"),)


def test_the_student_says_what_is_a_fix_and_what_is_not() -> None:
    as_fix = Background(kind=ContributionKind.FIX)
    assert judge("Scheduler", background=as_fix).status is Status.FIX
    as_kernel = Background(kind=ContributionKind.KERNEL)
    assert judge("Fix empty prompts", background=as_kernel).status is Status.NOT_APPLICABLE


def test_a_project_says_what_its_reproductions_look_like() -> None:
    verdict = judge("Fix empty prompts", background=background_of("pytorch/pytorch"))
    assert verdict.status is Status.FIX
    assert "This project looks for: A script that stands alone and fails" in verdict.fix
    elsewhere = judge("Fix empty prompts", background=background_of("ray-project/ray"))
    assert "looks for" not in elsewhere.fix


def test_where_kernels_fail_on_one_gpu_alone_it_must_be_named() -> None:
    flash = background_of("Dao-AILab/flash-attention")
    told = f"{SCRIPT} hangs, should end"
    verdict = judge("Fix empty prompts", told, background=flash)
    assert verdict.status is Status.TIP
    assert "Name the GPU" in verdict.fix
    named = judge("Fix empty prompts", f"{told}. Seen on an H100.", background=flash)
    assert named.status is Status.PASS


def test_words_alone_are_not_enough_for_a_large_fix() -> None:
    told = "The budget is never spent when the prompt is empty, so the scheduler goes round."
    large = judge("Fix empty prompts", told, files=(changed("vllm/a.py", 900),))
    assert large.status is Status.FIX


def test_an_unknown_kind_is_not_guessed() -> None:
    assert judge("Scheduler").status is Status.UNKNOWN
    assert judge("Scheduler", SCRIPT).status is Status.PASS
