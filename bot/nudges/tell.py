"""From what is due to the text of a comment: whose turn, since when, by what, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.kernel.markdown import link, plain, quote
from bot.nudges.rung import FOR_MENTORS, Rung
from bot.nudges.saying import command, day
from bot.nudges.situation import Because, Pull, Turn
from bot.nudges.steps import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.nudges.restraint import Comment, Item
    from bot.nudges.saying import Manner
    from bot.nudges.words import Words

_EVENTS: Final = {
    Stage.FOUND: "other",
    Stage.CLAIMED: "claimed",
    Stage.AGREED: "planned",
    Stage.BUILDING: "work_seen",
}
"""What made it somebody's turn before there is a pull request, where nothing else is told."""


def tell(comment: Comment, speech: Manner) -> str:
    """Return the Markdown of a comment.

    It mentions those whom the comment addresses and nobody else; what others wrote is quoted, and
    no link of it leaves a trace at a project.
    """
    first = comment.items[0]
    # Of a student's comment the sentence that is for the mentors mentions them.
    to = comment.to if first.due.rung in FOR_MENTORS else (first.situation.seen.student,)
    mentions = " ".join(f"@{login}" for login in to)
    if len(comment.items) == 1:
        paragraphs = [*_whole(comment.items[0], speech)]
    else:
        paragraphs = [speech.words.say("together.intro"), *_parts(comment, speech)]
    paragraphs.append(_silence(comment, speech))
    return "\n\n".join((mentions, *paragraphs)) + "\n"


def _whole(item: Item, speech: Manner) -> Iterator[str]:
    yield _turn(item, speech.words)
    yield from steps(item, speech)


def _parts(comment: Comment, speech: Manner) -> Iterator[str]:
    """Yield what mentors hear of each of several contributions."""
    for item in comment.items:
        seen = item.situation.seen
        title = plain(seen.title) or seen.contribution
        about = speech.words.say("together.about", title=link(seen.address, title))
        body = " ".join(_whole(item, speech))
        yield f"- **{about}.** {body}"


def _silence(comment: Comment, speech: Manner) -> str:
    words, first = speech.words, comment.items[0]
    moments = [each.due.silent_until for each in comment.items]
    known = [each for each in moments if each is not None]
    if known:
        until = words.say("silence.until", until=day(first.situation, min(known), words))
    else:
        until = words.say("silence.until_moved")
    return f"{until} {_how(first, speech)}"


def _how(item: Item, speech: Manner) -> str:
    """Return how to be left in peace, and how to correct what is wrong."""
    words, snooze = speech.words, command("snooze 1w", speech)
    if item.due.rung in FOR_MENTORS:
        return words.say("silence.how_mentor", hold=command("hold", speech))
    if _whose(item) in {"author", "unsure"}:
        correct = command("not-my-turn", speech)
        return words.say("silence.how", snooze=snooze, correct=correct)
    return words.say("silence.how_theirs", snooze=snooze, turn=command("turn", speech))


def _turn(item: Item, words: Words) -> str:
    """Return whose turn it is, since when, and by which event."""
    return words.say(f"turn.{_whose(item)}", **_since(item, words))


def _whose(item: Item) -> str:
    """Return which of the sentences on the turn holds."""
    seen, rung = item.situation.seen, item.due.rung
    if rung in FOR_MENTORS:
        return "mentor"
    if rung is Rung.UNSURE or seen.turn is Turn.CI:
        # A stale bot's clock goes on while the checks are at work.
        return "unsure"
    theirs = seen.turn in {Turn.REVIEWER, Turn.GATE} and seen.pull is not Pull.NONE
    return seen.turn.value if theirs else "author"


def _since(item: Item, words: Words) -> dict[str, str]:
    seen = item.situation.seen
    since = seen.since or seen.stage_since
    because = seen.because or Because(
        event=_EVENTS.get(seen.stage, "other"), at=since, who=seen.student
    )
    if item.due.rung is Rung.READY and seen.ready_asked is not None:
        since = seen.ready_asked
        because = Because(event="ready_asked", at=since, who=seen.student)
    return {"since": day(item.situation, since, words), "event": _event(because, words)}


def _event(because: Because, words: Words) -> str:
    key = f"event.{because.event}"
    said = words.say(
        key if key in words.texts else "event.other",
        who=quote(because.who) or words.say("event.somebody"),
        what=quote(because.what) or words.say("event.something"),
    )
    return f"{said} ({link(because.link, words.say('event.look'))})" if because.link else said
