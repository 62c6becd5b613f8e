"""Policy files that are named on the command line: read, and told what is wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.errors import UserError
from bot.policy.document import LARGEST
from bot.policy.effective import effective
from bot.policy.parse import Scope, parse
from bot.shipped import shipped_policy, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from bot.policy.model import Policy
    from bot.policy.parse import Parsed


def organisation_policy(file: Path | None) -> Policy:
    """Return the policy that holds with an organisation's file, or without one.

    Raises:
        UserError: The file is not in order; every mistake is told.
    """
    return effective(shipped_policy(), organisation=in_order(file, Scope.ORGANISATION)).policy


def read_policy(file: Path, scope: Scope | None = None) -> Parsed:
    """Return what a policy file says, with all its problems.

    Args:
        file: Where it is.
        scope: Whose file it is; None to tell by its content.

    Raises:
        UserError: It cannot be read.
    """
    try:
        with file.open("rb") as opened:
            # One byte more than is taken tells that a file is too large; the rest stays unread.
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from error
    return parse(content, str(file), vocabulary(), scope)


def in_order(file: Path | None, scope: Scope) -> Parsed | None:
    """Return what a policy file says; None where none is named.

    Raises:
        UserError: It cannot be read or is not in order; every mistake is told.
    """
    if file is None:
        return None
    parsed = read_policy(file, scope)
    if parsed.problems:
        raise UserError(
            f"{file} is not in order; `upstream-coach config check` tells the same:\n"
            + mistakes([parsed])
        )
    return parsed


def mistakes(checked: list[Parsed]) -> str:
    """Tell every mistake of these files with its place, one in a line."""
    return "\n".join(
        line
        for each in checked
        for line in (
            [
                f"{each.name}:{one.line}:{one.column}: {_place(one.path)}{one}"
                for one in each.problems
            ]
            or [f"{each.name}: in order"]
        )
    )


def _place(path: str) -> str:
    return f"{path}: " if path else ""
