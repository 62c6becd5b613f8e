"""Examines a set-up and names the fix of whatever is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import aiohttp

from bot.github.connect import connect_app
from bot.github.covered import content, covered
from bot.github.sight import PROJECT, sight
from bot.github.transport import Connection, Endpoints
from bot.kernel.errors import CoachError, Transient, UserError
from bot.policy.homes import homes, troubles
from bot.policy.manifest import read_manifest
from bot.policy.parse import ORGANISATION_REPOSITORY, Scope, parse
from bot.settings import Settings, graphql_url
from bot.shipped import manifest, vocabulary
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.clock import Clock
    from bot.github.app import AppApi, Registration
    from bot.kernel.installation import InstallationRecord

_TIMEOUT = aiohttp.ClientTimeout(total=20)
_MOST_SKEW = timedelta(seconds=30)
_LOOK_BACK = timedelta(days=3)
_MOST_DELIVERIES = 500


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    """Could not be examined, because something before it is broken."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """What was found about one part, and what to do about it; `fix` is empty when all is well."""

    part: str
    health: Health
    found: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found, in the order in which to mend it."""

    symptoms: tuple[Symptom, ...]

    @property
    def healthy(self) -> bool:
        """Return whether nothing is broken or unknown."""
        return all(each.health in {Health.OK, Health.WARNING} for each in self.symptoms)

    def as_json(self) -> dict[str, object]:
        """Return the form for scripts."""
        return {"healthy": self.healthy, "symptoms": [asdict(each) for each in self.symptoms]}


async def examine(environment: Mapping[str, str] | None, clock: Clock) -> Diagnosis:
    """Examine settings, database, clock, key, App and deliveries; changes nothing."""
    try:
        settings = Settings.from_environment(environment)
    except UserError as error:
        return Diagnosis(
            (Symptom("settings", Health.BROKEN, str(error), "Set what is named above."),)
        )
    symptoms = [Symptom("settings", Health.OK, "complete"), await _database(settings, clock)]
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        symptoms.append(await _clock(settings, session, clock))
        app = connect_app(settings, session, clock)
        symptoms += await _github(settings, app, clock)
        installed = _Installed(settings, app, session, clock)
        symptoms += [await _course(installed), await _upstream(installed)]
    return Diagnosis(tuple(symptoms))


async def _database(settings: Settings, clock: Clock) -> Symptom:
    try:
        store = await Store.visit(settings.database_url, clock=clock)
    except CoachError as error:
        return Symptom("database", Health.BROKEN, str(error), "See COACH_DATABASE_URL.")
    try:
        counts = await store.counts()
    finally:
        await store.close()
    if counts.parked:
        return Symptom(
            "database",
            Health.WARNING,
            f"{counts.parked} subjects were given up",
            "`upstream-coach tasks list --parked` tells why; `tasks revive` tries again.",
        )
    return Symptom("database", Health.OK, f"{counts.unfinished} deliveries wait")


async def _clock(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> Symptom:
    try:
        async with session.get(f"{settings.api_url}/meta") as response:
            there = parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        return Symptom(
            "clock",
            Health.UNKNOWN,
            f"GitHub's clock could not be asked: {type(error).__name__}",
            f"Check that this machine reaches {settings.api_url}.",
        )
    skew = abs(clock.now() - there)
    if skew > _MOST_SKEW:
        return Symptom(
            "clock",
            Health.BROKEN,
            f"this machine and GitHub differ by {skew.total_seconds():.0f} seconds",
            "Turn on time synchronisation: GitHub refuses the App's signature otherwise.",
        )
    return Symptom("clock", Health.OK, "agrees with GitHub's")


async def _github(settings: Settings, app: AppApi, clock: Clock) -> list[Symptom]:
    try:
        registration = await app.registration()
    except CoachError as error:
        unknown = [
            Symptom(part, Health.UNKNOWN, "needs the App's key first")
            for part in ("permissions", "installations", "deliveries")
        ]
        fix = "COACH_APP_ID and COACH_PRIVATE_KEY must be of the same App; see its settings page."
        if isinstance(error, Transient):
            fix = f"Check that this machine reaches {settings.api_url}, then run the doctor again."
        return [Symptom("app", Health.BROKEN, str(error), fix), *unknown]
    return [
        Symptom("app", Health.OK, f"GitHub knows us as {registration.identity.name}"),
        _permissions(registration),
        await _installations(settings, app),
        await _deliveries(app, clock),
    ]


def _permissions(registration: Registration) -> Symptom:
    wanted = read_manifest(manifest())
    missing = wanted.missing(registration.permissions, registration.events)
    if missing:
        return Symptom(
            "permissions",
            Health.BROKEN,
            "the App lacks " + ", ".join(missing),
            "Add them on the App's settings page under Permissions & events;"
            " each installation must then accept them.",
        )
    return Symptom("permissions", Health.OK, "as app.yaml asks")


async def _installations(settings: Settings, app: AppApi) -> Symptom:
    try:
        found = await app.installations()
    except CoachError as error:
        return Symptom("installations", Health.UNKNOWN, str(error), "Run the doctor again.")
    served = [each for each in found if settings.allowed.admits(each.id, each.account)]
    if not served:
        names = ", ".join(each.account for each in found) or "nowhere"
        return Symptom(
            "installations",
            Health.BROKEN,
            f"the App is installed on: {names}; none of it is in COACH_ALLOWED",
            "Install the App on the organisation and name that organisation in COACH_ALLOWED.",
        )
    names = ", ".join(each.account for each in served)
    return Symptom("installations", Health.OK, f"serves {names}")


@dataclass(frozen=True, slots=True)
class _Installed:
    """Connects to installations that are served, as the coach would."""

    settings: Settings
    app: AppApi
    session: aiohttp.ClientSession
    clock: Clock

    async def served(self) -> tuple[InstallationRecord, ...]:
        """Return them."""
        found = await self.app.installations()
        allowed = self.settings.allowed
        return tuple(each for each in found if allowed.admits(each.id, each.account))

    async def connected(self, installation: int) -> Connection:
        """Return a connection with a token of one."""
        token = await self.app.mint(installation)
        url = self.settings.api_url
        endpoints = Endpoints(url, graphql_url(url))
        return Connection(
            self.session, scope="doctor", clock=self.clock, endpoints=endpoints, token=token.value
        )


async def _course(installed: _Installed) -> Symptom:
    """Look at the repositories for what is known of students, as the policies name them."""
    wrong: list[str] = []
    named = 0
    try:
        served = await installed.served()
        for each in served:
            connection = await installed.connected(each.id)
            home = f"{each.account}/{ORGANISATION_REPOSITORY}"
            there = await covered(connection)
            file = Scope.ORGANISATION.file
            text = await content(connection, home, file) if home.lower() in there else None
            if text is None:
                continue
            policy = parse(text, file, vocabulary(), Scope.ORGANISATION).policy
            if policy is None:
                wrong.append(f"{home} has mistakes: `upstream-coach config check` names them")
            else:
                named += len(tuple(homes(policy)))
                wrong += troubles(policy, there)
    except CoachError as error:
        return Symptom("course", Health.UNKNOWN, str(error), "Run the doctor again.")
    if wrong:
        fix = "Mend what is named; summaries that are missed meanwhile are made up for."
        return Symptom("course", Health.BROKEN, "; ".join(wrong), fix)
    if not served:
        return Symptom("course", Health.UNKNOWN, "needs an installation first")
    found = f"all is well with the repositories that the policy names: {named}"
    return Symptom("course", Health.OK, found)


async def _upstream(installed: _Installed) -> Symptom:
    """Read one public pull request as the coach would, where the App is not installed."""
    try:
        served = await installed.served()
        if not served:
            return Symptom("upstream", Health.UNKNOWN, "needs an installation first")
        seen = await sight(await installed.connected(served[0].id))
    except CoachError as error:
        return Symptom("upstream", Health.UNKNOWN, str(error), "Run the doctor again.")
    if seen is None:
        return Symptom(
            "upstream",
            Health.WARNING,
            f"no pull request of {PROJECT} can be read",
            "Does COACH_API_URL name the GitHub where the projects are? Without them the checklist"
            " works, and nothing upstream is followed.",
        )
    may, refused = seen
    told = f"of a pull request at {PROJECT} can be read: {', '.join(may)}"
    if refused:
        return Symptom(
            "upstream",
            Health.WARNING,
            f"{told}; not to be seen: {', '.join(refused)}",
            "What is told without them is told less surely, and found later.",
        )
    return Symptom("upstream", Health.OK, told)


async def _deliveries(app: AppApi, clock: Clock) -> Symptom:
    statuses: Counter[str] = Counter()
    try:
        async for each in app.hook_deliveries(clock.now() - _LOOK_BACK):
            statuses[each.status] += 1
            if statuses.total() >= _MOST_DELIVERIES:
                break
    except CoachError as error:
        return Symptom("deliveries", Health.UNKNOWN, str(error), "Run the doctor again.")
    failed = statuses.total() - statuses["OK"]
    found = f"{statuses.total()} in the last three days, {failed} of them failed"
    if not statuses:
        return Symptom(
            "deliveries",
            Health.WARNING,
            "none in the last three days",
            "Check the webhook URL on the App's settings page; it ends in /webhook.",
        )
    if failed:
        worst = next(status for status, _ in statuses.most_common() if status != "OK")
        return Symptom(
            "deliveries",
            Health.WARNING,
            f"{found}; most often: {worst}",
            "They are asked for again every 15 minutes. If it goes on: is the webhook URL right,"
            " and does COACH_WEBHOOK_SECRET match the App's?",
        )
    return Symptom("deliveries", Health.OK, found)
