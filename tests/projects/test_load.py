"""Reading profiles and finding projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import UserError
from bot.projects.load import Projects, load_projects
from bot.shipped import shipped_projects

if TYPE_CHECKING:
    from bot.projects.model import Profile

PROJECTS = shipped_projects()
GOOD = """\
name: a/b
course: {bar: low, scope: a thing, note: a note, source: [course]}
state: {kind: active, source: [pull/1]}
"""


def profile(**parts: str) -> Profile:
    text = GOOD + "".join(f"{key}: {value}\n" for key, value in parts.items())
    (found,) = load_projects({"projects/a__b.yaml": text})
    return found


def cased(name: str, upper: list[bool]) -> str:
    pairs = zip(name, upper, strict=False)
    return "".join(each.upper() if up else each.lower() for each, up in pairs) + name[len(upper) :]


@given(
    st.sampled_from(sorted(name for one in PROJECTS for name in one.names)),
    st.lists(st.booleans(), max_size=60),
)
def test_a_project_is_found_by_any_name_in_any_case_of_letters(
    name: str, upper: list[bool]
) -> None:
    found = PROJECTS.find(cased(name, upper))
    assert found is not None
    assert name in found.names


OWNER = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9-]{0,20}\Z")
REPOSITORY = st.from_regex(r"\A[A-Za-z0-9._-]{1,30}\Z")


@given(OWNER, REPOSITORY)
def test_any_other_project_gets_a_generic_profile_under_its_own_name(
    owner: str, repository: str
) -> None:
    name = f"{owner}/{repository}"
    found = PROJECTS.get(name)
    assert found.is_generic is (name.lower() not in PROJECTS.names)
    if found.is_generic:
        assert found.name == name
        assert (found.course, found.state, found.bots) == (None, None, ())
        assert found.takes_contributions


@given(st.text(max_size=40))
def test_whatever_is_asked_for_is_found_or_refused_in_words(name: str) -> None:
    assert set(PROJECTS.nearest(name)) <= {one.name for one in PROJECTS}
    try:
        assert PROJECTS.get(name).name
    except UserError as error:
        assert "owner/name" in str(error)  # noqa: PT017 - both ends are right


@pytest.mark.parametrize(
    ("spelt", "meant"),
    [
        ("vllm", "vllm-project/vllm"),
        ("jax", "jax-ml/jax"),
        ("someone/vllm", "vllm-project/vllm"),
        ("hugingface/transformer", "huggingface/transformers"),
        ("open-ai/triton", "triton-lang/triton"),
        ("DeepSped", "deepspeedai/DeepSpeed"),
        ("megatron", "NVIDIA/Megatron-LM"),
    ],
)
def test_a_misspelt_name_is_understood(spelt: str, meant: str) -> None:
    assert meant in PROJECTS.nearest(spelt)


def test_what_is_no_name_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UserError, match=r"'tritn' is not .*Did you mean triton-lang/triton"):
        PROJECTS.get("tritn")
    with pytest.raises(UserError, match=r"`owner/name`\.$"):
        PROJECTS.get("???")


def test_a_small_profile_is_complete() -> None:
    found = profile()
    assert (found.is_generic, found.names, found.takes_contributions) == (False, ("a/b",), True)
    assert found.ai is None
    assert not found.drafting_allowed


def test_a_name_belongs_to_one_project() -> None:
    texts = {
        "projects/a__b.yaml": GOOD + "former: [{name: old/b, source: [pull/1]}]",
        "projects/c__d.yaml": GOOD.replace("a/b", "c/d")
        + "former: [{name: OLD/b, source: [pull/1]}]",
    }
    with pytest.raises(UserError, match="OLD/b is a name of a/b and of c/d"):
        load_projects(texts)


def test_a_project_may_name_itself_twice() -> None:
    (found,) = Projects((profile(former="[{name: A/B, source: [pull/1]}]"),))
    assert found.name == "a/b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("bar: low, ", ""), "at course: .*Add `bar` there"),
        (GOOD.replace("scope:", "scop:"), "at course: .*`scop`.*Did you mean `scope`"),
        (GOOD.replace("bar: low", "bar: lowish"), "at course.bar: .*'lowish'.*schema"),
        (GOOD.replace("[course]", "[]"), "at course.source: .*length >= 1"),
        (GOOD.replace("[course]", "[I heard so]"), r"at course.source\[.*regex.*Correct the value"),
        (GOOD.replace("a note", "a note, or two"), "at course: .*`or two`.*or quote a text"),
        (GOOD + "zzzzzzzzzz: 1", "at the top: .*Remove it, or quote"),
        (GOOD + "refused: {what: [style]}", "at refused: .*Add `source` there"),
        (GOOD + "stale: {days: 0, source: [pull/1]}", "at stale.days: .*>= 1"),
        (GOOD.replace("a/b", "a/c"), "at name: a/c belongs into config/projects/a__c.yaml"),
        (GOOD.replace("name: a/b", "name: a"), "at name: .*regex"),
        (GOOD + "title: {convention: free, pattern: '(', source: [pull/1]}", "at title.pattern"),
        (GOOD + "x: [", "is not YAML: .*at line 5, column 1.*Mend the syntax"),
        ("", "at the top: Expected `object`, got `null`"),
        ("- a", "at the top: Expected `object`, got `array`"),
    ],
)
def test_a_broken_profile_is_told_with_file_place_and_fix(text: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"config/projects/a__b\.yaml.*{said}"):
        load_projects({"projects/a__b.yaml": text})


def test_all_broken_profiles_are_told_at_once() -> None:
    with pytest.raises(UserError) as caught:
        load_projects(
            {"projects/one.yaml": "", "projects/a__b.yaml": GOOD, "projects/two.yaml": ""}
        )
    assert [line.split(",")[0] for line in str(caught.value).splitlines()] == [
        "config/projects/one.yaml",
        "config/projects/two.yaml",
    ]
