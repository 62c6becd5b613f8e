"""The card of a contribution issue, as people read it."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.grammar import parse
from bot.kernel import happening, markers
from bot.kernel.contribution import Contribution, ContributionKind, Reference, Stage
from bot.kernel.finding import Finding, Status
from bot.progress.calibration import Calibrated, Expected, Week
from bot.progress.card import NOTES_SHOWN, PLANS_SHOWN, Surroundings, card, status
from bot.progress.stages import fold
from tests.progress.cards import (
    CARDS,
    COURSE,
    FOLDER,
    LEFT,
    PROJECTS,
    THEN,
    TURN,
    around,
    asked_on,
    asked_which,
    elsewhere,
)
from tests.progress.events import BAD_PLAN, moved
from tests.support.contributions import NOW, at_stage, life, ready
from tests.support.hostile import UNHURRIED, dangers, hostile_text

LIMIT = 60_000
OWN_LINK = re.compile(r"\[(`+[^\n]*?`+)\]\(<https://redirect\.github\.com/[\w./-]+>\)")


def unsafe(text: str) -> list[str]:
    """Return what is dangerous in a card, apart from its own frame: marker, links and table."""
    bare = OWN_LINK.sub(r"\1", text.replace(markers.CARD, markers.CHECKLIST))
    return [each for each in dangers(bare.replace("<br>", " ")) if each != "table_open"]


@pytest.mark.parametrize("name", CARDS)
def test_the_card_reads_as_it_was_approved(name: str) -> None:
    golden = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert CARDS[name] == golden, "run `python -m tests.progress.cards` and read what changed"


def test_no_card_is_approved_that_is_not_made() -> None:
    assert {each.stem for each in FOLDER.glob("*.md")} == set(CARDS)


@pytest.mark.parametrize("name", [project.name for project in PROJECTS])
@pytest.mark.parametrize("stage", Stage)
def test_at_every_project_and_stage_the_card_is_safe_and_short(name: str, stage: Stage) -> None:
    events = tuple(elsewhere(event, name) for event in life(stage))
    contribution = fold((*events, ready()))
    text = card(contribution, around(contribution, turn=TURN))
    assert unsafe(text) == []
    assert len(text) < 6_000
    assert text.startswith(markers.CARD + "\n\n**")
    assert unsafe(status(contribution, around(contribution))) == []


@UNHURRIED
@given(hostile_text(), hostile_text(), hostile_text(), st.sampled_from(Stage))
def test_nothing_that_users_wrote_gets_out_of_the_card(
    text: str, name: str, why: str, stage: Stage
) -> None:
    others = (
        moved(msgspec.structs.replace(BAD_PLAN, text=text), 60),
        happening.Held(at=THEN, by=name, why=why, source="1"),
        happening.Resumed(at=THEN, by=name, source="2"),
        happening.Revised(at=THEN, by=name, what=text, source="3"),
        happening.TakenOver(at=THEN, by=name, student=name, source="4"),
        happening.Approved(at=THEN, by=name, source="5"),
        happening.Revised(at=THEN, by=name, what=why, source="6"),
    )
    contribution = fold((*life(stage), *others))
    shown = card(contribution, around(contribution))
    assert unsafe(shown) == []
    assert shown == card(contribution, around(contribution))
    assert shown.count("<!--") == 1
    assert len(shown) < LIMIT
    shown.encode()
    assert parse(shown) == ()


@UNHURRIED
@given(hostile_text(2))
def test_the_name_of_a_branch_is_shown_and_nothing_in_it_is_live(branch: str) -> None:
    for asked in (asked_on(LEFT, branch=f"ada:{branch}"), asked_which(f"ada:{branch}", branch)):
        contribution = fold((*life(Stage.BUILDING), asked))
        shown = card(contribution, around(contribution))
        assert unsafe(shown) == []
        assert parse(shown) == ()


def test_the_largest_card_stays_below_the_limit() -> None:
    worst = "@a#1`" * 6_000
    plans = tuple(
        moved(msgspec.structs.replace(BAD_PLAN, text=worst), 60 + number) for number in range(99)
    )
    wish = happening.Revised(at=THEN, by="g" * 99, what=worst)
    contribution = fold((*life(Stage.CLAIMED), *plans, wish))
    findings = tuple(
        Finding(f"{number}", "t" * 200, Status.FIX, "s" * 900, "w" * 900, "f" * 900)
        for number in range(40)
    )
    text = card(contribution, around(contribution, findings=findings))
    assert len(text) < LIMIT
    assert text.count("<details>") == 1
    assert text.split("</details>")[0].count("\n- 2026") == PLANS_SHOWN


def test_only_the_last_of_many_notes_show() -> None:
    plans = tuple(moved(BAD_PLAN, 60 + number) for number in range(7))
    contribution = fold((*life(Stage.CLAIMED), *plans))
    lines = card(contribution, around(contribution)).split("\n")
    (row,) = [line for line in lines if "**2. Claim it**" in line]
    assert row.count("a plan with gaps") == NOTES_SHOWN
    assert "5 earlier<br>" in row


def test_a_day_is_that_of_the_cohort() -> None:
    late = happening.Claimed(
        at=NOW.replace(hour=23), by="ada", student="ada", issue=Reference("a/b", 1)
    )
    contribution = fold((late,))
    assert "2026-10-05: `ada`" in card(contribution, around(contribution))
    zone = ZoneInfo("Asia/Tokyo")
    assert "2026-10-06: `ada`" in card(contribution, around(contribution, zone=zone))


def test_a_pause_that_has_passed_does_not_show() -> None:
    pauses = (
        happening.Snoozed(at=NOW, until=THEN),
        happening.Excused(at=NOW, by="grace", student="ada", until=THEN),
    )
    contribution = fold((*life(Stage.OPEN), *pauses))
    assert "until" not in card(contribution, around(contribution)).split("**Next")[0]
    before = around(contribution, now=THEN - timedelta(days=1))
    assert "No reminders until" in card(contribution, before)


def test_a_turn_is_nobodys_once_it_has_ended() -> None:
    contribution = at_stage(Stage.MERGED)
    assert TURN not in card(contribution, around(contribution, turn=TURN))
    assert TURN in card(at_stage(Stage.OPEN), around(contribution, turn=TURN))


def test_little_is_needed_for_a_card() -> None:
    text = card(Contribution(), Surroundings(COURSE, THEN))
    assert "Next: take an issue." in text
    assert "Week" not in text
    assert "Checklist" not in text
    assert "Plan" not in text


def test_a_hold_says_so_at_the_top() -> None:
    held = fold((*life(Stage.BUILDING), ready(), happening.Held(at=THEN, by="grace")))
    text = card(held, around(held, findings=(Finding("a", "A", Status.PASS, "Fine."),)))
    assert "**In the making, on hold.**" in text
    assert "- `grace` let this rest." in text
    assert "**Ready.**" not in text


def test_the_checklist_shows_in_a_line() -> None:
    findings = tuple(
        Finding(name, name.capitalize(), found, "Seen.")
        for name, found in (
            ("plan", Status.PASS),
            ("tests", Status.FIX),
            ("focus", Status.TIP),
            ("title", Status.FIX),
        )
    )
    contribution = at_stage(Stage.OPEN)
    text = card(contribution, around(contribution, findings=findings))
    assert "**Checklist:** 1 fine, 2 to do: tests, title." in text


def test_a_milestone_that_was_missed_sends_to_the_mentor() -> None:
    milestone = COURSE.calibration.milestones[2]
    expected = Expected(milestone, THEN.date(), is_reached=False, is_late=True)
    calibrated = Calibrated(Week(25, 24), (expected,))
    text = card(Contribution(), around(Contribution(), calibrated=calibrated))
    assert (
        "**After the course.** This was expected by 2026-10-17: a kernel, or the integration of a"
        " model, or a measured win, or an established artefact. Talk to your mentor about it."
    ) in text
    done = Expected(milestone, THEN.date(), is_reached=True, is_late=False)
    reached = Calibrated(Week(25, 24), (done,))
    text = card(Contribution(), around(Contribution(), calibrated=reached))
    assert "**After the course.**\n" in text


def test_the_status_is_the_card_in_short() -> None:
    contribution = at_stage(Stage.CLAIMED)
    assert status(contribution, around(contribution, turn=TURN)).split("\n\n")[1:3] == [
        TURN,
        (
            "Next: write a plan. Write `/plan` here and one paragraph: what you change, where, and"
            " how you will show that it works."
        ),
    ]
    assert "Next:" not in status(at_stage(Stage.MERGED), around(contribution))


def test_the_kind_shows_in_the_headline() -> None:
    kind = happening.KindSet(at=NOW, by="ada", kind=ContributionKind.KERNEL)
    contribution = fold((*life(Stage.CLAIMED), kind))
    assert " by `ada` (kernel)\n" in card(contribution, around(contribution))
