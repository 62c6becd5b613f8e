"""What people type into the page, read and checked; every refusal names the field and the fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from bot.sandbox.markdown import LONGEST
from bot.sandbox.page_guard import ProblemError

if TYPE_CHECKING:
    from aiohttp import web

LARGEST: Final = 1 << 20
"""Bytes of one form."""

LONGEST_FILE: Final = 200_000
"""Characters of a file that is typed in."""

_LONGEST_LINE: Final = 256
_MOST_FIELDS: Final = 20
_KIND: Final = "application/x-www-form-urlencoded"

# https://git-scm.com/docs/git-check-ref-format, and stricter: what people really use.
_BRANCH: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|[./](?![./]|lock(?:/|$)|$)){0,99}")
_PART: Final = re.compile(r"(?!\.{1,2}$|\.git$)[^\x00-\x1f\x7f\\:*?\"<>|]{1,100}", re.IGNORECASE)


class Form:
    """The fields of a form.

    Args:
        fields: The first value of each field.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        self._fields = fields

    def raw(self, name: str) -> str:
        """Return a field as it came; empty when it is missing."""
        return self._fields.get(name, "")

    def line(self, name: str) -> str:
        """Return a field that must be one line of text.

        Raises:
            ProblemError: When it is empty, too long or not one line.
        """
        value = self.raw(name).strip()
        if not value or len(value) > _LONGEST_LINE or not value.isprintable():
            raise _refusal(f"The {name} must be one line of 1 to {_LONGEST_LINE} characters.")
        return value

    def text(self, name: str, *, longest: int = LONGEST) -> str:
        """Return a field of several lines, with line feeds only.

        Raises:
            ProblemError: When it is too long.
        """
        # Browsers send line breaks as CR LF: https://html.spec.whatwg.org/#multipart-form-data
        value = self.raw(name).replace("\r\n", "\n").replace("\x00", "")
        if len(value) > longest:
            raise _refusal(f"The {name} is too long: {len(value)} of {longest} characters.")
        return value

    def said(self, name: str) -> str:
        """Return a text that must not be blank.

        Raises:
            ProblemError: When it is blank or too long.
        """
        value = self.text(name)
        if not value.strip():
            raise _refusal(f"The {name} is empty; write something first.")
        return value

    def path(self, name: str) -> str:
        """Return the path of a file inside a repository.

        Raises:
            ProblemError: When it is absolute, leads out of the repository or is not a path.
        """
        value = self.line(name)
        if all(_PART.fullmatch(part) for part in value.split("/")):
            return value
        raise _refusal("The file must be a path inside the repository, as tests/test_it.py.")

    def branch(self, name: str) -> str:
        """Return the name of a branch.

        Raises:
            ProblemError: When git would not take it.
        """
        value = self.line(name)
        if _BRANCH.fullmatch(value):
            return value
        raise _refusal("The branch must be made of letters, digits, dots, dashes and slashes.")


def _refusal(text: str) -> ProblemError:
    return ProblemError(422, "This cannot be saved", text)


def parse(body: bytes) -> Form:
    """Return the fields of an urlencoded body.

    Raises:
        ProblemError: When it is not UTF-8 or has too many fields.
    """
    try:
        found = parse_qs(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise ProblemError(400, "Not a form", "Send the form as the page has it.") from error
    return Form({name: values[0] for name, values in found.items()})


async def read(request: web.Request) -> Form:
    """Read the form of a request.

    Raises:
        ProblemError: When it is of another kind, too large or not a form.
    """
    if request.content_type != _KIND:
        raise ProblemError(415, "Not a form", f"Send a form as {_KIND}.")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise ProblemError(413, "Too large", f"A form holds at most {LARGEST} bytes.")
    return parse(bytes(body))
