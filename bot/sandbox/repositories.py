"""Verbs of accounts and repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.branches import Branches
from bot.sandbox.model import Repository, UserKind
from bot.sandbox.shapes import people, repos

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.model import User


class Repositories(Branches):
    """Everything that happens to accounts and repositories."""

    def create_user(self, login: str, *, name: str | None = None) -> User:
        """Create a person's account."""
        return self._new_user(login, UserKind.USER, name)

    def create_organisation(self, login: str, members: tuple[User, ...] = ()) -> User:
        """Create an organisation; its members may push to its repositories."""
        organisation = self._new_user(login, UserKind.ORGANIZATION)
        organisation.members.extend(members)
        return organisation

    def create_team(self, organisation: User, slug: str, members: tuple[User, ...] = ()) -> None:
        """Make a team of an organisation, or put others into it."""
        organisation.teams[slug] = list(members)

    def delete_user(self, user: User) -> None:
        """Delete an account with its repositories; what it wrote stays, by a ghost."""
        user.deleted = True
        for repository in list(self.live_repositories()):
            if repository.owner is user:
                self.delete_repository(repository, user)

    def create_repository(
        self,
        owner: User,
        name: str,
        *,
        private: bool = False,
        has_issues: bool = True,
        files: Mapping[str, str] | None = None,
    ) -> Repository:
        """Create a repository whose `main` has one commit with these files."""
        repository = self._new_repository(owner, name, private=private)
        repository.has_issues = has_issues
        self.emit(repository, "repository", "created", owner)
        self.commit(
            repository, "main", owner, "Initial commit", files or {"README.md": f"{name}\n"}
        )
        return repository

    def _new_repository(self, owner: User, name: str, *, private: bool) -> Repository:
        full_name = f"{owner.login}/{name}".lower()
        taken = self.names.get(full_name)
        if taken is not None and not taken.deleted and taken.full_name.lower() == full_name:
            raise ValueError(f"{full_name} exists in this sandbox; choose another name.")
        number, node = self.identity("R")
        now = self.now()
        repository = Repository(
            id=number,
            node_id=node,
            owner=owner,
            name=name,
            private=private,
            created_at=now,
            updated_at=now,
            pushed_at=now,
        )
        self.repositories[number] = repository
        self.names[full_name] = repository
        return self.register(repository, node)

    def fork(self, repository: Repository, owner: User, *, name: str | None = None) -> Repository:
        """Fork a repository; a fork has its issues switched off."""
        fork = self._new_repository(owner, name or repository.name, private=repository.private)
        fork.fork, fork.parent, fork.has_issues = True, repository, False
        fork.objects, fork.diffs = repository.objects, repository.diffs
        fork.default_branch = repository.default_branch
        fork.branches = dict(repository.branches)
        self.emit(
            repository,
            "fork",
            None,
            owner,
            forkee=lambda: repos.minimal_repository(self, fork) | {"public": not fork.private},
        )
        self.emit(fork, "repository", "created", owner)
        return fork

    def rename_repository(self, repository: Repository, name: str, by: User) -> None:
        """Give a repository another name; the old one redirects."""
        was = repository.name
        repository.name = name
        self.names[repository.full_name.lower()] = repository
        changes = {"repository": {"name": {"from": was}}}
        self.emit(repository, "repository", "renamed", by, changes=changes)

    def transfer(self, repository: Repository, owner: User, by: User) -> None:
        """Give a repository to another account; the old name redirects."""
        was = repository.owner
        self._unchoose(repository)
        repository.owner = owner
        self.names[repository.full_name.lower()] = repository
        kind = "organization" if was.kind is UserKind.ORGANIZATION else "user"
        shape = people.organization if kind == "organization" else people.simple_user
        changes = {"owner": {"from": {kind: shape(self.links, was)}}}
        self.emit(repository, "repository", "transferred", by, changes=changes)

    def delete_repository(self, repository: Repository, by: User) -> None:
        """Delete a repository; pull requests from it stay, without a head repository."""
        self.emit(repository, "repository", "deleted", by)
        repository.deleted = True
        self._unchoose(repository)
        for pull in self._pulls():
            if pull.head_repository is repository:
                pull.head_repository = None
                if pull.state == "open" and pull.repository is not repository:
                    self._close_pull(pull, by)

    def _unchoose(self, repository: Repository) -> None:
        """Take a repository out of every installation on chosen ones."""
        for installation in self.installations.values():
            if installation.repositories is not None and repository in installation.repositories:
                installation.repositories.remove(repository)

    def set_private(self, repository: Repository, by: User, *, private: bool) -> None:
        """Make a repository private or public."""
        repository.private = private
        self.emit(repository, "repository", "privatized" if private else "publicized", by)

    def set_archived(self, repository: Repository, by: User, *, archived: bool) -> None:
        """Archive a repository, after which it cannot be written to, or take that back."""
        repository.archived = archived
        self.emit(repository, "repository", "archived" if archived else "unarchived", by)

    def add_collaborator(self, repository: Repository, user: User, by: User) -> None:
        """Let an account push."""
        repository.collaborators.append(user)
        self.emit(
            repository,
            "member",
            "added",
            by,
            member=people.simple_user(self.links, user),
            changes={"permission": {"to": "write"}, "role_name": {"to": "write"}},
        )
