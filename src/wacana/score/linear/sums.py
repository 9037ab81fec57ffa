"""Sums of what tokens contribute: put together once a token type, looked up afterwards, for all tasks at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from wacana.score.linear.forms import DISTANCES, Form, Types, crc, features, grams
from wacana.score.linear.model import FINE, PAIR, Model, Near
from wacana.score.linear.near import shares

__all__ = ["Sums", "contributions", "find", "pair_keys"]

LOCK = RLock()  # Dask scores partitions in threads that share a scorer; of the module, so that scorers can be copied
ROOM = 8192  # token types that there is room for at first
SIEVE = 20  # bits of a pair's key that are looked at first: nearly all pairs are unknown


class Sums:
    """Adds up contributions; they are whole numbers, so a text's sums do not depend on order or company."""

    def __init__(self, model: Model) -> None:
        self.model = model
        keys = model.arrays["pair_keys"]
        self._likely = np.zeros(2**SIEVE, bool)
        self._likely[keys >> np.uint32(32 - SIEVE)] = True
        self._start()

    def _start(self) -> None:
        """Begin with no token types learnt; the tables have room for more rows than are filled."""
        self._types, self._filled = Types(), 0
        self._table: NDArray[np.int16] = np.zeros((2 * ROOM, self.model.outputs), np.int16)
        self._hashes: NDArray[np.uint32] = np.zeros(ROOM, np.uint32)
        self._names: NDArray[np.uint32] = np.zeros(ROOM, np.uint32)

    def of(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.uint32]]:
        """Give the sums (texts × outputs), the number of tokens and the targets named (as bits) of clean texts."""
        if not texts:
            return np.zeros((0, self.model.outputs), np.int32), np.zeros(0, np.int64), np.zeros(0, np.uint32)
        with LOCK:
            if self._types.full:
                self._start()
            codes, lengths = self._types.read(texts)
            self._grow()
            codes, starts = bounded(codes, lengths)
            sums = np.add.reduceat(self._table[codes[:-1]], starts, axis=0, dtype=np.int32)
            for _, at, row in self._pairs(codes):
                place = np.searchsorted(starts, at, "right") - 1
                np.add.at(sums[:, : row.shape[1]], place, row)
            return sums, lengths, np.bitwise_or.reduceat(self._names[codes[:-1] // 2], starts)

    def parts(self, text: str) -> Iterator[tuple[int, int, str, NDArray[np.int32]]]:
        """Give the span, rule and contributions of each token and each known pair of a text.

        Rules: word, pair, first or last (that a word stands there), length (what any text of so many tokens gains).
        """
        with LOCK:
            codes, _ = bounded(*self._types.read([text]))
            self._grow()
            alone, pairs = self._table[codes[:-1]], list(self._pairs(codes))
            spans = [(0, 0), *self._types.spans(text), (len(text), len(text))]
        for (start, end), code, row in zip(spans[:-1], codes[:-1], alone, strict=True):
            yield start, end, "word" if code else "length", row.astype(np.int32)
        for distance, places, rows in pairs:
            for at, part in zip(places, rows, strict=True):
                row = np.zeros(self.model.outputs, np.int32)
                row[: len(part)] = part
                if not codes[at]:
                    yield *spans[at + 1], "first", row
                elif not codes[at + distance]:
                    yield *spans[at], "last", row
                else:
                    yield spans[at][0], spans[at + distance][1], "pair", row

    def named(self, text: str) -> list[tuple[int, int, int]]:
        """Give the span and the targets (as bits) of each token of a text that names one."""
        with LOCK:
            codes, _ = self._types.read([text])
            self._grow()
            found = self._names[codes // 2].tolist()
        return [(*span, bits) for span, bits in zip(self._types.spans(text), found, strict=True) if bits]

    def near(self, texts: Sequence[str], output: int, near: Near) -> NDArray[np.float64]:
        """Give by how much each target stands nearer than the others to what speaks for a theme (texts × targets).

        What a pair says is said by both of its tokens, half each.
        """
        with LOCK:
            codes, lengths = self._types.read(texts)
            self._grow()
            named = self._names[codes // 2]
            places = np.arange(len(codes)) + near.border * self._types.clauses(texts)
            codes, starts = bounded(codes, lengths)
            spoken = 2 * self._table[codes, output].astype(np.int64)
            for distance, at, row in self._pairs(codes):
                for token in (at, at + distance):
                    np.add.at(spoken, token, row[:, output])
        spoken = np.maximum(np.delete(spoken, [*starts, len(codes) - 1]), 0)
        return shares(near, places, spoken, named, lengths, len(self.model.targets))

    def _pairs(self, codes: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int32]]]:
        """Find the known pairs: by distance, the places of their left tokens and what they contribute."""
        known, types = self.model.arrays["pair_keys"], codes // 2
        hashes = self._hashes[types]
        for distance in DISTANCES:
            keys = pair_keys(hashes[:-distance], hashes[distance:], distance)
            likely = self._likely[keys >> np.uint32(32 - SIEVE)]
            at = np.flatnonzero(likely & paired(types, distance))
            found = find(known, keys[at])
            yield distance, at[found >= 0], PAIR * self.model.arrays["pairs"][found[found >= 0]].astype(np.int32)

    def _grow(self) -> None:
        """Put together the contributions of types that were read for the first time."""
        new = self._types.forms[self._filled :]
        if not new:
            return
        if (needed := self._filled + len(new)) > len(self._hashes):
            room = max(needed, 2 * len(self._hashes))  # what is past the filled rows is not read
            self._table = np.resize(self._table, (2 * room, self.model.outputs))
            self._hashes, self._names = np.resize(self._hashes, room), np.resize(self._names, room)
        self._table[2 * self._filled : 2 * needed] = contributions(self.model, new).reshape(2 * len(new), -1)
        self._names[self._filled : needed] = names(self.model, new)
        self._hashes[self._filled : needed] = [crc(form.text) for form in new]
        self._filled = needed


def contributions(model: Model, forms: Sequence[Form]) -> NDArray[np.int16]:
    """Add up what a model knows of token types, plain and denied (types × 2 × outputs).

    A known word's row holds all but its capitals; of another word the n-grams inside it and its shape are added.
    """
    arrays = model.arrays
    words = find(arrays["word_keys"], [crc(f"w:{form.text}") for form in forms])
    made = np.zeros((len(forms), 2, model.outputs), np.int16)
    made[words >= 0] = FINE * arrays["words"][words[words >= 0]].astype(np.int16)
    loose: list[tuple[int, int]] = []
    for i, form in enumerate(forms):
        if words[i] < 0:
            loose += [(i, crc(name)) for name in (*features(form)[1:], *grams(form))]
        elif form.capitals:
            loose.append((i, crc("x:capitals")))
    owners = np.array([i for i, _ in loose], np.int64)
    rows = find(arrays["gram_keys"], [key for _, key in loose])
    np.add.at(made, owners[rows >= 0], arrays["grams"][rows[rows >= 0], None, :])
    return made


def names(model: Model, forms: Sequence[Form]) -> NDArray[np.uint32]:
    """Give the targets that token types name, as bits."""
    rows = find(model.arrays["name_keys"], [crc(f"w:{form.text}") for form in forms])
    made = np.zeros(len(forms), np.uint32)
    made[rows >= 0] = model.arrays["names"][rows[rows >= 0]]
    return made


def bounded(codes: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put the blank type before each text and after the last; gives the codes and the places of the first ones.

    So an empty text has a sum too, and that a word begins or ends a text is a pair.
    """
    starts = np.cumsum(lengths) - lengths
    return np.append(np.insert(codes, starts, 0), 0), starts + np.arange(len(lengths))


def paired(types: NDArray[np.int64], distance: int) -> NDArray[np.bool_]:
    """Tell which types make a pair with the one so far on: in one text, or the first or last with the blank."""
    left, right = types[:-distance], types[distance:]
    if distance == 1:
        return (left > 0) | (right > 0)
    text = np.cumsum(types == 0)
    inside: NDArray[np.bool_] = (text[:-distance] == text[distance:]) & (left > 0)
    return inside


def pair_keys(left: NDArray[np.uint32], right: NDArray[np.uint32], distance: int) -> NDArray[np.uint32]:
    """Hash pairs of hashed types; the order counts, and whether they are neighbours."""
    return left * np.uint32(2654435761) + right + np.uint32(97 * (distance > 1))


def find(keys: NDArray[np.uint32], wanted: Sequence[int] | NDArray[np.uint32]) -> NDArray[np.int64]:
    """Give the row of each wanted key in a sorted table, -1 where it is not."""
    listed = np.array(wanted, np.uint32)
    if not len(keys):
        return np.full(len(listed), -1)
    at = np.minimum(np.searchsorted(keys, listed), len(keys) - 1)
    found: NDArray[np.int64] = np.where(keys[at] == listed, at, -1)
    return found
