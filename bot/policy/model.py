"""What a policy says: every setting with its meaning, unit and default; pure.

The JSON Schema for editors and the explanations of `upstream-coach config` come from here.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from bot.policy.reminders import Holidays, Hour, Language, Nudges

Login = Annotated[
    str,
    Meta(
        title="a GitHub login",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$",
        examples=["ada"],
    ),
]
RepositoryName = Annotated[
    str,
    Meta(
        title="a repository as owner/name",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}$",
        examples=["my-course/tracker"],
    ),
]
Team = Annotated[
    str,
    Meta(
        title="a team as organisation/team",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[a-z0-9][a-z0-9_-]{0,99}$",
        examples=["my-course/students"],
    ),
]


class Level(StrEnum):
    """How much a check may ask for."""

    FIX = "fix"
    """As the check finds: things to do, and tips."""
    TIP = "tip"
    """Never more than a tip."""
    OFF = "off"
    """The check does not show at all."""


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Mentor(Struct, frozen=True, forbid_unknown_fields=True):
    """A mentor and whom they look after."""

    login: Annotated[Login, Meta(description="The mentor's GitHub login.")]
    students: Annotated[
        tuple[Login, ...],
        Meta(min_length=1, description="The logins of the mentor's students in this cohort."),
    ]
    repository: (
        Annotated[
            RepositoryName,
            Meta(
                description="A private repository that only this mentor reads, for the week of"
                " their own students; none when absent."
            ),
        ]
        | UnsetType
    ) = UNSET


class Cohort(Struct, frozen=True, forbid_unknown_fields=True):
    """One run of the course."""

    name: Annotated[
        str,
        Meta(
            title="a name of letters, digits, blanks, dots and dashes",
            pattern=r"^\w[\w .-]{0,59}$",
            examples=["autumn 2026"],
            description="The name of the cohort; no two have the same.",
        ),
    ]
    start: Annotated[date, Meta(description="The first day of week 1, as YYYY-MM-DD.")]
    weeks: Annotated[
        int, Meta(ge=1, le=104, description="How long it runs, in weeks; default 24.")
    ] = 24
    time_zone: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=60,
            description="The students' time zone by its IANA name; default UTC.",
        ),
    ] = "UTC"
    time_zones: Annotated[
        dict[str, Annotated[str, Meta(min_length=1, max_length=60)]],
        Meta(
            description="The time zones of students who live elsewhere, as `ada: Asia/Tokyo`;"
            " their reminders keep to their own hours and days. Default none."
        ),
    ] = field(default_factory=dict)
    holidays: Annotated[Holidays, Meta(description="Days off beside weekends.")] = Holidays()
    language: (
        Annotated[
            Language,
            Meta(description="The language of its reminders; the organisation's when absent."),
        ]
        | UnsetType
    ) = UNSET
    students: Annotated[tuple[Login, ...], Meta(description="The students' GitHub logins.")] = ()
    student_teams: Annotated[
        tuple[Team, ...], Meta(description="Teams whose members are students too.")
    ] = ()
    mentors: Annotated[tuple[Mentor, ...], Meta(description="Mentors with their students.")] = ()
    instructors: Annotated[
        tuple[Login, ...], Meta(description="The logins of those who run the course.")
    ] = ()


class Tracker(Struct, frozen=True, forbid_unknown_fields=True):
    """Where each contribution has its issue."""

    repository: Annotated[RepositoryName, Meta(description="The repository with the issues.")]


class Summary(Struct, frozen=True, forbid_unknown_fields=True):
    """The weekly summary for those who run the course."""

    repository: Annotated[
        RepositoryName, Meta(description="The repository that the summary issue is written to.")
    ]
    weekday: Annotated[Weekday, Meta(description="On which day; default monday.")] = Weekday.MONDAY
    hour: Annotated[
        Hour, Meta(description="At which hour of the cohort's time zone, 0 to 23; default 8.")
    ] = 8
    readers: Annotated[
        Literal["instructors", "course"],
        Meta(
            description="Who may read that repository. For the whole `course` nobody is named and"
            " small counts are hidden; default instructors."
        ),
    ] = "instructors"


class Watching(Struct, frozen=True, forbid_unknown_fields=True):
    """How closely the students' pull requests at the projects are followed."""

    budget_percent: Annotated[
        int,
        Meta(
            ge=1,
            le=90,
            description="The share of GitHub's hourly points that may be spent on it, in percent;"
            " default 30.",
        ),
    ] = 30


class AllowedSection(Struct, frozen=True, forbid_unknown_fields=True):
    """Which installations this policy is for; it can only narrow what COACH_ALLOWED names."""

    accounts: Annotated[
        tuple[Login, ...],
        Meta(description="Accounts; with both lists empty, all of COACH_ALLOWED. Default none."),
    ] = ()
    installations: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=2**53)], ...],
        Meta(description="Installations by their number. Default none."),
    ] = ()


class Privacy(Struct, frozen=True, forbid_unknown_fields=True):
    """How much of the students shows, and where."""

    public_repositories: Annotated[
        Literal["refused", "student data may be public"],
        Meta(
            description="Whether tracker and summary may be public repositories; only these very"
            " words allow it. Default refused."
        ),
    ] = "refused"
    pseudonyms: Annotated[
        bool,
        Meta(description="Whether summaries name students by pseudonym; default false."),
    ] = False
    left_out: Annotated[
        tuple[Login, ...],
        Meta(description="Students who wish to be left out of summaries; default none."),
    ] = ()


class Surfaces(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the checklist shows."""

    comment: Annotated[
        bool, Meta(description="Whether it is written as a comment; default true.")
    ] = True
    check_run: Annotated[
        bool, Meta(description="Whether it shows under the checks; default true.")
    ] = True


class Commands(Struct, frozen=True, forbid_unknown_fields=True):
    """How the coach is spoken to in comments."""

    prefix: Annotated[
        str,
        Meta(
            title="a slash and a word",
            pattern="^/[a-z][a-z0-9-]{0,19}$",
            examples=["/coach"],
            description="The word before a command where another bot has the same one;"
            " default /coach.",
        ),
    ] = "/coach"
    prefix_only: Annotated[
        bool,
        Meta(
            description="Whether a command without that word before it is left alone;"
            " default false."
        ),
    ] = False


class Override(Struct, frozen=True, forbid_unknown_fields=True):
    """What a repository's own file sets for that repository alone."""

    checks: Annotated[
        dict[str, Level], Meta(description="As `checks` of the organisation, for this repository.")
    ] = field(default_factory=dict)
    surfaces: Annotated[
        Surfaces, Meta(description="As `surfaces` of the organisation, for this repository.")
    ] = Surfaces()


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """What the organisation asks of Upstream Coach.

    The organisation's file is `upstream-coach.yml` in its repository `.github`. A repository's
    own file is `.github/upstream-coach.yml` and has `version` and `repository` only.
    """

    version: Annotated[Literal[1], Meta(description="1, the form of this file.")]
    cohorts: Annotated[tuple[Cohort, ...], Meta(description="The course's cohorts.")] = ()
    tracker: Annotated[Tracker, Meta(description="Where contributions are kept.")] | UnsetType = (
        UNSET
    )
    summary: Annotated[Summary, Meta(description="The weekly summary.")] | UnsetType = UNSET
    checks: Annotated[
        dict[str, Level],
        Meta(description="How much each check may ask for; a check not named is at `fix`."),
    ] = field(default_factory=dict)
    nudges: Annotated[Nudges, Meta(description="Reminders.")] = Nudges()
    language: Annotated[
        Language,
        Meta(description="The language of reminders, of config/words; default en."),
    ] = "en"
    watching: Annotated[Watching, Meta(description="Following what is at the projects.")] = (
        Watching()
    )
    allowed: Annotated[AllowedSection, Meta(description="Whom this policy is for.")] = (
        AllowedSection()
    )
    privacy: Annotated[Privacy, Meta(description="What shows of the students.")] = Privacy()
    surfaces: Annotated[Surfaces, Meta(description="Where the checklist shows.")] = Surfaces()
    commands: Annotated[Commands, Meta(description="Commands in comments.")] = Commands()
    repository: (
        Annotated[Override, Meta(description="For a repository's own file only.")] | UnsetType
    ) = UNSET
