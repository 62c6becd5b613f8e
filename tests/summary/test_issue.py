"""The text of the weekly issue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kernel.door import door
from bot.kernel.markdown import BlockKind, quote, read
from bot.projects.measured import Quantiles
from bot.shipped import shipped_histories, shipped_projects
from bot.summary.given import Aim, ProjectFacts, facts_of
from bot.summary.issue import LONGEST, pages
from bot.summary.names import Names
from tests.summary.cohorts import (
    HOSTILE,
    SECRET,
    VARIANTS,
    WEEK,
    ZONE,
    begun,
    cohort,
    full,
    golden,
    issue,
    reported,
)
from tests.summary.cohorts import (
    given as known_of,
)

if TYPE_CHECKING:
    from bot.projects.history import History

ZERO = "\u200b"


@pytest.mark.parametrize("name", VARIANTS)
def test_the_issue_reads_as_agreed(name: str) -> None:
    assert issue(name) == golden(name).read_text(encoding="utf-8")


def test_who_needs_a_human_stands_first_and_the_order_is_that_of_the_course() -> None:
    found = re.findall(r"^## (.+)$", issue("full"), re.MULTILINE)
    assert found == [
        "Needs a human this week",
        "Achieved",
        "The cohort",
        "Students",
        "Projects",
        "Upcoming",
    ]
    assert len(re.findall(r"^\d+\. ", issue("full"), re.MULTILINE)) == 10


def test_the_same_week_gives_the_same_text_in_whatever_order_it_is_read() -> None:
    lives, known = full()
    backwards = replace(known, students=tuple(reversed(known.students)))
    told = pages(reported(reversed(lives), backwards), Names(), before="#11")
    assert f"# {told.title}\n\n{told.body}" == issue("full")


def test_five_hundred_students_fit_on_pages_and_each_shows_once() -> None:
    lives, known = cohort(500)
    told = pages(reported(lives, known), Names())
    assert len(told.comments) >= 1
    assert all(len(each) <= LONGEST for each in (told.body, *told.comments))
    row = re.compile(r"^\| `(student\d+)` \|", re.MULTILINE)
    shown = row.findall(told.body)
    assert f"{500 - len(shown)} more students in the comments." in told.body
    everybody = [*shown, *(name for each in told.comments for name in row.findall(each))]
    assert sorted(everybody) == sorted(known.students)


def test_nothing_in_the_issue_mentions_or_links_back() -> None:
    text = issue("full").replace(ZERO, "")
    assert HOSTILE.split()[0] in text
    live = issue("full")
    assert not re.search(r"@\w", live)
    assert set(re.findall(r"https?://([^/\s)>]+)", live)) == {"redirect.github.com"}
    assert "<!--" not in live.replace(f"<{ZERO}", "")


def test_pseudonyms_hide_names_titles_and_links_and_stay_the_same() -> None:
    text = issue("pseudonyms")
    assert not re.search(r"student\d", text)
    assert "ai-course/tracker" not in text
    assert "10999" not in text
    name = Names(SECRET).plain("Ada")
    assert name == Names(SECRET).plain("ada") != Names(b"another").plain("ada")
    assert name in pages(reported([], known_of(["ada"])), Names(SECRET)).body


def test_beyond_the_instructors_nobody_is_named_and_small_counts_are_hidden() -> None:
    text = issue("shared")
    assert "student0" not in text
    assert "mira" not in text
    assert "redirect.github.com" not in text
    assert "fewer than 5" in text
    cells = re.findall(r"^\| \w[\w ]* \| (\d+) \|$", text, re.MULTILINE)
    assert cells
    assert all(int(cell) == 0 or int(cell) >= 5 for cell in cells)


def test_every_chart_has_its_table_beside_it() -> None:
    blocks = [block for block in read(issue("full")) if block.kind is not BlockKind.PARAGRAPH]
    charts = [place for place, block in enumerate(blocks) if block.info == "mermaid"]
    assert len(charts) == 3
    assert all(blocks[place + 1].kind is BlockKind.TABLE for place in charts)


def test_a_cohort_without_anything_gets_an_issue_too() -> None:
    told = pages(reported([], known_of([], left_out=1)), Names())
    assert "Nobody. Everybody moves on" in told.body
    assert "Nothing is claimed yet." in told.body
    assert "1 student is left out by wish" in told.body
    assert "Nothing that is known." in told.body


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200), st.booleans())
def test_no_title_breaks_the_page(title: str, hides: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    story = begun(3, "ada", day=60).claim().plan().approve().open()
    story.at = known_of([]).week.bounds(known_of([]).zone)[0]
    story.merge().title = title
    told = pages(reported([story.life()], known_of(["ada"])), Names(), hides=hides)
    plain = begun(3, "ada", day=60).claim().plan().approve().open()
    plain.at = story.at
    plain.merge().title = "plain"
    beside = pages(reported([plain.life()], known_of(["ada"])), Names(), hides=hides)
    assert told.body.count("\n") == beside.body.count("\n")
    headings = [block.text for block in read(told.body) if block.kind is BlockKind.HEADING]
    assert headings == [b.text for b in read(beside.body) if b.kind is BlockKind.HEADING]


def test_a_bare_cohort_says_only_what_is_known() -> None:
    story = begun(3, "ada", day=60).plan().claim()
    nameless = begun(4, "bob", day=60).plan()
    known = known_of(["ada", "bob"], projects={}, uncoached=None, tracker="")
    told = pages(reported([story.life(), nameless.life()], known), Names())
    assert "without a coach" not in told.body
    assert "| `ada` | claimed `vllm-project/vllm` | " in told.body
    assert "| `vllm-project/vllm` | 1 | 0 | 0 | 0 | - | - |" in told.body
    assert "| `bob` | found | " in told.body


def test_reminders_that_rest_are_named() -> None:
    lives, known = cohort(3)
    assert "Reminders that rest" not in pages(reported(lives, known), Names()).body
    told = pages(reported(lives, replace(known, muted=("ping", "to_do"))), Names()).body
    assert (
        "- Reminders that rest, because they were corrected too often: `ping`, `to_do`.\n" in told
    )


def test_long_lists_are_cut_and_say_so() -> None:
    begin = WEEK.bounds(ZONE)[0]
    stories = []
    for number in range(45):
        story = begun(number, "ada", f"owner/project{number:02}", day=60).claim().open()
        story.at = begin
        stories.append(story.merge())
    told = pages(reported([one.life() for one in stories], known_of(["ada"])), Names())
    assert "- and 5 more\n" in told.body
    assert "and 5 more projects" in told.body


@pytest.mark.parametrize("project", ["EleutherAI/gpt-neox", "pytorch/pytorch", "nobody/knows"])
def test_what_is_usual_in_a_project_comes_from_its_own_history(project: str) -> None:
    profile = shipped_projects().get(project)
    history = shipped_histories().find(project)
    facts = facts_of(profile, history)
    assert (facts.usual_days is None) == (history is None)
    if history is not None:
        alone = replace_newcomers(history)
        everybody = facts_of(profile, alone).usual_days
        assert everybody is not None
        assert everybody == pytest.approx((history.open_hours.all.p50 or 0) / 24)


def replace_newcomers(history: History) -> History:
    """Return a history in which no newcomer was seen."""
    hours = msgspec.structs.replace(history.open_hours, newcomers=Quantiles(count=0))
    return msgspec.structs.replace(history, open_hours=hours)


def test_the_longest_names_and_titles_leave_no_text_too_long_for_github() -> None:
    begin = WEEK.bounds(ZONE)[0]
    students = [f"{'a-b' * 12}{n:03}" for n in range(500)]
    projects = [f"{'o' * 37}{n:02}/{'p' * 90}{n:02}" for n in range(60)]
    stories = []
    for number, student in enumerate(students):
        story = begun(100_000 + number, student, projects[number % 60], day=60).claim().open()
        if number < 60:
            story.at = begin
            story.merge()
        story.title = ("@#&" * 90)[:256]
        stories.append(story.life())
    facts = {
        name: ProjectFacts(name, 1.0, 300.0, "c" * 300, stale_after=24 + place % 14)
        for place, name in enumerate(projects)
    }
    aims = {
        student: (Aim("m" * 60, date(2026, 11, 23 + number % 8), is_reached=False),)
        for number, student in enumerate(students)
    }
    known = known_of(
        students, mentors={}, aims=aims, projects=facts, tracker=f"{'t' * 39}/{'r' * 100}"
    )
    many = replace(known, instructors=tuple(f"{'i' * 36}{n:03}" for n in range(60)))
    told = pages(reported(stories, many), Names(), before="#11")
    sent = [door(each, home=known.tracker) for each in (told.body, *told.comments)]
    assert max(map(len, sent)) <= LONGEST
    assert "are in the first comment" in told.body
    assert told.comments[0].startswith("## Projects\n")
    assert "and 55 more.\n" in told.body
    shown = "\n".join((told.body, *told.comments))
    assert all(shown.count(f"\n| {quote(each)} |") == 1 for each in students)
    assert shown.count("<details><summary>Method and privacy") == 1


def test_reasons_beyond_ten_are_in_the_table_alone() -> None:
    students = [f"student{n:02}" for n in range(12)]
    aims = {
        student: (Aim(f"milestone {student}", date(2026, 11, 1), is_reached=False),)
        for student in students
    }
    told = pages(reported([], known_of(students, aims=aims)), Names()).body
    assert told.count("- At risk, ") == 10
    assert "- and 2 more reasons; the table has the students\n" in told
