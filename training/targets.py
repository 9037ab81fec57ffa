"""Whom a theme is directed at: outputs that the themes share, a bias for each theme, and what naming is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from corpus import THEMES
from labelled import Labelled

from wacana.score.linear.fit import Targets, Weights, fit

WEIGHTS = {"silver": 1.0, "dev": 2.0, "swapped": 1.0}  # what a comment of each set weighs


class Toward(NamedTuple):
    """The outputs of the targets, the biases (themes × targets), and what texts gain by whom they name."""

    weights: Weights
    bias: np.ndarray
    naming: np.ndarray


@dataclass
class Judged:
    """The themes that comments were labelled with: comment, theme, and its targets as labelled and as named."""

    rows: np.ndarray
    themes: np.ndarray
    wanted: np.ndarray
    named: np.ndarray

    @classmethod
    def of(cls, comments: list[dict], slugs: tuple[str, ...]) -> Judged:
        """List the themes of comments; nothing is named yet."""
        listed = [(i, j, row[theme]) for i, row in enumerate(comments) for j, theme in enumerate(THEMES) if row[theme]]
        wanted = np.array([[slug in given for slug in slugs] for _, _, given in listed])
        rows, themes = (np.array([each[i] for each in listed]) for i in (0, 1))
        return cls(rows, themes, wanted, np.zeros_like(wanted))

    def score(self, data: Labelled, name: str, comments: np.ndarray, toward: Toward) -> None:
        """Name the targets of some of the comments: those likelier than not, or else the likeliest."""
        own = np.flatnonzero(np.isin(self.rows, comments))
        at = data.at[name][self.rows[own]]
        logits = toward.weights.logits(data.design.without_pairs().take(at), data.z[at])
        logits = logits + toward.bias[self.themes[own]] + data.named[at] @ toward.naming
        self.named[own] = logits >= np.minimum(logits.max(axis=1), 0)[:, None]

    def micro_f1(self, theme: int) -> float:
        """Give micro-F1 over the comments that carry a theme, and their targets."""
        wanted, named = self.wanted[self.themes == theme], self.named[self.themes == theme]
        return 2 * float((wanted & named).sum()) / float(wanted.sum() + named.sum())


def learn(data: Labelled, taken: dict[str, np.ndarray], slugs: tuple[str, ...]) -> Toward:
    """Fit the outputs of the targets on comments that carry a theme."""
    rows, themes, wanted, weight = [], [], [], []
    for name, each in WEIGHTS.items():
        judged = Judged.of(data.rows[name], slugs)
        own = np.isin(judged.rows, taken.get(name, judged.rows))
        rows.append(data.at[name][judged.rows[own]])
        themes.append(judged.themes[own])
        wanted.append(judged.wanted[own])
        weight.append(np.full(own.sum(), each))
    at = np.concatenate(rows)
    one_hot = 3 * np.eye(len(THEMES), dtype=np.float32)[np.concatenate(themes)]  # so large that no penalty holds it
    made = fit(
        data.design.without_pairs().take(at),
        np.hstack([data.z[at], one_hot, data.named[at]]),
        [Targets(np.vstack(wanted).astype(np.float32), np.concatenate(weight).astype(np.float32)[:, None], False)],
        penalty=2.0,
        dense_penalty=0.2,
        steps=60,
    )
    dense, bias, naming = np.split(made.dense, np.cumsum([data.z.shape[1], len(THEMES)]))
    return Toward(Weights(made.sparse, dense, made.bias), 3 * bias, naming)
