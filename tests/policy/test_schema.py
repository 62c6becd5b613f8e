"""The schema of a policy file, for editors and for our own reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import msgspec
import pytest

from bot.policy import schema as own
from bot.policy.model import Policy
from bot.policy.schema import schema
from bot.shipped import shipped_policy, vocabulary
from tests.policy.policy_page import PAGE, with_table
from tests.policy.policy_schema import FILE, written
from tests.policy.words import KNOWN, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = schema(KNOWN.checks)


def parts(part: object) -> Iterator[dict[str, Any]]:
    """Yield every schema inside a schema, without examples and defaults."""
    if isinstance(part, dict):
        yield part
        for key, inner in part.items():
            if key in {"properties", "$defs"}:
                for each in inner.values():
                    yield from parts(each)
            elif key == "items":
                yield from parts(inner)


def test_the_schema_for_editors_is_in_step() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), (
        "run `python -m tests.policy.policy_schema`"
    )


def test_it_is_a_schema_by_the_rules_of_json_schema() -> None:
    jsonschema_rs.meta.validate(WHOLE)


def test_every_key_says_what_it_means_and_what_holds_without_it() -> None:
    silent = [
        (definition["title"], key)
        for definition in WHOLE["$defs"].values()
        for key, about in definition.get("properties", {}).items()
        if not about.get("description")
    ]
    assert not silent
    assert all(each["description"] for each in WHOLE["$defs"].values() if "properties" in each)


@pytest.mark.parametrize("name", sorted(WHOLE["$defs"]))
def test_a_default_that_is_told_is_the_default(name: str) -> None:
    for key, about in WHOLE["$defs"][name].get("properties", {}).items():
        said = about["description"].lower().rpartition("default ")[2].rstrip(".")
        default = about.get("default")
        if "default " not in about["description"].lower() or not default:
            continue
        shown = ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)
        assert said == shown.lower(), key


def test_every_pattern_has_a_name_and_an_example_that_fits() -> None:
    found = [part for part in parts(WHOLE) if "pattern" in part]
    assert len(found) > 5
    for part in found:
        assert part["title"]
        (example,) = part["examples"]
        jsonschema_rs.validate(part, example)


def test_every_keyword_that_can_be_violated_is_told_in_our_words() -> None:
    about = {"$schema", "$ref", "$defs", "title", "description", "default", "examples"}
    about |= {"properties", "items"}
    used = {keyword for part in parts(WHOLE) for keyword in part} - about
    assert used == set(own._TOLD)


def test_every_bound_has_both_ends() -> None:
    ends = [part for part in parts(WHOLE) if "minimum" in part or "maximum" in part]
    assert ends
    assert all({"minimum", "maximum"} <= set(part) for part in ends)


def test_the_shipped_policy_says_what_the_model_says() -> None:
    found = shipped_policy()
    assert found.problems == ()
    assert found.policy == msgspec.convert({"version": 1}, Policy)


@pytest.mark.parametrize(
    "name", ["policy.yaml", "examples/upstream-coach.yml", "examples/repository.yml"]
)
def test_the_files_that_come_with_the_program_are_in_order(name: str) -> None:
    assert parsed((FILE.parents[1] / name).read_bytes()).problems == ()


def test_the_example_shows_every_setting() -> None:
    document = parsed((FILE.parents[1] / "examples" / "upstream-coach.yml").read_bytes()).document
    assert document
    shown = {step for path in document.positions for step in path}
    keys = {key for part in parts(WHOLE) for key in part.get("properties", {})}
    assert keys - shown == {"repository"} - shown


def test_the_checks_that_may_be_named_are_those_that_there_are() -> None:
    named = schema(vocabulary().checks)["$defs"]["Policy"]["properties"]["checks"]
    assert set(named["properties"]) == vocabulary().checks
    assert named["additionalProperties"] is False


def test_the_page_explains_every_setting() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == with_table(told), "run `python -m tests.policy.policy_page`"
    assert "| `cohorts[].mentors[].students[]` |" in told
