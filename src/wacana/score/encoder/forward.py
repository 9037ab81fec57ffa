"""The forward pass in NumPy: attention over the words of a text (Vaswani et al. 2017), read off in three ways.

Shapes: texts B, tokens T, layers L, width of a token's vector D, of a state W, of the gated layer I, of the look A.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

__all__ = ["batches", "crop", "forward"]

HEAD, TAIL = 60, 20  # of a longer text, the tokens at both ends are read
BATCH = 1024  # tokens that are read together


def crop(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the tokens of a text that are read; a text without tokens is the blank one.

    >>> len(crop(np.arange(500))), crop(np.arange(0)).tolist()
    (80, [0])
    """
    if len(codes) > HEAD + TAIL:
        return np.concatenate([codes[:HEAD], codes[-TAIL:]])
    return codes if len(codes) else np.zeros(1, np.int64)


def batches(lengths: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Group texts of like length, longest first, so that little is padded."""
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        end = start + max(1, BATCH // int(lengths[order[start]]))
        yield order[start:end]
        start = end


def forward(arrays: Mapping[str, NDArray[Any]], heads: int, x: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Give the logits of one network (B × outputs).

    ``x`` is B × T × D, zeros after the end of a text. ``arrays`` hold ``into`` D × W, ``norms`` (2L + 1) × 2 × W (scale
    and shift), ``asked`` L × W × 3W, ``told`` L × W × W, ``gate`` L × W × 2I, ``back`` L × I × W, ``look`` W × A,
    ``look_at`` A, ``out`` (2W + D) × outputs, and to each but ``norms`` and ``look_at`` a shift: ``into_shift`` W.
    """
    inside = np.arange(x.shape[1]) < lengths[:, None]
    y = _states(arrays, heads, x, inside)
    looked = (_softmax(_look(arrays, y), inside)[:, None] @ y)[:, 0]
    most = np.where(inside[..., None], y, -np.inf).max(axis=1)
    summed = x.sum(axis=1) / np.sqrt(lengths + 2, dtype=np.float32)[:, None]
    made: Floats = np.hstack([looked, most, summed]) @ arrays["out"] + arrays["out_shift"]
    return made


def _states(arrays: Mapping[str, NDArray[Any]], heads: int, x: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Give the states (B × T × W): layers of attention and of gates (Shazeer 2020), each behind a norm."""
    y = x @ arrays["into"] + arrays["into_shift"]
    half = y.shape[-1] // heads // 2
    angle = np.arange(y.shape[1])[:, None] * 10_000.0 ** (-np.arange(half) / half)
    turn = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    for layer in range(len(arrays["asked"])):
        first, second = arrays["norms"][2 * layer : 2 * layer + 2]
        asked = _norm(y, *first) @ arrays["asked"][layer] + arrays["asked_shift"][layer]
        y += _attend(asked, heads, turn, inside) @ arrays["told"][layer] + arrays["told_shift"][layer]
        up, gate = np.split(_norm(y, *second) @ arrays["gate"][layer] + arrays["gate_shift"][layer], 2, axis=-1)
        y += up * gate * _sigmoid(gate) @ arrays["back"][layer] + arrays["back_shift"][layer]
    return _norm(y, *arrays["norms"][-1])


def _attend(asked: Floats, heads: int, turn: tuple[Floats, Floats], inside: NDArray[np.bool_]) -> Floats:
    """Mix the values of all words by what each word asks of the others (B × T × 3W → B × T × W)."""
    rows, words, width = asked.shape
    parts = asked.reshape(rows, words, 3, heads, -1).transpose(2, 0, 3, 1, 4)  # 3 × B × heads × T × W / heads
    query, key = _turned(parts[0], turn), _turned(parts[1], turn)
    said = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1], dtype=np.float32)
    mixed: Floats = _softmax(said, inside[:, None, None]) @ parts[2]
    return mixed.transpose(0, 2, 1, 3).reshape(rows, words, width // 3)


def _turned(x: Floats, turn: tuple[Floats, Floats]) -> Floats:
    """Turn pairs of entries by their word's place (rotary positions, Su et al. 2021)."""
    one, two = np.split(x, 2, axis=-1)
    cos, sin = turn
    return np.concatenate([one * cos - two * sin, two * cos + one * sin], axis=-1)


def _look(arrays: Mapping[str, NDArray[Any]], y: Floats) -> Floats:
    made: Floats = np.tanh(y @ arrays["look"] + arrays["look_shift"]) @ arrays["look_at"]
    return made


def _softmax(x: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Give shares over the last axis; what stands after the end of a text has none."""
    x = np.where(inside, x, np.float32(-np.inf))
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    made: Floats = x / x.sum(axis=-1, keepdims=True)
    return made


def _norm(x: Floats, scale: Floats, shift: Floats) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    made: Floats = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(1e-5)) * scale + shift
    return made


def _sigmoid(x: Floats) -> Floats:
    made: Floats = np.tanh(x * np.float32(0.5)) * np.float32(0.5) + np.float32(0.5)
    return made
