"""Records what goes through a sandbox, and judges GraphQL by GitHub's schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web
from graphql import (
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from tests.support.openapi import Exchange

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from graphql import DocumentNode, GraphQLAbstractType, GraphQLResolveInfo, GraphQLSchema

    from tests.support.openapi import Description


class Recorder:
    """Keeps every request and answer of a sandbox's application.

    Args:
        app: The application, not yet started.
        exchanges: Where they are kept.
        prefix: Where its REST API begins.
    """

    def __init__(self, app: web.Application, exchanges: list[Exchange], prefix: str) -> None:
        self._exchanges = exchanges
        self._prefix = prefix
        app.middlewares.insert(0, self._record)

    @web.middleware
    async def _record(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        if not request.path.startswith(self._prefix.removesuffix("/v3")):
            return await handler(request)  # a page beside the API
        raw = await request.read()
        response = await handler(request)
        answered = request.transport is not None and not request.transport.is_closing()
        if answered and isinstance(response, web.Response):
            body = response.body
            self._exchanges.append(
                Exchange(
                    method=request.method,
                    path=request.path.removeprefix(self._prefix),
                    query=dict(request.query),
                    sent=json.loads(raw) if raw else None,
                    status=response.status,
                    content_type=response.content_type,
                    body=bytes(body) if isinstance(body, bytes) else b"",
                )
            )
        return response


class Judge:
    """Compares exchanges with what GitHub publishes.

    Args:
        description: The OpenAPI description of the REST API.
        schema: The GraphQL schema.
    """

    def __init__(self, description: Description, schema: GraphQLSchema) -> None:
        self._description = description
        self._schema = schema

    def problems(self, exchange: Exchange) -> list[str]:
        """Return every contradiction, empty when there is none."""
        if exchange.path.endswith("/graphql"):
            return [f"{exchange}: {each}" for each in self._in_graphql(exchange)]
        return self._description.problems(exchange)

    def _in_graphql(self, exchange: Exchange) -> list[str]:
        if exchange.status != 200:
            return []
        document = parse(exchange.sent["query"])
        found = [each.message for each in validate(self._schema, document)]
        if found:
            return found
        sent = exchange.sent.get("variables") or {}
        found += [each.message for each in self._in_variables(document, sent)]
        received = exchange.received
        refused = {tuple(each["path"]) for each in received.get("errors", ()) if "path" in each}
        if received.get("data") is not None:
            found += [
                f"{each.path}: {each.message}"
                for each in self._in_data(document, sent, received["data"])
                if tuple(each.path or ()) not in refused
            ]
        return found

    def _in_variables(self, document: DocumentNode, sent: dict[str, Any]) -> list[GraphQLError]:
        (operation,) = (
            each for each in document.definitions if isinstance(each, OperationDefinitionNode)
        )
        result = get_variable_values(self._schema, operation.variable_definitions or (), sent)
        return result if isinstance(result, list) else []

    def _in_data(
        self, document: DocumentNode, sent: dict[str, Any], data: dict[str, Any]
    ) -> list[GraphQLError]:
        # Executing the document once more with the answer as its source checks every leaf,
        # every enum value and every field that must not be null.
        result = execute_sync(
            self._schema,
            document,
            root_value=data,
            variable_values=sent,
            field_resolver=_by_answer_key,
            type_resolver=_by_type_name,
        )
        found = list(result.errors or ())
        if not found and result.data != data:
            found.append(GraphQLError("the answer has other fields than were asked for"))
        return found


def _by_answer_key(
    source: dict[str, Any], info: GraphQLResolveInfo[Any], **_arguments: object
) -> Any:  # noqa: ANN401 - any JSON
    return source[str(info.path.key)]


def _by_type_name(
    value: dict[str, Any], info: GraphQLResolveInfo[Any], _type: GraphQLAbstractType
) -> str | None:
    named = value.get("__typename")
    if isinstance(named, str):
        return named
    # Without a __typename only one kind of object was asked for.
    for field in info.field_nodes:
        for each in field.selection_set.selections if field.selection_set else ():
            if isinstance(each, InlineFragmentNode) and each.type_condition:
                return each.type_condition.name.value
            if isinstance(each, FragmentSpreadNode):
                return info.fragments[each.name.value].type_condition.name.value
    return None
