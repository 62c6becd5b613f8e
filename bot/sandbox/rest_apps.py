"""REST answers about Apps, installations, tokens and webhook deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.access import require_app, require_installation
from bot.sandbox.app_model import PENDING, Delivery
from bot.sandbox.exchange import Answer, RefusalError, address, not_found, page_size, paged
from bot.sandbox.rest_repositories import named_repository
from bot.sandbox.shapes import apps as shapes
from bot.sandbox.shapes.people import stamp
from bot.sandbox.shapes.repos import minimal_repository

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.app_model import App, Installation
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Repository

_LEVELS = {"read": 1, "write": 2, "admin": 3}
_FAILURES = range(400, 600)
"""What GitHub's `status=failure` covers; a delivery without an answer is not in it."""


def get_app(call: Call) -> Answer:
    """`GET /app`."""
    return Answer(shapes.app_with_count(call.world, require_app(call.caller)))


def list_installations(call: Call) -> Answer:
    """`GET /app/installations`."""
    app = require_app(call.caller)
    mine = [each for each in call.world.installations.values() if each.app is app]
    return paged(call, mine, lambda each: shapes.installation(call.world, each))


def get_installation(call: Call) -> Answer:
    """`GET /app/installations/{installation_id}`."""
    return Answer(shapes.installation(call.world, _installation(call)))


def repository_installation(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/installation`."""
    app = require_app(call.caller)
    repository = named_repository(call)
    for installation in call.world.installations.values():
        if installation.app is app and installation.covers(repository):
            return Answer(shapes.installation(call.world, installation))
    raise not_found()


def _installation(call: Call) -> Installation:
    app = require_app(call.caller)
    found = call.world.installations.get(call.number("installation_id"))
    if found is None or found.app is not app:
        raise not_found()
    return found


def mint_token(call: Call) -> Answer:
    """`POST /app/installations/{installation_id}/access_tokens`."""
    installation = _installation(call)
    if installation.suspended_at is not None:
        raise RefusalError(403, "This installation has been suspended")
    chosen = _chosen_repositories(call, installation)
    permissions = _narrowed(call, installation.permissions)
    token = call.world.create_token(installation, repositories=chosen, permissions=permissions)
    shape: dict[str, object] = {
        "token": token.value,
        "expires_at": stamp(token.expires_at) if token.expires_at is not None else "",
        "permissions": dict(token.permissions),
        "repository_selection": "all" if installation.repositories is None else "selected",
    }
    if chosen is not None:
        shape["repository_selection"] = "selected"
        shape["repositories"] = [minimal_repository(call.world, each) for each in chosen]
    return Answer(shape, 201)


def _chosen_repositories(call: Call, installation: Installation) -> tuple[Repository, ...] | None:
    ids, names = call.body.get("repository_ids"), call.body.get("repositories")
    if not isinstance(ids, list):
        ids = None
    if not isinstance(names, list):
        names = None
    if ids is None and names is None:
        return None
    covered = call.world.covered_by(installation)
    chosen = [each for each in covered if each.id in (ids or ()) or each.name in (names or ())]
    if len(chosen) != len(ids or ()) + len(names or ()):
        message = (
            "There is at least one repository that does not exist or is not accessible to the"
            " parent installation."
        )
        raise RefusalError(422, message)
    return tuple(chosen)


def _narrowed(call: Call, granted: Mapping[str, str]) -> dict[str, str]:
    asked = call.body.get("permissions")
    # An empty object asks for nothing in particular, which is all that was granted.
    if not isinstance(asked, dict) or not asked:
        return dict(granted)
    for name, level in asked.items():
        if _LEVELS.get(str(level), 4) > _LEVELS.get(granted.get(name, ""), 0):
            message = "The permissions requested are not granted to this installation."
            raise RefusalError(422, message)
    return {"metadata": "read", **asked}


def installation_repositories(call: Call) -> Answer:
    """`GET /installation/repositories`."""
    token = require_installation(call.caller)
    installation = token.installation
    covered = call.world.covered_by(installation) if installation is not None else []
    if token.repositories is not None:
        covered = [each for each in covered if each in token.repositories]
    chosen = installation is not None and installation.repositories is not None
    selection = "selected" if chosen or token.repositories is not None else "all"
    return paged(
        call,
        covered,
        lambda each: minimal_repository(call.world, each),
        lambda rows: {
            "total_count": len(covered),
            "repository_selection": selection,
            "repositories": rows,
        },
    )


def list_deliveries(call: Call) -> Answer:
    """`GET /app/hook/deliveries`, newest first; a cursor is the id of the last one seen."""
    app = require_app(call.caller)
    wanted = call.query.get("status")
    cursor = call.query.get("cursor", "").removeprefix("v1_")
    rows = [each for each in reversed(call.world.deliveries) if _listed(each, app, wanted)]
    if cursor:
        if not cursor.isdigit():
            raise RefusalError(422, "Invalid cursor")
        rows = [each for each in rows if each.id < int(cursor)]
    size = page_size(call.query)
    answer = Answer([shapes.delivery_item(each) for each in rows[:size]])
    if len(rows) > size:
        following = address(call, cursor=f"v1_{rows[size - 1].id}")
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def _listed(delivery: Delivery, app: App, wanted: str | None) -> bool:
    if delivery.app is not app or delivery.status == PENDING:
        return False
    if wanted == "success":
        return delivery.status == "OK"
    return wanted != "failure" or delivery.status_code in _FAILURES


def get_delivery(call: Call) -> Answer:
    """`GET /app/hook/deliveries/{delivery_id}`."""
    return Answer(shapes.delivery(_delivery(call)))


def _delivery(call: Call) -> Delivery:
    app = require_app(call.caller)
    number = call.number("delivery_id")
    for delivery in call.world.deliveries:
        if delivery.id == number and _listed(delivery, app, None):
            return delivery
    raise not_found()


def redeliver(call: Call) -> Answer:
    """`POST /app/hook/deliveries/{delivery_id}/attempts`: the same guid once more."""
    first = _delivery(call)
    again = Delivery(
        id=call.world.next_id(),
        guid=first.guid,
        app=first.app,
        installation_id=first.installation_id,
        repository_id=first.repository_id,
        event=first.event,
        action=first.action,
        body=first.body,
        created_at=call.world.clock.now(),
        redelivery=True,
    )
    call.world.enqueue(again)
    return Answer({}, 202)


def convert_manifest(call: Call) -> Answer:
    """`POST /app-manifests/{code}/conversions`; a code works once."""
    made = call.world.manifest_codes.pop(call.route["code"], None)
    if made is None:
        raise not_found()
    return Answer(dict(made), 201)
