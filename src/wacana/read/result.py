"""What a reading gave: the table as found in the file, and the report on how it became comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dropped", "ReadReport", "Table", "blank", "counted", "ranges"]


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers shortly.

    >>> ranges([3, 7, 8, 9, 12])
    '3, 7-9, 12'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def counted(number: int, one: str, many: str) -> str:
    """Write how many there are of something.

    >>> counted(1, "row has", "rows have"), counted(1200, "row has", "rows have")
    ('1 row has', '1,200 rows have')
    """
    return f"{number:,} {one if number == 1 else many}"


def blank(texts: pd.Series) -> int:
    """Count the texts that are missing or hold white space only."""
    return int((texts.isna() | (texts.str.strip() == "")).sum())


@dataclass(frozen=True)
class Dropped:
    """Records of the input that are no comments: why, how many, and which (positions in the input, from 1)."""

    reason: str
    count: int
    rows: str

    @classmethod
    def of(cls, found: dict[str, list[int]]) -> tuple[Dropped, ...]:
        """Give one entry per reason that has rows."""
        return tuple(cls(reason, len(rows), ranges(rows)) for reason, rows in found.items() if rows)


@dataclass
class Table:
    """A file's records under the file's own column names, before wacana decides what they mean.

    ``row`` holds the position of each record in the input. ``ragged`` maps places in ``frame`` to the cells
    of records that are longer than the header: their text holds the delimiter, and is put together again
    once the text column is known.
    """

    format: str
    frame: pd.DataFrame
    row: list[int]
    dropped: tuple[Dropped, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    ragged: dict[int, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    page: dict[str, Any] | None = None


@dataclass(frozen=True)
class ReadReport:
    """How a file became a table of comments; ``rows_in == rows_out + rows_dropped`` always.

    ``roles`` maps columns of the comments table to columns of the input, ``kept`` names the columns kept as
    ``x_…``, ``personal`` the ones left out because they name or show people.
    """

    name: str
    format: str
    encoding: str | None
    delimiter: str | None
    header_row: int | None
    text_column: str
    text_reason: str
    ids: str
    rows_in: int
    rows_out: int
    empty: int
    dropped: tuple[Dropped, ...]
    roles: dict[str, str]
    kept: tuple[str, ...]
    personal: tuple[str, ...]
    notes: tuple[str, ...]
    page: dict[str, Any] | None = None

    @property
    def rows_dropped(self) -> int:
        """How many records of the input are not in the table."""
        return sum(entry.count for entry in self.dropped)

    def as_dict(self) -> dict[str, Any]:
        """Give the report as JSON-able data."""
        found = asdict(self)
        for name in ("dropped", "kept", "personal", "notes"):
            found[name] = list(found[name])
        del found["page"]  # the table carries it as attrs["page"]
        return found

    def __str__(self) -> str:
        """Write the report for a terminal."""
        how = [self.format]
        if self.encoding:
            how.append(self.encoding)
        if self.delimiter:
            how.append(f"delimiter {_DELIMITERS.get(self.delimiter, repr(self.delimiter))}")
        if self.header_row:
            how.append(f"header in line {self.header_row}")
        lines = [
            f"{self.name}: {', '.join(how)}",
            f"  rows: {self.rows_in:,} in, {self.rows_out:,} comments"
            + (f" ({self.empty:,} empty)" if self.empty else "")
            + f", {self.rows_dropped:,} dropped",
        ]
        lines += [f"    dropped {d.count:,}: {d.reason} ({_short(d.rows)})" for d in self.dropped]
        lines += [f"  text: {self.text_column} ({self.text_reason})", f"  ids: {self.ids}"]
        if self.roles:
            lines.append("  columns: " + ", ".join(f"{role} = {name}" for role, name in self.roles.items()))
        if self.kept:
            lines.append("  kept: " + ", ".join(self.kept))
        if self.personal:
            lines.append("  left out as personal: " + ", ".join(self.personal))
        lines += [f"  note: {note}" for note in self.notes]
        if self.page:
            lines += [f"  line {d['line']}: {d['part']} ({d['cue']})" for d in self.page["decisions"]]
        return "\n".join(lines)


_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def _short(rows: str) -> str:
    shown = rows if len(rows) <= 60 else f"{rows[:60].rsplit(',', 1)[0]}, …"
    if ":" in rows:  # of several files, each by its name
        return shown
    return f"row {shown}" if rows.isdigit() else f"rows {shown}"
