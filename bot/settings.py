"""Settings from the environment; a missing secret stops the start."""

from __future__ import annotations

import os
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.kernel.errors import UserError
from bot.policy.allowed import Allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "COACH_"


def _setting(
    help_text: str,
    *,
    default: object = MISSING,
    parse: Callable[[str], object] = str,
    secret: bool = False,
) -> Any:  # noqa: ANN401 - as dataclasses.field, whose place it takes
    metadata = {"help": help_text, "parse": parse, "secret": secret}
    if default is MISSING:
        return field(metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


def _seconds(text: str) -> float:
    value = float(text)
    if value < 0:
        raise ValueError("must not be negative")
    return value


def _base_url(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError("must begin with https://")
    return text.rstrip("/")


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**16:
        raise ValueError("must be between 0 and 65535")
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

    app_id: str = _setting("The App's client id (`Iv23...`) or its number.")
    private_key: str = _setting("The App's private key, PEM.", secret=True)
    webhook_secret: str = _setting("The secret that signs deliveries.", secret=True)
    webhook_secret_previous: str = _setting(
        "The secret before the last rotation; valid beside the current one while set.",
        default="",
        secret=True,
    )
    allowed: Allowed = _setting(
        "Accounts or installation ids that are served, separated by commas."
        " Any other installation is left alone.",
        parse=Allowed.parse,
    )
    database_url: str = _setting(
        "`sqlite:///file.db` or `postgresql://user:password@host/name`.",
        default="sqlite:///var/upstream-coach.db",
        secret=True,
    )
    api_url: str = _setting(
        "GitHub's REST API: `https://HOST/api/v3` on GitHub Enterprise Server,"
        " `https://api.SUBDOMAIN.ghe.com` on ghe.com.",
        default="https://api.github.com",
        parse=_base_url,
    )
    graphql_url: str = _setting(
        "GitHub's GraphQL API; empty derives it from `COACH_API_URL`.",
        default="",
        parse=_base_url,
    )
    host: str = _setting("The address that the web role listens on.", default="127.0.0.1")
    port: int = _setting("The port that the web role listens on.", default=8080, parse=_port)
    settle: float = _setting(
        "Seconds to wait after a delivery, so that a burst becomes one run.",
        default=0.3,
        parse=_seconds,
    )
    write_pause: float = _setting(
        "Seconds between two writes of one installation; GitHub asks for at least one.",
        default=1.0,
        parse=_seconds,
    )
    read_back: float = _setting(
        "Seconds to look for a write whose answer was lost before it is repeated.",
        default=10.0,
        parse=_seconds,
    )
    workers: int = _setting("Subjects worked on at the same time.", default=32, parse=int)
    log_level: str = _setting("`debug`, `info`, `warning` or `error`.", default="info",
                              parse=_log_level)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every setting.

        Raises:
            UserError: Names every setting that is missing or wrong, all at once.
        """
        source = os.environ if environment is None else environment
        values: dict[str, object] = {}
        problems: list[str] = []
        for each in fields(cls):
            try:
                text = _read(each, source)
                if text is not None:
                    values[each.name] = each.metadata["parse"](text)
                elif each.default is MISSING:
                    problems.append(f"{variable(each)} is not set: {each.metadata['help']}")
            except (OSError, ValueError) as error:
                problems.append(f"{variable(each)}: {_reason(error)}")
        if problems:
            raise UserError("The settings are incomplete.\n  " + "\n  ".join(problems))
        return cls(**values)  # type: ignore[arg-type] # built from the fields themselves

    @property
    def graphql_endpoint(self) -> str:
        """Return the GraphQL URL, given or derived from the REST URL."""
        if self.graphql_url:
            return self.graphql_url
        return self.api_url.removesuffix("/v3") + "/graphql"


def variable(each: Field[object]) -> str:
    """Return the environment variable of a field."""
    return PREFIX + each.name.upper()


def _read(each: Field[object], source: Mapping[str, str]) -> str | None:
    name = variable(each)
    text = source.get(name, "")
    if not text and each.metadata["secret"] and source.get(f"{name}_FILE"):
        text = Path(source[f"{name}_FILE"]).read_text(encoding="utf-8")
    return text.strip() or None


def _reason(error: Exception) -> str:
    # An OSError's own text holds the path, which is the fix; never the content.
    if isinstance(error, OSError):
        return f"cannot read {error.filename}: {error.strerror}"
    return str(error)
