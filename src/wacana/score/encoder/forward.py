"""The forward pass in NumPy: gated recurrent networks (Cho et al. 2014) in both directions, several side by side.

Shapes: texts B, tokens T, networks M, token width D, hidden width H.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

__all__ = ["batches", "crop", "forward"]

HEAD, TAIL = 60, 20  # of a longer text, the tokens at both ends are read
BATCH = 4096  # tokens that are read together


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


def forward(arrays: Mapping[str, NDArray[Any]], x: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Give the logits (B × outputs), the mean of the networks'.

    ``x`` is B × T × D, zeros after the end; ``lengths`` must fall. ``arrays`` hold, for each network (M first):
    ``into`` 2 × D × 3H, ``again`` 2 × H × 3H, ``shift`` 2 × 2 × 3H (both directions: forward, backward; gates: reset,
    update, new; shifts: of the input, of the state), ``look`` 2H × A, ``look_shift`` A, ``look_at`` A,
    ``out`` (4H + D) × outputs and ``out_shift`` outputs.
    """
    y = _recur(arrays, x, lengths)  # M × B × T × 2H
    inside = np.arange(x.shape[1]) < lengths[:, None]
    asked = np.tanh(y @ arrays["look"][:, None] + arrays["look_shift"][:, None, None])
    weight = np.where(inside, np.einsum("mbta,ma->mbt", asked, arrays["look_at"]), -np.inf)
    weight = np.exp(weight - weight.max(axis=-1, keepdims=True))
    weight /= weight.sum(axis=-1, keepdims=True)
    looked = (weight[:, :, None, :] @ y)[:, :, 0]
    most = np.where(inside[:, :, None], y, -np.inf).max(axis=2)
    summed = x.sum(axis=1) / np.sqrt(lengths + 2, dtype=np.float32)[:, None]
    read = np.concatenate([looked, most, np.broadcast_to(summed, (len(y), *summed.shape))], axis=-1)
    made: Floats = (read @ arrays["out"] + arrays["out_shift"][:, None]).mean(axis=0)
    return made


def _recur(arrays: Mapping[str, NDArray[Any]], x: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Give the states of both directions side by side (M × B × T × 2H), zeros after the end."""
    rows, steps, _ = x.shape
    again, shift = arrays["again"], arrays["shift"]
    members, _, hidden, _ = again.shape
    forth = np.broadcast_to(np.arange(steps), (rows, steps))
    places = np.stack([forth, np.maximum(lengths[:, None] - 1 - forth, 0)])  # the backward one starts at the end
    made = np.zeros((members, rows, steps, 2, hidden), np.float32)
    state = np.zeros((members, 2, rows, hidden), np.float32)
    row = np.arange(rows)
    for step in range(steps):
        alive = int((lengths > step).sum())
        token = np.stack([x[row[:alive], place[:alive, step]] for place in places])  # 2 × alive × D
        given = token @ arrays["into"] + shift[:, :, 0, None]
        kept = state[:, :, :alive] @ again + shift[:, :, 1, None]
        gates = _sigmoid(given[..., : 2 * hidden] + kept[..., : 2 * hidden])
        reset, update = gates[..., :hidden], gates[..., hidden:]
        new = np.tanh(given[..., 2 * hidden :] + reset * kept[..., 2 * hidden :])
        state[:, :, :alive] = new + update * (state[:, :, :alive] - new)
        for way in (0, 1):
            made[:, row[:alive], places[way, :alive, step], way] = state[:, way, :alive]
    return made.reshape(members, rows, steps, 2 * hidden)


def _sigmoid(x: Floats) -> Floats:
    made: Floats = np.tanh(x * np.float32(0.5)) * np.float32(0.5) + np.float32(0.5)
    return made
