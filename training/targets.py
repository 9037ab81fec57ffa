"""Whom a theme is directed at: an output for each target, shared by the themes, and a bias for each of both."""

from __future__ import annotations

import numpy as np
from corpus import THEMES

from wacana.score.linear.fit import Design, Targets, Weights, fit


def pairs(rows: list[dict], slugs: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give (row, theme, wanted targets) of each theme that a comment carries."""
    listed = [(i, j, row[theme]) for i, row in enumerate(rows) for j, theme in enumerate(THEMES) if row[theme]]
    wanted = np.array([[slug in given for slug in slugs] for _, _, given in listed], np.float32)
    return np.array([i for i, _, _ in listed]), np.array([j for _, j, _ in listed]), wanted


def learn(
    design: Design, z: np.ndarray, at: np.ndarray, themes: np.ndarray, wanted: np.ndarray
) -> tuple[Weights, np.ndarray]:
    """Fit the outputs of the targets; gives their weights and the biases (themes × targets)."""
    one_hot = np.eye(len(THEMES), dtype=np.float32)[themes] * 3  # large, so that the penalty hardly holds it back
    weight = np.ones((len(at), 1), np.float32)
    made = fit(
        design.take(at),
        np.hstack([z[at], one_hot]),
        [Targets(wanted, weight, False)],
        penalty=2.0,
        dense_penalty=0.2,
        steps=60,
    )
    width = z.shape[1]
    bias = made.dense[width:] * 3
    return Weights(made.sparse, made.dense[:width], made.bias), bias


def chosen(logits: np.ndarray, threshold: float) -> np.ndarray:
    """Choose the targets above the threshold, or else the likeliest."""
    line = np.minimum(logits.max(axis=1), np.log(threshold / (1 - threshold)))
    return logits >= line[:, None]


def micro_f1(wanted: np.ndarray, said: np.ndarray) -> float:
    """Give micro-F1 over comments and targets."""
    wanted = wanted > 0
    return 2 * float((wanted & said).sum()) / float(wanted.sum() + said.sum())
