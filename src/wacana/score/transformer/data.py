"""Labelled comments for fine-tuning: read, cleaned as they will be scored, every row left out counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import schema
from wacana.errors import InputError
from wacana.read import encoding
from wacana.read.labelled import answers, label_text
from wacana.read.labelled import labelled as read_table
from wacana.score.transformer.labels import class_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Labelled", "labelled"]


@dataclass(frozen=True)
class Labelled:
    """Clean texts and what they are: ``y`` is an array of class numbers, or (texts, labels) of 0 and 1.

    ``left_out`` counts the rows that could not be used, by reason; ``notes`` tell how the file was read.
    """

    texts: tuple[str, ...]
    y: Any
    labels: tuple[str, ...]
    left_out: Mapping[str, int]
    notes: tuple[str, ...] = ()

    def take(self, kept: Sequence[bool], reason: str = "") -> Labelled:
        """Give the rows where ``kept`` is true; with a reason, the others are counted as left out."""
        import numpy as np

        where = np.asarray(kept, dtype=bool)
        told = {**self.left_out, reason: int((~where).sum())} if reason else self.left_out
        texts = tuple(text for text, keep in zip(self.texts, kept, strict=True) if keep)
        return Labelled(texts, self.y[where], self.labels, told, self.notes)


def labelled(
    data: pd.DataFrame | Path | str, task: str, *, themes: Sequence[str] = schema.THEMES, sheet: str | None = None
) -> Labelled:
    """Read labelled comments: a table, or a file of one (see :mod:`wacana.read.labelled`), with a column ``text``.

    ``sentiment`` reads the column ``sentiment`` (or ``label``) in Indonesian or English words; ``themes`` one column
    for each theme: a list of targets, or yes or no, where an empty cell says no; any other task the column of its name
    (or ``label``). A TSV of two columns without a header is text and label, as in IndoNLU. Rows marked in a column
    ``spam`` are left out, and so are rows without text, or without a label of the task.

    Raises:
        InputError: for a file that cannot be read, a table without the columns, cells of a theme or of ``spam`` that
            say neither yes nor no, and when fewer than two classes are left.
    """
    import numpy as np

    from wacana.clean import cleaner

    name = Path(data).name if isinstance(data, str | Path) else "the table"
    frame, left_out, notes = _read(Path(data), task, sheet) if isinstance(data, str | Path) else (data, {}, ())
    column = task if task in frame else "label"
    wanted = ["text", *(themes if task == "themes" else [column])]
    if missing := [each for each in wanted if each not in frame]:
        raise InputError(
            f"{name} with the columns {', '.join(map(str, frame.columns))}",
            f"also {', '.join(missing)}",
            "Rename the columns, or choose another --task.",
        )

    def without(rows: pd.DataFrame, out: Sequence[bool], reason: str) -> pd.DataFrame:
        if any(out):
            left_out[reason] = sum(out)
        return rows[~np.array(out, dtype=bool)]

    frame = frame.astype(object).where(frame.notna(), None)
    if "spam" in frame:
        frame = without(frame, answers("spam", list(frame["spam"])), "spam")
    clean = cleaner().clean
    frame = frame.assign(text=[clean(_written(cell)) for cell in frame["text"]])
    frame = without(frame, [not text for text in frame["text"]], "no text")
    if task == "themes":
        labels, y = tuple(themes), np.array([answers(theme, list(frame[theme])) for theme in themes], np.float32).T
    else:
        frame = frame.assign(**{column: [_written(cell) for cell in frame[column]]})
        frame = without(frame, [not label for label in frame[column]], "no label")
        order: Sequence[str] = sorted({*frame[column]})
        if task == "sentiment":
            names, order = class_names(), schema.SENTIMENTS
            frame = frame.assign(**{column: [names.get(label.casefold(), "") for label in frame[column]]})
            frame = without(frame, [not label for label in frame[column]], "another label")
        labels = tuple(label for label in order if label in {*frame[column]})
        y = np.array([labels.index(label) for label in frame[column]], np.int64)
    if len(labels) < 2 or not len(frame):
        told = "".join(f"; left out {count}: {reason}" for reason, count in left_out.items())
        raise InputError(
            f"{name} with {len(frame)} rows of the classes {', '.join(labels) or '(none)'}{told}",
            "two classes or more",
            "Label comments of each class.",
        )
    return Labelled(tuple(frame["text"]), y, labels, left_out, notes)


def _read(file: Path, task: str, sheet: str | None) -> tuple[pd.DataFrame, dict[str, int], tuple[str, ...]]:
    import pandas as pd

    if file.suffix.lower() == ".tsv" and file.is_file() and sheet is None:
        with encoding.detect(file).open(file) as handle:
            first = handle.readline().rstrip("\r\n").split("\t")
            headed = {"text", "label", task.casefold()} & {cell.strip('" ').casefold() for cell in first}
            if len(first) == 2 and not headed:
                rows = [first, *([*line.rstrip("\r\n").rsplit("\t", 1), ""][:2] for line in handle)]
                return pd.DataFrame(rows, columns=["text", "label"]), {}, ()
    return read_table(file, "text", sheet)


def _written(cell: object) -> str:
    return "" if cell is None else label_text(cell)
