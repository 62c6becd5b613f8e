"""What is told of a policy file on its commit."""

from __future__ import annotations

import pytest

from bot.github.writer import LONGEST_TEXT
from bot.policy.parse import Scope
from bot.policy.problems import MOST_PROBLEMS
from bot.policy.report import MOST_ANNOTATIONS, RUN_NAME, report
from tests.policy.test_parse import HOSTILE
from tests.policy.words import parsed


def test_a_file_in_order_is_told_so() -> None:
    found = report(parsed("version: 1\n", "upstream-coach.yml"))
    assert (found.name, found.conclusion) == (RUN_NAME, "success")
    assert "upstream-coach.yml" in found.summary
    assert found.annotations == ()


def test_every_problem_stands_in_the_list_and_on_its_line() -> None:
    found = report(parsed("version: 1\ncheks: {}\nsurfaces: 3\n", "upstream-coach.yml"))
    assert (found.title, found.conclusion) == ("2 problems in the policy", "failure")
    assert "- Line 2: `cheks: there is no key cheks here" in found.summary
    assert [(each.path, each.line) for each in found.annotations] == [
        ("upstream-coach.yml", 2),
        ("upstream-coach.yml", 3),
    ]


def test_a_problem_of_the_whole_file_is_told_without_a_path() -> None:
    found = report(parsed("", "upstream-coach.yml"))
    assert found.title == "One problem in the policy"
    assert found.annotations[0].message.startswith("the file is empty")


def test_what_a_person_wrote_neither_mentions_nor_links() -> None:
    found = report(parsed("'@ada #1 https://example.org `x`': 1\nversion: 1\n"))
    assert found.title == "One problem in the policy"
    for live in ("@ada", "#1", "https://example.org"):
        assert live not in found.summary


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_the_report_of_a_hostile_file_is_within_githubs_bounds(content: bytes) -> None:
    found = report(parsed(content))
    assert len(found.summary) <= LONGEST_TEXT
    assert found.summary.count("\n- Line ") <= MOST_PROBLEMS + 1
    assert 1 <= len(found.annotations) <= MOST_ANNOTATIONS


@pytest.mark.parametrize(
    ("repository", "scope", "file"),
    [
        (".github", Scope.ORGANISATION, "upstream-coach.yml"),
        (".GitHub", Scope.ORGANISATION, "upstream-coach.yml"),
        ("engine", Scope.REPOSITORY, ".github/upstream-coach.yml"),
        ("", Scope.REPOSITORY, ".github/upstream-coach.yml"),
    ],
)
def test_a_repository_has_its_file_at_one_place(repository: str, scope: Scope, file: str) -> None:
    assert (Scope.of(repository), Scope.of(repository).file) == (scope, file)
