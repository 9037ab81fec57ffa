"""Sums of what tokens contribute: put together once a token type, looked up afterwards, for all tasks at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from wacana.score.linear.forms import BLANK, DISTANCES, Form, Types, crc, features, grams
from wacana.score.linear.model import FINE, Model

__all__ = ["Sums", "contributions", "pair_keys"]

LOCK = RLock()  # Dask scores partitions in threads that share a scorer; of the module, so that scorers can be copied
ROOM = 8192  # token types that there is room for at first


class Sums:
    """Adds up contributions; they are whole numbers, so a text's sums do not depend on order or company."""

    def __init__(self, model: Model) -> None:
        self.model = model
        pairs = FINE * model.arrays["pairs"].astype(np.int16)
        # One more row of zeros, which the pairs that the model does not know point to.
        self._pairs = np.vstack([pairs, np.zeros((1, pairs.shape[1]), np.int16)])
        self._start()

    def _start(self) -> None:
        """Begin with no token types learnt; the tables have room for more rows than are filled."""
        self._types, self._filled = Types(), 0
        self._table: NDArray[np.int16] = np.zeros((2 * ROOM, self.model.outputs), np.int16)
        self._hashes: NDArray[np.uint32] = np.zeros(ROOM, np.uint32)

    def of(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Give the sums (texts × outputs) and the number of tokens of clean texts."""
        with LOCK:
            if self._types.full:
                self._start()
            coded = [self._types.read(text) for text in texts]
            self._grow()
            return self._add(coded)

    def _add(self, coded: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        lengths = np.array([len(codes) for codes in coded], np.int64)
        if not coded:
            return np.zeros((0, self.model.outputs), np.int32), lengths
        # Every text begins with the blank type, which adds nothing: an empty text still has a sum.
        flat = np.array([code for codes in coded for code in (0, *codes)], np.int64)
        starts = np.cumsum(lengths + 1) - lengths - 1
        sums = np.add.reduceat(self._table[flat], starts, axis=0, dtype=np.int32)
        for rows in self._find_pairs(flat):
            sums[:, : self._pairs.shape[1]] += np.add.reduceat(self._pairs[rows], starts, axis=0, dtype=np.int32)
        return sums, lengths

    def parts(self, text: str) -> Iterator[tuple[int, int, str, NDArray[np.int16]]]:
        """Give the span, rule and contributions of each token and each known pair of a text."""
        with LOCK:
            codes = np.array(self._types.read(text), np.int64)
            self._grow()
            spans, alone, pairs = self._types.spans(text), self._table[codes], self._find_pairs(codes)
        for (start, end), row in zip(spans, alone, strict=True):
            yield start, end, "word", row
        for distance, rows in zip(DISTANCES, pairs, strict=True):
            for i in np.flatnonzero(rows < len(self._pairs) - 1):
                row = np.zeros(self.model.outputs, np.int16)
                row[: self._pairs.shape[1]] = self._pairs[rows[i]]
                yield spans[i][0], spans[i + distance][1], "pair", row

    def _find_pairs(self, flat: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Give, by distance, the row of the pair that each token makes with the one so far on; the last is zeros."""
        known, none = self.model.arrays["pair_keys"], len(self._pairs) - 1
        types = flat // 2
        hashes, text = self._hashes[types], np.cumsum(types == 0)
        found = []
        for distance in DISTANCES:
            rows = np.full(len(flat), none, np.int64)
            if none and len(flat) > distance:
                keys = pair_keys(hashes[:-distance], hashes[distance:], distance)
                at = np.minimum(np.searchsorted(known, keys), none - 1)
                same = (text[:-distance] == text[distance:]) & (types[:-distance] > 0)
                rows[:-distance] = np.where((known[at] == keys) & same, at, none)
            found.append(rows)
        return found

    def _grow(self) -> None:
        """Put together the contributions of types that were read for the first time."""
        new = self._types.forms[self._filled :]
        if not new:
            return
        if (needed := self._filled + len(new)) > len(self._hashes):
            room = max(needed, 2 * len(self._hashes))  # what is past the filled rows is not read
            self._table = np.resize(self._table, (2 * room, self.model.outputs))
            self._hashes = np.resize(self._hashes, room)
        self._table[2 * self._filled : 2 * needed] = contributions(self.model, new).reshape(2 * len(new), -1)
        self._hashes[self._filled : needed] = [crc(form.text) for form in new]
        self._filled = needed


def contributions(model: Model, forms: Sequence[Form]) -> NDArray[np.int16]:
    """Add up what a model knows of token types, plain and denied (types × 2 × outputs).

    A known word's row holds all but its capitals; of another word the n-grams inside it and its shape are added.
    """
    arrays = model.arrays
    words = _find(arrays["word_keys"], [crc(f"w:{form.text}") for form in forms])
    made = np.zeros((len(forms), 2, model.outputs), np.int16)
    made[words >= 0] = FINE * arrays["words"][words[words >= 0]].astype(np.int16)
    names: list[tuple[int, int]] = []
    for i, form in enumerate(forms):
        if form == BLANK:
            made[i] = 0
        elif words[i] < 0:
            names += [(i, crc(name)) for name in (*features(form)[1:], *grams(form))]
        elif form.capitals:
            names.append((i, crc("x:capitals")))
    owners = np.array([i for i, _ in names], np.int64)
    rows = _find(arrays["gram_keys"], [key for _, key in names])
    np.add.at(made, owners[rows >= 0], arrays["grams"][rows[rows >= 0], None, :])
    return made


def pair_keys(left: NDArray[np.uint32], right: NDArray[np.uint32], distance: int) -> NDArray[np.uint32]:
    """Hash pairs of hashed types; the order counts, and whether they are neighbours."""
    return left * np.uint32(2654435761) + right + np.uint32(97 * (distance > 1))


def _find(keys: NDArray[np.uint32], wanted: Sequence[int]) -> NDArray[np.int64]:
    """Give the row of each wanted key in a sorted table, -1 where it is not."""
    listed = np.array(wanted, np.uint32)
    if not len(keys):
        return np.full(len(listed), -1)
    at = np.minimum(np.searchsorted(keys, listed), len(keys) - 1)
    found: NDArray[np.int64] = np.where(keys[at] == listed, at, -1)
    return found
