"""Repositories, branches and commits as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import UserKind
from bot.sandbox.shapes.people import shown_user, simple_user, stamp

if TYPE_CHECKING:
    from bot.sandbox.model import Commit, Repository, User
    from bot.sandbox.state import State

    Json = dict[str, object]

_ADDRESSES = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def minimal_repository(state: State, repository: Repository) -> Json:
    """Return a repository as other things embed it: `repository`, `minimal-repository`."""
    api, page = state.links.repo(repository), state.links.page(repository)
    host = state.links.web.split("://", 1)[-1]
    forks = sum(each.parent is repository for each in state.live_repositories())
    open_issues = sum(issue.state == "open" for issue in repository.issues.values())
    return {
        "id": repository.id,
        "node_id": repository.node_id,
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": simple_user(state.links, repository.owner),
        "html_url": page,
        "description": repository.description,
        "fork": repository.fork,
        "url": api,
        **{key: api + suffix for key, suffix in _ADDRESSES.items()},
        "git_url": f"git://{host}/{repository.full_name}.git",
        "ssh_url": f"git@{host}:{repository.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "forks": forks,
        "forks_count": forks,
        "stargazers_count": 0,
        "watchers_count": 0,
        "watchers": 0,
        "size": 0,
        "default_branch": repository.default_branch,
        "open_issues_count": open_issues,
        "open_issues": open_issues,
        "is_template": False,
        "topics": [],
        "has_issues": repository.has_issues,
        "has_projects": False,
        "has_wiki": False,
        "has_pages": False,
        "has_downloads": True,
        "has_discussions": False,
        "archived": repository.archived,
        "disabled": False,
        "visibility": "private" if repository.private else "public",
        "allow_forking": True,
        "web_commit_signoff_required": False,
        "created_at": stamp(repository.created_at),
        "updated_at": stamp(repository.updated_at),
        "pushed_at": stamp(repository.pushed_at),
    }


def webhook_repository(state: State, repository: Repository) -> Json:
    """Return the `repository` part of a webhook; it never names the parent of a fork."""
    return minimal_repository(state, repository) | {"custom_properties": {}}


def push_repository(state: State, repository: Repository) -> Json:
    """Return the `repository` part of a push: instants are numbers there."""
    return webhook_repository(state, repository) | {
        "created_at": int(repository.created_at.timestamp()),
        "pushed_at": int(repository.pushed_at.timestamp()),
        "stargazers": 0,
        "master_branch": repository.default_branch,
    }


def full_repository(state: State, repository: Repository) -> Json:
    """Return the form of `GET /repos/{owner}/{repo}`: `full-repository`."""
    shape = minimal_repository(state, repository) | {"subscribers_count": 0, "network_count": 0}
    if repository.owner.kind is UserKind.ORGANIZATION:
        shape["organization"] = simple_user(state.links, repository.owner)
    if repository.parent is not None and not repository.parent.deleted:
        root = repository.parent
        while root.parent is not None and not root.parent.deleted:
            root = root.parent
        shape["parent"] = minimal_repository(state, repository.parent)
        shape["source"] = minimal_repository(state, root)
    return shape


def reference(repository: Repository) -> Json:
    """Return the five keys by which installation events name a repository."""
    return {
        "id": repository.id,
        "node_id": repository.node_id,
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
    }


def pushed_commit(state: State, repository: Repository, commit: Commit) -> Json:
    """Return a commit as a push lists it."""
    parent = repository.objects[commit.parents[0]].tree if commit.parents else None
    lists: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
    for path in sorted(commit.tree.changes):
        before = parent.get(path) if parent is not None else None
        after = commit.tree.get(path)
        kind = "added" if before is None else "removed" if after is None else "modified"
        lists[kind].append(path)
    person: Json = {"name": commit.author_name, "email": commit.author_email}
    if commit.author is not None:
        person["username"] = commit.author.login
    return {
        "id": commit.sha,
        "tree_id": commit.sha[::-1],
        "distinct": True,
        "message": commit.message,
        "timestamp": stamp(commit.date),
        "url": f"{state.links.page(repository)}/commit/{commit.sha}",
        "author": person,
        "committer": person,
        **lists,
    }


def commit(state: State, repository: Repository, commit: Commit) -> Json:
    """Return the form of a commit in a list: `commit`."""
    api = f"{state.links.repo(repository)}/commits/{commit.sha}"
    git = f"{state.links.repo(repository)}/git"
    page = state.links.page(repository)
    person = {
        "name": commit.author_name,
        "email": commit.author_email,
        "date": stamp(commit.date),
    }
    account = shown_user(state, commit.author) if commit.author is not None else None
    return {
        "sha": commit.sha,
        "node_id": commit.node_id,
        "url": api,
        "html_url": f"{page}/commit/{commit.sha}",
        "comments_url": f"{api}/comments",
        "commit": {
            "url": f"{git}/commits/{commit.sha}",
            "author": person,
            "committer": person,
            "message": commit.message,
            "comment_count": 0,
            "tree": {"sha": commit.sha[::-1], "url": f"{git}/trees/{commit.sha[::-1]}"},
            "verification": {
                "verified": False,
                "reason": "unsigned",
                "payload": None,
                "signature": None,
                "verified_at": None,
            },
        },
        "author": account,
        "committer": account,
        "parents": [
            {
                "sha": parent,
                "url": f"{state.links.repo(repository)}/commits/{parent}",
                "html_url": f"{page}/commit/{parent}",
            }
            for parent in commit.parents
        ],
    }


def association(repository: Repository, user: User) -> str:
    """Return GitHub's word for what an account is to a repository."""
    if repository.owner is user:
        return "OWNER"
    if user in repository.owner.members:
        return "MEMBER"
    if user in repository.collaborators:
        return "COLLABORATOR"
    return "CONTRIBUTOR" if user in repository.contributors else "NONE"
