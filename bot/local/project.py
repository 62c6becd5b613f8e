"""Which project a name, a remote's address or a clone means; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.kernel.errors import UserError
from bot.kernel.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.projects.load import Projects
    from bot.projects.model import Profile

FIRST: Final = ("upstream", "origin")
"""The remotes that are asked first; in a fork's clone the project is usually `upstream`."""

_SCHEMES: Final = frozenset({"git", "git+ssh", "http", "https", "ssh"})
_SHORT: Final = re.compile(r"(?:[^@/\s]+@)?[\w.-]{2,}:(?P<path>[^/].*)")
"""The short form of ssh, `git@host:owner/name.git`; a single letter is a drive of Windows."""


@dataclass(frozen=True, slots=True)
class Found:
    """The project of a clone.

    Attributes:
        project: Its profile; None when no remote leads to one.
        remote: The remote that led to it; the first one asked when none did, None without any.
        by_name: Whether only the repository's own name agrees, as in the clone of a fork.
    """

    project: Profile | None = None
    remote: str | None = None
    by_name: bool = False


def full_name(address: str) -> str | None:
    """Return the `owner/name` that a remote's address ends with; None when it has none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme in _SCHEMES and parts.netloc:
        path = parts.path
    elif short := _SHORT.fullmatch(address.strip()):
        path = short["path"]
    else:
        return None
    owner, _, name = path.rstrip("/").removesuffix(".git").rpartition("/")
    owner = owner.rpartition("/")[2]
    return f"{owner}/{name}" if owner and name else None


def named(projects: Projects, name: str) -> Profile:
    """Return the project that a person means: `owner/name`, old or new, its last part, an address.

    Raises:
        UserError: None or several; the text suggests names.
    """
    wanted = full_name(name) or name.strip().strip("/")
    if found := projects.find(wanted):
        return found
    several = [] if "/" in wanted else _called(projects, wanted)
    if len(several) == 1:
        return several[0]
    near = tuple(each.name for each in several) or projects.nearest(wanted)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UserError(
        f"--project: no project is called {plain(name)!r}.{hint} "
        "`upstream-coach projects list` names them all."
    )


def of_remotes(projects: Projects, remotes: Mapping[str, str]) -> Found:
    """Return the project that a clone's remotes lead to."""
    order = sorted(remotes, key=lambda each: (each not in FIRST, each != FIRST[0], each))
    names = {remote: full_name(remotes[remote]) for remote in order}
    for remote, name in names.items():
        if name and (project := projects.find(name)):
            return Found(project, remote)
    for remote, name in names.items():
        called = _called(projects, name.partition("/")[2]) if name else []
        if len(called) == 1:
            return Found(called[0], remote, by_name=True)
    return Found(remote=order[0] if order else None)


def _called(projects: Projects, wanted: str) -> list[Profile]:
    """Return the projects whose repository has or had this name, whoever owns it."""
    return [
        project
        for project in projects
        if any(name.partition("/")[2].lower() == wanted.lower() for name in project.names)
    ]
