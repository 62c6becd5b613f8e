"""The GraphQL documents with which an operator sets up a tracker, with a token of their own.

Each is validated against GitHub's published schema in `tests/contracts`. The service sends none.
"""

from __future__ import annotations

TRACKER = """
query Tracker(
  $owner: String!, $name: String!, $branch: String!, $here: String!, $proposed: String!
) {
  repository(owner: $owner, name: $name) {
    id
    nameWithOwner
    isArchived
    defaultBranchRef { name target { oid } }
    ref(qualifiedName: $branch) { target { oid } }
    here: object(expression: $here) { ... on Blob { text } }
    proposed: object(expression: $proposed) { ... on Blob { text } }
    pullRequests(first: 20, states: OPEN, headRefName: $branch) {
      nodes { url headRepository { nameWithOwner } }
    }
    labels(first: 100, query: "coach") { nodes { name } }
  }
  rateLimit { cost remaining resetAt }
}
"""
"""What of the set-up is there already: the form on the default branch, a proposal, the labels.

`$branch` is the proposal's branch; `$here` and `$proposed` are the form's path on the default
branch and on that one, as `branch:path`.
"""

CREATE_BRANCH = """
mutation CreateBranch($input: CreateRefInput!) {
  createRef(input: $input) { ref { target { oid } } }
}
"""
"""A branch that does not exist yet."""

COMMIT = """
mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { ref { target { oid } } }
}
"""
"""A commit on a branch, refused if the branch has moved meanwhile."""

OPEN_PULL_REQUEST = """
mutation OpenPullRequest($input: CreatePullRequestInput!) {
  createPullRequest(input: $input) { pullRequest { url } }
}
"""
"""A pull request from that branch."""

CREATE_LABEL = """
mutation CreateLabel($input: CreateLabelInput!) {
  createLabel(input: $input) { label { name } }
}
"""
"""A label that is not there yet."""
