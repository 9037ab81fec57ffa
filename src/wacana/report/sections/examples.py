"""Comments to read: what the scores stand for."""

from __future__ import annotations

from typing import Any

from wacana.analysis import examples
from wacana.analysis.base import records
from wacana.clean import ledger
from wacana.report.blocks import Block, Comment, Heading, Paragraph
from wacana.report.sections.material import Material
from wacana.text.ledger import replay
from wacana.text.remove import markup
from wacana.text.replace import entities

__all__ = ["example_comments", "quotable"]

LONGEST = 420  # characters
DEPTH = 3  # of entities within entities: "&amp;lt;br>"


def example_comments(material: Material) -> list[Block]:
    """Quote comments of each theme: the clearest ones, then some drawn blindly."""
    words = material.words
    found = examples(material.scored)
    blocks: list[Block] = [Heading(words("examples"))]
    if found.empty:
        held = any(material.judged[theme].any() for theme in material.themes)  # then by adverts, or copies, alone
        said = material.no_adverts if held else []
        return [*blocks, Paragraph(" ".join(said or [material.no_themes]))]
    blocks.append(Paragraph(" ".join([words("examples_lead"), *material.no_adverts])))
    for theme, table in found.groupby("theme", sort=False):
        blocks.append(Heading(material.label(str(theme)), 2))
        for choice, rows in table.groupby("choice", sort=False):
            blocks.append(Paragraph(words(str(choice))))
            blocks += [_quoted(material, row) for row in records(rows)]
    return blocks


def _quoted(material: Material, row: dict[str, Any]) -> Comment:
    words = material.words
    meta = words(
        "example_meta",
        row=row["row"],
        # Some labels hold an "and" of their own.
        targets="; ".join(material.label(slug) for slug in row["targets"]) or material.label(""),
        sentiment=material.label(row["sentiment"]) if isinstance(row["sentiment"], str) else "–",
        score=_score(material, row),
    )
    if material.scored["source"].nunique() > 1:  # each file counts its rows from 1
        meta = f"{row['source']} · {meta}"
    text = quotable(row["text"] if isinstance(row["text"], str) else "–")  # texts may have been taken out
    return Comment(text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …", meta)


def _score(material: Material, row: dict[str, Any]) -> str:
    words, least = material.words, material.thresholds.get(row["theme"])
    score = words.decimal(float(row["score"]), 2)
    return score if least is None else words("score_and_threshold", score=score, least=words.decimal(least, 2))


def quotable(raw: str) -> str:
    """Give a comment as written, on one line, with handles, links, addresses and long numbers masked.

    >>> quotable("kata @budi_77 yg bener aja<br>wa 081234567890")
    'kata @user yg bener aja wa NOMOR'
    """
    # Entities and markup, which the writer never saw, go before the ledger is asked: in its edits they may be joined
    # to other rules' work ("kata&quot; saya" is one edit to "kata-kata").
    text = _decoded(raw)
    return " ".join(replay(text, (edit for edit in ledger(text) if "mask" in edit.rule.split("+"))).split())


def _decoded(text: str) -> str:
    for _ in range(DEPTH):
        for rule in (entities(), markup()):
            text = rule.pattern.sub(rule.replace, text)
    return text
