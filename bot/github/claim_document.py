"""The read of a contribution's issue beside the issue at the project that is claimed in it.

It is validated against GitHub's published schema in `tests/contracts`.
"""

from __future__ import annotations

from typing import Final

from bot.github.issue_documents import CONTRIBUTION_PARTS

CONTRIBUTION_AND_CLAIM: Final = (
    """
query ContributionAndClaim(
  $owner: String!, $name: String!, $number: Int!,
  $projectOwner: String!, $projectName: String!, $claimed: Int!
) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ...Home
    issue(number: $number) { ...Conversation }
  }
  project: repository(owner: $projectOwner, name: $projectName) {
    issue(number: $claimed) {
      comments(last: 30) { nodes { body createdAt author { ...Person } } }
    }
  }
  rateLimit { cost remaining resetAt }
}
"""
    + CONTRIBUTION_PARTS
)
"""The one read of a contribution's issue, with what was last said in the one claimed in it."""
