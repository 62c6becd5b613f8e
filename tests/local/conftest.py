from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.histories import empty

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.histories import GitRepository


@pytest.fixture
def clone(tmp_path: Path) -> GitRepository:
    """A student's clone of vllm with a fix on a branch, two commits beyond where it began."""
    made = empty(tmp_path / "vllm")
    made.commit("Begin", {"vllm/core.py": "def first(items):\n    return items[0]\n"})
    made.git("remote", "add", "upstream", "https://github.com/vllm-project/vllm.git")
    made.git("remote", "add", "origin", "git@github.com:alice/vllm.git")
    made.git("checkout", "-q", "-b", "fix-empty")
    made.commit(
        "Return None for an empty list\n\nfirst([]) raised because nothing asked for the length.\n",
        {"vllm/core.py": "def first(items):\n    return items[0] if items else None\n"},
    )
    made.commit("Test it", {"tests/test_core.py": "def test_first():\n    assert True\n"})
    made.git("checkout", "-q", "main")
    made.commit("Move on", {"README.md": "vllm\n"})
    made.git("update-ref", "refs/remotes/upstream/main", "main")
    made.git("checkout", "-q", "fix-empty")
    return made
