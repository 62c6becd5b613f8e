"""How authors put that they did, will do or cannot do something, in English."""

from __future__ import annotations

import re

AGREES = re.compile(
    r"^[^\w@]*(?:@\S+\s+)?(?:i (?:have )?signed|agree\b|i have read the cla)", re.IGNORECASE
)
_WAITS = (
    r"(?:admit|ask|assume|be (?:able|around|away|back|curious|glad|happy|here|out|patient|sure)"
    r"|be\b(?! \w+ing)|close (?:it |this )?if|defer|explain|have|hold|hope|keep|know|land|leave|let"
    r"|mention|merge (?!(?:in |the )?(?:main|master|latest|upstream))|need|note|ping|point|say"
    r"|start by|stop|thank|understand|wait)"
)
"""What somebody says that he will do, and does not work on the change with."""
_MOVES = (
    r"(?:i(?:'ll| will|'m (?:going|about) to| am (?:going|about) to|'m gonna| am gonna)|let me"
    r"|i (?:still )?(?:need|have|want) to|i should(?: probably| also)?)"
)
TO_DO = re.compile(
    rf"\b{_MOVES} (?:also |first |just |now |then |probably |try (?:to|and) )?(?!know\b"
    rf"|{_WAITS}\b)\w+"
    r"|\b(?:will|going to) (?:be )?(?:add|address|change|done|do|fix|move|put|push|rebase|rework"
    r"|rewrite|run|send|split|update)\b"
    rf"|^\W*(?:(?:ok(?:ay)?|right|sure|thanks|yep|yes)\W{{1,3}})?(?:about to|going to|gonna|have to"
    rf"|need to|still to do|to-?do|will) (?!{_WAITS}\b)\w+"
    r"|\b(?:once|as soon as|until|before) i(?!'d)(?:'m|'ve| am| have)? (?!did|found|got|had|made"
    r"|ran"
    r"|saw|\w+ed\b)\w+|\bthere(?:'ll| will) be (?:an? |the )?(?:fresh|new|clean) (?:pr|pull request"
    r"|branch|commit|version)\b"
    r"|^\W*(?:it|that|this|they|those|these|both|the (?:\w+ ){1,3}?)(?:'ll| ?will) (?:go\b(?! in)"
    r"|be (?:addressed|cleaned|done|fixed|gone|rebased|renamed|reworked|rewritten)\b)",
    re.IGNORECASE,
)
"""Says what he is going to do for the change."""
DENIES = re.compile(
    r"\bunrelated\b|\bflak\w+|\bnot? (?:caused|related|due)\b"
    r"|n(?:o|')t (?:come|stem|touch|related|caused|due)\b|\b(?:only|just) touch|\bnot among\b",
    re.IGNORECASE,
)
"""The author says that what failed is not his change's doing."""
HELP = re.compile(
    r"\bhelp\b|\b(?:can(?:not|'?t)|could(?: not|n'?t)) (?:make out|figure|tell|find|bring"
    r"|see|get)\b"
    r"|\b(?:don'?t|do not) (?:know|understand)\b|\bnot sure (?:how|why|what|which)\b|\bstuck\b",
    re.IGNORECASE,
)
DONE = re.compile(
    r"\b(?:done|fixed|addressed|updated|pushed|added|resolved|rebased|implemented|removed|changed"
    r"|applied|renamed|refactored|reverted|merged|moved|squashed|ptal|rtal|take (?:a|another) look"
    r"|re-?review|ready (?:for|to)|(?:friendly|gentle|kind|quick)? ?(?:ping|bump|reminder)"
    r"|any (?:updates?|news|thoughts|feedback|chance|progress)|let me know|what do you think|wdyt"
    r"|waiting for (?:an? |your |the )?(?:review|reply|response|feedback|approval)|still (?:valid"
    r"|relevant)|should be (?:good|ok|fixed|fine|green)|unrelated|flaky|signed|(?:builds?"
    r"|compiles?|pass(?:es)?|runs?|works?) now|now (?:builds?"
    r"|compiles?|pass(?:es)?|runs?|works?)|got rid of)\b"
    r"|\b(?:it|that|this|they|those|these|both|all|everything|which)(?:'s|'re| is| are| was| were"
    r"| has"
    r" been| have been) (?:all |already |also |both |now ){0,2}(?:back|dropped|gone|green|in|out"
    r"|split"
    r"|there|up)\b(?! to\b)",
    re.IGNORECASE,
)
TO_COME = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|let me(?! know)|we'll|we will|i plan to"
    r"|i(?: still)? need to|i intend to|i can(?!'?t\b|not\b| (?:reproduce|confirm|see))"
    r"|will (?:be done|fix|add|do"
    r"|update|try|look|change|address|push|return|rebase|test|work|likely)|planning to|working on"
    r"|work in progress|wip|in progress|on hold|give me|still (?:working"
    r"|debugging|waiting on)"
    r"|not (?:to be|for) (?:merg|review)\w+|(?:should|must)(?: not|n'?t) be (?:merged|reviewed)"
    r"|not (?:complete|done|finished) yet|not yet (?:complete|done|finished|ready)"
    r"|still (?:an? )?draft"
    r"|stay tuned|hold off|(?:not|isn'?t) (?:yet |quite )?ready|(?:don'?t|do not) (?:merge|review)"
    r"|(?:while|until) i|waiting on|on vacation|(?:this|next) (?:week(?:end)?)|tomorrow"
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
    r"|still (?:an? )?draft"
    r"|still (?:working|debugging)|wip|work in progress|found (?:an?|another|one more|some) "
    r"(?:bugs?|issues?|problems?|errors?|mistakes?))\b",
    re.IGNORECASE,
)
