"""The names of the upstream projects, where nothing is ever written; pure."""

from __future__ import annotations

import yaml

from bot.kernel.errors import UserError


def upstream_names(text: str) -> frozenset[str]:
    """Read `config/upstreams.yaml`.

    Args:
        text: The file's content: a list of `{name, former}`.

    Returns:
        Every present and former `owner/name`, in lower case.

    Raises:
        UserError: An entry is not of that form; the text tells which.
    """
    entries = yaml.safe_load(text)
    if not isinstance(entries, list) or not entries:
        raise UserError("config/upstreams.yaml must be a list of projects and not empty")
    names: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        given = entry if isinstance(entry, dict) else {}
        for name in [given.get("name"), *(given.get("former") or [])]:
            if not isinstance(name, str) or name.count("/") != 1:
                raise UserError(
                    f"config/upstreams.yaml, entry {number}: {name!r} is not `owner/name`"
                )
            names.add(name.lower())
    return frozenset(names)
