from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist import reading
from bot.checklist.background import UNKNOWN, Rival
from bot.checklist.checks.conventions import CHECK
from bot.checklist.standing import MUCH_BEHIND
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change, Commit
from bot.projects.facts import State, StateKind
from bot.shipped import background_of, shipped_projects
from tests.support.hostile import hostile_text
from tests.support.pull_requests import changed, pull_request

if TYPE_CHECKING:
    from bot.checklist.background import Background
    from bot.checklist.check import Verdict

SOURCE = changed("src/scheduler.py")
SIGNED = "\n\nSigned-off-by: Ada Lovelace <ada@example.org>"
BY_TOOL = "\n\nCo-authored-by: Claude <noreply@anthropic.com>"
NAMES = tuple(sorted(project.name for project in shipped_projects()))
WITH_SIGN_OFF = tuple(
    sorted(
        project.name
        for project in shipped_projects()
        if project.sign_off is not None and project.sign_off.dco
    )
)
WITH_AGREEMENT = tuple(
    sorted(
        project.name
        for project in shipped_projects()
        if project.sign_off is not None and project.sign_off.cla
    )
)
VLLM = background_of("vllm-project/vllm")
JAX = background_of("jax-ml/jax")
DEEPSPEED = background_of("deepspeedai/DeepSpeed")
ACCELERATE = background_of("huggingface/accelerate")


def made(message: str, *, parents: int = 1, author: str = "Ada Lovelace") -> Commit:
    return Commit("f" * 40, message, parents, author, "ada@example.org")


def judge(
    background: Background, *commits: Commit, title: str = "Fix it", **fields: object
) -> Verdict:
    given_fields = {
        "files": (SOURCE,),
        "commits": commits,
        "commit_count": len(commits),
        **fields,
    }
    return CHECK.run(reading.read(pull_request(title=title, **given_fields), background))


def test_the_projects_with_a_sign_off_are_known() -> None:
    assert WITH_SIGN_OFF == (
        "NVIDIA/Megatron-LM",
        "NVIDIA/TransformerEngine",
        "deepspeedai/DeepSpeed",
        "ray-project/ray",
        "vllm-project/vllm",
    )


@pytest.mark.parametrize("name", WITH_SIGN_OFF)
def test_a_commit_without_a_sign_off_is_named_with_the_command(name: str) -> None:
    verdict = judge(background_of(name), made("Fix it\n\nBecause."))
    key = " -S" if name == "NVIDIA/Megatron-LM" else ""
    assert verdict.status is Status.FIX
    assert verdict.summary == "The commit is not signed off."
    assert verdict.fix == (
        f"Run `git commit --amend -s{key} --no-edit`, then `git push --force-with-lease`."
    )
    assert verdict.evidence == (Evidence("commit", "Fix it"),)


@pytest.mark.parametrize("name", WITH_SIGN_OFF)
def test_signed_commits_are_fine(name: str) -> None:
    verdict = judge(background_of(name), made(f"One{SIGNED}"), made(f"Two{SIGNED}"))
    assert verdict.status is Status.PASS
    assert "Every commit is signed off." in verdict.summary


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(WITH_SIGN_OFF)))
def test_elsewhere_nobody_asks_for_a_sign_off(name: str) -> None:
    assert "signed off" not in judge(background_of(name), made("Fix it")).summary


@pytest.mark.parametrize(
    ("commits", "summary", "command"),
    [
        ((made("A"), made("B")), "None of the 2 commits is signed off.", "HEAD~2"),
        ((made(f"A{SIGNED}"), made("B")), "1 of 2 commits is not signed off.", "HEAD~1"),
        (
            (made("A"), made("B"), made(f"C{SIGNED}")),
            "2 of 3 commits are not signed off.",
            "HEAD~3",
        ),
        (
            (made(f"A{SIGNED}"), made("B"), made("Merge branch 'main'", parents=2)),
            "1 of 2 commits is not signed off.",
            "HEAD~2",
        ),
    ],
)
def test_several_commits_are_signed_off_by_one_rebase(
    commits: tuple[Commit, ...], summary: str, command: str
) -> None:
    verdict = judge(DEEPSPEED, *commits)
    assert verdict.summary == summary
    assert f"`git rebase --signoff {command}`" in verdict.fix


def test_where_not_all_commits_were_read_all_are_rebased() -> None:
    verdict = judge(DEEPSPEED, made("A"), made("B"), commit_count=70)
    assert "HEAD~70" in verdict.fix


@pytest.mark.parametrize(
    "message",
    [
        "Fix it\n\nsigned-off-by: ada lovelace <ADA@example.org>",
        f"Fix it{SIGNED}\nCo-authored-by: Bo <bo@example.org>",
        f"Fix it{SIGNED}\n\nAnd a paragraph below.",
    ],
)
def test_a_sign_off_is_seen_wherever_it_stands(message: str) -> None:
    assert judge(DEEPSPEED, made(message)).status is Status.PASS


@pytest.mark.parametrize(
    "message",
    [
        "Fix it\n\nSigned-off-by:",
        "Fix it\n\nSigned-off-by: Ada Lovelace",
        "Fix it\n\nSigned-off-by: <ada@example.org>",
        "Fix it\n\nI have Signed-off-by: Ada <ada@example.org>",
        "Fix it\n\nSigned-off-by: " + "x" * 600 + " <ada@example.org>",
    ],
)
def test_half_a_sign_off_is_none(message: str) -> None:
    assert judge(DEEPSPEED, made(message)).status is Status.FIX


def test_merges_and_bots_sign_nothing_off() -> None:
    bot = made("Format", author="pre-commit-ci[bot]")
    assert judge(DEEPSPEED, made(f"A{SIGNED}"), bot, made("Merge", parents=2)).status is Status.PASS
    assert "Every commit must be signed off" in judge(DEEPSPEED).summary


def test_a_sign_off_of_somebody_else_is_none() -> None:
    other = Commit("f" * 40, f"A{SIGNED}", 1, "Bo", "bo@example.org")
    verdict = judge(DEEPSPEED, other)
    assert verdict.status is Status.FIX
    assert "another person" in verdict.summary
    assert "`git commit --amend --reset-author -s --no-edit`" in verdict.fix
    assert verdict.evidence[0].quote == "author Bo; signed off by Ada Lovelace"
    two = judge(DEEPSPEED, other, made(f"B{SIGNED}"))
    assert "`git rebase HEAD~2 --exec 'git commit --amend --reset-author -s --no-edit'`" in two.fix


def test_another_address_of_the_author_is_a_tip() -> None:
    elsewhere = Commit("f" * 40, f"A{SIGNED}", 1, "ada lovelace", "ada@home.example")
    verdict = judge(DEEPSPEED, elsewhere)
    assert verdict.status is Status.TIP
    assert "another address" in verdict.summary
    assert verdict.evidence[0].quote == (
        "author ada lovelace; signed off by ada lovelace with another address"
    )


@pytest.mark.parametrize(
    ("author", "message"),
    [
        ("ada@home.example", "A"),
        ("Ada Lovelace", f"A{SIGNED}"),
        ("ada@home.example", f"A{SIGNED}"),
        ("Bo", "A\n\nSigned-off-by: bo@example.org <bo@example.org>"),
        ("Ada Lovelace", "Mend what ada@home.example (ada@work.example) reported"),
        (
            "Ada Lovelace",
            f"A\n\nCo-authored-by: Claude ai@example.org <noreply@anthropic.com>{SIGNED}",
        ),
    ],
)
@pytest.mark.parametrize("name", ["deepspeedai/DeepSpeed", "vllm-project/vllm"])
def test_no_address_of_a_commit_is_ever_shown(name: str, author: str, message: str) -> None:
    commit = Commit("f" * 40, message, 1, author, "ada@home.example")
    body = "AI disclosure: by Codex <codex@example.org>" if name.startswith("vllm") else ""
    verdict = judge(background_of(name), commit, body=body)
    told = (verdict.summary, verdict.why, verdict.fix, *(each.quote for each in verdict.evidence))
    assert verdict.evidence
    assert not [text for text in told if "@" in text]


def test_whose_commit_it_is_may_be_unknown() -> None:
    assert judge(DEEPSPEED, Commit("f" * 40, f"A{SIGNED}")).status is Status.PASS


@pytest.mark.parametrize("name", WITH_AGREEMENT)
def test_an_agreement_is_told_once_and_no_fault(name: str) -> None:
    labels = ("topic: improvement",)
    verdict = judge(background_of(name), made("Fix it"), labels=labels)
    assert verdict.status is Status.PASS
    assert "Once only, this project wants the" in verdict.summary


TRAILER_MISSING = "A commit names an AI tool, and the description does not mention it yet."


@pytest.mark.parametrize(
    "name", ["vllm-project/vllm", "ray-project/ray", "pytorch/pytorch", "huggingface/transformers"]
)
def test_help_that_a_commit_shows_must_be_told_where_the_project_asks(name: str) -> None:
    verdict = judge(background_of(name), made(f"Fix it{BY_TOOL}{SIGNED}"))
    assert verdict.status is Status.FIX
    assert TRAILER_MISSING in verdict.summary
    assert "The form that the project asks for: " in verdict.fix
    assert verdict.evidence[0] == Evidence("commit", "Co-authored-by: Claude")


@pytest.mark.parametrize(
    "name", ["deepspeedai/DeepSpeed", "NVIDIA/Megatron-LM", "triton-lang/triton"]
)
def test_elsewhere_help_is_nobodys_business(name: str) -> None:
    assert judge(background_of(name), made(f"Fix it{BY_TOOL}{SIGNED}")).status is Status.PASS


@pytest.mark.parametrize(
    "body",
    [
        "## AI assistance\n\nCopilot completed some lines; I read them all.",
        "Written with the help of ChatGPT, tests run by me.",
        "This is AI-assisted work; every line is mine to defend.",
        "Generated with Claude Code.",
        "AI helped with the tests.",
        "AI disclosure: Codex drafted the first version.",
        "Co-authored-by: Codex <codex@openai.com>",
        "## Agent details\n\n> The test was generated by Claude Code; I ran it.",
    ],
)
def test_told_help_is_enough_with_a_trailer(body: str) -> None:
    assert judge(VLLM, made(f"Fix it{BY_TOOL}{SIGNED}"), body=body).status is Status.PASS
    ray = background_of("ray-project/ray")
    assert judge(ray, made(f"Fix it{SIGNED}"), body=body).status is Status.PASS
    verdict = judge(VLLM, made(f"Fix it{SIGNED}"), body=body)
    assert verdict.status is Status.FIX
    assert '`git commit --amend --no-edit --trailer "Assisted-by: <tool>"`' in verdict.fix


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("# What does this PR do?\n\nMends it.", Status.FIX),
        (
            "# What does this PR do?\n\nMends it.\n\n## Code agent policy\n\n- [x] Mine.",
            Status.PASS,
        ),
        ("Mends it, in words of my own.", Status.PASS),
    ],
)
def test_the_section_on_help_stays_in_a_template_that_is_kept(body: str, status: Status) -> None:
    verdict = judge(background_of("huggingface/transformers"), made("Fix it"), body=body)
    assert verdict.status is status
    assert ("Put the section `Code Agent Policy` back" in verdict.fix) is (status is Status.FIX)


@pytest.mark.parametrize(
    "body",
    [
        "No AI assistance was used.",
        "## AI disclosure\n\nNone.",
        "Adds the agent loop for Claude and Gemini models.",
        "The LLM generated wrong tokens.",
        "The database cursor is closed.",
        "Assisted decoding fails with two models.",
        "Co-authored-by: root <root@codex-2.example.org>",
        "```\n{'system': 'You are a helpful AI assistant'}\n```",
        f"Written by Copilot: {'word ' * 200}",
    ],
)
def test_nobody_is_suspected(body: str) -> None:
    assert judge(VLLM, made(f"Fix it{SIGNED}"), body=body).status is Status.PASS
    transformers = background_of("huggingface/transformers")
    assert judge(transformers, made("Fix it"), body=body).status is Status.PASS


@pytest.mark.parametrize(
    ("trailer", "is_tool"),
    [
        ("Co-authored-by: Claude Opus 4.5 <noreply@anthropic.com>", True),
        ("Co-authored-by: Copilot <1+Copilot@users.noreply.github.com>", True),
        ("Co-authored-by: Cursor Agent <cursoragent@cursor.com>", True),
        ("Co-authored-by: Somebody <noreply@openai.com>", True),
        ("Assisted-by: GPT-5", True),
        ("Generated-by: a model", True),
        ("Generated-by:", False),
        ("Co-authored-by: Claude Dupont <claude@example.org>", False),
        ("Co-authored-by: Bo Codex <bo@example.org>", False),
        ("Co-authored-by: Bo <bo@anthropic.com>", False),
        ("Co-authored-by: gemini-code-assist[bot] <1@users.noreply.github.com>", False),
        ("Reviewed-by: Copilot <copilot@example.org>", False),
    ],
)
def test_a_tool_is_told_from_a_person(trailer: str, is_tool: bool) -> None:  # noqa: FBT001 - a table
    verdict = judge(VLLM, made(f"Fix it{SIGNED}\n{trailer}"))
    assert (verdict.status is Status.FIX) is is_tool


def test_a_strict_rule_is_told_where_help_is_shown() -> None:
    verdict = judge(JAX, made(f"Fix it{BY_TOOL}"))
    assert verdict.status is Status.TIP
    assert "strict rule" in verdict.summary
    assert "Code made with tools is allowed" in verdict.why
    told = judge(JAX, made("Fix it"), body="Written with the help of ChatGPT.")
    assert told.evidence == (Evidence("description", "Written with the help of ChatGPT."),)


def test_the_rule_on_help_is_told_to_everybody_in_the_fold() -> None:
    assert "If an AI tool helped" in judge(VLLM, made(f"Fix it{SIGNED}")).summary
    assert "has a rule: Code made with tools" in judge(JAX, made("Fix it")).summary
    assert "AI" not in judge(DEEPSPEED, made(f"Fix it{SIGNED}")).summary


def test_a_project_that_takes_nothing_new_is_told_first() -> None:
    verdict = judge(background_of("huggingface/text-generation-inference"), made("Fix it"))
    assert verdict.status is Status.FIX
    assert verdict.summary == (
        "Since 2025-12-11 this project only maintains what is there, and takes nothing new."
    )
    assert "vllm-project/vllm and huggingface/transformers" in verdict.fix


def test_an_archived_project_takes_nothing() -> None:
    assert ACCELERATE.project is not None
    archived = State(kind=StateKind.ARCHIVED, source=("course",))
    closed = replace(
        ACCELERATE, project=msgspec.structs.replace(ACCELERATE.project, state=archived)
    )
    verdict = judge(closed)
    assert verdict.summary == "This project is archived, and takes nothing new."
    assert "Work goes on" not in verdict.fix
    repository = replace(pull_request().repository, is_archived=True)
    assert "archived" in judge(UNKNOWN, repository=repository).summary


RIVAL = Rival(4812, "Skip empty prompts", "bo")


def test_another_pull_request_for_the_issue_must_be_named() -> None:
    verdict = judge(replace(VLLM, rivals=(RIVAL,)), made(f"Fix it{SIGNED}"))
    assert verdict.status is Status.FIX
    assert verdict.summary == "Another open pull request is about the same issue."
    assert verdict.evidence == (
        Evidence("another pull request", "4812: Skip empty prompts (by bo)"),
    )
    named = judge(
        replace(VLLM, rivals=(RIVAL,)), made(f"Fix it{SIGNED}"), body="Unlike #4812 it answers."
    )
    assert named.status is Status.PASS


def test_where_nobody_demands_a_search_a_rival_is_a_tip() -> None:
    two = (RIVAL, replace(RIVAL, number=4813))
    verdict = judge(replace(DEEPSPEED, rivals=two), made(f"Fix it{SIGNED}"))
    assert verdict.status is Status.TIP
    assert verdict.summary.startswith("Other open pull requests are")
    assert judge(replace(UNKNOWN, rivals=(RIVAL,))).status is Status.TIP
    assert judge(replace(UNKNOWN, rivals=())).status is Status.PASS


def test_more_open_pull_requests_than_the_project_allows() -> None:
    signed = made(f"Fix it{SIGNED}")
    verdict = judge(replace(VLLM, open_pull_requests=7), signed)
    assert verdict.status is Status.FIX
    assert "7 open pull requests there; the project allows 6" in verdict.summary
    assert judge(replace(VLLM, open_pull_requests=6), signed).status is Status.PASS
    assert judge(replace(DEEPSPEED, open_pull_requests=70), signed).status is Status.PASS
    assert judge(replace(UNKNOWN, open_pull_requests=70)).status is Status.PASS


def test_another_base_than_the_default_branch_is_a_tip() -> None:
    repository = replace(pull_request().repository, default_branch="main")
    assert judge(UNKNOWN, repository=repository).status is Status.PASS
    verdict = judge(UNKNOWN, repository=repository, base_branch="release/2.0")
    assert verdict.status is Status.TIP
    assert verdict.evidence == (Evidence("base branch", "release/2.0, not main"),)


@pytest.mark.parametrize(
    ("name", "way"), [("ray-project/ray", "merge the base"), ("pytorch/ao", "git rebase")]
)
def test_a_branch_far_behind_is_brought_up_to_date_as_the_project_does(name: str, way: str) -> None:
    signed = made(f"Fix it{SIGNED}")
    labels = ("topic: improvement",)
    late = replace(background_of(name), behind=MUCH_BEHIND + 1)
    verdict = judge(late, signed, labels=labels)
    assert verdict.status is Status.TIP
    assert "201 commits behind" in verdict.summary
    assert way in verdict.fix
    near = replace(late, behind=MUCH_BEHIND)
    assert judge(near, signed, labels=labels).status is Status.PASS


def test_without_a_profile_a_branch_can_be_behind_too() -> None:
    assert "`git rebase`" in judge(replace(UNKNOWN, behind=900)).fix


@pytest.mark.parametrize(
    ("name", "is_turned_down"),
    [("vllm-project/vllm", True), ("huggingface/transformers", True), ("pytorch/ao", False)],
)
def test_a_typo_alone_is_turned_down_in_some_projects(name: str, is_turned_down: bool) -> None:  # noqa: FBT001 - a table
    signed, labels = made(f"Fix it{SIGNED}"), ("topic: improvement",)
    small = (changed("README.md", 1, 1),)
    verdict = judge(
        background_of(name), signed, title="Fix typo in README", files=small, labels=labels
    )
    assert (verdict.status is Status.TIP) is is_turned_down
    large = judge(background_of(name), signed, title="Fix typo and more", labels=labels)
    assert large.status is Status.PASS


def test_release_notes_that_the_staff_writes_are_left_alone() -> None:
    cutlass = background_of("NVIDIA/cutlass")
    verdict = judge(cutlass, files=(SOURCE, changed("CHANGELOG.md", 3)))
    assert verdict.status is Status.TIP
    assert "`CHANGELOG.md`" in verdict.fix
    assert judge(cutlass).status is Status.PASS


def test_a_label_that_a_check_asks_for_is_a_tip() -> None:
    ao = background_of("pytorch/ao")
    verdict = judge(ao)
    assert verdict.status is Status.TIP
    assert "`topic:`" in verdict.fix
    assert judge(ao, labels=("module: core",)).status is Status.TIP
    assert judge(ao, labels=("Topic: Improvement",)).status is Status.PASS
    assert judge(ao, labels=("topic: performance",)).status is Status.PASS
    assert judge(background_of("pytorch/pytorch")).status is Status.PASS


def test_a_new_task_or_model_comes_with_its_entry() -> None:
    harness = background_of("EleutherAI/lm-evaluation-harness")
    task = changed("lm_eval/tasks/pisa/pisa.yaml", change=Change.ADDED)
    verdict = judge(harness, title="Add PISA", files=(task,))
    assert verdict.status is Status.TIP
    assert "a README from the template" in verdict.fix
    entry = changed("lm_eval/tasks/README.md", 1)
    assert judge(harness, title="Add PISA", files=(task, entry)).status is Status.PASS
    model = changed("vllm/model_executor/models/qwen4.py", 300, change=Change.ADDED)
    signed = made(f"Add it{SIGNED}")
    verdict = judge(VLLM, signed, title="[Model] Support the Qwen4 model", files=(model,))
    assert "docs/models/supported_models.md" in verdict.fix
    torchtitan = background_of("pytorch/torchtitan")
    assert judge(torchtitan, title="Support the Qwen4 model", files=(model,)).status is Status.PASS
    unknown = judge(harness, title="Add PISA", files=(task,), changed_files=2)
    assert unknown.status is Status.PASS


def test_where_one_commit_is_wanted_several_are_put_together() -> None:
    verdict = judge(JAX, made("A"), made("B"), made("C"))
    assert verdict.status is Status.TIP
    assert "`git reset --soft HEAD~3 && git commit`" in verdict.fix
    assert judge(JAX, made("A")).status is Status.PASS


def test_several_faults_are_told_the_gravest_first_each_with_its_fix() -> None:
    background = replace(DEEPSPEED, behind=900)
    verdict = judge(background, made("Fix it"))
    assert verdict.status is Status.FIX
    assert verdict.summary == (
        "The commit is not signed off. The branch is 900 commits behind its base."
    )
    assert verdict.fix.index("--amend") < verdict.fix.index("git fetch")
    assert verdict.why.startswith("With the sign-off")


def test_what_to_run_before_a_push_is_told() -> None:
    assert "run `make style` then `make quality`." in judge(ACCELERATE).summary
    draft = judge(ACCELERATE, is_draft=True)
    assert draft.summary.endswith("until you mark it as ready.")
    assert "Before you push" not in judge(background_of("NVIDIA/cutlass")).summary


def test_rules_on_what_users_see_are_told_with_a_feature() -> None:
    feature = judge(JAX, title="Add a function")
    assert "On documentation: A new public function is listed" in feature.summary
    assert "On release notes: A new public function gets a line." in feature.summary
    documented = judge(JAX, title="Add a function", files=(SOURCE, changed("docs/api.rst")))
    assert "On documentation" not in documented.summary
    assert "release notes" not in judge(ACCELERATE, title="Add a function").summary
    assert "On documentation" not in judge(JAX, title="Fix a function").summary


def test_of_an_unknown_project_no_rule_is_made_up() -> None:
    verdict = judge(UNKNOWN, made("Fix it"))
    assert verdict.status is Status.PASS
    assert verdict.summary.startswith("Nothing is known of this project's own rules")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("message", ["Fix it", f"Fix it{SIGNED}", f"Fix it{BY_TOOL}"])
def test_no_words_of_ours_reach_anybody(name: str, message: str) -> None:
    worst = replace(background_of(name), behind=900, open_pull_requests=90, rivals=(RIVAL,))
    for background in (background_of(name), worst):
        verdict = judge(background, made(message), made(message), title="Add a model")
        words = f"{verdict.summary} {verdict.why} {verdict.fix}"
        assert "@" not in words
        assert "#" not in words
        assert "://" not in words
        assert len(words) < 2_500


@given(hostile_text(), hostile_text(), st.lists(hostile_text(), max_size=3), st.sampled_from(NAMES))
def test_any_text_gives_a_verdict_with_advice_where_something_is_missing(
    title: str, body: str, messages: list[str], name: str
) -> None:
    commits = tuple(made(message) for message in messages)
    verdict = judge(background_of(name), *commits, title=title, body=body)
    assert verdict.summary
    wanting = verdict.status in {Status.FIX, Status.TIP}
    assert bool(verdict.fix) is bool(verdict.why) is wanting
