"""The GraphQL documents by which students' pull requests at the projects are found.

Each is validated against GitHub's published schema in `tests/contracts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED_AT_ONCE: Final = 50
"""Pull requests that are asked for by their number in one request; that costs a point."""

_FOUND: Final = """
fragment Found on PullRequest {
  id
  number
  title
  state
  headRefName
  createdAt
  updatedAt
  author { login }
  repository { databaseId nameWithOwner }
}
"""

_FORK: Final = """
    ... on Repository {
      parent { nameWithOwner parent { nameWithOwner } }
"""

_LEADS: Final = """
fragment Leads on Ref {
  name
  target { oid ... on Commit { committedDate author { user { login } } } }
  associatedPullRequests(first: 10, orderBy: { field: UPDATED_AT, direction: DESC }) {
    nodes { ...Found }
  }
}
"""
"""A branch: who wrote its newest commit, and the pull requests from it, wherever they lead."""

BRANCH: Final = f"""
query Branch($id: ID!, $branch: String!) {{
  node(id: $id) {{{_FORK}      ref(qualifiedName: $branch) {{ ...Leads }}
    }}
  }}
  rateLimit {{ limit cost remaining resetAt }}
}}
{_LEADS}{_FOUND}"""
"""What one branch of a fork leads to."""

BRANCHES: Final = f"""
query Branches($id: ID!, $after: String) {{
  node(id: $id) {{{_FORK}      refs(refPrefix: "refs/heads/", first: 100, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{ ...Leads }}
      }}
    }}
  }}
  rateLimit {{ limit cost remaining resetAt }}
}}
{_LEADS}{_FOUND}"""
"""What all branches of a fork lead to, a hundred of them for a point."""

FORKS: Final = """
query Forks($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Repository { id parent { ...Origin parent { ...Origin } } } }
  rateLimit { limit cost remaining resetAt }
}
fragment Origin on Repository { nameWithOwner defaultBranchRef { name } }
"""
"""What up to a hundred repositories are forks of, and the branch that is built on there."""

SEARCHED: Final = f"""
query Searched($query: String!, $after: String) {{
  search(query: $query, type: ISSUE, first: 100, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ ...Found }}
  }}
  rateLimit {{ limit cost remaining resetAt }}
}}
{_FOUND}"""


def named(pulls: Sequence[tuple[str, int]]) -> tuple[str, dict[str, object]]:
    """Return a document that asks for the node ids of pull requests, and its variables.

    Args:
        pulls: Repositories as `owner/name`, with a number each; at most `NAMED_AT_ONCE`. The
            answer's `p0` is the first one's repository.
    """
    heads: list[str] = []
    fields: list[str] = []
    values: dict[str, object] = {}
    for n, (repository, number) in enumerate(pulls):
        owner, _, name = repository.partition("/")
        heads.append(f"$o{n}: String!, $n{n}: String!, $i{n}: Int!")
        fields.append(
            f"p{n}: repository(owner: $o{n}, name: $n{n}) {{ pullRequest(number: $i{n}) {{ id }} }}"
        )
        values |= {f"o{n}": owner, f"n{n}": name, f"i{n}": number}
    selection = "\n  ".join(fields)
    text = (
        f"query Named({', '.join(heads)}) {{\n  {selection}\n"
        "  rateLimit { limit cost remaining resetAt }\n}\n"
    )
    return text, values
