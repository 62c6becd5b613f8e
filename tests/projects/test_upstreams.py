"""The names of the upstream projects."""

from __future__ import annotations

import pytest

from bot.kernel.errors import UserError
from bot.projects.upstreams import upstream_names
from bot.shipped import shipped


def test_present_and_former_names_are_known_in_any_case_of_letters() -> None:
    names = upstream_names("- {name: Triton-Lang/triton, former: [openai/triton]}\n- name: a/b")

    assert names == {"triton-lang/triton", "openai/triton", "a/b"}


def test_the_shipped_list_has_the_eighteen_projects_of_the_course() -> None:
    names = upstream_names(shipped("upstreams.yaml"))

    assert {"vllm-project/vllm", "google/jax", "jax-ml/jax", "microsoft/deepspeed"} <= names
    assert shipped("upstreams.yaml").count("- name:") == 18


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "must be a list"),
        ("name: a/b", "must be a list"),
        ("- name: a/b\n- name: c", "entry 2: 'c'"),
        ("- just a text", "entry 1: None"),
        ("- {name: a/b, former: [c/d/e]}", "entry 1: 'c/d/e'"),
    ],
)
def test_an_entry_of_another_form_is_named(text: str, place: str) -> None:
    with pytest.raises(UserError, match=place):
        upstream_names(text)
