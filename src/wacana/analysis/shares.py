"""Shares of each sentiment and each theme among the comments."""

from __future__ import annotations

import pandas as pd

from wacana import estimate
from wacana.analysis.base import first_copies, judged, threads
from wacana.schema import SENTIMENTS, themes_of

__all__ = ["duplicate_sensitivity", "shares"]


def shares(scored: pd.DataFrame) -> pd.DataFrame:
    """Give the share of each sentiment and theme among the comments that were judged, with 95 % intervals.

    Columns: kind (``sentiment`` or ``theme``), name, n, total, share, low, high, method (see
    `estimate.shares`). Sentiments come first, in the schema's order, unless the table has none; themes follow in the
    table's order.
    """
    rows = judged(scored)
    themes = themes_of(scored.columns)
    sentiments = SENTIMENTS if rows.empty or rows["sentiment"].notna().any() else ()
    flags = pd.DataFrame({name: rows["sentiment"].eq(name) for name in sentiments}, index=rows.index, dtype=bool)
    flags = flags.assign(**{theme: rows[theme].astype(bool) for theme in themes})
    found = estimate.shares(flags, threads(rows))
    found.insert(0, "kind", ["sentiment"] * len(sentiments) + ["theme"] * len(themes))
    return found


def duplicate_sensitivity(scored: pd.DataFrame) -> pd.DataFrame:
    """Compare each share with the same share when only the first copy of each comment counts.

    Columns: kind, name, share, share_unique, total, total_unique.
    """
    every, unique = shares(scored), shares(first_copies(scored))
    return every[["kind", "name", "share"]].assign(
        share_unique=unique["share"], total=every["total"], total_unique=unique["total"]
    )
