"""Scores that training looks at while it chooses; ``wacana evaluate`` gives them with intervals."""

from __future__ import annotations

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Give the shares of the classes."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Give the probability of yes."""
    return 1 / (1 + np.exp(-logits))


def f1(truth: np.ndarray, said: np.ndarray) -> float:
    """Give F1 of yes."""
    return 2 * float((truth & said).sum()) / max(float(truth.sum() + said.sum()), 1.0)


def macro_f1(truth: np.ndarray, said: np.ndarray) -> float:
    """Give the mean F1 of the classes; rows with truth -1 are left out."""
    truth, said = truth[truth >= 0], said[truth >= 0]
    return float(np.mean([f1(truth == c, said == c) for c in range(3)]))


def average_precision(truth: np.ndarray, score: np.ndarray) -> float:
    """Give the area under precision over recall."""
    ranked = truth[np.argsort(-score, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())


def best_threshold(truth: np.ndarray, p: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Give the threshold with the best F1, smoothed so that one lucky comment does not choose it."""
    order = np.argsort(-p, kind="stable")
    weight = np.ones(len(p)) if weight is None else weight
    hits = np.cumsum(truth[order] * weight[order])
    curve = 2 * hits / (np.cumsum(weight[order]) + hits[-1])
    return float(p[order][np.argmax(np.convolve(curve, np.ones(25) / 25, "same"))])


def report(name: str, logits: np.ndarray, classes: np.ndarray, themes: np.ndarray, thresholds=None) -> list[float]:
    """Print macro-F1 of sentiment, and F1 at the threshold and average precision of each theme."""
    p = sigmoid(logits[:, 3:])
    thresholds = thresholds or [best_threshold(themes[:, i], p[:, i]) for i in range(3)]
    parts = [
        f"{f1(themes[:, i], p[:, i] >= t):.3f}/{average_precision(themes[:, i], p[:, i]):.3f}"
        for i, t in enumerate(thresholds)
    ]
    print(
        f"{name:45s} sentiment {macro_f1(classes, logits[:, :3].argmax(1)):.3f}",
        f"| trust, solidarity, skepticism {' '.join(parts)}",
        flush=True,
    )
    return thresholds
