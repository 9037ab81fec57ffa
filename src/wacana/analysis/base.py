"""What the analyses share: which comments count, their threads, and their lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from wacana.schema import labels_of, themes_of

__all__ = ["adverts", "first_copies", "judged", "lists", "records", "threads", "voices"]


def judged(scored: pd.DataFrame) -> pd.DataFrame:
    """Keep the comments that a share can rest on: not empty, and with every score that the table has; index from 0."""
    if "sentiment" not in scored:  # scored by a model of one's own, for another task
        scored = scored.assign(sentiment=None)
    names = ("sentiment", *themes_of(scored.columns), *labels_of(scored.columns))
    scores = [name for name in names if scored[name].notna().any()]
    kept = ~scored["is_empty"].fillna(False).astype(bool) & scored[scores].notna().all(axis=1) & bool(scores)
    return scored[kept].reset_index(drop=True)  # concatenated exports repeat their index labels


def first_copies(scored: pd.DataFrame) -> pd.DataFrame:
    """Keep the first of comments with the same clean text: a pasted slogan counts once."""
    return scored[scored["duplicate_of"].isna()].reset_index(drop=True)


def adverts(scored: pd.DataFrame) -> pd.Series:
    """Tell for each comment whether it was taken for an advert or spam; for none where nobody looked."""
    found = scored["is_ad"] if "is_ad" in scored else pd.Series(False, scored.index)
    return found.fillna(False).astype(bool)


def voices(scored: pd.DataFrame) -> pd.DataFrame:
    """Keep the judged comments that words and examples come from: the first of copies, and no adverts or spam.

    One seller's text, pasted with small changes, is no copy, and would fill the key words of a theme.
    """
    rows = judged(scored)
    return first_copies(rows[~adverts(rows)])


def threads(scored: pd.DataFrame) -> pd.Series:
    """Number each comment's thread; a comment without a thread is a thread of its own."""
    codes, _ = pd.factorize(scored["thread_id"])
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(alone.sum())
    return pd.Series(codes, index=scored.index)


def lists(column: Iterable[object]) -> list[list[str]]:
    """Give a list column as plain lists; missing becomes empty, arrays (from parquet) become lists."""
    return [[str(item) for item in value] if isinstance(value, list | np.ndarray) else [] for value in column]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table's rows as dicts, for writing about them one by one."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False, name=None)]
