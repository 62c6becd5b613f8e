"""What a GraphQL document costs by GitHub's formula; pure.

The points are the connections fetched, every connection above assumed full, divided by a
hundred and rounded, at least one:
https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    VariableNode,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import DocumentNode, SelectionNode, ValueNode

_FETCHES_A_POINT = 100


def points(document: DocumentNode, variables: Mapping[str, object]) -> int:
    """Return what the first operation of a document costs.

    Args:
        document: Parsed and valid.
        variables: They may hold page sizes and the conditions of `@include`.
    """
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    operation = next(
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    )
    count = _Count(fragments, variables)
    fetches = count.of(operation.selection_set.selections, 1)
    return max((fetches + _FETCHES_A_POINT // 2) // _FETCHES_A_POINT, 1)


class _Count:
    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, object]
    ) -> None:
        self._fragments = fragments
        self._variables = variables

    def of(self, selections: Sequence[SelectionNode], times: int) -> int:
        """Return the fetches of a selection that is made this many times."""
        return sum(self._one(each, times) for each in selections if self._included(each))

    def _one(self, selection: SelectionNode, times: int) -> int:
        if isinstance(selection, FragmentSpreadNode):
            fragment = self._fragments[selection.name.value]
            return self.of(fragment.selection_set.selections, times)
        if isinstance(selection, InlineFragmentNode):
            return self.of(selection.selection_set.selections, times)
        if not isinstance(selection, FieldNode) or selection.selection_set is None:
            return 0
        below = selection.selection_set.selections
        values = {each.name.value: self._value(each.value) for each in selection.arguments or ()}
        size = values.get("first", values.get("last"))
        if isinstance(size, int):
            return times + self.of(below, times * size)
        ids = values.get("ids")
        return self.of(below, times * (len(ids) if isinstance(ids, list) else 1))

    def _included(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            wanted = self._value((directive.arguments or ())[0].value)
            if directive.name.value == "include" and wanted is False:
                return False
            if directive.name.value == "skip" and wanted is True:
                return False
        return True

    def _value(self, node: ValueNode) -> object:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, BooleanValueNode):
            return node.value
        return list(node.values) if isinstance(node, ListValueNode) else None
