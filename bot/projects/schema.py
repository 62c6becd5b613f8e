"""The JSON Schemas of the shipped files, for editors; made from the structs, pure."""

from __future__ import annotations

import json
from typing import Final

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
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{name}"}
    return json.dumps({**dialect, **msgspec.json.schema(struct)}, indent=2) + "\n"
