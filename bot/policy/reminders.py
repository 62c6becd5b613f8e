"""What a policy says of reminders: when, how many, in which language; pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

Hour = Annotated[int, Meta(ge=0, le=23, title="an hour of the day from 0 to 23")]
Language = Annotated[
    str,
    Meta(
        title="a language code of two small letters (ISO 639)",
        pattern="^[a-z]{2}$",
        examples=["en"],
    ),
]


class Holidays(Struct, frozen=True, forbid_unknown_fields=True):
    """Days on which nobody is reminded of anything."""

    country: (
        Annotated[
            str,
            Meta(
                title="a country code of two capital letters (ISO 3166)",
                pattern="^[A-Z]{2}$",
                examples=["DE"],
                description="Whose public holidays count; none when absent.",
            ),
        ]
        | UnsetType
    ) = UNSET
    dates: Annotated[
        tuple[date, ...], Meta(description="Further days off, as YYYY-MM-DD; default none.")
    ] = ()


class QuietHours(Struct, frozen=True, forbid_unknown_fields=True):
    """When nobody is reminded, in the student's time zone; it may go past midnight."""

    begin: Annotated[Hour, Meta(description="The first quiet hour, 0 to 23; default 18.")] = 18
    end: Annotated[Hour, Meta(description="The first hour after it, 0 to 23; default 9.")] = 9


class Nudges(Struct, frozen=True, forbid_unknown_fields=True):
    """Reminders to a student whose turn it is."""

    ladder: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=90)], ...],
        Meta(
            max_length=6,
            description="After how many working days of the student's turn each reminder comes,"
            " rising; an empty list turns reminders off. Default 3, 7, 14.",
        ),
    ] = (3, 7, 14)
    quiet_hours: Annotated[QuietHours, Meta(description="Hours without reminders.")] = QuietHours()
    most_per_week: Annotated[
        int, Meta(ge=0, le=20, description="Reminders to one student in seven days; default 2.")
    ] = 2
    most_per_pull_request: Annotated[
        int,
        Meta(
            ge=0,
            le=20,
            description="Reminders of the student's own turn on one pull request; default 3.",
        ),
    ] = 3
    most_per_mentor_and_day: Annotated[
        int,
        Meta(ge=0, le=20, description="Comments that address one mentor in a day; default 3."),
    ] = 3
    hold_out_percent: Annotated[
        int,
        Meta(
            ge=0,
            le=50,
            description="The share of pull requests that get no reminders, drawn at random, to"
            " see whether reminders help; default 0.",
        ),
    ] = 0
    mute_percent: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="A kind of reminder is muted when more of its reminders than this share"
            " were corrected by the student; default 20.",
        ),
    ] = 20
