"""Puts the parts of this room together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.github.app import AppApi
from bot.github.auth import AppCredential, InstallationTokens
from bot.github.comparing import BranchComparer
from bot.github.discovery import PullFinder
from bot.github.installations import Installations
from bot.github.issues import IssueReader
from bot.github.pairs import PairReader
from bot.github.policy_files import PolicyFiles
from bot.github.portfolios import PortfolioReader
from bot.github.reader import PullRequestReader
from bot.github.summaries import SummaryReader
from bot.github.transport import Connection, Endpoints
from bot.github.turns import TurnReader
from bot.github.watching import PullWatcher
from bot.github.writer import Writer
from bot.kernel.work import APP_SCOPE

if TYPE_CHECKING:
    import aiohttp

    from bot.clock import Clock
    from bot.github.ledger import EffectLedger
    from bot.github.pace import WriteSlots
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class GitHub:
    """What the use cases may ask of GitHub."""

    app: AppApi
    installations: Installations
    reader: PullRequestReader
    issues: IssueReader
    policy_files: PolicyFiles
    turns: TurnReader
    pairs: PairReader
    watcher: PullWatcher
    finder: PullFinder
    comparer: BranchComparer
    portfolios: PortfolioReader
    summaries: SummaryReader
    writer: Writer


def connect(
    settings: Settings,
    session: aiohttp.ClientSession,
    *,
    ledger: EffectLedger,
    slots: WriteSlots,
    clock: Clock,
) -> GitHub:
    """Return GitHub as the settings describe it; sends nothing yet."""
    app = connect_app(settings, session, clock)

    def connection(scope: str, token: str) -> Connection:
        return _connection(settings, session, clock, scope=scope, token=token)

    installations = Installations(InstallationTokens(app.mint, clock), connection)
    writer = Writer(
        installations,
        slots=slots,
        ledger=ledger,
        clock=clock,
        read_back=timedelta(seconds=settings.read_back),
    )
    issues, turns = IssueReader(installations), TurnReader(installations)
    return GitHub(
        app,
        installations,
        PullRequestReader(installations),
        issues,
        PolicyFiles(installations),
        turns,
        PairReader(installations, issues, turns),
        PullWatcher(installations),
        PullFinder(installations),
        BranchComparer(installations),
        PortfolioReader(installations),
        SummaryReader(installations),
        writer,
    )


def connect_app(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> AppApi:
    """Return what the App may ask as itself; sends nothing yet."""
    credential = AppCredential(settings.app_id, settings.private_key, clock)
    connection = _connection(settings, session, clock, scope=APP_SCOPE, token=None)
    return AppApi(connection, credential, clock)


def _connection(
    settings: Settings,
    session: aiohttp.ClientSession,
    clock: Clock,
    *,
    scope: str,
    token: str | None,
) -> Connection:
    endpoints = Endpoints(settings.api_url, settings.graphql_endpoint)
    return Connection(session, scope=scope, clock=clock, endpoints=endpoints, token=token)
