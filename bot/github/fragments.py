"""The part that several GraphQL documents share: who somebody is."""

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
