"""What became of every row: read, left out, empty, not scored, judged, copies, adverts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from wacana.analysis.base import adverts, judged

__all__ = ["account"]


def account(scored: pd.DataFrame) -> pd.DataFrame:
    """Count the rows at each step from the input to the comments that the shares rest on.

    Columns: step, detail, n. Steps: ``rows_in``, ``left_out`` (one row a reason, in ``detail``) and ``taken_out``
    (rows that the table has lost since, where it has), if the table carries the reader's report; then ``comments``,
    ``empty``, ``unscored``, ``judged``, ``copies`` (judged comments whose clean text an earlier comment has) and, in a
    table in which they were looked for, ``adverts`` (judged comments taken for adverts or spam).
    rows_in = left_out + taken_out + comments, and comments = empty + unscored + judged.
    """
    report: Mapping[str, Any] = scored.attrs.get("read", {})
    rows = judged(scored)
    empty = int(scored["is_empty"].fillna(False).sum())
    found: list[tuple[str, str, int]] = []
    # A table that has gained rows is joined from several: one file's report would not describe it.
    dropped = [("left_out", str(drop["reason"]), int(drop["count"])) for drop in report.get("dropped", ())]
    gone = int(report.get("rows_in", -1)) - sum(n for *_, n in dropped) - len(scored)
    if gone >= 0:
        found += [("rows_in", "", int(report["rows_in"])), *dropped]
        found += [("taken_out", "", gone)] if gone else []
    found += [
        ("comments", "", len(scored)),
        ("empty", "", empty),
        ("unscored", "", len(scored) - empty - len(rows)),
        ("judged", "", len(rows)),
        ("copies", "", int(rows["duplicate_of"].notna().sum())),
    ]
    if "is_ad" in scored and scored["is_ad"].notna().any():
        found.append(("adverts", "", int(adverts(rows).sum())))
    return pd.DataFrame(found, columns=["step", "detail", "n"])
