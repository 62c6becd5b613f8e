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
    r"(?:attach|call|change|check|clean|close|document|fix|guard|handle|have|import|limit|link"
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
    rf"|sense|of\b|me\b|no mistake|to that)(?![^.\n]{{0,40}}\bmy\b)"
    rf"|^\W*{_LEAD}{_NOUNS}\s+(?!it (?:a day|done)|an? (?:good|great|nice|safe))"
    rf"{_THING}\b|(?:[,;:(]\s{{0,3}}|\b(?:so|instead|maybe|perhaps|better)\s)(?:then |just )?"
    rf"(?:{_VERBS}|{_NOUNS})\s+(?!an? (?:good|great|nice|safe)\b){_THING}\b|^\W*{_LEAD}get (?:it"
    rf"|that|the|them|these|this|those|your)\b[^.\n]{{0,40}}?\w(?:ed|ne)\b|^\W*{_LEAD}(?:don'?t"
    rf"|do not|never)\s+(?!bother|have|hesitate|know|merge|mind|see|think|understand|worry)\w+",
    re.IGNORECASE,
)
"""A command: the bare verb at the head of a sentence or after a comma."""
ASKS_WITHOUT_SIGN = re.compile(
    r"^\W*(?:is|are|was|were|does|do|did|has|have|can|could|should|would)\s+(?:it|this|that|these"
    r"|those|the|there|you|we|they|i)\b|^\W*(?:which|what|why|where|how)\s(?!(?:i|we|you|an?)\b"
    r"|(?<=which\s)(?:is|means|was)\b)(?:\w+\s){0,3}?(?:is|are|was|were|does|do|did|has|have|can"
    r"|could|should|would|will)\b",
    re.IGNORECASE,
)
"""A question, by the order of its words."""
TO_MEET = re.compile(
    r"\b(?:once|after|when|as soon as|until|provided(?: that)?|assuming)\b[^.,;\n]{0,60}?"
    r"(?:\b(?:is|are|gets?)|'s|'re|\b(?:has|have) been)\s(?:\w+ ){0,2}?(?:added|addressed|adjusted"
    r"|answered|clarified|cleaned|corrected|covered|documented|dropped|fixed|gone|handled|moved"
    r"|ready|rebased|removed|renamed|resolved|reverted|signed|sorted|split|squashed|tested"
    r"|updated)\b|\b(?:lgtm|good|fine|great|approv\w+|stamp\w*|ok)\b[^.\n]{0,20}?\b(?:modulo"
    r"|pending|except|apart from|other than|aside from|minus|but for|barring)\b"
    r"|\b(?:lgtm|good|fine|great|approv\w+|merge)\b[^.\n]{0,10}?\bwith (?:\w+ ){1,5}?(?:fixed"
    r"|removed|addressed|added|renamed|resolved|changed)\b|\botherwise\b[^.\n]{0,25}?\b(?:good"
    r"|great|fine|lgtm|ok|okay|sgtm|happy|nice|perfect)\b|\w[^.\n]{8,80}?\bthen (?:(?:it|this"
    r"|that|we|all|i)(?:'s|'ll)?\s)?(?:is |can |will |could |should )?(?:be )?(?:good to (?:go"
    r"|merge)|ready to (?:go|merge)|go in|go\b|merge[d]?|land(?:ed)?|approve[d]?)\b",
    re.IGNORECASE,
)
"""Finds it good, or will look, on a condition that somebody has to meet."""
BROUGHT = re.compile(
    r"\b(?:green|checks|ends?|(?<!the )(?<!\ba )pass(?:es|ed|ing)?|finish\w*|complet\w*|through"
    r"|approval|(?:is|been|gets?|was) approved|owners?|maintainers?|wait(?:ing)?|release\w*"
    r"|nightly|infra\w*|runners?|outage|main|master|trunk|internal\w*"
    r"|objects?|objections?|nobody|no ?one|any(?:one|body)|on (?:our|my) (?:end|side)"
    r"|(?<!fine )(?<!ok )by (?:me|us)|pending (?:the )?(?:ci|tests?|checks?))\b|@|^\W*(?:let\b"
    r"|(?:i|we)(?:'m|'re|'ve| am| are| have)\b)",
    re.IGNORECASE,
)
"""Time, the checks or others bring it."""
REMAINS = re.compile(
    r"\b(?:few|some|couple of|minor|small|tiny|little|quick|last|final|one|two|three|inline"
    r"|general) (?:\w+ ){0,2}?(?:comments?|questions?|remarks?|suggestions?|nits?|nitpicks?"
    r"|points?|details?|stuff|things?|requests?|concerns?|asks?|issues?)\b(?! (?:(?:are|were|is"
    r"|was|have been|has been) )?(?:all )?(?:addressed|resolved|fixed|answered|that i (?:like"
    r"|love)))|\b(?:first|initial|second|quick|another|1st|2nd) (?:round|pass|batch"
    r"|set)\b[^.\n]{0,20}?\b(?:review|comments?|feedback|remarks?|done)\b"
    r"|\b(?:comments?|remarks?|questions?|suggestions?|feedback|nits?) (?:inline|below|above|in"
    r" line)\b|\bsee (?:my |the |some )?(?:inline |review )?(?:comments?|remarks?|suggestions?)\b"
    r"|\brequest(?:ed|ing)? changes\b|\b(?:added|posted|submitted|put"
    r"|wrote) (?:\w+ ){0,3}?(?:comments?|remarks?|suggestions?|questions?)\b|^\W*(?:ditto"
    r"|likewise|here (?:too|as well)|same (?:here|for|as above|thing|comment|question))\b"
    r"|^\W*and (?:also )?(?:the|this|that|these|those|here)\b[^.\n]{0,60}?"
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
    r"(?<!n't )(?<!\bnot )\b(?:needs?|wants?|requires?|deserves?|lacks?|could use"
    r"|misses) (?:another|better|different|new|proper|further|more|an?|the|some|its|tests?|docs?"
    r"|documentation|type|unit)\b(?! (?:\w+ )?(?:approval|review\w*|maintainer|owner|admin"
    r"|committer))|(?<!\bi )(?<!\bwe )\b(?:has|have) no (?!bearing|effect|idea|impact|influence"
    r"|issues?|objections?|opinion|plans?|problems?|time)\w+"
    rf"|(?:\bnot|n't) (?:(?:yet|be|quite|really|actually|very|fully|good|seem|look|appear|to) )"
    rf"{{0,3}}{_STATE}\b(?! (?:for|to) me)"
    r"|n't (?:belong|match|apply|fit|make (?:much )?sense|exist|hold|follow)\b"
    r"|\b(?:incorrect|redundant|superfluous|unnecessary|unused|leftovers?|typos?|misleading"
    r"|confusing|inconsistent|too (?:broad|complex|generic|large|long|big|many|much|specific"
    r"|strict)|overkill|dead code|out of place|outdated|hard[- ]?coded|magic (?:number|value)s?)\b"
    r"|\b(?:can|could|should) (?:now |also |all |both |just |probably |still |safely ){0,2}(?:go"
    r"(?! in\b| ahead| forward| out\b| through| to (?:main|master))(?: away)?|be (?:avoided|closed"
    r"|combined|cut|deleted|dropped|factored|folded|inlined|made|moved|reduced|removed|renamed"
    r"|replaced|reused|reverted|merged (?:into|with)|shared|shortened|simplified|skipped|split"
    r"|unified|written))\b|\bneeds? \w+ing\b|\bcould be (?:\w+ly )?(?!caused|closed|found|landed"
    r"|merged|needed|related|used)\w+ed\b|\b(?:(?:it|this|that|these|those) "
    r"|the (?:\w+ ){1,3}?)(?:can|could|did|does|do|is|are|was|were|will|would)(?:n't"
    r"| not) (?!affect|been|an? (?:big |real )?(?:blocker|deal|issue|problem)|block|break|caused"
    r"|change|coming|due|flak|from|have (?:access|enough|much|that|to)|hold|hurt|know|matter|mean"
    r"|need|new|only|published|released|related|seem to be (?:caused|due|from|new|related|yours?)"
    r"|get (?:slower|worse)|mine|obvious to me|clear to me|ours|up to|yours|stem|think|touch"
    r"|unreasonable|urgent|want|wrong|your)\w+|\b(?:breaks?|broken?|crash\w*|fail\w*"
    r"|regress\w*) (?:after|because of|by|due to|in|on|with) (?:this|your)\b|\bno reason (?:for"
    r"|to)\b|\bleft in\b|\bby (?:mistake|accident)\b|\b(?:looks?|seems?) (?:like"
    r"|to be) (?:an? )?(?:\w+ ){0,2}?(?:bug|error|leftover|mistake|oversight|regression|typo)\b"
    r"|(?<!much )\b(?:clearer|cleaner|easier to read|more readable|nicer|simpler)\b(?! now)"
    r"|\bhas to come\b|\b(?:we|you) ought to\b|\bhad better\b|\bwould (?:do (?:it|the)|suffice"
    r"|work better)\b|\b(?:better|best) (?:to|off|place|if|in|as)\b|\bworth (?:\w+ing\b|an? )"
    r"|\bpreferabl[ey]\b|\bideally\b|\bin your place\b|\bif i were you\b|\bwhy not\b"
    r"|\bmake sure\b|\bbe sure to\b|\bi(?:'d| would) (?:go for|use|add|close|open|try|keep|drop"
    r"|make|move|expect|avoid|put|name|call|write|split|remove|start|opt|recommend|lean|argue"
    r"|propose|advise|consider|rename|change)\b|\bthere (?:(?:is|are|'s|seems?|appears?)"
    r"|still) (?!no\b|not\b|nothing\b)(?:\w+ ){0,4}?(?:conflicts?|errors?"
    r"|failures?|problems?|issues?|mismatch|leftovers?|duplicat\w+)\b"
    r"|\bfor its own (?:pr|pull request)\b|\b(?:in|as) (?:a|an|its own|another) (?:separate|own"
    r"|different|follow-?up) (?:pr|pull request)\b",
    re.IGNORECASE,
)
"""Speaks of the thing, and says what it lacks, has too much or should be."""
FAULTS = re.compile(
    r"\b(?:it|that|this|which|these) (?:also |could |just |may |might |still |then |will "
    r"|would ){0,2}(?:break|crash|deadlock|duplicat|fail|hang|leak|lose|overflow|overwrit|race"
    r"|regress|segfault|shadow|slow|swallow|truncat)(?!ed\b)\w*\b|\byou (?:also |just "
    r"|still )?(?:broke|dropped|forgot|left|missed)\b|\b(?:slower|worse"
    r"|heavier) than\b|^\W*(?:merge )?conflicts?\b|\b(?:accidental|extra|extraneous|forgotten|stray"
    r"|trailing) (?:\w+ )?(?:changes?|commas?|files?|imports?|lines?|newlines?|prints?|spaces?"
    r"|whitespace)\b|^\W*no (?:\w+ )?(?:checks?|comments?|docs?|docstrings?|hints?|tests?"
    r"|types?) (?:for|here|in|on)\b|\bnot (?:a (?:big )?fan|comfortable|convinced|fond|happy"
    r"|in favou?r|keen|sold)\b|^\W*(?:i |we )?(?:would )?prefer\b|^\W*what (?:happens|if)\b"
    r"|'d be (?:better|good|great|helpful|nice|useful) (?:if|to)\b|\bwe (?:always|generally|never"
    r"|normally|try to|typically|usually) (?!appreciate|enjoy|welcome)\w+"
    r"|\bwe don't (?:accept|add|allow|check|commit|do|import|like|name|put|support|use|want)\b",
    re.IGNORECASE,
)
"""Speaks of the thing, and says what it does wrong or how it is done here."""
REFUSES = re.compile(
    r"\bout of scope\b|\bnot (?:something (?:we|i)|a (?:good )?fit|in scope|interested|accepting"
    r"|taking|going to (?:merge|accept|take|support))\b|\b(?:won't|will not|can't"
    r"|cannot) (?:be )?(?:accept\w*|merg\w*|tak\w*|support\w*)\b|\b(?:i'm|i am|i'll|i will|we'll"
    r"|let'?s) (?:going to )?(?:clos(?:e|ing)) (?:it|this|these)\b(?![^\n]{0,40}\b(?:re-?open"
    r"|trigger))|^\W*closing\b|\bmarking (?:it|this) as (?:declined|won'?t ?fix)\b"
    r"|\bdeclin(?:e|ed|ing)\b|\b(?:this|the) (?:change|patch|pr) is (?:\w+ )?(?:not"
    r"|no longer) (?:needed|necessary|required)\b|\bdecided (?:not|against|to go with|on another)\b"
    r"|\bno longer (?:needed|relevant|necessary|accept\w*|appl\w+|maintain\w*)\b|\b(?:is"
    r"|are) (?:\w+ )?(?:frozen|deprecated|archived|unmaintained|end[- ]of[- ]life)\b|\bsuperseded\b"
    r"|\bdup(?:licate)? of\b|\bobsolete\b|\b(?:some(?:one|body)(?: else)?|another (?:pr"
    r"|pull request|change)|main|master|#\d+)(?: has| have)?\b[^.\n]{0,20}? already\b"
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
SPARES = re.compile(
    r"\bno need (?:for|to) (?:\w+|an? \w+)\b|\b(?:it|that|this)(?:'s| is) not needed\b|\b(?:sorry"
    r"|apologies|my (?:bad|fault|mistake|apologies))\b[^.,;:\n]{0,60}",
    re.IGNORECASE,
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
    r"\b(?:hold off|wait)\b[^.\n]{0,20}?\bmerg\w+|\b(?:don'?t|do not) merge\b|\b(?:approve|allow"
    r"|enable|force|kick off|start|unblock) [^.\n]{0,20}?\b(?:ci|workflows?|checks|test runs?)\b",
    re.IGNORECASE,
)
"""Asks for what only maintainers can start."""
REMIND = re.compile(
    r"\b(?:remind|nudge|poke|bump) (?:me|us)\b|\bif (?:i|we) [^.\n]{0,50}?\bping (?:me|us)\b",
    re.IGNORECASE,
)
"""Wants to be reminded of what is the reviewer's to do."""
OPTIONAL = re.compile(
    r"\bup to you\b|\b(?:if|in case|unless) you (?:do not|don'?t|like|prefer|want|would rather"
    r"|'d rather)\b",
    re.IGNORECASE,
)
INSTEAD = re.compile(
    r"\bi(?:'ll| will| can) (?!be\b|close|have|need|not)\w+|\bi (?:add|delete|do|drop|fix|remove"
    r"|take)\b",
    re.IGNORECASE,
)
"""The reviewer does it where the author does not."""
