from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.sandbox import page

CSS = (Path(page.__file__).parent / "static" / "page.css").read_text(encoding="utf-8")
NORMAL_TEXT = 4.5
"""WCAG 2.2, success criterion 1.4.3, level AA."""

PARTS_OF_CONTROLS = 3.0
"""WCAG 2.2, success criterion 1.4.11."""

TEXT_ON_GROUND = [
    (text, ground)
    for text in ("ink", "soft", "link")
    for ground in ("ground", "paper", "raised", "code")
    if (text, ground) != ("link", "code")
] + [
    ("on-accent", "accent"),
    ("good", "good-ground"),
    ("good", "paper"),
    ("good", "raised"),
    ("bad", "bad-ground"),
    ("bad", "paper"),
    ("bad", "raised"),
    ("wait", "wait-ground"),
    ("note", "note-ground"),
    ("merged", "merged-ground"),
    ("ink", "note-ground"),
    ("ink", "good-ground"),
    ("ink", "wait-ground"),
    ("ink", "bad-ground"),
    ("ink", "merged-ground"),
    ("ink", "added"),
    ("ink", "removed"),
    ("soft", "added"),
    ("soft", "removed"),
    ("ink", "fresh"),
]


def palettes() -> dict[str, dict[str, str]]:
    """Return the named colours, light and dark."""
    blocks = re.findall(r":root \{([^}]*)\}", CSS)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_known_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palettes()[scheme]

    assert contrast(colours[text], colours[ground]) >= NORMAL_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_the_edge_of_a_field_can_be_seen(scheme: str, ground: str) -> None:
    colours = palettes()[scheme]

    assert contrast(colours["strong-line"], colours[ground]) >= PARTS_OF_CONTROLS


@pytest.mark.parametrize(("place", "scheme"), [(0, "light"), (1, "dark")])
def test_the_letter_of_a_person_can_be_read_on_every_hue(place: int, scheme: str) -> None:
    hues = re.findall(r"light-dark\((#\w{6}), (#\w{6})\)", CSS)

    assert len(hues) == 6
    for hue in hues:
        assert contrast(palettes()[scheme]["ink"], hue[place]) >= NORMAL_TEXT


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
