"""A tiny git repository, made with git itself, with merged pull requests of several kinds."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MODULE = "def first(items):\n    return items[0]\n"
_MENDED = "def first(items):\n    return items[0] if items else None\n"
_TEST = "from engine import first\n\n\ndef test_nothing():\n    assert first([]) is None\n"


@dataclass
class GitRepository:
    """A repository on disk; each commit is a minute after the one before."""

    folder: Path
    minute: int = field(default=0)

    def git(self, *arguments: str, name: str = "Ada", email: str = "ada@example.org") -> str:
        at = f"2026-03-01T10:{self.minute:02}:00+00:00"
        told = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": at,
            "GIT_COMMITTER_NAME": "Maintainer",
            "GIT_COMMITTER_EMAIL": "maintainer@example.org",
            "GIT_COMMITTER_DATE": at,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        done = subprocess.run(  # noqa: S603 - the tests' own words
            ["git", *arguments],  # noqa: S607 - any git will do
            cwd=self.folder,
            env=os.environ | told,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def commit(self, message: str, files: dict[str, str | bytes], **who: str) -> None:
        """Write the files and commit everything."""
        for path, content in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            raw = content if isinstance(content, bytes) else content.encode()
            target.write_bytes(raw)
        self.minute += 1
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message, **who)


def empty(folder: Path) -> GitRepository:
    """Make a repository without commits."""
    folder.mkdir(parents=True)
    made = GitRepository(folder)
    made.git("init", "-q", "-b", "main")
    return made


def engine(folder: Path) -> Path:
    """Make the repository of most tests and return its git directory.

    Loadable are #11 (a mended bug), #12 (documentation), #14 (a merge commit) and #18 (a rename);
    #13, #15, #16 and #17 are not, each for another reason.
    """
    made = empty(folder)
    made.commit("Begin", {"engine.py": _MODULE, "README.md": "engine\n"})
    made.commit("Tidy up without a pull request", {"notes.txt": "tidy\n"})
    made.commit(
        "Fix first of an empty list (#11)\n\n"
        "`first([])` fails with an IndexError; return None instead. cc @maintainer\n\n"
        "Signed-off-by: Ada <ada@example.org>\n",
        {"engine.py": _MENDED, "tests/test_engine.py": _TEST},
    )
    made.commit(
        "Explain how to begin (#12)\n\nThe README only had a name; write to ada@example.org.\n",
        {"README.md": "engine\n\nCall `first`.\n"},
        email="ADA@example.org",
    )
    made.commit("Add a picture (#13)\n\nA picture for the README.\n", {"a.png": b"\x89PNG\0\1\2"})
    made.git("checkout", "-q", "-b", "topic")
    made.commit("Count", {"count.py": "def count(items):\n    return len(items)\n"}, name="Bo")
    made.git("checkout", "-q", "main")
    made.minute += 1
    subject = (
        "Merge pull request #14 from bo/topic\n\nCount items\n\nCounting was missing so far.\n"
    )
    who = {"name": "Bo", "email": "bo@example.org"}
    made.git("merge", "-q", "--no-ff", "--cleanup=verbatim", "-m", subject, "topic", **who)
    made.commit("Say nothing (#15)", {"notes.txt": "nothing\n"})
    bot = "1+dependabot[bot]@users.noreply.github.com"
    made.commit("Bump it (#16)\n\nBumps it.\n", {"notes.txt": "bump\n"}, email=bot)
    made.commit("Change nothing (#17)\n\nAn empty commit, to run the checks again.\n", {})
    made.git("mv", "count.py", "counting.py")
    made.commit("Rename the counter (#18)\n\nThe old name hid what it does.\n", {}, **who)
    return folder / ".git"
