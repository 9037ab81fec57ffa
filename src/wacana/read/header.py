"""Finding the header row: exports put banners above it, and some files have none."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import NamedTuple

from wacana.read import names

__all__ = ["Header", "find", "notes", "trimmed", "width_of"]

DEEPEST = 30  # rows searched; the longest banner seen has 7
LONGEST = 60  # characters of a column name
_DATA = re.compile(r"https?://|[\d\s.,:/+\-]*\d[\d\s.,:/+\-]*$")


class Header(NamedTuple):
    """The header's place among the rows (None: the file has none), whether its names are known ones, its cells.

    ``above`` rows stand over the header. A header of two rows (``two``) has its place at the lower one.
    """

    place: int | None
    known: bool
    cells: list[str]
    above: int = 0
    two: bool = False


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

    A row of short names is the header if some of them are known (or is the name that the user gave); names
    may stand in it twice unless they look like data. Else the first full row is, if its names are distinct and
    do not look like data: ``enak sekali ⇥ positive``, with more ``positive`` below it.
    """
    for place, row in enumerate(rows[:DEEPEST]):
        cells = trimmed(row)
        if not cells or not _like_names(cells) or not _known(cells, wanted):
            continue
        if _distinct(cells) or not _goes_on(row, rows[place + 1 :]):
            below = rows[place + 1] if place + 1 < len(rows) else []
            if joined := _joined(row, below, wanted):
                return Header(place + 1, True, joined, place, True)
            return Header(place, True, row, place)
    none = Header(None, False, [])
    width = width_of(rows)
    if width < 2:
        return none
    for place, row in enumerate(rows[:DEEPEST]):
        if len(trimmed(row)) < min(width, 2) or len(row) != width:
            continue
        cells = trimmed(row)
        if _goes_on(row, rows[place + 1 :]) or not _like_names(cells) or not _distinct(cells):
            return none
        return Header(place, False, row, place)
    return none


def notes(found: Header, rows: list[list[str]]) -> list[str]:
    """Say what a reader of the report must know about the header."""
    if found.place is None:
        return ["no header row: the first row is a comment, not names of columns"]
    told = []
    if found.above:
        text = " | ".join(cell.strip() for row in rows[: found.above] for cell in row if cell.strip())
        excerpt = text if len(text) <= 80 else text[:79] + "…"
        told.append(f"{found.above} rows above the header left out: {excerpt}")
    if found.two:
        told.append(f"the header has two rows (merged cells); columns: {', '.join(found.cells)}")
    return told


def _known(cells: list[str], wanted: str | None) -> bool:
    roles = [found.name for cell in dict.fromkeys(cells) if (found := names.role(cell))]
    return "text" in roles or len(roles) >= 2 or (wanted is not None and wanted in cells)


def _goes_on(row: list[str], below: list[list[str]]) -> bool:
    """Tell whether a cell stands again under itself: ``positive`` is a label, not a name. The whole row may."""
    others = [other for other in below if len(other) == len(row) and other != row]
    return any(cell.strip() and cell == other[at] for other in others for at, cell in enumerate(row))


def _joined(upper: list[str], lower: list[str], wanted: str | None) -> list[str] | None:
    """Join a header of two rows, else None: merged cells leave gaps in the upper row, and the lower names them."""
    full = [cell for cell in lower if cell.strip()]
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    fills = any(under.strip() and not over.strip() for over, under in pairs)
    if not fills or not _like_names(full) or not _distinct(full) or not _known(full, wanted):
        return None
    # "bagus sekali" under "text" is a comment; "Isi" under "Komentar" names it again.
    if any(_is_text(over) and under.strip() and not names.role(under) for over, under in pairs):
        return None
    return [under if under.strip() else over for over, under in pairs]


def _is_text(cell: str) -> bool:
    found = names.role(cell)
    return found is not None and found.name == "text"


def _like_names(cells: list[str]) -> bool:
    full = [cell.strip() for cell in cells if cell.strip()]
    return len(full) > len(cells) / 2 and all(
        len(cell) <= LONGEST and "\n" not in cell and not _DATA.match(cell) for cell in full
    )


def _distinct(cells: list[str]) -> bool:
    full = [cell.strip() for cell in cells if cell.strip()]
    return len(set(full)) == len(full)
