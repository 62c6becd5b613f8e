"""The repositories that a policy names for what is known of students."""

from __future__ import annotations

import pytest

from bot.policy.homes import Covered, Home, homes, troubles
from tests.policy.words import parsed

POLICY = """\
version: 1
tracker: {repository: course/tracker}
summary: {repository: course/staff}
cohorts:
  - name: autumn
    start: 2026-09-07
    students: [ada, bob]
    mentors:
      - {login: mira, students: [ada], repository: Course/For-Mira}
      - {login: noor, students: [bob]}
"""
FINE = Covered(is_private=True, is_archived=False, has_issues=True)
ALL = dict.fromkeys(("course/tracker", "course/staff", "course/for-mira"), FINE)
MIRA = "Course/For-Mira (cohorts[autumn].mentors[mira].repository)"


def told(covered: dict[str, Covered], more: str = "") -> list[str]:
    policy = parsed(POLICY + more).policy
    assert policy is not None
    return list(troubles(policy, covered))


def test_a_policy_names_the_tracker_the_summary_and_the_mentors_own() -> None:
    policy = parsed(POLICY).policy
    assert policy is not None
    assert [home.repository for home in homes(policy)] == [
        "course/tracker",
        "course/staff",
        "Course/For-Mira",
    ]
    bare = parsed("version: 1\n").policy
    assert bare is not None
    assert list(homes(bare)) == []
    assert next(homes(policy)) == Home("tracker.repository", "course/tracker")


def test_where_all_is_well_nothing_is_told() -> None:
    assert told(ALL) == []


@pytest.mark.parametrize(
    ("covered", "trouble"),
    [
        (None, "is not covered: install the App on it, or mend its name"),
        (
            Covered(is_private=False, is_archived=False, has_issues=True),
            "is public: make it private",
        ),
        (
            Covered(is_private=True, is_archived=True, has_issues=True),
            "is archived: take it out of the archive",
        ),
        (
            Covered(is_private=True, is_archived=False, has_issues=False),
            "has no issues: turn them on in its settings",
        ),
    ],
)
def test_what_ails_a_mentors_own_repository_is_told_with_the_cure(
    covered: Covered | None, trouble: str
) -> None:
    known = {name: each for name, each in ALL.items() if "mira" not in name}
    if covered is not None:
        known["course/for-mira"] = covered
    assert told(known) == [f"{MIRA} {trouble}"]


def test_where_students_data_may_be_public_that_is_no_trouble() -> None:
    public = Covered(is_private=False, is_archived=False, has_issues=True)
    allowed = "privacy: {public_repositories: student data may be public}\n"
    assert told(dict.fromkeys(ALL, public), allowed) == []
    assert len(told(dict.fromkeys(ALL, public))) == 3
