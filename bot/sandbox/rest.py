"""The sandbox's HTTP door: routes, credentials, limits, ETags, faults and the request log."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox import graphql, limits
from bot.sandbox.access import authenticate
from bot.sandbox.app_model import Request
from bot.sandbox.exchange import Answer, Call, RefusalError
from bot.sandbox.faults import Faults, Scene, Step
from bot.sandbox.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.exchange import Caller
    from bot.sandbox.routes import Handler
    from bot.sandbox.world import World

API_VERSION = "2022-11-28"
"""The one version the sandbox speaks."""
_MUTATION = re.compile(r"\s*mutation\b")
_NAME = re.compile(r"\b(?:query|mutation)\s+(\w+)")
_NOT_CHARGED = frozenset({"/rate_limit"})


def create_app(world: World, faults: Faults | None = None, *, prefix: str = "") -> web.Application:
    """Return the API as a web application.

    Args:
        world: What it speaks about.
        faults: What goes wrong; nothing when left out.
        prefix: Where REST begins: empty as on github.com, or `/api/v3` as on an
            Enterprise Server, which has GraphQL at `/api/graphql`.
    """
    door = _Door(world, faults or Faults(), prefix)
    app = web.Application(client_max_size=32 * 1024 * 1024, middlewares=[door.unknown])
    for method, path, handler in ROUTES:
        app.router.add_route(method, prefix + path, door.rest(handler))
        if path.startswith("/repos/{owner}/{repo}"):
            moved = path.replace("/repos/{owner}/{repo}", "/repositories/{repository_id}")
            app.router.add_route(method, prefix + moved, door.rest(handler))
    root = prefix.removesuffix("/v3")
    app.router.add_post(f"{root}/graphql", door.graphql)
    return app


class _Door:
    """What every request passes."""

    def __init__(self, world: World, faults: Faults, prefix: str) -> None:
        self._world = world
        self._faults = faults
        self._prefix = prefix
        self._watch = limits.WriteWatch(world)
        self._own: set[object] = {self.graphql}

    @web.middleware
    async def unknown(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Fail loudly where the sandbox has no such route."""
        # Pages may share the application, and their addresses match almost anything;
        # who carries a credential speaks to the API.
        foreign = request.match_info.handler not in self._own
        stray = foreign and "Authorization" in request.headers
        if request.match_info.http_exception is None and not stray:
            return await handler(request)
        what = f"{request.method} {request.path}"
        self._world.unknown_requests.append(what)
        text = f"The sandbox has no route {what}; add it to bot/sandbox/routes.py."
        return web.json_response({"message": text}, status=501)

    def rest(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the aiohttp handler around one of ours."""

        async def serve(request: web.Request) -> web.StreamResponse:
            path = request.path.removeprefix(self._prefix)
            write = request.method not in {"GET", "HEAD"} and not path.startswith("/app")
            scene = Scene(request.method, path, "", write)
            raw = await request.read()

            def run(caller: Caller) -> tuple[Answer, int]:
                call = Call(
                    caller=caller,
                    path=path,
                    route=request.match_info,
                    query=request.query,
                    body=_labels_or_object(path, raw),
                    accept=request.headers.get("Accept", ""),
                )
                return handler(call), 0 if caller.app is not None or path in _NOT_CHARGED else 1

            return await self._pass(request, scene, run)

        self._own.add(serve)
        return serve

    async def graphql(self, request: web.Request) -> web.StreamResponse:
        """Serve a GraphQL request."""
        raw = await request.read()
        try:
            body = _object(_decoded(raw))
        except RefusalError:
            body = {}
        document = str(body.get("query", ""))
        name = _NAME.search(document)
        operation = name[1] if name is not None else ""
        scene = Scene("POST", "/graphql", operation, _MUTATION.match(document) is not None)

        def run(caller: Caller) -> tuple[Answer, int]:
            if caller.token is None:
                raise RefusalError(401, "This endpoint requires you to be authenticated.")
            return graphql.answer(caller, _object(_decoded(raw)))

        return await self._pass(request, scene, run)

    async def _pass(
        self,
        request: web.Request,
        scene: Scene,
        run: Callable[[Caller], tuple[Answer, int]],
    ) -> web.StreamResponse:
        refusal: RefusalError | None = None
        try:
            scene.caller = self._admitted(request)
        except RefusalError as error:
            refusal = error
        installation = _installation_id(scene)
        if scene.write and installation is not None:
            self._watch.begin(
                installation, f"{scene.method} {scene.path} {scene.operation}".strip()
            )
        try:
            outcome, points = await self._outcome(scene, refusal, run)
        finally:
            if scene.write and installation is not None:
                self._watch.end(installation)
        return self._sent(request, scene, outcome, points)

    def _admitted(self, request: web.Request) -> Caller:
        if not request.headers.get("User-Agent"):
            message = "Request forbidden by administrative rules. Send a User-Agent header."
            raise RefusalError(403, message)
        version = request.headers.get("X-GitHub-Api-Version", API_VERSION)
        if version != API_VERSION:
            raise RefusalError(400, f"{version} is not a supported version; use {API_VERSION}.")
        return authenticate(self._world, request.headers.get("Authorization", ""))

    async def _outcome(
        self,
        scene: Scene,
        refusal: RefusalError | None,
        run: Callable[[Caller], tuple[Answer, int]],
    ) -> tuple[Answer | Step, int]:
        striking = self._faults.striking(scene)
        for fault in striking:
            if fault.wait() > 0:
                await self._world.clock.sleep(fault.wait())
        for fault in striking:
            instead = fault.before(scene)
            if instead is not Step.GO_ON:
                return instead, 0
        answer, points = self._answered(scene, refusal, run)
        for fault in striking:
            instead = fault.after(scene, answer)
            if instead is not Step.GO_ON:
                return instead, points
        return answer, points

    def _answered(
        self,
        scene: Scene,
        refusal: RefusalError | None,
        run: Callable[[Caller], tuple[Answer, int]],
    ) -> tuple[Answer, int]:
        try:
            if refusal is not None or scene.caller is None:
                raise refusal or RefusalError(500, "nobody asked")
            budget = limits.budget_of(self._world, scene.caller.token, graphql=scene.graphql)
            limits.reset_of(self._world, budget)
            charged = scene.caller.app is None and scene.path not in _NOT_CHARGED
            if charged and budget.used >= budget.limit:
                return limits.exhausted(scene.caller.token, graphql=scene.graphql), 0
            return run(scene.caller)
        except RefusalError as error:
            points = 1 if scene.caller is not None and scene.caller.app is None else 0
            return Answer(error.body(), error.status, headers=error.headers), points

    def _sent(
        self, request: web.Request, scene: Scene, outcome: Answer | Step, points: int
    ) -> web.StreamResponse:
        if isinstance(outcome, Step):
            self._log(scene, 0, points)
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)
        answer = outcome
        raw = b"" if answer.status == 204 else _encoded(answer)  # noqa: PLR2004 - no content
        headers = self._headers(request, scene, answer)
        if request.method == "GET" and answer.status == 200:  # noqa: PLR2004 - HTTP's OK
            etag = _etag(request, raw)
            headers["ETag"] = etag
            if etag in request.headers.get("If-None-Match", "").split(", "):
                answer, raw, points = Answer(status=304), b"", 0
        headers |= self._charge(scene, points)
        self._log(scene, answer.status, points)
        return web.Response(body=raw, status=answer.status, headers=headers)

    def _headers(self, request: web.Request, scene: Scene, answer: Answer) -> dict[str, str]:
        version = request.headers.get("X-GitHub-Api-Version", API_VERSION)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": f"5A9D:{len(self._world.requests):X}:{id(request):X}",
        }
        if not scene.graphql:
            headers["X-GitHub-Api-Version-Selected"] = version
        if answer.text is not None:
            headers["X-GitHub-Media-Type"] = "github.v3; param=diff"
        return headers | answer.headers

    def _charge(self, scene: Scene, points: int) -> dict[str, str]:
        caller = scene.caller
        if caller is None or caller.app is not None:
            return {}
        budget = limits.budget_of(self._world, caller.token, graphql=scene.graphql)
        limits.reset_of(self._world, budget)
        budget.used += points
        return limits.headers(self._world, budget, graphql=scene.graphql)

    def _log(self, scene: Scene, status: int, points: int) -> None:
        entry = Request(
            at=self._world.clock.now(),
            method=scene.method,
            path=scene.path,
            operation=scene.operation,
            status=status,
            points=points,
            write=scene.write,
            installation_id=_installation_id(scene),
        )
        self._world.requests.append(entry)


def _installation_id(scene: Scene) -> int | None:
    token = scene.caller.token if scene.caller is not None else None
    return token.installation.id if token is not None and token.installation is not None else None


def _decoded(raw: bytes) -> object:
    if not raw.strip():
        return {}
    try:
        body: object = json.loads(raw)
    except ValueError as error:
        raise RefusalError(400, "Problems parsing JSON") from error
    return body


def _object(body: object) -> dict[str, object]:
    if not isinstance(body, dict):
        raise RefusalError(400, "Body should be a JSON object")
    return body


def _labels_or_object(path: str, raw: bytes) -> dict[str, object]:
    body = _decoded(raw)
    # The one kind of route that takes a bare list as well as an object.
    if isinstance(body, list) and path.endswith("/labels"):
        return {"labels": body}
    return _object(body)


def _encoded(answer: Answer) -> bytes:
    if answer.text is not None:
        return answer.text.encode()
    return json.dumps(answer.data, ensure_ascii=False, separators=(",", ":")).encode()


def _etag(request: web.Request, raw: bytes) -> str:
    # GitHub's ETags are tied to the token: another token gets another one.
    seed = request.headers.get("Authorization", "").encode() + b"\x00" + raw
    return f'W/"{hashlib.sha256(seed).hexdigest()}"'
