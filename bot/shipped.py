"""Reads what comes with the program: the files of `config/` and the words that a policy may use.

The files are those of a checkout or of an installed wheel.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import holidays

from bot.checklist.background import Background
from bot.checklist.checks import CHECKS
from bot.checklist.norms import norms_of
from bot.nudges.drafts import FILE as DRAFTS
from bot.nudges.drafts import load_drafts
from bot.nudges.words import load_words
from bot.policy.meaning import Vocabulary
from bot.policy.parse import Scope, parse
from bot.projects.course import Kinds
from bot.projects.history import Histories, History, file_name
from bot.projects.load import load_projects, read
from bot.projects.load_course import FILES, KINDS, load_course
from bot.summary.given import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.kernel.snapshot import RepositoryRef
    from bot.nudges.drafts import Drafts
    from bot.nudges.words import Languages
    from bot.policy.parse import Parsed
    from bot.projects.course import Course
    from bot.projects.load import Projects
    from bot.summary.given import ProjectFacts

_PACKAGE = Path(__file__).parent
_WHEEL = _PACKAGE / "_config"
_CHECKOUT = _PACKAGE.parent / "config"
_MANIFEST = _PACKAGE.parent / "app.yaml"


def manifest() -> str:
    """Return the text of the App's manifest, `app.yaml`."""
    return shipped("app.yaml") if _WHEEL.is_dir() else _MANIFEST.read_text(encoding="utf-8")


def shipped(name: str) -> str:
    """Return the text of a shipped file, named from `config/` on."""
    root = _WHEEL if _WHEEL.is_dir() else _CHECKOUT
    return (root / name).read_text(encoding="utf-8")


def shipped_folder(name: str) -> dict[str, str]:
    """Return the text of each YAML file of a shipped folder, by its name from `config/` on."""
    root = _WHEEL if _WHEEL.is_dir() else _CHECKOUT
    files = sorted((root / name).glob("*.yaml"))
    return {f"{name}/{file.name}": file.read_text(encoding="utf-8") for file in files}


@cache
def shipped_projects() -> Projects:
    """Return the projects of the course."""
    return load_projects(shipped_folder("projects"))


@cache
def shipped_histories() -> Histories:
    """Return the measured histories of the course's projects."""
    names = (file_name(project.name) for project in shipped_projects())
    return Histories(History.load(shipped(name)) for name in names)


def background_of(name: str) -> Background:
    """Return what is known of a project by any of its names; the course alone where it is none."""
    project = shipped_projects().get(name)
    if project.is_generic:
        return background_anywhere()
    norms = norms_of(project, shipped_histories().find(project.name))
    return replace(background_anywhere(), norms=norms, project=project)


@cache
def background_anywhere() -> Background:
    """Return what holds in any project: the evidence that the course wants of each kind."""
    return Background(kinds=read(KINDS, shipped(KINDS), Kinds).kinds)


def background_behind(repository: RepositoryRef) -> Background:
    """Return what is known of the project that a repository is, or is a fork of."""
    return background_of(repository.parent or repository.name)


@cache
def shipped_course() -> Course:
    """Return what the course teaches."""
    return load_course({name: shipped(name) for name in FILES}, shipped_projects())


@cache
def shipped_languages() -> Languages:
    """Return the words of nudges in every language."""
    return load_words(shipped_folder("words"))


@cache
def shipped_drafts() -> Drafts:
    """Return what a student may post by hand."""
    return load_drafts(shipped(DRAFTS))


@cache
def summary_facts() -> Mapping[str, ProjectFacts]:
    """Return what summaries need of each project, by each of its names in lower case."""
    histories = shipped_histories()
    return {
        name.lower(): facts_of(project, histories.find(project.name))
        for project in shipped_projects()
        for name in project.names
    }


@cache
def vocabulary() -> Vocabulary:
    """Return what there is to name: checks, time zones of this machine, countries, languages."""
    return Vocabulary(
        checks=frozenset(check.name for check in CHECKS),
        time_zones=frozenset(available_timezones()),
        countries=frozenset(holidays.list_supported_countries()),
        languages=shipped_languages().codes,
    )


@cache
def shipped_policy() -> Parsed:
    """Return the policy that holds where nobody says otherwise."""
    content = shipped("policy.yaml").encode()
    return parse(content, "config/policy.yaml", vocabulary(), Scope.ORGANISATION)
