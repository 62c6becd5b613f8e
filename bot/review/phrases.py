"""How people on pull requests put their wishes, promises, thanks and approvals, in English."""

from __future__ import annotations

import re

HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)
FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
MENTION = re.compile(r"(?<![\w/`])@([A-Za-z\d](?:[A-Za-z\d-]{0,38})(?:/[\w.-]+)?(?:\[bot\])?)")
SLASH = re.compile(r"\s*/[a-z][\w-]*(?:\s|$)")
RUN = re.compile(
    r"\s*run-slow\b|\s*@\S+ has imported this pull request"
    r"|\s*(?:bot|ci|jenkins)[ ,:]+(?:please )?(?:re)?(?:run|test|build)\b"
)
ASIDE = re.compile(r"\b(?:from|by|of|per|with|like|as|to|and)\s+@\S+")
"""Names somebody without speaking to him."""
HANDS_ON = re.compile(
    r"\b(?:leav(?:e|ing)|defer(?:ring)?|over|up|wait(?:ing)?|assign(?:ing|ed)?|hand(?:ing)?)\b"
    r"[^.\n]{0,20}?\b(?:to|for|on)\s+(@\S+)|\blet(?:ting)?\s+(@\S+)",
    re.IGNORECASE,
)
"""Leaves the rest to somebody."""
CC = re.compile(r"^\W*(?:cc|fyi)\b", re.IGNORECASE)

REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly|(?:can|could|would|will) (?:you|we)|shall we"
    r"|you (?:should|need|must|may|might|ha(?:ve|d) to|will (?:need|have))"
    r"|(?:tag|ping) me (?:when|once|if|after)"
    r"|you (?:can|may) (?:now |also |just |then )?(?:add|change|check|close|drop|keep|look|make"
    r"|merge|move|rebase|remove|rename|run|split|try|use)"
    r"|(?:need|want|like|ask|asking) you to|(?:once|after|when|if) you(?:'ve| have| can| could)?"
    r"|left (?:\w+ ){0,4}?(?:comments?|nits?|questions?|remarks?|suggestions?)"
    r"|let me know (?:if|when|once|what|whether)|would you mind|do you mind|feel free to"
    r"|i(?:'d| would) (?:prefer|like|rather|suggest)|i suggest|i think (?:we|you|this|it) should"
    r"|i don'?t (?:think|understand|see (?:why|how|the))|i(?:'m| am) not sure)\b",
    re.IGNORECASE,
)
"""Asks, whoever the sentence begins with."""
WISH = re.compile(
    r"\b(?:needs? (?:to|an? |the |its |some|more|rebas|tests?)|must (?:be|have)|ha(?:s|ve) to be"
    r"|should (?:be|have|use|also|not|go|live|stay|come|name|move|read|say|take|follow)|shouldn'?t"
    r"|do (?:add|change|keep|mention|move|rename|remove|use)|how about|what about"
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
BASE = re.compile(
    r"\brebas\w*|\bsync\w*|\bconflicts?\b|\bup[ -]to[ -]date\b|\bout of date\b"
    r"|\bmerge (?:in |with )?(?:the )?(?:latest )?(?:main|master)\b|\bupdate (?:the|your) branch\b",
    re.IGNORECASE,
)
"""The state of the branch against the one that it is for."""
FAILS = re.compile(
    r"\b(?:tests?|ci|lint\w*|pre-commit|checks?|build"
    r"|jobs?)\b[^.\n]{0,40}?\b(?:failing|fails?|failed"
    r"|red|broken|related)\b",
    re.IGNORECASE,
)
NOT_YOURS = re.compile(
    r"\b(?:unrelated|not related|flak\w+|known|infra\w*|on (?:main|master)|broken there|retry"
    r"|finish)\b",
    re.IGNORECASE,
)
OWN = re.compile(
    r"(?:^\W*|[,;:(-]\W{0,9}|\b(?:and|but|so|then)\s\W{0,9})"
    r"(?:i|we)(?:'ll| will|'m| am| have|'ve| can| plan"
    r"| need| hope| just|'re| are| put| fixed| opened| took)\b"
    r"|^\W*(?:let me(?! know)|will|going to|(?:still )?(?:checking|looking|measuring|merging"
    r"|landing|importing|reviewing|running|testing|trying|verifying))\b",
    re.IGNORECASE,
)
"""The writer speaks of what he does himself."""
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
EXCUSES = re.compile(
    r"\bneed(?:n'?t| not) (?:mind|worry)|\bdon'?t (?:mind|worry)|\bnot your (?:doing|fault|change)"
    r"|\bnothing to do with (?:this|your)|n(?:o|')t think [^.\n]{0,30}to do with your"
    r"|\b(?:ignore|disregard|unrelated|not related|flak\w+)\b"
    r"|\bi(?:'ll| will|'m going to) (?:do|fix|handle|take care of|sort) (?:the|that|those)"
    r" (?:checks?|ci|dco|format\w*|lint\w*|style|tests?)\b",
    re.IGNORECASE,
)
"""What is red is not the author's to mend."""
IF = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)
WOULD_MERGE = re.compile(
    r"\blgtm\b|\b(?:glad|happy) to (?:merge|land)\b"
    r"|\bi(?:'ll| will| can|'m going to) (?:then )?(?:help (?:to )?)?(?:merge|land)\b",
    re.IGNORECASE,
)
AGREES = re.compile(
    r"^[^\w@]*(?:@\S+\s+)?(?:i (?:have )?signed|agree\b|i have read the cla)", re.IGNORECASE
)
LOOK = re.compile(r"\b(?:look|review|approv(?:e|al)|thoughts?|opinion)\b", re.IGNORECASE)
APPROVAL = re.compile(r"\bapprov(?:e|al)\b", re.IGNORECASE)
CONSENT = re.compile(
    r"(?:\b|easy)cla\b|\bdco\b|\bsign(?:ed)?[- ]?off|\blicen[sc]e agreement\b", re.IGNORECASE
)
MERGE = re.compile(r"\bmerg(?:e|ing)\b", re.IGNORECASE)
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
GOOD = re.compile(
    r"\b(?:lgtm|sgtm|look(?:s|ing)? (?:good|great|fine|ok|okay|reasonable|correct)|ship ?it"
    r"|approv(?:ed|ing)|good to (?:go|merge|land)|ready to (?:merge|go|land)|happy to merge"
    r"|(?:it's|that's|is) all good|let'?s (?:merge|land|ship|get (?:this|it) in)|go ahead"
    r"|stamp(?:ed|ing)?)\b|\+1"
    r"|\U0001f44d|\U0001f6a2",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"^\W*(?:thanks?|thank you|thx|ty|sure|ok(?:ay)?|got it|sounds good|makes sense"
    r"|good (?:point|catch|idea|call|suggestion|question|work|job)|good(?=\W*$)|great|nice|cool"
    r"|awesome|perfect|understood|noted|appreciate|agreed?|i see|ah|right(?! now)|fair|done|welcome"
    r"|congrat\w*|excellent"
    r"|no (?:problem|worries)|np|will do|that makes sense|wow|love (?:it|this)|thanks again)\b",
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
