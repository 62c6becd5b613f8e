from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist.kind import Kind, infer, is_revert
from bot.kernel import markdown
from bot.kernel.snapshot import Change
from tests.support.pull_requests import changed, commit, issue, pull_request

if TYPE_CHECKING:
    from bot.kernel.snapshot import ChangedFile

SOURCE = (changed("vllm/core/scheduler.py"),)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("[Bugfix] Add missing guard for empty prompts", Kind.FIX),
        ("[Bugfix][Scheduler] Support empty prompts", Kind.FIX),
        ("[Core][Bugfix] Support empty prompts", Kind.FIX),
        ("fix(state): make MLU part of the chain", Kind.FIX),
        ("fix!: drop the old flag", Kind.FIX),
        ("[ROCm] fix crash on MI300", Kind.FIX),
        ("Avoid NaN in softmax", Kind.FIX),
        ("[Perf] Fuse the router", Kind.PERFORMANCE),
        ("Speedup of the tokenizer", Kind.PERFORMANCE),
        ("Fix slow start of workers", Kind.PERFORMANCE),
        ("[X86] Remove the disabled perf workflow", Kind.REFACTOR),
        ("Delete broken launcher", Kind.REFACTOR),
        ("Log why a placement group fails", Kind.UNKNOWN),
        ("Apply ruff format", Kind.CHORE),
        ("Compilation hangs with two reshapes", Kind.FIX),
        ("Add throughput counter", Kind.FEATURE),
        ("Add guard against a crash", Kind.FIX),
        ("Support a test for empty prompts: skip", Kind.FEATURE),
        ("feat: add MXFP4", Kind.FEATURE),
        ("[Model] Support Qwen4", Kind.FEATURE),
        ("Add PISA task", Kind.FEATURE),
        ("refactor(vllm): inline the kwargs", Kind.REFACTOR),
        ("Rename `foo` to `bar`", Kind.REFACTOR),
        ("Check the key before trying to drop it", Kind.UNKNOWN),
        ("[Typing] Narrow the types of the scheduler", Kind.CHORE),
        ("Mend the CI of the nightly run", Kind.CHORE),
        ('Revert "Add PISA task"', Kind.REFACTOR),
        ("docs: explain the cache", Kind.DOCS),
        ("Fix docstring of prepare", Kind.DOCS),
        ("Fix typo in error message", Kind.CHORE),
        ("chore(deps): bump ruff", Kind.CHORE),
        ("[CI/Build] Skip docs", Kind.CHORE),
        ("test: cover the cache", Kind.TESTS),
        ("Scheduler", Kind.UNKNOWN),
        ("修复调度器", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
        ("[" * 300, Kind.UNKNOWN),
    ],
)
def test_the_title_tells_the_kind(title: str, expected: Kind) -> None:
    assert infer(pull_request(title=title, files=SOURCE), ()) is expected


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("README.md", "docs/a.rst"), Kind.DOCS),
        (("tests/test_a.py",), Kind.TESTS),
        (("tests/test_a.py", "docs/a.md"), Kind.TESTS),
        (("uv.lock",), Kind.CHORE),
        ((".github/workflows/ci.yml", "pyproject.toml"), Kind.CHORE),
        (("vllm/a.py", "docs/a.md"), Kind.FIX),
    ],
)
def test_the_files_tell_the_kind_more_surely(paths: tuple[str, ...], expected: Kind) -> None:
    files = tuple(map(changed, paths))
    assert infer(pull_request(title="Fix a crash", files=files), ()) is expected


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (changed("configs/comet.yml", 1, 1), Kind.DOCS),
        (changed("configs/comet.yml", 9, 9), Kind.FEATURE),
        (changed("configs/comet.yml", 2, change=Change.ADDED), Kind.FEATURE),
    ],
)
def test_documentation_with_hardly_a_setting_is_documentation(
    setting: ChangedFile, expected: Kind
) -> None:
    files = (changed("README.md", 9, 8), setting)
    title = "Update Comet integration instructions"
    assert infer(pull_request(title=title, files=files), ()) is expected


def test_a_configuration_can_be_the_feature_itself() -> None:
    files = (changed("lm_eval/tasks/pisa/pisa.yaml"),)
    assert infer(pull_request(title="Add PISA task", files=files), ()) is Kind.FEATURE


def test_files_tell_nothing_while_some_are_unknown() -> None:
    partly = pull_request(title="Fix a crash", files=(changed("README.md"),), changed_files=2)
    assert infer(partly, ()) is Kind.FIX
    assert infer(pull_request(title="Scheduler"), ()) is Kind.UNKNOWN


def test_weaker_signs_are_asked_in_turn() -> None:
    quiet = {"title": "Scheduler", "files": SOURCE}
    ticked = markdown.read("- [ ] New feature\n- [x] Bug fix\n")
    assert infer(pull_request(**quiet, labels=("v1", "performance")), ()) is Kind.PERFORMANCE
    assert infer(pull_request(**quiet), ticked) is Kind.FIX
    promise = markdown.read("- [x] I have added tests that prove my fix works\n")
    assert infer(pull_request(**quiet), promise) is Kind.UNKNOWN
    kept = markdown.read("Kind of Contribution\n\u267b\ufe0f Cleanup\n")
    assert infer(pull_request(**quiet), kept) is Kind.REFACTOR
    all_of_them = markdown.read("Kind\nBug Fix\nNew Feature\nCleanup\n")
    assert infer(pull_request(**quiet), all_of_them) is Kind.UNKNOWN
    assert infer(pull_request(**quiet, linked_issues=(issue("[Bug]: loops"),)), ()) is Kind.FIX
    assert infer(pull_request(**quiet, linked_issues=(issue("It crashes"),)), ()) is Kind.FIX
    commits = (commit("wip\n\nfix"), commit("Implement the budget"))
    assert infer(pull_request(**quiet, commits=commits), ()) is Kind.FEATURE
    mended = (commit("Scheduler"), commit("fix lint"), commit("Fix the budget"))
    assert infer(pull_request(**quiet, commits=mended), ()) is Kind.UNKNOWN
    assert infer(pull_request(**quiet, commits=mended[2:]), ()) is Kind.FIX


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Run the tests on two cards", Kind.TESTS),
        ("Rename the nightly job", Kind.TESTS),
        ("Fix the broken group of tasks", Kind.FIX),
        ("Add the PISA task", Kind.FEATURE),
    ],
)
def test_tests_with_settings_are_about_tests_unless_the_title_tells_more(
    title: str, expected: Kind
) -> None:
    files = (changed("tests/test_tasks.py"), changed(".github/workflows/nightly.yml"))
    assert infer(pull_request(title=title, files=files), ()) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ('Revert "Add PISA task"', True),
        ("[CI] Reland the nightly run", True),
        ("fix: revert the change of the default", True),
        ("Reapply budget limits", True),
        ("Reverting lists is slow", False),
        ("Do not revert the order of results", False),
    ],
)
def test_a_revert_is_known_by_its_first_word(title: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_revert(title) is expected
