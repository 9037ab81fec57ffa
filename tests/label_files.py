"""Label files as the programs write them that people label in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

KINDS = ("csv", "Excel's csv", "xlsx", "jsonl")


def written(table: pd.DataFrame, kind: str, folder: Path) -> Path:
    """Write labels as a kind of file; Excel's CSV has semicolons and the letters of cp1252."""
    file = folder / f"label.{kind.split()[-1]}"
    if kind == "Excel's csv":
        table.to_csv(file, index=False, sep=";", encoding="cp1252")
    elif kind == "csv":
        table.to_csv(file, index=False)
    elif kind == "xlsx":
        table.to_excel(file, index=False)
    else:
        table.to_json(file, orient="records", lines=True)
    return file
