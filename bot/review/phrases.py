"""What is looked for in whatever anybody says on a pull request, in English."""

from __future__ import annotations

import re

HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)
FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
SUGGESTION = re.compile(r"^[ ]{0,3}```\s?suggestion\b", re.MULTILINE)
"""The lines as they should be, by GitHub's marking."""
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
MENTION = re.compile(r"(?<![\w/`])@([A-Za-z\d](?:[A-Za-z\d-]{0,38})(?:/[\w.-]+)?(?:\[bot\])?)")
SLASH = re.compile(r"\s*/[a-z][\w-]*(?:\s|$)")
RUN = re.compile(
    r"\s*run-slow\b|\s*@\S+ has imported this pull request|\s*(?:bot|ci"
    r"|jenkins)[ ,:]+(?:please )?(?:re)?(?:run|test|build)\b"
)
ASIDE = re.compile(r"\b(?:from|by|of|per|with|like|as|to|and|cc:?)\s+@\S+|@[\w-]+'s\b")
"""Names somebody without speaking to him."""
CC = re.compile(r"^\W*(?:cc\b|fyi\W{1,3}(?=@))", re.IGNORECASE)
IF = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)
LOOK = re.compile(r"\b(?:look|review|approv(?:e|al)|thoughts?|opinion)\b", re.IGNORECASE)
APPROVAL = re.compile(r"\bapprov(?:e|al)\b", re.IGNORECASE)
CONSENT = re.compile(
    r"(?:\b|easy)cla\b|\bdco\b|\bsign(?:ed)?[- ]?off|\blicen[sc]e agreement\b", re.IGNORECASE
)
MERGE = re.compile(r"\bmerg(?:e|ing)\b", re.IGNORECASE)
BASE = re.compile(
    r"\brebas\w*|\bsync\w*|\bconflicts?\b|\bup[ -]to[ -]date\b|\bout of date\b"
    r"|\bmerge (?:in |with )?(?:the )?(?:latest )?(?:main|master)\b|\bupdate (?:the|your) branch\b",
    re.IGNORECASE,
)
"""The state of the branch against the one that it is for."""
THANKS = re.compile(
    r"^\W*(?:thanks?|thank you|thx|ty|sure|ok(?:ay)?|got it|sounds good|makes sense"
    r"|good (?:point|catch|idea|call|suggestion|question|work|job)|good(?=\W*$)|great|nice|cool"
    r"|awesome|perfect|understood|noted|appreciate|agreed?|i see|ah|right(?! now)|fair|done|welcome"
    r"|congrat\w*|excellent|no (?:problem|worries)|np|will do|that makes sense|wow|love (?:it"
    r"|this)|thanks again|oops|whoops|d'oh|argh|(?:sorry|apologies|my (?:bad"
    r"|apologies))[^.\n]{0,40}?(?:confusion|delay|late|long|mess|miss\w*|noise"
    r"|slow|wait))\b",
    re.IGNORECASE,
)
