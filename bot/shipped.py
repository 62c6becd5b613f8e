"""Reads the files of `config/`, from a checkout or from an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_WHEEL = _PACKAGE / "_config"
_CHECKOUT = _PACKAGE.parent / "config"
_MANIFEST = _PACKAGE.parent / "app.yaml"


def manifest() -> str:
    """Return the text of the App's manifest, `app.yaml`."""
    return shipped("app.yaml") if _WHEEL.is_dir() else _MANIFEST.read_text(encoding="utf-8")


def shipped(name: str) -> str:
    """Return the text of a shipped file, named from `config/` on."""
    root = _WHEEL if _WHEEL.is_dir() else _CHECKOUT
    return (root / name).read_text(encoding="utf-8")
