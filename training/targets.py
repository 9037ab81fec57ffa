"""Whom a theme is directed at: outputs that the themes share, a bias for each theme, what naming and nearness add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from corpus import THEMES
from labelled import Labelled

from wacana.score.linear.fit import Targets, Weights, fit
from wacana.score.linear.model import Near
from wacana.score.linear.sums import Sums

# What a comment of each set weighs: social ones hardly name anybody but the government, invented ones name who is rare.
WEIGHTS = {"silver": 1.0, "social": 0.3, "invented": 2.0, "dev": 2.0, "swapped": 0.5}
NEAR = Near(half=2.0, border=4)


class Toward(NamedTuple):
    """The outputs of the targets, the biases (themes × targets), and what texts gain by whom they name."""

    weights: Weights
    bias: np.ndarray
    naming: np.ndarray


@dataclass
class Judged:
    """The themes that comments were labelled with: comment, theme, its targets, and what a model says of them.

    ``near`` is by how much each target stands nearer than the others to the words of the theme.
    """

    rows: np.ndarray
    themes: np.ndarray
    wanted: np.ndarray
    logits: np.ndarray
    near: np.ndarray

    @classmethod
    def of(cls, comments: list[dict], slugs: tuple[str, ...]) -> Judged:
        """List the themes of comments; nothing is said of them yet."""
        listed = [(i, j, row[theme]) for i, row in enumerate(comments) for j, theme in enumerate(THEMES) if row[theme]]
        wanted = np.array([[slug in given for slug in slugs] for _, _, given in listed])
        rows, themes = (np.array([each[i] for each in listed]) for i in (0, 1))
        return cls(rows, themes, wanted, np.zeros(wanted.shape), np.zeros(wanted.shape))

    def score(self, data: Labelled, name: str, comments: np.ndarray, toward: Toward, sums: Sums, first: int) -> None:
        """Score the targets of some of the comments; ``first`` is the output of the first theme in ``sums``."""
        own = np.flatnonzero(np.isin(self.rows, comments))
        at = data.at[name][self.rows[own]]
        logits = toward.weights.logits(data.design.without_pairs().take(at), data.z[at])
        self.logits[own] = logits + toward.bias[self.themes[own]] + data.named[at] @ toward.naming
        for theme in range(len(THEMES)):
            carry = self.themes[own] == theme
            self.near[own[carry]] = sums.near([data.clean[i] for i in at[carry]], first + theme, NEAR)

    def said(self, outputs: np.ndarray) -> Judged:
        """Give the same with what networks say (comments × themes × targets)."""
        return replace(self, logits=outputs[self.rows, self.themes])

    def micro_f1(self, theme: int | None = None) -> float:
        """Give micro-F1 over the comments that carry a theme, or any theme, and their targets."""
        carry = self.themes == theme if theme is not None else slice(None)
        wanted, logits = self.wanted[carry], self.logits[carry]
        named = logits >= np.minimum(logits.max(axis=1), 0)[:, None]  # those likelier than not, or else the likeliest
        return 2 * float((wanted & named).sum()) / float(wanted.sum() + named.sum())


def weigh_near(judged: dict[str, Judged]) -> Near:
    """Find what standing near is worth, by the least cross-entropy of comments scored out of their fold, and add it."""
    weights = np.arange(0, 6.05, 0.1)
    losses = [
        sum(
            WEIGHTS[name] * float((np.logaddexp(0, x) - each.wanted * x).sum())
            for name, each in judged.items()
            for x in [each.logits + weight * each.near]
        )
        for weight in weights
    ]
    near = NEAR._replace(weight=round(float(weights[int(np.argmin(losses))]), 1))
    for each in judged.values():
        each.logits += near.weight * each.near
    return near


def learn(data: Labelled, taken: dict[str, np.ndarray]) -> Toward:
    """Fit the outputs of the targets on comments that carry a theme."""
    rows, themes, wanted, weight = [], [], [], []
    for name, each in WEIGHTS.items():
        judged = Judged.of(data.rows[name], data.slugs)
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
