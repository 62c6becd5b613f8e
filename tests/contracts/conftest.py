from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from graphql import build_schema

from bot.sandbox import rest
from tests.support.exchanges import Judge, Recorder
from tests.support.official import GRAPHQL_SCHEMA, REST_DESCRIPTION, WEBHOOK_EXAMPLES, fetched
from tests.support.openapi import Description

if TYPE_CHECKING:
    from aiohttp import web
    from graphql import GraphQLSchema

    from bot.sandbox.faults import Faults
    from bot.sandbox.world import World
    from tests.support.openapi import Exchange


@pytest.fixture(scope="session")
def webhook_examples() -> list[dict[str, Any]]:
    examples: list[dict[str, Any]] = json.loads(fetched(WEBHOOK_EXAMPLES).read_bytes())
    return examples


@pytest.fixture(scope="session")
def description() -> Description:
    return Description(json.loads(fetched(REST_DESCRIPTION).read_bytes()))


@pytest.fixture(scope="session")
def official_schema() -> GraphQLSchema:
    # The published file has two duplicate fields, which `assume_valid` lets pass.
    return build_schema(fetched(GRAPHQL_SCHEMA).read_text(encoding="utf-8"), assume_valid=True)


@pytest.fixture(scope="session")
def judge(description: Description, official_schema: GraphQLSchema) -> Judge:
    return Judge(description, official_schema)


@pytest.fixture
def recorded_exchanges(monkeypatch: pytest.MonkeyPatch) -> list[Exchange]:
    """Return a list that fills with what goes through every sandbox that the test starts."""
    exchanges: list[Exchange] = []

    def recorded(
        world: World, faults: Faults | None = None, *, prefix: str = ""
    ) -> web.Application:
        app = rest.create_app(world, faults, prefix=prefix)
        Recorder(app, exchanges, prefix)
        return app

    for module in ("bot.sandbox.server", "bot.rehearsal.coach_and_sandbox"):
        monkeypatch.setattr(f"{module}.create_app", recorded)
    return exchanges
