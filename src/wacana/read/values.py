"""Cells to values: times, counts, identifiers; what cannot be read is said, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wacana.read import dates, zones

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Parsed", "counts", "identifiers", "plain_number", "texts", "times", "whole"]

ABSENT = frozenset({"", "nan", "none", "null", "nat", "n/a", "<na>"})
_UNITS = {"k": 1e3, "rb": 1e3, "ribu": 1e3, "m": 1e6, "jt": 1e6, "juta": 1e6}
_COUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class Parsed(NamedTuple):
    """Values, a mask of the cells that hold something that could not be read, and what to tell."""

    values: pd.Series
    unread: pd.Series
    note: str = ""


def texts(column: pd.Series, *, absent: frozenset[str] = ABSENT) -> pd.Series:
    """Give a column as stripped text, missing where a cell says that it is empty (``absent``)."""
    import pandas as pd

    if column.dtype == object:
        # Cell by cell: pandas would round long ids to floats where one of them is missing.
        cells = [None if cell is None else plain_number(cell) for cell in column]
        column = pd.Series(cells, index=column.index, dtype="object")
    found = column.astype("str").where(column.notna()).str.strip()
    return found.where(~found.str.lower().isin(absent))


def plain_number(value: object) -> object:
    """Write whole numbers without the ``.0`` that JSON and spreadsheets give them."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def times(column: pd.Series, zone: str | None = None) -> Parsed:
    """Read points in time to UTC, microseconds.

    ISO 8601, Twitter's ``Fri Sep 26 22:38:53 +0000 2025``, Unix seconds or milliseconds, and dates as people
    write them (see :mod:`wacana.read.dates`). Times without a zone are read in ``zone``, else as UTC. ``4h`` or
    ``2 hari lalu`` is unread.
    """
    import pandas as pd

    said = f"times without a zone were read as {zone or 'UTC'}"
    if not zone:
        said += "; where they are local, read again with --timezone Asia/Jakarta (in Python: timezone='Asia/Jakarta')"
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        values = pd.to_datetime(column, utc=True).astype("datetime64[us, UTC]")
        return Parsed(values, pd.Series(False, index=column.index))
    if str(column.dtype).startswith("datetime64"):
        clock = (column.dropna() != column.dropna().dt.normalize()).any()
        return Parsed(zones.to_utc(column, zone or "UTC"), pd.Series(False, index=column.index), said if clock else "")
    raw = texts(column)
    values = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us, UTC]")
    given = raw.dropna().drop_duplicates()
    if not len(given):
        return Parsed(values, raw.notna())
    found, zoneless, clock, notes = _times(given)
    if zone and zoneless:
        found[zoneless] = zones.to_utc(found[zoneless].dt.tz_localize(None), zone)
    values = raw.map(found).astype("datetime64[us, UTC]") if len(found) else values
    return Parsed(values, raw.notna() & values.isna(), "; ".join([said, *notes] if clock else notes))


def _times(given: pd.Series) -> dates.Dates:
    """Map each distinct text to a time; texts that no format reads are absent."""
    import pandas as pd

    done: list[pd.Series] = []
    left = given

    def take(found: pd.Series) -> pd.Series:
        nonlocal left
        read = found.dropna()
        taken: pd.Series = left[read.index]
        done.append(pd.Series(read.array.as_unit("us"), index=taken.array))
        left = left.drop(read.index)
        return taken

    for unit, length in (("s", "9,10"), ("ms", "12,13"), ("us", "15,16")):  # Unix time, from 1973 to 2286
        whole = left.str.extract(rf"^(\d{{{length}}})(?:\.\d+)?$", expand=False).dropna()
        stamps = whole.astype("int64").to_numpy().astype(f"datetime64[{unit}]")
        take(pd.Series(stamps, index=whole.index).dt.tz_localize("UTC"))
    take(pd.to_datetime(left, format="%a %b %d %H:%M:%S %z %Y", utc=True, errors="coerce"))
    iso = left.where(left.str.match(r"\d{4}-\d\d"))
    read = take(pd.to_datetime(iso, format="ISO8601", utc=True, errors="coerce"))
    # A zone is an offset or a Z; the end of a date alone only looks like one.
    clock = read.str.contains(":", regex=False)
    bare = ~(clock & read.str.contains(r"(?:Z|[+-]\d\d(?::?\d\d)?)$", regex=True))
    written = dates.read(left)
    joined: pd.Series = pd.concat([*done, written.times.astype("datetime64[us, UTC]")])
    zoneless = [*read[bare].tolist(), *written.zoneless]
    return dates.Dates(joined, zoneless, bool((clock & bare).any()) or written.clock, written.notes)


def counts(column: pd.Series) -> Parsed:
    """Read counts such as ``12``, ``1.063``, ``1,2 rb`` and ``3.4K``; negative ones (Reddit's score) are unread."""
    import pandas as pd

    raw = texts(column)
    number = pd.to_numeric(raw.where(~raw.str.fullmatch(_THOUSANDS.pattern)), errors="coerce")
    odd = raw[number.isna() & raw.notna()].drop_duplicates()
    if len(odd):
        number = number.fillna(raw.map({text: _count(text) for text in odd}).astype("float64"))
    values = whole(number.where(number >= 0))
    return Parsed(values, raw.notna() & values.isna())


def whole(numbers: pd.Series) -> pd.Series:
    """Give numbers as ``Int64``; those that it cannot hold, such as 3.5 and 1e20, become missing."""
    return numbers.where((numbers % 1 == 0) & (numbers.abs() < 2**63)).astype("Int64")


def _count(text: str) -> float:
    if _THOUSANDS.fullmatch(text):
        return float(re.sub(r"[.,]", "", text))
    found = _COUNT.fullmatch(text)
    if not found or (found[2] or "").lower() not in _UNITS:
        return float("nan")
    return round(float(found[1].replace(",", ".")) * _UNITS[found[2].lower()])


def identifiers(column: pd.Series) -> Parsed:
    """Read ids as text; those that a spreadsheet destroyed are unread.

    ``1.69761E+18`` has lost its digits, and so have long numbers that nearly all end in ``000``:
    spreadsheets keep 15 digits.
    """
    values = texts(column)
    damaged = values.str.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+").fillna(False).astype(bool)
    long = values.str.fullmatch(r"\d{16,}").fillna(False).astype(bool)
    if long.sum() >= 2 and values[long].str.endswith("000").mean() > 0.5:
        damaged |= long
    return Parsed(values.where(~damaged), damaged)
