"""A mentor's version of the week: their own students, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.summary.report import report

if TYPE_CHECKING:
    from bot.summary.report import Report


def of_mentor(whole: Report, mentor: str) -> Report:
    """Return the week of those whom a mentor looks after, counted anew from their rows alone.

    A few students are not compared with a whole course, so that figure is left away. Students
    without a mentor are looked after by the instructors.

    Args:
        whole: The week of the cohort.
        mentor: A login in any case. Of somebody who looks after nobody it has no students.
    """
    name = mentor.casefold()
    mentors = {
        student: logins
        for student, logins in (whole.given.mentors or {}).items()
        if name in {login.casefold() for login in logins}
    }
    students = tuple(each for each in whole.given.students if each in mentors)
    given = replace(
        whole.given,
        students=students,
        left_out=len(mentors) - len(students),
        mentor=mentor,
        mentors=mentors,
        aims={each: (whole.given.aims or {}).get(each, ()) for each in students},
        uncoached=None,
    )
    return report((row for one in whole.students for row in one.rows), given)
