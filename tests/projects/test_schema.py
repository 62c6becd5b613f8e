"""The schemas for editors."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from bot.projects.load_course import FILES
from bot.projects.schema import schemas

CONFIG = Path(__file__).parents[2] / "config"
SCHEMAS = schemas()
PROFILES = tuple(f"projects/{path.name}" for path in sorted((CONFIG / "projects").glob("*.yaml")))


def schema_of(file: str) -> str:
    name = "project" if file in PROFILES else Path(file).stem
    return f"schema/{name}.schema.json"


def content(file: str) -> object:
    return yaml.safe_load((CONFIG / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_in_step_with_the_code(name: str) -> None:
    shipped = (CONFIG / name).read_text(encoding="utf-8")
    assert shipped == SCHEMAS[name], "run `make schema`"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema_rs.meta.validate(json.loads(SCHEMAS[name]))


@pytest.mark.parametrize("file", [*FILES, *PROFILES])
def test_a_shipped_file_fits_its_schema(file: str) -> None:
    validator = jsonschema_rs.validator_for(json.loads(SCHEMAS[schema_of(file)]))
    assert [error.message for error in validator.iter_errors(content(file))] == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_the_course_names_its_schema(file: str) -> None:
    first, _, _ = (CONFIG / file).read_text(encoding="utf-8").partition("\n")
    assert first == f"# yaml-language-server: $schema={schema_of(file)}"


def test_a_schema_refuses_what_the_loader_refuses() -> None:
    file = "projects/pytorch__pytorch.yaml"
    validator = jsonschema_rs.validator_for(json.loads(SCHEMAS[schema_of(file)]))
    profile = content(file)
    assert isinstance(profile, dict)
    for broken in (
        {key: value for key, value in profile.items() if key != "course"},
        profile | {"clam": profile["claim"]},
        profile | {"claim": {"how": "Tell the issue."}},
        profile | {"claim": {"how": "Tell the issue.", "source": ["I heard so"]}},
        profile | {"course": profile["course"] | {"bar": "lowish"}},
    ):
        assert not validator.is_valid(broken)
