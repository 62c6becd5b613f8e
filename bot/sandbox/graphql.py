"""The sandbox's GraphQL: executes real documents and answers in GitHub's shape."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSyntaxError,
    GraphQLUnionType,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from bot.sandbox import cost
from bot.sandbox.exchange import Answer, RefusalError
from bot.sandbox.graphql_base import Context, type_name
from bot.sandbox.graphql_branches import BRANCH_QUERIES
from bot.sandbox.graphql_issues import ISSUE_QUERIES
from bot.sandbox.graphql_mutations import MUTATIONS
from bot.sandbox.graphql_open import ISSUE_MUTATIONS
from bot.sandbox.graphql_queries import QUERIES
from bot.sandbox.graphql_search import SEARCH_QUERIES
from bot.sandbox.graphql_talk import TALK_MUTATIONS
from bot.sandbox.graphql_timeline import TIMELINE_QUERIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import (
        DocumentNode,
        GraphQLSchema,
    )

    from bot.sandbox.exchange import Caller

    Json = dict[str, object]

_TYPES = {400: "UNPROCESSABLE", 401: "FORBIDDEN", 403: "FORBIDDEN", 404: "NOT_FOUND"}


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """Return the schema with every resolver in place."""
    text = resources.files("bot.sandbox").joinpath("schema.graphql").read_text("utf-8")
    made = build_schema(text)
    mutations = {"Mutation": MUTATIONS | TALK_MUTATIONS | ISSUE_MUTATIONS}
    queries = (QUERIES, ISSUE_QUERIES, TIMELINE_QUERIES, BRANCH_QUERIES, SEARCH_QUERIES)
    for part in (*queries, mutations):
        for owner, fields in part.items():
            kind = made.type_map[owner]
            if not isinstance(kind, GraphQLObjectType):
                raise TypeError(f"schema.graphql has no object type {owner}")
            for name, resolver in fields.items():
                kind.fields[name].resolve = resolver
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = lambda thing, _info, _type: type_name(thing)
    return made


@lru_cache(maxsize=256)
def _checked(text: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


def answer(caller: Caller, body: Mapping[str, object]) -> tuple[Answer, int]:
    """Execute one request.

    Args:
        caller: Who asks.
        body: `query`, and maybe `variables` and `operationName`.

    Returns:
        The answer, status 200 also when fields were refused, and its points.
    """
    text, variables = body.get("query"), body.get("variables")
    if not isinstance(text, str):
        raise RefusalError(400, "A query attribute must be specified and must be a string.")
    if not isinstance(variables, dict):
        variables = {}
    document, errors = _checked(text)
    if document is None or errors:
        # A document that the sandbox cannot answer is as bad as an unknown route.
        caller.world.unknown_requests.extend(f"GraphQL: {each.message}" for each in errors)
        return Answer({"errors": [_shape(each) for each in errors]}), 1
    points = cost.points(document, variables)
    context = Context(caller, points)
    name = body.get("operationName")
    result = execute_sync(
        schema(),
        document,
        context_value=context,
        variable_values=variables,
        operation_name=name if isinstance(name, str) else None,
    )
    shape: Json = {"data": result.data}
    if result.errors:
        shape["errors"] = [_shape(each) for each in result.errors]
    return Answer(shape), points


def _shape(error: GraphQLError) -> Json:
    cause = error.original_error
    shape: Json = {}
    message = error.message
    if isinstance(cause, RefusalError):
        shape["type"] = _TYPES.get(cause.status, "UNPROCESSABLE")
        message = str(cause.errors[0].get("message", cause.message)) if cause.errors else message
    elif cause is not None and not isinstance(cause, GraphQLError):
        # A defect of the sandbox itself must not look like an answer of GitHub.
        raise cause
    if error.path:
        shape["path"] = list(error.path)
    if error.locations:
        shape["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations
        ]
    shape["message"] = message
    return shape
