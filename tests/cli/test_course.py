"""`upstream-coach course`, as a person and as a script use it."""

from __future__ import annotations

import json

from click.testing import CliRunner

from bot.__main__ import cli
from bot.projects.course import StepName


def output(*words: str) -> str:
    result = CliRunner().invoke(cli, [*words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_course_is_shown() -> None:
    course = json.loads(output("course", "--format", "json"))
    assert [step["name"] for step in course["workflow"]["steps"]] == list(StepName)
    assert len(course["kinds"]["kinds"]) == 5
    assert output("course").startswith("The six steps\n  1. Find an issue.")
