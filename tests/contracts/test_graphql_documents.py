"""Every GraphQL document, and the sandbox's own schema, against the published one."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
    is_required_argument,
    parse,
    validate,
)

from bot.github import (
    claim_document,
    discovery_documents,
    documents,
    issue_documents,
    portfolio_documents,
    setup_documents,
    turn_document,
    watch_documents,
)
from bot.github.issue_documents import Act, Step, mutation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLNamedType, GraphQLSchema

pytestmark = pytest.mark.official

DOCUMENTS = (
    {
        name: text
        for module in (
            claim_document,
            discovery_documents,
            documents,
            issue_documents,
            portfolio_documents,
            setup_documents,
            turn_document,
            watch_documents,
        )
        for name, text in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(text, str)
        # Fragments alone are no document.
        if not name.endswith("_PARTS")
    }
    | {
        f"PUBLISH comment={comment or 'none'} run={run or 'none'}": text
        for (comment, run), text in documents.PUBLISH.items()
    }
    | {
        "students": watch_documents.students(("ada", "bob"))[0],
        "named": discovery_documents.named((("a/b", 1), ("a/c", 2)))[0],
        "every act": mutation(Step(f"s{n}", act, {}) for n, act in enumerate(Act))[0],
    }
)


def test_every_document_is_found() -> None:
    assert {"PULL_REQUEST", "MORE_FILES", "MORE_COMMENTS", "CONTRIBUTION"} <= DOCUMENTS.keys()
    assert len(documents.PUBLISH) == 8


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_asks_for_what_exists(name: str, official_schema: GraphQLSchema) -> None:
    problems = validate(official_schema, parse(DOCUMENTS[name]))
    assert [each.message for each in problems] == []


@pytest.fixture(scope="module")
def sandbox_schema() -> GraphQLSchema:
    return build_schema((resources.files("bot.sandbox") / "schema.graphql").read_text("utf-8"))


def test_the_sandbox_speaks_a_part_of_the_published_schema(
    sandbox_schema: GraphQLSchema, official_schema: GraphQLSchema
) -> None:
    own = [each for each in sandbox_schema.type_map.values() if not is_introspection_type(each)]
    assert len(own) > 20
    assert [problem for each in own for problem in differences(each, official_schema)] == []


def differences(own: GraphQLNamedType, official_schema: GraphQLSchema) -> Iterator[str]:
    """Yield where a type of the sandbox goes beyond the type that GitHub publishes."""
    official = official_schema.type_map.get(own.name)
    if type(official) is not type(own):
        yield f"{own.name} is not published, or as something else"
    elif isinstance(own, GraphQLObjectType | GraphQLInterfaceType):
        assert isinstance(official, GraphQLObjectType | GraphQLInterfaceType)
        named = {each.name for each in official.interfaces}
        yield from (
            f"{own.name} is no {each.name}" for each in own.interfaces if each.name not in named
        )
        yield from differences_of_fields(own, official)
    elif isinstance(own, GraphQLInputObjectType):
        assert isinstance(official, GraphQLInputObjectType)
        yield from differences_of_input(own, official)
    elif isinstance(own, GraphQLEnumType):
        assert isinstance(official, GraphQLEnumType)
        yield from (f"{own.name}.{each}" for each in own.values.keys() - official.values)
    elif isinstance(own, GraphQLUnionType):
        assert isinstance(official, GraphQLUnionType)
        members = {each.name for each in official.types}
        yield from (f"{own.name}: {each}" for each in own.types if each.name not in members)


def differences_of_fields(
    own: GraphQLObjectType | GraphQLInterfaceType,
    official: GraphQLObjectType | GraphQLInterfaceType,
) -> Iterator[str]:
    for name, field in own.fields.items():
        published = official.fields.get(name)
        if published is None or str(published.type) != str(field.type):
            yield f"{own.name}.{name}: {field.type}, published {published and published.type}"
            continue
        for argument, value in field.args.items():
            other = published.args.get(argument)
            if other is None or str(other.type) != str(value.type):
                yield f"{own.name}.{name}({argument}: {value.type})"
        for argument, value in published.args.items():
            if is_required_argument(value) and argument not in field.args:
                yield f"{own.name}.{name} lacks the argument {argument}"


def differences_of_input(
    own: GraphQLInputObjectType, official: GraphQLInputObjectType
) -> Iterator[str]:
    for name, field in own.fields.items():
        published = official.fields.get(name)
        if published is None or str(published.type) != str(field.type):
            yield f"{own.name}.{name}: {field.type}, published {published and published.type}"
