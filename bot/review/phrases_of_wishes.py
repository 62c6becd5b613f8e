"""How reviewers put what they want of an author, in English."""

from __future__ import annotations

import re

HANDS_ON = re.compile(
    r"\b(?:leav(?:e|ing)|defer(?:ring)?|over|up|wait(?:ing)?|assign(?:ing|ed)?|hand(?:ing)?)\b"
    r"[^.\n]{0,20}?\b(?:to|for|on)\s+(@\S+|(?:the )?(?:others?|owners?|code ?owners?|maintainers?"
    r"|team|experts?|rest of|people)\b|some(?:body|one)\b)|\blet(?:ting)?\s+(@\S+)"
    r"|\bi leave (?:it )?to (?:the )?(?:others?|owners?|maintainers?|team)\b",
    re.IGNORECASE,
)
"""Leaves the rest to somebody."""
REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly|(?:can|could|would|will) you|shall we|(?:can"
    r"|could) we(?! (?:merge|land))|you (?:should|need|must|may|might|ha(?:ve|d) to|will (?:need"
    r"|have))|(?<!nothing )you(?:'d|'ll) (?:have|need|want)|(?:tag|ping|tell) (?:me|us) (?:when"
    r"|once|if|after|which|what|why|how|where|whether)|waiting (?:for|on) (?:you|the author"
    r"|(?:an?|the) (?:answer|reply|response|update))\b|mind \w+ing|care to|any chance you"
    r"|don'?t forget|remember to|you (?:can|may) (?:now |also |just |then )?(?:add|change|check"
    r"|close|drop|keep|look|make|merge|move|rebase|remove|rename|run|split|try|use)"
    r"|(?:need|want|like|ask|asking) you to|(?:once|after|when|if) you(?:'ve| have| can| could)?"
    r"|left (?:\w+ ){0,4}?(?:comments?|nits?|questions?|remarks?|suggestions?)"
    r"|let me know (?:if|when|once|what|whether)|would you mind|do you mind|feel free to"
    r"|i(?:'d| would) (?:prefer|like(?! to (?:give|help|take|try|work|land|look|merge|review|test"
    r"|thank))|rather|suggest)|i suggest|i think (?:we|you|this|it) should|i don'?t (?:think"
    r"|understand|see (?:why|how|the))|i(?:'m| am) not sure)\b",
    re.IGNORECASE,
)
"""Asks, whoever the sentence begins with."""
WISH = re.compile(
    r"\b(?:(?<!n't )(?<!\bnot )needs? (?:to|an? |the |its |some|more|rebas|tests?)|must (?:be"
    r"|have)|ha(?:s|ve) to be|should (?:be|have|use|also|not|go|live|stay|come|name|move|read|say"
    r"|take|follow)|shouldn'?t|do (?:add|change|keep|mention|move|rename|remove|use)|how about"
    r"|what about|let(?:'s| us) (?:not|also|keep|add|use|move|drop|remove|split|make|avoid|rename)"
    r"|would (?:be|prefer|rather)|suggest(?:ion|ed|s)?s?|consider(?! it (?:done|merged))|nits?"
    r"|rebase|(?<!for )missing|instead|sign the|rename|there(?:'s| is| are) (?:an? "
    r"|some )?(?:merge )?(?:conflicts?|lint|test failure|failing|failure)|address (?:the|these"
    r"|those|my|all)|(?:few|some|couple of|minor|small|one|two|three) (?:more |minor "
    r"|small )?(?:comments?|questions?|suggestions?|requests?|changes?|things?|nits?|issues?"
    r"|concerns?|remarks?)(?! (?:are|were|is|was|have been|has been) (?:all )?(?:addressed"
    r"|answered|fixed|resolved))|(?:left|leaving|have) (?:some|a few|comments?)|(?:is|are"
    r"|looks?) related to (?:your|this)|not sure (?:if|that|why|about|whether)|(?:does not"
    r"|doesn'?t) (?:work|compile|build|pass|help)|fix (?:the|this|these|it|lint|ci)"
    r"|resolve (?:the|this|these|conflicts?)|(?<!\bi )(?<!\bwe )(?<!\bthey )(?:add|run|remove"
    r"|move|use|keep|update|revert|drop) (?:an?|the|this|these|some|it|pre-commit))\b",
    re.IGNORECASE,
)
"""Asks, unless the writer speaks of himself."""
FAILS = re.compile(
    r"\b(?:tests?|ci|lint\w*|pre-?(?:commit|submits?)|checks?|build|jobs?|format(?:ter|ting)|mypy"
    r"|ruff|pylint|flake8|clang-(?:format|tidy)|buildifier)\b[^.\n]{0,40}?\b(?:failing|fails?"
    r"|failed|red|broken|related|complain\w*|unhappy|not happy|(?:does|do)(?:n't| not) (?:accept"
    r"|like|pass))\b",
    re.IGNORECASE,
)
NOT_YOURS = re.compile(
    r"\b(?:unrelated|not related|flak\w+|known|infra\w*|on (?:main|master)|broken there|retry"
    r"|finish)\b",
    re.IGNORECASE,
)
OWN = re.compile(
    r"(?:^\W*|[,;:(-]\W{0,9}|\b(?:and|but|so|then)\s\W{0,9})(?:i|we)(?:'ll| will|'m| am| have|'ve"
    r"| can| plan| need| hope| just|'re| are| put| fixed| opened| took| should be able| were| was"
    r"| ran| got| did| tried| saw|'d (?:like|love) to (?:land|look|merge|review|test|thank))\b"
    r"|^\W*(?:let me(?! know)|will|going to|(?:still )?(?:checking|looking|measuring|merging"
    r"|landing|importing|reviewing|running|testing|trying|verifying))\b",
    re.IGNORECASE,
)
"""The writer speaks of what he does himself."""
EXCUSES = re.compile(
    r"\bneed(?:n'?t| not) (?:mind|worry)|\bdon'?t (?:mind|worry)|\bnot your (?:doing|fault|change)"
    r"|\bnothing to do with (?:this|your)|n(?:o|')t think [^.\n]{0,30}to do with your"
    r"|\b(?:ignore|disregard|unrelated|not related|flak\w+)\b|\bi(?:'ll| will|'m going to) (?:do"
    r"|fix|handle|take care of|sort) (?:the|that|those) (?:checks?|ci|dco|format\w*|lint\w*|style"
    r"|tests?)\b",
    re.IGNORECASE,
)
"""What is red is not the author's to mend."""
