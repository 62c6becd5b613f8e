"""What the tracker's form says, and that the shipped form is one that GitHub takes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.contribution import ContributionKind
from bot.reconcile.contribution.form import LABELS, FilledIn, filled_in
from bot.shipped import shipped

FORM: dict[str, Any] = yaml.safe_load(shipped("tracker/contribution.yml"))
FIELDS = [each for each in FORM["body"] if each["type"] != "markdown"]


def written(*answers: str) -> str:
    """Return the text that GitHub makes of a form that was filled in."""
    told = zip(LABELS, answers, strict=True)
    return "\n\n".join(f"### {label}\n\n{answer or '_No response_'}" for label, answer in told)


def test_every_answer_is_read_back() -> None:
    plan = "I mend `a.py`.\n\n### Kind\n\nnot this one\n\n### Plan\n\nnor this"
    assert filled_in(written("vllm#1", "fix", plan)) == FilledIn("vllm#1", "fix", plan)
    windows = written("vllm#1", "None", "").replace("\n", "\r\n")
    assert filled_in(f"\n{windows}\n") == FilledIn("vllm#1")


@pytest.mark.parametrize(
    "body",
    ["", "I take it.", "### Plan\n\nMine", "Hello\n\n### Upstream issue\n\nvllm#1", "### Upstream"],
)
def test_any_other_text_is_no_form(body: str) -> None:
    assert filled_in(body) is None


def test_a_form_with_a_part_cut_off_is_read_as_far_as_it_goes() -> None:
    assert filled_in("### Upstream issue") == FilledIn("")
    assert filled_in("### Upstream issue\nvllm#1\n### Kind") == FilledIn("vllm#1")
    skipped = filled_in("### Upstream issue\n\nvllm#1\n\n### Plan\n\nMine")
    assert skipped == FilledIn("vllm#1\n\n### Plan\n\nMine")


@given(st.lists(st.sampled_from([*(f"### {label}" for label in LABELS), "text", ""])))
def test_no_text_is_too_odd(lines: list[str]) -> None:
    filled_in("\n".join(lines))


def test_the_fields_are_those_that_are_read_back() -> None:
    assert tuple(each["attributes"]["label"] for each in FIELDS) == LABELS
    (kind,) = [each for each in FIELDS if each["type"] == "dropdown"]
    assert kind["attributes"]["options"] == [str(each) for each in ContributionKind]


def test_the_form_says_where_help_is() -> None:
    assert any("/help" in each["attributes"].get("value", "") for each in FORM["body"])


# https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests
# /syntax-for-githubs-form-schema and /common-validation-errors-when-creating-issue-forms
TOP = {"name", "description", "body", "assignees", "labels", "projects", "title", "type"}
ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
}


def test_the_form_has_what_an_issue_form_must_have_and_nothing_else() -> None:
    assert FORM.keys() <= TOP
    assert all(isinstance(FORM[key], str) and FORM[key] for key in ("name", "description", "title"))
    assert FIELDS


@pytest.mark.parametrize("field", FORM["body"], ids=lambda field: field.get("id", field["type"]))
def test_a_field_is_one_that_github_knows(field: dict[str, Any]) -> None:
    attributes = field["attributes"]
    assert field.keys() <= {"type", "id", "attributes", "validations"}
    assert attributes.keys() <= ATTRIBUTES[field["type"]]
    if field["type"] == "markdown":
        assert "validations" not in field
        assert attributes["value"].strip()
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]+", field["id"])
    assert all(isinstance(value, str) for key, value in attributes.items() if key != "options")
    assert field["validations"].keys() == {"required"}
    assert isinstance(field["validations"]["required"], bool)
    options = attributes.get("options", ["one"])
    assert len(set(options)) == len(options)
    assert all(isinstance(each, str) and each and each.lower() != "none" for each in options)


def test_no_two_fields_have_the_same_name() -> None:
    for names in ([each["id"] for each in FIELDS], [*LABELS]):
        assert len({name.casefold() for name in names}) == len(names)
