"""For each project of the course: what its maintainers would say of pull requests like theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from msgspec import convert
from unidiff.patch import PatchSet

from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import evaluate
from bot.kernel.finding import Finding, Status
from bot.shipped import background_of, shipped_projects
from tests.support import cases
from tests.support.cases import ANYWHERE, Case, alternatives

if TYPE_CHECKING:
    from tests.support.cases import Table

FOLDER: Final = Path(__file__).parent / "projects"
TABLES: Final = tuple(cases.read(file) for file in sorted(FOLDER.glob("*.yaml")))
FEWEST: Final = 8
NAMES: Final = frozenset(check.name for check in CHECKS)


def _parameters() -> list[object]:
    return [
        pytest.param(
            table.project,
            case,
            id=f"{table.project.split('/')[1]}-{case.name}",
            marks=pytest.mark.xfail(reason=case.open, strict=True) if case.open else (),
        )
        for table in TABLES
        for case in table.cases
    ]


@pytest.mark.parametrize(("project", "case"), _parameters())
def test_the_checklist_says_what_the_maintainers_would_say(project: str, case: Case) -> None:
    background = cases.background_for(case, background_of(project))
    findings = evaluate(cases.pull_request_of(case, project), background)
    wrong = cases.disagreements(case, findings)
    assert not wrong, "\n".join((f"{project}, like #{case.like}: {case.name}", *wrong))


def test_every_project_of_the_course_has_its_cases() -> None:
    assert {table.project for table in TABLES} == {each.name for each in shipped_projects()}
    assert len(TABLES) == len(shipped_projects())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.project)
def test_a_project_has_enough_cases_good_and_bad(table: Table) -> None:
    assert len(table.cases) >= FEWEST
    names = [case.name for case in table.cases]
    assert len(set(names)) == len(names)
    statuses = {status for case in table.cases for status in case.expect.values()}
    assert {"pass", "fix"} <= statuses


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.project)
def test_a_case_names_real_checks_and_statuses(table: Table) -> None:
    for case in table.cases:
        assert len(case.expect) >= 2, case.name
        for checks, statuses in case.expect.items():
            assert set(alternatives(checks)) <= NAMES, case.name
            assert set(alternatives(statuses)) <= {*Status}, case.name
        said = {name for checks in case.says for name in alternatives(checks)}
        assert said <= NAMES | {ANYWHERE}, case.name
        assert set(case.diff) <= {cases.changed_file(line).path for line in case.files}, case.name


def _case(**fields: object) -> Case:
    plain = {"name": "a fix", "like": 1, "title": "Fix", "body": "", "files": (), "expect": {}}
    return convert({**plain, **fields}, Case)


FINDINGS: Final = (
    Finding("tests", "Tests", Status.TIP, "No test changed.", fix="Add one in `tests/`."),
    Finding("focus", "Focus", Status.PASS, "3 lines in 1 file."),
)


@pytest.mark.parametrize(
    "fields",
    [
        {"expect": {"tests": "fix"}},
        {"expect": {"tests or focus": "fix"}},
        {"expect": {"focus": "tip or fix"}},
        {"says": {"tests": ["pytest"]}},
        {"says": {"focus": ["Add one"]}},
        {"says": {"any": ["pytest | tox"]}},
        {"never_says": ["add ONE"]},
    ],
)
def test_a_disagreement_is_told(fields: dict[str, object]) -> None:
    assert len(cases.disagreements(_case(**fields), FINDINGS)) >= 1


@pytest.mark.parametrize(
    "fields",
    [
        {"expect": {"tests": "tip", "focus": "pass"}},
        {"expect": {"tests or focus": "pass"}},
        {"expect": {"tests": "tip or fix"}},
        {"says": {"tests": ["add one", "pytest | tests/"]}},
        {"says": {"any": ["1 file"]}},
        {"never_says": ["pytest"]},
    ],
)
def test_agreement_is_silent(fields: dict[str, object]) -> None:
    assert cases.disagreements(_case(**fields), FINDINGS) == []


def test_a_case_becomes_the_pull_request_that_it_describes() -> None:
    case = _case(
        files=("src/a.py +2 -1", "tests/test_a.py +9 -0 added"),
        diff={"src/a.py": "-old\n+new\n+newer"},
        signed=True,
        merges=1,
        issue={"number": 3, "title": "Broken"},
    )
    change = cases.pull_request_of(case, "big/upstream")
    patch = PatchSet(change.diff or "")
    assert (change.additions, change.deletions, change.changed_files) == (11, 1, 2)
    assert [(file.path, file.added, file.removed) for file in patch] == [
        ("src/a.py", 2, 1),
        ("tests/test_a.py", 9, 0),
    ]
    assert patch[1].is_added_file
    assert [commit.parents for commit in change.commits] == [1, 2]
    assert "Signed-off-by: Ada Lindt" in change.commits[0].message
    assert change.linked_issues[0].repository == change.repository.parent == "big/upstream"
