"""Writes beside each broken policy file what is told of it; read the result before you keep it.

Run `python -m tests.policy.broken_files`.
"""

from __future__ import annotations

from pathlib import Path

from tests.policy.words import parsed

FOLDER = Path(__file__).parent / "broken"


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.yml"))


def expected(file: Path) -> Path:
    return file.with_suffix(".txt")


def told(file: Path) -> str:
    """Return one line for each problem: line, column, path, message and suggestion."""
    problems = parsed(file.read_bytes()).problems
    return "".join(f"{each.line}:{each.column}: [{each.path}] {each}\n" for each in problems)


if __name__ == "__main__":
    for each in files():
        expected(each).write_text(told(each), encoding="utf-8")
