"""Whom the themes are directed at, and which themes meet in one comment."""

from __future__ import annotations

import pandas as pd

from wacana import estimate
from wacana.analysis.base import judged, lists, threads
from wacana.schema import themes_of

__all__ = ["overlap", "targets"]

COLUMNS = ["n", "total", "share", "low", "high", "method"]


def targets(scored: pd.DataFrame) -> pd.DataFrame:
    """Give, for each theme, the share of its comments that name each target, with 95 % intervals.

    Columns: theme, target, n, total (comments with the theme), share, low, high, method. One comment may name
    several targets or none, so shares need not add up to 1. Within a theme the most frequent target comes
    first, ties by name. Target ``""`` counts the theme's comments that name none.
    """
    tables = []
    for theme, rows in _by_theme(scored).items():
        named = lists(rows[f"{theme}_targets"])
        slugs = sorted({slug for row in named for slug in row})
        flags = pd.DataFrame({slug: [slug in row for row in named] for slug in slugs}, index=rows.index)
        flags = flags.assign(**{"": [not row for row in named]})
        found = estimate.shares(flags.astype(bool), threads(rows)).rename(columns={"name": "target"})
        found = found[found["n"] > 0].sort_values(["n", "target"], ascending=[False, True], kind="stable")
        found.insert(0, "theme", theme)
        tables.append(found)
    return _join(tables, ["theme", "target"])


def overlap(scored: pd.DataFrame) -> pd.DataFrame:
    """Give, for each theme, the share of its comments that hold each other theme.

    Columns: theme, other, n, total (comments with ``theme``), share, low, high, method.
    """
    tables = []
    for theme, rows in _by_theme(scored).items():
        others = [other for other in themes_of(scored.columns) if other != theme]
        found = estimate.shares(rows[others].astype(bool), threads(rows)).rename(columns={"name": "other"})
        found.insert(0, "theme", theme)
        tables.append(found)
    return _join(tables, ["theme", "other"])


def _by_theme(scored: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rows = judged(scored)
    marked = {theme: rows[rows[theme].astype(bool)] for theme in themes_of(scored.columns)}
    return {theme: found for theme, found in marked.items() if len(found)}


def _join(tables: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=[*keys, *COLUMNS])
    return pd.concat(tables, ignore_index=True)
