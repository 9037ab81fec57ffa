"""What the column names of exports mean, from ``resources/read/columns.tsv``."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from wacana import resources

__all__ = ["Role", "plain", "role", "unique"]


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
    """
    exact, patterns = _table()
    name = plain(name)
    return exact.get(name) or next((found for pattern, found in patterns if fnmatchcase(name, pattern)), None)


def unique(cells: list[str]) -> list[str]:
    """Give every column a name of its own.

    >>> unique(["id", "", "id"]), unique(["", ""])
    (['id', 'unnamed_2', 'id_2'], ['column_1', 'column_2'])
    """
    nameless = "unnamed" if any(cell.strip() for cell in cells) else "column"
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(cells, start=1):
        name = cell.strip().lstrip("\ufeff") or f"{nameless}_{place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names
