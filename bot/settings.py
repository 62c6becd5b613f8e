"""Settings from the environment; a missing secret stops the start."""

from __future__ import annotations

import os
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args, get_type_hints

from bot.kernel.errors import UserError
from bot.policy.allowed import Allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "COACH_"
DEFAULT_DATABASE = "sqlite:///var/upstream-coach.db"


@dataclass(frozen=True, slots=True)
class About:
    """What a setting means and how its text becomes a value.

    Attributes:
        help: One sentence for the documentation and for errors.
        parse: Turns the text into the value; raises ValueError with the reason.
        secret: Whether the value may also stand in a file and is never shown.
    """

    help: str
    parse: Callable[[str], object] = str
    secret: bool = False


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("must be a number of seconds") from None
    if not 0 <= value < float("inf"):
        raise ValueError("must be zero or more")
    return value


def _base_url(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError("must begin with https://")
    return text.rstrip("/")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("must be a whole number") from None


def _port(text: str) -> int:
    value = _whole(text)
    if not 0 <= value < 2**16:
        raise ValueError("must be between 0 and 65535")
    return value


def _count(text: str) -> int:
    value = _whole(text)
    if value < 1:
        raise ValueError("must be at least 1")
    return value


def _log_level(text: str) -> str:
    level = text.lower()
    if level not in {"debug", "info", "warning", "error"}:
        raise ValueError("must be debug, info, warning or error")
    return level


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this process runs; each field is read from `COACH_<FIELD>`.

    A secret may instead stand in a file that `COACH_<FIELD>_FILE` names.
    """

    app_id: Annotated[str, About("The App's client id (`Iv23...`) or its number.")]
    private_key: Annotated[str, About("The App's private key, PEM.", secret=True)] = field(
        repr=False
    )
    webhook_secret: Annotated[str, About("The secret that signs deliveries.", secret=True)] = field(
        repr=False
    )
    webhook_secret_previous: Annotated[
        str,
        About(
            "The secret before the last rotation; valid beside the current one while set.",
            secret=True,
        ),
    ] = field(default="", repr=False)
    allowed: Annotated[
        Allowed,
        About(
            "Accounts or installation ids that are served, separated by commas."
            " Any other installation is left alone.",
            parse=Allowed.parse,
        ),
    ]
    database_url: Annotated[
        str,
        About("`sqlite:///file.db` or `postgresql://user:password@host/name`.", secret=True),
    ] = field(default=DEFAULT_DATABASE, repr=False)
    api_url: Annotated[
        str,
        About(
            "GitHub's REST API: `https://HOST/api/v3` on GitHub Enterprise Server,"
            " `https://api.SUBDOMAIN.ghe.com` on ghe.com.",
            parse=_base_url,
        ),
    ] = "https://api.github.com"
    graphql_url: Annotated[
        str,
        About("GitHub's GraphQL API; unset, it follows from `COACH_API_URL`.", parse=_base_url),
    ] = ""
    host: Annotated[str, About("The address that the web role listens on.")] = "127.0.0.1"
    port: Annotated[int, About("The port that the web role listens on.", parse=_port)] = 8080
    settle: Annotated[
        float,
        About("Seconds to wait after a delivery, so that a burst becomes one run.", parse=_seconds),
    ] = 0.3
    write_pause: Annotated[
        float,
        About(
            "Seconds between two writes of one installation; GitHub asks for at least one.",
            parse=_seconds,
        ),
    ] = 1.0
    read_back: Annotated[
        float,
        About(
            "Seconds to look for a write whose answer was lost before it is repeated.",
            parse=_seconds,
        ),
    ] = 10.0
    workers: Annotated[int, About("Subjects worked on at the same time.", parse=_count)] = 32
    log_level: Annotated[str, About("`debug`, `info`, `warning` or `error`.", parse=_log_level)] = (
        "info"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every setting.

        Raises:
            UserError: Names every setting that is missing or wrong, all at once.
        """
        source = os.environ if environment is None else environment
        values: dict[str, object] = {}
        problems: list[str] = []
        about = described()
        for each in fields(cls):
            name = variable(each.name)
            try:
                text = _read(name, source, about[each.name])
                if text is not None:
                    values[each.name] = about[each.name].parse(text)
                elif each.default is MISSING:
                    problems.append(f"{name} is not set: {about[each.name].help}")
            except OSError as error:
                problems.append(f"{name}_FILE: cannot read {error.filename}: {error.strerror}")
            except ValueError as error:
                problems.append(f"{name}: {error}")
        if problems:
            raise UserError("The settings are incomplete.\n  " + "\n  ".join(problems))
        return cls(**values)  # type: ignore[arg-type] # built from the fields themselves

    @property
    def graphql_endpoint(self) -> str:
        """Return the GraphQL URL, given or derived from the REST URL."""
        return self.graphql_url or graphql_url(self.api_url)


def database_url(environment: Mapping[str, str] | None = None) -> str:
    """Return where the database is, for commands that need no other setting.

    Raises:
        UserError: The file that should name it cannot be read.
    """
    source = os.environ if environment is None else environment
    try:
        text = _read(variable("database_url"), source, described()["database_url"])
    except OSError as error:
        raise UserError(
            f"COACH_DATABASE_URL_FILE: cannot read {error.filename}: {error.strerror}"
        ) from error
    return text or DEFAULT_DATABASE


def graphql_url(api_url: str) -> str:
    """Return the GraphQL API that belongs to a REST API."""
    return api_url.removesuffix("/v3") + "/graphql"


def github_token(environment: Mapping[str, str] | None = None) -> str:
    """Return a person's own token, for commands that read without the App; empty if none is set.

    Raises:
        UserError: The file that should hold it cannot be read.
    """
    source = os.environ if environment is None else environment
    about = About("A token that reads public repositories.", secret=True)
    try:
        return _read("GITHUB_TOKEN", source, about) or ""
    except OSError as error:
        raise UserError(
            f"GITHUB_TOKEN_FILE: cannot read {error.filename}: {error.strerror}"
        ) from error


def described() -> dict[str, About]:
    """Return what each setting means, by field name, in the order of the fields."""
    hints = get_type_hints(Settings, include_extras=True)
    return {each.name: get_args(hints[each.name])[1] for each in fields(Settings)}


def variable(name: str) -> str:
    """Return the environment variable of a field."""
    return PREFIX + name.upper()


def _read(name: str, source: Mapping[str, str], about: About) -> str | None:
    text = source.get(name, "")
    path = source.get(f"{name}_FILE", "")
    if not text and about.secret and path:
        text = Path(path).read_text(encoding="utf-8")
    return text.strip() or None
