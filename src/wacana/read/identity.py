"""Who and which: comment ids that stay the same, and authors that stay unknown."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NAMELESS", "comment_ids", "file_key", "pseudonym", "pseudonyms", "same_again"]

PREFIX = "a_"
NAMELESS = frozenset({"-", "anonim", "anonymous"})  # what stands for an author who is not named
DIGITS = 16  # 64 bits: two of a million authors share a name with probability 3e-8


def file_key(*paths: Path) -> bytes:
    """Derive the author key of a file, or of several in any order, that come without one.

    The same file gives the same pseudonyms, and whoever holds the file knows the names anyway. The plain
    SHA-256 of the input is published in the run's manifest; were it the key, anyone could hash a list of
    suspected names with it. Hashing other bytes first makes the key unknowable without the file.
    """
    if len(paths) > 1:
        return hashlib.sha256(b"".join(sorted(map(file_key, paths)))).digest()
    digest = hashlib.sha256(b"wacana author key")
    with paths[0].open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.digest()


def pseudonym(name: str, key: bytes) -> str:
    """Give the name that stands for an author under a key: HMAC-SHA256, shortened.

    ``@Budi`` and ``budi`` are one author, so that exports of several tools agree.

    >>> pseudonym("@Budi_Contoh", b"kunci") == pseudonym("budi_contoh ", b"kunci")
    True
    """
    plain = unicodedata.normalize("NFKC", name).strip().removeprefix("@").casefold()
    return PREFIX + hmac.digest(key, plain.encode(errors="replace"), "sha256").hex()[:DIGITS]


def pseudonyms(names: pd.Series, key: bytes) -> pd.Series:
    """Replace names by pseudonyms; missing stays missing."""
    return names.map({name: pseudonym(name, key) for name in names.dropna().unique().tolist()}).astype("str")


def same_again(table: pd.DataFrame) -> pd.Series:
    """Tell which rows are an earlier comment once more: overlapping pages, or two crawls in one file.

    The export's own id and the text are the same, and author, time and thread where there are any: an id alone
    may begin anew in every thread, and the same text alone may be another comment.
    """
    names = ("comment_id", "text", "author", "created_at", "thread_id")
    twice = table["comment_id"].duplicated(keep=False) & table["comment_id"].notna()
    again = table.loc[twice, [name for name in names if name in table]].duplicated()
    return again.reindex(table.index, fill_value=False)


def comment_ids(own: pd.Series | None, text: pd.Series, source: pd.Series, row: pd.Series) -> tuple[list[str], int]:
    """Give each comment an id, and how many of the export's own were not used.

    The export's own id is kept where it is there and stands for the first time; every other row gets a
    hash of source, position and text, so that a repeated id loses no row.
    """
    filled = text.fillna("")
    given = own.duplicated() | own.isna() if own is not None else None
    ids: list[str] = [] if own is None else own.tolist()
    places = range(len(text)) if given is None else given.to_numpy().nonzero()[0].tolist()
    rows, sources, words = row.tolist(), source.tolist(), filled.tolist()
    for place in places:
        parts = f"{sources[place]}\x1f{rows[place]}\x1f{words[place]}"
        found = "c_" + hashlib.sha256(parts.encode(errors="replace")).hexdigest()[:DIGITS]
        if own is None:
            ids.append(found)
        else:
            ids[place] = found
    return ids, 0 if own is None else len(places)
