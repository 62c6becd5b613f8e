"""Verbs of branches: commits, pushes and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import diffs, history
from bot.sandbox.model import Commit, PullRequest
from bot.sandbox.shapes import repos
from bot.sandbox.state import State, node_id
from bot.sandbox.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.sandbox.model import Repository, User

_NOTHING = "0" * 40


class Branches(State):
    """Everything that happens to branches."""

    def commit(  # noqa: PLR0913 - each is a plain fact, given by name
        self,
        repository: Repository,
        branch: str,
        author: User,
        message: str,
        files: Mapping[str, str | None] | None = None,
        *,
        diff: str | None = None,
        start: str | None = None,
        parents: tuple[str, ...] | None = None,
    ) -> Commit:
        """Commit to a branch and push it; the branch is made when it does not exist.

        Args:
            repository: Where to.
            branch: Its name without `refs/heads/`.
            author: Who commits and pushes.
            message: The whole commit message.
            files: New text by path; None removes the file.
            diff: A ready-made unified diff to show instead of one computed from `files`.
            start: The branch that a new one starts from; the default branch when left out.
            parents: The parents' shas, to rewrite history or to merge.

        Raises:
            ValueError: When `diff` is not a unified diff.
        """
        if diff is not None:
            diffs.parse(diff)
        if parents is None:
            tip = repository.branches.get(branch)
            tip = tip or repository.branches.get(start or repository.default_branch)
            parents = (tip,) if tip is not None else ()
        parent = repository.objects[parents[0]].tree if parents else None
        made = self._new_commit(repository, author, message, Tree(parent, files), parents)
        if diff is not None:
            repository.diffs[parents[0] if parents else _NOTHING, made.sha] = diff
        self.push(repository, branch, made.sha, author)
        return made

    def _new_commit(
        self,
        repository: Repository,
        author: User,
        message: str,
        tree: Tree,
        parents: tuple[str, ...],
    ) -> Commit:
        number = self.next_id()
        made = Commit(
            sha=history.commit_sha(number, message, *parents),
            node_id=node_id("C", number),
            message=message,
            author=author,
            author_name=author.name or author.login,
            author_email=f"{author.id}+{author.login}@users.noreply.github.com",
            tree=tree,
            parents=parents,
            date=self.now(),
        )
        repository.objects[made.sha] = made
        return self.register(made, made.node_id)

    def push(self, repository: Repository, branch: str, sha: str, by: User) -> None:
        """Move a branch to a commit of the network, by force where need be.

        Emits `create` for a new branch, `push`, and `synchronize` for each open pull
        request from this branch.
        """
        before = repository.branches.get(branch)
        if before == sha:
            return
        repository.branches[branch] = sha
        repository.pushed_at = self.now()
        if before is None:
            self._emit_ref(repository, "create", branch, by)
        self._emit_push(repository, branch, before, sha, by)
        for pull in self._open_pulls():
            if pull.repository is repository and pull.base_ref == branch:
                # A merged pull request keeps the base it was merged into.
                pull.base_sha = pull.base_sha if pull.merged_at is not None else sha
            if pull.head_repository is repository and pull.head_ref == branch:
                self._synchronize(pull, sha, by)

    def merge_branch(self, repository: Repository, branch: str, sha: str, by: User) -> Commit:
        """Merge a commit into a branch; where both changed a file, the merged side wins."""
        tip = repository.branches[branch]
        ours, theirs = repository.objects[tip].tree, repository.objects[sha].tree
        base = history.merge_base(repository.objects, tip, sha)
        origin = repository.objects[base].tree if base is not None else Tree()
        touched = theirs.touched_since(origin)
        changes = {
            path: theirs.get(path) for path in touched if theirs.get(path) != origin.get(path)
        }
        message = f"Merge commit '{sha[:7]}' into {branch}"
        made = self._new_commit(repository, by, message, Tree(ours, changes), (tip, sha))
        self.push(repository, branch, made.sha, by)
        return made

    def delete_branch(self, repository: Repository, branch: str, by: User) -> None:
        """Delete a branch; open pull requests from it are closed."""
        before = repository.branches.pop(branch)
        self._emit_ref(repository, "delete", branch, by)
        self._emit_push(repository, branch, before, None, by)
        for pull in self._open_pulls():
            if pull.head_repository is repository and pull.head_ref == branch:
                self._close_pull(pull, by)

    def _pulls(self) -> Iterator[PullRequest]:
        for repository in list(self.live_repositories()):
            for issue in list(repository.issues.values()):
                if isinstance(issue, PullRequest):
                    yield issue

    def _open_pulls(self) -> Iterator[PullRequest]:
        return (pull for pull in self._pulls() if pull.state == "open")

    def _synchronize(self, pull: PullRequest, sha: str, by: User) -> None:
        raise NotImplementedError

    def _close_pull(self, pull: PullRequest, by: User) -> None:
        raise NotImplementedError

    def _emit_ref(self, repository: Repository, event: str, branch: str, by: User) -> None:
        extra = {"master_branch": repository.default_branch, "description": None}
        self.emit(
            repository,
            event,
            None,
            by,
            ref=branch,
            ref_type="branch",
            pusher_type="user",
            **(extra if event == "create" else {}),
        )

    def _emit_push(
        self, repository: Repository, branch: str, before: str | None, after: str | None, by: User
    ) -> None:
        objects = repository.objects
        forced = bool(before and after) and before not in history.ancestors(objects, after or "")
        page = self.links.page(repository)

        def commits() -> list[dict[str, object]]:
            new = self._pushed(repository, branch, before, after)
            return [repos.pushed_commit(self, repository, each) for each in new]

        def head_commit() -> dict[str, object] | None:
            return repos.pushed_commit(self, repository, objects[after]) if after else None

        self.emit(
            repository,
            "push",
            None,
            by,
            ref=f"refs/heads/{branch}",
            before=before or _NOTHING,
            after=after or _NOTHING,
            base_ref=None,
            created=before is None,
            deleted=after is None,
            forced=forced,
            compare=f"{page}/compare/{(before or _NOTHING)[:12]}...{(after or _NOTHING)[:12]}",
            commits=commits,
            head_commit=head_commit,
            pusher={"name": by.login, "email": f"{by.login}@users.noreply.github.com"},
        )

    @staticmethod
    def _pushed(
        repository: Repository, branch: str, before: str | None, after: str | None
    ) -> list[Commit]:
        """Return the commits that a push brought, oldest first."""
        if after is None:
            return []
        known = before
        if known is None and branch != repository.default_branch:
            known = repository.branches.get(repository.default_branch)
        return history.ahead(repository.objects, known, after)
