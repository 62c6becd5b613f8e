"""The one write path: comment and check run in a single request, each exactly once.

A comment that is to be created, and likewise a check run, is written down before GitHub is
called: see `bot.github.ledger`. Every text goes through the door before it is sent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.github.documents import PUBLISH, CommentStep, RunStep
from bot.github.errors import AnswerLost
from bot.github.gathering import Gathering
from bot.github.issue_documents import mutation
from bot.github.ledger import Beginnings
from bot.github.talk_steps import keys_of, made, may_be_repeated, steps, told
from bot.kernel.door import door
from bot.kernel.effect import Head, Published
from bot.kernel.errors import Fault, Transient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.clock import Clock
    from bot.github.guard import Writable
    from bot.github.installations import Installations
    from bot.github.issue_documents import Step
    from bot.github.ledger import EffectLedger
    from bot.github.pace import WriteSlots
    from bot.github.transport import Answer
    from bot.kernel.effect import Publication, RunEffect
    from bot.kernel.subject import Subject
    from bot.kernel.talk import Talk, Told

LONGEST_TEXT = 65_535
"""GitHub's cap on a check run's summary, in characters."""

MADE = timedelta(minutes=5)
"""How long an issue counts as made after GitHub said so, however far behind reads are."""


def comment_key(subject: Subject) -> str:
    """Return the ledger's key for creating the checklist comment."""
    return f"{subject}:comment"


def run_key(subject: Subject, head_sha: str) -> str:
    """Return the ledger's key for creating the check run on a head."""
    return f"{subject}:run:{head_sha}"


class Writer:
    """Publishes to pull requests, and answers in conversations.

    Args:
        installations: Sends the request.
        slots: Hands out the right to write.
        ledger: Remembers effects through crashes.
        clock: Dates them.
        read_back: How long a read may take to show a write.
    """

    def __init__(
        self,
        installations: Installations,
        *,
        slots: WriteSlots,
        ledger: EffectLedger,
        clock: Clock,
        read_back: timedelta,
    ) -> None:
        self._installations = installations
        self._slots = slots
        self._gathering = Gathering(slots, self._send_steps)
        self._ledger = ledger
        self._beginnings = Beginnings(ledger, clock, read_back)

    async def publish(self, repository: Writable, publication: Publication) -> Published:
        """Write what the publication says; a `Writable` is the guard's leave to do so.

        Raises:
            AnswerLost: It may have taken effect; reconcile again.
            Transient: It did not, or its effect cannot be seen yet; reconcile again.
            Fault: The publication does not belong to this repository.
        """
        if publication.target.repository.id != repository.admitted.id:
            raise Fault("a publication was handed a leave for another repository")
        publication = _safe(publication, repository.admitted.full_name)
        keys = _creations(publication)
        answer = await self._send(
            repository, PUBLISH[_steps(publication)], variables(repository, publication), keys
        )
        return await self._conclude(publication, answer)

    async def say(self, repository: Writable, talk: Talk) -> Told:
        """Write issues, and to the conversation of an issue or pull request; see `publish`.

        Edits, reactions and labels may be written twice without harm, and go together with those
        of other talks that wait. Replies and issues may not.
        """
        if talk.repository.id != repository.admitted.id:
            raise Fault("a talk was handed a leave for another repository")
        talk = _harmless(talk, repository.admitted.full_name)
        writes = tuple(steps(repository.node_id, talk))
        if may_be_repeated(talk):
            return told(talk, await self._gathering.send(repository.admitted.installation, writes))
        # A second issue calls everybody once more, and one that somebody deletes may wait.
        rest = MADE if talk.opens else timedelta(0)
        answer = await self._send(repository, *mutation(writes), keys_of(talk), rest)
        result = told(talk, answer)
        done = made(talk, result)
        for key, node_id in done.items():
            await self._ledger.end_effect(key, node_id.encode())
        for key in keys_of(talk):
            if key not in done:
                await self._ledger.forget_effect(key)
        return result

    async def _send_steps(self, installation: int, writes: Sequence[Step]) -> Answer:
        """Send what may be repeated, of one talk or of several."""
        document, values = mutation(writes)
        return await self._installations.graphql(installation, document, values, writes=True)

    async def _send(
        self,
        repository: Writable,
        document: str,
        values: dict[str, object],
        keys: tuple[str, ...],
        rest: timedelta = timedelta(0),
    ) -> Answer:
        """Send one mutation, its creations written down before."""
        installation = repository.admitted.installation
        async with self._slots.slot(str(installation)):
            await self._beginnings.begin(keys, repository.admitted.look, rest)
            try:
                return await self._installations.graphql(
                    installation, document, values, writes=True
                )
            except AnswerLost:
                raise
            except Exception:
                # GitHub said that nothing was done, so nothing stands in the way of a repeat.
                for key in keys:
                    await self._ledger.forget_effect(key)
                raise

    async def adopt(self, subject: Subject, comment_id: str) -> None:
        """Note that the comment was found, whatever had become of the answer to its write."""
        await self._ledger.end_effect(comment_key(subject), comment_id.encode())

    async def _conclude(self, publication: Publication, answer: Answer) -> Published:
        comment_id = _comment_id(answer.data)
        run_id = _run_id(answer.data)
        subject, head = publication.subject, publication.target.head_sha
        results = (
            (publication.comment, comment_id, "comment", comment_key(subject)),
            (publication.run, run_id, "checkRun", run_key(subject, head)),
        )
        refused: list[str] = []
        gone: list[str] = []
        for effect, node_id, field, key in results:
            if effect is None:
                continue
            if node_id is not None:
                if effect.existing is None:
                    await self._ledger.end_effect(key, node_id.encode())
                continue
            await self._ledger.forget_effect(key)
            error = answer.error_at(field)
            kind = error.type if error else "no answer"
            (gone if kind == "NOT_FOUND" else refused).append(
                f"{field}: {kind}: {error.message if error else 'the field is null'}"
            )
        if gone:
            raise Transient("GitHub does not know what was just read: " + "; ".join(gone))
        return Published(comment_id, run_id, tuple(refused))


def _safe(publication: Publication, home: str) -> Publication:
    """Return what is to be published with every text led through the door; it calls nobody."""
    comment, run = publication.comment, publication.run
    if comment is not None:
        comment = replace(comment, body=door(comment.body, home=home))
    if run is not None:
        annotations = tuple(
            replace(each, message=door(each.message, home=home)) for each in run.annotations
        )
        title, summary = door(run.title, home=home), door(run.summary, home=home)
        run = replace(run, title=title, summary=summary, annotations=annotations)
    return replace(publication, comment=comment, run=run)


def _harmless(talk: Talk, home: str) -> Talk:
    """Return what is to be said with every text led through the door."""

    def out(text: str) -> str:
        return door(text, talk.may_mention, home)

    return replace(
        talk,
        replies=tuple(replace(each, body=out(each.body)) for each in talk.replies),
        edits=tuple(replace(each, body=out(each.body)) for each in talk.edits),
        make=tuple(replace(each, description=out(each.description)) for each in talk.make),
        opens=tuple(
            replace(each, title=out(each.title), body=out(each.body)) for each in talk.opens
        ),
        rewrites=tuple(
            replace(each, title=out(each.title), body=out(each.body)) for each in talk.rewrites
        ),
    )


def variables(repository: Writable, publication: Publication) -> dict[str, object]:
    """Return the variables of the mutation; every node id comes from the same read."""
    target = publication.target
    found: dict[str, object] = {}
    comment, run = publication.comment, publication.run
    if comment is not None and not isinstance(target, Head):
        place = (
            {"subjectId": target.node_id} if comment.existing is None else {"id": comment.existing}
        )
        found["comment"] = {**place, "body": comment.body}
    if run is not None:
        place = (
            {"headSha": target.head_sha} if run.existing is None else {"checkRunId": run.existing}
        )
        found["checkRun"] = {
            **place,
            "repositoryId": repository.node_id,
            "name": run.name,
            # Comes back when somebody asks to run the check again: see the intake.
            "externalId": str(publication.subject),
            "status": "COMPLETED",
            "conclusion": run.conclusion.upper(),
            "output": _output(run),
        }
    return found


def _output(run: RunEffect) -> dict[str, object]:
    found: dict[str, object] = {"title": run.title, "summary": run.summary[:LONGEST_TEXT]}
    # GitHub adds those of an update to the ones that are there.
    if run.annotations and run.existing is None:
        found["annotations"] = [
            {
                "path": each.path,
                "location": {"startLine": each.line, "endLine": each.line},
                "annotationLevel": each.level.upper(),
                "message": each.message,
            }
            for each in run.annotations
        ]
    return found


def _steps(publication: Publication) -> tuple[CommentStep, RunStep]:
    comment, run = publication.comment, publication.run
    if comment is None:
        comment_step = CommentStep.NONE
    else:
        comment_step = CommentStep.ADD if comment.existing is None else CommentStep.EDIT
    if run is None:
        run_step = RunStep.NONE
    else:
        run_step = RunStep.CREATE if run.existing is None else RunStep.UPDATE
    return comment_step, run_step


def _creations(publication: Publication) -> tuple[str, ...]:
    comment, run = publication.comment, publication.run
    keys: list[str] = []
    if comment is not None and comment.existing is None:
        keys.append(comment_key(publication.subject))
    if run is not None and run.existing is None:
        keys.append(run_key(publication.subject, publication.target.head_sha))
    return tuple(keys)


def _comment_id(data: Mapping[str, Any]) -> str | None:
    payload = data.get("comment") or {}
    node = (payload.get("commentEdge") or {}).get("node") or payload.get("issueComment") or {}
    found: str | None = node.get("id")
    return found


def _run_id(data: Mapping[str, Any]) -> str | None:
    node = (data.get("checkRun") or {}).get("checkRun") or {}
    found: str | None = node.get("id")
    return found
