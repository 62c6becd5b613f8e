"""Apps, installations, tokens and deliveries as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.sandbox.shapes.people import maybe_stamp, simple_user, stamp

if TYPE_CHECKING:
    from bot.sandbox.app_model import App, Delivery, Installation
    from bot.sandbox.state import State

    Json = dict[str, object]


def app(state: State, app: App) -> Json:
    """Return an App as others see it: `integration`."""
    return {
        "id": app.id,
        "client_id": app.client_id,
        "slug": app.slug,
        "node_id": app.node_id,
        "owner": simple_user(state.links, app.owner),
        "name": app.name,
        "description": "",
        "external_url": f"{state.links.web}/{app.slug}",
        "html_url": f"{state.links.web}/apps/{app.slug}",
        "created_at": stamp(app.created_at),
        "updated_at": stamp(app.created_at),
        "permissions": dict(app.permissions),
        "events": list(app.events),
    }


def app_with_count(state: State, one: App) -> Json:
    """Return the form of `GET /app`."""
    count = sum(each.app is one for each in state.installations.values())
    return app(state, one) | {"installations_count": count}


def installation(state: State, installation: Installation) -> Json:
    """Return an installation."""
    account = installation.account
    api = f"{state.links.api}/app/installations/{installation.id}"
    suspender = installation.suspended_by
    return {
        "id": installation.id,
        "client_id": installation.app.client_id,
        "account": simple_user(state.links, account),
        "repository_selection": "all" if installation.repositories is None else "selected",
        "access_tokens_url": f"{api}/access_tokens",
        "repositories_url": f"{state.links.api}/installation/repositories",
        "html_url": f"{state.links.web}/settings/installations/{installation.id}",
        "app_id": installation.app.id,
        "app_slug": installation.app.slug,
        "target_id": account.id,
        "target_type": account.kind.value,
        "permissions": dict(installation.permissions),
        "events": list(installation.events),
        "created_at": stamp(installation.created_at),
        "updated_at": stamp(installation.updated_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": simple_user(state.links, suspender) if suspender is not None else None,
        "suspended_at": maybe_stamp(installation.suspended_at),
    }


def delivery_item(delivery: Delivery) -> Json:
    """Return one row of the list of deliveries: `hook-delivery-item`."""
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": stamp(delivery.delivered_at or delivery.created_at),
        "redelivery": delivery.redelivery,
        "duration": delivery.duration,
        "status": delivery.status,
        "status_code": delivery.status_code,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repository_id,
        "throttled_at": maybe_stamp(delivery.throttled_at),
    }


def delivery(delivery: Delivery) -> Json:
    """Return a delivery with what was sent and answered: `hook-delivery`."""
    return delivery_item(delivery) | {
        "url": "",
        "request": {
            "headers": dict(delivery.request_headers),
            "payload": json.loads(delivery.body),
        },
        "response": {
            "headers": dict(delivery.response_headers),
            "payload": delivery.response_body,
        },
    }
