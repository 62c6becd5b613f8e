"""What a comment says about whose turn it is, as far as words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.review.people import is_machine, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 8000
"""Code points of a comment that are looked at."""


class Says(StrEnum):
    """What a comment does to the turn."""

    ASK = "asks the author"
    CALL = "asks somebody else"
    PROMISE = "says that more will come from the one who writes"
    APPROVE = "finds it good"
    THANKS = "acknowledges"
    COMMAND = "speaks to a bot"
    ANSWER = "answers or reports"
    REMARK = "remarks"


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment says, and whether it names the author of the pull request."""

    what: Says
    names_author: bool = False
    about_base: bool = False
    """Whether all that is asked for is to bring the branch up to date."""


_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_MENTION = re.compile(r"(?<![\w/`])@([A-Za-z\d](?:[A-Za-z\d-]{0,38})(?:/[\w.-]+)?(?:\[bot\])?)")
_SLASH = re.compile(r"\s*/[a-z][\w-]*(?:\s|$)")
_RUN = re.compile(
    r"\s*run-slow\b|\s*(?:bot|ci|jenkins)[ ,:]+(?:please )?(?:re)?(?:run|test|build)\b"
)
_ASIDE = re.compile(r"\b(?:from|by|of|per|with|like|as|to|and)\s+@\S+")
"""Names somebody without speaking to him."""
_CC = re.compile(r"^\W*(?:cc|fyi)\b", re.IGNORECASE)

_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly|(?:can|could|would|will) (?:you|we)|shall we"
    r"|you (?:should|need|must|may|might|ha(?:ve|d) to|will (?:need|have))"
    r"|(?:tag|ping) me (?:when|once|if|after)"
    r"|you (?:can|may) (?:now |also |just |then )?(?:add|change|check|close|drop|keep|look|make"
    r"|merge|move|rebase|remove|rename|run|split|try|use)"
    r"|(?:need|want|like|ask|asking) you to|(?:once|after|when|if) you(?:'ve| have| can| could)?"
    r"|let me know (?:if|when|once|what|whether)|would you mind|do you mind|feel free to"
    r"|i(?:'d| would) (?:prefer|like|rather|suggest)|i suggest|i think (?:we|you|this|it) should"
    r"|i don'?t (?:think|understand|see (?:why|how|the))|i(?:'m| am) not sure)\b",
    re.IGNORECASE,
)
"""Asks, whoever the sentence begins with."""
_WISH = re.compile(
    r"\b(?:needs? (?:to|an? |some|more|rebas|tests?)|must (?:be|have)"
    r"|should (?:be|have|use|also|not|go)|shouldn'?t|how about|what about"
    r"|let(?:'s| us) (?:not|also|keep|add|use|move|drop|remove|split|make|avoid|rename)"
    r"|would (?:be|prefer|rather)|suggest(?:ion|ed|s)?s?|consider|nits?|rebase|missing|instead"
    r"|sign the|rename|there(?:'s| is| are) (?:an? |some )?(?:merge )?"
    r"(?:conflicts?|lint|test failure|failing|failure)|address (?:the|these|those|my|all)"
    r"|(?:few|some|couple of|minor|small|one|two|three) (?:more |minor |small )?(?:comments?"
    r"|questions?|suggestions?|requests?|changes?|things?|nits?|issues?|concerns?|remarks?)"
    r"|(?:left|leaving|have) (?:some|a few|comments?)|(?:is|are|looks?) related to (?:your|this)"
    r"|not sure (?:if|that|why|about|whether)|(?:does not|doesn'?t) (?:work|compile"
    r"|build|pass|help)"
    r"|fix (?:the|this|these|it|lint|ci)|resolve (?:the|this|these|conflicts?)"
    r"|(?:add|run|remove|move|use|keep|update|revert|drop) (?:an?|the|this|these|some"
    r"|it|pre-commit))\b",
    re.IGNORECASE,
)
"""Asks, unless the writer speaks of himself."""
_BASE = re.compile(
    r"\brebas\w*|\bsync\w*|\bconflicts?\b|\bup[ -]to[ -]date\b|\bout of date\b"
    r"|\bmerge (?:in )?(?:the )?(?:latest )?(?:main|master)\b|\bupdate (?:the|your) branch\b",
    re.IGNORECASE,
)
"""The state of the branch against the one that it is for."""
_FAILS = re.compile(
    r"\b(?:tests?|ci|lint\w*|pre-commit|checks?|build"
    r"|jobs?)\b[^.\n]{0,40}?\b(?:failing|fails?|failed"
    r"|red|broken|related)\b",
    re.IGNORECASE,
)
_NOT_YOURS = re.compile(
    r"\b(?:unrelated|not related|flak\w+|known|infra\w*|on (?:main|master)|broken there|retry)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:^|[,;:(-]\s*|\b(?:and|but|so|then)\s+)\W*(?:i|we)(?:'ll| will|'m| am| have|'ve| can| plan"
    r"| need| hope| just|'re| are| put| fixed| opened| took)\b"
    r"|^\W*(?:let me(?! know)|will|going to|looking|reviewing|running|importing|merging|landing)\b",
    re.IGNORECASE,
)
"""The writer speaks of what he does himself."""
_LATER = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|we'?ll|we will|let me(?! know)"
    r"|i plan to|i hope to"
    r"|i(?:'ll)? need (?:some time|a bit)|give me|i want to|i'?m trying to|i am trying to"
    r"|i can (?:take|look|review|test|check|run|do|merge))\b"
    r"|\blet'?s wait\b|\bi(?:'m| am) (?:still|currently|now)\b|\bstill trying\b|\b(?:merged?"
    r"|landed?) (?:soon|shortly|today|now)\b"
    r"|\bon my (?:list|radar|queue|plate|todo)\b|\bin my queue\b|\b(?:taking|having) a look\b"
    r"|\bwill (?:take a )?(?:look|review|get|check|merge|land|follow)\b"
    r"|\blook(?:ing)? (?:at|into) (?:it|this)\b|\breviewing (?:it|this|now)\b"
    r"|\b(?:next|later this|early next|this coming|by the end of the) (?:week|month)\b"
    r"|\b(?:tomorrow|later today|after the holidays?|out of office|on vacation|on leave|ooo)\b"
    r"|\b(?:importing|running (?:the )?(?:ci|tests?|internal)|merging|landing)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:lgtm|sgtm|look(?:s|ing)? (?:good|great|fine|ok|okay|reasonable|correct)|ship ?it"
    r"|approv(?:ed|ing)|good to (?:go|merge|land)|ready to (?:merge|go|land)|happy to merge"
    r"|let'?s (?:merge|land|ship|get (?:this|it) in)|go ahead|stamp(?:ed|ing)?)\b|\+1"
    r"|\U0001f44d|\U0001f6a2",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^\W*(?:thanks?|thank you|thx|ty|sure|ok(?:ay)?|got it|sounds good|makes sense"
    r"|good (?:point|catch|idea|call|suggestion|question|work|job)|great|nice|cool|awesome|perfect"
    r"|understood|noted|appreciate|agreed?|i see|ah|right|fair|done|welcome|congrat\w*|excellent"
    r"|no (?:problem|worries)|np|will do|that makes sense|wow|love (?:it|this)|thanks again)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:done|fixed|addressed|updated|pushed|added|resolved|rebased|implemented|removed|changed"
    r"|applied|renamed|refactored|reverted|merged|moved|squashed|ptal|rtal|take (?:a|another) look"
    r"|re-?review|ready (?:for|to)|(?:friendly|gentle|kind|quick)? ?(?:ping|bump|reminder)"
    r"|any (?:updates?|news|thoughts|feedback|chance|progress)|let me know|what do you think|wdyt"
    r"|waiting for (?:an? |your |the )?(?:review|reply|response|feedback|approval)|still (?:valid"
    r"|relevant)|should be (?:good|ok|fixed|fine|green)|unrelated|flaky|signed|pass(?:es)? now)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|let me(?! know)|we'?ll|we will|i plan to"
    r"|i(?: still)? need to|i intend to|i can(?! (?:reproduce|confirm|see|not))|will (?:fix|add|do"
    r"|update|try|look|change|address|push|return|rebase|test|work|likely)|planning to|working on"
    r"|work in progress|wip|in progress|on it|on hold|give me|still (?:working"
    r"|debugging|waiting on)"
    r"|stay tuned|hold off|(?:not|isn'?t) (?:yet |quite )?ready|(?:don'?t|do not) (?:merge|review)"
    r"|(?:while|until) i|waiting on|on vacation|(?:this|next) (?:week(?:end)?)|tomorrow"
    r"|i(?:'m| am| was|'ve been| have been) [^.\n]{0,20}?busy)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:follow-?up|(?:separate|another|different|later|next|new) (?:pr|pull request|change))\b",
    re.IGNORECASE,
)
"""What comes there is not waited for here."""
_HOLD = re.compile(
    r"\b(?:(?:not|isn'?t) (?:yet |quite )?ready|hold off|(?:don'?t|do not) (?:merge|review)"
    r"|still (?:working|debugging)|wip|work in progress|found (?:an?|another|one more|some) "
    r"(?:bugs?|issues?|problems?|errors?|mistakes?))\b",
    re.IGNORECASE,
)
_SHORT: Final = 140
"""Code points up to which thanks are all that a comment says."""


def shown(text: str) -> str:
    """Return what the writer says himself: without quotes, code, links and what is hidden."""
    lines, fenced = [], False
    for line in text[:LONGEST].splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith(">"):
            lines.append(line)
    return _HIDDEN.sub(" ", "\n".join(lines)).strip()


def of_reviewer(text: str, author: str) -> Said:
    """Return what somebody else than the author says.

    Args:
        text: The comment.
        author: The login of the pull request's author.
    """
    clean = shown(text)
    mentions = [plain(each) for each in _MENTION.findall(clean)]
    names_author = plain(author) in mentions
    if is_command(clean):
        return Said(Says.COMMAND)
    asked = _asked(clean, plain(author))
    if asked is not None and (asked.firm or not _LATER.search(clean)):
        return Said(asked.what, names_author, about_base=asked.about_base)
    for what, pattern in ((Says.PROMISE, _LATER), (Says.APPROVE, _GOOD)):
        if pattern.search(clean):
            return Said(what, names_author)
    if not clean or (_THANKS.match(_MENTION.sub("", clean)) and len(clean) <= _SHORT):
        return Said(Says.THANKS)
    if mentions and not names_author:
        return Said(Says.CALL)
    return Said(Says.ASK if names_author else Says.REMARK, names_author)


def of_author(text: str) -> Says:
    """Return what the author of the pull request says."""
    clean = shown(text)
    if is_command(clean):
        return Says.COMMAND
    promised = False
    for sentence in _sentences(clean):
        to_come = _TO_COME.search(sentence) and not _ELSEWHERE.search(sentence)
        if not to_come and (_DONE.search(sentence) or sentence.rstrip().endswith("?")):
            return Says.ANSWER
        promised = promised or bool(to_come)
    if promised:
        return Says.PROMISE
    if not clean or (_THANKS.match(_MENTION.sub("", clean)) and len(clean) <= _SHORT):
        return Says.THANKS
    return Says.ANSWER


def holds_back(text: str) -> bool:
    """Return whether the author says that nobody should look yet."""
    return bool(_HOLD.search(shown(text)))


def hands_over(text: str, author: str) -> bool:
    """Return whether the author asks something or turns to somebody else."""
    clean = shown(text)
    named = any(plain(each) != plain(author) for each in _MENTION.findall(clean))
    return named or "?" in clean


def is_command(clean: str) -> bool:
    """Return whether a shown text speaks to a program."""
    if _SLASH.match(clean) or _RUN.match(clean.lower()):
        return True
    first = _MENTION.match(clean)
    return first is not None and is_machine(first[1])


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a text asks for; `firm` unless it only says what is wrong."""

    what: Says
    firm: bool
    about_base: bool = False


def _asked(clean: str, author: str) -> _Asked | None:
    """Return whom the text asks for something, if anybody; the author where it names nobody."""
    whom = Says.ASK
    asking: dict[Says, list[tuple[str, bool]]] = {Says.ASK: [], Says.CALL: []}
    for sentence in _sentences(clean):
        if _CC.match(sentence):
            continue
        mentions = [plain(each) for each in _MENTION.findall(_ASIDE.sub("", sentence))]
        if mentions:
            whom = Says.ASK if author in mentions else Says.CALL
        firm = sentence.rstrip().endswith("?") or _REQUEST.search(sentence) is not None
        if firm or _wishes(sentence):
            asking[whom].append((sentence, firm))
    for what, found in asking.items():
        if found:
            about_base = all(_BASE.search(sentence) for sentence, _ in found)
            return _Asked(what, any(firm for _, firm in found), about_base)
    return None


def _wishes(sentence: str) -> bool:
    """Return whether a sentence says that something is missing or wrong."""
    if _OWN.search(_MENTION.sub("", sentence)):
        return False
    if _FAILS.search(sentence):
        return not _NOT_YOURS.search(sentence)
    return bool(_WISH.search(sentence))


def _sentences(clean: str) -> Iterator[str]:
    return (each[0] for each in _SENTENCE.finditer(clean))
