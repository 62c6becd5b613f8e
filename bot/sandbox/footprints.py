"""What the texts of Apps would do beyond their repository on GitHub: links, mentions, writes.

The sandbox reads each text as GitHub does: rendered and sanitised, then its text outside code and
links is searched, and the targets of its links. It is stricter than GitHub where GitHub does not
say what it does:
https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from bot.sandbox.markdown import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from bot.sandbox.model import Repository, User
    from bot.sandbox.state import State

_MENTION: Final = re.compile(
    r"(?<![A-Za-z0-9_])[@\uff20\ufe6b]([A-Za-z0-9][\w-]*(?:/[\w-]+)?)", re.ASCII
)
_REFERENCE: Final = re.compile(
    r"(?<![\w/.-])([\w-]+(?:/[\w.-]+)?)(?:#[0-9]|@[0-9a-f]{7,64}(?![A-Za-z0-9]))", re.ASCII
)
_COMMIT: Final = re.compile(r"(?<![A-Za-z0-9])[0-9a-f]{40}(?![A-Za-z0-9])")
_QUIET: Final = frozenset({"code", "pre", "a"})


@dataclass(frozen=True, slots=True)
class Written:
    """Something that an App wrote.

    Attributes:
        by: Its bot.
        repository: Where.
        text: What; empty where it was no text.
        is_covered: Whether the App was installed there.
    """

    by: User
    repository: Repository
    text: str
    is_covered: bool


def footprints(world: State) -> list[str]:
    """Return what Apps have left outside, a line each; empty when they left nothing."""
    return [line for written in world.written for line in _left(written, world)]


def traces(text: str, home: str, may_mention: AbstractSet[str] = frozenset()) -> list[str]:
    """Return whom a text would call and where it would show, besides its own repository.

    Args:
        text: Markdown.
        home: `owner/name` of the repository that it stands in.
        may_mention: Logins in lower case that are nobody outside.
    """
    page = _Page(home)
    page.feed(str(render(text)))
    page.close()
    return [*page.links(), *_said("\n".join(page.texts), home, may_mention)]


def _left(written: Written, world: State) -> Iterator[str]:
    home = written.repository.full_name
    where = f"{written.by.login} in {home}"
    if not written.is_covered:
        yield f"{where}: wrote without being installed there"
    for line in traces(written.text, home, _people(written.repository, world)):
        yield f"{where}: {line}"


def _people(repository: Repository, world: State) -> frozenset[str]:
    """Return the logins of everybody who belongs to the account that owns a repository."""
    owner = repository.owner
    found = [owner, *owner.members]
    for each in world.repositories.values():
        if each.owner is owner:
            found += each.collaborators
    return frozenset(each.login.casefold() for each in found)


def _said(text: str, home: str, may_mention: AbstractSet[str]) -> Iterator[str]:
    for found in _MENTION.finditer(text):
        if found[1].casefold() not in may_mention:
            yield f"mentions {found[1]}"
    for found in _REFERENCE.finditer(text):
        if found[1].casefold() != home.casefold():
            yield f"refers to {found[0]}"
    for found in _COMMIT.finditer(text):
        yield f"refers to {found[0]}"


class _Page(HTMLParser):
    """Collects what is live on a rendered page."""

    def __init__(self, home: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._home = home
        self._quiet = 0
        self._targets: list[str] = []
        self._continues = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._continues = False
        if tag in _QUIET:
            self._quiet += 1
        self._targets += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._continues = False
        if tag in _QUIET and self._quiet:
            self._quiet -= 1

    def handle_data(self, data: str) -> None:
        if self._quiet:
            return
        if self._continues:
            self.texts[-1] += data
        else:
            self.texts.append(data)
        self._continues = True

    def links(self) -> Iterator[str]:
        """Yield what each link to another repository would show there."""
        base = f"https://github.com/{self._home}/issues/1"
        for target in self._targets:
            try:
                parts = urlsplit(urljoin(base, target))
                host = unquote(parts.hostname or "").rstrip(".")
            except ValueError:
                continue
            owner, _, name = parts.path.strip("/").partition("/")
            name = name.partition("/")[0]
            is_home = f"{owner}/{name}".casefold() == self._home.casefold()
            if host in {"github.com", "www.github.com"} and name and not is_home:
                yield f"links to {target}"
