"""Settings from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.kernel.errors import UserError
from bot.settings import PREFIX, Settings, database_url, described, variable

if TYPE_CHECKING:
    from pathlib import Path

LEAST = {
    "COACH_APP_ID": "Iv23abc",
    "COACH_PRIVATE_KEY": "a key",
    "COACH_WEBHOOK_SECRET": "hush",
    "COACH_ALLOWED": "ai-course",
}


def test_the_least_is_enough() -> None:
    settings = Settings.from_environment(LEAST)

    assert settings.allowed.admits(None, "ai-course")
    assert settings.graphql_endpoint == "https://api.github.com/graphql"


def test_every_problem_is_named_at_once() -> None:
    environment = {"COACH_PORT": "high", "COACH_SETTLE": "-1", "COACH_LOG_LEVEL": "loud"}

    with pytest.raises(UserError) as raised:
        Settings.from_environment(environment)

    text = str(raised.value)
    named = [name for name in map(variable, described()) if f"{name}:" in text or name in text]
    assert named == [*LEAST, "COACH_PORT", "COACH_SETTLE", "COACH_LOG_LEVEL"]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("COACH_PORT", "70000", "between 0 and 65535"),
        ("COACH_PORT", "x", "a whole number"),
        ("COACH_WORKERS", "0", "at least 1"),
        ("COACH_WRITE_PAUSE", "inf", "zero or more"),
        ("COACH_WRITE_PAUSE", "nan", "zero or more"),
        ("COACH_READ_BACK", "soon", "a number of seconds"),
        ("COACH_API_URL", "api.github.com", "begin with https://"),
        ("COACH_LOG_LEVEL", "loud", "debug, info, warning or error"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_right(name: str, value: str, reason: str) -> None:
    with pytest.raises(UserError, match=f"{name}: must (be )?{reason}"):
        Settings.from_environment({**LEAST, name: value})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("from a file\n", encoding="utf-8")
    environment = {**LEAST, "COACH_PRIVATE_KEY": "", "COACH_PRIVATE_KEY_FILE": str(path)}

    assert Settings.from_environment(environment).private_key == "from a file"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent"
    environment = {**LEAST, "COACH_WEBHOOK_SECRET": "", "COACH_WEBHOOK_SECRET_FILE": str(path)}

    with pytest.raises(UserError, match=r"COACH_WEBHOOK_SECRET_FILE: cannot read .*absent"):
        Settings.from_environment(environment)


def test_secrets_are_not_in_the_representation() -> None:
    environment = {**LEAST, "COACH_DATABASE_URL": "postgresql://coach:pa55@db/coach"}

    shown = repr(Settings.from_environment(environment))

    assert not any(secret in shown for secret in ("a key", "hush", "pa55"))


@pytest.mark.parametrize(
    ("api", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://ghe.example.org/api/v3/", "https://ghe.example.org/api/graphql"),
        ("https://api.course.ghe.com", "https://api.course.ghe.com/graphql"),
    ],
)
def test_the_graphql_url_follows_from_the_rest_url(api: str, graphql: str) -> None:
    assert Settings.from_environment({**LEAST, "COACH_API_URL": api}).graphql_endpoint == graphql


def test_a_given_graphql_url_wins() -> None:
    environment = {**LEAST, "COACH_GRAPHQL_URL": "https://elsewhere.example.org/graphql/"}

    found = Settings.from_environment(environment).graphql_endpoint

    assert found == "https://elsewhere.example.org/graphql"


def test_every_setting_says_what_it_means() -> None:
    assert all(about.help.endswith(".") for about in described().values())
    assert all(variable(name).startswith(PREFIX) for name in described())


def test_commands_that_need_only_the_database_find_it_like_the_service(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("postgresql:///coach\n", encoding="utf-8")

    assert database_url({}) == "sqlite:///var/upstream-coach.db"
    assert database_url({"COACH_DATABASE_URL": "sqlite:///a.db"}) == "sqlite:///a.db"
    assert database_url({"COACH_DATABASE_URL_FILE": str(path)}) == "postgresql:///coach"
    with pytest.raises(UserError, match="COACH_DATABASE_URL_FILE"):
        database_url({"COACH_DATABASE_URL_FILE": str(tmp_path / "absent")})
