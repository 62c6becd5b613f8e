"""What to do in one step, for each rung, with the facts of that very project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.markdown import inert, quote
from bot.nudges.drafts import may_draft
from bot.nudges.ladder import fair_from
from bot.nudges.patience import Share, outlook
from bot.nudges.rung import Rung
from bot.nudges.saying import command, day
from bot.nudges.situation import Pull, Turn
from bot.nudges.stale import strike
from bot.nudges.worktime import worktime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.nudges.restraint import Item
    from bot.nudges.saying import Manner
    from bot.nudges.situation import Situation
    from bot.nudges.words import Words

THREADS_SHOWN: Final = 5
CHECKS_SHOWN: Final = 3


def steps(item: Item, speech: Manner) -> Iterator[str]:
    """Yield the paragraphs that say what to do."""
    yield from _STEPS[item.due.rung](item.situation, speech)


def _to_do(situation: Situation, speech: Manner) -> Iterator[str]:
    if situation.seen.pull is Pull.NONE:
        if situation.seen.is_agreed:
            yield speech.words.say("step.to_do_agreed")
        else:
            yield speech.words.say("step.to_do_building", ready=command("ready", speech))
        return
    yield speech.words.say("step.to_do")
    yield from _threads(situation, speech)


def _threads(situation: Situation, speech: Manner) -> Iterator[str]:
    words = speech.words
    lines = [
        "- "
        + words.say(
            "step.to_do_thread",
            place=quote(f"{each.path}:{each.line}" if each.line else each.path),
            who=quote(each.by) or words.say("event.somebody"),
        )
        for each in situation.seen.open_threads[:THREADS_SHOWN]
    ]
    if lines:
        yield "\n".join((words.say("step.to_do_threads"), "", *lines))


def _ci_red(situation: Situation, speech: Manner) -> Iterator[str]:
    yield speech.words.say("step.ci_red", checks=_checks(situation.seen.failing, speech.words))


def _conflict(_situation: Situation, speech: Manner) -> Iterator[str]:
    yield speech.words.say("step.conflict")


def _claim_idle(_situation: Situation, speech: Manner) -> Iterator[str]:
    plan, drop = command("plan", speech), command("drop", speech)
    yield speech.words.say("step.claim_idle", plan=plan, drop=drop)


def _with_mentor(situation: Situation, speech: Manner) -> Iterator[str]:
    if situation.seen.mentors:
        yield speech.words.say("step.with_mentor", mentors=_mentors(situation, speech.words))
    else:
        yield speech.words.say("step.with_mentor_alone")
    yield from _threads(situation, speech)


def _offer(situation: Situation, speech: Manner) -> Iterator[str]:
    words = speech.words
    ways = [
        words.say("step.offer_split"),
        words.say("step.offer_pause", pause=command("snooze 2w", speech)),
        words.say("step.offer_drop", drop=command("drop", speech)),
    ]
    if situation.seen.mentors:
        ways.insert(2, words.say("step.offer_hand_over", mentors=_mentors(situation, speech.words)))
    yield "\n".join((words.say("step.offer"), "", *(f"- {way}" for way in ways)))


def _unsure(_situation: Situation, speech: Manner) -> Iterator[str]:
    yield speech.words.say("step.unsure", correct=command("not-my-turn", speech))


def _outlook(situation: Situation, speech: Manner) -> Iterator[str]:
    words = speech.words
    found = outlook(situation.history, situation.seen.lines)
    if found.share is Share.FEW:
        said = words.say("outlook.few")
    else:
        said = words.say(f"outlook.{found.share}", days=words.days(found.days))
    yield f"{said} {words.say('outlook.doubtful')}" if found.is_doubtful else said
    suggest = command("suggest", speech)
    yield words.say("step.outlook", fair=_fair(situation, speech), suggest=suggest)
    yield from _red(situation, speech)


def _ping(situation: Situation, speech: Manner) -> Iterator[str]:
    words, rule, ai = speech.words, situation.project.ping, situation.project.ai
    lines = [words.say("step.ping")]
    if rule is not None:
        whom = f"{rule.whom} ({rule.mention})" if rule.mention else rule.whom
        lines.append(words.say("step.ping_whom", whom=inert(whom)))
        if rule.where:
            lines.append(words.say("step.ping_where", where=inert(rule.where)))
    yield "\n".join(lines)
    if may_draft(situation):
        draft = speech.drafts.of(situation)
        yield f"{words.say('step.ping_draft')}\n\n```text\n{draft}\n```"
        if ai is not None and ai.disclosure_required:
            yield words.say("step.ping_disclose")
        return
    since = situation.seen.since or situation.seen.stage_since
    yield words.say(
        "step.ping_facts",
        opened=day(situation, situation.seen.opened or since, words),
        since=day(situation, since, words),
    )


def _elsewhere(situation: Situation, speech: Manner) -> Iterator[str]:
    rule = situation.project.ping
    if rule is not None and rule.escalation:
        yield speech.words.say("step.elsewhere_channel", channel=inert(rule.escalation))
    yield speech.words.say("step.elsewhere", suggest=command("suggest", speech))


def _gate(situation: Situation, speech: Manner) -> Iterator[str]:
    words, awaited = speech.words, situation.seen.awaited
    yield words.say("step.gate", fair=_fair(situation, speech))
    if awaited:
        yield words.say("step.gate_waiting", checks=_checks(awaited, words))
    rule = situation.project.first_ci
    if rule is not None:
        yield words.say("step.gate_rule", rule=inert(rule.rule))
    yield from _red(situation, speech)


def _red(situation: Situation, speech: Manner) -> Iterator[str]:
    """Yield that a red check is not the student's to mend."""
    seen, words = situation.seen, speech.words
    if seen.failing and not seen.is_mendable:
        yield words.say("step.gate_red", checks=_checks(seen.failing, words))


def _approved(situation: Situation, speech: Manner) -> Iterator[str]:
    if situation.seen.turn is Turn.AUTHOR:
        yield speech.words.say("step.approved_own")
    else:
        yield speech.words.say("step.approved", fair=_fair(situation, speech))


def _stale(situation: Situation, speech: Manner) -> Iterator[str]:
    words, rule, at = speech.words, situation.project.stale, strike(situation)
    if rule is None or at is None:
        return
    yield words.say("step.stale", strike=day(situation, at, words))
    if rule.undo:
        yield words.say("step.stale_undo", undo=inert(rule.undo))
    if rule.exempt_labels:
        yield words.say("step.stale_label", label=quote(rule.exempt_labels[0]))


def _plan(situation: Situation, speech: Manner) -> Iterator[str]:
    approve, revise = command("approve", speech), command("revise", speech)
    student = quote(situation.seen.student)
    yield speech.words.say("step.plan", student=student, approve=approve, revise=revise)


def _ready(situation: Situation, speech: Manner) -> Iterator[str]:
    student, revise = quote(situation.seen.student), command("revise", speech)
    yield speech.words.say("step.ready", student=student, revise=revise)


def _fair(situation: Situation, speech: Manner) -> str:
    hours = worktime(situation.cohort, situation.nudges.quiet_hours, situation.seen.time_zone)
    at = hours.next_working_instant(fair_from(situation, hours))
    return day(situation, at, speech.words)


def _checks(names: Sequence[str], words: Words) -> str:
    return words.listed([quote(each) for each in names[:CHECKS_SHOWN]])


def _mentors(situation: Situation, words: Words) -> str:
    return words.listed([f"@{each}" for each in situation.seen.mentors])


_STEPS: Final[Mapping[Rung, Callable[[Situation, Manner], Iterator[str]]]] = {
    Rung.TO_DO: _to_do,
    Rung.CI_RED: _ci_red,
    Rung.CONFLICT: _conflict,
    Rung.CLAIM_IDLE: _claim_idle,
    Rung.WITH_MENTOR: _with_mentor,
    Rung.OFFER: _offer,
    Rung.UNSURE: _unsure,
    Rung.OUTLOOK: _outlook,
    Rung.PING: _ping,
    Rung.ELSEWHERE: _elsewhere,
    Rung.GATE: _gate,
    Rung.APPROVED: _approved,
    Rung.STALE: _stale,
    Rung.PLAN: _plan,
    Rung.READY: _ready,
}
