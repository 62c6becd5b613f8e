from __future__ import annotations

import pytest
from hypothesis import given

from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import evaluate
from bot.checklist.remarks import MOST, remarks
from bot.checklist.render import check_run
from bot.kernel import diff as diffs
from bot.kernel.effect import Annotation, Level
from bot.kernel.finding import Evidence, Finding, Status
from tests.checklist.test_evaluate import pull_requests
from tests.support.hostile import UNHURRIED
from tests.support.pull_requests import changed, diff_of, pull_request

DIFF = """\
diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -10,3 +10,4 @@ def before():
 same
-gone
+new
+newer
 same
diff --git a/old.py b/old.py
deleted file mode 100644
--- a/old.py
+++ /dev/null
@@ -1,2 +0,0 @@
-one
-two
"""


def found(status: Status, *evidence: Evidence, check: str = "focus") -> Finding:
    return Finding(check, "Focus", status, "Seen `print`.", "Reason.", "Remove it.", evidence)


def at(line: int | None, path: str = "a.py") -> Evidence:
    return Evidence(path, "new", line)


def test_what_is_to_do_warns_beside_its_line_before_a_tip_is_noted() -> None:
    told = "Focus: Seen `print`. Remove it."
    assert remarks(DIFF, (found(Status.TIP, at(12)), found(Status.FIX, at(11)))) == (
        Annotation("a.py", 11, told, Level.WARNING),
        Annotation("a.py", 12, told, Level.NOTICE),
    )


@pytest.mark.parametrize("line", [10, 11, 12, 13])
def test_every_line_that_the_diff_shows_of_the_new_file_can_be_remarked_on(line: int) -> None:
    assert [each.line for each in remarks(DIFF, (found(Status.FIX, at(line)),))] == [line]


@pytest.mark.parametrize(
    "seen",
    [
        at(9),
        at(14),
        at(0),
        at(-1),
        at(None),
        at(11, "b.py"),
        at(1, "old.py"),
        at(11, "description"),
        at(11, "@torvalds"),
    ],
)
def test_no_remark_stands_where_the_diff_shows_nothing(seen: Evidence) -> None:
    assert remarks(DIFF, (found(Status.FIX, seen),)) == ()


@pytest.mark.parametrize("status", [Status.PASS, Status.NOT_APPLICABLE, Status.UNKNOWN])
def test_what_is_fine_gets_no_remark(status: Status) -> None:
    assert remarks(DIFF, (found(status, at(11)),)) == ()


def test_without_the_diff_there_is_no_remark() -> None:
    assert remarks(None, (found(Status.FIX, at(11)),)) == ()


def test_the_same_is_said_once_and_at_most_as_often_as_github_takes_it() -> None:
    assert len(remarks(DIFF, (found(Status.FIX, at(11), at(11)),))) == 1
    diff = diff_of("a.py", *("x" for _ in range(3 * MOST)))
    many = found(Status.FIX, *map(at, range(1, 3 * MOST)))
    assert len(remarks(diff, (found(Status.TIP, at(3)), many))) == MOST
    assert all(each.level is Level.WARNING for each in remarks(diff, (many,)))


def test_a_leftover_is_remarked_on_where_it_stands() -> None:
    one = pull_request(
        files=(changed("src/a.py", 2),), diff=diff_of("src/a.py", "x = 1", "breakpoint()")
    )
    (remark,) = check_run(one, evaluate(one)).annotations
    assert (remark.path, remark.line) == ("src/a.py", 2)


@UNHURRIED
@given(pull_requests())
def test_whatever_users_wrote_remarks_stand_on_lines_of_the_diff(given_one: object) -> None:
    one = given_one
    found_all = evaluate(one)  # type: ignore[arg-type] # the strategy makes them
    text = one.diff  # type: ignore[attr-defined]
    made = remarks(text, found_all)
    files = {file.path: file for file in diffs.parse(text or "").files}
    for each in made:
        last = max(
            hunk.start + sum(line[:1] != "-" for line in hunk.lines)
            for hunk in files[each.path].hunks
        )
        assert 0 < each.line < last
        assert "\n" not in each.message
        each.message.encode()
    assert len(made) <= MOST
    assert len({check.name for check in CHECKS}) == len(found_all)
