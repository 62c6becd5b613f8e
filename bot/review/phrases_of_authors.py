"""How authors put that they did, will do or cannot do something, in English."""

from __future__ import annotations

import re

AGREES = re.compile(
    r"^[^\w@]*(?:@\S+\s+)?(?:i(?:'ve| have)? signed|agree\b|i have read the cla)", re.IGNORECASE
)
_WAITS = (
    r"(?:admit|disagree|ask @\w+|assume|be (?:able|around|away|back|curious|glad|happy|here|out"
    r"|patient|sure)|be\b(?! (?:\w+ing|cleaned|committed|done|fixed|pushed|reworked)\b)"
    r"|close (?:it |this )?if|defer|explain|have(?! (?:a|another) look)|hold|hope|keep|know|land"
    r"|leave|let|mention|merge (?!(?:in |the )?(?:main|master|latest|upstream))|need|note|ping"
    r"|point|say|start by|stop|thank|understand|wait)"
)
"""What somebody says that he will do, and does not work on the change with."""
_MOVES = (
    r"(?:i(?:'ll| will|'m (?:going|about) to| am (?:going|about) to|'m gonna| am gonna)|let me"
    r"|i (?:still )?(?:need|have|want) to|i should(?: probably| also)?)"
)
_CHANGE = (
    r"(?:add|address|change|clean|do|drop|fix|make|move|open|push|put|rebase|remove|rename|rework"
    r"|rewrite|run|send|split|squash|update)"
)
_CHANGING = (
    r"(?:adding|changing|cleaning|converting|debugging|dropping|fixing|moving|porting|preparing"
    r"|pushing|putting|rebasing|refactoring|removing|renaming|reworking|rewriting|splitting"
    r"|squashing|updating|writing)"
)
TO_DO = re.compile(
    rf"\b{_MOVES} (?:also |first |just |now |then |probably |try (?:to|and) )?"
    rf"(?!know\b|{_WAITS}\b)\w+|(?:[,;:]\s|\b(?:and|but|so|then|i)\s)(?:will|going to) {_CHANGE}\b"
    rf"|^\W*(?:(?:ok(?:ay)?|right|sure|thanks|yep|yes)\W{{1,3}})?(?:about to|going to|gonna"
    rf"|(?:still )?have to|(?:still )?need to|still to do|to-?do|will) (?!{_WAITS}\b)\w+"
    r"|\b(?:once|as soon as|until|before) i(?!'d)(?:'m|'ve| am| have)? (?!did|found|got|had|made"
    r"|ran|saw|\w+ed\b)\w+|\bthere(?:'ll| will) be (?:an?|another|the) (?:\w+ ){0,2}?(?:branch"
    r"|commit|fix|patch|pr|pull request|push|revision|update|version)\b"
    rf"|(?:\bi(?:'m| am) (?:\w+ )?|^\W*(?:now |still )?){_CHANGING}\b"
    r"|\bwill be (?:cleaned|committed|done|fixed|pushed|reworked|rewritten)\b(?! by\b)"
    r"|^\W*(?:it|that|this|they|those|these|both|the (?:\w+ ){1,3}?)(?:'ll| ?will) (?:go\b(?! in)"
    r"|be (?:addressed|gone|rebased|renamed)\b)",
    re.IGNORECASE,
)
"""Says what he is going to do for the change."""
_CHECKS = r"(?:ci|workflows?|checks?|tests?|jobs?|pipelines?|builds?)"
START = re.compile(
    rf"\b(?:can|could|would|will|please|pls|kindly|help)\b[^.?!\n]{{0,40}}\b(?:approve|enable"
    rf"|kick off|launch|re-?run|re-?start|re-?trigger|run|start|trigger)\b[^.?!\n]{{0,30}}"
    rf"\b{_CHECKS}\b|\b{_CHECKS}\b[^.?!\n]{{0,30}}\b(?:be|to be|an?|your) approv(?:ed|al)\b"
    rf"|\b{_CHECKS}\b[^.?!\n]{{0,20}}\b(?:await|need|wait)\w*(?: for)? (?:an? |your )?approval\b"
    r"|\b(?:can|could|would|will|please|pls) (?:you )?(?:run|start|trigger) (?:it|them) again\b",
    re.IGNORECASE,
)
"""Asks for what only a maintainer may start."""
LOOK = re.compile(r"\b(?:review|look|thoughts?|feedback)\b", re.IGNORECASE)
DENIES = re.compile(
    r"\bunrelated\b|\bflak\w+|\bnot? (?:(?:look|seem) (?:to be )?)?(?:caused|related|due)\b"
    r"|n(?:o|')t (?:come|stem|touch|related|caused|due)\b|\b(?:only|just) touch|\bnot among\b",
    re.IGNORECASE,
)
"""The author says that what failed is not his change's doing."""
HELP = re.compile(
    r"\bhelp\b|\b(?:can(?:not|'?t)|could(?: not|n'?t)) (?:make out|figure|tell|find|bring"
    r"|see|get)\b|\b(?:don'?t|do not) (?:know|understand)\b|\bnot sure (?:how|why|what|which)\b"
    r"|\bstuck\b",
    re.IGNORECASE,
)
DONE = re.compile(
    r"\b(?:done|fixed|addressed|updated|pushed|added|resolved|rebased|implemented|removed|changed"
    r"|applied|renamed|refactored|reverted|merged|moved|squashed|ptal|rtal|take (?:a|another) look"
    r"|re-?review|ready (?:for|to)|(?:friendly|gentle|kind|quick)? ?(?:ping|bump|reminder)"
    r"|any (?:updates?|news|thoughts|feedback|chance|progress)|let me know|what do you think|wdyt"
    r"|waiting for (?:an? |your |the )?(?:review|reply|response|feedback|approval)|still (?:valid"
    r"|relevant)|should be (?:good|ok|fixed|fine|green)|unrelated|flaky|signed|(?:builds?"
    r"|compiles?|pass(?:es)?|runs?|works?) now|now (?:builds?|compiles?|pass(?:es)?|runs?|works?)"
    r"|got rid of)\b|\b(?:it|that|this|they|those|these|both|all|everything|which)(?:'s|'re| is"
    r"| are| was| were| has been| have been) (?:all |already |also |both |now ){0,2}(?:back"
    r"|dropped|gone|green|in|out|split|there|up)\b(?! to\b)|\b(?:ci|tests?|checks?|build"
    r"|everything) (?:is|are) (?:all )?(?:now )?(?:green|happy|passing)\b"
    r"|\bi(?:'ve| have)? (?:also |just |now )?(?:adapted|adjusted|cleaned|converted|corrected"
    r"|created|dropped|extended|made (?!an? mess|an? mistake|the mistake)|opened|ported|put|ran"
    r"|replaced|reran|restarted|reworked|rewrote|sent|simplified|split|submitted|switched|took"
    r"|tried|turned)\b",
    re.IGNORECASE,
)
TO_COME = re.compile(
    r"\b(?:(?:i'?ll|i will)(?! be (?:glad|happy))|i'?m going to|i am going to"
    r"|let me(?! (?:add|clarify|explain|know|rephrase|start))|we'll|we will|i plan to"
    r"|i(?: still)? need to|i intend to|i can(?!'?t\b|not\b| (?:reproduce|confirm|see))"
    r"|will (?:be done|fix|add|do|update|try|look|change|address|push|return|rebase|test|work"
    r"|likely)|planning to|working on|work in progress|wip|in progress|on hold|give me"
    r"|still (?:working|debugging|waiting on)|not (?:to be|for) (?:merg|review)\w+|(?:should"
    r"|must)(?: not|n'?t) be (?:merged|reviewed)|not (?:complete|done|finished) yet"
    r"|not yet (?:complete|done|finished|ready)|(?<!was )still (?:an? )?draft"
    r"|stay tuned|hold off|(?:not|isn'?t) (?:yet |quite )?ready|(?:don'?t|do not) (?:merge|review)"
    r"|while i|until i(?! \w+ed)|waiting on|on vacation|(?:this|next) (?:week(?:end)?)|tomorrow"
    r"|i(?:'m| am| was|'ve been| have been) [^.\n]{0,20}?busy|(?:i'm|i am|still|already) on it)\b"
    r"|^\W*on it\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:follow-?up|(?:separate|another|different|later|next) (?:pr|pull request|change)"
    r"|(?:as|in|into|to|with) an? new (?:pr|pull request|change)|new (?:pr|pull request) (?:for"
    r"|to|that))\b",
    re.IGNORECASE,
)
"""What comes there is not waited for here."""
HOLD = re.compile(
    r"\b(?:(?:not|isn'?t) (?:yet |quite )?ready|hold off|(?:don'?t|do not) (?:merge|review)"
    r"|not (?:to be|for) (?:merg|review)\w+|(?:should|must)(?: not|n'?t) be (?:merged|reviewed)"
    r"|not (?:complete|done|finished) yet|not yet (?:complete|done|finished|ready)"
    r"|(?<!was )still (?:an? )?draft|still (?:working|debugging)|wip|work in progress"
    r"|found (?:an?|another|one more|some) (?:bugs?|issues?|problems?|errors?|mistakes?))\b",
    re.IGNORECASE,
)
