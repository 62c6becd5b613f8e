"""The pre-push hook: asks before a push what a maintainer would."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.local.git import Clone

_MARK: Final = "# Written by `upstream-coach check --install-hook`"
_LARGEST: Final = 1024 * 1024
_SCRIPT: Final = """\
#!/bin/sh
{mark}, which also brings it up to date.
# It checks each pushed branch; `git push --no-verify` goes past it.
coach={program}
command -v "$coach" >/dev/null || coach=upstream-coach
if ! command -v "$coach" >/dev/null; then
    echo "upstream-coach was not found, so nothing was checked." >&2
    exit 0
fi
left=0
while read -r local_ref local_sha remote_ref remote_sha; do
    case "$remote_ref" in refs/heads/*) ;; *) continue ;; esac
    # Only zeros: the branch is deleted.
    case "$local_sha" in *[!0]*) ;; *) continue ;; esac
    "$coach" check --git "..$local_sha" </dev/null >&2
    # What could not be checked holds nothing up.
    [ $? -ne 1 ] || left=1
done
if [ "$left" -eq 1 ]; then
    echo "Not pushed. \\`git push --no-verify\\` pushes all the same." >&2
fi
exit "$left"
"""


def script(program: str) -> str:
    """Return the hook's text.

    Args:
        program: Where `upstream-coach` is; one on the PATH takes its place when it is gone.
    """
    return _SCRIPT.format(mark=_MARK, program=shlex.quote(program))


def install(clone: Clone, program: str) -> tuple[Path, bool]:
    """Write the hook where git looks for it, also in a worktree or with a folder of its own.

    Returns:
        The hook's path, and whether it was written now and not there before.

    Raises:
        UserError: Another hook is there, or the file cannot be written.
    """
    path = clone.folder / clone.line("rev-parse", "--git-path", "hooks/pre-push")
    wanted = script(program)
    try:
        there = _text(path)
        if there == wanted:
            path.chmod(0o755)
            return path, False
        if there is not None and _MARK not in there:
            raise UserError(
                f"{path} is a hook of somebody else's, and stays as it is. "
                "Add a line to it that calls `upstream-coach check`; "
                "that ends with 1 when something is left to do."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted, encoding="utf-8", newline="\n")
        path.chmod(0o755)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error
    return path, True


def _text(path: Path) -> str | None:
    if not (path.exists() or path.is_symlink()):
        return None
    with path.open("rb") as opened:
        return opened.read(_LARGEST).decode("utf-8", "replace")
