"""What the App asks of GitHub."""

from __future__ import annotations

import pytest

from bot.kernel.errors import UserError
from bot.policy.manifest import read_manifest

TEXT = """
default_permissions: {issues: write, metadata: read}
default_events: [issue_comment]
"""


def test_a_registration_that_grants_it_all_lacks_nothing() -> None:
    manifest = read_manifest(TEXT)

    granted = {"issues": "admin", "metadata": "read", "more": "write"}
    assert manifest.missing(granted, frozenset({"issue_comment", "push"})) == ()


def test_what_is_lacking_is_named() -> None:
    manifest = read_manifest(TEXT)

    assert manifest.missing({"issues": "read"}, frozenset()) == (
        "permission issues: write",
        "permission metadata: read",
        "event issue_comment",
    )


@pytest.mark.parametrize("text", ["", "[]", "default_events: []", "default_permissions: {}"])
def test_a_file_without_the_two_lists_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="default_permissions and default_events"):
        read_manifest(text)
