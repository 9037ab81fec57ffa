"""Fit the sentiment lexicon: hand-written weights, moved by annotated comments where these say enough.

    python training/sentiment_lexicon.py ../shared/gold/silver.jsonl --check ../shared/gold/dev.jsonl

Reads training/sentiment_hand.tsv, writes resources/lexicon/sentiment.tsv. Weights leave the comments; texts
do not. The model is an ordered logit (McCullagh 1980) over the sum s of the weights found in a comment,

    P(negative) = σ(low - scale·s),   P(negative or neutral) = σ(high - scale·s),

with a normal prior around each hand weight (MAP estimate): an entry that no comment holds keeps its weight, a
frequent one moves to what it is worth in comments: "hebat" often mocks, "semoga" rarely. A weight never
changes its sign; one that ends near zero evaluates nothing in comments and leaves the list.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from wacana import resources
from wacana.clean import clean
from wacana.codebook.units import units

ROOT = Path(__file__).parents[1]
HAND = ROOT / "training" / "sentiment_hand.tsv"
OUT = resources.path("lexicon/sentiment.tsv")
LABELS = ("negative", "neutral", "positive")
DENIED = {1: -0.8, -1: 0.3}  # by sign: "tidak bagus" is bad; "jangan munafik" still reproaches
CAP = 1.5  # a word said thirty times is not thirty opinions
SMALLEST = 0.2
FOLDS = 4
HEADER = """\
# Sentiment weights of words, phrases and emoji in Indonesian comments: -5 (worst) to +5 (best).
# word: clean text at the level 'spelling', lower case; emoji without skin tone and U+FE0F.
# weight: what it says in a comment, sarcasm averaged in. Topics (israel, perang, korupsi), names of persons
#   and negators have no weight; a phrase that holds a negator ("gak masuk akal") is weighed as a whole.
# source: wacana = written by hand; wacana+silver = the hand weight moved by model-annotated comments.
# Made by training/sentiment_lexicon.py from training/sentiment_hand.tsv. Licence as the package.
word	weight	source
"""
Array = np.ndarray[Any, np.dtype[np.float64]]
Classes = np.ndarray[Any, np.dtype[np.int64]]


class Fit(NamedTuple):
    """Fitted weights, the scale of their sum, and the two cut points."""

    weights: Array
    scale: float
    low: float
    high: float


def read(path: Path) -> tuple[list[str], Classes]:
    """Read labelled comments, cleaned: texts and classes 0..2; spam and ``mixed`` are left out."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [row for row in rows if not row["spam"] and row["sentiment"] in LABELS]
    return [clean(row["text"]) for row in kept], np.array([LABELS.index(row["sentiment"]) for row in kept])


def boosted(forms: Sequence[str], clauses: Sequence[int], start: int, end: int, boosters: Mapping[str, float]) -> float:
    """Give the factor of the nearest booster beside the units ``start:end``, or 1."""
    for i in (start - 1, start - 2, end):
        if 0 <= i < len(forms) and forms[i] in boosters and clauses[i] == clauses[start]:
            return boosters[forms[i]]
    return 1.0


def matrix(texts: Sequence[str], hand: Mapping[str, float]) -> csr_matrix:
    """Count the entries in each text, boosters and negation in the counts; the longest phrase wins."""
    boosters = {r["word"]: float(r["factor"]) for r in resources.read_tsv(resources.path("lexicon/boosters.tsv"))}
    column = {word: i for i, word in enumerate(hand)}
    phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for word in sorted(hand, key=len, reverse=True):
        phrases[word.split()[0]].append(tuple(word.split()))
    cells: dict[tuple[int, int], float] = defaultdict(float)
    for row, text in enumerate(texts):
        unit = units(text)
        i = 0
        while i < len(unit.forms):
            found = next((p for p in phrases.get(unit.forms[i], ()) if tuple(unit.forms[i : i + len(p)]) == p), None)
            if found is None:
                i += 1
                continue
            word = " ".join(found)
            factor = boosted(unit.forms, unit.clauses, i, i + len(found), boosters)
            if len(unit.negated_by[i]) % 2:
                factor *= DENIED[1 if hand[word] > 0 else -1]
            cells[row, column[word]] += factor
            i += len(found)
    at = np.array(list(cells)).T
    return csr_matrix((np.clip(list(cells.values()), -CAP, CAP), (at[0], at[1])), shape=(len(texts), len(hand)))


def sigmoid(x: Array) -> Array:
    """Give the logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -35, 35))))


def fit(counts: csr_matrix, classes: Classes, hand: Array, pull: float) -> Fit:
    """Find the MAP estimate; ``pull`` is the strength of the prior, 1 / (2 variance)."""
    n = len(hand)

    def loss(theta: Array) -> tuple[float, Array]:
        weights, scale, low, gap = theta[:n], np.exp(theta[n]), theta[n + 1], np.exp(theta[n + 2])
        s = scale * (counts @ weights)
        below, upto = sigmoid(low - s), sigmoid(low + gap - s)
        p = np.maximum(np.choose(classes, [below, upto - below, 1 - upto]), 1e-9)
        to_low = np.choose(classes, [1, -1, 0]) * below * (1 - below) / p
        to_high = np.choose(classes, [0, 1, -1]) * upto * (1 - upto) / p
        to_s = -(to_low + to_high)
        gradient = np.r_[
            2 * pull * (weights - hand) - counts.T @ (scale * to_s),
            -(to_s @ s),
            -(to_low + to_high).sum(),
            -to_high.sum() * gap,
        ]
        return pull * float(((weights - hand) ** 2).sum()) - float(np.log(p).sum()), gradient

    bounds = [(0, 5) if w > 0 else (-5, 0) for w in hand] + [(-4, 1), (-5, 5), (-3, 2)]
    x = minimize(loss, np.r_[hand, -1.0, 0.0, 0.5], jac=True, method="L-BFGS-B", bounds=bounds).x
    return Fit(x[:n], float(np.exp(x[n])), float(x[n + 1]), float(x[n + 1] + np.exp(x[n + 2])))


def macro_f1(classes: Classes, predicted: Classes) -> float:
    """Give the mean F1 of the three classes."""
    hit = [((classes == k) & (predicted == k)).sum() for k in range(3)]
    return float(np.mean([2 * hit[k] / max(1, (classes == k).sum() + (predicted == k).sum()) for k in range(3)]))


def cut(values: Array, low: float, high: float) -> Classes:
    """Turn sums into classes."""
    return np.asarray(np.digitize(values, [low, high]))


def best_cuts(values: Array, classes: Classes) -> tuple[float, float]:
    """Find the two cut points of the sum with the best macro-F1."""
    grid = np.unique(np.round(np.quantile(values, np.linspace(0.02, 0.98, 60)), 2))
    pairs = [(a, b) for a in grid for b in grid if a < b]
    low, high = max(pairs, key=lambda pair: macro_f1(classes, cut(values, *pair)))
    return float(low), float(high)


def main() -> None:
    """Fit, measure by cross-validation, write the lexicon."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("silver", type=Path, help="annotated comments, JSON lines")
    parser.add_argument("--check", type=Path, help="annotated comments to measure on; nothing is chosen by them")
    parser.add_argument("--pull", type=float, default=0.4, help="strength of the hand weights (default 0.4)")
    args = parser.parse_args()
    hand = {row["word"]: float(row["weight"]) for row in resources.read_tsv(HAND)}
    prior = np.array(list(hand.values()))
    texts, classes = read(args.silver)
    counts = matrix(texts, hand)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(texts))
    held_out = np.zeros(len(texts))
    for k in range(FOLDS):
        held_out[fold == k] = counts[fold == k] @ fit(counts[fold != k], classes[fold != k], prior, args.pull).weights
    low, high = best_cuts(held_out, classes)
    found = fit(counts, classes, prior, args.pull)
    say = sys.stdout.write
    plain = counts @ prior
    say(f"{len(texts)} comments {dict(Counter(LABELS[k] for k in classes))}\n")
    say(f"macro-F1 of hand weights {macro_f1(classes, cut(plain, *best_cuts(plain, classes))):.3f}\n")
    say(f"macro-F1 cross-validated {macro_f1(classes, cut(held_out, low, high)):.3f}\n")
    say(f"cuts {low:.2f} {high:.2f}; scale {found.scale:.3f} low {found.low:.3f} high {found.high:.3f}\n")
    if args.check:
        texts, classes = read(args.check)
        sums = matrix(texts, hand) @ found.weights
        say(f"macro-F1 on {args.check.name} {macro_f1(classes, cut(sums, low, high)):.3f}\n")
    lines, gone = [], []
    for word, weight in sorted(zip(hand, found.weights.tolist(), strict=True)):
        if abs(weight) < SMALLEST:
            gone.append(word)
            continue
        source = "wacana" if abs(weight - hand[word]) < 0.05 else "wacana+silver"
        lines.append(f"{word}\t{round(weight, 1):g}\t{source}\n")
    OUT.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")
    say(f"{len(lines)} entries written; near zero and left out: {', '.join(gone)}\n")


if __name__ == "__main__":
    main()
