"""The pages say what is: every command, setting, file, link, check and figure in them exists."""

from __future__ import annotations

import re
import subprocess
from calendar import month_name
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import DIFF_FILES
from bot.checklist.reading import COMMENTS_READ, PLAN_COMMANDS
from bot.intake.redelivery import EVERY, MOST_ATTEMPTS, RETENTION
from bot.intake.webhook import LONGEST_BODY
from bot.jobs.retry import FIRST_WAIT, LONGEST_WAIT
from bot.jobs.worker import GRACE, POLL
from bot.policy.manifest import read_manifest
from bot.policy.parse import Scope, parse
from bot.settings import Settings, described, variable
from bot.shipped import manifest, vocabulary
from bot.storage.group import CAPACITY
from bot.storage.store import KEEP
from bot.storage.tables import metadata, task
from bot.web.app import endpoints
from tests.settings_page import PAGE, with_table
from tests.support.pages import PROGRAM, ROOT, Page, named, page, pages

if TYPE_CHECKING:
    from pathlib import Path

README = page("README.md")
ARCHITECTURE = page("ARCHITECTURE.md")
OPERATIONS = page("docs/operations.md")
SETTINGS = page("docs/settings.md")
EVERY_PAGE = pytest.mark.parametrize("one", pages(), ids=lambda one: str(one.path))

TASKS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
OTHER_PROGRAMS = {
    "curl",
    "export",
    "git",
    "python",
    "python3",
    "set",
    "umask",
    ".venv/bin/python",
    "venv/bin/pip",
}
FILE_ENDS = (".css", ".js", ".md", ".png", ".py", ".toml", ".txt", ".yaml")
NOT_OURS = {"Procfile", "helpers", "misc", "pg_dump", "utils"}
WRITTEN_AT_WORK = {"var/upstream-coach.db"}


@cache
def source() -> str:
    """Return all that is no page, to find names in."""
    folders = ("bot", "bench", "tests", "config", ".ci")
    files = [each for folder in folders for each in (ROOT / folder).rglob("*.*")]
    files += [ROOT / name for name in ("pyproject.toml", "Makefile", "Procfile", "app.yaml")]
    return "\n".join(
        each.read_text(encoding="utf-8")
        for each in files
        if each.suffix in {"", ".graphql", ".py", ".toml", ".yaml"} and each.is_file()
        if each.name != "test_docs.py"
    )


def resolve(words: list[str]) -> tuple[str, click.Command, list[str]]:
    """Find the command that these words name: its path, itself, and the words that are left."""
    command: click.Command = cli
    path, rest = ["upstream-coach"], words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        inner = command.get_command(click.Context(command), rest[0])
        assert inner is not None, f"{' '.join(words)}: there is no {rest[0]}"
        path.append(rest[0])
        command, rest = inner, rest[1:]
    return " ".join(path), command, rest


def command_paths(command: click.Command, path: str) -> list[str]:
    if not isinstance(command, click.Group):
        return [path]
    context = click.Context(command)
    return [
        found
        for name in command.list_commands(context)
        if (inner := command.get_command(context, name))
        for found in command_paths(inner, f"{path} {name}")
    ]


def accepted(command: click.Command, words: list[str]) -> None:
    """Raise if an option does not exist or does not take the value that is given."""
    context = click.Context(command)
    given, _, _ = command.make_parser(context).parse_args(words)
    for option in command.params:
        if isinstance(option.type, click.Choice) and option.name in given:
            option.type.convert(given[option.name], option, context)


def ours(one: Page) -> list[list[str]]:
    return [words for words in one.commands if PROGRAM.fullmatch(words[0])]


def test_the_pages_are_found() -> None:
    assert {README.path, ARCHITECTURE.path, OPERATIONS.path} < {each.path for each in pages()}
    assert sum(len(each.commands) for each in pages()) > 30
    assert {"demo", "test"} <= TASKS


@EVERY_PAGE
def test_what_can_be_copied_into_a_shell_is_shell(one: Page) -> None:
    assert one.other_fences <= {"mermaid", "yaml"}
    for block in one.shell:
        subprocess.run(["bash", "-n"], input=block, text=True, check=True)  # noqa: S607 - any will do


@EVERY_PAGE
def test_every_command_is_one_that_exists(one: Page) -> None:
    for words in one.commands:
        if words[0] == "make":
            assert set(words[1:]) <= TASKS
        elif PROGRAM.fullmatch(words[0]):
            _, command, rest = resolve(words)
            accepted(command, rest)
        else:
            assert words[0] in OTHER_PROGRAMS


@EVERY_PAGE
def test_every_option_that_stands_alone_is_one_of_a_command(one: Page) -> None:
    commands = [resolve(path.split())[1] for path in command_paths(cli, "upstream-coach")]
    options = {name for command in commands for each in command.params for name in each.opts}
    assert {span.split()[0] for span in one.spans if span.startswith("--")} <= options


@EVERY_PAGE
def test_every_module_that_one_is_told_to_run_exists(one: Page) -> None:
    for name in re.findall(r"python -m ((?:bot|tests|bench)[\w.]*)", one.text):
        path = ROOT.joinpath(*name.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


def test_every_command_and_every_task_is_told() -> None:
    told = {resolve(words)[0] for each in pages() for words in ours(each)}
    assert told >= set(command_paths(cli, "upstream-coach"))
    named_tasks = {word for each in pages() for words in each.commands for word in words[1:]}
    assert named_tasks >= TASKS


def test_the_commands_of_an_operator_do_their_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATABASE_URL", f"sqlite:///{tmp_path}/coach.db")
    told = [words for words in ours(OPERATIONS) if words[1] in {"migrate", "tasks"}]
    run = [words[1:] for words in told if words[1:] != ["tasks"]]
    assert run[0] == ["migrate"]
    assert len(run) > 4
    for words in run:
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == 0, (words, result.output)


@EVERY_PAGE
def test_every_setting_that_is_named_exists(one: Page) -> None:
    about = described()
    known = {variable(name) for name in about}
    known |= {f"{variable(name)}_FILE" for name, told in about.items() if told.secret}
    assert set(re.findall(r"COACH_[A-Z_]+", one.text)) <= known


def test_every_setting_is_explained() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == with_table(told), "run `python -m tests.settings_page`"
    rows = SETTINGS.table("setting")
    assert len(rows) == len(described())


def test_the_settings_of_the_readme_are_enough_to_start(tmp_path: Path) -> None:
    (block,) = [each for each in README.shell if "export COACH_APP_ID" in each]
    given = dict(re.findall(r"^export (\w+)=(.*)$", block, re.MULTILINE))
    key = tmp_path / given["COACH_PRIVATE_KEY_FILE"]
    key.write_text("a key", encoding="utf-8")
    settings = Settings.from_environment(given | {"COACH_PRIVATE_KEY_FILE": str(key)})
    assert settings.allowed.admits(None, "my-course")


def test_the_policy_of_the_readme_is_in_order() -> None:
    (written,) = re.findall(r"^```yaml\n(.*?)^```$", README.text, re.MULTILINE | re.DOTALL)
    parsed = parse(written.encode(), "upstream-coach.yml", vocabulary(), Scope.ORGANISATION)
    assert parsed.problems == ()


@pytest.mark.parametrize("row", README.table("GitHub"), ids=lambda row: row[0])
def test_the_graphql_address_is_found_as_the_readme_says(row: list[str]) -> None:
    _, api, graphql = row
    given = {"api_url": named(api)} if "`" in api else {}
    settings = Settings(
        app_id="1",
        private_key="",
        webhook_secret="",
        allowed=described()["allowed"].parse("my-course"),  # type: ignore[arg-type] # its own
        **given,  # type: ignore[arg-type] # only texts
    )
    assert settings.graphql_endpoint == named(graphql)


def test_every_permission_and_every_event_is_explained() -> None:
    wanted = read_manifest(manifest())
    permissions = {named(name): level for name, level, _ in README.table("permission")}
    assert permissions == dict(wanted.permissions)
    assert {named(name) for name, _ in README.table("event")} == wanted.events
    assert all(row[-1] for row in README.table("permission") + README.table("event"))


def test_every_check_is_explained_in_the_order_of_the_comment() -> None:
    told = [named(name) for name, _ in README.table("check")]
    assert told == [check.name for check in CHECKS]
    assert f"`{PLAN_COMMANDS[0]}`" in README.text


def test_every_part_that_the_doctor_examines_is_told() -> None:
    doctor = (ROOT / "bot" / "doctor.py").read_text(encoding="utf-8")
    parts = set(re.findall(r'Symptom\(\s*"(\w+)"', doctor))
    assert len(parts) >= 7
    assert not [part for part in parts if f"`{part}`" not in README.text and part != "settings"]
    assert not [
        part for part in parts if not re.search(rf"examines [^.]*\b{part}\b", OPERATIONS.text)
    ]


def test_every_endpoint_is_told() -> None:
    table = endpoints(None, None)  # type: ignore[arg-type] # nobody asks them anything
    served = {f"{endpoint.method} {path}" for path, endpoint in table.items()}
    assert {named(row[0]) for row in OPERATIONS.table("endpoint")} == served


def test_every_event_of_the_log_that_is_told_is_logged() -> None:
    logged = set(re.findall(r"_log\.\w+\(\s*\"([^\"]+)\"", source()))
    logged |= set(re.findall(r'"(run_\w+)" if', source()))
    told = {name for row in OPERATIONS.table("event") for name in re.findall("`(.+?)`", row[0])}
    assert len(told) > 10
    assert told <= logged


@EVERY_PAGE
def test_every_file_that_is_named_exists(one: Page) -> None:
    top = {each.name for each in ROOT.iterdir() if each.name not in {".venv", ".git", ".cache"}}
    for span in one.spans:
        if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", span) or span in WRITTEN_AT_WORK:
            continue
        if span.split("/")[0] in top or span.endswith(FILE_ENDS):
            assert (ROOT / span).exists(), span


@EVERY_PAGE
def test_every_name_of_the_code_exists(one: Page) -> None:
    names = {span for span in one.spans if re.fullmatch(r"[A-Za-z_]\w+", span)}
    missing = {name for name in names if not re.search(rf"\b{name}\b", source())}
    missing = {name for name in missing if not name.startswith("COACH_")}
    assert missing <= NOT_OURS


@EVERY_PAGE
def test_every_link_into_the_repository_leads_somewhere(one: Page) -> None:
    for link in one.links:
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / one.path).parent / path if path else ROOT / one.path
        assert target.exists(), link
        if anchor:
            assert anchor in Page(target.resolve().relative_to(ROOT)).anchors, link


def test_every_room_is_described() -> None:
    told = {
        name for row in ARCHITECTURE.table("room") for name in re.findall(r"`bot/([\w.]+)`", row[0])
    }
    there = {
        each.name
        for each in (ROOT / "bot").iterdir()
        if each.name != "__init__.py" and (each.suffix == ".py" or (each / "__init__.py").exists())
    }
    assert told == there


def test_every_column_of_a_task_is_described() -> None:
    told = {name for row in ARCHITECTURE.table("column") for name in re.findall("`(.+?)`", row[0])}
    assert told == set(task.columns.keys()) - {"id", "kind", "key", "scope"}


SETTLE = next(each.default for each in fields(Settings) if each.name == "settle")


def test_every_table_is_described() -> None:
    assert set(metadata.tables) <= set(ARCHITECTURE.spans)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (ARCHITECTURE, f"At most {CAPACITY:,} writes wait"),
        (ARCHITECTURE, f"A body of {LONGEST_BODY // 1024**2} MB"),
        (ARCHITECTURE, f"above {DIFF_FILES} files"),
        (ARCHITECTURE, f"the newest {COMMENTS_READ} are read"),
        (ARCHITECTURE, f"due {SETTLE} seconds later"),
        (ARCHITECTURE, {3: "three", 7: "seven"}[RETENTION.days] + " days back"),
        (OPERATIONS, f"every {EVERY.seconds // 60} minutes"),
        (OPERATIONS, f"up to {({10: 'ten'})[MOST_ATTEMPTS]} times"),
        (OPERATIONS, f"after {FIRST_WAIT.seconds} seconds, then doubling"),
        (OPERATIONS, f"up to {LONGEST_WAIT.seconds // 60} minutes"),
        (OPERATIONS, f"gives running work {({10: 'ten'})[GRACE.seconds]} seconds"),
        (OPERATIONS, f"look every {({5: 'five'})[POLL.seconds]} seconds"),
        (OPERATIONS, f"{KEEP.days} days after they were dealt with"),
        (README, f"every {EVERY.seconds // 60} minutes"),
    ],
)
def test_a_figure_in_the_pages_is_the_codes(one: Page, said: str) -> None:
    assert said in one.text


def test_the_records_of_decisions_are_numbered_and_dated() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [each.name[:4] for each in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for number, record in enumerate(records, start=1):
        title, _, rest = record.read_text(encoding="utf-8").partition("\n\n")
        assert title.startswith(f"# {number}. ")
        dated = re.match(r"Accepted, (\w+) \d{4}\.", rest)
        assert dated
        assert dated[1] in set(month_name)
