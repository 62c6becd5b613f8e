"""`upstream-coach nudges`: what would be said to whom and why, and whether nudges help."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec
from msgspec import structs

from bot.cli.options import FORMAT
from bot.cli.policy_files import organisation_policy
from bot.clock import SystemClock
from bot.kernel.errors import UserError
from bot.kernel.happening import Nudged
from bot.nudges.outcome import outcomes
from bot.nudges.plan import plan
from bot.nudges.plan_text import data as plan_data
from bot.nudges.plan_text import text as plan_text
from bot.nudges.report import corrections, data, muted, report, text
from bot.nudges.saying import manner
from bot.nudges.situation import YEARS, Seen, Situation
from bot.operations.nudge_outcomes import recorded
from bot.operations.nudge_plans import plans
from bot.policy.model import Cohort
from bot.projects.model import Project
from bot.reconcile.people import cohort_of, time_zone_of
from bot.review.node import instant
from bot.settings import database_url
from bot.shipped import (
    shipped_drafts,
    shipped_histories,
    shipped_languages,
    shipped_projects,
    vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import BinaryIO

    from bot.nudges.saying import Manner
    from bot.operations.nudge_plans import CoursePlan
    from bot.policy.model import Policy

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a file of situations or outcomes."""

_UNKNOWN: Final = Project(name="unknown/unknown")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DATABASE = click.option(
    "--database-url",
    "url",
    help="Where everything is kept.  [COACH_DATABASE_URL, or the file COACH_DATABASE_URL_FILE]",
)
_EXAMPLES: Final = """\b
Examples:
  upstream-coach nudges plan
  upstream-coach nudges plan --at 2026-10-13T10:00:00Z
  upstream-coach nudges plan --format json --database-url sqlite:///coach.db
  upstream-coach nudges plan --organisation-file upstream-coach.yml
  upstream-coach nudges plan --situations situations.json
"""


def _at(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime:
    try:
        found = SystemClock().now() if value is None else instant(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no time; give 2026-01-31T12:00:00Z") from None
    if found.year not in YEARS:
        raise click.BadParameter(
            f"no course is in the year {found.year}; give one from 2000 to 2199"
        )
    return found


@click.group("nudges")
def nudges_group() -> None:
    """Show what would be said to whom and why, and whether nudges help."""


@nudges_group.command("plan", epilog=_EXAMPLES)
@click.option("--at", callback=_at, metavar="TIME", help="Decide as of then; default now.")
@_DATABASE
@click.option(
    "--organisation-file",
    type=_FILE,
    help="An upstream-coach.yml to decide by, instead of the one that the service last read.",
)
@click.option(
    "--situations",
    type=click.File("rb"),
    metavar="FILE",
    help="Decide about a JSON list of situations, as docs/nudges.md tells, and look into no"
    " database; `-` reads it as input.",
)
@FORMAT
def plan_command(
    *,
    at: datetime,
    url: str | None,
    organisation_file: Path | None,
    situations: BinaryIO | None,
    form: str,
) -> None:
    """Show what would be said, to whom and why, without saying it; and why the rest is quiet.

    Reads the database of the running service: what it last saw of each contribution, and the
    policy that it last read. Nothing is written and GitHub is not asked, so it may be run at any
    time, beside the service. With --at it tells what would be said then, if nothing happened
    until then.
    """
    if situations is not None and url is not None:
        raise click.UsageError("give either --situations FILE or --database-url")
    if situations is not None:
        policy = organisation_policy(organisation_file)
        found = plan(_situation(seen, policy, at) for seen in _seen(situations))
        speech = _speech(policy)
        if form == "json":
            click.echo(json.dumps(plan_data(found, speech), indent=2))
        else:
            click.echo(plan_text(found, speech))
        return
    courses = _courses(url, at, organisation_file)
    if form == "json":
        click.echo(json.dumps([_course_data(each, at) for each in courses], indent=2))
    else:
        click.echo("\n\n".join(_course_text(each, at) for each in courses))


def _courses(url: str | None, at: datetime, organisation_file: Path | None) -> list[CoursePlan]:
    """Return the plan of each course in a database, and tell on the way what was looked at."""
    own = organisation_policy(organisation_file) if organisation_file else None
    by = str(organisation_file) if organisation_file else "the policy that the service last read"
    found = asyncio.run(plans(url or database_url(), SystemClock(), at, own))
    for each in found:
        click.echo(f"{each.account}: {each.looked} open contributions, by {by}.", err=True)
    return found


def _course_data(course: CoursePlan, at: datetime) -> dict[str, object]:
    told = plan_data(course.plan, _speech(course.policy))
    return {"organisation": course.account, "at": at.isoformat().replace("+00:00", "Z"), **told}


def _course_text(course: CoursePlan, at: datetime) -> str:
    told = plan_text(course.plan, _speech(course.policy), course.names)
    return f"{course.account} as of {at:%Y-%m-%d %H:%M} UTC: {told}"


def _speech(policy: Policy) -> Callable[[Cohort], Manner]:
    """Return how each cohort of a course is spoken to."""
    languages, drafts = shipped_languages(), shipped_drafts()
    return lambda cohort: manner(policy, cohort, languages, drafts)


@nudges_group.command("report")
@click.option(
    "--outcomes",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="Outcomes as JSON lines, as docs/nudges.md tells; `-` reads them as input.",
)
@_DATABASE
@click.option(
    "--organisation-file",
    type=_FILE,
    help="An upstream-coach.yml whose limit of corrections holds. Without it that of the one that"
    " the service last read, or for a file of outcomes the shipped one.",
)
@FORMAT
def report_command(
    *,
    file: BinaryIO | None,
    url: str | None,
    organisation_file: Path | None,
    form: str,
) -> None:
    """Show whether nudges help: nudged against held out, with what was corrected and liked.

    Reads the journals of the database, or the file that --outcomes names.
    """
    if file is None:
        given = organisation_policy(organisation_file) if organisation_file else None
        found = asyncio.run(recorded(url or database_url(), SystemClock(), given))
        lines = report(found.outcomes, found.muted)
    else:
        told, nudges = outcomes(_lines(file)), organisation_policy(organisation_file).nudges
        lines = report(told, muted(corrections(told), nudges.mute_percent))
    click.echo(json.dumps(data(lines), indent=2) if form == "json" else text(lines))


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a file of outcomes."""

    contribution: str
    outcome: Nudged


def _read(file: BinaryIO) -> tuple[str, bytes]:
    """Return a file's name and content.

    Raises:
        UserError: It is too large.
    """
    name, content = getattr(file, "name", "the input"), file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UserError(f"{name}: larger than {LARGEST // 1024**2} MB. Give fewer at once.")
    return name, content


def _seen(file: BinaryIO) -> list[Seen]:
    """Return what was seen of each contribution.

    Raises:
        UserError: The file is not of that form; the message names the place.
    """
    name, content = _read(file)
    try:
        found = msgspec.json.decode(content, type=list[Seen])
    except (msgspec.DecodeError, RecursionError) as error:
        raise UserError(f"{name}: {error}. docs/nudges.md tells what belongs there.") from None
    zones = vocabulary().time_zones
    for place, each in enumerate(found):
        if each.time_zone and each.time_zone not in zones:
            raise UserError(
                f"{name}: there is no time zone {each.time_zone!r} - at `$[{place}].time_zone`."
                " Write it as Europe/Berlin."
            )
    return found


def _situation(seen: Seen, policy: Policy, now: datetime) -> Situation:
    """Return the situation with all that is shipped about its project."""
    project = shipped_projects().find(seen.project) or _UNKNOWN
    cohort = cohort_of(policy, seen.student, now) or Cohort(name="no cohort", start=now.date())
    zone = seen.time_zone or time_zone_of(cohort, seen.student)
    seen = structs.replace(seen, time_zone=zone)
    history = shipped_histories().find(project.name)
    return Situation(seen, project, history, cohort, policy.nudges, now)


def _lines(file: BinaryIO) -> list[tuple[str, Nudged]]:
    """Return the outcomes of a file of JSON lines.

    Raises:
        UserError: A line is not of that form; the message names it.
    """
    name, content = _read(file)
    found = []
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            try:
                one = msgspec.json.decode(line, type=_Line)
            except msgspec.DecodeError as error:
                raise UserError(f"{name}, line {number}: {error}. Mend that line.") from None
            found.append((one.contribution, one.outcome))
    return found
