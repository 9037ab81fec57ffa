"""Clean comments: regular spelling with a ledger of every change, and the columns of the CLEANED table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import schema, stage
from wacana.clean.engine import Cleaner
from wacana.clean.marks import marks
from wacana.lexicon import Level, Own, load, read_own
from wacana.text.ledger import Edit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["clean", "cleaner", "ledger"]

_RETWEET = r"^(?:RT @user(?:: ?| ))+(?=\S)"  # what a retweet's clean text begins with


@lru_cache(maxsize=4)
def _kept(level: Level, own: Own) -> Cleaner:
    return Cleaner(load(level, own))


def cleaner(level: Level = "spelling", lexicon: str | Path | None = None) -> Cleaner:
    """Give the cleaner of a level and a lexicon; the last ones are kept, with what they have learnt."""
    return _kept(level, _own(lexicon))


def _own(lexicon: str | Path | None) -> Own:
    return () if lexicon is None else read_own(lexicon)


def ledger(text: str, *, level: Level = "spelling", lexicon: str | Path | None = None) -> list[Edit]:
    """List what cleaning changes in a text: rule, span in the raw text, before, after.

    >>> ledger("Bersatu nya rakyat")
    [Edit(rule='clitic', start=0, end=11, before='Bersatu nya', after='Bersatunya')]
    """
    return cleaner(level, lexicon).ledger(text)


def clean(data: Any, *, level: Level = "spelling", lexicon: str | Path | None = None) -> Any:
    """Clean a text, a Series of texts, or a table.

    A text gives the clean text, a Series the Series of clean texts, and a table (column ``text``) a copy with
    the columns of the CLEANED table and a summary in ``attrs["clean"]`` (``edits``: how often each rule changed
    something); a Dask frame gives a Dask frame, whose copies are not marked: they may stand in other parts. At
    ``level`` ``spelling`` the writer's words stay (``gak``, ``gua``), written one way; at ``formal`` they become
    standard Indonesian. ``lexicon`` is a researcher's own TSV, whose rows win over the shipped tables.

    >>> clean("Bersatu nya rakyat yg di lawan, janji2 gk jelas")
    'Bersatunya rakyat yang dilawan, janji-janji gak jelas'

    Raises:
        InputError: for other types, a table without ``text``, an unknown level.
    """
    own = _own(lexicon)
    used = _kept(level, own)
    if isinstance(data, str):
        return used.clean(data)
    whole = getattr(data, "ndim", 0) == 2
    lazy = hasattr(data, "map_partitions")
    counts: Counter[str] | None = Counter() if whole and not lazy else None
    work = _Clean(level, own, whole, counts)
    done = stage.apply(work, data, only=None if whole else "clean")
    return done if counts is None else _with_duplicates(done, level, counts)


class _Clean:
    """The stage: the clean text, or all columns that depend on one text only; it may count the rules that were used."""

    block = 20_000  # texts: fewer share fewer chunks, more take more memory

    # A worker of Dask makes its own cleaner, once: what this one has learnt is larger than most partitions.
    def __init__(self, level: Level, own: Own, whole: bool, counts: Counter[str] | None) -> None:
        self.level, self.own, self.whole, self.counts = level, own, whole, counts
        self.columns: Mapping[str, str] = {
            column.name: column.dtype for column in schema.CLEANED if whole or column.name == "clean"
        }

    def rows(self, texts: Sequence[str]) -> stage.Rows:
        """Clean a batch."""
        used = _kept(self.level, self.own)
        done = used.clean_all(texts, self.counts)
        if not self.whole:
            return {"clean": done}
        return {"clean": done, "duplicate_of": [None] * len(done), **marks(done, used.lexicon)}


def duplicates(frame: pd.DataFrame) -> pd.Series:
    """Give for each repeated comment the id of the first with the same clean text, else nothing.

    A retweet repeats the post behind its ``RT @user:``. A comment without an id has the label of its index for one.
    """
    texts = frame["clean"]
    ids = texts.index.to_series().astype("str")
    if "comment_id" in frame:
        ids = frame["comment_id"].astype("str").where(frame["comment_id"].notna(), ids)
    said = texts.str.replace(_RETWEET, "", regex=True)
    first = ids.groupby(said.to_numpy(), sort=False).transform("first")
    repeated = said.duplicated() & texts.notna() & (texts.str.strip() != "")
    if "is_empty" in frame:
        repeated &= ~frame["is_empty"].fillna(True).astype(bool)
    return first.where(repeated).astype("str")


def _with_duplicates(frame: pd.DataFrame, level: Level, edits: Counter[str]) -> pd.DataFrame:
    """Point each repeated comment to the first with the same clean text, and count what cleaning did."""
    texts = frame["clean"]
    frame["duplicate_of"] = duplicates(frame)
    frame.attrs["clean"] = {
        "level": level,
        "rows": len(frame),
        "changed": sum(map(ne, frame["text"].dropna().astype("object"), texts.dropna().astype("object"))),
        "edits": dict((+edits).most_common()),
        "empty": int(frame["is_empty"].fillna(False).sum()),
        "duplicates": int(frame["duplicate_of"].notna().sum()),
        "adverts": int(frame["is_ad"].fillna(False).sum()),
    }
    return frame
