"""What a talk comes to in one GraphQL request, and what its answer tells; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.github.issue_documents import Act, Step
from bot.kernel.talk import OpenedIssue, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.github.transport import Answer
    from bot.kernel.subject import Subject
    from bot.kernel.talk import Talk


def reply_ledger_key(subject: Subject, key: str) -> str:
    """Return the ledger's key for an answer in the conversation of a subject."""
    return f"{subject}:reply:{key}"


def issue_ledger_key(subject: Subject, key: str) -> str:
    """Return the ledger's key for opening an issue."""
    return f"{subject}:issue:{key}"


def keys_of(talk: Talk) -> tuple[str, ...]:
    """Return the ledger's keys of everything that a talk creates."""
    return (
        *(issue_ledger_key(talk.subject, issue.key) for issue in talk.opens),
        *(reply_ledger_key(talk.subject, reply.key) for reply in talk.replies),
    )


def may_be_repeated(talk: Talk) -> bool:
    """Return whether a talk creates nothing, so that it may be written twice without harm."""
    return not (talk.replies or talk.opens or talk.make)


def made(talk: Talk, told: Told) -> dict[str, str]:
    """Return the node id of what was created, by the ledger's key."""
    subject = talk.subject
    issues = {issue_ledger_key(subject, key): one.node_id for key, one in told.opened.items()}
    return issues | {reply_ledger_key(subject, key): one for key, one in told.replies.items()}


def steps(repository: str, talk: Talk) -> Iterator[Step]:
    """Yield the writes of a talk in their order.

    What takes longest to be wrong comes first: an answer, then the card, then what decorates.

    Args:
        repository: The repository's node id.
        talk: What is to be written.
    """
    yield from _about_issues(repository, talk)
    for n, reply in enumerate(talk.replies):
        yield Step(f"reply{n}", Act.COMMENT, {"subjectId": talk.target, "body": reply.body})
    for n, edit in enumerate(talk.edits):
        yield Step(f"edit{n}", Act.EDIT, {"id": edit.comment, "body": edit.body})
    for n, one in enumerate(talk.reactions):
        act = Act.UNREACT if one.take_back else Act.REACT
        yield Step(f"react{n}", act, {"subjectId": one.target, "content": one.emoji.value})
    for n, label in enumerate(talk.make):
        values = {"name": label.name, "color": label.color, "description": label.description}
        yield Step(f"make{n}", Act.MAKE_LABEL, {"repositoryId": repository, **values})
    if talk.put:
        yield Step("put", Act.LABEL, {"labelableId": talk.target, "labelIds": list(talk.put)})
    if talk.take:
        yield Step("take", Act.UNLABEL, {"labelableId": talk.target, "labelIds": list(talk.take)})
    if talk.assign:
        people = list(talk.assign)
        yield Step("assign", Act.ASSIGN, {"assignableId": talk.target, "assigneeIds": people})
    for n, fold in enumerate(talk.folds):
        values = {"subjectId": fold.comment, "classifier": fold.reason.value}
        yield Step(f"fold{n}", Act.FOLD, values)


def _about_issues(repository: str, talk: Talk) -> Iterator[Step]:
    for n, issue in enumerate(talk.opens):
        values = {"repositoryId": repository, "title": issue.title, "body": issue.body}
        yield Step(f"open{n}", Act.OPEN, values)
    for n, one in enumerate(talk.rewrites):
        values = {"id": one.issue, "title": one.title, "body": one.body}
        yield Step(f"rewrite{n}", Act.REWRITE, values)
    for n, node_id in enumerate(talk.closes):
        values = {"issueId": node_id, "stateReason": "COMPLETED"}
        yield Step(f"close{n}", Act.CLOSE, values)


def told(talk: Talk, answer: Answer) -> Told:
    """Read what came of a talk; what GitHub refused is told, and nothing is raised."""
    replies: dict[str, str] = {}
    labels: dict[str, str] = {}
    for n, reply in enumerate(talk.replies):
        made = (answer.data.get(f"reply{n}") or {}).get("commentEdge") or {}
        node = made.get("node") or {}
        if node.get("id"):
            replies[reply.key] = node["id"]
    for n, label in enumerate(talk.make):
        node = (answer.data.get(f"make{n}") or {}).get("label") or {}
        if node.get("id"):
            labels[label.name] = node["id"]
    opened: dict[str, OpenedIssue] = {}
    for n, issue in enumerate(talk.opens):
        node = (answer.data.get(f"open{n}") or {}).get("issue") or {}
        if node.get("id"):
            opened[issue.key] = OpenedIssue(node["id"], node["number"])
    refused = tuple(f"{each.path}: {each.type}: {each.message}" for each in answer.errors)
    return Told(replies, labels, refused, opened)
