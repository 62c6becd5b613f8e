"""How reviewers put promises and approvals, in English."""

from __future__ import annotations

import re

LATER = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|we'll|we will|let me(?! know)"
    r"|i plan to|i hope to"
    r"|i(?:'ll)? need (?:some time|a bit)|give me|i want to|i'?m trying to|i am trying to"
    r"|i can (?:take|look|review|test|check|run|do|merge))\b"
    r"|\blet'?s wait\b|\bi(?:'m| am) (?:still|currently|now)\b|\bstill trying\b|\b(?:merged?"
    r"|landed?) (?:soon|shortly|today|now)\b"
    r"|\b(?:i'm|i am|we're|we are|are) on it\b|\b(?:come|get) back to (?:you|this|it)\b"
    r"|\b(?:on|to|in) my (?:review )?(?:list|radar|queue|plate|todo)\b|\b(?:taking|having) a look\b"
    r"|\bwill (?:take a )?(?:look|review|get|check|merge|land|follow)\b"
    r"|\blook(?:ing)? (?:at|into) (?:it|this)\b|\breviewing (?:it|this|now)\b"
    r"|\b(?:next|later this|early next|this coming|by the end of the) (?:week|month)\b"
    r"|\b(?:tomorrow|later today|after the holidays?|out of office|on vacation|on leave|ooo)\b"
    r"|^\W*(?:still )?(?:checking|measuring|testing|trying|verifying)\b"
    r"|\brunning (?:the )?(?:ci|tests?|internal)\b"
    r"|\b(?:importing|merging|landing)(?: (?:this|it|now))?\s*(?:[.!,]|$)",
    re.IGNORECASE,
)
DID = re.compile(
    r"(?:^\W*|[,;:.!]\W{0,9}|\b(?:and|so)\s\W{0,9})i(?:'ve| have)?(?: just)?"
    r" (?:pushed|fixed|rebased|merged|updated|took care)\b",
    re.IGNORECASE,
)
"""The writer says what he did himself."""
CAN_GO_IN = re.compile(
    r"\b(?:can|could|may) (?:then )?(?:go in|be (?:merged|landed)|merge|land)\b"
    r"|\b(?:it|this|that) (?:will|would) (?:then )?(?:go in|be (?:merged|landed))\b",
    re.IGNORECASE,
)
"""Finds it good, on a condition that time or the checks bring."""
TAKES_BACK = re.compile(
    r"\btoo early\b|\bi (?:overlooked|missed|forgot|spoke)\b|\bon second thought\b|\bhold on\b"
    r"|\b(?:another|one more) (?:one|thing)\b",
    re.IGNORECASE,
)
"""An approval was not the last word."""
WOULD_MERGE = re.compile(
    r"\blgtm\b|\b(?:glad|happy) to (?:merge|land)\b"
    r"|\bi(?:'ll| will| can|'m going to) (?:then )?(?:help (?:to )?)?(?:merge|land)\b",
    re.IGNORECASE,
)
GOOD = re.compile(
    r"\b(?:lgtm|sgtm|look(?:s|ing)? (?:good|great|fine|ok|okay|reasonable|correct)|ship ?it"
    r"|approv(?:ed|ing)|good to (?:go|merge|land)|ready to (?:merge|go|land)|happy to merge"
    r"|(?:it's|that's|is) all good|let'?s (?:merge|land|ship|get (?:this|it) in)|go ahead"
    r"|stamp(?:ed|ing)?)\b|\+1"
    r"|\U0001f44d|\U0001f6a2",
    re.IGNORECASE,
)
