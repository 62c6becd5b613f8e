"""GitHub's OpenAPI description as a judge of requests, answers and webhook payloads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = Any

_SLASHED = frozenset({"path", "ref"})
"""Placeholders whose value may hold a slash, such as a branch."""

_ANYWHERE = frozenset({301, 307, 400, 401, 403, 404, 422, 429, 500, 502, 503})
"""Redirects and refusals that GitHub gives everywhere but does not list with every operation."""

_NOT_MODIFIED = 304

_URI = "urn:github"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    Attributes:
        path: From the API's root, with its query apart in `query`.
        sent: The request's JSON; None when it had no body.
        content_type: The answer's media type.
        body: The answer's bytes.
    """

    method: str
    path: str
    query: Mapping[str, str]
    sent: Json
    status: int
    content_type: str
    body: bytes

    def __str__(self) -> str:
        """Name the exchange in a failing test."""
        return f"{self.method} {self.path} -> {self.status}"

    @property
    def received(self) -> Json:
        """Return the answer's JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Contradiction:
    """Where GitHub is known to differ from its description.

    Attributes:
        schema: A regular expression on the place in the description.
        place: A regular expression on the place in the JSON.
        reason: Why the description is wrong there.
    """

    schema: str
    place: str
    reason: str


KNOWN = (
    Contradiction(
        "pull",
        r"^(pull_request/|\d+/)?head/repo$",
        "null when the fork is gone: desktop/desktop#3992",
    ),
    Contradiction(
        "^#/paths/~1app~1installations/get/",
        r"^\d+/account$",
        "all of user and enterprise; the component `installation` rightly says any of them",
    ),
)


@dataclass
class Operation:
    """One operation of the description, with where it stands in the file."""

    pointer: str
    node: dict[str, Any]


class Description:
    """The description, asked one exchange at a time.

    Args:
        document: The OpenAPI 3.0 file, decoded.

    Attributes:
        met: The known contradictions that were met so far.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.met: set[Contradiction] = set()
        self._document = _as_json_schema(document)
        self._registry = jsonschema_rs.Registry([(_URI, self._document)])
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self._paths = sorted(
            ((_pattern(path), path) for path in self._document["paths"]),
            key=lambda pair: (pair[1].count("{"), -len(pair[1])),
        )

    def problems(self, exchange: Exchange) -> list[str]:
        """Return what of this exchange contradicts the description, known cases left out."""
        operation = self.find(exchange.method, exchange.path)
        if operation is None:
            return [f"{exchange}: no such operation"]
        found = [
            *self._in_query(operation, exchange),
            *self._in_request(operation, exchange),
            *self._in_answer(operation, exchange),
        ]
        return [f"{exchange}: {each}" for each in found]

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation for a path, preferring fixed words over placeholders."""
        for pattern, template in self._paths:
            node = self._document["paths"][template].get(method.lower())
            if node and pattern.fullmatch(path):
                pointer = f"#/paths/{_escaped(template)}/{method.lower()}"
                return Operation(pointer, node)
        return None

    def problems_of_payload(self, event: str, payload: Json) -> list[str]:
        """Return what of a webhook payload contradicts the description."""
        action = payload.get("action")
        name = event.replace("_", "-") + (f"-{action.replace('_', '-')}" if action else "")
        node = self._document["x-webhooks"].get(name)
        if node is None:
            return [f"{event}.{action}: no such webhook"]
        pointer = f"#/x-webhooks/{_escaped(name)}/post/requestBody/content/application~1json/schema"
        return [f"{event}.{action}: {each}" for each in self._complaints(pointer, payload)]

    def _in_query(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        known: dict[str, Any] = {}
        for each in operation.node.get("parameters", []):
            parameter = self._resolved(each)
            if parameter["in"] == "query":
                known[parameter["name"]] = parameter
        for name, parameter in known.items():
            if parameter.get("required") and name not in exchange.query:
                yield f"the query lacks {name}"
        for name, value in exchange.query.items():
            if name not in known:
                yield f"the query has {name}, which is not described"
                continue
            typed = _typed(value, known[name]["schema"])
            validator = jsonschema_rs.Draft7Validator(
                known[name]["schema"], registry=self._registry
            )
            yield from (f"query {name}: {each.message}" for each in validator.iter_errors(typed))

    def _in_request(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        described = operation.node.get("requestBody")
        if exchange.sent is None:
            if described and described.get("required"):
                yield "the request has no body"
            return
        if not described:
            yield "the request has a body, and none is described"
            return
        pointer = f"{operation.pointer}/requestBody/content/application~1json/schema"
        yield from self._complaints(pointer, exchange.sent)
        names = self._property_names(described["content"]["application/json"]["schema"])
        yield from (f"request: {name} is not described" for name in exchange.sent.keys() - names)

    def _in_answer(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        described = operation.node["responses"].get(str(exchange.status))
        if exchange.status == _NOT_MODIFIED and exchange.method == "GET":
            # Conditional requests are described once for the whole API, not with each operation.
            if exchange.body:
                yield "a 304 has no body"
            return
        if described is None:
            if exchange.status not in _ANYWHERE:
                yield f"status {exchange.status} is not described"
            elif exchange.content_type == "application/json":
                yield from self._complaints("#/components/schemas/basic-error", exchange.received)
            return
        if "content" not in self._resolved(described):
            if exchange.body:
                yield "the answer has a body, and none is described"
            return
        if exchange.content_type.startswith("application/vnd.github"):
            return  # another representation was asked for; only JSON is described
        at = described.get("$ref", f"{operation.pointer}/responses/{exchange.status}")
        at = at.removeprefix(_URI)
        media = next(iter(self._resolved(described)["content"]))
        yield from self._complaints(f"{at}/content/{_escaped(media)}/schema", exchange.received)

    def _complaints(self, pointer: str, value: Json) -> Iterator[str]:
        if pointer not in self._validators:
            self._validators[pointer] = jsonschema_rs.Draft7Validator(
                {"$ref": f"{_URI}{pointer}"}, registry=self._registry, validate_formats=True
            )
        for error in self._validators[pointer].iter_errors(value):
            place = "/".join(str(each) for each in error.instance_path)
            known = [
                each
                for each in KNOWN
                if re.search(each.schema, pointer) and re.search(each.place, place)
            ]
            self.met.update(known)
            if not known:
                yield f"{place or 'the whole'}: {error.message[:300]}"

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self._document
            for step in node["$ref"].removeprefix(f"{_URI}#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def _property_names(self, schema: dict[str, Any]) -> set[str]:
        schema = self._resolved(schema)
        names = set(schema.get("properties", {}))
        for key in ("allOf", "anyOf", "oneOf"):
            for each in schema.get(key, []):
                names |= self._property_names(each)
        return names


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{([^}]+)\}", template)
    made = [re.escape(parts[0])]
    for name, rest in zip(parts[1::2], parts[2::2], strict=True):
        made += [".+" if name in _SLASHED else "[^/]+", re.escape(rest)]
    return re.compile("".join(made))


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _as_json_schema(node: Json) -> Json:
    """Turn OpenAPI 3.0's `nullable` into JSON Schema, and make references absolute."""
    if isinstance(node, list):
        return [_as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        # Whatever stands beside a reference is ignored: OpenAPI 3.0.3, Reference Object.
        return {"$ref": _URI + node["$ref"]}
    made = {key: _as_json_schema(value) for key, value in node.items() if key != "example"}
    if made.get("nullable") is True:
        del made["nullable"]
        return {"anyOf": [made, {"type": "null"}]}
    return made


def _typed(value: str, schema: dict[str, Any]) -> Json:
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value
