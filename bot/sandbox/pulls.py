"""Verbs of pull requests: their life, their diff, reviews and threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import diffs, history
from bot.sandbox.issues import Issues
from bot.sandbox.model import PullRequest, Review, ReviewComment, ReviewState, ReviewThread
from bot.sandbox.shapes import people
from bot.sandbox.shapes import pulls as shapes
from bot.sandbox.trees import Tree

if TYPE_CHECKING:
    from bot.sandbox.diffs import Diff
    from bot.sandbox.model import Commit, Repository, User


class Pulls(Issues):
    """Everything that happens to pull requests."""

    def open_pull_request(  # noqa: PLR0913 - each is a plain fact, given by name
        self,
        *,
        author: User,
        head: Repository,
        head_branch: str,
        base: Repository,
        title: str,
        body: str | None = None,
        base_branch: str | None = None,
        draft: bool = False,
        diff: str | None = None,
    ) -> PullRequest:
        """Open a pull request from a branch of a repository or of a fork of it.

        Args:
            author: Who opens it.
            head: Where the branch is.
            head_branch: The branch to merge.
            base: Where it shall go.
            title: One line.
            body: The description.
            base_branch: The default branch when left out.
            draft: Whether it is a draft.
            diff: A ready-made unified diff to show instead of a computed one, until the
                next push.

        Raises:
            ValueError: When there is nothing to merge, or `diff` is not a unified diff.
        """
        base_ref = base_branch or base.default_branch
        head_sha, base_sha = head.branches[head_branch], base.branches[base_ref]
        if head_sha in history.ancestors(base.objects, base_sha):
            raise ValueError(f"No commits between {base.full_name}:{base_ref} and {head_branch}.")
        if diff is not None:
            diffs.parse(diff)
            base.diffs[self._origin(base, base_sha, head_sha), head_sha] = diff
        number, node = self.identity("PR")
        now = self.now()
        pull = PullRequest(
            id=number,
            issue_id=self.next_id(),
            node_id=node,
            repository=base,
            number=base.next_number,
            title=title,
            body=body,
            author=author,
            created_at=now,
            updated_at=now,
            base_ref=base_ref,
            base_sha=base_sha,
            head_repository=head,
            head_owner=head.owner,
            head_ref=head_branch,
            head_sha=head_sha,
            draft=draft,
        )
        base.next_number += 1
        base.issues[pull.number] = pull
        self.pulls_by_author.setdefault(author.id, []).append(pull)
        self.register(pull, node)
        self.emit_issue(pull, "opened", author)
        return pull

    def retarget(self, pull: PullRequest, base_branch: str, by: User) -> None:
        """Change the branch that the pull request shall go into."""
        changes = {"base": {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}}
        pull.base_ref = base_branch
        pull.base_sha = pull.repository.branches[base_branch]
        self.touch(pull)
        self.emit_issue(pull, "edited", by, changes=changes)

    def set_draft(self, pull: PullRequest, by: User, *, draft: bool) -> None:
        """Mark a pull request as a draft or as ready for review."""
        if pull.draft is draft:
            return
        pull.draft = draft
        self.touch(pull)
        self.emit_issue(pull, "converted_to_draft" if draft else "ready_for_review", by)

    def move_base(self, pull: PullRequest, *, conflicts: bool) -> None:
        """Let the base branch move, so that the pull request conflicts or no longer does.

        Nobody did anything on the pull request, so that its time stays as it was. Whether it
        conflicts is found out when it is next asked for, as on GitHub.
        """
        pull.conflicts, pull.is_tried = conflicts, False

    def request_review(self, pull: PullRequest, reviewer: User, by: User) -> None:
        """Ask somebody for a review."""
        pull.reviewers.append(reviewer)
        self.touch(pull)
        shape = people.simple_user(self.links, reviewer)
        self.emit_issue(pull, "review_requested", by, requested_reviewer=shape)

    def merge(self, pull: PullRequest, by: User) -> Commit:
        """Merge a pull request into its base branch."""
        pull.merged_at, pull.merged_by = self.now(), by
        repository = pull.repository
        made = self.merge_branch(repository, pull.base_ref, pull.head_sha, by)
        pull.merge_commit_sha = made.sha
        if pull.author not in repository.contributors:
            repository.contributors.append(pull.author)
        self._close_pull(pull, by)
        return made

    def diff_of(self, pull: PullRequest) -> Diff:
        """Return the diff from the merge base to the head."""
        return self.diff_between(pull.repository, pull.base_sha, pull.head_sha)

    def diff_between(self, repository: Repository, base: str, head: str) -> Diff:
        """Return the diff from the merge base of two commits to the second of them."""
        key = (repository.id, base, head)
        found = self.diff_cache.get(key)
        if found is None:
            found = self._diff(repository, self._origin(repository, base, head), head)
            self.diff_cache[key] = found
        return found

    def _diff(self, repository: Repository, origin: str, head: str) -> Diff:
        given = repository.diffs.get((origin, head))
        if given is not None:
            return diffs.parse(given)
        objects = repository.objects
        commits = history.ahead(objects, origin, head)
        texts = [
            repository.diffs[each.parents[0], each.sha]
            for each in commits
            if each.parents and (each.parents[0], each.sha) in repository.diffs
        ]
        old = objects[origin].tree if origin else Tree()
        computed = diffs.between(old, objects[head].tree)
        if not texts:
            return computed
        return diffs.parse("".join((*texts, computed.text)))

    @staticmethod
    def _origin(repository: Repository, base: str, head: str) -> str:
        return history.merge_base(repository.objects, base, head) or ""

    def commits_of(self, pull: PullRequest) -> list[Commit]:
        """Return the commits of a pull request, oldest first."""
        key = (pull.repository.id, pull.base_sha, pull.head_sha)
        found = self.commits_cache.get(key)
        if found is None:
            found = history.ahead(pull.repository.objects, pull.base_sha, pull.head_sha)
            self.commits_cache[key] = found
        return found

    def submit_review(
        self,
        pull: PullRequest,
        author: User,
        state: ReviewState,
        body: str | None = None,
        lines: tuple[tuple[str, int, str], ...] = (),
    ) -> Review:
        """Submit a review.

        Args:
            pull: What was reviewed.
            author: Who did.
            state: The verdict.
            body: The text over all.
            lines: Path, line in the new file and text of each comment on a line.
        """
        number, node = self.identity("PRR")
        review = Review(
            id=number,
            node_id=node,
            pull_request=pull,
            author=author,
            state=state,
            body=body,
            commit_sha=pull.head_sha,
            submitted_at=self.now(),
        )
        self.register(review, node)
        pull.reviews.append(review)
        if author in pull.reviewers:
            pull.reviewers.remove(author)
        self.touch(pull)
        self.emit(
            pull.repository,
            "pull_request_review",
            "submitted",
            author,
            review=lambda: shapes.review(self, review),
            pull_request=lambda: shapes.simple(self, pull),
        )
        for path, line, text in lines:
            self._start_thread(review, path, line, text)
        return review

    def _start_thread(self, review: Review, path: str, line: int, body: str) -> None:
        number, node = self.identity("PRRT")
        thread = ReviewThread(
            id=number,
            node_id=node,
            pull_request=review.pull_request,
            path=path,
            line=line,
            commit_sha=review.commit_sha,
        )
        self.register(thread, node)
        review.pull_request.threads.append(thread)
        self._say(thread, review, review.author, body)

    def reply(self, thread: ReviewThread, author: User, body: str) -> ReviewComment:
        """Answer in a thread; GitHub makes a review of its own of it."""
        review = self.submit_review(thread.pull_request, author, ReviewState.COMMENTED)
        return self._say(thread, review, author, body)

    def _say(self, thread: ReviewThread, review: Review, author: User, body: str) -> ReviewComment:
        number, node = self.identity("PRRC")
        comment = ReviewComment(
            id=number,
            node_id=node,
            thread=thread,
            review=review,
            author=author,
            body=body,
            created_at=self.now(),
            updated_at=self.now(),
        )
        self.register(comment, node)
        thread.comments.append(comment)
        pull = thread.pull_request
        self.touch(pull)
        self.emit(
            pull.repository,
            "pull_request_review_comment",
            "created",
            author,
            comment=lambda: shapes.review_comment(self, comment),
            pull_request=lambda: shapes.simple(self, pull),
        )
        return comment

    def resolve(self, thread: ReviewThread, by: User, *, resolved: bool = True) -> None:
        """Resolve a thread, or take that back."""
        thread.resolved_by = by if resolved else None
        pull = thread.pull_request
        self.emit(
            pull.repository,
            "pull_request_review_thread",
            "resolved" if resolved else "unresolved",
            by,
            thread=lambda: shapes.thread(self, thread),
            pull_request=lambda: shapes.simple(self, pull),
        )

    def _synchronize(self, pull: PullRequest, sha: str, by: User) -> None:
        before, pull.head_sha = pull.head_sha, sha
        self.touch(pull)
        self.emit_issue(pull, "synchronize", by, before=before, after=sha)

    def _close_pull(self, pull: PullRequest, by: User) -> None:
        pull.state, pull.closed_at, pull.closed_by = "closed", self.now(), by
        self.touch(pull)
        self.emit_issue(pull, "closed", by)
