"""Scores of decisions against labels: F1 of each label, their mean, and the thresholds that make it largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["f1_scores", "thresholds"]


def f1_scores(wanted: Any, got: Any) -> list[float]:
    """Give the F1 of each column of two tables (texts, labels) of booleans; 0 where a label is neither there nor said.

    >>> import numpy as np
    >>> f1_scores(np.array([[1, 0], [1, 1]]), np.array([[1, 0], [0, 1]]))
    [0.6666666666666666, 1.0]
    """
    import numpy as np

    wanted, got = np.asarray(wanted, dtype=bool), np.asarray(got, dtype=bool)
    both, either = (wanted & got).sum(axis=0), wanted.sum(axis=0) + got.sum(axis=0)
    return [float(2 * b / e) if e else 0.0 for b, e in zip(both, either, strict=True)]


def thresholds(wanted: Any, p: Any) -> tuple[float, ...]:
    """Choose for each label, between two probabilities that occur, the threshold with the best F1."""
    return tuple(_threshold(wanted[:, i], p[:, i]) for i in range(p.shape[1]))


def _threshold(wanted: Any, p: Any) -> float:
    import numpy as np

    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(wanted[order])
    f1 = 2 * hits / (np.arange(1, len(p) + 1) + max(wanted.sum(), 1))
    # A threshold parts two values only where they differ.
    ends: Sequence[int] = [i for i in range(len(p) - 1) if p[order[i]] > p[order[i + 1]]]
    if not ends or not wanted.any():
        return 0.5
    best = max(ends, key=lambda i: (f1[i], -i))
    return float((p[order[best]] + p[order[best + 1]]) / 2)
