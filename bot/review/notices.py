"""What a comment of a program says, where the project's profile gives it a meaning."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.projects.practice import Who
from bot.review.people import is_machine
from bot.review.spoken import shown

if TYPE_CHECKING:
    from bot.projects.model import Project
    from bot.projects.practice import Bot


class Notice(StrEnum):
    """What a program tells the author."""

    UNSIGNED = "an agreement or a sign-off is missing"
    SIGNED = "the agreement is there"
    CONFLICT = "there is a conflict"
    NOT_LANDED = "it could not be landed"


_AGREEMENT = re.compile(r"\bclas?\b|contributor licen[sc]e|agreement", re.IGNORECASE)
_SIGNED = re.compile(
    r"\b(?:(?:have|has|are|is|been|now) (?:all )?signed|thank\w* (?:you )?for signing"
    r"|clas? looks? (?:good|fine|ok))\b",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(r"\bsign\b|\bnot (?:yet )?signed|\bmissing\b|\bneed", re.IGNORECASE)
_SIGN_OFF = re.compile(r"sign(?:ed)?-off|sign-?off|\bdco\b", re.IGNORECASE)
_CONFLICT = re.compile(r"conflict|rebase", re.IGNORECASE)
_FAILED = re.compile(
    r"\b(?:merge|land|rebase)\w* (?:has )?failed|failed to (?:merge|land)", re.IGNORECASE
)
_LETTERS = re.compile(r"[^a-z]")


def notice(project: Project, login: str, text: str) -> Notice | None:
    """Return what a program's comment means in this project; None where it means nothing."""
    clean = shown(text)
    if _FAILED.search(clean) and lands_by_command(project):
        return Notice.NOT_LANDED
    sign_off = project.sign_off
    if sign_off is not None and sign_off.cla and _AGREEMENT.search(clean):
        if _SIGNED.search(clean):
            return Notice.SIGNED
        return Notice.UNSIGNED if _UNSIGNED.search(clean) else None
    told = " ".join(each.does for each in project.bots if _is(each, login)).lower()
    if "conflict" in told and _CONFLICT.search(clean):
        return Notice.CONFLICT
    if "sign-off" in told and _SIGN_OFF.search(clean):
        return Notice.UNSIGNED
    return None


def starters(project: Project) -> frozenset[str]:
    """Return the labels, in lower case, with which a maintainer starts a project's checks."""
    first = project.first_ci
    return frozenset(each.lower() for each in first.labels) if first else frozenset()


def lands_by_command(project: Project) -> bool:
    """Return whether a command to a bot puts a change on the main branch."""
    return any(_lands(each) for each in project.bots)


def author_may_land(project: Project) -> bool:
    """Return whether the author of an approved change may give that command."""
    return any(_lands(each) and each.who is Who.AUTHOR_ONCE_APPROVED for each in project.bots)


def is_landing_command(project: Project, text: str) -> bool:
    """Return whether a comment gives that command."""
    words = shown(text).lower().split()
    if not words or not (words[0].startswith("/") or is_machine(words[0].removeprefix("@"))):
        return False
    # A bot may answer to several names, so that only what it is told counts.
    commands = [(each.command or "").lower().split() for each in project.bots if _lands(each)]
    return any(words[1 : len(each)] == each[1:] for each in commands)


def _lands(bot: Bot) -> bool:
    return bot.command is not None and bot.does.startswith("Lands")


def _is(bot: Bot, login: str) -> bool:
    """Return whether a login is that bot's; the profile calls it as people do."""
    name, other = _LETTERS.sub("", bot.name.lower()), _LETTERS.sub("", login.lower())
    return bool(name) and bool(other) and (name in other or other in name)
