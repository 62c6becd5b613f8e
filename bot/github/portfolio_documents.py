"""The GraphQL document by which a student's own repository is read.

It is validated against GitHub's published schema in `tests/contracts`.
"""

from __future__ import annotations

from typing import Final

PORTFOLIO: Final = """
query Portfolio($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    isPrivate
    description
    licenseInfo { spdxId }
    root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
    upper: object(expression: "HEAD:README.md") { ... on Blob { text } }
    lower: object(expression: "HEAD:readme.md") { ... on Blob { text } }
    title: object(expression: "HEAD:Readme.md") { ... on Blob { text } }
    rst: object(expression: "HEAD:README.rst") { ... on Blob { text } }
    plain: object(expression: "HEAD:README") { ... on Blob { text } }
  }
  rateLimit { limit cost remaining resetAt }
}
"""
"""What a stranger sees first of a repository, for a point."""
