"""The words and emoji of the comments."""

from __future__ import annotations

import pandas as pd

from wacana import figures
from wacana.analysis import collocations, keyness, top_emoji
from wacana.analysis.base import records
from wacana.report.blocks import Align, Block, Figure, Heading, Paragraph, Table
from wacana.report.pictures import pictures
from wacana.report.sections.material import Material
from wacana.report.words import capital

__all__ = ["carrying_words", "emoji", "key_words"]

SHOWN = 10
FEWEST_BARS = 3


def carrying_words(material: Material) -> list[Block]:
    """Give the words that made the scores of each theme; no blocks where the scorer gave no reasons."""
    words = material.words
    told = material.scored.attrs.get("carriers")
    if not told:
        return []
    listed: dict[str, list[str]] = {theme: [] for theme in material.themes}
    for row in told["words"]:
        listed[row["theme"]].append(f"{row['word']} ({words.number(row['n'])}; {words.decimal(row['contribution'])})")
    rows = tuple((material.label(theme), ", ".join(found) or "–") for theme, found in listed.items())
    header = (words("theme"), words("carriers_column"))
    return [
        Heading(words("carriers")),
        Paragraph(words("carriers_lead", n=told["comments"])),
        Table(header, rows, words("carriers_caption"), note=words("carriers_note")),
    ]


def key_words(material: Material) -> list[Block]:
    """Give the words that set each theme apart from the other comments."""
    words = material.words
    blocks: list[Block] = [Heading(words("key_words"))]
    found = keyness(material.scored, top=SHOWN)
    if found.empty:
        return [*blocks, Paragraph(" ".join([words("no_key_words"), *material.no_adverts])), *_pairs(material)]
    found["theme_label"] = [material.label(slug) for slug in found["theme"]]
    rows = []
    for label, table in found.groupby("theme_label", sort=False):
        listed = [f"{row['word']} ({row['n']}/{row['n_rest']})" for row in records(table)]
        rows.append((str(label), ", ".join(listed)))
    figure = figures.keyword_plot(found, axis=words("key_words_axis"))
    said = "; ".join(f"{label}: {listed}" for label, listed in rows)
    return [
        *blocks,
        Paragraph(" ".join([words("key_words_lead"), *material.no_adverts])),
        Figure(figures.svg(figure), said, words("key_words_figure")),
        Table((words("theme"), words("key_words_column")), tuple(rows), words("key_words_caption")),
        *_pairs(material),
    ]


def _pairs(material: Material) -> list[Block]:
    words = material.words
    found = collocations(material.scored, top=SHOWN)
    rows = tuple(
        (
            capital(material.label(str(scope)) if scope else words("all_comments")),
            ", ".join(f"{row['pair']} ({words.number(row['n'])})" for row in records(table)),
        )
        for scope, table in found.groupby("scope", sort=False)
    )
    header = (words("theme"), words("pairs_column"))
    return [Table(header, rows, words("pairs_caption"), note=words("pairs_note"))] if rows else []


def emoji(material: Material) -> list[Block]:
    """Give the most frequent emoji, overall and by theme."""
    words = material.words
    blocks: list[Block] = [Heading(words("emoji"))]
    found = top_emoji(material.scored, top=SHOWN)
    if found.empty:
        return [*blocks, Paragraph(words("no_emoji"))]
    # The figure names an emoji as the table beside it does, up to the colon.
    meaning, plain = found[f"meaning_{words.lang}"], found[words.lang]
    found["label"] = meaning.where(meaning != "", plain).str.partition(":")[0]
    every = found[found["scope"] == ""]
    rows = [
        (
            row["emoji"],
            row[f"meaning_{words.lang}"] or words("emoji_unlisted", name=row[words.lang]),
            words(f"function_{row['function']}") if row["function"] else "–",
            words.number(row["n"]),
            words.percent(row["share"]),
            words.interval(row["low"], row["high"]),
            words.number(row["occurrences"]),
        )
        for row in records(every)
    ]
    header = ("", *map(words, ("meaning", "function", "comments", "share", "interval", "occurrences")))
    align: tuple[Align, ...] = ("center", "left", "left", "right", "right", "right", "right")
    by_theme, named = [], (words("theme"), words("emoji_and_comments"))
    for theme in material.themes:
        table = found[found["scope"] == theme]
        listed = "  ".join(f"{row['emoji']} {words.number(row['n'])}" for row in records(table))
        by_theme.append((material.label(theme), listed or "–"))
    said = [f"{row['label']} {words.number(row['n'])}" for row in records(every)]
    drawn: list[Block] = []
    if len(every) >= FEWEST_BARS:
        drawable = every.assign(picture=pd.Series(pictures(list(every["emoji"])), index=every.index, dtype="object"))
        figure = figures.emoji_plot(drawable, axis=words("emoji_axis"), number=words.number)
        drawn.append(Figure(figures.svg(figure), words.listing(said), words("emoji_figure")))
    return [
        *blocks,
        Paragraph(words("emoji_lead")),
        *drawn,
        Table(header, tuple(rows), words("emoji_caption"), align, words("emoji_note")),
        *([Table(named, tuple(by_theme), words("emoji_theme_caption"))] if found["scope"].ne("").any() else []),
    ]
