"""Signs of tests and assertions in lines of any language, where no tree can be had."""

from __future__ import annotations

import re
from typing import Final

ASSERTIONS: Final = (
    "assert",
    "ASSERT_",
    "EXPECT_",
    "EXPECT(",
    "CHECK(",
    "CHECK-",
    "CHECK:",
    "CHECK_",
    "expected-",
    "REQUIRE",
    "raises(",
    "warns(",
    "testing.",
    "expect(",
    "t.Error",
    "t.Fatal",
    "require.",
    ".should",
    "verify(",
    "parameterized.",
    "parametrize",
    "opcheck(",
    "gradcheck(",
    "check_grads(",
    "FileCheck",
    "_CheckAgainst",
    "_CompileAndCheck",
)
"""What the lines of a test hold when they assert something; a new case of a table counts."""

INLINE_TESTS: Final = (
    "#[test]",
    "#[cfg(test)]",
    "::test]",
    "::test(",
    "#[rstest",
    "TEST(",
    "TEST_F(",
    "TEST_P(",
    "TEST_CASE(",
    "TYPED_TEST(",
    "DOCTEST",
)
"""What begins a test inside a source of Rust or C++."""

_TEST_CALL: Final = "  test_"
_CALLS_TEST: Final = re.compile(r"\s+test_\w{1,100}[<(].{0,200}\);\s*$")
"""A call of a test that stands in a function of its own, as templates of C++ want it."""

_SKIPS: Final = (
    "@pytest.mark.skip(",
    "@pytest.mark.xfail",
    "@unittest.skip(",
    "@unittest.expectedFailure",
    "@skip(",
    "#[ignore",
    "it.skip(",
    "test.skip(",
    "describe.skip(",
    "t.Skip(",
)
_SKIP_WORDS: Final = ("// XFAIL:", "// UNSUPPORTED:", "# XFAIL:", "# UNSUPPORTED:")
_COMMENTS: Final = ("#", "//", "*", '"""', "'''")
_DEFINITION: Final = re.compile(
    r"\s*(?:(?:async )?def (test\w{0,100})\("
    r"|(?:TEST|TEST_F|TEST_P|TYPED_TEST|TEST_CASE)\((.{1,100}?)\)\s*\{?\s*$)"
)


def is_comment(line: str) -> bool:
    """Return whether a line says something to people alone."""
    # A compiler's expectations (`// CHECK: add`) and Rust's attributes look like comments.
    bare = line.strip()
    return (
        bare.startswith(_COMMENTS)
        and "CHECK" not in bare
        and "FileCheck" not in bare
        and "expected-" not in bare
        and not bare.startswith("#[")
    )


def may_assert(text: str) -> bool:
    """Return whether some line of a text can be an assertion; cheap, and right when it says no."""
    return _TEST_CALL in text or any(mark in text for mark in ASSERTIONS)


def asserts(line: str) -> bool:
    """Return whether a line looks like an assertion or a case of a table."""
    holds = any(mark in line for mark in ASSERTIONS) or _CALLS_TEST.match(line) is not None
    return holds and not is_comment(line)


def skips(line: str) -> bool:
    """Return whether a line takes a test out, whatever the machine."""
    bare = line.strip()
    return bare.startswith((*_SKIPS, *_SKIP_WORDS))


def defined_test(line: str) -> str:
    """Return the name of the test that a line begins; empty when it begins none."""
    match = _DEFINITION.match(line)
    return (match[1] or match[2]) if match else ""


def is_case(line: str) -> bool:
    """Return whether a line could be a case of a table: a value between brackets and comma."""
    bare = line.strip()
    return bare.endswith(",") and bare.startswith(("(", "[", "{", '"', "'", "pytest.param("))
