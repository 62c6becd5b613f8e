"""The door through which every text of ours leaves: upstream it makes no link and no ping; pure.

GitHub makes links and notifications out of the rendered text, so the door assumes no Markdown: it
looks for whatever can become one, in code as well, which answers by e-mail lose. What is cut
looks the same afterwards, for a cut is a zero-width space.

https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html.entities import html5
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_CUT: Final = "\u200b"
_REDIRECT: Final = "redirect.github.com"
_LEAVING_TRACES: Final = frozenset({"github.com", "www.github.com"})

_LOOK_BACK: Final = 300
_LONGEST_AUTHORITY: Final = 400
"""Characters that are read of a host with what stands before it; a name has at most 253."""

_LONGEST_PART: Final = 40
"""Characters that the reading of a host may fall short of that, for an entity is read whole."""

_TOKEN: Final = re.compile(
    r"""
    (?P<root>https?:[\\/]* | (?<!\u200b)[\\/]{2,} | (?<![a-z0-9])(?=www\.))
    | (?P<mention>[@\uff20\ufe6b](?=[a-z0-9<]))
    | (?P<entity>&(?:\#x[0-9a-f]+|\#[0-9]+|[a-z][a-z0-9]{1,31});?)
    | (?P<number>(?<=[\w\\>])\#(?=[0-9]))
    | (?P<relative>(?:\]\(\s{0,20}<?|\]:\s{0,20}<?|\bhref\s{0,20}=\s{0,20}["']?)(?=\.{0,2}[/\\]))
    | (?P<hidden>(?<=[^\s\u200b])<(?=[!?]))
    | (?P<old>(?<![a-z0-9])gh(?=-[0-9]))
    | (?P<sha>(?<![a-z0-9])[0-9a-f]{40}(?![a-z0-9]))
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_AUTHORITY: Final = re.compile(
    r"(?:[A-Za-z0-9._~%:@\u0080-\U0010ffff-]|&\#?\w{1,32};?|\\[._:@-])*", re.ASCII
)
_OUR_MARK: Final = re.compile(r"\s{0,9}<!-- upstream-coach:[\w./#:= -]{1,300}-->", re.ASCII)
_LOGIN: Final = re.compile(r"[A-Za-z0-9][\w-]*/?", re.ASCII)
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}(?![a-z0-9])", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?:^|[^\w./\\-])(?P<name>[\w-]+/[\w.-]+)$", re.ASCII)
_IN_ADDRESS: Final = re.compile(r"https?://[\w./-]*$", re.IGNORECASE | re.ASCII)
_WORD_AND_TAGS: Final = re.compile(r"[\w\\](?:<[^<>]*>)+$", re.ASCII)
_PATH_AT_HOME: Final = re.compile(r"/(?P<name>[\w-]+/[\w.-]+)(?P<rest>[\w/#?=.-]*)", re.ASCII)

_TELLING: Final = frozenset("@#/:.-_%\\\t\n\r\uff20\ufe6b")
"""What must not be written as an entity, besides letters and digits."""


def door(text: str, may_mention: AbstractSet[str] = frozenset(), home: str = "") -> str:
    """Return a text that leaves no trace and calls nobody outside, wherever it is written.

    What is safe already stays as it is, and `door(door(text)) == door(text)`. It takes time in
    proportion to the text.

    Args:
        text: Markdown, ready to be sent.
        may_mention: The logins in lower case of whom it may call; never a team.
        home: `owner/name` of the repository that it is written to, whose own links stay.
    """
    return _Door(text, may_mention, home.casefold()).passed()


@dataclass(frozen=True, slots=True)
class _Door:
    text: str
    may_mention: AbstractSet[str]
    home: str

    def passed(self) -> str:
        # The mark is hidden, and the comment is found again by it as it is.
        mark = _OUR_MARK.match(self.text)
        at = mark.end() if mark else 0
        parts = [self.text[:at]]
        while found := _TOKEN.search(self.text, at):
            parts.append(self.text[at : found.start()])
            said, after = self._token(found)
            parts.append(said)
            at = max(after, found.end())
        parts.append(self.text[at:])
        return "".join(parts)

    def _token(self, found: re.Match[str]) -> tuple[str, int]:
        """Return what is said instead, and where to go on."""
        said, end = found[0], found.end()
        match found.lastgroup:
            case "root":
                return self._address(said, end)
            case "mention":
                is_live = self._calls(found.start(), end)
            case "entity":
                is_live = self._hides(said, end)
                return (f"&{_CUT}{said[1:]}" if is_live else said), end
            case "number":
                is_live = self._leads_out(found.start())
            case "hidden":
                # It goes when the text is rendered, and would join what stands around it.
                return f"{_CUT}{said}", end
            case "sha":
                is_live = not self._in_address(found.start())
                return (_CUT.join(re.findall(".{1,6}", said)) if is_live else said), end
            case _:
                is_live = True
        return (f"{said}{_CUT}" if is_live else said), end

    def _address(self, root: str, end: int) -> tuple[str, int]:
        """Send a link to the projects by way of the host that leaves no trace."""
        found = _AUTHORITY.match(self.text, end, end + _LONGEST_AUTHORITY)
        authority = found[0] if found else ""
        # What else stands there is looked through like any other text.
        said, rest = (root, end) if root else (self.text[end], end + 1)
        if len(authority) > _LONGEST_AUTHORITY - _LONGEST_PART:
            return (said if authority.startswith(_CUT) else f"{said}{_CUT}"), rest
        # Where an entity in it is cut, what stands before that is a host of its own.
        for host in (authority, authority.partition("&")[0]):
            after = end + len(host)
            if _host(host) in _LEAVING_TRACES and not self._is_home(host, after):
                return f"{root}{_REDIRECT}", after
        return said, rest

    def _is_home(self, authority: str, after: int) -> bool:
        path = _PATH_AT_HOME.match(self.text, after)
        if authority.casefold() != "github.com" or path is None or ".." in path["rest"]:
            return False
        ends = self.text[path.end() : path.end() + 1]
        return path["name"].casefold() == self.home and ends not in {"%", "&", "\\"}

    def _calls(self, start: int, end: int) -> bool:
        before = self.text[start - 1 : start] if start else ""
        if before.isascii() and before.isalnum():
            # An address of e-mail, or a commit of a repository, which is a link.
            is_commit = _COMMIT.match(self.text, end) is not None
            return is_commit and not self._in_address(start)
        login = _LOGIN.match(self.text, end)
        return login is None or login[0].casefold() not in self.may_mention

    def _hides(self, entity: str, end: int) -> bool:
        """Return whether an entity stands for what would otherwise be cut."""
        chars = _shown(entity)
        if any(char in _TELLING or (char.isascii() and char.isalnum()) for char in chars):
            return True
        # Within HTML one counts without its semicolon too, and a word ends with it.
        return bool(chars) and not entity.endswith(";") and self.text[end : end + 1] in {"@", "#"}

    def _leads_out(self, start: int) -> bool:
        """Return whether a number belongs to a name, and that is not the repository's own."""
        before = self.text[max(start - _LOOK_BACK, 0) : start]
        if before.endswith(">"):
            return _WORD_AND_TAGS.search(before) is not None
        if _IN_ADDRESS.search(before):
            return False
        named = _NAMED.search(before)
        return named is None or named["name"].casefold() != self.home

    def _in_address(self, start: int) -> bool:
        return _IN_ADDRESS.search(self.text, max(start - _LOOK_BACK, 0), start) is not None


def _numbered(digits: str) -> str:
    """Return the character of a numeric entity; empty where there is none."""
    base = 16 if digits[:1] in {"x", "X"} else 10
    kept = digits.lstrip("xX0")
    try:
        return chr(int(kept, base)) if kept and len(kept) < _LONGEST_NUMBER else ""
    except (ValueError, OverflowError):
        return ""


_LONGEST_NUMBER: Final = 9


def _host(authority: str) -> str:
    """Return the host as a browser understands it, however it was written."""
    said = _ENTITY.sub(lambda found: _shown(found[0]), authority).replace("\\", "")
    for _ in range(3):
        said = unquote(said)
    said = unicodedata.normalize("NFKC", said.rpartition("@")[2]).replace("\u3002", ".")
    seen = "".join(char for char in said if unicodedata.category(char) != "Cf")
    return seen.partition(":")[0].rstrip(".").casefold()


_ENTITY: Final = re.compile(r"&(?:#x?[0-9a-f]+|[a-z][a-z0-9]*);?", re.IGNORECASE)


def _shown(entity: str) -> str:
    name = entity[1:].removesuffix(";")
    return _numbered(name[1:]) if name.startswith("#") else html5.get(f"{name};", "")
