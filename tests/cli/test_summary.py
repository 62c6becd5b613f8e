"""`upstream-coach summary`, as a person and as a script use it."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.reconcile.weeks.summaries import AGAIN
from tests.support.cohort_databases import MENTORED, POLICY, fact, filled, lives

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("form", "begins"), [("markdown", "# autumn 2026"), ("json", "[\n"), ("csv", "week,student")]
)
async def test_each_form_is_printed_and_a_dry_run_asks_for_nothing(
    tmp_path: Path, form: str, begins: str
) -> None:
    url = await filled(tmp_path, *lives())
    words = ["summary", "--week", "2026-W39", "--format", form, "--dry-run"]
    result = await asyncio.to_thread(CliRunner().invoke, cli, [*words, "--database-url", url])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(begins)
    assert await fact(url, f"{AGAIN}1") is None


async def test_the_command_prints_a_mentors_version(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives(), policy=MENTORED)
    words = ["summary", "--week", "2026-W39", "--mentor", "noor", "--database-url", url]
    result = await asyncio.to_thread(CliRunner().invoke, cli, words)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# autumn 2026: week 2026-W39, students of noor")
    assert "`ada`" not in result.stdout
    assert "names no repository for noor" in result.stderr


async def test_several_cohorts_are_one_table(tmp_path: Path) -> None:
    both = POLICY.replace(
        b"privacy:", b"  - {name: spring, start: 2026-09-14, students: [zoe]}\nprivacy:"
    )
    url = await filled(tmp_path, *lives(), policy=both)
    words = ["summary", "--week", "2026-w39", "--format", "csv", "--dry-run"]
    result = await asyncio.to_thread(CliRunner().invoke, cli, [*words, "--database-url", url])
    assert result.exit_code == 0, result.output
    lines = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(line["student"], line["cohort"]) for line in lines] == [
        ("ada", "autumn 2026"),
        ("bob", "autumn 2026"),
        ("zoe", "spring"),
    ]
