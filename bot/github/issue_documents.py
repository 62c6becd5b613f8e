"""The GraphQL documents about issues: contributions, and what is read at the projects.

Each is validated against GitHub's published schema in `tests/contracts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.github.fragments import HOME_PARTS
from bot.github.fragments import PERSON as _PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TALK = """
fragment Talk on IssueCommentConnection {
  nodes { id body createdAt lastEditedAt viewerDidAuthor isMinimized author { ...Person } }
  pageInfo { hasNextPage endCursor }
}
"""

CONTRIBUTION_PARTS: Final = HOME_PARTS + _PERSON + _TALK
"""What a contribution's issue is read with, whatever is read beside it."""

CONTRIBUTION = (
    """
query Contribution($owner: String!, $name: String!, $number: Int!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ...Home
    issue(number: $number) { ...Conversation }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + CONTRIBUTION_PARTS
)
"""The one read of a contribution's issue."""

MORE_TALK = (
    """
query MoreTalk($owner: String!, $name: String!, $number: Int!, $after: String!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    issue(number: $number) { comments(first: 100, after: $after) { ...Talk } }
  }
}
"""
    + _PERSON
    + _TALK
)
"""The next 100 comments of an issue."""

UPSTREAM_ISSUE = (
    """
query UpstreamIssue($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    isArchived
    issue(number: $number) {
      number
      title
      body
      state
      stateReason
      updatedAt
      author { ...Person }
      assignees(first: 10) { nodes { ...Person } }
      labels(first: 20) { nodes { name } }
      comments(last: 30) { nodes { body createdAt author { ...Person } } }
      closedByPullRequestsReferences(first: 10, includeClosedPrs: true) {
        nodes {
          number
          title
          state
          isDraft
          updatedAt
          author { ...Person }
          repository { nameWithOwner }
        }
      }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + _PERSON
)
"""An issue of a project, with what speaks against taking it."""

UPSTREAM_PULL = (
    """
query UpstreamPull($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequest(number: $number) {
      number
      title
      state
      isDraft
      createdAt
      updatedAt
      closedAt
      mergedAt
      author { ...Person }
      labels(first: 20) { nodes { name } }
      reviews(first: 30) { nodes { submittedAt author { ...Person } } }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + _PERSON
)
"""Where a pull request at a project stands, in a few fields."""

OPEN_ISSUES = (
    """
query OpenIssues($owner: String!, $name: String!, $labels: [String!]) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    issues(
      first: 30, states: OPEN, labels: $labels, orderBy: { field: UPDATED_AT, direction: DESC }
    ) {
      nodes {
        number
        title
        createdAt
        updatedAt
        labels(first: 20) { nodes { name } }
        assignees(first: 1) { nodes { ...Person } }
        comments(first: 1) { totalCount }
        closedByPullRequestsReferences(first: 5) { nodes { state } }
      }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + _PERSON
)
"""Issues of a project that carry one of the labels, the last touched first."""

RECENT = """
query Recent($ids: [ID!]!, $since: DateTime!, $after: String) {
  nodes(ids: $ids) {
    ... on Repository {
      id
      databaseId
      issues(
        first: 100
        after: $after
        filterBy: { since: $since }
        orderBy: { field: UPDATED_AT, direction: DESC }
      ) {
        nodes { number updatedAt }
        pageInfo { hasNextPage endCursor }
      }
      pullRequests(first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) {
        nodes { number updatedAt }
      }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
"""What was touched last in up to 100 repositories; of one of them, a further page of issues."""

OPEN_PULLS = (
    """
query OpenPulls($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Repository {
      databaseId
      parent { nameWithOwner }
      pullRequests(
        first: 50, states: OPEN, orderBy: { field: UPDATED_AT, direction: DESC }
      ) { nodes { number author { ...Person } } }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + _PERSON
)
"""The open pull requests of up to 100 repositories, and whose they are."""

OWN_ISSUES = (
    """
query OwnIssues($owner: String!, $name: String!, $after: String) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    id
    databaseId
    nameWithOwner
    isPrivate isFork isArchived
    parent { nameWithOwner }
    issues(first: 20, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { id number body state createdAt author { ...Person } }
      pageInfo { hasNextPage endCursor }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + _PERSON
)
"""The issues of a repository, the newest first, to find ours among them."""

PERSON = """
query PersonOf($login: String!) {
  user(login: $login) { id login databaseId }
  rateLimit { cost remaining resetAt }
}
"""
"""An account by its login."""


class Act(StrEnum):
    """One write about an issue or a comment; several go in one request."""

    REACT = "addReaction"
    UNREACT = "removeReaction"
    COMMENT = "addComment"
    EDIT = "updateIssueComment"
    FOLD = "minimizeComment"
    LABEL = "addLabelsToLabelable"
    UNLABEL = "removeLabelsFromLabelable"
    MAKE_LABEL = "createLabel"
    ASSIGN = "addAssigneesToAssignable"
    OPEN = "createIssue"
    REWRITE = "updateIssue"
    CLOSE = "closeIssue"


_INPUTS: Final = MappingProxyType(
    {
        Act.REACT: ("AddReactionInput", "subject { id }"),
        Act.UNREACT: ("RemoveReactionInput", "subject { id }"),
        Act.COMMENT: ("AddCommentInput", "commentEdge { node { id } }"),
        Act.EDIT: ("UpdateIssueCommentInput", "issueComment { id }"),
        Act.FOLD: ("MinimizeCommentInput", "minimizedComment { isMinimized }"),
        Act.LABEL: ("AddLabelsToLabelableInput", "clientMutationId"),
        Act.UNLABEL: ("RemoveLabelsFromLabelableInput", "clientMutationId"),
        Act.MAKE_LABEL: ("CreateLabelInput", "label { id name }"),
        Act.ASSIGN: ("AddAssigneesToAssignableInput", "clientMutationId"),
        Act.OPEN: ("CreateIssueInput", "issue { id number }"),
        Act.REWRITE: ("UpdateIssueInput", "issue { id }"),
        Act.CLOSE: ("CloseIssueInput", "issue { id }"),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One write with its values; `alias` names it in the request and in the answer."""

    alias: str
    act: Act
    values: Mapping[str, object]


def mutation(steps: Iterable[Step]) -> tuple[str, dict[str, object]]:
    """Return a document that does these writes in this order, and its variables.

    Root fields of a mutation run one after the other:
    https://spec.graphql.org/October2021/#sec-Mutation
    """
    variables: list[str] = []
    fields: list[str] = []
    values: dict[str, object] = {}
    for step in steps:
        kind, answer = _INPUTS[step.act]
        variables.append(f"${step.alias}: {kind}!")
        fields.append(f"{step.alias}: {step.act}(input: ${step.alias}) {{ {answer} }}")
        values[step.alias] = dict(step.values)
    inside = "\n  ".join(fields)
    return f"mutation Talk({', '.join(variables)}) {{\n  {inside}\n}}\n", values
