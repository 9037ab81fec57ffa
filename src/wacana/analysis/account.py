"""What became of every row: read, left out, empty, not scored, judged, copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from wacana.analysis.base import judged

__all__ = ["account"]


def account(scored: pd.DataFrame) -> pd.DataFrame:
    """Count the rows at each step from the input to the comments that the shares rest on.

    Columns: step, detail, n. Steps: ``rows_in`` and ``left_out`` (one row a reason, in ``detail``), where the
    table carries the reader's report; then ``comments``, ``empty``, ``unscored``, ``judged`` and ``copies``
    (judged comments whose clean text an earlier comment has). comments = empty + unscored + judged.
    """
    report: Mapping[str, Any] = scored.attrs.get("read", {})
    rows = judged(scored)
    empty = int(scored["is_empty"].fillna(False).sum())
    found: list[tuple[str, str, int]] = []
    if "rows_in" in report:
        found.append(("rows_in", "", int(report["rows_in"])))
        found += [("left_out", str(drop["reason"]), int(drop["count"])) for drop in report["dropped"]]
    found += [
        ("comments", "", len(scored)),
        ("empty", "", empty),
        ("unscored", "", len(scored) - empty - len(rows)),
        ("judged", "", len(rows)),
        ("copies", "", int(rows["duplicate_of"].notna().sum())),
    ]
    return pd.DataFrame(found, columns=["step", "detail", "n"])
