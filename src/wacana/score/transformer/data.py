"""Labelled comments for fine-tuning: read, cleaned as they will be scored, every row left out counted."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import schema
from wacana.errors import InputError
from wacana.score.transformer.labels import class_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Labelled", "labelled"]

NO = frozenset({"", "0", "0.0", "false", "no", "tidak", "[]", "nan", "none"})


@dataclass(frozen=True)
class Labelled:
    """Clean texts and what they are: ``y`` is an array of class numbers, or (texts, labels) of 0 and 1.

    ``left_out`` counts the rows that could not be used, by reason.
    """

    texts: tuple[str, ...]
    y: Any
    labels: tuple[str, ...]
    left_out: Mapping[str, int]

    def take(self, kept: Sequence[bool], reason: str = "") -> Labelled:
        """Give the rows where ``kept`` is true; with a reason, the others are counted as left out."""
        import numpy as np

        where = np.asarray(kept, dtype=bool)
        told = {**self.left_out, reason: int((~where).sum())} if reason else self.left_out
        texts = tuple(text for text, keep in zip(self.texts, kept, strict=True) if keep)
        return Labelled(texts, self.y[where], self.labels, told)


def labelled(data: pd.DataFrame | Path | str, task: str, *, themes: Sequence[str] = schema.THEMES) -> Labelled:
    """Read labelled comments: JSONL, CSV or TSV with a column ``text``, or a table.

    ``sentiment`` reads the column ``sentiment`` (or ``label``) in Indonesian or English words; ``themes`` one column
    for each theme, absent where empty, 0 or false; any other task the column of its name (or ``label``). A TSV of two
    columns without a header is text and label, as in IndoNLU. Rows marked in a column ``spam`` are left out.

    Raises:
        InputError: for a table without the columns, and when fewer than two classes are left.
    """
    import numpy as np

    from wacana.clean import clean

    frame = _frame(data)
    name = "data" if hasattr(data, "columns") else Path(str(data)).name
    spam = frame["spam"].map(_yes) if "spam" in frame else np.zeros(len(frame), dtype=bool)
    left_out = {"spam": int(np.sum(spam))}
    frame = frame[~np.asarray(spam, dtype=bool)]
    if task == "themes":
        _require(frame, themes, name)
        y = np.stack([frame[theme].map(_yes).to_numpy(dtype=np.float32) for theme in themes], axis=1)
        labels = tuple(themes)
    else:
        column = task if task in frame else "label"
        _require(frame, [column], name)
        said = frame[column].map(_sentiment() if task == "sentiment" else str)
        left_out["another label"] = int(said.isna().sum())
        frame, said = frame[said.notna()], said.dropna()
        order = schema.SENTIMENTS if task == "sentiment" else sorted(set(said))
        labels = tuple(label for label in order if label in set(said))
        y = said.map(labels.index).to_numpy(dtype=np.int64)
    if len(labels) < 2 or not len(frame):
        raise InputError(
            f"{name} with {len(frame)} rows and the classes {', '.join(labels)}", "two or more", "Check it."
        )
    texts = clean(frame["text"].astype("str")).tolist()
    return Labelled(tuple(texts), y, labels, left_out)


def _frame(data: pd.DataFrame | Path | str) -> pd.DataFrame:
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        _require(data, ["text"], "the table")
        return data[data["text"].notna()]
    file = Path(data)
    if file.suffix in (".jsonl", ".ndjson"):
        frame = pd.read_json(file, lines=True, dtype=False)
    elif file.suffix in (".csv", ".tsv"):
        tabs = file.suffix == ".tsv"
        with file.open(encoding="utf-8-sig") as handle:
            first = handle.readline().rstrip("\r\n").split("\t")
        if tabs and len(first) == 2 and "text" not in first:
            told: dict[str, Any] = {"names": ["text", "label"], "quoting": csv.QUOTE_NONE}
        else:
            told = {}
        separator = "\t" if tabs else ","
        frame = pd.read_csv(file, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig", **told)
    else:
        raise InputError(f"'{file.name}'", "a name ending in .jsonl, .csv or .tsv", "Convert it first.")
    _require(frame, ["text"], file.name)
    return frame[frame["text"].notna()]


def _require(frame: pd.DataFrame, names: Sequence[str], where: str) -> None:
    if missing := [name for name in names if name not in frame]:
        raise InputError(
            f"{where} with the columns {', '.join(map(str, frame.columns))}",
            f"also {', '.join(missing)}",
            "Rename the columns, or choose another --task.",
        )


def _yes(value: object) -> bool:
    if isinstance(value, list):
        return bool(value)
    return str(value).strip().lower() not in NO


def _sentiment() -> Callable[[object], str | None]:
    names = class_names()
    return lambda value: names.get(str(value).strip().lower())
