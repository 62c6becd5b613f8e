"""For each project of the course: what its maintainers would say of pull requests like theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import evaluate
from bot.kernel.finding import Status
from bot.shipped import background_of, shipped_projects
from tests.support import cases
from tests.support.cases import ANYWHERE, alternatives

if TYPE_CHECKING:
    from tests.support.cases import Case, Table

FOLDER: Final = Path(__file__).parent / "projects"
TABLES: Final = tuple(cases.read(file) for file in sorted(FOLDER.glob("*.yaml")))
FEWEST: Final = 8
NAMES: Final = frozenset(check.name for check in CHECKS) | {"drift", "evidence", "conventions"}


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
