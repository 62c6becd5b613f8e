"""The reads of a pull request whose turn is to be told, alone and beside its contribution.

The selection is that of docs/turn.md. Both documents are validated in `tests/contracts`.
"""

from __future__ import annotations

from typing import Final

from bot.github.issue_documents import CONTRIBUTION_PARTS

TURN_PARTS: Final = """
fragment Whole on PullRequest {
  id
  number
  url
  title
  state
  isDraft
  merged
  createdAt
  updatedAt
  closedAt
  mergedAt
  author { ...Who }
  authorAssociation
  mergeable @include(if: $conflicts)
  mergeStateStatus @include(if: $conflicts)
  reviewDecision
  headRefOid
  additions
  deletions
  labels(first: 50) { nodes { name } }
  reviewRequests(first: 20) {
    nodes { asCodeOwner requestedReviewer { ...Asked } }
  }
  autoMergeRequest { enabledAt }
  mergeQueueEntry { enqueuedAt state }
  closingIssuesReferences(first: 5) { nodes { number url } }
  reviews(last: 50) { nodes { ...Review } }
  reviewThreads(last: 50) {
    nodes {
      id
      path
      line
      originalLine
      isResolved
      isOutdated
      resolvedBy { login }
      comments(first: 30) {
        nodes {
          author { ...Who }
          authorAssociation
          body
          createdAt
          publishedAt
          pullRequestReview { id submittedAt }
        }
      }
    }
  }
  commits(last: 20) {
    nodes {
      commit {
        oid
        committedDate
        messageHeadline
        author { user { login } }
        checkSuites(first: 20) {
          nodes { status conclusion createdAt updatedAt app { slug } }
        }
        statusCheckRollup {
          state
          contexts(first: 100) {
            nodes {
              __typename
              ... on CheckRun {
                name
                status
                conclusion
                startedAt
                completedAt
                isRequired(pullRequestNumber: $number)
              }
              ... on StatusContext {
                context
                state
                createdAt
                isRequired(pullRequestNumber: $number)
              }
            }
          }
        }
      }
    }
  }
  timelineItems(
    last: 100
    before: $before
    itemTypes: [
      ADDED_TO_MERGE_QUEUE_EVENT, AUTO_MERGE_DISABLED_EVENT, AUTO_MERGE_ENABLED_EVENT,
      CLOSED_EVENT, CONVERT_TO_DRAFT_EVENT, CROSS_REFERENCED_EVENT,
      HEAD_REF_FORCE_PUSHED_EVENT, ISSUE_COMMENT, LABELED_EVENT, MERGED_EVENT,
      PULL_REQUEST_COMMIT, PULL_REQUEST_REVIEW, READY_FOR_REVIEW_EVENT, REFERENCED_EVENT,
      REMOVED_FROM_MERGE_QUEUE_EVENT, REOPENED_EVENT, REVIEW_DISMISSED_EVENT,
      REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT, UNLABELED_EVENT
    ]
  ) {
    pageInfo { hasPreviousPage startCursor }
    nodes {
      __typename
      ... on AddedToMergeQueueEvent { id createdAt enqueuer { ...Who } }
      ... on AutoMergeDisabledEvent { id createdAt actor { ...Who } }
      ... on AutoMergeEnabledEvent { id createdAt actor { ...Who } }
      ... on ClosedEvent {
        id
        createdAt
        actor { ...Who }
        closer {
          __typename
          ... on Commit { oid message }
          ... on PullRequest { number title merged }
        }
      }
      ... on ConvertToDraftEvent { id createdAt actor { ...Who } }
      ... on CrossReferencedEvent {
        id
        createdAt
        actor { ...Who }
        source { __typename ... on PullRequest { number title merged } }
      }
      ... on HeadRefForcePushedEvent {
        id
        createdAt
        actor { ...Who }
        afterCommit { oid }
      }
      ... on IssueComment { id createdAt author { ...Who } authorAssociation body }
      ... on LabeledEvent { id createdAt actor { ...Who } label { name } }
      ... on MergedEvent { id createdAt actor { ...Who } }
      ... on PullRequestCommit {
        id
        commit {
          oid
          committedDate
          messageHeadline
          author { user { login } }
        }
      }
      ... on PullRequestReview { ...Review }
      ... on ReadyForReviewEvent { id createdAt actor { ...Who } }
      ... on ReferencedEvent { id createdAt actor { ...Who } reference: commit { oid message } }
      ... on RemovedFromMergeQueueEvent { id createdAt actor { ...Who } reason }
      ... on ReopenedEvent { id createdAt actor { ...Who } }
      ... on ReviewDismissedEvent {
        id
        createdAt
        actor { ...Who }
        previousReviewState
        review { id author { login } }
      }
      ... on ReviewRequestedEvent {
        id
        createdAt
        actor { ...Who }
        requestedReviewer { ...Asked }
      }
      ... on ReviewRequestRemovedEvent {
        id
        createdAt
        actor { ...Who }
        requestedReviewer { ...Asked }
      }
      ... on UnlabeledEvent { id createdAt actor { ...Who } label { name } }
    }
  }
}

fragment Who on Actor {
  __typename
  login
}

fragment Asked on RequestedReviewer {
  __typename
  ... on Bot { login }
  ... on Mannequin { login }
  ... on Team { slug }
  ... on User { login }
}

fragment Review on PullRequestReview {
  id
  state
  body
  createdAt
  submittedAt
  author { ...Who }
  authorAssociation
}
"""
"""All that decides whose turn it is; takes `$number`, `$before` and `$conflicts` as `TURN` does."""

TURN = (
    """
query Turn(
  $owner: String!
  $name: String!
  $number: Int!
  $before: String
  $conflicts: Boolean! = true
) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequest(number: $number) { ...Whole }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + TURN_PARTS
)
"""A pull request with all that decides whose turn it is.

`$before` is the cursor of an earlier page of the timeline: its newest 100 entries come first.
Without `$conflicts` nothing is asked about the merge. Those two fields are never null, so that
where one of them is refused the whole pull request is missing.
"""

CONTRIBUTION_AND_TURN = (
    """
query ContributionAndTurn(
  $owner: String!
  $name: String!
  $issue: Int!
  $projectOwner: String!
  $projectName: String!
  $number: Int!
  $before: String
  $conflicts: Boolean! = true
) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ...Home
    issue(number: $issue) { ...Conversation }
  }
  project: repository(owner: $projectOwner, name: $projectName) {
    nameWithOwner
    pullRequest(number: $number) { ...Whole }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + CONTRIBUTION_PARTS
    + TURN_PARTS
)
"""A contribution's issue and its pull request at a project, which together cost one point.

Each alone costs one too, since GitHub counts at least one for a request.
"""
