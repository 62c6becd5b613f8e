"""Stores to test with, on each database, and small makers of what goes into them."""

from __future__ import annotations

import itertools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Delivery
from bot.storage.migrate import migrate
from bot.storage.store import Store
from tests.support.postgres import database_name, shared_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.clock import Clock

MEMORY = "memory"
FILE = "file"
POSTGRES = "postgres"

EVERY_DATABASE = (MEMORY, FILE, pytest.param(POSTGRES, marks=pytest.mark.postgres))
DURABLE_DATABASES = EVERY_DATABASE[1:]

_guids = itertools.count(1)
_templates: list[str] = []
"""The PostgreSQL database that new ones are copied from; copying is faster than migrating."""


def empty_url(database: str, folder: Path) -> str:
    """Return the URL of a database without tables."""
    if database == POSTGRES:
        return shared_server().database()
    return "sqlite://" if database == MEMORY else f"sqlite:///{folder / 'coach.db'}"


async def migrated_url(database: str, folder: Path) -> str:
    """Return the URL of an empty database with all tables."""
    if database == POSTGRES:
        if not _templates:
            template = shared_server().database()
            await migrate(template)
            _templates.append(database_name(template))
        return shared_server().database(_templates[0])
    url = empty_url(database, folder)
    if database != MEMORY:
        await migrate(url)
    return url


@asynccontextmanager
async def opened(url: str, clock: Clock, **options: Any) -> AsyncIterator[Store]:  # noqa: ANN401
    """Open a store and close it in the end."""
    store = await Store.open(url, clock=clock, **options)
    try:
        yield store
    finally:
        await store.close()


def pull(key: str = "1#1") -> Subject:
    """Return a pull request as a subject."""
    return Subject(SubjectKind.PULL_REQUEST, key)


def delivery(
    *subjects: Subject,
    guid: str | None = None,
    scope: str = "7",
    ignored: str = "",
    payload: bytes = b"{}",
) -> Delivery:
    """Return a delivery with a guid of its own."""
    return Delivery(
        guid=guid or f"guid-{next(_guids)}",
        event="pull_request",
        action="opened",
        scope=scope,
        subjects=subjects,
        ignored=ignored,
        payload=payload,
    )
