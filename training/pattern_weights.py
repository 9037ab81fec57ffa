"""Suggest weights for a codebook's patterns from labelled comments.

    python training/pattern_weights.py LABELS.jsonl [CODEBOOK.yaml] > weights.tsv

LABELS holds a ``text`` and, for each theme, a column that is empty or false where the theme is absent. A
logistic regression is fitted to which patterns match; it starts from the weights that the codebook has, and
a penalty keeps rare patterns near them. Its coefficients are scaled so that a sum of 1 is where F1 is best
in cross-validation. Needs scikit-learn.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from wacana.clean import clean
from wacana.codebook import load
from wacana.codebook.reading import Reader
from wacana.codebook.units import units

PENALTY = 0.15  # scikit-learn's C: the smaller, the nearer to the weights that are there


def main(labels: str, codebook: str | None = None) -> None:
    """Print one line a pattern: theme, weight now, weight suggested, matches, matches with the theme, pattern."""
    frame = pd.read_json(labels, lines=True)
    book = load(codebook)
    reader = Reader(book)
    readings = [reader.read(units(text)) for text in clean(frame["text"])]
    print("theme\tnow\tsuggested\tmatches\twith_theme\tpattern")
    for theme in book.themes:
        place = {pattern.text: i for i, pattern in enumerate(theme.patterns)}
        now = np.array([pattern.weight for pattern in theme.patterns])
        pairs = [
            (row, place[hit.pattern.text])
            for row, reading in enumerate(readings)
            for hit in reading.hits
            if hit.theme == hit.pattern.theme == theme.slug
        ]
        matches = csr_matrix((np.ones(len(pairs)), tuple(np.int32(pairs).T)), shape=(len(frame), len(now)))
        present = frame[theme.slug].map(bool).to_numpy()
        features = hstack([matches, csr_matrix((matches @ now)[:, None])]).tocsr()
        model = LogisticRegression(C=PENALTY, max_iter=1000)
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        logits = cross_val_predict(model, features, present, cv=folds, method="decision_function")
        cuts = np.quantile(logits, np.linspace(0.5, 0.99, 99))
        scores = [f1_score(present, logits > cut) for cut in cuts]
        cut = cuts[int(np.argmax(scores))]
        model.fit(features, present)
        weights = (model.coef_[0][:-1] + model.coef_[0][-1] * now) / (cut - model.intercept_[0])
        print(f"{theme.slug}: F1 {max(scores):.3f} in cross-validation", file=sys.stderr)
        seen, held = np.asarray(matches.sum(0))[0], np.asarray(matches[present].sum(0))[0]
        for i, pattern in enumerate(theme.patterns):
            print(theme.slug, now[i], round(weights[i], 1), int(seen[i]), int(held[i]), pattern.text, sep="\t")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3 or not Path(sys.argv[1]).is_file():
        sys.exit(__doc__)
    main(*sys.argv[1:])
