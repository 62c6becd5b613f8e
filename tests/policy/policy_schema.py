"""Writes the schema that editors use; run `python -m tests.policy.policy_schema`."""

from __future__ import annotations

import json
from pathlib import Path

from bot.policy.schema import schema
from bot.shipped import vocabulary

FILE = Path(__file__).parents[2] / "config" / "schema" / "policy.schema.json"


def written() -> str:
    return json.dumps(schema(vocabulary().checks), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
