"""Tables as files that others can open: Parquet for programs, CSV for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.errors import InputError
from wacana.files import LIST_SEPARATOR, guard, replacing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["write_table", "writer"]


def write_table(frame: pd.DataFrame, target: Path) -> int:
    """Write a table as ``.parquet``, ``.csv`` or ``.jsonl``; give how many CSV cells got a guard.

    CSV is UTF-8 with a byte-order mark (Excel needs it); lists are joined with ``|``; a text that a spreadsheet
    would run as a formula gets a leading apostrophe, which :func:`wacana.read` takes off again. Parquet and JSONL
    hold the exact text.

    Raises:
        InputError: for another suffix.
    """
    write = writer(target)
    with replacing(target) as temporary:
        return write(frame, temporary)


def writer(target: Path) -> Callable[[pd.DataFrame, Path], int]:
    """Give what writes a file of this suffix; asked before a long computation, it refuses in time.

    Raises:
        InputError: for a suffix that no table is written with.
    """
    writers = {".parquet": _parquet, ".csv": _csv, ".jsonl": _jsonl}
    if target.suffix.lower() not in writers:
        raise InputError(f"output '{target.name}'", f"a name ending in {', '.join(writers)}", "Change the suffix.")
    return writers[target.suffix.lower()]


def _parquet(frame: pd.DataFrame, file: Path) -> int:
    frame.to_parquet(file, engine="pyarrow", compression="zstd", index=False)
    return 0


def _jsonl(frame: pd.DataFrame, file: Path) -> int:
    frame.to_json(file, orient="records", lines=True, force_ascii=False, date_format="iso", double_precision=15)
    return 0


def _csv(frame: pd.DataFrame, file: Path) -> int:
    from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

    guarded = 0

    def safe(value: Any) -> Any:
        nonlocal guarded
        if isinstance(value, list):
            value = LIST_SEPARATOR.join(map(str, value))
        if not isinstance(value, str):
            return value
        cell = guard(value)
        guarded += cell != value
        return cell

    shown = frame.copy(deep=False)
    for name in frame.columns:  # text has many dtypes: str, object, string, category, Arrow's
        if not is_numeric_dtype(frame[name].dtype) and not is_datetime64_any_dtype(frame[name].dtype):
            shown[name] = frame[name].astype("object").map(safe)
    shown.columns = frame.columns.map(safe)
    # Python 3.11 quotes a cell for the characters of the line end only: with "\n", "satu\rdua" would be two rows.
    shown.to_csv(file, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return guarded
