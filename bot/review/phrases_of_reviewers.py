"""How reviewers put promises and approvals, in English."""

from __future__ import annotations

import re

_WORKS = (
    r"(?:ask|benchmark|check|debug|discuss|fix|forc|hold|import|investigat|kick|land|look|measur"
    r"|merg|mov|prepar|push|rebas|rerun|restart|retry|review|run|start|tak|test|trigger|try|verify"
    r"|wait|work)(?:(?<=n)n|(?<=t)t)?ing"
)
"""What a reviewer does himself."""
_WHEN = (
    r"(?:today|tonight|tomorrow|soon|shortly|this (?:week|afternoon|evening|morning)|next week"
    r"|on (?:mon|tues|wednes|thurs|fri)day)"
)
_RUNS = r"(?:benchmarks?|builds?|checks?|ci|jobs?|pipelines?|runs?|tests?)"
LATER = re.compile(
    r"\b(?:i'?ll|i will|i'?m going to|i am going to|(?:we'll|we will)(?! (?:be (?:able|stuck)"
    r"|break|end up|get|have|lose|need|never|run into|see|still)\b)|let me(?! (?:add|clarify"
    r"|explain|know|point|put|rephrase|say|start)\b)|i plan to|i hope to"
    r"|i(?:'ll)? need (?:some time|a bit)|give me|i want to|i'?m trying to|i am trying to"
    r"|i (?:can|could) (?:also |then )?(?:add|check|do|fix|give|help|look|make|merge|open|push"
    r"|rebase|review|run|send|take|test|try|write))\b|\blet'?s wait\b|\bi(?:'m| am) (?:still"
    r"|currently|now)\b|\b(?:still trying|will try)\b|\b(?:merged?|landed?) (?:soon|shortly|today"
    r"|now)\b|\b(?:i'm|i am|we're|we are|are) on it\b|\b(?:come|get) back to (?:you|this|it)\b"
    r"|\b(?:on|to|in) my (?:review )?(?:list|radar|queue|plate|todo)\b|\b(?:taking|having) a look\b"
    r"|\bwill (?:take a )?(?:look|review|get|check|merge|land|follow)\b"
    r"|\blook(?:ing)? (?:at|into) (?:it|this)\b|\breviewing (?:it|this|now)\b"
    r"|\b(?:next|later this|early next|this coming|by the end of the) (?:week|month)\b"
    r"|\b(?:tomorrow|later today|after the holidays?|out of office|on vacation|on leave|ooo)\b"
    r"|^\W*(?:still )?(?:checking|measuring|testing|trying|verifying)\b"
    r"|\brunning (?:the )?(?:ci|tests?|internal)\b|\b(?:importing|merging|landing)(?: (?:this|it"
    r"|now))?\s*(?:[.!,]|$)"
    rf"|\b(?:i|we)(?:'m|'re| am| are) (?:\w+ ){{0,2}}?{_WORKS}\b(?! to understand)"
    rf"|^\W*(?:now |just |still |also )?(?:force[- ])?{_WORKS}\b(?![^.\n]*\b(?:would|should"
    rf"|sounds?|is|makes)\b)"
    r"|\b(?:i|we) should be able to (?:get|have|land|look|merge|review|take|test|try)\b"
    r"|\b(?:i|we)(?:'d| would)? (?:hope|plan|expect|aim|intend|want|like|love) to (?:get to|give"
    r"|help|take|try|land|look|merge|review|test)\b"
    rf"|\b(?:be|it's|is|done|get|go|in|land|landed|merged|out|there)\b[^.\n]{{0,15}}?\b{_WHEN}\b"
    rf"|\b(?:kicked off|launched|queued|re-?ran|re-?started|re-?triggered|started|triggered)\b"
    rf"[^.\n]{{0,20}}?\b{_RUNS}\b|\b{_RUNS} (?:is|are|was|were|has been|have been) (?:now "
    rf"|just )?(?:kicked off|launched|queued"
    r"|restarted|running|started|triggered|under ?way)\b",
    re.IGNORECASE,
)
DID = re.compile(
    r"(?:^\W*|[,;:.!]\W{0,9}|\b(?:and|so)\s\W{0,9})i(?:'ve| have)?(?: just)?"
    r" (?:pushed|fixed|rebased|merged|updated|took care|(?:re-?)?started|re-?ran|(?:re-?)?triggered"
    r"|approved the)\b|^\W*(?:it'?s |that'?s |all )?done\b",
    re.IGNORECASE,
)
"""The writer says what he did himself."""
CAN_GO_IN = re.compile(
    r"\b(?:can|could|may) (?:then )?(?:go in|be (?:merged|landed)|merge|land)\b(?! (?:into|with)\b)"
    r"|\b(?:it|this|that)(?: will|'ll| would|'d) (?:then |also )?(?:go in|be (?:merged|landed"
    r"|included|picked up|part of))\b",
    re.IGNORECASE,
)
"""Finds it good, on a condition that time or the checks bring."""
INTERNAL = re.compile(
    r"\binternal(?:ly)? (?:\w+ ){0,2}(?:copy|mr|pr|merge request|pull request)\b", re.IGNORECASE
)
"""The project's own copy of the change is on its way."""
TAKES_BACK = re.compile(
    r"\btoo early\b|\bi (?:overlooked|missed|forgot|spoke)\b|\bon second thought\b|\bhold on\b"
    r"|\b(?:another|one more) (?:one|thing)\b",
    re.IGNORECASE,
)
"""An approval was not the last word."""
WOULD_MERGE = re.compile(
    r"\blgtm\b|\b(?:glad|happy) to (?:merge|land)\b|\bi(?:'ll| will| can"
    r"|'m going to) (?:then )?(?:help (?:to )?)?(?:merge|land)\b",
    re.IGNORECASE,
)
GOOD = re.compile(
    r"\b(?:lgtm|sgtm|look(?:s|ing)? (?:good|great|fine|ok|okay|reasonable|correct)|ship ?it"
    r"|approv(?:ed|ing)|good to (?:go|merge|land)|ready to (?:merge|go|land)|happy to merge"
    r"|(?:it's|that's|is) all good|let'?s (?:merge|land|ship|get (?:this|it) in)|go ahead"
    r"|stamp(?:ed|ing)?|ok(?:ay)? to (?:merge|land|go)|fine (?:to (?:merge|land)|by me|with me)"
    r"|(?:i'd|i would|let me|just|i say) (?:say )?(?:merge|ship) (?:it|this)|works (?:fine "
    r"|great |well )?(?:for me|here)|runs here|no (?:further |more |other |real )?(?:objections?"
    r"|concerns)|(?:i'm|i am|we're|we are) (?:ok|okay|fine|good|happy) with (?:it|this|that)"
    r"|in (?:\w+ ){0,2}(?:good|great) shape|(?:from|on) my (?:end|side)[^.\n]{0,20}?(?:done|fine"
    r"|good|ok|ready)|ready from my (?:end|side)|i (?:think|believe|guess|suppose) (?:it|this"
    r"|that)(?:'s| is) (?:all )?(?:alright|correct|fine|good|ok|okay|right)"
    r"|(?:is|'s|what) an? (?:\w+ )?(?:awesome|excellent|good|great|nice|neat|solid|useful)"
    r" (?:addition|change|cleanup|fix|improvement|one|pr))\b|\+1|\U0001f44d|\U0001f6a2|\U0001f4af"
    r"|\U0001f680|\U0001f389",
    re.IGNORECASE,
)
