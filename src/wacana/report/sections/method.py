"""How the numbers were made, what they cannot say, and what the run was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from wacana.analysis import shares
from wacana.estimate import FEWEST_CLUSTERS
from wacana.report.blocks import Block, Heading, Items, Note, Paragraph, Span, Table
from wacana.report.sections.material import Material
from wacana.report.sections.scorer import scorer

__all__ = ["method", "run_manifest"]

# What the table shows; the manifest file holds all.
DIGITS = 16  # of a hash: enough to tell files apart by eye
LONGEST = 300  # characters of an entry
DEEPEST = 2  # what lies deeper shares one line


def method(material: Material) -> list[Block]:
    """Explain scorer, codebook, intervals, privacy and limits."""
    words = material.words
    used = shares(material.scored)["method"].iloc[0]
    return [
        Heading(words("method")),
        Heading(words("method_scores"), 2),
        *scorer(material),
        *_themes(material),
        Heading(words("method_intervals"), 2),
        Paragraph(words("intervals_wilson") + " " + words(f"intervals_{used}_used", fewest=FEWEST_CLUSTERS)),
        Paragraph(words("intervals_mean")),
        Heading(words("method_words"), 2),
        Paragraph(words("method_key_words")),
        Heading(words("method_privacy"), 2),
        Paragraph(words("privacy")),
        Heading(words("limits"), 2),
        Items(tuple(words(f"limit_{name}") for name in ("public", "scorer", "alone", "copies", "adverts", "words"))),
    ]


def _themes(material: Material) -> list[Block]:
    words, lang, book = material.words, material.words.lang, material.codebook
    if not material.themes:
        return []
    if not book:
        return [Heading(words("method_themes"), 2), Paragraph(words("method_no_codebook"))]
    definitions = (
        (Span(material.label(theme.slug), "strong"), Span(f": {theme.definition[lang]}"))
        for theme in book.themes
        if theme.slug in material.themes
    )
    told = {"title": book.title[lang], "name": book.name, "version": book.version, "hash": book.sha256[:DIGITS]}
    return [
        Heading(words("method_themes"), 2),
        Paragraph(words("method_codebook", **told)),
        Items(tuple(definitions)),
    ]


def run_manifest(material: Material) -> list[Block]:
    """List what went into the run, so that another run can be compared with it."""
    words = material.words
    known = material.manifest or {"versions": {"wacana": version("wacana")}, "score": material.score}
    header = (words("entry"), words("value"))
    lead = Paragraph(words("manifest_lead")) if material.manifest else Note(words("no_manifest"))
    caption = words("manifest_caption" if material.manifest else "table_caption")
    return [Heading(words("manifest")), lead, Table(header, tuple(_lines(known)), caption)]


def _lines(entries: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for key, value in entries.items():
        place = (*above, key)
        # A page's text is quoted in a section of its own.
        if value in (None, "", [], {}) or key == "page":
            continue
        if isinstance(value, Mapping) and len(place) <= DEEPEST:
            yield from _lines(value, place)
        else:
            yield ".".join(place), _short(_text(value, key))


def _text(value: object, key: str = "") -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(part, name)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return f"{str(value)[:DIGITS]}…" if key == "sha256" else " ".join(str(value).split())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
