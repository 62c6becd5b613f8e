"""Profiles and the course as text."""

from __future__ import annotations

import pytest

from bot.projects import tell
from bot.projects.load import load_projects
from bot.projects.model import Project
from bot.shipped import shipped_course, shipped_projects

COURSE = shipped_course()
PROJECTS = shipped_projects()
SMALL = """\
name: a/b
course: {bar: low, scope: a thing, note: A note., source: [course]}
state: {kind: archived, source: [pull/1]}
"""


def small(**parts: str) -> Project:
    text = SMALL + "".join(f"{key}: {value}\n" for key, value in parts.items())
    (found,) = load_projects({"projects/a__b.yaml": text})
    return found


def test_the_list_has_a_row_for_each_project() -> None:
    lines = tell.list_text(PROJECTS).splitlines()
    assert lines[0].split() == ["project", "bar", "state", "scope", "note"]
    starts = {line.split()[0] for line in lines[2:] if not line.startswith(" ")}
    assert starts == {one.name for one in PROJECTS}


@pytest.mark.parametrize("project", tuple(PROJECTS), ids=lambda one: one.name)
def test_every_known_fact_is_told_with_its_source(project: Project) -> None:
    text = tell.project_text(project, COURSE, ())
    flat = " ".join(text.split())
    known = [name for name in project.__struct_fields__ if getattr(project, name)]
    for name in set(known) - {"name", "former", "course", "state"}:
        assert f"\n{name.replace('_', ' ')}\n" in text
        fact = getattr(project, name)
        for each in fact if isinstance(fact, tuple) else (fact,):
            assert each.source[0] in flat
    assert max(len(line) for line in text.splitlines() if " " in line.strip()) < 140


def test_a_project_that_is_closed_says_so_first() -> None:
    tgi = PROJECTS.find("huggingface/text-generation-inference")
    assert tgi is not None
    head = tell.project_text(tgi, COURSE, ()).splitlines()[:4]
    assert "state: maintenance since 2025-12-11." in head[1]
    assert (
        "  Begin nothing here. Choose vllm-project/vllm or huggingface/transformers instead."
        in head
    )
    assert "  Begin nothing here." in tell.project_text(small(), COURSE, ()).splitlines()


def test_old_names_are_told() -> None:
    jax = PROJECTS.find("google/jax")
    assert jax is not None
    assert tell.project_text(jax, COURSE, ()).splitlines()[:2] == [
        "jax-ml/jax",
        "  formerly: google/jax",
    ]


def test_a_project_outside_the_course_is_told_to_be_one() -> None:
    text = tell.project_text(Project(name="x/vlm"), COURSE, ("vllm-project/vllm",))
    assert text.startswith("x/vlm\n  A generic profile: this is none of the projects")
    assert text.endswith("with a similar name: vllm-project/vllm")
    data = tell.project_data(Project(name="x/vlm"), COURSE, ())
    assert data["is_generic"] is True
    assert data["name"] == "x/vlm"
    assert "similar name" not in tell.project_text(Project(name="x/y"), COURSE, ())


def test_what_is_not_known_is_not_told() -> None:
    text = tell.project_text(small(), COURSE, ())
    assert "None" not in text
    assert text.count("\n") == 5


@pytest.mark.parametrize(
    ("part", "fact", "line"),
    [
        ("sign_off", "{dco: false, source: [pull/1]}", "  dco: no"),
        ("sign_off", "{dco: true, source: [pull/1, pull/2]}", "  source: pull/1, pull/2"),
        ("on_ramp_labels", "{labels: [one, two], source: [pull/1]}", "  labels: one, two"),
        (
            "refused",
            "{what: [a text that is too long to stand on one line], source: [pull/1]}",
            "    - a text that is too long to stand on one line",
        ),
        (
            "required_parts",
            "{parts: [{name: benchmark, when: performance, text: the numbers}], source: [pull/1]}",
            "  parts: benchmark (performance): the numbers",
        ),
        (
            "labels",
            "{meanings: [{label: go, turn: nobody, means: all tests}], source: [pull/1]}",
            "  meanings: go (nobody): all tests",
        ),
        (
            "template",
            "{headings: [What], alternatives: [[Why, How]], source: [pull/1]}",
            "  alternatives: Why, How",
        ),
        ("stale", "{days: 14, source: [pull/1]}", "  days: 14"),
        ("remarks", "[{text: one thing, source: [pull/1]}]", "  text: one thing"),
    ],
)
def test_a_fact_is_told_in_a_line(part: str, fact: str, line: str) -> None:
    assert line in tell.project_text(small(**{part: fact}), COURSE, ()).splitlines()


def test_a_fact_ends_with_where_it_was_read() -> None:
    lines = tell.project_text(PROJECTS.get("pytorch/ao"), COURSE, ()).splitlines()
    start = lines.index("ping")
    assert lines[start + 1].startswith("  whom: ")
    assert {lines[start + 2], lines[start + 3]} == {"  source: issues/3703", "  basis: observed"}


def test_data_for_programs_has_what_the_course_says_of_the_project() -> None:
    data = tell.project_data(PROJECTS.get("vllm-project/vllm"), COURSE, ())
    assert data["is_generic"] is False
    assert data["drafting_allowed"] is True
    assert data["cycle"] == "days"
    assert [ramp["difficulty"] for ramp in data["on_ramps"]] == ["easy", "medium"]
