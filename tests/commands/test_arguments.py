"""The values that commands take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import arguments
from bot.commands.arguments import LONGEST, Usage
from bot.kernel.contribution import ContributionKind, Reference
from bot.projects.course import Difficulty
from bot.shipped import shipped_projects

PROJECTS = shipped_projects()
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
VLLM = "vllm-project/vllm"


@pytest.mark.parametrize(
    "text",
    [
        "vllm#12345",
        "VLLM#12345",
        "vllm-project/vllm#12345",
        "WoosukKwon/vllm#12345",
        "https://github.com/vllm-project/vllm/issues/12345",
        "https://github.com/vllm-project/vllm/pull/12345",
        "http://www.github.com/vllm-project/vllm/issues/12345",
        "https://redirect.github.com/vllm-project/vllm/issues/12345",
        "github.com/vllm-project/vllm/issues/12345",
        "https://github.com/vllm-project/vllm/issues/12345#issuecomment-1",
        "https://github.com/vllm-project/vllm/pull/12345/files?w=1",
        "<https://github.com/vllm-project/vllm/issues/12345>",
        "[the issue](https://github.com/vllm-project/vllm/issues/12345)",
        "[#1](<https://github.com/vllm-project/vllm/issues/12345>) please",
        "`vllm#12345`",
        '"vllm#12345"',
        "(vllm#12345)",
        "vllm#12345.",
        "vllm#12345 if nobody minds",
        "vllm-project/vllm#\u200b12345",
        "`vllm-project/vllm#\u200b12345`",
    ],
)
def test_an_issue_is_read_however_it_is_named(text: str) -> None:
    assert arguments.reference(text, PROJECTS) == Reference(VLLM, 12345)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ao#1", Reference("pytorch/ao", 1)),
        ("pytorch#1", Reference("pytorch/pytorch", 1)),
        ("openai/triton#9", Reference("triton-lang/triton", 9)),
        ("microsoft/DeepSpeed#9", Reference("deepspeedai/DeepSpeed", 9)),
        ("deepspeed#9", Reference("deepspeedai/DeepSpeed", 9)),
        ("numpy/numpy#7", Reference("numpy/numpy", 7)),
    ],
)
def test_a_project_is_found_by_any_of_its_names(text: str, found: Reference) -> None:
    assert arguments.reference(text, PROJECTS) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing is no issue"),
        ("12345", "`12345` is no issue"),
        ("#12345", "is no issue"),
        ("vllm 12345", "`vllm 12345` is no issue"),
        ("vllm#0", "is no issue"),
        ("vllm#1234567890123", "is no issue"),
        ("-a/b#1", "is no issue"),
        ("https://gitlab.com/a/b/issues/1", "is no issue"),
        ("https://github.com.evil.org/a/b/issues/1", "is no issue"),
        ("vlm#1", "Did you mean `vllm-project/vllm`"),
        ("qqqqqqqqqqqq#1", "is none of the course's projects."),
    ],
)
def test_what_names_no_issue_is_told(text: str, said: str) -> None:
    found = arguments.reference(text, PROJECTS)
    assert isinstance(found, Usage)
    assert said in found.problem


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada/flash", "ada/flash"),
        ("https://github.com/ada/flash", "ada/flash"),
        ("https://github.com/ada/flash.git", "ada/flash"),
        ("github.com/ada/flash/", "ada/flash"),
        ("<https://github.com/ada/my.repo> as well", "ada/my.repo"),
    ],
)
def test_a_repository_is_read(text: str, found: str) -> None:
    assert arguments.repository(text) == found


@pytest.mark.parametrize("text", ["", "flash", "a/b/c", "https://example.org/ada/flash", "a /b"])
def test_what_is_no_repository_is_told(text: str) -> None:
    found = arguments.repository(text)
    assert isinstance(found, Usage)
    assert "is no repository. Give it as `owner/name`" in found.problem


@pytest.mark.parametrize(
    ("text", "found"),
    [("fix", "fix"), ("FIX", "fix"), ("docs, please", "docs"), ("`kernel`", "kernel")],
)
def test_a_kind_is_read(text: str, found: str) -> None:
    assert arguments.kind(text) is ContributionKind(found)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("perf", "Did you mean `performance`?"),
        ("kernal", "Did you mean `kernel`?"),
        ("", "Nothing is none of"),
        ("zzz", "`portfolio`."),
    ],
)
def test_what_is_no_kind_is_told(text: str, hint: str) -> None:
    found = arguments.kind(text)
    assert isinstance(found, Usage)
    assert hint in found.problem


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("skip-empty", "skip-empty"),
        ("`ada/skip`", "ada/skip"),
        ("ada:skip-empty", "ada:skip-empty"),
        ("ada:\u200bskip#1", "ada:skip#1"),
        ("https://github.com/ada/vllm/tree/fix/1%2B2", "ada:fix/1+2"),
        ("[mine](https://github.com/ada/vllm/tree/skip)", "ada:skip"),
        ("please look at it now", ""),
        ("@mira", ""),
    ],
)
def test_a_branch_is_read_by_its_name_its_owner_or_its_address(text: str, found: str) -> None:
    assert arguments.branch(text) == found


@pytest.mark.parametrize("text", ["a:b:c", "fix^1", "x" * 256, "a?b", "``"])
def test_what_no_branch_can_be_called_is_said(text: str) -> None:
    found = arguments.branch(text)
    assert isinstance(found, Usage)
    assert "is no branch" in found.problem


def test_any_list_of_words_can_be_chosen_from() -> None:
    assert arguments.choice("Easy", Difficulty) is Difficulty.EASY


@pytest.mark.parametrize("text", ["ada", "@ada", " @ada ", "@ada,", "@ada please", "@\u200bada"])
def test_a_login_is_read(text: str) -> None:
    assert arguments.login(text) == "ada"


@pytest.mark.parametrize("text", ["", "@", "-ada", "a/b", "@" + "a" * 40])
def test_what_is_no_login_is_told(text: str) -> None:
    found = arguments.login(text)
    assert isinstance(found, Usage)
    assert "is no login. Give it as `@ada`" in found.problem


@pytest.mark.parametrize(
    ("text", "days", "rest"),
    [
        ("3d", 3, ""),
        ("3D exams", 3, "exams"),
        ("3days", 3, ""),
        ("2w", 14, ""),
        ("1 day", 1, ""),
        ("2 weeks at home", 14, "at home"),
        ("180d", 180, ""),
    ],
)
def test_a_duration_counts_from_now(text: str, days: int, rest: str) -> None:
    assert arguments.until(text, NOW) == (NOW + timedelta(days=days), rest)


@pytest.mark.parametrize(
    "text", ["2026-12-01", "until 2026-12-01", "UNTIL  2026-12-01", " 2026-12-01 "]
)
def test_a_date_begins_in_the_time_zone_of_the_cohort(text: str) -> None:
    assert arguments.until(text, NOW) == (datetime(2026, 12, 1, tzinfo=UTC), "")
    berlin = arguments.until(text, NOW, ZoneInfo("Europe/Berlin"))
    assert berlin == (datetime(2026, 11, 30, 23, tzinfo=UTC), "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing is no time"),
        ("tomorrow", "`tomorrow` is no time"),
        ("3", "is no time"),
        ("3x", "is no time"),
        ("0d", "`0d` is not in the future"),
        ("2026-11-23", "is not in the future"),
        ("2025-01-01", "is not in the future"),
        ("0001-01-01", "is not in the future"),
        ("2026-02-30", "is no day of the calendar"),
        ("181d", "is too long; 180 days are the most"),
        ("until 2027-11-23", "is too long"),
        ("9999-12-31", "is too long"),
    ],
)
def test_what_is_no_time_ahead_is_told(text: str, said: str) -> None:
    found = arguments.until(text, NOW)
    assert isinstance(found, Usage)
    assert said in found.problem


ANY = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"[a-z/#]{0,9}[0-9]{0,4}[-dw ]{0,2}[0-9-]{0,8}", fullmatch=True),
)


@given(ANY, st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]))
def test_no_text_makes_a_reader_fail(text: str, zone: str) -> None:
    for found in (
        arguments.reference(text, PROJECTS),
        arguments.project(text, PROJECTS),
        arguments.repository(text),
        arguments.kind(text),
        arguments.login(text),
    ):
        assert found
    time = arguments.until(text, NOW, ZoneInfo(zone))
    if not isinstance(time, Usage):
        assert NOW < time[0] <= NOW + LONGEST


@given(st.dates())
def test_every_day_of_the_calendar_is_read(day: object) -> None:
    assert arguments.until(f"until {day}", NOW, ZoneInfo("Pacific/Kiritimati"))
