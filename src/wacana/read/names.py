"""What the column names of exports mean, from ``resources/read/columns.tsv``."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from wacana import resources

__all__ = ["Role", "plain", "renamed", "role", "unique"]


class Role(NamedTuple):
    """What a column is, and its rank among columns of the same role (the smaller wins)."""

    name: str
    rank: int


def plain(name: str) -> str:
    """Write a column name without case, spaces and punctuation; dots mark nesting.

    >>> plain("Published At"), plain("user/unique_id")
    ('publishedat', 'user.uniqueid')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("/", ".")
    return re.sub(r"[^\w.*]|_", "", folded).strip(".")


@cache
def _table() -> tuple[dict[str, Role], list[tuple[str, Role]]]:
    exact: dict[str, Role] = {}
    patterns: list[tuple[str, Role]] = []
    for line in resources.read_tsv(resources.path("read/columns.tsv")):
        name, found = plain(line["name"]), Role(line["role"], int(line["rank"]))
        if "*" in name:
            patterns.append((name, found))
        else:
            exact.setdefault(name, found)
    return exact, patterns


@cache
def role(name: str) -> Role | None:
    """Look a column name up; None for names that no known export has.

    >>> role("Full_Text"), role("tanggal_lahir")
    (Role(name='text', rank=1), None)

    Neither a number behind a name, as the second of two columns gets it, nor R's dots hide people.

    >>> role("Nama_2"), role("Nama.Akun"), role("Komentar_2")
    (Role(name='author', rank=3), Role(name='author', rank=2), None)
    """
    name = plain(name)
    if found := _listed(name):
        return found
    bare = _listed(re.sub(r"\.|\d+$", "", name))
    return bare if bare and bare.name in ("author", "personal") else None


def _listed(name: str) -> Role | None:
    exact, patterns = _table()
    return exact.get(name) or next((found for pattern, found in patterns if fnmatchcase(name, pattern)), None)


def unique(cells: list[str]) -> list[str]:
    """Give every column a name of its own.

    >>> unique(["id", "", "id", "id_2"]), unique(["", ""])
    (['id', 'unnamed_2', 'id_3', 'id_2'], ['column_1', 'column_2'])
    """
    nameless = "unnamed" if any(cell.strip() for cell in cells) else "column"
    given = [cell.strip().lstrip("\ufeff") or f"{nameless}_{place}" for place, cell in enumerate(cells, start=1)]
    listed, last = set(given), dict[str, int]()
    done: dict[str, None] = {}
    for name in given:
        found, number = name, last.get(name, 1)
        while found in done or (number > 1 and found in listed):
            number += 1
            found = f"{name}_{number}"
        done[found] = None
        last[name] = number
    return list(done)


def renamed(cells: list[str], columns: list[str]) -> list[str]:
    """Note the columns that :func:`unique` gave another name than their own.

    >>> renamed(["id", "", "id"], ["id", "unnamed_2", "id_2"])
    ["column 3 is named 'id' as one before it is; read as 'id_2'"]
    """
    listed = set(columns)
    return [
        f"column {place} is named '{cell.strip()}' as one before it is; read as '{column}'"
        for place, (cell, column) in enumerate(zip(cells, columns, strict=False), start=1)
        if cell.strip() in listed and cell.strip() != column
    ]
