"""The shipped fonts: where they are, what they can draw, and which emoji they draw in colour."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wacana import resources

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

__all__ = ["chain", "covered", "emoji_form", "folder"]

# The styles that set text: a character counts as covered only if all of them have it, or a fallback.
TEXT = ("NotoSerif-Regular", "NotoSerif-Italic", "NotoSerif-Bold", "NotoSans-Regular", "NotoSans-Bold")
FALLBACK = ("NotoNaskhArabic-Regular", "DejaVuSans")
PRIVATE = frozenset(range(0xE000, 0xF900))  # DejaVu draws some of these; PDF/A forbids them all
VARIATION = "\ufe0f"  # asks for the colour form; fonts differ in where they expect it


def folder() -> Path:
    """Give the folder of the shipped fonts."""
    return resources.path("fonts")


@cache
def chain() -> tuple[frozenset[int], ...]:
    """Give the code points of each font that text falls back through; a letter and its marks need one that has all."""
    text = frozenset.intersection(*(_code_points(name) for name in TEXT))
    return tuple(points - PRIVATE for points in (text, *(_code_points(name) for name in FALLBACK)))


@cache
def covered() -> frozenset[int]:
    """Give the code points that text can be set in, whatever its style.

    >>> ord("ş") in covered(), ord("س") in covered(), ord("漢") in covered()
    (True, True, False)
    """
    return frozenset().union(*chain())


def emoji_form(emoji: str) -> str | None:
    r"""Give the spelling of an emoji that the colour font has one glyph for, else None.

    Phones write variation selectors or leave them out; the font wants its own spelling.

    >>> emoji_form("❤\ufe0f") == emoji_form("❤") == "❤", emoji_form("👨\u200d🍳\u200d👨")
    (True, None)
    """
    return _emoji_forms().get(emoji.replace(VARIATION, ""))


@cache
def _emoji_forms() -> dict[str, str]:
    with _open("Twemoji") as font:
        return _forms(font)


def _forms(font: TTFont) -> dict[str, str]:
    spelled = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    forms = {character: character for character in spelled.values()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in table.ligatures.items():
                for ligature in ligatures:
                    form = "".join(spelled[glyph] for glyph in (first, *ligature.Component))
                    forms[form.replace(VARIATION, "")] = form
    return forms


def _code_points(name: str) -> frozenset[int]:
    with _open(name) as font:
        return frozenset(font.getBestCmap())


def _open(name: str) -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(folder() / f"{name}.ttf")
