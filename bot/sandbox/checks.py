"""Verbs of check runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.check_model import CheckRun, CheckSuite
from bot.sandbox.pulls import Pulls
from bot.sandbox.shapes import checks as shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sandbox.app_model import App
    from bot.sandbox.model import Repository, User


class Checks(Pulls):
    """Everything that happens to check runs."""

    def suite(self, repository: Repository, app: App, head_sha: str) -> CheckSuite:
        """Return an App's suite on a commit, made when there is none."""
        for suite in repository.suites:
            if suite.app is app and suite.head_sha == head_sha:
                return suite
        number, node = self.identity("CS")
        suite = CheckSuite(
            id=number,
            node_id=node,
            repository=repository,
            app=app,
            head_sha=head_sha,
            created_at=self.now(),
        )
        repository.suites.append(suite)
        return self.register(suite, node)

    def create_check_run(
        self, repository: Repository, app: App, head_sha: str, name: str, **fields: object
    ) -> CheckRun:
        """Create a check run.

        Args:
            repository: Where.
            app: Whose it is.
            head_sha: The commit.
            name: What the page shows.
            fields: As for `update_check_run`.
        """
        number, node = self.identity("CR")
        run = CheckRun(
            id=number,
            node_id=node,
            suite=self.suite(repository, app, head_sha),
            name=name,
            status="queued",
            conclusion=None,
            started_at=self.now(),
            completed_at=None,
        )
        run.suite.runs.append(run)
        self.check_runs[number] = self.register(run, node)
        self._set(run, fields)
        self._emit_run(run, "created", app.bot)
        if run.status == "completed":
            self._emit_run(run, "completed", app.bot)
        return run

    def update_check_run(self, run: CheckRun, **fields: object) -> None:
        """Change a check run.

        Args:
            run: Which one.
            fields: `status`, `conclusion`, `title`, `summary`, `text`, `details_url`,
                `external_id`, `annotations` or `name`; what is left out stays.
        """
        was_done = run.status == "completed"
        self._set(run, fields)
        if run.status == "completed" and not was_done:
            self._emit_run(run, "completed", run.suite.app.bot)

    def rerequest(self, run: CheckRun, by: User) -> None:
        """Press "Re-run" on a check run; only its own App hears of it."""
        self._emit_run(run, "rerequested", by, only=run.suite.app)

    def _set(self, run: CheckRun, fields: dict[str, object]) -> None:
        for key, value in fields.items():
            if key not in _CHANGEABLE:
                raise ValueError(f"A check run has no field {key!r}; use one of {_CHANGEABLE}.")
            if key == "annotations" and isinstance(value, list | tuple):
                # What was remarked before stays, as it does on GitHub.
                run.annotations = (*run.annotations, *value)
            else:
                setattr(run, key, value)
        self.note(run.suite.app.bot, run.suite.repository, *_texts(fields))
        # A conclusion means completed, whatever else was said.
        if run.conclusion is not None:
            run.status = "completed"
        done = run.status == "completed"
        run.completed_at = (run.completed_at or self.now()) if done else None

    def _emit_run(self, run: CheckRun, action: str, by: User, *, only: App | None = None) -> None:
        self.emit_to(
            only,
            run.suite.repository,
            "check_run",
            action,
            by,
            check_run=lambda: shapes.webhook_check_run(self, run),
        )


def _texts(fields: dict[str, object]) -> Iterator[object]:
    """Yield what of a check run is shown as text."""
    for name in ("title", "summary", "text"):
        yield fields.get(name)
    given = fields.get("annotations")
    for each in given if isinstance(given, list | tuple) else ():
        yield each.get("message")


_CHANGEABLE = (
    "status",
    "conclusion",
    "title",
    "summary",
    "text",
    "details_url",
    "external_id",
    "name",
    "annotations",
)
