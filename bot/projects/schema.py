"""The JSON Schemas of the shipped files, for editors; made from the structs, pure."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from bot.projects.course import Calibration, Kinds, OnRamps, Portfolio, Workflow
from bot.projects.model import Profile

STRUCTS: Final = {
    "project": Profile,
    "workflow": Workflow,
    "on_ramps": OnRamps,
    "contribution_kinds": Kinds,
    "portfolio": Portfolio,
    "calibration": Calibration,
}
"""What describes a file, by the name of the schema."""


def schemas() -> dict[str, str]:
    """Return the text of each schema by its file's name in `config/`."""
    return {f"schema/{name}.schema.json": _text(name, struct) for name, struct in STRUCTS.items()}


def _text(name: str, struct: type) -> str:
    (reference,), parts = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"config: {name.replace('_', ' ')}",
        **reference,
        "$defs": {part: _tidy(parts[part]) for part in sorted(parts)},
    }
    return json.dumps(whole, indent=2) + "\n"


def _tidy(part: dict[str, Any]) -> dict[str, Any]:
    """Put the description on one line, as an editor shows it."""
    return part | {"description": " ".join(part["description"].split())}
