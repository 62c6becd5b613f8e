"""A private PostgreSQL server for the tests, on a Unix socket in a folder of its own."""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

_DEBIAN = Path("/usr/lib/postgresql")
_ACCOUNT = "postgres"
_names = itertools.count(1)


def programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, or None when there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    newest = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return newest[-1].parent if newest else None


def missing(reason: str) -> NoReturn:
    """Skip with a reason; in CI the same is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class PostgresServer:
    """One server, many databases; started on construction, stopped by `stop`."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        # PostgreSQL refuses to run as root.
        self._as = ["runuser", "-u", _ACCOUNT, "--"] if os.geteuid() == 0 else []
        self.user = _ACCOUNT if self._as else pwd.getpwuid(os.geteuid()).pw_name
        # A socket's path may have 107 bytes; pytest's own folders are longer.
        self._folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
        self._data = self._folder / "data"
        if self._as:
            shutil.chown(self._folder, user=_ACCOUNT)
        try:
            self._run(
                "initdb", "-D", self._data, "-U", self.user, "-A", "trust", "-E", "UTF8", "-N"
            )
            # Nobody pulls this machine's plug during the tests: no sync, faster by half.
            self._start(
                f"-c listen_addresses='' -c unix_socket_directories={self._folder} -c fsync=off"
            )
        except BaseException:
            self.stop()
            raise

    def _start(self, options: str) -> None:
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-o", options, "-w", "start")

    def database(self, template: str = "template0") -> str:
        """Make a database, empty or a copy of the one named, and return its URL."""
        name = f"coach{next(_names)}"
        self._run("createdb", "-h", self._folder, "-U", self.user, "-T", template, name)
        return f"postgresql://{self.user}@/{name}?host={self._folder}"

    def sql(self, url: str, statement: str) -> None:
        """Run one statement as the owner."""
        where = ("-h", self._folder, "-U", self.user, "-d", database_name(url))
        self._run("psql", *where, "-c", statement)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as, str(self._binaries / program), *map(str, arguments)]
        # Not a pipe for the output: the server would inherit and hold it.
        with (self._folder / "output").open("w+") as output:
            done = subprocess.run(  # noqa: S603 - programs of this machine, arguments of ours
                command, cwd="/", stdout=output, stderr=subprocess.STDOUT, timeout=60, check=False
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {output.read()}")


def database_name(url: str) -> str:
    """Return the database's name in a URL of `PostgresServer.database`."""
    return url.partition("@/")[2].partition("?")[0]


@cache
def shared_server() -> PostgresServer:
    """Return the one server of this test run; it stops when the run ends.

    Without PostgreSQL's programs the calling test is skipped, or fails in CI.
    """
    binaries = programs()
    if binaries is None:
        missing("PostgreSQL's initdb is neither on the PATH nor in /usr/lib/postgresql")
    server = PostgresServer(binaries)
    atexit.register(server.stop)
    return server
