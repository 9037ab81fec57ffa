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


def best_threshold(truth: np.ndarray, p: np.ndarray, weight: np.ndarray) -> float:
    """Give the threshold with the best F1, smoothed so that one lucky comment does not choose it."""
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(truth[order] * weight[order])
    curve = 2 * hits / (np.cumsum(weight[order]) + hits[-1])
    return float(p[order][np.argmax(np.convolve(curve, np.ones(25) / 25, "same"))])
