"""A small SCORED table with scores given by hand, so that analyses are tested without a scorer."""

from __future__ import annotations

from pathlib import Path

import emoji
import pandas as pd

from wacana import schema
from wacana.resources import read_tsv

THEMES = ("trust", "solidarity", "skepticism")
FILE = Path(__file__).parent / "cases" / "analysis" / "scored.tsv"


def scored_table() -> pd.DataFrame:
    """Load cases/analysis/scored.tsv as a SCORED table; the last comment is empty and has no scores."""
    rows = [_row(place, cells) for place, cells in enumerate(read_tsv(FILE), start=1)]
    table = schema.conform(pd.DataFrame(rows), schema.columns("scored", THEMES))
    table.attrs = {"score": {"scorer": "dictionary"}}
    return schema.validate(table, "scored")


def _row(place: int, cells: dict[str, str]) -> dict[str, object]:
    empty = cells["sentiment"] == "-"
    row: dict[str, object] = {
        "comment_id": cells["id"],
        "text": cells["text"],
        "source": "contoh",
        "thread_id": cells["thread"],
        "created_at": pd.Timestamp(cells["date"], tz="UTC"),
        "author": cells["author"],
        "row": place,
        "clean": "" if empty else cells["text"],
        "n_tokens": 0 if empty else len(cells["text"].split()),
        "emoji": [found["emoji"] for found in emoji.emoji_list(cells["text"])],
        "duplicate_of": cells["duplicate_of"] or None,
        "is_empty": empty,
        "sentiment": None if empty else cells["sentiment"],
    }
    for name in schema.SENTIMENTS:
        row[f"p_{name}"] = None if empty else 0.8 if name == cells["sentiment"] else 0.1
    for theme in THEMES:
        marked = cells[theme] != "-"
        named = cells[theme].split(",") if marked and cells[theme] != "none" else []
        row |= {
            theme: None if empty else marked,
            f"p_{theme}": None if empty else 0.9 * marked,
            f"{theme}_targets": named,
        }
    return row
