from __future__ import annotations

import pytest
from graphql import parse

from bot.github import documents
from bot.sandbox import cost

BATCH = """
query ($ids: [ID!]!, $more: Boolean!) {{
  nodes(ids: $ids) {{ ... on PullRequest {{
    reviews(last: 20) {{ nodes {{ id }} }}
    timelineItems(last: 30) {{ nodes {{ id }} }}
    commits(last: 1) {{ nodes {{ commit {{ oid {contexts} }} }} }}
    {threads}
  }} }}
}}
"""


@pytest.mark.parametrize(
    ("contexts", "threads", "points"),
    [
        ("", "", 3),
        ("contexts(first: 50) { id }", "", 4),
        ("", "reviewThreads(first: 50) { nodes { id } }", 4),
        ("", "reviewThreads(first: 50) { nodes { comments(last: 1) { id } } }", 54),
        ("", "reviewThreads(first: 50) @include(if: $more) { nodes { id } }", 3),
        ("", "reviewThreads(first: 50) @skip(if: $more) { nodes { id } }", 4),
    ],
)
def test_a_batch_costs_what_githubs_formula_says(contexts: str, threads: str, points: int) -> None:
    document = parse(BATCH.format(contexts=contexts, threads=threads))
    variables = {"ids": [str(number) for number in range(100)], "more": False}
    assert cost.points(document, variables) == points


def test_aliases_count_each() -> None:
    users = " ".join(f'u{n}: user(login: "u") {{ pulls(first: 20) {{ id }} }}' for n in range(250))
    assert cost.points(parse(f"{{ {users} }}"), {}) == 3


def test_page_sizes_and_ids_may_be_written_either_way() -> None:
    text = '{ nodes(ids: ["a", "b"]) { x(first: 100) { y(first: 100) { id } } } }'
    assert cost.points(parse(text), {}) == 2
    by_variable = parse("query ($n: Int!) { x(first: $n) { y(first: 1) { z(first: 1) { i } } } }")
    assert cost.points(by_variable, {"n": 100}) == 2


@pytest.mark.parametrize("document", [documents.PULL_REQUEST, *documents.PUBLISH.values()])
def test_each_of_the_coachs_documents_costs_one_point(document: str) -> None:
    assert cost.points(parse(document), {"hasSticky": True}) == 1
