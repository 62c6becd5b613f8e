"""`upstream-coach nudges`, as a person and as a script use it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.clock import SystemClock
from bot.kernel.errors import UserError
from bot.kernel.happening import Approved, Nudged, name_of, stored
from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE, Done
from bot.nudges.rung import Rung
from bot.nudges.situation import Seen
from bot.storage.store import Store
from tests.support.nudges import MONDAY, on
from tests.support.pages import ROOT, page

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

WAITING: dict[str, object] = {
    "contribution": "7#12",
    "student": "ada",
    "mentors": ["grace"],
    "stage": "review",
    "stage_since": "2026-10-05T10:00:00Z",
    "project": "vllm-project/vllm",
    "pull": "open",
    "turn": "reviewer",
    "since": "2026-10-05T10:00:00Z",
}
FOUND = {
    "contribution": "7#13",
    "student": "bob",
    "stage": "found",
    "stage_since": "2026-10-05T10:00:00Z",
}
AT = ("--at", "2026-10-13T10:00:00Z")
CONTRIBUTION = Subject(SubjectKind.CONTRIBUTION, "7#12")
EVENT = Nudged(at=MONDAY, rung="to_do", nudged_at=MONDAY, acted_at=on(6))


def run(*words: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["nudges", *words], input=given, catch_exceptions=False)


def plan(*situations: dict[str, object], more: tuple[str, ...] = AT) -> Result:
    return run("plan", "--situations", "-", *more, given=json.dumps(situations))


def test_the_plan_shows_what_would_be_said_to_whom_and_why() -> None:
    shown = plan(WAITING, FOUND)
    assert shown.exit_code == 0
    assert shown.output.startswith(
        "1 to write, 0 held out, 0 deferred, 1 quiet\n\n7#12: ping, to ada."
    )
    assert "vllm-project/vllm allows a ping after 7 days." in shown.output
    assert "    @ada\n" in shown.output
    assert "7#13: quiet. No issue is claimed yet." in shown.output


def test_a_program_gets_the_same_as_json() -> None:
    found = json.loads(plan(WAITING, FOUND, more=(*AT, "--format", "json")).output)
    (comment,) = found["comments"]
    assert comment["to"] == ["ada"]
    assert comment["nudges"][0]["due"] == "2026-10-12T10:00:00Z"
    assert comment["text"].startswith("@ada\n")
    assert found["quiet"] == [
        {
            "contribution": "7#13",
            "student": "bob",
            "until": None,
            "why": "No issue is claimed yet.",
        }
    ]


def test_the_policy_chooses_language_hold_out_and_caps(tmp_path: Path) -> None:
    policy = tmp_path / "upstream-coach.yml"
    cohort = (
        "cohorts:\n- {name: a, start: 2026-09-07, time_zone: Europe/Berlin, students: [ada, bob]}\n"
    )
    policy.write_text(
        f"version: 1\nlanguage: de\n{cohort}nudges: {{most_per_week: 1, hold_out_percent: 40}}\n"
    )
    several = [WAITING | {"contribution": f"7#{number}"} for number in range(6)]
    options = (*AT, "--organisation-file", str(policy))
    shown = plan(*several, FOUND | {"stage": "claimed"}, more=options).output
    assert shown.startswith("2 to write, ")
    assert "Seit Montag, dem 5. Oktober, sind" in shown
    assert "held out by lot" in shown
    assert "waits until 2026-10-20" in shown
    found = json.loads(
        plan(
            *several,
            WAITING | {"snoozed_until": "2026-11-02T10:00:00Z"},
            more=(*options, "--format", "json"),
        ).output
    )
    assert found["held_out"]
    assert found["deferred"][0]["until"].startswith("2026-10-20")
    assert found["quiet"][0]["until"] == "2026-11-02T10:00:00Z"


def test_without_a_time_it_is_now_and_a_wrong_one_is_told() -> None:
    assert plan(FOUND, more=()).exit_code == 0
    refused = plan(FOUND, more=("--at", "soon"))
    assert refused.exit_code == 2
    assert "'soon' is no time; give 2026-01-31T12:00:00Z" in refused.output


@pytest.mark.parametrize("year", ["0002", "1999", "2200", "9998"])
def test_a_time_far_away_is_told_as_a_mistake(year: str) -> None:
    refused = plan(FOUND, more=("--at", f"{year}-12-31T23:59:00Z"))
    assert refused.exit_code == 2
    assert f"no course is in the year {int(year)}" in refused.output


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "the input: "),
        (b"[{}]", "missing required field `contribution`"),
        (json.dumps([FOUND | {"mood": 1}]).encode(), "unknown field `mood`"),
        (
            json.dumps([FOUND | {"time_zone": "Berlin"}]).encode(),
            "no time zone 'Berlin' - at `$[0]",
        ),
        (json.dumps([FOUND | {"stage_since": "2026-10-05T10:00:00"}]).encode(), "stage_since"),
        (json.dumps([FOUND | {"student": "@everyone"}]).encode(), "student"),
        (json.dumps([FOUND | {"stage_since": "9999-10-05T10:00:00Z"}]).encode(), "year 9999"),
        (b"[" * 100_000, "docs/nudges.md tells"),
    ],
)
def test_situations_that_are_not_in_order_are_told_with_their_place(
    content: bytes, problem: str
) -> None:
    with pytest.raises(UserError) as caught:
        run("plan", "--situations", "-", given=content)
    assert problem in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.nudges.LARGEST", 10)
    with pytest.raises(UserError, match="Give fewer at once"):
        plan(FOUND)


def test_the_report_reads_outcomes_from_a_file() -> None:
    line = json.dumps({"contribution": "7#12", "outcome": json.loads(stored(EVENT))})
    shown = run("report", "--outcomes", "-", given=f"{line}\n\n")
    assert "to_do" in shown.output
    assert "1.0 d" in shown.output
    found = json.loads(run("report", "--format", "json", "--outcomes", "-", given=line).output)
    assert [each["name"] for each in found["lines"]] == ["all", "to_do"]


def test_a_line_that_is_no_outcome_is_named() -> None:
    with pytest.raises(UserError, match=r"line 2: .* Mend that line\."):
        run("report", "--outcomes", "-", given="\n{}\n")


def test_the_report_reads_the_journals_of_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/coach.db"
    CliRunner().invoke(cli, ["migrate", "--database-url", url], catch_exceptions=False)
    assert run("report", "--database-url", url).output == "No nudge is on record yet.\n"
    asyncio.run(_record(url))
    shown = run("report", "--database-url", url).output
    assert "to_do" in shown
    assert "1.0 d" in shown


async def _record(url: str) -> None:
    store = await Store.open(url, clock=SystemClock())
    events = (EVENT, Approved(at=MONDAY))
    entries = [
        Entry(CONTRIBUTION, f"e{n}", event.at, "", name_of(event), stored(event))
        for n, event in enumerate(events)
    ]
    broken = Entry(CONTRIBUTION, "broken", MONDAY, "", "nudged", b"{}")
    try:
        await store.signal(CONTRIBUTION, APP_SCOPE)
        (lease,) = await store.claim(1)
        await store.finish(lease, Done(entries=(*entries, broken)))
    finally:
        await store.close()


def test_every_key_of_a_situation_and_every_rung_is_told_in_the_page() -> None:
    told = page("docs/nudges.md")
    assert {row[0].strip("`") for row in told.table("key")} == set(Seen.__struct_fields__)
    assert {row[0].strip("`") for row in told.table("rung")} == {rung.value for rung in Rung}
    assert (ROOT / "config/words/nudges.en.yaml").exists()
