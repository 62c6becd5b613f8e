"""GitHub's search for issues and pull requests: its syntax, its limits and what it finds; pure.

https://docs.github.com/rest/search/search and
https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sandbox.exchange import RefusalError, invalid
from bot.sandbox.model import Issue, PullRequest
from bot.sandbox.shapes.people import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.model import Repository, User

MOST_RESULTS: Final = 1_000
LONGEST: Final = 256
MOST_OPERATORS: Final = 5
DEEPEST: Final = 5

_TOKEN: Final = re.compile(r"[()]|[^\s()]+")
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
_KINDS: Final = {"is:pr": True, "is:pull-request": True, "is:issue": False}
_COMPARED: Final = re.compile(r"(>=|<=|>|<|)([0-9T:Z+-]+)")

Test = Callable[[Issue], bool]


@dataclass(frozen=True, slots=True)
class Names:
    """What a query may name.

    Attributes:
        users: Accounts by login in lower case.
        repositories: Repositories by `owner/name` in lower case.
    """

    users: Mapping[str, User]
    repositories: Mapping[str, Repository]


def matching(query: str, names: Names) -> Test:
    """Return what tells whether something is found by a query.

    Terms beside each other must all hold, those of the same qualifier too, so that two authors
    need an `OR`.

    Args:
        query: As somebody would type it.
        names: What it may name.

    Raises:
        RefusalError: 422, as GitHub refuses a query; 501 for what this sandbox does not know.
    """
    tokens = _TOKEN.findall(query)
    operators = [each for each in tokens if each in _OPERATORS]
    if len(operators) > MOST_OPERATORS:
        raise _refused("More than five AND / OR / NOT operators were used.")
    # Whether GitHub counts the names of qualifiers is not clear; here everything counts.
    if len(query) - sum(len(each) + 1 for each in operators) > LONGEST:
        raise _refused("The search is longer than 256 characters.")
    if not any(each.lower() in _KINDS for each in tokens):
        raise _refused("Query must include 'is:issue' or 'is:pull-request'")
    return _Parser(tokens, names).whole()


def newest_first(query: str) -> str:
    """Return by which time the results of a query are ordered: `created` or `updated`."""
    return "updated" if "sort:updated-desc" in query.lower().split() else "created"


def _refused(message: str) -> RefusalError:
    return invalid("Search", "q", message)


class _Parser:
    def __init__(self, tokens: list[str], names: Names) -> None:
        self._tokens = tokens
        self._names = names
        self._depth = 0

    def whole(self) -> Test:
        found = self._any()
        if self._tokens:
            raise _refused("The query has an unmatched parenthesis.")
        return found

    def _any(self) -> Test:
        parts = [self._all()]
        while self._tokens and self._tokens[0] == "OR":
            self._tokens.pop(0)
            parts.append(self._all())
        return lambda issue: any(part(issue) for part in parts)

    def _all(self) -> Test:
        parts = [self._one()]
        while self._tokens and self._tokens[0] not in {"OR", ")"}:
            if self._tokens[0] == "AND":
                self._tokens.pop(0)
            parts.append(self._one())
        return lambda issue: all(part(issue) for part in parts)

    def _one(self) -> Test:
        token = self._tokens.pop(0) if self._tokens else ")"
        if token == "NOT":  # noqa: S105 - a word of the query
            negated = self._one()
            return lambda issue: not negated(issue)
        if token == "(":  # noqa: S105 - as above
            self._depth += 1
            if self._depth > DEEPEST:
                raise _refused("The query is nested too deeply.")
            inner = self._any()
            if not self._tokens or self._tokens.pop(0) != ")":
                raise _refused("The query has an unmatched parenthesis.")
            self._depth -= 1
            return inner
        if token in {")", "AND", "OR"}:
            raise _refused(f"The query cannot be read at {token}.")
        return self._term(token)

    def _term(self, token: str) -> Test:
        qualifier, colon, value = token.partition(":")
        value = value.lower()
        if not colon:
            word = token.lower()
            return lambda issue: word in f"{issue.title} {issue.body or ''}".lower()
        if qualifier == "is":
            return _state(value)
        if qualifier == "author":
            author = self._names.users.get(value)
            if author is None or author.deleted:
                raise _refused(
                    "The listed users cannot be searched either because the users do not exist or"
                    " you do not have permission to view the users."
                )
            return lambda issue: issue.author is author
        if qualifier == "repo":
            home = self._names.repositories.get(value)
            if home is None or home.deleted:
                raise _refused("The listed users and repositories cannot be searched.")
            return lambda issue: issue.repository is home
        if qualifier in {"created", "updated"}:
            return _time(f"{qualifier}_at", value.upper())
        if qualifier == "sort":
            return lambda _issue: True
        raise RefusalError(501, f"This sandbox cannot search by {qualifier}.")


def _state(value: str) -> Test:
    wanted = _KINDS.get(f"is:{value}")
    if wanted is not None:
        return lambda issue: isinstance(issue, PullRequest) is wanted
    if value in {"open", "closed"}:
        return lambda issue: issue.state == value
    raise RefusalError(501, f"This sandbox cannot search by is:{value}.")


def _time(field: str, value: str) -> Test:
    compared = _COMPARED.fullmatch(value)
    if compared is None:
        raise _refused(f"{value} is no time.")
    sign, wanted = compared[1], compared[2]

    def holds(issue: Issue) -> bool:
        # Times as text compare as times do; a day holds all its instants.
        at = stamp(getattr(issue, field))[: len(wanted)]
        return {
            ">=": at >= wanted,
            "<=": at <= wanted,
            ">": at > wanted,
            "<": at < wanted,
            "": at == wanted,
        }[sign]

    return holds
