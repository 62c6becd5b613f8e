"""One request and its answer, free of any web framework; what every REST handler works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.sandbox.app_model import App, Token
    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.model import Comment, Issue
    from bot.sandbox.world import World

    Json = dict[str, object]

_T = TypeVar("_T")

DOCUMENTATION = "https://docs.github.com/rest"
_PAGE, _MOST = 30, 100


class RefusalError(Exception):
    """The sandbox says no, as GitHub would.

    Args:
        status: The HTTP status.
        message: GitHub's words.
        errors: The `errors` list of a 422.
        headers: Headers to add, for example `Location`.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Sequence[Json] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def body(self) -> Json:
        """Return the JSON that GitHub puts into such an answer."""
        shape: Json = {
            "message": self.message,
            "documentation_url": DOCUMENTATION,
            "status": str(self.status),
        }
        if "Location" in self.headers:
            shape["url"] = self.headers["Location"]
        if self.errors:
            shape["errors"] = list(self.errors)
        return shape


def not_found() -> RefusalError:
    """Return the refusal for what does not exist or must not be seen."""
    return RefusalError(404, "Not Found")


def invalid(resource: str, name: str, message: str) -> RefusalError:
    """Return the refusal for a value that cannot be taken."""
    error: Json = {"resource": resource, "code": "custom", "field": name, "message": message}
    return RefusalError(422, "Validation Failed", errors=(error,))


@dataclass(slots=True)
class Caller:
    """Who asks, in one request.

    Attributes:
        token: What the request proved itself with; None when it did not, or with a JWT.
        app: The App whose JWT it carried.
        made: What the request created, so that a fault can hide it for a while.
        hidden: What this request was not shown.
    """

    world: World
    token: Token | None = None
    app: App | None = None
    made: list[Comment | CheckRun | Issue] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)

    def sees(self, thing: Comment | CheckRun | Issue) -> bool:
        """Return whether a new thing has already come through to where this request reads."""
        if thing.id in self.hidden:
            return False
        if thing.hidden_reads > 0:
            thing.hidden_reads -= 1
            self.hidden.add(thing.id)
            return False
        return True


@dataclass(slots=True)
class Call:
    """A REST request as a handler sees it.

    Attributes:
        path: Of the request, from the API's root.
        route: The values of the route's placeholders.
        body: The decoded JSON object; empty when none was sent.
    """

    caller: Caller
    path: str
    route: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    accept: str = ""

    @property
    def world(self) -> World:
        """The world asked about."""
        return self.caller.world

    def number(self, name: str) -> int:
        """Return a placeholder that must be a number; anything else does not exist."""
        text = self.route[name]
        if not (text.isascii() and text.isdigit()):
            raise not_found()
        return int(text)

    def text(self, name: str, *, resource: str) -> str:
        """Return a text that the body must have."""
        value = self.body.get(name)
        if not isinstance(value, str):
            raise RefusalError(
                422,
                "Invalid request.\n\n" + f'"{name}" wasn\'t supplied.',
                errors=({"resource": resource, "code": "missing_field", "field": name},),
            )
        return value

    def maybe_text(self, name: str) -> str | None:
        """Return a text that the body may have."""
        value = self.body.get(name)
        return value if isinstance(value, str) else None


@dataclass(slots=True)
class Answer:
    """What goes back: `data` as JSON, or `text` as it is."""

    data: object = None
    status: int = 200
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def _positive(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    return max(int(text), 1) if text.isascii() and text.isdigit() else default


def page_size(query: Mapping[str, str]) -> int:
    """Return `per_page`: 30 when not given, at most 100."""
    return min(_positive(query, "per_page", _PAGE), _MOST)


def paged(
    call: Call,
    things: Sequence[_T],
    shape: Callable[[_T], object],
    wrap: Callable[[list[object]], object] | None = None,
) -> Answer:
    """Return one page with GitHub's `Link` header.

    Args:
        call: The request; `per_page` and `page` are read from it.
        things: All of them.
        shape: Makes JSON of one.
        wrap: Puts the list of a page into an object.
    """
    size, page = page_size(call.query), _positive(call.query, "page", 1)
    last = max((len(things) + size - 1) // size, 1)
    rows = [shape(each) for each in things[(page - 1) * size : page * size]]
    links: dict[str, int] = {}
    if page > 1:
        links |= {"prev": min(page - 1, last)}
    if page < last:
        links |= {"next": page + 1, "last": last}
    if page > 1:
        links |= {"first": 1}
    answer = Answer(wrap(rows) if wrap is not None else rows)
    if links:
        answer.headers["Link"] = ", ".join(
            f'<{address(call, page=str(number))}>; rel="{name}"' for name, number in links.items()
        )
    return answer


def address(call: Call, **changes: str) -> str:
    """Return the URL of the request with other query values."""
    return f"{call.world.links.api}{call.path}?{urlencode({**call.query, **changes})}"
