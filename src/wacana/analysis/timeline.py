"""Counts and shares over time."""

from __future__ import annotations

import pandas as pd

from wacana import estimate
from wacana.analysis.base import judged, threads
from wacana.read.zones import local
from wacana.schema import themes_of

__all__ = ["period_of", "timeline"]

COLUMNS = ["period", "partial", "name", "n", "total", "share", "low", "high", "method"]
# Weeks that end on Sunday begin on Monday.
CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
MOST = 60  # periods that a line can show
LEAST = 20  # comments a period, on average of those with any, for a share to mean something


def period_of(scored: pd.DataFrame) -> str:
    """Choose ``day``, ``week``, ``month``, ``quarter`` or ``year`` by span and number; ``""`` for one day only.

    The finest unit of at most 60 periods, three of them with comments, and 20 comments on average in those; for
    fewer comments the finest of at most 60 periods.
    """
    dates = local(judged(scored)).dropna()
    if dates.dt.normalize().nunique() < 2:
        return ""
    fitting = []
    for unit, code in CODES.items():
        spans = dates.dt.to_period(code)
        if len(pd.period_range(spans.min(), spans.max())) <= MOST or unit == "year":
            fitting.append(unit)
            if spans.nunique() >= 3 and len(spans) / spans.nunique() >= LEAST:
                return unit
    return fitting[0]


def timeline(scored: pd.DataFrame) -> pd.DataFrame:
    """Give the number of comments and the share of each theme by period, with 95 % intervals.

    Days begin in the table's zone (``attrs["timezone"]``), else in UTC.
    Columns: period (its first day), partial (the first or last period, where the comments begin after its first
    day or end before its last), name (``comments`` or a theme), n, total, share, low, high, method. ``comments`` rows
    count the comments and have no share. Periods without comments are there with n 0. Comments without a date are left
    out. Empty when fewer than two days have comments.
    """
    unit = period_of(scored)
    if not unit:
        return pd.DataFrame(columns=COLUMNS)
    rows = judged(scored).dropna(subset=["created_at"])
    themes = list(themes_of(scored.columns))
    times = local(rows)
    spans = times.dt.to_period(CODES[unit])
    clusters = threads(rows)
    first, last = times.min().normalize(), times.max().normalize()
    tables = []
    for span in pd.period_range(spans.min(), spans.max()):
        inside = rows[spans == span]
        found = estimate.shares(inside[themes].astype(bool), clusters[inside.index])
        count = pd.DataFrame({"name": ["comments"], "n": [len(inside)], "total": [len(rows)], "method": [""]})
        both = pd.concat([count, found], ignore_index=True)
        both.insert(0, "period", span.start_time)
        both["partial"] = bool(span.start_time < first or last < span.end_time.normalize())
        tables.append(both)
    return pd.concat(tables, ignore_index=True)[COLUMNS]
