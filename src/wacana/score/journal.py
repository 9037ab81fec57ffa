"""Long runs that go on where they were killed: a slow scorer's rows are written down block by block."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from wacana.score.base import Scorer, gives_of, name_of, thresholds_of
from wacana.stage import BLOCK, Rows

__all__ = ["JournaledScorer", "resuming"]


@contextmanager
def resuming(scorer: Scorer, out: Path) -> Iterator[Scorer]:
    """Give a scorer that remembers what it scored for the output ``out``, also when the process is killed.

    Score and write ``out`` inside the block: the journal beside it goes when the block ends well and stays when it does
    not. A journal belongs to one output and one scorer (same model files, labels, precision and codebook); another
    scorer starts its own. A scorer that is not slow is given back as it is.
    """
    if not getattr(scorer, "slow", False):
        yield scorer
        return
    identity = str(getattr(scorer, "identity", name_of(scorer)))
    short = hashlib.sha256(identity.encode()).hexdigest()[:12]
    file = out.parent / f".{out.name}.{short}.journal"
    file.parent.mkdir(parents=True, exist_ok=True)
    known, whole = _recall(file, scorer.columns)
    with file.open("ab") as handle:
        handle.truncate(whole)  # a line torn by the kill would swallow the next one
        yield JournaledScorer(scorer, known, handle)
    file.unlink()


class JournaledScorer:
    """A scorer that scores each distinct text once and writes its row down; made by :func:`resuming`."""

    slow = True

    def __init__(self, scorer: Scorer, known: dict[bytes, list[Any]], handle: BinaryIO) -> None:
        self._scorer, self._known, self._handle = scorer, known, handle
        self.name = name_of(scorer)
        self.block = getattr(scorer, "block", BLOCK)
        self.codebook = getattr(scorer, "codebook", None)

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns of the scorer inside."""
        return self._scorer.columns

    @property
    def gives(self) -> list[tuple[Scorer, list[str]]]:
        """The parts of the scorer inside, with the columns that come from each."""
        return gives_of(self._scorer)

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The thresholds of the scorer inside."""
        return thresholds_of(self._scorer)

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of texts, those written down already without the scorer."""
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        names = list(self.columns)
        if new:
            made = self._scorer.rows(list(new.values()))
            rows = [list(row) for row in zip(*(made[name] for name in names), strict=True)]
            line = json.dumps([[key.hex(), *row] for key, row in zip(new, rows, strict=True)])
            self._handle.write(line.encode() + b"\n")
            self._handle.flush()
            self._known.update(zip(new, rows, strict=True))
        return {name: [self._known[key][i] for key in keys] for i, name in enumerate(names)}

    def notes(self, texts: Sequence[str]) -> dict[str, Any]:
        """Pass on what the scorer inside has to say."""
        told = getattr(self._scorer, "notes", None)
        return dict(told(texts)) if callable(told) else {}


def _key(text: str) -> bytes:
    # surrogatepass: half an emoji is no UTF-8, but it is a text that exports hold.
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _recall(file: Path, columns: Mapping[str, str]) -> tuple[dict[bytes, list[Any]], int]:
    """Read the rows of a journal and how many of its bytes are whole lines."""
    known: dict[bytes, list[Any]] = {}
    whole = 0
    if not file.exists():
        return known, whole
    for line in file.read_bytes().splitlines(keepends=True):
        try:
            rows = json.loads(line) if line.endswith(b"\n") else []
        except ValueError:
            rows = []
        if not rows or any(len(row) != len(columns) + 1 for row in rows):
            break
        known.update({bytes.fromhex(row[0]): row[1:] for row in rows})
        whole += len(line)
    return known, whole
