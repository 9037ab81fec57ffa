"""Measures of agreement, each as a point and a bootstrap: row 0 of the weights counts every comment once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["average_precision", "draws", "error_of_calibration", "f1", "interval", "macro_f1", "precision_recall_f1"]

BINS = 10


def draws(n: int, replicates: int, seed: int) -> Floats:
    """Give how often each of n comments counts: once each in row 0, drawn with replacement in the others."""
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=replicates) if n else np.zeros((replicates, 0))
    return np.vstack([np.ones(n), drawn]).astype(np.float64)


def precision_recall_f1(truth: Flags, said: Flags, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Give precision, recall and F1 of yes, one value per row of weights; 0 where nothing was said or true.

    >>> p, r, f = precision_recall_f1(np.array([True, True, False]), np.array([True, False, False]), draws(3, 0, 0))
    >>> float(p[0]), float(r[0]), round(float(f[0]), 3)
    (1.0, 0.5, 0.667)
    """
    hits, claimed, true = (weights @ flags.astype(float) for flags in (truth & said, said, truth))
    return hits / np.maximum(claimed, 1), hits / np.maximum(true, 1), f1(hits, claimed, true)


def f1(hits: Floats, claimed: Floats, true: Floats) -> Floats:
    """Give F1 from counts."""
    made: Floats = 2 * hits / np.maximum(claimed + true, 1)
    return made


def macro_f1(truth: NDArray[np.object_], said: NDArray[np.object_], labels: tuple[str, ...], weights: Floats) -> Floats:
    """Give the mean F1 of the labels."""
    made: Floats = np.mean([precision_recall_f1(truth == label, said == label, weights)[2] for label in labels], axis=0)
    return made


def average_precision(truth: Flags, score: Floats, weights: Floats) -> Floats:
    """Give the mean precision at each true comment, comments ranked by score; ties share their rank's precision.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.5, 0.1]), draws(3, 0, 0)).round(3).tolist()
    [0.833]
    """
    order = np.argsort(-score, kind="stable")
    ranked = weights[:, order]
    last = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1) if len(order) else np.zeros(0, int)
    true = np.cumsum(ranked * truth[order], axis=1)[:, last]
    claimed = np.cumsum(ranked, axis=1)[:, last]
    gained = np.diff(true, axis=1, prepend=0)
    made: Floats = (gained * true / np.maximum(claimed, 1)).sum(axis=1) / np.maximum(true[:, -1] if len(last) else 0, 1)
    return made


def error_of_calibration(p: Floats, right: Flags, weights: Floats) -> Floats:
    """Give the expected calibration error: |mean score − share right| over ten bins (Naeini et al. 2015)."""
    total = np.maximum(weights.sum(axis=1), 1)
    error = np.zeros(len(weights))
    for inside in bins(p):
        error += np.abs(weights[:, inside] @ (p[inside] - right[inside])) / total
    return error


def bins(p: Floats) -> list[Flags]:
    """Tell for each of ten equal bins which scores fall into it."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    return [place == i for i in range(BINS)]


def interval(values: Floats, confidence: float = 0.95) -> tuple[float, float, float]:
    """Give the point and its percentile interval: (value, low, high)."""
    if len(values) < 2:
        return float(values[0]), float("nan"), float("nan")
    low, high = np.quantile(values[1:], [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(values[0]), float(low), float(high)
