"""How authors put that they did, will do or cannot do something, in English."""

from __future__ import annotations

import re

AGREES = re.compile(
    r"^[^\w@]*(?:@\S+\s+)?(?:i (?:have )?signed|agree\b|i have read the cla)", re.IGNORECASE
)
TO_DO = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|will) (?:be )?(?:add|address|change|done|do|fix"
    r"|move|put|push|rebase|rework|rewrite|run|send|split|update)\b",
    re.IGNORECASE,
)
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
    r"|relevant)|should be (?:good|ok|fixed|fine|green)|unrelated|flaky|signed|pass(?:es)? now)\b",
    re.IGNORECASE,
)
TO_COME = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|let me(?! know)|we'll|we will|i plan to"
    r"|i(?: still)? need to|i intend to|i can(?!'?t\b|not\b| (?:reproduce|confirm|see))"
    r"|will (?:be done|fix|add|do"
    r"|update|try|look|change|address|push|return|rebase|test|work|likely)|planning to|working on"
    r"|work in progress|wip|in progress|on hold|give me|still (?:working"
    r"|debugging|waiting on)"
    r"|stay tuned|hold off|(?:not|isn'?t) (?:yet |quite )?ready|(?:don'?t|do not) (?:merge|review)"
    r"|(?:while|until) i|waiting on|on vacation|(?:this|next) (?:week(?:end)?)|tomorrow"
    r"|i(?:'m| am| was|'ve been| have been) [^.\n]{0,20}?busy|(?:i'm|i am|still|already) on it)\b"
    r"|^\W*on it\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:follow-?up|(?:separate|another|different|later|next|new) (?:pr|pull request|change))\b",
    re.IGNORECASE,
)
"""What comes there is not waited for here."""
HOLD = re.compile(
    r"\b(?:(?:not|isn'?t) (?:yet |quite )?ready|hold off|(?:don'?t|do not) (?:merge|review)"
    r"|still (?:working|debugging)|wip|work in progress|found (?:an?|another|one more|some) "
    r"(?:bugs?|issues?|problems?|errors?|mistakes?))\b",
    re.IGNORECASE,
)
