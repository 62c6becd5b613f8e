"""Branches and files through GraphQL: what stands there, and how a person adds to it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from bot.sandbox import history
from bot.sandbox.access import can_push, require_read, require_write
from bot.sandbox.exchange import RefusalError
from bot.sandbox.graphql_base import CommitHere, caller_of, paged, thing_of
from bot.sandbox.graphql_issues import ordered
from bot.sandbox.graphql_queries import shown
from bot.sandbox.model import PullRequest, Repository

if TYPE_CHECKING:
    from bot.sandbox.app_model import Token
    from bot.sandbox.graphql_base import Info, Page, Resolver
    from bot.sandbox.trees import Tree

    Json = dict[str, Any]

_HEADS = "refs/heads/"


def _ref(repository: Repository, info: Info, qualifiedName: str) -> Json | None:  # noqa: N803 - GraphQL's name
    require_read(caller_of(info), repository, "contents")
    return _branch(repository, qualifiedName.removeprefix(_HEADS))


def _branch(repository: Repository, name: str) -> Json | None:
    sha = repository.branches.get(name)
    if sha is None:
        return None
    return {
        "name": name,
        "repository": repository,
        "target": CommitHere(repository, repository.objects[sha]),
    }


def _refs(repository: Repository, info: Info, refPrefix: str, **page: Any) -> Page:  # noqa: ANN401, N803 - GraphQL's arguments
    require_read(caller_of(info), repository, "contents")
    # Only tags can be had in the order of their commits.
    names = sorted(repository.branches) if refPrefix == _HEADS else []
    return paged([_branch(repository, each) for each in names], info, **page)


def _pulls_from(
    ref: Json,
    info: Info,
    orderBy: dict[str, str] | None = None,  # noqa: N803 - GraphQL's name
    **page: Any,  # noqa: ANN401 - as above
) -> Page:
    """Return the pull requests from a branch, those into other repositories too."""
    opened = caller_of(info).world.pulls_by_author.values()
    found = [
        pull
        for some in opened
        for pull in some
        if pull.head_repository is ref["repository"]
        and pull.head_ref == ref["name"]
        and shown(pull.repository, info) is not None
    ]
    return paged(ordered(found, orderBy), info, **page)


def _object(repository: Repository, info: Info, expression: str) -> Json | None:
    """Return what `branch:path` names, a file or the root; no other expressions are known here."""
    require_read(caller_of(info), repository, "contents")
    branch, colon, path = expression.partition(":")
    if not colon:
        raise RefusalError(501, "This sandbox shows the root and files only, as branch:path.")
    name = repository.default_branch if branch == "HEAD" else branch
    sha = repository.branches.get(name)
    if sha is None:
        return None
    tree = repository.objects[sha].tree
    if not path:
        return {"__typename": "Tree", "oid": sha[::-1], "entries": _entries(tree)}
    text = tree.get(path)
    if text is None:
        return None
    content = text.encode()
    oid = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324 - git's name
    return {"__typename": "Blob", "oid": oid, "text": text}


def _entries(tree: Tree) -> list[Json]:
    """Return the names at the root, each with its kind, as git sorts them."""
    found = {path.partition("/")[0]: "tree" if "/" in path else "blob" for path in tree.paths()}
    return [{"name": name, "type": found[name]} for name in sorted(found)]


_LICENCES = {"MIT License": "MIT", "Apache License": "Apache-2.0"}


def _licence(repository: Repository, info: Info) -> Json | None:
    """Return the licence of the file LICENSE; of an unknown one GitHub says that there is one."""
    require_read(caller_of(info), repository, "contents")
    sha = repository.branches.get(repository.default_branch)
    text = None if sha is None else repository.objects[sha].tree.get("LICENSE")
    if text is None:
        return None
    names = (spdx for title, spdx in _LICENCES.items() if title in text)
    return {"spdxId": next(names, "NOASSERTION")}


def _may_push(info: Info, repository: Repository) -> Token:
    token = require_write(caller_of(info), repository, "contents")
    if token.installation is None and not can_push(token.user, repository):
        raise RefusalError(403, f"{token.user.login} does not have the correct permissions")
    return token


def _create_ref(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - GraphQL's name
    repository = thing_of(info, input["repositoryId"], Repository)
    by = _may_push(info, repository).user
    name = str(input["name"])
    if not name.startswith(_HEADS) or input["oid"] not in repository.objects:
        raise RefusalError(422, "Reference name or object is not valid.")
    branch = name.removeprefix(_HEADS)
    if branch in repository.branches:
        raise RefusalError(422, f'A ref named "{name}" already exists in the repository.')
    caller_of(info).world.push(repository, branch, input["oid"], by)
    return {"ref": _branch(repository, branch)}


def _commit(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    world, target = caller_of(info).world, input["branch"]
    repository = world.names.get(str(target.get("repositoryNameWithOwner")).lower())
    branch = str(target.get("branchName"))
    if repository is None or repository.deleted or branch not in repository.branches:
        raise RefusalError(404, "Could not resolve to a Ref.")
    by = _may_push(info, repository).user
    tip = repository.branches[branch]
    if tip != input["expectedHeadOid"]:
        raise RefusalError(409, f"Expected branch to point to {tip}; it does not.")
    added = input["fileChanges"]["additions"]
    try:
        files = {
            each["path"]: base64.b64decode(each["contents"], validate=True).decode()
            for each in added
        }
    except (binascii.Error, UnicodeDecodeError) as error:
        raise RefusalError(422, "The contents of a file are not valid Base64.") from error
    world.commit(repository, branch, by, str(input["message"]["headline"]), files)
    return {"ref": _branch(repository, branch)}


def _create_pull(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    repository = thing_of(info, input["repositoryId"], Repository)
    token = require_write(caller_of(info), repository, "pull_requests")
    base, head = str(input["baseRefName"]), str(input["headRefName"])
    if base not in repository.branches or head not in repository.branches:
        raise RefusalError(422, "Head sha can't be blank, Base sha can't be blank")
    if repository.branches[head] in history.ancestors(
        repository.objects, repository.branches[base]
    ):
        raise RefusalError(422, f"No commits between {base} and {head}")
    for each in repository.issues.values():
        same = isinstance(each, PullRequest) and each.head_repository is repository
        if same and each.state == "open" and getattr(each, "head_ref", "") == head:
            raise RefusalError(422, f"A pull request already exists for {head}.")
    made = caller_of(info).world.open_pull_request(
        author=token.user,
        head=repository,
        head_branch=head,
        base=repository,
        base_branch=base,
        title=str(input["title"]),
        body=str(input.get("body") or ""),
    )
    return {"pullRequest": made}


BRANCH_QUERIES: dict[str, dict[str, Resolver]] = {
    "Repository": {
        "description": lambda repository, _info: repository.description,
        "licenseInfo": _licence,
        "object": _object,
        "ref": _ref,
        "refs": _refs,
    },
    "Ref": {"associatedPullRequests": _pulls_from},
    "RefConnection": {
        "nodes": lambda page, _info: page.nodes,
        "pageInfo": lambda page, _info: page,
    },
    "Mutation": {
        "createCommitOnBranch": _commit,
        "createPullRequest": _create_pull,
        "createRef": _create_ref,
    },
}
