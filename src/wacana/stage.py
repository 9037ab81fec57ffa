"""The seam: a batch of texts in, one row per text out; the same call on every kind of input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from wacana.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Progress", "Rows", "Stage", "apply", "tell", "watched"]

Rows = Mapping[str, Sequence[Any]]
Progress = Callable[[int, int], None]
BLOCK = 4096  # texts between two reports of progress, unless a slow stage says less in its attribute `block`

_watcher: ContextVar[Progress | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(report: Progress) -> Iterator[None]:
    """Call ``report(done, total)`` after each block of texts, or step of a training, while the block runs."""
    token = _watcher.set(report)
    try:
        yield
    finally:
        _watcher.reset(token)


def tell(done: int, total: int) -> None:
    """Report progress to whoever watches."""
    if report := _watcher.get():
        report(done, total)


class Stage(Protocol):
    """What every stage is: its output columns (name → dtype) and a function over a batch of texts."""

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns that come out, and their dtypes: the whole contract."""
        ...

    def rows(self, texts: Sequence[str]) -> Rows:
        """Give one value per text for each column, in the order of the texts."""
        ...


def apply(stage: Stage, data: Any, *, reads: str = "text", only: str | None = None) -> Any:
    """Run a stage on a text, a Series, a table or a Dask frame.

    A text gives a dict of the stage's columns, a Series gives a table of them with the Series' index, a
    table gives a copy with them added. With ``only``, a text gives that column's value and a Series gives
    that column. Missing text gives missing values. ``reads`` names the column that a table is read from.

    Raises:
        InputError: for other types, for a table without the column ``reads``, and for a stage that does not give one
            value per text.
    """
    if isinstance(data, str):
        row = {name: values[0] for name, values in _rows(stage, [data]).items()}
        return row[only] if only else row
    # Recognised through sys.modules, so that a single text never costs the import of pandas.
    pandas = sys.modules.get("pandas")
    if data is None or (pandas and pandas.api.types.is_scalar(data) and pandas.isna(data)):
        return None if only else dict.fromkeys(stage.columns)
    if type(data).__module__.startswith(("dask.", "dask_expr")) and hasattr(data, "map_partitions"):
        empty = apply(stage, data._meta, reads=reads, only=only)
        return data.map_partitions(partial(apply, stage, reads=reads, only=only), meta=empty)
    if pandas and isinstance(data, pandas.Series):
        table = _table(stage, data)
        return table[only] if only else table
    if pandas and isinstance(data, pandas.DataFrame):
        if reads not in data:
            raise InputError(
                f"a table with the columns {', '.join(map(str, data.columns)) or '(none)'}",
                f"a column '{reads}'",
                "Load the file with wacana.read, or rename the column that holds the comments.",
            )
        if data[reads].ndim > 1:
            raise InputError(f"a table with two columns '{reads}'", "one", "Rename the other.")
        table = _table(stage, data[reads])
        return data.assign(**{name: table[name].array for name in stage.columns})
    raise InputError(
        f"data of type {type(data).__name__}",
        "a text, a pandas Series of texts, or a table from wacana.read",
        "Wrap a list as pandas.Series(list).",
    )


def _rows(stage: Stage, texts: Sequence[str]) -> Rows:
    """Run a stage, and refuse what is not one value per text for each of its columns: anybody may write a stage."""
    rows = stage.rows(texts)
    for name in stage.columns:
        given = len(rows[name]) if name in rows else 0
        if given != len(texts):
            raise InputError(
                f"{given} values of '{name}' from {type(stage).__name__} for {len(texts)} texts",
                "one value per text for each of its columns",
                "Check its method 'rows'.",
            )
    return rows


def _table(stage: Stage, texts: pd.Series) -> pd.DataFrame:
    import pandas as pd

    # Placed by position: concatenated exports repeat their index labels.
    places = texts.notna().to_numpy().nonzero()[0]
    present = [str(text) for text in texts.iloc[places]]
    values: dict[str, list[Any]] = {name: [None] * len(texts) for name in stage.columns}
    block = getattr(stage, "block", BLOCK)
    for start in range(0, len(present), block):
        rows = _rows(stage, present[start : start + block])
        for name, column in values.items():
            for place, value in zip(places[start : start + block], rows[name], strict=True):
                column[place] = value
        tell(min(start + block, len(present)), len(present))
    return pd.DataFrame(
        {
            name: pd.Series(values[name], index=texts.index, dtype="object" if dtype == "list[str]" else dtype)
            for name, dtype in stage.columns.items()
        },
        index=texts.index,
    )
