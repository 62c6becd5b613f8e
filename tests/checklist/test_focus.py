from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.background import Background
from bot.checklist.checks.focus import CHECK
from bot.checklist.norms import GENERAL
from bot.checklist.size import MANY_AREAS
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change
from bot.shipped import background_of
from tests.support.pull_requests import changed, commit, diff_of, issue, pull_request

if TYPE_CHECKING:
    from bot.checklist.check import Verdict
    from bot.kernel.snapshot import ChangedFile

SOURCE = changed("vllm/core/scheduler.py")


def judge(*files: ChangedFile, **fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(files=files, **fields)))


def many(count: int, lines: int) -> tuple[ChangedFile, ...]:
    return tuple(changed(f"vllm/core/file{number}.py", lines) for number in range(count))


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (many(1, GENERAL.large_lines), Status.PASS),
        (many(1, GENERAL.large_lines + 1), Status.TIP),
        (many(1, GENERAL.huge_lines), Status.TIP),
        (many(1, GENERAL.huge_lines + 1), Status.FIX),
        (many(GENERAL.large_files, 20), Status.PASS),
        (many(GENERAL.large_files + 1, 20), Status.TIP),
        (many(GENERAL.large_files + 1, 2), Status.PASS),
        (many(100, 1), Status.PASS),
        (many(13, 40), Status.FIX),
        (many(13, 20), Status.TIP),
    ],
)
def test_size_is_held_against_merged_first_changes(
    files: tuple[ChangedFile, ...], status: Status
) -> None:
    assert judge(*files).status is status


def test_generated_files_and_data_do_not_count() -> None:
    verdict = judge(SOURCE, changed("vendor/x.py", 9_000), changed("docs/a.png", 0))
    assert verdict.status is Status.PASS
    assert verdict.summary == "20 lines in 1 file. Not counted: 2 generated or data files."


def test_a_large_change_gets_a_split_by_folder() -> None:
    verdict = judge(
        changed("vllm/a.py", 300), changed("vllm/b.py", 1), changed("csrc/c.cu", 700), SOURCE
    )
    assert verdict.evidence == (
        Evidence("csrc/", "700 lines, 1 file"),
        Evidence("vllm/", "321 lines, 3 files"),
    )


def test_tests_do_not_make_a_change_too_large() -> None:
    tests = changed("tests/test_scheduler.py", 2_000)
    assert judge(SOURCE, tests).status is Status.PASS
    verdict = judge(*many(1, GENERAL.huge_lines + 1), tests)
    assert verdict.status is Status.FIX
    assert f"{GENERAL.huge_lines + 1} lines in 1 file beside the tests" in verdict.summary
    assert judge(tests).status is Status.FIX


def test_within_one_folder_the_parts_are_files() -> None:
    verdict = judge(*many(2, GENERAL.huge_lines))
    assert verdict.status is Status.FIX
    assert [seen.where for seen in verdict.evidence] == [
        "vllm/core/file0.py",
        "vllm/core/file1.py",
    ]
    assert verdict.evidence[0].quote == "840 lines, 1 file"


def test_of_a_single_file_no_split_is_shown() -> None:
    assert judge(*many(1, GENERAL.huge_lines + 1)).evidence == ()


def test_the_same_small_edit_in_many_files_is_not_large() -> None:
    assert judge(*many(60, 4)).status is Status.PASS
    assert judge(*many(300, 4)).status is Status.PASS
    assert judge(*many(60, 5)).status is Status.TIP


def test_a_design_is_not_asked_for_the_same_small_edit_in_many_files() -> None:
    vllm = background_of("vllm-project/vllm")
    headers = tuple(changed(f"vllm/part{number}/a.py", 2, 1) for number in range(400))
    whole = tuple(changed(f"vllm/part{number}/a.py", 300) for number in range(4))
    results = [
        CHECK.run(reading.read(pull_request(title="[Misc] Say the licence", files=files), vllm))
        for files in (headers, whole)
    ]
    assert [result.status for result in results] == [Status.PASS, Status.FIX]
    assert "RFC" in results[1].summary


@pytest.mark.parametrize("title", ['Revert "Add a cache (#12)"', "[Core] Reland the cache"])
def test_what_takes_back_or_brings_back_is_as_large_as_it_was(title: str) -> None:
    files = many(30, 200)
    assert judge(*files).status is Status.FIX
    assert judge(*files, title=title).status is Status.PASS


def test_taking_away_is_not_large() -> None:
    assert judge(changed("vllm/a.py", 5, 3_000)).status is Status.PASS


def test_long_documentation_is_only_a_tip() -> None:
    assert judge(changed("docs/guide.md", GENERAL.huge_lines + 1)).status is Status.TIP


def test_within_one_folder_the_split_goes_a_level_deeper() -> None:
    verdict = judge(changed("vllm/core/a.py", 500), changed("vllm/model/b.py", 400))
    assert [seen.where for seen in verdict.evidence] == ["vllm/core/", "vllm/model/"]


def test_code_in_many_places_is_a_tip() -> None:
    places = tuple(changed(f"area{number}/a.py", 5) for number in range(MANY_AREAS + 1))
    assert judge(*places).status is Status.TIP
    assert (
        judge(*places[1:], changed("docs/a.md"), changed("tests/test_a.py")).status is Status.PASS
    )


def test_merge_commits_are_a_tip_with_the_way_out() -> None:
    verdict = judge(SOURCE, commits=(commit("One"), commit("Merge main\n\nx", parents=2)))
    assert verdict.status is Status.TIP
    assert "1 merge commit." in verdict.summary
    assert "git rebase" in verdict.fix
    assert verdict.evidence == (Evidence("commit", "Merge main"),)


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (changed("weights/model.safetensors", 0), Status.TIP),
        (changed("data/train.csv", 5_000), Status.TIP),
        (changed("data/train.csv", 10), Status.PASS),
        (changed("docs/flow.png", 0), Status.PASS),
    ],
)
def test_heavy_data_is_a_tip(file: ChangedFile, status: Status) -> None:
    assert judge(SOURCE, file).status is status


@pytest.mark.parametrize(
    "line",
    [
        "    print(x)",
        "print(x.shape, y)",
        "print()",
        'print("DEBUG: here")',
        "print('here 1')",
        'print(f"{x=}")',
        "print('*** ' + x)",
        "breakpoint()",
        "import pdb; pdb.set_trace()",
    ],
)
def test_leftover_debugging_is_a_tip_with_its_line(line: str) -> None:
    verdict = judge(SOURCE, diff=diff_of(SOURCE.path, "x = 1", line))
    assert verdict.status is Status.TIP
    assert verdict.evidence == (Evidence(SOURCE.path, line.strip(), 2),)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (SOURCE.path, 'print(f"Launching on {count} processes.")'),
        (SOURCE.path, "# print(x)"),
        (SOURCE.path, "pprint(x)"),
        ("examples/run.py", "print(x)"),
        ("engine/utils/logging.py", "    print(final_message)"),
        ("engine/print_report.py", "    print(rows)"),
        ("tests/test_a.py", "print(x)"),
        ("csrc/a.cu", "print(x)"),
    ],
)
def test_output_that_is_meant_is_left_alone(path: str, line: str) -> None:
    assert judge(changed(path), diff=diff_of(path, line)).status is Status.PASS


def test_debugging_in_any_language_is_seen() -> None:
    diff = diff_of("web/a.ts", "  console.log(x)") + diff_of("src/a.rs", "  dbg!(x);")
    verdict = judge(changed("web/a.ts"), changed("src/a.rs"), diff=diff)
    assert [seen.where for seen in verdict.evidence] == ["web/a.ts", "src/a.rs"]


@pytest.mark.parametrize(
    ("path", "removed", "added", "status"),
    [
        ("a/x.py", ("x = 1  ",), ("x = 1",), Status.TIP),
        ("a/x.py", ("x = 1",), ("x = 1", ""), Status.TIP),
        ("a/x.py", ("x = 1",), ("    x = 1",), Status.PASS),
        ("a/x.py", ("x = 1",), ("x = 2",), Status.PASS),
        ("a/x.cu", ("f(a,b);",), ("f(a, b);",), Status.TIP),
        ("a/x.cu", ("f(a,b);",), ("f(", "  a,", "  b);"), Status.TIP),
        ("a/x.cu", ("f(a);",), ("f(b);",), Status.PASS),
        ("docs/x.md", ("a  b",), ("a b",), Status.PASS),
        ("a/x.cu", (), (), Status.PASS),
    ],
)
def test_a_file_where_only_spaces_changed_is_a_tip(
    path: str, removed: tuple[str, ...], added: tuple[str, ...], status: Status
) -> None:
    diff = diff_of(path, *added, removed=removed) if added else f"diff --git a/{path} b/{path}\n"
    assert judge(changed(path), diff=diff).status is status


def test_several_remarks_come_together_the_gravest_first() -> None:
    diff = diff_of(SOURCE.path, "breakpoint()")
    verdict = judge(SOURCE, *many(1, 900), diff=diff, commits=(commit("Merge", parents=2),))
    assert verdict.status is Status.FIX
    assert verdict.summary.startswith("920 lines")
    assert "debugging" in verdict.summary
    assert "git rebase" in verdict.fix


def test_an_unreadable_or_partial_list_is_not_judged() -> None:
    assert judge().summary == "No file has changed yet."
    assert judge(changed_files=3).status is Status.UNKNOWN
    assert judge(SOURCE, changed_files=3).status is Status.UNKNOWN
    assert judge(*many(1, 900), changed_files=3).status is Status.FIX


def of_project(name: str, *files: ChangedFile, **fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(files=files, **fields), background_of(name)))


def test_moved_lines_are_not_new() -> None:
    block = tuple(f"    value_{number} = {number}" for number in range(500))
    files = (changed("vllm/a.py", 0, 500), changed("vllm/b.py", 500))
    diff = diff_of("vllm/a.py", removed=block) + diff_of("vllm/b.py", *block)
    assert judge(*files).status is Status.FIX
    assert judge(*files, diff=diff).status is Status.PASS
    more = (*files, changed("vllm/c.py", GENERAL.large_lines + 1))
    verdict = judge(*more, diff=diff + diff_of("vllm/c.py", "x = 1"))
    assert f"{GENERAL.large_lines + 1} lines in 3 files" in verdict.summary
    assert "500 lines that only moved are not counted." in verdict.summary


def test_a_new_folder_is_one_thing_up_to_a_bound() -> None:
    def new(lines: int) -> tuple[ChangedFile, ...]:
        return (
            changed("src/models/lintnet/model.py", lines, change=Change.ADDED),
            changed("src/models/__init__.py", 1),
        )

    assert judge(*new(GENERAL.huge_lines + 9)).status is Status.TIP
    assert judge(*new(2 * GENERAL.huge_lines + 9)).status is Status.FIX
    old = changed("src/models/lintnet/old.py", 1)
    assert judge(*new(GENERAL.huge_lines + 9), old).status is Status.FIX


CORE = "vllm/v1/core/sched/policies.py"


@pytest.mark.parametrize(
    ("files", "fields", "status"),
    [
        ((changed(CORE, 501),), {}, Status.FIX),
        ((changed(CORE, 500),), {}, Status.PASS),
        ((changed(CORE, 501),), {"body": "The design is in RFC #12."}, Status.PASS),
        ((changed(CORE, 501),), {"linked_issues": (issue("[RFC]: Policies"),)}, Status.PASS),
        ((changed(CORE, 501),), {"title": "RFC: policies"}, Status.PASS),
        ((changed("csrc/moe/router.cu", 501),), {}, Status.PASS),
        ((changed(CORE, 300), changed("vllm/x.yaml", 300)), {}, Status.TIP),
        ((changed(CORE, 300), changed("benchmarks/b.py", 300)), {}, Status.TIP),
        ((changed(CORE, 300), changed("tests/test_b.py", 300)), {}, Status.PASS),
    ],
)
def test_above_the_projects_bound_a_design_is_asked_for(
    files: tuple[ChangedFile, ...], fields: dict[str, object], status: Status
) -> None:
    verdict = of_project("vllm-project/vllm", *files, **fields)
    assert verdict.status is status
    assert ("RFC" in verdict.summary) is (status is Status.FIX)


def test_lines_that_moved_need_no_design() -> None:
    block = tuple(f"    value_{number} = {number}" for number in range(300))
    files = (changed("vllm/a.py", 0, 300), changed("vllm/b.py", 300))
    diff = diff_of("vllm/a.py", removed=block) + diff_of("vllm/b.py", *block)
    assert of_project("vllm-project/vllm", *files).status is Status.FIX
    assert of_project("vllm-project/vllm", *files, diff=diff).status is Status.PASS


def test_the_projects_own_rule_is_told_with_the_size() -> None:
    large = changed("python/triton/a.py", 5_000)
    name = "triton-lang/triton"
    rule = "The project's own rule: A change of the language"
    assert rule in of_project(name, large, title="Add a language").fix
    assert rule not in of_project(name, large, title="Fix a language").fix
    agreed = of_project(name, large, title="Add a language", linked_issues=(issue(),))
    assert rule not in agreed.fix


def test_commits_are_parts_too() -> None:
    commits = (commit("One"), commit("Two"))
    verdict = judge(*many(1, 900), commits=commits, commit_count=2)
    assert "commit that stands alone" in verdict.fix
    assert "commit" not in judge(*many(1, 900)).fix


def test_merges_are_right_where_the_project_asks_for_them() -> None:
    commits = (commit("One"), commit("Merge master", parents=2))
    assert of_project("ray-project/ray", SOURCE, commits=commits).status is Status.PASS
    assert of_project("jax-ml/jax", SOURCE, commits=commits).status is Status.TIP


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("examples/plot.ipynb", "1 notebook came along."),
        ("uv.lock", "A lock file changed"),
        (".vscode/settings.json", "1 file of an editor"),
    ],
)
def test_files_that_came_along_are_named(path: str, words: str) -> None:
    verdict = judge(SOURCE, changed(path, 9, change=Change.ADDED))
    assert verdict.status is Status.TIP
    assert words in verdict.summary
    assert verdict.evidence == (Evidence(path),)


def test_a_lock_file_alone_is_an_update() -> None:
    assert judge(changed("uv.lock", 900)).status is Status.PASS


def test_an_unsolved_conflict_must_go() -> None:
    verdict = judge(SOURCE, diff=diff_of(SOURCE.path, "<<<<<<< HEAD", "x = 1"))
    assert verdict.status is Status.FIX
    assert verdict.evidence == (Evidence(SOURCE.path, "<<<<<<< HEAD", 1),)


def test_code_in_comments_is_a_tip_with_its_line() -> None:
    verdict = judge(SOURCE, diff=diff_of(SOURCE.path, "# x = f(a)", "# return x"))
    assert verdict.status is Status.TIP
    assert "commented out" in verdict.summary
    assert verdict.evidence == (Evidence(SOURCE.path, "# x = f(a)", 1),)


QUOTED = tuple(f"x_{number} = 'a'" for number in range(6))
REQUOTED = tuple(line.replace("'", '"') for line in QUOTED)


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Fix empty prompts", Status.TIP),
        ("Format the scheduler with ruff", Status.PASS),
        ('Revert "Add a budget"', Status.PASS),
    ],
)
def test_layout_is_no_churn_where_it_is_the_aim(title: str, status: Status) -> None:
    diff = diff_of(SOURCE.path, *REQUOTED, removed=QUOTED)
    assert judge(SOURCE, title=title, diff=diff).status is status


def test_layout_beside_a_change_is_counted() -> None:
    text = diff_of(SOURCE.path, *REQUOTED, removed=QUOTED) + "@@ -90 +90 @@\n-x = 1\n+x = 2\n"
    verdict = judge(SOURCE, diff=text)
    assert "12 changed lines beside the real change are layout alone." in verdict.summary
    few = diff_of(SOURCE.path, *REQUOTED[:2], removed=QUOTED[:2])
    assert judge(SOURCE, diff=few + "@@ -90 +90 @@\n-x = 1\n+x = 2\n").status is Status.PASS


def test_a_file_that_shares_nothing_with_the_rest_is_told() -> None:
    paths = ("vllm/core/scheduler.py", "vllm/core/budget.py", "csrc/moe/router.cpp")
    lines = ("    self.scheduler_budget = 1", "    self.scheduler_budget = 2", "int experts = 3;")
    files = tuple(map(changed, paths))
    diff = "".join(map(diff_of, paths, lines))
    verdict = judge(*files, diff=diff)
    assert verdict.status is Status.TIP
    assert verdict.evidence == (Evidence("csrc/moe/router.cpp"),)
    assert judge(*files, diff=diff, body="The router reads it.").status is Status.PASS
    assert judge(*files, diff=diff, body="All experts need it.").status is Status.PASS
    plan = Background(plan="Read it in `csrc/moe/router.cpp`.")
    planned = pull_request(files=files, diff=diff)
    assert CHECK.run(reading.read(planned, plan)).status is Status.PASS
    shared = diff + diff_of("csrc/lib/other.cpp", "int experts = 4;")
    assert judge(*files, changed("csrc/lib/other.cpp"), diff=shared).status is Status.PASS
    assert judge(files[0], files[2], diff=diff).status is Status.PASS
    assert judge(*files, diff=diff + "diff --git a/x b/x\n@@\n").status is Status.PASS
