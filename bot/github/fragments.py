"""The parts that several GraphQL documents share."""

from __future__ import annotations

from typing import Final

PERSON: Final = """
fragment Person on Actor {
  __typename
  login
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
  ... on User { databaseId }
}
"""
"""Who somebody is."""

HOME_PARTS: Final = """
fragment Home on Repository {
  id
  databaseId
  nameWithOwner
  isPrivate
  isFork
  isArchived
  parent { nameWithOwner }
  coachLabels: labels(first: 50, query: "coach") { nodes { id name } }
}

fragment Conversation on Issue {
  id
  number
  title
  body
  state
  locked
  createdAt
  lastEditedAt
  author { ...Person }
  assignees(first: 10) { nodes { ...Person } }
  labels(first: 50) { nodes { id name } }
  comments(first: 100) { ...Talk }
  newest: comments(last: 40) {
    nodes { id reactions(first: 20) { nodes { content user { databaseId } } } }
  }
}
"""
"""The tracker and an issue of it; with `Person`, and with `Talk` of the issue documents.

Each comment whose reactions are read counts as a fetch. With those of the newest 40 an issue and
its pull request still cost one point together."""
