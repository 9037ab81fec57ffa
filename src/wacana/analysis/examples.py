"""Example comments of each theme: the clearest by the scorer, and some drawn blindly."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import pandas as pd

from wacana.analysis.base import lists, records, voices
from wacana.schema import themes_of

__all__ = ["examples"]

SHORTEST, LONGEST = 5, 45  # tokens: shorter says too little to judge, longer is a page of its own
SEARCHED = 50  # how far down the ranking varied targets are looked for
COLUMNS = ["theme", "choice", "comment_id", "source", "row", "text", "targets", "score", "sentiment"]


def examples(scored: pd.DataFrame, *, clearest: int = 3, drawn: int = 2) -> pd.DataFrame:
    """Choose comments to read for each theme; the same table always gives the same comments.

    ``clearest`` ones have the highest score, of varied targets and authors; ``drawn`` ones are picked without
    looking at score or text, in the order of a hash of their id, so that a reader also sees the
    scorer's mistakes. No copies of a comment, no adverts, and none for two themes; comments of 5 to 45 tokens. Others
    only when there are no such ones.

    Columns: theme, choice (``clearest`` or ``drawn``), comment_id, source, row, text (raw: mask it before showing),
    targets (list), score, sentiment.
    """
    rows = voices(scored)
    shown: set[str] = set()
    chosen: list[pd.DataFrame] = []
    for theme in themes_of(scored.columns):
        inside = rows[rows[theme].astype(bool)]
        # A table of its own: a theme may be called as one of these columns.
        marked = inside[["comment_id", "source", "row", "text", "sentiment", "author"]].assign(
            theme=theme,
            score=inside[f"p_{theme}"],
            targets=pd.Series(lists(inside[f"{theme}_targets"]), index=inside.index, dtype="object"),
            fits=inside["n_tokens"].between(SHORTEST, LONGEST).fillna(False).astype(bool),
            order=inside["comment_id"].map(_shuffled),
            # Comments of several themes are left to the first of them, but a theme that has no others shows them again.
            again=inside["comment_id"].isin(shown),
        )
        best = _varied(
            marked.sort_values(["again", "fits", "score", "order"], ascending=[True, False, False, True]), clearest
        )
        rest = marked[~marked["comment_id"].isin(best["comment_id"])]
        blind = rest.sort_values(["again", "fits", "order"], ascending=[True, False, True]).head(drawn)
        chosen += [best.assign(choice="clearest"), blind.assign(choice="drawn")]
        shown |= {*best["comment_id"], *blind["comment_id"]}
    return pd.concat(chosen, ignore_index=True)[COLUMNS] if chosen else pd.DataFrame(columns=COLUMNS)


def _varied(ranked: pd.DataFrame, count: int) -> pd.DataFrame:
    """Take ``count`` rows from the top, passing over authors and targets that are already there."""
    pool = ranked.head(SEARCHED)
    rows = records(pool)
    seen: Counter[str] = Counter()
    places: list[int] = []
    for _ in range(min(count, len(rows))):
        left = (place for place in range(len(rows)) if place not in places)
        best = min(
            left, key=lambda place: (rows[place]["again"], not rows[place]["fits"], _repeats(rows[place], seen), place)
        )
        places.append(best)
        seen.update(_marks(rows[best]))
    return pool.iloc[places]


def _repeats(row: dict[str, Any], seen: Counter[str]) -> int:
    return max((seen[mark] for mark in _marks(row)), default=0)


def _marks(row: dict[str, Any]) -> list[str]:
    return [*row["targets"], *([] if pd.isna(row["author"]) else [f"author {row['author']}"])]


def _shuffled(comment_id: str) -> str:
    return hashlib.sha256(comment_id.encode()).hexdigest()
