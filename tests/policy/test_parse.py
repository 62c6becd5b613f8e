"""Reading a policy file: all its problems at once, and never more than that."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.document import LARGEST
from bot.policy.model import Level, Policy, Weekday
from bot.policy.parse import Scope, parse
from bot.policy.problems import MOST_PROBLEMS
from bot.policy.tree import DEEPEST, MOST_NODES
from tests.policy.broken_files import expected, files, told
from tests.policy.words import KNOWN, parsed
from tests.support.effort import calls

if TYPE_CHECKING:
    from pathlib import Path

COHORT = "version: 1\ncohorts:\n- {name: a, start: 2026-09-07, students: [ada]}\n"
MOST_CALLS = 1_500_000
"""About what a second is enough for."""


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_all_problems_of_a_broken_file_are_told_at_once(file: Path) -> None:
    assert told(file) == expected(file).read_text(encoding="utf-8")
    assert parsed(file.read_bytes()).policy is None


def test_forty_broken_files_are_there_and_none_of_them_is_in_order() -> None:
    assert len(files()) >= 40
    assert not [file.name for file in files() if not told(file)]


def test_a_problem_in_many_lines_stands_on_the_line_that_it_is_on() -> None:
    content = b"version: 1\n" + b"# a word\n" * 500 + b"surfaces: {comment: 3}\n"
    (problem,) = parsed(content).problems
    assert (problem.line, problem.column, problem.path) == (502, 12, "surfaces.comment")


HOSTILE = {
    "nested lists": b"[" * 500_000,
    "nested mappings": b"{a: " * 200_000,
    "aliases": b"a: &a x\nb: [" + b"*a," * 300_000 + b"]",
    "anchors": b"a: [" + b"&a x," * 100_000,
    "one long text": b"a: " + b"x" * 900_000,
    "dashes": b"- " * 490_000,
    "keys": b"".join(b"k%d: 1\n" % n for n in range(9_900)),
    "long keys": b"version: 1\n" + b"".join(b"k" * 900 + b"%d: 1\n" % n for n in range(1_000)),
    "the same key": b"a: 1\n" * 9_900,
    "comments": b"# \n" * 300_000,
    "tabs": b"\t a\n" * 200_000,
    "control characters": b"\x01" * 900_000,
    "no UTF-8 at the end": b"x" * 900_000 + b"\xff",
    "an open quote": b"version: '" + b"\n" * 900_000,
    "ten megabytes": b"a" * 10_000_000,
    "cohorts": b"version: 1\ncohorts:\n"
    + b"- {name: a, start: 2026-01-01, time_zone: Europe/Berli, students: [a]}\n" * 1_800,
    "mentored strangers": b"version: 1\ncohorts:\n- name: a\n  start: 2026-01-01\n  students: ["
    + b",".join(b"stud%d" % n for n in range(300))
    + b"]\n  mentors:\n  - login: m\n    students: ["
    + b",".join(b"stux%d" % n for n in range(9_000))
    + b"]\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_little_work(content: bytes) -> None:
    assert calls(lambda: parsed(content)) < MOST_CALLS
    found = parsed(content)
    assert 1 <= len(found.problems) <= MOST_PROBLEMS + 1
    assert all(len(str(each)) < 500 for each in found.problems)


def test_more_problems_than_one_can_read_are_cut_off_and_it_is_said() -> None:
    found = parsed(b"".join(b"k%d: 1\n" % n for n in range(500))).problems
    assert len(found) == MOST_PROBLEMS + 1
    assert "more problems" in found[-1].message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"#" * (LARGEST + 1), "larger than"),
        (b"[" * (DEEPEST + 1), f"more than {DEEPEST} deep"),
        (b"a: [" + b"1," * MOST_NODES + b"]", f"fewer than {MOST_NODES:,}"),
    ],
)
def test_one_above_a_bound_is_refused(content: bytes, said: str) -> None:
    assert said in parsed(content).problems[-1].message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"#" * LARGEST, "empty"),
        (b"[" * DEEPEST + b"]" * DEEPEST, "a list stands"),
        (b"[" + b"1," * (MOST_NODES - 1) + b"]", "a list stands"),
    ],
)
def test_what_just_keeps_a_bound_is_read(content: bytes, said: str) -> None:
    (problem,) = parsed(content).problems
    assert said in problem.message


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_in_order() -> None:
    assert parsed(b"\xef\xbb\xbfversion: 1\r\nsurfaces:\r\n  comment: false\r\n").policy


def test_norway_off_and_dates_are_texts_as_editors_read_them() -> None:
    found = parsed(
        COHORT.replace("}", ", holidays: {country: NO, dates: [2026-12-25]}}")
        + "checks: {plan: off}\n"
    )
    assert found.policy
    assert found.policy.cohorts[0].holidays.country == "NO"
    assert found.policy.checks == {"plan": Level.OFF}


def test_an_alias_in_the_place_of_a_key_or_of_everything_is_told() -> None:
    found = parsed("a: &x 1\n? *x\n: 2\n").problems
    assert [each.line for each in found if "repeats" in each.message] == [2]
    assert [str(each) for each in parsed("*x").problems] == [
        "*x repeats what stands elsewhere; write it out"
    ]


def test_a_stranger_to_a_large_cohort_is_told_without_a_guess() -> None:
    students = ", ".join(f"student{number}" for number in range(500))
    found = parsed(
        "version: 1\ncohorts:\n- name: a\n  start: 2026-09-07\n"
        f"  students: [{students}]\n  mentors: [{{login: m, students: [student]}}]\n"
    )
    assert [each.suggestion for each in found.problems] == ["add them to its students"]


def test_fractions_and_words_keep_their_type() -> None:
    found = parsed("version: 1\nnudges: {most_per_week: 2.5}\nsurfaces: {comment: True}\n")
    assert [each.message for each in found.problems] == ["2.5 stands where a whole number belongs"]


def test_a_file_is_told_by_what_stands_in_it_unless_it_is_known_whose_it_is() -> None:
    own = b"version: 1\nrepository: {}\n"
    assert parse(own, "x", KNOWN).policy
    (problem,) = parse(own, "x", KNOWN, Scope.ORGANISATION).problems
    assert "no effect in the organisation's file" in problem.message
    (problem,) = parse(b"version: 1\nchecks: {}\n", "x", KNOWN, Scope.REPOSITORY).problems
    assert "cannot set checks" in problem.message


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_raise(content: bytes) -> None:
    found = parsed(content)
    assert (found.policy is None) == bool(found.problems)


TEXTS = ("version: 1", "cohorts", "students", "checks", "ada", "2026-09-07", "fix", "null", "3")
SIGNS = ("-", "[", "]", "{", "}", ",", ":", "&", "*", "!", "'", '"', "?", "#", "---", "|", "@", "%")
ROOM = ("\n", "\n ", "\t", "\ufeff", "\x85", "\u2028")
WORDS = st.sampled_from([*TEXTS, *SIGNS, *ROOM])


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=30))
def test_what_looks_like_a_policy_never_raises(words: list[str]) -> None:
    found = parsed(" ".join(words))
    assert (found.policy is None) == bool(found.problems)
    lines = len(" ".join(words).splitlines())
    assert all(1 <= each.line <= lines + 1 and each.column >= 1 for each in found.problems)


KEYS = st.sampled_from([*sorted(Policy.__struct_fields__), "name", "students", "ladder", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_shape_of_values_is_taken_or_told(value: dict[str, object]) -> None:
    found = parsed(json.dumps(value))
    assert (found.policy is None) == bool(found.problems)


LOGINS = st.lists(
    st.from_regex(r"[a-z][a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=5, unique=True
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    members = [draw(LOGINS) for _ in range(draw(st.integers(0, 3)))]
    cohorts = [
        {
            "name": f"cohort {number}",
            "start": f"{2020 + 3 * number}-09-07",
            "weeks": draw(st.integers(1, 104)),
            "time_zone": draw(st.sampled_from(sorted(KNOWN.time_zones))),
            "time_zones": {students[0]: draw(st.sampled_from(sorted(KNOWN.time_zones)))},
            "students": students,
            "mentors": [{"login": "mentor-of-all", "students": students}],
        }
        for number, students in enumerate(members)
    ]
    ladder = sorted(draw(st.sets(st.integers(1, 90), max_size=6)))
    begin, end = draw(st.permutations(range(24)))[:2]
    given_ = {
        "version": 1,
        "cohorts": cohorts,
        "checks": draw(
            st.dictionaries(st.sampled_from(sorted(KNOWN.checks)), st.sampled_from(Level))
        ),
        "nudges": {"ladder": ladder, "quiet_hours": {"begin": begin, "end": end}},
        "summary": {
            "repository": "my-course/staff",
            "weekday": draw(st.sampled_from(Weekday)),
            "hour": draw(st.integers(0, 23)),
        },
        "surfaces": {"comment": draw(st.booleans()), "check_run": draw(st.booleans())},
    }
    return msgspec.convert(given_, Policy)


@settings(max_examples=60, deadline=None)
@given(policies(), st.booleans())
def test_a_policy_that_is_written_out_reads_back_the_same(policy: Policy, flow: bool) -> None:  # noqa: FBT001 - drawn
    written = yaml.safe_dump(
        msgspec.to_builtins(policy), default_flow_style=flow, sort_keys=False, allow_unicode=True
    )
    # PyYAML quotes a date in a text as YAML 1.1 needs it; here it is a text either way.
    found = parsed(written)
    assert found.problems == ()
    assert found.policy == policy


def test_every_section_has_its_place_in_some_broken_file() -> None:
    seen = set(chain.from_iterable(told(file).replace(".", " ").split() for file in files()))
    missing = [key for key in Policy.__struct_fields__ if not any(key in word for word in seen)]
    assert not missing


def test_a_summary_that_names_nobody_may_stand_in_the_tracker() -> None:
    same = "version: 1\ntracker: {repository: a/t}\nsummary: {repository: A/T, readers: course}\n"
    assert parsed(same).problems == ()
    assert parsed(same.replace(", readers: course", "")).problems != ()
