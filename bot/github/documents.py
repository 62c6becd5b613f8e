"""Every GraphQL document that the coach sends; nothing else is ever sent.

Each is validated against GitHub's published schema in `tests/contracts`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from bot.github.fragments import PERSON as _PERSON

_FILES = """
fragment FilePage on PullRequestChangedFileConnection {
  nodes { path changeType additions deletions }
  pageInfo { hasNextPage endCursor }
}
"""

_COMMENTS = """
fragment CommentPage on IssueCommentConnection {
  nodes { id body createdAt viewerDidAuthor author { ...Person } }
  pageInfo { hasNextPage endCursor }
}
"""

PULL_REQUEST = (
    """
query PullRequest(
  $owner: String!, $name: String!, $number: Int!, $app: Int!, $run: String!,
  $policyRun: String!, $sticky: ID!, $hasSticky: Boolean!
) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    id
    databaseId
    nameWithOwner
    isPrivate
    isFork
    isArchived
    defaultBranchRef { name }
    parent { nameWithOwner defaultBranchRef { name } }
    pullRequest(number: $number) {
      id
      number
      title
      body
      state
      isDraft
      locked
      createdAt
      updatedAt
      author { ...Person }
      baseRefName
      headRefName
      headRefOid
      headRepository { nameWithOwner }
      additions
      deletions
      changedFiles
      labels(first: 20) { nodes { name } }
      files(first: 100) { ...FilePage }
      commits(last: 50) {
        totalCount
        nodes {
          commit { oid message author { name email } parents(first: 2) { totalCount } }
        }
      }
      closingIssuesReferences(first: 5) {
        nodes { number title body author { ...Person } repository { nameWithOwner } }
      }
      comments(first: 100) { ...CommentPage }
      recent: comments(last: 30) {
        nodes { id body createdAt viewerDidAuthor author { ...Person } }
      }
      reviews(last: 30) {
        nodes { id body createdAt viewerDidAuthor author { ...Person } }
      }
      head: commits(last: 1) {
        nodes {
          commit {
            oid
            checkSuites(first: 1, filterBy: { appId: $app }) {
              nodes {
                checkRuns(first: 1, filterBy: { checkName: $run, checkType: LATEST }) {
                  nodes { id conclusion title summary }
                }
                policyRuns: checkRuns(
                  first: 1, filterBy: { checkName: $policyRun, checkType: LATEST }
                ) {
                  nodes { id conclusion title summary }
                }
              }
            }
          }
        }
      }
    }
  }
  sticky: node(id: $sticky) @include(if: $hasSticky) {
    ... on IssueComment { id body createdAt viewerDidAuthor author { ...Person } }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + _PERSON
    + _FILES
    + _COMMENTS
)
"""The one read of a pull request.

`$sticky` is the node id of our comment when we know it; otherwise `$hasSticky` is false and
any id will do. `$app` is the App's number, `$run` and `$policyRun` are the names of our check
runs.
"""

MORE_FILES = (
    """
query MoreFiles($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { files(first: 100, after: $after) { ...FilePage } }
  }
}
"""
    + _FILES
)
"""The next 100 files of a pull request."""

MORE_COMMENTS = (
    """
query MoreComments($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { comments(first: 100, after: $after) { ...CommentPage } }
  }
}
"""
    + _PERSON
    + _COMMENTS
)
"""The next 100 comments of a pull request."""


HEAD = """
query Head($owner: String!, $name: String!, $app: Int!, $run: String!) {
  repository(owner: $owner, name: $name) {
    id
    databaseId
    nameWithOwner
    isPrivate
    isFork
    isArchived
    parent { nameWithOwner }
    defaultBranchRef {
      target {
        oid
        ... on Commit {
          checkSuites(first: 1, filterBy: { appId: $app }) {
            nodes {
              checkRuns(first: 1, filterBy: { checkName: $run, checkType: LATEST }) {
                nodes { id conclusion title summary }
              }
            }
          }
        }
      }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
"""The head of the default branch, and our check run of that name on it."""


class CommentStep(StrEnum):
    """What a write does about the comment."""

    NONE = ""
    ADD = "add"
    EDIT = "edit"


class RunStep(StrEnum):
    """What a write does about the check run."""

    NONE = ""
    CREATE = "create"
    UPDATE = "update"


_COMMENT_VARIABLE = {
    CommentStep.NONE: "",
    CommentStep.ADD: "$comment: AddCommentInput!",
    CommentStep.EDIT: "$comment: UpdateIssueCommentInput!",
}
_COMMENT_FIELD = {
    CommentStep.NONE: "",
    CommentStep.ADD: "comment: addComment(input: $comment) { commentEdge { node { id } } }",
    CommentStep.EDIT: "comment: updateIssueComment(input: $comment) { issueComment { id } }",
}
_RUN_VARIABLE = {
    RunStep.NONE: "",
    RunStep.CREATE: "$checkRun: CreateCheckRunInput!",
    RunStep.UPDATE: "$checkRun: UpdateCheckRunInput!",
}
_RUN_FIELD = {
    RunStep.NONE: "",
    RunStep.CREATE: "checkRun: createCheckRun(input: $checkRun) { checkRun { id } }",
    RunStep.UPDATE: "checkRun: updateCheckRun(input: $checkRun) { checkRun { id } }",
}


def _publish(comment: CommentStep, run: RunStep) -> str:
    variables = ", ".join(filter(None, (_COMMENT_VARIABLE[comment], _RUN_VARIABLE[run])))
    fields = "\n  ".join(filter(None, (_COMMENT_FIELD[comment], _RUN_FIELD[run])))
    return f"mutation Publish({variables}) {{\n  {fields}\n}}\n"


PUBLISH = MappingProxyType(
    {
        (comment, run): _publish(comment, run)
        for comment in CommentStep
        for run in RunStep
        if comment or run
    }
)
"""Comment and check run in one request, for each combination of steps.

One request instead of two halves the time that GitHub's pause of a second between writes
costs, and the root fields of a mutation run one after the other:
https://spec.graphql.org/October2021/#sec-Mutation
"""
