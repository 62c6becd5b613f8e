"""Whether every commit is signed off, and the command that mends it; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.check import Verdict
from bot.checklist.trailers import subject, trailers, without_addresses
from bot.kernel.finding import Evidence, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.reading import Reading
    from bot.checklist.trailers import Trailer
    from bot.kernel.snapshot import Commit, PullRequest
    from bot.projects.facts import SignOff

TOKEN: Final = "signed-off-by"  # noqa: S105 - a trailer's name, not a password
_WHY: Final = (
    "With the sign-off you state that you may hand in this work; the project takes no commit "
    "without it."
)
_PUSH: Final = "then `git push --force-with-lease`."


def observe(reading: Reading) -> Iterator[Verdict]:
    """Yield what is wrong with the sign-offs, where the project wants them.

    Merges need none, and neither do the commits of bots.
    """
    rule = wanted(reading)
    if rule is None:
        return
    own = own_commits(reading.pull_request)
    unsigned = [commit for commit in own if not _sign_offs(commit)]
    if unsigned:
        yield Verdict(
            Status.FIX,
            _summary(len(unsigned), len(own)),
            why=_WHY,
            fix=f"Run {_command(reading.pull_request, unsigned, rule)}, {_PUSH}",
            evidence=tuple(Evidence("commit", _shown(commit)) for commit in unsigned),
        )
    yield from _by_others(reading, [commit for commit in own if commit not in unsigned], rule)


def wanted(reading: Reading) -> SignOff | None:
    """Return the project's rule where commits must be signed off; None where not, or unknown."""
    project = reading.background.project
    rule = None if project is None else project.sign_off
    return rule if rule is not None and rule.dco else None


def own_commits(pull_request: PullRequest) -> tuple[Commit, ...]:
    """Return the commits that must be signed off: neither merges nor those of bots."""
    return tuple(
        commit
        for commit in pull_request.commits
        if commit.parents <= 1 and not commit.author.endswith("[bot]")
    )


def _sign_offs(commit: Commit) -> tuple[Trailer, ...]:
    found = (each for each in trailers(commit.message) if each.token == TOKEN)
    return tuple(each for each in found if each.name and "@" in each.email)


def _summary(unsigned: int, own: int) -> str:
    if own == 1:
        return "The commit is not signed off."
    if unsigned == own:
        return f"None of the {own} commits is signed off."
    return f"{unsigned} of {own} commits {'is' if unsigned == 1 else 'are'} not signed off."


def _command(pull_request: PullRequest, wrong: list[Commit], rule: SignOff) -> str:
    """Return the command that signs off these commits, and all that come after the first."""
    key = " -S" if rule.signed_commits else ""
    if len(pull_request.commits) == 1:
        return f"`git commit --amend -s{key} --no-edit`"
    return f"`git rebase --signoff{key} HEAD~{_depth(pull_request, wrong)}`"


def _depth(pull_request: PullRequest, wrong: list[Commit]) -> int:
    """Return how many commits back the first wrong one is; all, where not all were read."""
    commits = pull_request.commits
    is_cut = pull_request.commit_count > len(commits)
    return pull_request.commit_count if is_cut else len(commits) - commits.index(wrong[0])


def _by_others(reading: Reading, signed: list[Commit], rule: SignOff) -> Iterator[Verdict]:
    """Yield a word on commits whose sign-off is not their author's."""
    strange = [commit for commit in signed if commit.email and not _signs(commit, by_email=True)]
    if strange:
        is_somebody_else = any(not _signs(commit, by_email=False) for commit in strange)
        yield Verdict(
            Status.FIX if is_somebody_else else Status.TIP,
            f"A sign-off names another {'person' if is_somebody_else else 'address'} than the "
            "commit's author.",
            why="Checks of sign-offs compare the two, and stay red where they differ.",
            fix=(
                "Set `git config user.name` and `git config user.email` to who signs off, run "
                f"{_reset(reading.pull_request, strange, rule)}, {_PUSH}"
            ),
            evidence=tuple(Evidence("commit", _both(commit)) for commit in strange),
        )


def _signs(commit: Commit, *, by_email: bool) -> bool:
    """Return whether one of the sign-offs has the author's address, or else the name."""
    if by_email:
        return commit.email.casefold() in {each.email.casefold() for each in _sign_offs(commit)}
    return commit.author.casefold() in {each.name.casefold() for each in _sign_offs(commit)}


def _reset(pull_request: PullRequest, wrong: list[Commit], rule: SignOff) -> str:
    """Return the command that makes the present settings the author of these commits."""
    key = " -S" if rule.signed_commits else ""
    amend = f"git commit --amend --reset-author -s{key} --no-edit"
    if wrong == [pull_request.commits[-1]]:
        return f"`{amend}`"
    return f"`git rebase HEAD~{_depth(pull_request, wrong)} --exec '{amend}'`"


def _both(commit: Commit) -> str:
    """Return who wrote a commit and who signed it, without an address of either."""
    author = without_addresses(commit.author) or "somebody"
    if _signs(commit, by_email=False):
        return f"author {author}; signed off by {author} with another address"
    signer = without_addresses(_sign_offs(commit)[0].name) or "somebody else"
    return f"author {author}; signed off by {signer}"


def _shown(commit: Commit) -> str:
    return without_addresses(subject(commit.message))
