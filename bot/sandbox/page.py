"""The sandbox's page: repositories, pull requests and issues, to read and to act in as anybody."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.sandbox import page_acts, page_files
from bot.sandbox.markdown import LONGEST
from bot.sandbox.model import PullRequest, UserKind
from bot.sandbox.page_forms import read
from bot.sandbox.page_guard import HEADERS, ProblemError, demand_own_form, is_local_host
from bot.sandbox.page_live import Changes
from bot.sandbox.page_talk import talk
from bot.sandbox.page_values import card
from bot.sandbox.world import MissingError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.model import Comment, Issue, Repository, User
    from bot.sandbox.page_forms import Form
    from bot.sandbox.page_values import RepositoryCard
    from bot.sandbox.world import World

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
    Posted = Callable[[web.Request, User, Form], str]

_HERE: Final = Path(__file__).parent
_COOKIE: Final = "sandbox_actor"
_STATIC: Final = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}

# `api` and `-` are the roots of what is not a repository.
_REPOSITORY: Final = r"/{owner:(?!(?:api|-)/)[^/{}]+}/{name:[^/{}]+}"
_TALK: Final = _REPOSITORY + r"/{kind:pull|issues}/{number:\d{1,9}}"


def add_page(app: web.Application, world: World) -> None:
    """Put the page under `/` of the sandbox's application.

    Args:
        app: Where the REST routes live as well, under `/api`.
        world: What the page shows and changes.
    """
    changes = Changes(app, world)
    page = _Page(world)
    for path, show in page.reading().items():
        app.router.add_get(path, _local(partial(page.answer, show)))
    for path, act in page.writing().items():
        app.router.add_post(path, _local(partial(page.accept, act)))
    app.router.add_get("/-/changes", _local(changes.stream))


def _local(handler: Handler) -> Handler:
    """Return the handler, closed to whoever calls this machine by a foreign name."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if is_local_host(request.host):
            return await handler(request)
        # No page: it would carry the secret of the forms.
        text = "Open the sandbox as http://localhost or by its address."
        return web.Response(status=421, text=text, headers=HEADERS)

    return guarded


class _Page:
    """The handlers.

    Args:
        world: What is shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._token = secrets.token_urlsafe(32)
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def reading(self) -> dict[str, Callable[[web.Request], web.Response]]:
        """Return what is shown under which path."""
        return {
            "/": self._home,
            "/-/static/{file}": self._static,
            _REPOSITORY: self._repository,
            _TALK: self._talk,
            _REPOSITORY + r"/{kind:pull}/{number:\d{1,9}}/commits": partial(
                self._talk, template="commits.html"
            ),
            _REPOSITORY + r"/{kind:pull}/{number:\d{1,9}}/files": partial(
                self._talk, template="files.html"
            ),
        }

    def writing(self) -> dict[str, Posted]:
        """Return what is done under which path."""
        return {
            "/-/act-as": self._act_as,
            _REPOSITORY + "/{what:issues|pulls}": self._open,
            _TALK + "/{act}": self._act,
            _TALK + r"/comments/{comment:\d{1,12}}/{act:edit|delete}": self._act_on_comment,
        }

    async def answer(
        self, show: Callable[[web.Request], web.Response], request: web.Request
    ) -> web.Response:
        """Show something, or say why not."""
        try:
            response = show(request)
        except (ProblemError, MissingError) as error:
            response = self._problem(request, error)
        response.headers.update(HEADERS)
        return response

    async def accept(self, act: Posted, request: web.Request) -> web.Response:
        """Do what a form asks, then lead to the page that shows it."""
        try:
            form = await read(request)
            demand_own_form(request.headers, request.host, self._token, form.raw("token"))
            target = act(request, self._actor(request), form)
        except (ProblemError, MissingError) as error:
            response = self._problem(request, error)
        else:
            response = web.Response(status=303, headers={"Location": target})
            if act == self._act_as:
                name = form.raw("login")
                response.set_cookie(_COOKIE, name, httponly=True, samesite="Strict")
        response.headers.update(HEADERS)
        return response

    def _home(self, request: web.Request) -> web.Response:
        cards = [self._card(each) for each in self._world.live_repositories()]
        # A person's fork is of interest only once something is in it.
        shown = [each for each in cards if each.is_covered or each.pulls or each.issues]
        covered = tuple(each for each in shown if each.is_covered)
        others = tuple(each for each in shown if not each.is_covered)
        return self._render(request, "home.html", covered=covered, others=others)

    def _repository(self, request: web.Request) -> web.Response:
        return self._render(request, "repository.html", card=self._card(self._found(request)))

    def _talk(self, request: web.Request, template: str = "talk.html") -> web.Response:
        issue = self._issue(request)
        diff = self._world.diff_of(issue) if isinstance(issue, PullRequest) else None
        values: dict[str, object] = {"talk": talk(issue, diff, self._actor(request))}
        if diff is not None and template == "files.html":
            values["files"] = page_files.files(diff)
        return self._render(request, template, **values)

    def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        if name not in _STATIC:
            raise MissingError(f"No file {name!r} belongs to the page.")
        body = (_HERE / "static" / name).read_bytes()
        return web.Response(body=body, content_type=_STATIC[name], charset="utf-8")

    def _act_as(self, _request: web.Request, _actor: User, form: Form) -> str:
        if form.raw("login") not in self._people():
            raise ProblemError(422, "Nobody of this name", "Choose somebody from the list.")
        back = form.raw("back")
        # Only a path of this page: `//elsewhere` would be another host.
        return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"

    def _open(self, request: web.Request, actor: User, form: Form) -> str:
        is_pull = request.match_info["what"] == "pulls"
        act = page_acts.open_pull if is_pull else page_acts.open_issue
        return act(self._world, actor, self._found(request), form)

    def _act(self, request: web.Request, actor: User, form: Form) -> str:
        act = page_acts.ACTS.get(request.match_info["act"])
        if act is None:
            raise MissingError("There is no such act.")
        return act(self._world, actor, self._issue(request), form)

    def _act_on_comment(self, request: web.Request, actor: User, form: Form) -> str:
        said = self._comment(request)
        if request.match_info["act"] == "delete":
            return page_acts.delete_comment(self._world, actor, said)
        return page_acts.edit_comment(self._world, actor, said, form)

    def _found(self, request: web.Request) -> Repository:
        owner, name = request.match_info["owner"], request.match_info["name"]
        return self._world.repository(f"{owner}/{name}")

    def _issue(self, request: web.Request) -> Issue:
        number = int(request.match_info["number"])
        found = self._found(request).issues.get(number)
        wants_pull = request.match_info["kind"] == "pull"
        if found is None or isinstance(found, PullRequest) is not wants_pull:
            raise MissingError(f"No {request.match_info['kind']} #{number} in this repository.")
        return found

    def _comment(self, request: web.Request) -> Comment:
        number = int(request.match_info["comment"])
        for each in self._issue(request).comments:
            if each.id == number:
                return each
        raise MissingError("This comment is gone. Load the page again.")

    def _card(self, repository: Repository) -> RepositoryCard:
        return card(repository, is_covered=any(self._world.covering(repository)))

    def _people(self) -> dict[str, User]:
        ghost = self._world.ghost
        return {
            each.login: each
            for each in self._world.users.values()
            if each.kind is UserKind.USER and not each.deleted and each is not ghost
        }

    def _actor(self, request: web.Request) -> User:
        """Return whom the reader acts as: the one chosen, else the first account made."""
        people = self._people()
        first = next(iter(people.values()), self._world.ghost)
        return people.get(request.cookies.get(_COOKIE, ""), first)

    def _render(self, request: web.Request, template: str, /, **values: object) -> web.Response:
        text = self._templates.get_template(template).render(
            actor=self._actor(request).login,
            people=sorted(self._people()),
            token=self._token,
            here=request.path if request.method == "GET" else "/",
            longest=LONGEST,
            **values,
        )
        return web.Response(text=text, content_type="text/html")

    def _problem(self, request: web.Request, error: ProblemError | MissingError) -> web.Response:
        if isinstance(error, MissingError):
            error = ProblemError(404, "Not here", str(error.args[0]))
        back = "/" if request.method == "GET" else request.path.rpartition("/")[0]
        values = {"heading": error.heading, "text": error.text, "back": back or "/"}
        response = self._render(request, "problem.html", **values)
        response.set_status(error.status)
        return response
