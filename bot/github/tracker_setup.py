"""Sets up a tracker: proposes the form in a pull request, and makes the labels.

The one way of writing beside the writer's: with the token of an operator who calls it, to the
repository that they name, and never to its default branch. The service has no part in it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.github import setup_documents as documents
from bot.github.nodes import nodes_of
from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.clock import Clock
    from bot.github.transport import Connection
    from bot.kernel.talk import StageLabel

PATH: Final = ".github/ISSUE_TEMPLATE/contribution.yml"
"""Where GitHub looks for the form."""
BRANCH: Final = "upstream-coach/contribution-form"
"""The branch of the proposal."""
PAUSE: Final = 1.0
"""Seconds between two writes; GitHub asks for at least one."""

_TAKEN: Final = "already been taken"
"""GitHub's word on a label that is there, though its search has not shown it."""

_TITLE: Final = "Add the form for contributions"
_BODY: Final = (
    "With this form a student begins a contribution: it asks for the upstream issue, the kind and"
    " the plan. Upstream Coach takes an issue that was opened with it for a claim.\n"
)


@dataclass(frozen=True, slots=True)
class Tracker:
    """What of the set-up is there.

    Attributes:
        id: The repository's node id.
        name: Its present `owner/name`.
        is_archived: Whether it takes no changes.
        default: The name of the default branch; empty where there is no commit yet.
        head: The commit that it stands at.
        form: The form on it; None where there is none.
        branch_head: The commit that the proposal's branch stands at; None where there is none.
        proposed: The form on that branch; None where there is none.
        pull_request: The address of the open proposal; None where there is none.
        labels: The names of labels that are there, in lower case.
    """

    id: str
    name: str
    is_archived: bool
    default: str
    head: str
    form: str | None
    branch_head: str | None
    proposed: str | None
    pull_request: str | None
    labels: frozenset[str]


async def read_tracker(connection: Connection, owner: str, name: str) -> Tracker:
    """Read what is there.

    Raises:
        UserError: The repository is not there, or not to be seen with this token.
        RateLimited, Transient, Refused: As the connection says.
    """
    answer = await connection.graphql_answer(
        documents.TRACKER,
        {
            "owner": owner,
            "name": name,
            "branch": BRANCH,
            "here": f"HEAD:{PATH}",
            "proposed": f"{BRANCH}:{PATH}",
        },
        writes=False,
    )
    node = answer.data.get("repository")
    if not node or answer.errors:
        raise UserError(
            f"{owner}/{name} cannot be read. Check the name, and that the token in GITHUB_TOKEN"
            " may read its contents, issues and pull requests."
        )
    default, branch = node["defaultBranchRef"] or {}, node["ref"] or {}
    own = [
        each["url"]
        for each in nodes_of(node["pullRequests"])
        if (each["headRepository"] or {}).get("nameWithOwner") == node["nameWithOwner"]
    ]
    return Tracker(
        id=node["id"],
        name=node["nameWithOwner"],
        is_archived=node["isArchived"],
        default=default.get("name") or "",
        head=(default.get("target") or {}).get("oid") or "",
        form=(node["here"] or {}).get("text"),
        branch_head=(branch.get("target") or {}).get("oid"),
        proposed=(node["proposed"] or {}).get("text"),
        pull_request=own[0] if own else None,
        labels=frozenset(each["name"].casefold() for each in nodes_of(node["labels"])),
    )


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be done, in this order.

    Attributes:
        branch: Whether to make the proposal's branch.
        commit: Whether to commit the form to it.
        open: Whether to open the pull request.
        labels: The labels to make.
    """

    branch: bool
    commit: bool
    open: bool
    labels: tuple[StageLabel, ...]


def steps(tracker: Tracker, form: str, labels: Sequence[StageLabel]) -> Steps:
    """Return what is to be done so that the form is there or proposed; pure.

    Raises:
        UserError: The repository takes no changes, or an old branch is in the way.
    """
    if tracker.is_archived:
        raise UserError(f"{tracker.name} is archived and takes no changes.")
    if not tracker.default:
        raise UserError(f"{tracker.name} has no commit yet. Give it a README, then run this again.")
    missing = tuple(each for each in labels if each.name.casefold() not in tracker.labels)
    if tracker.form == form:
        return Steps(branch=False, commit=False, open=False, labels=missing)
    is_same = tracker.proposed == form
    is_left_over = tracker.branch_head not in {None, tracker.head} and not is_same
    if tracker.pull_request is None and is_left_over:
        raise UserError(
            f"{tracker.name} still has the branch {BRANCH} of an earlier proposal, with another"
            " form on it. Delete the branch, then run this again."
        )
    return Steps(
        branch=tracker.branch_head is None,
        commit=not is_same,
        open=tracker.pull_request is None,
        labels=missing,
    )


async def set_up(
    connection: Connection, clock: Clock, tracker: Tracker, form: str, wanted: Steps
) -> str | None:
    """Do it; running it again after a failure goes on where it ended.

    Returns:
        The address of the pull request; None where none is needed.

    Raises:
        UserError: GitHub refused a write.
        RateLimited, Transient, Refused: As the connection says.
    """
    asking = _Asking(connection, clock)
    head, address = tracker.branch_head or tracker.head, tracker.pull_request
    if wanted.branch:
        name = f"refs/heads/{BRANCH}"
        values = {"repositoryId": tracker.id, "name": name, "oid": tracker.head}
        await asking(documents.CREATE_BRANCH, values)
    if wanted.commit:
        await asking(documents.COMMIT, _commit(tracker, head, form))
    if wanted.open:
        values = {
            "repositoryId": tracker.id,
            "baseRefName": tracker.default,
            "headRefName": BRANCH,
            "title": _TITLE,
            "body": _BODY,
        }
        made = await asking(documents.OPEN_PULL_REQUEST, values)
        address = made["createPullRequest"]["pullRequest"]["url"]
    for label in wanted.labels:
        values = {"name": label.name, "color": label.color, "description": label.description}
        await asking(documents.CREATE_LABEL, {"repositoryId": tracker.id, **values}, unless=_TAKEN)
    return address if wanted.open or wanted.commit else None


def _commit(tracker: Tracker, head: str, form: str) -> dict[str, object]:
    content = base64.b64encode(form.encode()).decode()
    return {
        "branch": {"repositoryNameWithOwner": tracker.name, "branchName": BRANCH},
        "expectedHeadOid": head,
        "message": {"headline": _TITLE},
        "fileChanges": {"additions": [{"path": PATH, "contents": content}]},
    }


class _Asking:
    """Sends one write after the other, with a pause between them."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._has_written = False

    async def __call__(
        self, document: str, values: Mapping[str, object], *, unless: str = ""
    ) -> Mapping[str, Any]:
        """Send one; a refusal that says `unless` is as good as done."""
        if self._has_written:
            await self._clock.sleep(PAUSE)
        self._has_written = True
        answer = await self._connection.graphql_answer(document, {"input": values}, writes=True)
        is_fine = unless and all(unless in each.message.lower() for each in answer.errors)
        if answer.errors and not is_fine:
            raise UserError(
                f"GitHub refused: {answer.errors[0].message[:200]} The token needs the right to"
                " write contents, issues and pull requests of this repository. What was done"
                " before stays; run the command again afterwards."
            )
        return answer.data
