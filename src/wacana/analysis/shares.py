"""Shares of each sentiment and each theme among the comments."""

from __future__ import annotations

import pandas as pd

from wacana import estimate
from wacana.analysis.base import adverts, first_copies, judged, threads
from wacana.errors import InputError
from wacana.schema import SENTIMENTS, class_column, labels_of, themes_of

__all__ = ["advert_sensitivity", "duplicate_sensitivity", "shares"]


def shares(scored: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Give the share of each sentiment, theme and label of one's own among the judged comments, with 95 % intervals.

    Columns: kind (``sentiment``, ``theme``, or a task of one's own), name, n, total, share, low, high, method (see
    `estimate.shares`), mean (of the scores; from a calibrated scorer it may be nearer to the true share than the count
    of those that reach a threshold). Sentiments come first, in the schema's order, unless the table has none; themes
    follow in the table's order, then the labels of each other task.

    ``by`` names a column of the table, such as ``source``: then the same is given for the comments of each of its
    values, which stand in a first column of that name, sorted; comments without a value are left out. The shares
    describe those comments; a difference between two of them is not tested.

    Raises:
        InputError: for a column ``by`` that the table does not have, that holds lists, or has the name of one here.
    """
    rows = judged(scored)
    if by is not None:
        return _by(rows, by)
    tasks: dict[str, tuple[str, ...]] = (
        {"sentiment": SENTIMENTS} if rows.empty or rows["sentiment"].notna().any() else {}
    )
    tasks |= {"theme": themes_of(scored.columns)} | labels_of(scored.columns)
    kinds = [(kind, name) for kind, names in tasks.items() for name in names]
    marks = [rows[name].astype(bool) if kind == "theme" else rows[kind].eq(name) for kind, name in kinds]
    # By number, for two tasks may have labels of the same name.
    found = estimate.shares(pd.DataFrame(dict(enumerate(marks)), index=rows.index, dtype=bool), threads(rows))
    found["name"] = [name for _, name in kinds]
    found.insert(0, "kind", [kind for kind, _ in kinds])
    scores = [f"p_{name}" if kind == "theme" else class_column(kind, name) for kind, name in kinds]
    found["mean"] = [float(rows[score].mean()) if score in rows else float("nan") for score in scores]
    return found


def _by(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    plain = shares(rows)
    if column not in rows or column in plain or any(isinstance(value, list) for value in rows[column]):
        advice = "Choose one of list(scored.columns); rename it where the result has a column of that name."
        raise InputError(f"by='{column}'", "a column of the table with one value a row", advice)
    tables = [shares(part).assign(**{column: value}) for value, part in rows.groupby(column)]
    found = pd.concat(tables or [plain.assign(**{column: None}).iloc[:0]], ignore_index=True)
    return found[[column, *found.columns.drop(column)]]


def duplicate_sensitivity(scored: pd.DataFrame) -> pd.DataFrame:
    """Compare each share with the same share when only the first copy of each comment counts.

    Columns: kind, name, share, share_unique, total, total_unique.
    """
    return _compared(scored, first_copies(scored), "unique")


def advert_sensitivity(scored: pd.DataFrame) -> pd.DataFrame:
    """Compare each share with the same share when no comment that was taken for an advert or spam counts.

    Columns: kind, name, share, share_without, total, total_without.
    """
    return _compared(scored, scored[~adverts(scored)], "without")


def _compared(scored: pd.DataFrame, fewer: pd.DataFrame, named: str) -> pd.DataFrame:
    every, some = shares(scored), shares(fewer)
    return every[["kind", "name", "share"]].assign(
        **{f"share_{named}": some["share"], "total": every["total"], f"total_{named}": some["total"]}
    )
