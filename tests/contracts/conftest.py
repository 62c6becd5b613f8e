from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from graphql import build_schema

from tests.support.official import GRAPHQL_SCHEMA, REST_DESCRIPTION, WEBHOOK_EXAMPLES, fetched
from tests.support.openapi import Description

if TYPE_CHECKING:
    from graphql import GraphQLSchema


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
