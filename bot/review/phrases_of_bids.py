"""How reviewers bid an author do something without a word of asking, in English."""

from __future__ import annotations

import re

_LEAD = (
    r"(?:(?:ah|also|alternatively|and|but|first|for (?:consistency|now)|good (?:catch|idea|point)"
    r"|great|hey|hi|hm+|in that case|indeed|instead|just|maybe|next|nice|nit(?:pick)?|no|now|oh"
    r"|ok(?:ay)?|otherwise|perhaps|please|right|simply|so|sure|thank you|thanks|then|well|yep|yes)"
    r"[\s,:;.-]{1,3}){0,3}"
)
"""What may stand before the verb of a command."""
_VERBS = (
    r"(?:add|adjust|apply|avoid|combine|compare|convert|delete|describe|double-?check|drop|ensure"
    r"|explain|extend|extract|factor|fold|get rid|hoist|include|inline|keep|make|mention|move|pin"
    r"|provide|put|reduce|refactor|reformat|regenerate|remember|remove|rename|reorder|replace"
    r"|resolve|restore|revert|rewrite|send|separate|simplify|skip|specify|split|squash|stick"
    r"|swap|switch|take|tell|throw|trim|try|turn|unify|upload|use|verify|wrap|write)"
)
_NOUNS = (
    r"(?:attach|call|change|check|clean|close|copy|document|fix|guard|handle|have|import|limit|link"
    r"|look at|mark|name|open|pass|pick|post|pull|push|raise|rebase|report|return|run|set|share"
    r"|show|sort|state|submit|undo|update|validate)"
)
"""They may be nouns as well, so that a word has to follow that tells."""
_THING = (
    r"(?:a|all|an|another|any|back|both|each|every|everything|it|only|one|out|some|that|the|them"
    r"|these|this|those|up|whether|your)"
)
BIDS = re.compile(
    rf"^\W*{_LEAD}{_VERBS}\s+(?!up the|going|it up|in mind|an eye|care|your time|a look|cases?\b"
    rf"|sense|of\b|me\b)(?![^.\n]{{0,40}}\bmy\b)"
    rf"|^\W*{_LEAD}{_NOUNS}\s+{_THING}\b"
    rf"|(?:[,;:(]\s{{0,3}}|\b(?:so|instead|maybe|perhaps|better)\s)(?:then |just )?"
    rf"(?:{_VERBS}|{_NOUNS})\s+{_THING}\b"
    rf"|^\W*{_LEAD}get (?:it|that|the|them|these|this|those|your)\b[^.\n]{{0,40}}?\w(?:ed|ne)\b"
    rf"|^\W*{_LEAD}(?:don'?t|do not|never)\s+(?!bother|have|hesitate|know|merge|mind|see|think"
    rf"|understand|worry)\w+",
    re.IGNORECASE,
)
"""A command: the bare verb at the head of a sentence or after a comma."""
ASKS_WITHOUT_SIGN = re.compile(
    r"^\W*(?:is|are|was|were|does|do|did|has|have|can|could|should|would)\s+(?:it|this|that|these"
    r"|those|the|there|you|we|they|i)\b"
    r"|^\W*(?:which|what|why|where|how)\s(?!(?:i|we|you)\b|an?\b|(?:is|means|was)\b)"
    r"(?:\w+\s){0,3}?(?:is|are|was|were|does|do|did|has|have|can|could|should|would|will)\b",
    re.IGNORECASE,
)
"""A question, by the order of its words."""
TO_MEET = re.compile(
    r"\b(?:once|after|when|as soon as|until|provided(?: that)?|assuming)\b[^.,;\n]{0,60}?"
    r"(?:\b(?:is|are|gets?)|'s|'re|\b(?:has|have) been)\s(?:\w+ ){0,2}?(?:added|addressed|adjusted"
    r"|answered|clarified|cleaned|corrected|covered|documented|dropped|fixed|gone|handled|moved"
    r"|ready|rebased|removed|renamed|resolved|reverted|signed|sorted|split|squashed|tested"
    r"|updated)\b"
    r"|\b(?:lgtm|good|fine|great|approv\w+|stamp\w*|ok)\b[^.\n]{0,20}?\b(?:modulo|pending|except"
    r"|apart from|other than|aside from|minus|but for|barring)\b"
    r"|\b(?:lgtm|good|fine|great|approv\w+|merge)\b[^.\n]{0,10}?\bwith (?:\w+ ){1,5}?(?:fixed"
    r"|removed|addressed|added|renamed|resolved|changed)\b"
    r"|\botherwise\b[^.\n]{0,25}?\b(?:good|great|fine|lgtm|ok|okay|sgtm|happy|nice|perfect)\b"
    r"|\w[^.\n]{8,80}?\bthen (?:(?:it|this|that|we|all|i)(?:'s|'ll)?\s)?(?:is |can |will |could"
    r" |should )?(?:be )?(?:good to (?:go|merge)|ready to (?:go|merge)|go in|go\b|merge[d]?"
    r"|land(?:ed)?|approve[d]?)\b",
    re.IGNORECASE,
)
"""Finds it good, or will look, on a condition that somebody has to meet."""
BROUGHT = re.compile(
    r"\b(?:green|checks|ends?|(?<!the )(?<!\ba )pass(?:es|ed|ing)?|finish\w*|complet\w*|through"
    r"|approv(?:al|ed)|owners?|maintainers?"
    r"|wait(?:ing)?|release\w*|nightly|infra\w*|runners?|outage|main|master|trunk|internal\w*"
    r"|objects?|objections?|nobody|no ?one|any(?:one|body)|on (?:our|my) (?:end|side)|by (?:me|us)"
    r"|pending (?:the )?(?:ci|tests?|checks?))\b|@|^\W*(?:i|we|let)\b",
    re.IGNORECASE,
)
"""Time, the checks or others bring it."""
REMAINS = re.compile(
    r"\b(?:few|some|couple of|minor|small|tiny|little|quick|last|final|one|two|three|inline"
    r"|general)"
    r" (?:\w+ ){0,2}?(?:comments?|questions?|remarks?|suggestions?|nits?|nitpicks?|points?|details?"
    r"|stuff|things?|requests?|concerns?|asks?|issues?)\b(?! (?:(?:are|were|is|was|have been|has"
    r" been) )?(?:all )?(?:addressed|resolved|fixed|answered|that i (?:like|love)))"
    r"|\b(?:first|initial|second|quick|another|1st|2nd) (?:round|pass|batch|set)\b[^.\n]{0,20}?"
    r"\b(?:review|comments?|feedback|remarks?|done)\b"
    r"|\b(?:comments?|remarks?|questions?|suggestions?|feedback|nits?) (?:inline|below|above|in"
    r" line)\b|\bsee (?:my |the |some )?(?:inline |review )?(?:comments?|remarks?|suggestions?)\b"
    r"|\b(?:added|posted|submitted|put|wrote) (?:\w+ ){0,3}?(?:comments?|remarks?|suggestions?"
    r"|questions?)\b|^\W*(?:ditto|likewise|here (?:too|as well)|same (?:here|for|as above|thing"
    r"|comment|question))\b|^\W*and (?:also )?(?:the|this|that|these|those|here)\b[^.\n]{0,60}?"
    r"\b(?:too|as well)\b|^\W{0,20}(?:=>|->|\u2192)\W{0,20}$",
    re.IGNORECASE,
)
"""A noun for what is left to do."""
_STATE = (
    r"(?:needed|necessary|required|used|valid|right|correct|accurate|enough|ideal|consistent"
    r"|covered|tested|documented|clear|obvious|true|sufficient|allowed|handled|supported|great"
    r"|compatible|safe|formatted|exported|registered)"
)
LACKS = re.compile(
    r"\b(?:needs?|wants?|requires?|deserves?|lacks?|could use|misses) (?:another|better|different"
    r"|new|proper|further|more|an?|the|some|its|tests?|docs?|documentation|type|unit)\b"
    r"(?! (?:\w+ )?(?:approval|review\w*|maintainer|owner|admin|committer))"
    r"|(?<!\bi )(?<!\bwe )\b(?:has|have) no (?!bearing|effect|idea|impact|influence|issues?"
    r"|objections?"
    r"|opinion|plans?|problems?|time)\w+"
    rf"|(?:\bnot|n't) (?:(?:yet|be|quite|really|actually|very|fully|good|seem|look|appear|to) )"
    rf"{{0,3}}{_STATE}\b(?! for me)"
    r"|n't (?:belong|match|apply|fit|make (?:much )?sense|exist|hold|follow)\b"
    r"|\b(?:incorrect|redundant|superfluous|unnecessary|unused|leftovers?|typos?|misleading"
    r"|confusing|inconsistent|too (?:broad|complex|generic|large|long|big|many|much|specific"
    r"|strict)"
    r"|overkill|dead code|out of place|outdated|hard[- ]?coded|magic (?:number|value)s?)\b"
    r"|\b(?:can|could|should) (?:now |also |all |both |just |probably |still |safely ){0,2}(?:go"
    r"(?! in\b| ahead| forward| out\b| through| to (?:main|master))(?: away)?|be (?:avoided|closed"
    r"|combined|cut|deleted|dropped|factored|folded|inlined|made|moved|reduced|removed|renamed"
    r"|replaced|reused|reverted|shared|shortened|simplified|skipped|split|unified|written))\b"
    r"|\bhas to come\b|\b(?:we|you) ought to\b|\bhad better\b|\bwould (?:do (?:it|the)|suffice"
    r"|work better)\b"
    r"|\b(?:better|best) (?:to|off|place|if|in|as)\b|\bworth (?:\w+ing\b|an? )|\bpreferabl[ey]\b"
    r"|\bideally\b|\bin your place\b|\bif i were you\b|\bwhy not\b|\bmake sure\b|\bbe sure to\b"
    r"|\bi(?:'d| would) (?:go for|use|add|close|open|try|keep|drop|make|move|expect|avoid|put"
    r"|name|call|write"
    r"|split|remove|start|opt|recommend|lean|argue|propose|advise|consider|rename|change)\b"
    r"|\bthere (?:(?:is|are|'s|seems?|appears?)|still) (?:\w+ ){0,4}?(?:conflicts?|errors?"
    r"|failures?|problems?|issues?|mismatch|leftovers?|duplicat\w+)\b"
    r"|\bfor its own (?:pr|pull request)\b|\b(?:in|as) (?:a|an|its own|another) (?:separate|own"
    r"|different|follow-?up) (?:pr|pull request)\b",
    re.IGNORECASE,
)
"""Speaks of the thing, and says what it lacks, has too much or should be."""
REFUSES = re.compile(
    r"\bout of scope\b|\bnot (?:something (?:we|i)|a (?:good )?fit|in scope|interested|accepting"
    r"|taking|going to (?:merge|accept|take|support))\b"
    r"|\b(?:won't|will not|can't|cannot) (?:be )?(?:accept\w*|merg\w*|tak\w*|support\w*)\b"
    r"|\bdecided (?:not|against|to go with|on another)\b|\bno longer (?:needed|relevant|necessary"
    r"|accept\w*|appl\w+|maintain\w*)\b|\b(?:is|are) (?:\w+ )?"
    r"(?:frozen|deprecated|archived|unmaintained|end[- ]of[- ]life)\b|\bsuperseded\b"
    r"|\bdup(?:licate)? of\b|\bobsolete\b"
    r"|\b(?:some(?:one|body)(?: else)?|another (?:pr|pull request|change)|main|master|#\d+)"
    r"(?: has| have)? already\b"
    r"|\balready (?:been )?\w+ (?:by|in|on|with|via) (?:#\d|main|master|another|the latest)",
    re.IGNORECASE,
)
"""Does not want it, or has it already."""
ASIDES = re.compile(
    r"^\W*(?:for (?:anyone|anybody|everyone|those|others|people|the record|future readers)\b"
    r"|(?:more )?(?:a )?(?:note|reminder|memo) (?:to|for) (?:self|myself|me|us|ourselves)\b)",
    re.IGNORECASE,
)
"""Speaks to the public or to himself."""
OF_THE_MERGE = re.compile(
    r"\b(?:be|get|gets|getting|been|is|are) (?:merged|landed|reviewed|approved|released)\b"
    r"(?! (?:into|with)\b)|\b(?:merge|land) (?:it|this)\b(?! (?:into|with)\b)"
    r"|\bgo(?:es|ing)? in(?:to main|to master)?\b|\b(?:eta|timeline)\b",
    re.IGNORECASE,
)
"""Asks about what only maintainers do."""
YOU = re.compile(r"\b(?:you|your|ready|once|after|before)\b", re.IGNORECASE)
APOLOGY = re.compile(
    r"\b(?:sorry|apologies|my (?:bad|fault|mistake|apologies))\b[^.,;:\n]{0,60}", re.IGNORECASE
)
TO_COME = re.compile(r"'ll\b|\b(?:will|going to|let me|can|want to|need to)\b", re.IGNORECASE)
"""What is spoken of is not there yet."""
OURS = re.compile(
    r"\b(?:we|i)(?: know about|(?:'re| are|'m| am) (?:\w+ )?(?:aware|working on|looking into))\b"
    r"|\bare working on a fix\b|\bknown (?:issue|problem)\b",
    re.IGNORECASE,
)
"""A trouble that the reviewers see to."""
OF_THE_CHECKS = re.compile(
    r"\b(?:approve|allow|enable|force|kick off|start|unblock) [^.\n]{0,20}?"
    r"\b(?:ci|workflows?|checks|test runs?)\b",
    re.IGNORECASE,
)
"""Asks for what only maintainers can start."""
