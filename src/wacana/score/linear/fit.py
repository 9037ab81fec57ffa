"""Fit a linear model over token types: logistic regression with a penalty, all tasks at once, and its tables.

Needs SciPy (extra ``train``); scoring does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from wacana.extras import require
from wacana.score.linear.forms import DISTANCES, Form, Types, crc, features, grams
from wacana.score.linear.model import FINE, PAIR
from wacana.score.linear.sums import bounded, pair_keys, paired

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Design", "Targets", "Weights", "fit", "tables"]

SCALE = {"w": 1.0, "n": 1.0, "c": 0.35, "p": 0.7, "r": 0.5, "x": 0.5}  # by first letter of the feature's name
K = 2.0


class Design:
    """The features of coded texts as sparse matrices: ``tokens`` (texts × codes) and ``pairs``.

    ``codes`` and ``lengths`` are what :meth:`~wacana.score.linear.forms.Types.read` gives.
    ``extra`` holds dense vectors of types (row i: type i); they enter plain and denied apart. Features and
    pairs that fewer than ``least`` of the texts hold are left out. ``pair_types`` gives left type, right type and
    distance of each pair.
    """

    def __init__(
        self,
        types: Types,
        codes: NDArray[np.int64],
        lengths: NDArray[np.int64],
        extra: Floats | None = None,
        least: int = 2,
    ) -> None:
        sparse = require("scipy.sparse", "train")
        self.types, self.extra = types, extra
        self._scale = (1 / np.sqrt(lengths + K)).astype(np.float32)
        codes, starts = bounded(codes, lengths)
        self.tokens = sparse.csr_matrix(
            (np.repeat(self._scale, lengths + 1), codes[:-1], np.append(starts, len(codes) - 1)),
            shape=(len(lengths), 2 * len(types.forms)),
            dtype=np.float32,
        )
        self.tokens.sum_duplicates()
        self.names, self._by_type = _by_type(types.forms, sparse)
        seen = np.asarray(((self.tokens @ self._by_type) > 0).sum(axis=0)).ravel() >= least
        self.columns = np.flatnonzero(seen)
        self._by_type = self._by_type[:, self.columns]
        hashes = np.array([crc(form.text) for form in types.forms], np.uint32)
        self.pair_keys, self.pair_types, self.pairs = self._pairs(codes // 2, hashes, least, sparse)

    def _pairs(self, types: Any, hashes: Any, least: int, sparse: Any) -> tuple[Any, Any, Any]:
        text, listed = np.cumsum(types == 0) - 1, []
        for distance in DISTANCES:
            left = np.flatnonzero(paired(types, distance))
            both = np.stack([types[left], types[left + distance], np.full(len(left), distance)])
            listed.append((pair_keys(hashes[both[0]], hashes[both[1]], distance), text[left], both))
        keys, rows, both = (np.concatenate(part, axis=-1) for part in zip(*listed, strict=True))
        known, first, column = np.unique(keys, return_index=True, return_inverse=True)
        once = np.unique(rows * len(known) + column) % max(len(known), 1)  # in how many texts, not how often
        often = np.bincount(once, minlength=len(known)) >= least
        place = np.cumsum(often) - 1
        kept = often[column]
        values = self._scale[rows[kept]] * np.float32(SCALE["p"])
        matrix = sparse.csr_matrix(
            (values, (rows[kept], place[column[kept]])), shape=(len(self._scale), int(often.sum()))
        )
        return known[often], both[:, first[often]], matrix.astype(np.float32)

    @property
    def width(self) -> int:
        """How many sparse features there are, pairs included."""
        return len(self.columns) + len(self.pair_keys)

    def take(self, rows: NDArray[np.int64]) -> Design:
        """Give the design of some of the texts."""
        taken = copy(self)
        taken.tokens, taken.pairs = self.tokens[rows], self.pairs[rows]
        return taken

    def without_pairs(self) -> Design:
        """Give the design of tokens alone."""
        alone = copy(self)
        alone.pairs, alone.pair_keys, alone.pair_types = self.pairs[:, :0], self.pair_keys[:0], self.pair_types[:, :0]
        return alone

    def dot(self, weights: Floats) -> Floats:
        """Multiply the features with weights; a type's features are summed once, not in every text that holds it."""
        cut = len(self.columns)
        made: Floats = self.tokens @ (self._by_type @ weights[:cut]) + self.pairs @ weights[cut:]
        return made

    def turned_dot(self, slope: Floats) -> Floats:
        """Multiply the transposed features with the slopes of the loss."""
        return np.vstack([self._by_type.T @ (self.tokens.T @ slope), self.pairs.T @ slope])

    def dense(self, of_pairs: Floats | None = None) -> Floats:
        """Give the summed vectors of each text: of plain types, of denied types, and of pairs where they have some."""
        parts = [np.zeros((self.tokens.shape[0], 0), np.float32)]
        if self.extra is not None:
            parts += [self.tokens[:, 0::2] @ self.extra, self.tokens[:, 1::2] @ self.extra]
        if of_pairs is not None:
            parts.append(self.pairs @ of_pairs)
        return np.hstack(parts)


def _by_type(forms: Sequence[Form], sparse: Any) -> tuple[list[str], Any]:
    """Give the features' names and the matrix codes × features; a denied code has a feature more."""
    index: dict[str, int] = {}
    rows, columns, values = [], [], []
    for i, form in enumerate(forms):
        names = [*features(form), *grams(form)]
        for code, listed in ((2 * i, names), (2 * i + 1, [*names, f"n:{form.text}"])):
            for name in listed:
                rows.append(code)
                columns.append(index.setdefault(name, len(index)))
                values.append(SCALE[name[0]])
    shape = (2 * len(forms), len(index))
    return list(index), sparse.csr_matrix((values, (rows, columns)), shape=shape, dtype=np.float32)


@dataclass(frozen=True)
class Targets:
    """What is to be learnt: for each group of outputs the wanted shares, and how much each text weighs in it.

    ``classes`` groups share a softmax (rows add up to 1), others are yes or no, one output each.
    """

    wanted: Floats
    weight: Floats
    classes: bool


@dataclass(frozen=True)
class Weights:
    """Fitted weights: of the sparse features (features × outputs), of the vectors, and the biases."""

    sparse: Floats
    dense: Floats
    bias: Floats
    losses: tuple[float, ...] = field(default=(), compare=False)

    def logits(self, x: Design, z: Floats) -> Floats:
        """Give the logits of texts."""
        return x.dot(self.sparse) + z @ self.dense + self.bias


def fit(
    x: Design,
    z: Floats,
    groups: Sequence[Targets],
    *,
    penalty: float = 3.0,
    dense_penalty: float = 0.1,
    steps: int = 80,
) -> Weights:
    """Minimise the penalised cross-entropy with L-BFGS; the same input gives the same weights."""
    minimize = require("scipy.optimize", "train").minimize
    outputs = sum(group.wanted.shape[1] for group in groups)
    sizes = [x.width * outputs, z.shape[1] * outputs, outputs]

    def unpack(flat: Any) -> tuple[Floats, Floats, Floats]:
        a, b, c = np.split(flat.astype(np.float32), np.cumsum(sizes)[:-1])
        return a.reshape(-1, outputs), b.reshape(-1, outputs), c

    def loss(flat: Any) -> tuple[float, Any]:
        a, b, c = unpack(flat)
        logits = x.dot(a) + z @ b + c
        slope = np.empty_like(logits)
        total, at = 0.0, 0
        for group in groups:
            part = slice(at, at + group.wanted.shape[1])
            at = part.stop
            value, slope[:, part] = _cross_entropy(logits[:, part], group)
            total += value
        total += 0.5 * penalty * float((a * a).sum()) + 0.5 * dense_penalty * float((b * b).sum())
        parts = (x.turned_dot(slope) + penalty * a, z.T @ slope + dense_penalty * b, slope.sum(axis=0))
        return total, np.concatenate([part.ravel() for part in parts]).astype(np.float64)

    done = minimize(loss, np.zeros(sum(sizes)), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8})
    return Weights(*unpack(done.x))


def _cross_entropy(logits: Floats, group: Targets) -> tuple[float, NDArray[Any]]:
    wanted, weight = group.wanted, group.weight
    if group.classes:
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        value = float((weight * wanted * (log_total - shifted)).sum())
        return value, weight * (np.exp(shifted - log_total) * wanted.sum(axis=1, keepdims=True) - wanted)
    value = float((weight * (np.logaddexp(0, logits) - wanted * logits)).sum())
    return value, weight * (1 / (1 + np.exp(-logits)) - wanted)


def tables(
    design: Design,
    weights: Weights,
    words: Sequence[Form],
    vectors: Floats | None,
    *,
    outputs_of_pairs: int,
    of_pairs: Floats | None = None,
    pairs: int = 60_000,
) -> tuple[dict[str, NDArray[Any]], tuple[float, ...]]:
    """Add the weights up to whole-number contributions: of known words, of n-grams for the others, of pairs.

    ``words`` are the types to tabulate, labelled or not; ``vectors`` their vectors, ``of_pairs`` those of pairs. Gives
    the arrays and the unit of each output: n-grams count in units, words in
    :data:`~wacana.score.linear.model.FINE` units, pairs in :data:`~wacana.score.linear.model.PAIR`.
    """
    sparse = require("scipy.sparse", "train")
    by_name = {design.names[column]: row for row, column in enumerate(design.columns)}
    plain = [Form(*form[:2]) for form in words]
    names, by_type = _by_type(plain, sparse)
    at = np.array([by_name.get(name, -1) for name in names])
    learnt = np.zeros((len(names), weights.sparse.shape[1]), np.float32)
    learnt[at >= 0] = weights.sparse[at[at >= 0]]
    made = (by_type @ learnt).reshape(len(plain), 2, -1)
    if vectors is not None:
        wide = vectors.shape[1]
        made[:, 0] += vectors @ weights.dense[:wide]
        made[:, 1] += vectors @ weights.dense[wide : 2 * wide]
    word_keys, first = np.unique(np.array([crc(f"w:{form.text}") for form in plain], np.uint32), return_index=True)
    made = made[first]
    unit = np.maximum(np.abs(made).max(axis=(0, 1)) / 127 / FINE, 1 / 1024).astype(np.float32)
    loose = [row for name, row in by_name.items() if name[0] in "crx"]
    names = [design.names[design.columns[row]] for row in loose]
    weight = weights.sparse[loose] * np.array([SCALE[name[0]] for name in names], np.float32)[:, None]
    gram_keys, gram_rows = _strongest(np.array([crc(name) for name in names], np.uint32), weight, unit, 40_000)
    weight = weights.sparse[len(design.columns) :, :outputs_of_pairs]
    if of_pairs is not None:
        weight = weight + of_pairs @ weights.dense[-of_pairs.shape[1] :, :outputs_of_pairs]
    weight = weight * np.float32(SCALE["p"])
    pair_keys, pair_rows = _strongest(design.pair_keys, weight, unit[:outputs_of_pairs] * PAIR, pairs)
    found: dict[str, NDArray[Any]] = {
        "word_keys": word_keys,
        "words": _whole(made, unit * FINE),
        "gram_keys": gram_keys,
        "grams": gram_rows,
        "pair_keys": pair_keys,
        "pairs": pair_rows,
    }
    return found, tuple(float(u) for u in unit)


def _strongest(
    keys: NDArray[np.uint32], rows: Floats, unit: Floats, most: int
) -> tuple[NDArray[np.uint32], NDArray[np.int8]]:
    """Keep the features with the largest weights, sorted by key, as whole numbers; none that are all 0 then."""
    whole = _whole(rows, unit)
    top = np.argsort(-np.abs(rows).max(axis=1, initial=0), kind="stable")[:most]
    top = top[whole[top].any(axis=1)]
    found, first = np.unique(keys[top], return_index=True)
    return found, whole[top][first]


def _whole(values: Floats, unit: Floats) -> NDArray[np.int8]:
    made: NDArray[np.int8] = np.clip(np.rint(values / unit), -127, 127).astype(np.int8)
    return made
