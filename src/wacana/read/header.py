"""Finding the header row: exports put banners above it, and some files have none."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from wacana.read import names

__all__ = ["Header", "find", "trimmed", "width_of"]

DEEPEST = 30  # rows searched; the longest banner seen has 7
LONGEST = 60  # characters of a column name
_DATA = re.compile(r"https?://|[\d\s.,:/+\-]*\d[\d\s.,:/+\-]*$")


class Header(NamedTuple):
    """The header's place among the rows (None: the file has none), and whether its names are known ones."""

    place: int | None
    known: bool


def trimmed(row: list[str]) -> list[str]:
    """Give a row without the empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def width_of(rows: list[list[str]]) -> int:
    """Give the most frequent number of cells of the rows that are not blank."""
    counts = Counter(len(row) for row in rows if trimmed(row))
    return counts.most_common(1)[0][0] if counts else 0


def find(rows: list[list[str]], wanted: str | None = None) -> Header:
    """Find the header among the first rows.

    A row of short, distinct names is the header if some of them are known (or is the name that the user
    gave); else the first full row is, unless it looks like data: ``enak sekali ⇥ positive``, with more
    ``positive`` below it.
    """
    for place, row in enumerate(rows[:DEEPEST]):
        cells = trimmed(row)
        if not cells or not _like_names(cells):
            continue
        roles = [found.name for cell in cells if (found := names.role(cell))]
        if "text" in roles or len(roles) >= 2 or (wanted and wanted in cells):
            return Header(place, True)
    width = width_of(rows)
    if width < 2:
        return Header(None, False)
    for place, row in enumerate(rows[:DEEPEST]):
        if len(trimmed(row)) < min(width, 2) or len(row) != width:
            continue
        below = [other for other in rows[place + 1 :] if len(other) == width]
        repeated = any(cell.strip() and cell == other[at] for other in below for at, cell in enumerate(row))
        return Header(None if repeated or not _like_names(trimmed(row)) else place, False)
    return Header(None, False)


def _like_names(cells: list[str]) -> bool:
    full = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(full) > len(cells) / 2
        and len(set(full)) == len(full)
        and all(len(cell) <= LONGEST and "\n" not in cell and not _DATA.match(cell) for cell in full)
    )
