"""The profiles of the 18 projects."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from bot.projects.facts import Fact, Stance, StateKind
from bot.projects.model import Profile, Project
from bot.projects.practice import LandingKind, Starter
from bot.shipped import shipped_projects

CONFIG = Path(__file__).parents[2] / "config"
FILES = sorted((CONFIG / "projects").glob("*.yaml"))
PROJECTS = shipped_projects()
EVERY_PROJECT = pytest.mark.parametrize("project", tuple(PROJECTS), ids=lambda one: one.name)
NAMES = ("name", "former")


def profile(name: str) -> Profile:
    found = PROJECTS.find(name)
    assert found is not None
    return found


def repeated_keys(node: yaml.Node) -> list[str]:
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        inner = [found for _, value in node.value for found in repeated_keys(value)]
        return [key for key in set(keys) if keys.count(key) > 1] + inner
    if isinstance(node, yaml.SequenceNode):
        return [found for value in node.value for found in repeated_keys(value)]
    return []


def test_there_are_eighteen_projects() -> None:
    assert len(PROJECTS) == len(FILES) == 18


def test_every_part_of_a_profile_but_its_name_is_a_fact_with_a_source() -> None:
    for field in msgspec.structs.fields(Profile):
        kind = msgspec.inspect.type_info(field.type)
        if isinstance(kind, msgspec.inspect.UnionType):
            (kind,) = (
                each for each in kind.types if not isinstance(each, msgspec.inspect.NoneType)
            )
        if isinstance(kind, msgspec.inspect.VarTupleType):
            kind = kind.item_type
        if field.name != "name":
            assert isinstance(kind, msgspec.inspect.StructType)
            assert issubclass(kind.cls, Fact)
    (source,) = (each for each in msgspec.structs.fields(Fact) if each.name == "source")
    assert source.required


@EVERY_PROJECT
def test_every_fact_of_a_project_names_its_sources(project: Profile) -> None:
    facts = [getattr(project, name) for name in Profile.__struct_fields__ if name != "name"]
    told = [each for fact in facts for each in (fact if isinstance(fact, tuple) else (fact,))]
    known = [each for each in told if each is not None]
    assert len(known) > 10
    assert all(each.source for each in known)


@EVERY_PROJECT
def test_a_former_name_is_of_this_project_alone(project: Profile) -> None:
    assert all(PROJECTS.find(name) is project for name in project.names)
    others = {name for one in PROJECTS if one is not project for name in one.names}
    assert not others & set(project.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_names_its_schema_and_no_key_twice(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first, _, _ = text.partition("\n")
    assert first == "# yaml-language-server: $schema=../schema/project.schema.json"
    assert repeated_keys(yaml.compose(text, Loader=yaml.SafeLoader)) == []


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("google/jax", "jax-ml/jax"),
        ("openai/triton", "triton-lang/triton"),
        ("microsoft/DeepSpeed", "deepspeedai/DeepSpeed"),
        ("HazyResearch/flash-attention", "Dao-AILab/flash-attention"),
        ("huggingface/pytorch-pretrained-BERT", "huggingface/transformers"),
        ("WoosukKwon/vllm", "vllm-project/vllm"),
        ("pytorch-labs/ao", "pytorch/ao"),
    ],
)
def test_an_old_name_leads_to_the_present_project(old: str, now: str) -> None:
    assert profile(old).name == now
    assert old.lower() in PROJECTS.names


def test_one_project_is_in_maintenance_and_sends_students_elsewhere() -> None:
    closed = [one for one in PROJECTS if not one.takes_contributions]
    assert [one.name for one in closed] == ["huggingface/text-generation-inference"]
    state = closed[0].state
    assert state.kind is StateKind.MAINTENANCE
    assert state.instead == ("vllm-project/vllm", "huggingface/transformers")


def test_nothing_is_drafted_where_the_policy_forbids_it_or_is_not_known() -> None:
    allowed = {one.name for one in PROJECTS if one.drafting_allowed}
    assert not allowed & {"jax-ml/jax", "huggingface/transformers", "pytorch/ao", "NVIDIA/cutlass"}
    restricted = {one.name for one in PROJECTS if one.ai and one.ai.stance is Stance.RESTRICTED}
    assert restricted == {"jax-ml/jax", "huggingface/transformers"}
    assert not Project(name="course/engine").drafting_allowed


@EVERY_PROJECT
def test_drafts_are_marked_where_help_must_be_disclosed(project: Profile) -> None:
    if project.ai is not None and project.ai.stance is Stance.DISCLOSE:
        assert project.ai.disclosure_required
        assert project.ai.disclosure


def test_the_landing_that_looks_like_giving_up_is_known() -> None:
    pytorch, xla = profile("pytorch/pytorch").landing, profile("openxla/xla").landing
    assert pytorch is not None
    assert (pytorch.how, pytorch.label) == (LandingKind.CLOSED_WITH_LABEL, "merged")
    assert xla is not None
    assert (xla.how, xla.commit_title) == (LandingKind.IMPORT_COMMIT, "PR #{number}:")


def test_the_limits_of_vllm_are_known() -> None:
    focus, first = profile("vllm-project/vllm").focus, profile("vllm-project/vllm").first_ci
    assert focus is not None
    assert (focus.rfc_lines, focus.open_pull_request_cap) == (500, 6)
    assert set(focus.rfc_excludes) == {"kernel", "data", "config", "test"}
    assert first is not None
    assert first.red_is_normal
    assert first.starter is Starter.MAINTAINER


@pytest.mark.parametrize(
    ("name", "command", "may"),
    [
        ("NVIDIA/TransformerEngine", "/te-ci", False),
        ("NVIDIA/Megatron-LM", "/ok to test <sha>", False),
        ("NVIDIA/Megatron-LM", "/claude assign", False),
        ("NVIDIA/cutlass", "/bot run", False),
        ("huggingface/transformers", "run-slow: <model>", False),
        ("vllm-project/vllm", "/ci run", False),
        ("pytorch/pytorch", "@pytorchbot rebase", True),
        ("pytorch/pytorch", "@pytorchbot --help", True),
        ("pytorch/pytorch", "@pytorchbot merge", False),
        ("ray-project/ray", "@microcheck <bazel targets>", True),
    ],
)
def test_a_student_posts_only_commands_that_are_for_students(
    name: str, command: str, *, may: bool
) -> None:
    (bot,) = (each for each in profile(name).bots if each.command == command)
    assert bot.student_may is may


def test_a_bot_without_a_command_takes_none_from_a_student() -> None:
    (mergify,) = (each for each in profile("vllm-project/vllm").bots if each.name == "mergify")
    assert not mergify.student_may


@pytest.mark.parametrize(
    ("name", "title", "good"),
    [
        ("vllm-project/vllm", "[Bugfix][Kernel] Handle an empty batch", True),
        ("vllm-project/vllm", "[Doc] Say what a block is", True),
        ("vllm-project/vllm", "Handle an empty batch", False),
        ("ray-project/ray", "[Data] Read empty files", True),
        ("ray-project/ray", "Read empty files", False),
        ("triton-lang/triton", "[BACKEND] Lower a reduction", True),
        ("huggingface/transformers", "Fix", False),
        ("huggingface/transformers", "Fix the mask of cached decoding", True),
        ("jax-ml/jax", "DOC: name the axis", True),
        ("NVIDIA/Megatron-LM", "fix(moe): route empty experts", True),
    ],
)
def test_a_title_is_held_against_the_habit_of_the_project(
    name: str, title: str, *, good: bool
) -> None:
    convention = profile(name).title
    assert convention is not None
    assert bool(re.search(convention.pattern, title)) is good


@EVERY_PROJECT
def test_a_pattern_of_titles_takes_no_time_on_hostile_titles(project: Profile) -> None:
    if project.title is not None:
        hostile = "[a] " * 2_000 + "\n"
        re.search(project.title.pattern, hostile)
        re.search(project.title.pattern, "[" * 2_000)


@EVERY_PROJECT
def test_examples_of_titles_begin_a_title_that_fits(project: Profile) -> None:
    for example in project.title.examples if project.title else ():
        assert re.search(project.title.pattern, f"{example} Handle an empty batch")


@EVERY_PROJECT
def test_where_a_project_sends_students_is_open_to_them(project: Profile) -> None:
    for name in project.state.instead:
        assert profile(name).takes_contributions


@EVERY_PROJECT
def test_a_stale_clock_that_closes_is_longer_than_a_ping(project: Profile) -> None:
    stale, ping = project.stale, project.ping
    if stale and stale.close_after_days and ping and ping.after_days:
        assert ping.after_days < stale.days
