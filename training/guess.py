"""Learn the costs of wacana.clean.guess: what writers do to words, from the lexicon's own pairs.

    python training/guess.py > src/wacana/resources/lexicon/guess.tsv

Positive examples: the rows of informal.tsv that respell one word as one word. Negative ones, which are words of their
own: rare standard words, the informal words that stay, names, words of other languages. A multinomial logit over the
candidates and the word itself, by gradient descent with a small L2 penalty.
"""

from __future__ import annotations

import argparse
import random
import sys

import numpy as np

from wacana.clean.guess import FREQUENT, OPERATIONS, candidates, operations, own
from wacana.clean.near import sound
from wacana.lexicon import Lexicon, load, rows

HEAD = """# Costs of the operations of wacana.clean.guess: weights of a logit. Written by training/guess.py.
operation	weight	source"""


def examples(lex: Lexicon) -> list[tuple[str, str | None]]:
    """Give (form, word that is meant), or None for a word of its own."""
    found: list[tuple[str, str | None]] = []
    for row in rows("informal"):
        form, spelling = row["informal"], row["spelling"]
        if form == spelling:
            found.append((form, None))
        elif " " not in spelling:
            found.append((form, spelling))
    found += [(word, None) for word in lex.standard if 0 < lex.weight(word) < FREQUENT and len(word) % 3 == 0]
    found += [(word, None) for word in (*lex.names, *(row["word"] for row in rows("languages")))]
    return [(form, meant) for form, meant in found if form.isalpha() and 3 <= len(form) <= 20]


def table(pairs: list[tuple[str, str | None]], lex: Lexicon) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give features (example, candidate, operation), which candidates exist, and the right one (0: its own)."""
    most = 1 + max(len(candidates(form, lex)) for form, _ in pairs)
    x = np.zeros((len(pairs), most, len(OPERATIONS)), dtype=np.float32)
    exists = np.zeros((len(pairs), most), dtype=bool)
    right = np.full(len(pairs), -1)
    for at, (form, meant) in enumerate(pairs):
        listed = candidates(form, lex)
        for name, value in own(form, lex).items():
            x[at, 0, OPERATIONS.index(name)] = value
        for place, known in enumerate(listed, start=1):
            x[at, place, OPERATIONS.index("log weight")] = known.weight
            x[at, place, OPERATIONS.index("sounds alike")] = known.sound == sound(form)
            for name in operations(form, known.word):
                x[at, place, OPERATIONS.index(name)] += 1
        exists[at, : len(listed) + 1] = True
        right[at] = next((place for place, known in enumerate(listed, start=1) if known.word == meant), 0)
    return x, exists, right


def learn(
    x: np.ndarray, exists: np.ndarray, right: np.ndarray, *, penalty: float = 1e-4, steps: int = 300
) -> np.ndarray:
    """Fit the weights (Adam on the mean log loss)."""
    w = np.zeros(x.shape[2])
    m, v = np.zeros_like(w), np.zeros_like(w)
    hit = np.zeros(exists.shape)
    hit[np.arange(len(right)), right] = 1
    for step in range(1, steps + 1):
        p = shares(x, exists, w)
        grad = ((p - hit)[:, :, None] * x).sum((0, 1)) / len(x) + penalty * w
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def shares(x: np.ndarray, exists: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Give the probability of every candidate."""
    score = np.where(exists, x @ w, -np.inf)
    score = np.exp(score - score.max(1, keepdims=True))
    return np.asarray(score / score.sum(1, keepdims=True))


def report(x: np.ndarray, exists: np.ndarray, right: np.ndarray, w: np.ndarray) -> None:
    """Print precision and recall by threshold to standard error."""
    p = shares(x, exists, w)
    best = p.argmax(1)
    own = right == 0
    for least in (0.5, 0.7, 0.9):
        taken = (best > 0) & (p.max(1) > least)
        counts = (taken.sum(), (taken & (best == right)).sum(), (~own).sum(), (taken & own).sum(), own.sum())
        message = "p > {}: {} taken, {} right of {} to find, wrong on {} of {} own words"
        print(message.format(least, *counts), file=sys.stderr)


def main() -> None:
    """Learn from all examples, report on a tenth that was held out, and write the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    lex = load("spelling")
    pairs = [pair for pair in examples(lex) if candidates(pair[0], lex)]
    random.Random(1).shuffle(pairs)
    x, exists, right = table(pairs, lex)
    held = len(pairs) // 10
    report(x[:held], exists[:held], right[:held], learn(x[held:], exists[held:], right[held:]))
    print(HEAD)
    for name, weight in sorted(zip(OPERATIONS, learn(x, exists, right), strict=True)):
        print(f"{name}\t{weight:.2f}\ttraining/guess.py")


if __name__ == "__main__":
    main()
