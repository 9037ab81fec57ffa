"""The reader's notes, which are English, in Indonesian."""

from __future__ import annotations

import re
from functools import cache

from wacana import resources

__all__ = ["in_indonesian"]


def in_indonesian(note: str) -> str:
    """Give a note of the reader in Indonesian; one of which a part is not in resources/report/notes.tsv stays as it is.

    >>> in_indonesian("1,200 replies were nested under other comments")
    '1.200 balasan berada di dalam komentar lain'
    """
    said = [_part(part) for part in note.split("; ")]
    if all(said):
        return "; ".join(said)
    # Of several files each note begins with its file's name, and those on times with their column's.
    before, colon, after = note.partition(": ")
    return f"{before}: {in_indonesian(after)}" if colon else note


def _part(part: str) -> str:
    for pattern, indonesian in _phrases():
        if match := pattern.fullmatch(part):
            found = match.groupdict()
            return indonesian.format(**found | {"n": found.get("n", "").replace(",", ".")})
    return ""


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = resources.read_tsv(resources.path("report/notes.tsv"))
    return tuple((re.compile(_pattern(row["note"])), row["id"]) for row in rows)


def _pattern(note: str) -> str:
    every = re.escape(note).replace(r"\{n\}", r"(?P<n>[\d,]+)").replace(r"\*", ".*?")
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", every)
