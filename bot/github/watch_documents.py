"""The GraphQL documents by which many pull requests at the projects are watched at once.

Each is validated against GitHub's published schema in `tests/contracts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

STUDENTS_AT_ONCE: Final = 50
"""Each is one connection, so that 50 cost a point, and GitHub answers well within its ten
seconds: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api"""

PULLS_AT_ONCE: Final = 100
"""As many nodes as one request may name."""

_STUDENT: Final = """
fragment Student on User {
  login
  pullRequests(first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) {
    nodes {
      id
      number
      title
      state
      headRefName
      createdAt
      updatedAt
      repository { nameWithOwner }
    }
  }
}
"""

WATCHED: Final = """
query Watched($ids: [ID!]!, $conflicts: Boolean!) {
  nodes(ids: $ids) {
    ... on PullRequest {
      id
      number
      state
      updatedAt
      reviewDecision
      isDraft
      mergeable @include(if: $conflicts)
      commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
    }
  }
  rateLimit { limit cost remaining resetAt }
}
"""
"""What tells that a pull request is worth a whole reading: its last touch, and what changes without
one: its checks when they end, and a conflict when somebody else's change is merged.

`mergeable` is a field and no connection, so that it costs no point. GitHub finds it out only when
it is asked for, and says `UNKNOWN` meanwhile:
https://docs.github.com/graphql/reference/enums#mergeablestate
It is never null, so that where it is refused the whole pull request is missing: `$conflicts` leaves
it out."""

SIGHT: Final = """
query Sight($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) {
      nodes {
        number
        state
        updatedAt
        reviewRequests(first: 1) { nodes { requestedReviewer { __typename } } }
        reviewThreads(first: 1) { nodes { isResolved } }
        commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
      }
    }
  }
  rateLimit { limit cost remaining resetAt }
}
"""
"""What an installation may see of a project's newest pull request."""


def students(logins: Sequence[str]) -> tuple[str, dict[str, object]]:
    """Return a document that asks for the newest pull requests of people, and its variables.

    Args:
        logins: At most `STUDENTS_AT_ONCE`; the answer's `s0` is the first one's.
    """
    variables = ", ".join(f"$s{n}: String!" for n in range(len(logins)))
    fields = "\n  ".join(f"s{n}: user(login: $s{n}) {{ ...Student }}" for n in range(len(logins)))
    text = (
        f"query Students({variables}) {{\n  {fields}\n"
        f"  rateLimit {{ limit cost remaining resetAt }}\n}}\n{_STUDENT}"
    )
    return text, {f"s{n}": login for n, login in enumerate(logins)}
