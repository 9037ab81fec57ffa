"""CSV, TSV and their relatives: delimiter, quoting and header found by parsing, damage undone and said."""

from __future__ import annotations

import csv
import io
import itertools
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wacana.errors import InputError
from wacana.read import header, names
from wacana.read.encoding import Encoding
from wacana.read.result import Dropped, Table, counted, ranges

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dialect", "load", "sniff"]

DELIMITERS = (",", ";", "\t", "|")
NONE = "\x1f"  # the unit separator: no comment holds it, so every line is one cell
SAMPLE = 500  # records that the dialect is decided on
BATCH = 1 << 16
FIT = 0.8


@dataclass(frozen=True)
class Dialect:
    """How lines become cells. ``inner``: every row stood as one quoted cell, itself a row with that delimiter."""

    delimiter: str
    quoted: bool = True
    inner: str | None = None
    width: int = 1
    known: bool = False
    fit: float = 0.0


class _Lines:
    """Lines that can be given back: csv.reader takes too many when a quotation mark is never closed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self) -> None:
        self.again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1


def records(lines: Iterable[str], dialect: Dialect, repaired: list[int]) -> Iterator[tuple[int, list[str]]]:
    """Parse lines to records, each with the number of its first line.

    A line whose quotation marks break the rules (``"Hebat" katanya,positif``) or swallow the next lines is
    taken as it stands, and its number is added to ``repaired``.
    """
    source = _Lines(lines)
    reader = (
        csv.reader(source, delimiter=dialect.delimiter, strict=True)
        if dialect.quoted
        else csv.reader(source, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
    )
    while True:
        source.taken.clear()
        start = source.number + 1
        cells: list[str] | None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is None or (len(source.taken) > 1 and dialect.width > 1 and len(cells) != dialect.width):
            literal = _literal(source.taken[0], dialect.delimiter)
            if cells is None or len(literal) == dialect.width:
                source.give_back()
                repaired.append(start)
                cells = literal
        yield start, _unfold(cells, dialect) if dialect.inner else cells


def _literal(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    wrapped = [len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells]
    return [cell[1:-1].replace('""', '"') if whole else cell for cell, whole in zip(cells, wrapped, strict=True)]


def _unfold(cells: list[str], dialect: Dialect) -> list[str]:
    """Undo a spreadsheet's damage: the row stood in one cell, cut at the outer delimiter inside the text."""
    whole = dialect.delimiter.join(header.trimmed(cells))
    rows = list(csv.reader(io.StringIO(whole, newline=""), delimiter=dialect.inner or ","))
    return rows[0] if len(rows) == 1 else [whole] if whole else []


def sniff(lines: list[str], wanted: str | None = None) -> Dialect:
    """Choose the dialect whose parse of the first lines is the most consistent; one column when none is."""
    found = [_judge(lines, Dialect(delimiter), wanted) for delimiter in DELIMITERS]
    if not any(d and d.known for d in found):
        nested = itertools.product(DELIMITERS[:2], DELIMITERS)
        found += [_judge(lines, Dialect(outer, inner=inner), wanted) for outer, inner in nested]
    good = [dialect for dialect in found if dialect]
    if not good:  # most lines break the rules of quoting: the marks are part of the text
        good = [dialect for d in DELIMITERS if (dialect := _judge(lines, Dialect(d, quoted=False), wanted))]
    if good:
        return max(good, key=lambda d: (d.known, round(d.fit, 2), d.width, d.inner is None))
    repaired: list[int] = []
    list(records(lines, Dialect(NONE), repaired))
    return Dialect(NONE, quoted=not repaired)


def _judge(lines: list[str], dialect: Dialect, wanted: str | None) -> Dialect | None:
    repaired: list[int] = []
    rows = [cells for _, cells in itertools.islice(records(lines, dialect, repaired), SAMPLE)]
    if len(lines) > len(rows) == SAMPLE:
        rows.pop()  # the sample may end inside a record
    found = header.find(rows, wanted)
    full = [row for row in rows[(found.place or 0) :] if header.trimmed(row)]
    if not full or len(repaired) > len(full) / 2:
        return None
    known = found.known and found.place is not None
    width = len(header.trimmed(found.cells)) if found.place is not None else header.width_of(rows)
    # Excel pads a one-column file with empty cells: unless known names head them, what counts is cells with something.
    if width < 2 or (not known and header.width_of([header.trimmed(row) for row in full]) < 2):
        return None
    exact = sum(len(row) == len(full[0]) for row in full) / len(full)
    wide = sum(len(row) >= width for row in full) / len(full)
    if exact < FIT and not (known and wide >= FIT):
        return None
    return replace(dialect, width=len(full[0]), known=known, fit=exact)


def load(path: Path, encoding: Encoding, wanted: str | None = None) -> Table:
    """Read a delimited file to a table of text cells; nothing is interpreted, ``NA`` stays ``NA``.

    Raises:
        InputError: for a file without a row under its header.
    """
    limit = csv.field_size_limit(sys.maxsize)
    try:
        with encoding.open(path) as handle:
            lines = list(itertools.islice(handle, SAMPLE * 4))
            skip = 1 if lines and lines[0].strip().lower() in {f"sep={d}" for d in DELIMITERS} else 0
            dialect = sniff(lines[skip:], wanted)
            handle.seek(0)
            return _read(path, itertools.islice(handle, skip, None), dialect, encoding, wanted, skip)
    finally:
        csv.field_size_limit(limit)


def _read(
    path: Path, lines: Iterable[str], dialect: Dialect, encoding: Encoding, wanted: str | None, skipped: int
) -> Table:
    repaired: list[int] = []
    parsed = records(lines, dialect, repaired)
    first = list(itertools.islice(parsed, SAMPLE))
    found = header.find([cells for _, cells in first], wanted)
    top = found.place
    start = 0 if top is None else top + 1
    cells = _columns(found, [row for _, row in first[start:]], dialect)
    columns = names.unique(cells)
    width = len(columns)
    body = itertools.chain(first[start:], parsed)
    rows = _Rows(width, cells if top is not None else None)
    frame = rows.frame(columns, (cells for _, cells in body))
    if not len(frame):
        raise InputError(f"{path.name} has no rows of comments", "at least one", "Check the export.")
    table = Table(
        format="CSV" if dialect.delimiter != "\t" else "TSV",
        frame=frame,
        row=rows.row,
        dropped=Dropped.of(rows.dropped),
        encoding=encoding.note or encoding.name,
        delimiter=None if dialect.delimiter == NONE else dialect.inner or dialect.delimiter,
        header_row=first[top][0] + skipped if top is not None else None,
        ragged=rows.long,
    )
    table.notes += header.notes(found, [row for _, row in first]) + names.renamed(cells, columns)
    if dialect.delimiter == NONE:
        table.notes.append("one column: each line is one comment" + ("" if dialect.quoted else ", unquoted"))
    if dialect.inner:
        table.notes.append("every row stood inside one pair of quotation marks (a copy saved by a spreadsheet); undone")
    if rows.short:
        short = counted(len(rows.short), "row has", "rows have")
        table.notes.append(f"{short} fewer cells than the header: {_few(rows.short)}")
    if repaired:
        table.notes.append(
            f"{counted(len(repaired), 'line', 'lines')} with unclosed quotation marks, taken literally: "
            f"{_few([number + skipped for number in repaired])}"
        )
    return table


def _columns(found: header.Header, rows: list[list[str]], dialect: Dialect) -> list[str]:
    """Give the names of the columns, empty where the file has none."""
    if found.place is None:
        return [""] * dialect.width if dialect.width > 1 else ["text"]
    cells = found.cells
    if all(len(row) == len(cells) + 1 for row in rows if row):
        return ["", *cells]  # R writes no name over its row names
    return cells[: max(len(header.trimmed(row)) for row in [cells, *rows] if len(row) == len(cells))]


class _Rows:
    """Sorts records into columns: what is dropped, short or too long is noted by position."""

    def __init__(self, width: int, names: list[str] | None) -> None:
        self.width, self.names = width, names
        self.row: list[int] = []
        self.short: list[int] = []
        self.long: dict[int, list[str]] = {}
        self.dropped: dict[str, list[int]] = {"blank": [], "the header again": []}

    def frame(self, columns: list[str], body: Iterable[list[str]]) -> pd.DataFrame:
        import numpy as np
        import pandas as pd
        import pyarrow as pa

        rows = self._kept(body)
        # In batches of Arrow text: a million rows as Python strings would take several times the memory.
        schema = pa.schema([(str(place), pa.large_string()) for place in range(self.width)])
        batches = []
        while batch := list(itertools.islice(rows, BATCH)):
            arrays = [pa.array(cells, pa.large_string()) for cells in zip(*batch, strict=True)]
            batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        text = pd.StringDtype(na_value=np.nan)
        frame: pd.DataFrame = pa.Table.from_batches(batches, schema).to_pandas(types_mapper=lambda _: text)
        frame.columns = pd.Index(columns)
        return frame

    def _kept(self, body: Iterable[list[str]]) -> Iterator[list[str]]:
        width, names = self.width, self.names
        for position, cells in enumerate(body, start=1):
            if len(cells) != width:
                if not header.trimmed(cells):
                    self.dropped["blank"].append(position)
                    continue
                if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                    self.long[len(self.row)] = cells
                elif len(cells) < width:
                    self.short.append(position)
                cells = cells[:width] + [""] * (width - len(cells))
            elif width > 1 and not cells[0] and not "".join(cells).strip():
                self.dropped["blank"].append(position)
                continue
            elif names and cells[0] == names[0] and cells == names:
                self.dropped["the header again"].append(position)
                continue
            self.row.append(position)
            yield cells


def _few(numbers: list[int]) -> str:
    return ranges(numbers[:10]) + (", …" if len(numbers) > 10 else "")
