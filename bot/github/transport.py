"""One request to GitHub: headers, answer, and every failure in the house's terms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import gidgethub
import structlog
from cachetools import LRUCache
from gidgethub import abc as gidgethub_abc
from gidgethub import sansio

from bot import __version__
from bot.github.errors import AnswerLost, NotFound, Refused
from bot.github.limits import graphql_wait_until, wait_until
from bot.kernel.errors import RateLimited, Transient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.clock import Clock

REQUESTER = f"upstream-coach/{__version__}"
API_VERSION = "2022-11-28"
"""Pinned: GitHub keeps a version for at least two years after the next one."""
_JSON = "application/vnd.github+json"
_ETAGS_PER_TOKEN = 512
_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
_log = structlog.get_logger()


class Unauthorized(Refused):
    """The token was not accepted; a fresh one may be."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One entry of a GraphQL answer's `errors`.

    Attributes:
        path: The field, dotted; empty when the whole document is meant.
        type: GitHub's word, such as `NOT_FOUND` or `FORBIDDEN`; may be empty.
        message: GitHub's sentence.
    """

    path: str
    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a GraphQL document returned: the fields that came and those that were refused."""

    data: Mapping[str, Any]
    errors: tuple[FieldError, ...] = ()

    def error_at(self, path: str) -> FieldError | None:
        """Return the error of this field or of one below it."""
        return next((error for error in self.errors if error.path.startswith(path)), None)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where GitHub is: the roots of its REST and of its GraphQL API."""

    rest: str
    graphql: str


class Connection(gidgethub_abc.GitHubAPI):
    """Speaks to GitHub with one token; its ETags live and die with it.

    GitHub ties an ETag to the token that got it, so the cache must not outlive the token.

    Args:
        session: The HTTP session, shared.
        scope: Whose rate limit is used.
        clock: Tells when a limit ends.
        endpoints: Where GitHub is.
        token: An installation token, or None for requests that carry a JWT.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        scope: str,
        clock: Clock,
        endpoints: Endpoints,
        token: str | None = None,
    ) -> None:
        etags: LRUCache[str, tuple[str | None, str | None, Any, str | None]] = LRUCache(
            _ETAGS_PER_TOKEN
        )
        super().__init__(REQUESTER, oauth_token=token, cache=etags, base_url=endpoints.rest)
        self._session = session
        self._scope = scope
        self._clock = clock
        self._graphql_url = endpoints.graphql
        self._refusals = 0
        self._closed_until: datetime | None = None

    async def rest(
        self,
        method: str,
        path: str,
        *,
        jwt: str | None = None,
        accept: str = _JSON,
        body: object = b"",
    ) -> tuple[Any, str | None]:
        """Send a REST request.

        Args:
            method: GET or POST.
            path: From the API's root, or the URL of a next page.
            jwt: The App's own credential, instead of the token.
            accept: The media type wanted.
            body: What to send as JSON; the default sends nothing.

        Returns:
            The decoded body, and the URL of the next page if there is one.

        Raises:
            RateLimited: GitHub asks us to wait.
            AnswerLost: A write may or may not have taken effect.
            Transient: A read failed in passing.
            Unauthorized, NotFound, Refused: GitHub said no.
        """
        self._check_gate()
        try:
            data, more, _ = await self._make_request(
                method,
                path,
                {},
                body,
                accept,
                jwt=jwt,
                extra_headers={"x-github-api-version": API_VERSION},
            )
        except gidgethub.HTTPException as error:
            raise self._translated(method, path, error) from error
        self._refusals = 0
        return data, more

    async def graphql_answer(
        self, document: str, variables: Mapping[str, object], *, writes: bool
    ) -> Answer:
        """Send a GraphQL document; a refused field is reported, not raised.

        Args:
            document: One of `bot.github.documents`.
            variables: Its variables.
            writes: Whether it is a mutation, so that a lost answer is told apart.

        Raises:
            RateLimited: Also when GitHub says so with status 200.
            AnswerLost, Transient, Unauthorized, Refused: As for `rest`.
        """
        self._check_gate()
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = sansio.create_headers(REQUESTER, accept=_JSON, oauth_token=self.oauth_token)
        headers["content-type"] = "application/json"
        status, answered, raw = await self._send(
            "POST", self._graphql_url, headers, body, writes=writes
        )
        try:
            content = json.loads(raw)
        except ValueError:
            content = {}
        if status != 200:  # noqa: PLR2004 - HTTP's number
            self._raise_for_status(status, answered, content, writes=writes)
        if not isinstance(content, dict):
            raise self._unclear("GraphQL answered with something else than an object", writes)
        return self._graphql_content(content, answered, writes=writes)

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        return await self._send(method, url, headers, body, writes=method != "GET")

    async def sleep(self, seconds: float) -> None:
        """Wait by the house's clock."""
        await self._clock.sleep(seconds)

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, writes: bool
    ) -> tuple[int, Mapping[str, str], bytes]:
        try:
            async with self._session.request(
                method,
                url,
                headers=headers,
                data=body,
                timeout=_TIMEOUT,
                # A redirected POST would turn into a GET; a renamed repository is read anew.
                allow_redirects=method == "GET",
            ) as response:
                return response.status, response.headers, await response.read()
        except aiohttp.ClientConnectorError as error:
            # Nothing was sent, so nothing can have taken effect.
            raise Transient(f"GitHub cannot be reached: {type(error).__name__}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._unclear(f"no answer from GitHub: {type(error).__name__}", writes) from error

    def _graphql_content(
        self, content: Mapping[str, Any], headers: Mapping[str, str], *, writes: bool
    ) -> Answer:
        errors = content.get("errors") or []
        until = graphql_wait_until(errors, headers, now=self._clock.now(), refusals=self._refusals)
        if until is not None:
            raise self._limited("GraphQL rate limit", until)
        data = content.get("data")
        if data is None and not errors:
            raise self._unclear("GraphQL answered with neither data nor errors", writes)
        self._refusals = 0
        found = tuple(
            FieldError(
                path=".".join(str(step) for step in error.get("path") or ()),
                type=str(error.get("type") or ""),
                message=str(error.get("message") or ""),
            )
            for error in errors
        )
        if found:
            _log.warning("graphql_errors", errors=[f"{e.path}: {e.type}" for e in found[:10]])
        return Answer(data or {}, found)

    def _raise_for_status(
        self, status: int, headers: Mapping[str, str], content: object, *, writes: bool
    ) -> None:
        message = str(content.get("message", "")) if isinstance(content, dict) else ""
        until = wait_until(status, headers, message, now=self._clock.now(), refusals=self._refusals)
        if until is not None:
            raise self._limited(message, until)
        if status == 401:  # noqa: PLR2004 - HTTP's number
            raise Unauthorized(f"GitHub did not accept the token: {message}", status=status)
        if status >= 500:  # noqa: PLR2004 - HTTP's number
            raise self._unclear(f"GitHub answered {status}", writes)
        if status == 404:  # noqa: PLR2004 - HTTP's number
            raise NotFound(f"GitHub answered 404: {message}")
        raise Refused(f"GitHub answered {status}: {message}", status=status)

    def _translated(self, method: str, path: str, error: gidgethub.HTTPException) -> Exception:
        message = f"{method} {path}: {error}"
        headers = error.headers or {}
        try:
            self._raise_for_status(
                int(error.status_code), headers, {"message": message}, writes=method != "GET"
            )
        except (Transient, Refused) as translated:
            return translated
        raise AssertionError("every status of an error is translated")

    def _limited(self, message: str, until: datetime) -> RateLimited:
        self._refusals += 1
        self._closed_until = until
        return RateLimited(f"GitHub asks to wait: {message}", scope=self._scope, retry_at=until)

    def _check_gate(self) -> None:
        until = self._closed_until
        if until is not None and until > self._clock.now():
            raise RateLimited("waiting for GitHub's rate limit", scope=self._scope, retry_at=until)

    @staticmethod
    def _unclear(message: str, writes: bool) -> Transient:  # noqa: FBT001 - a private shorthand
        return AnswerLost(message) if writes else Transient(message)
