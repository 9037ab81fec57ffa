"""How fast cleaning and scoring are, next to the floor and to a scikit-learn pipeline with as many heads.

    python benchmarks/scoring.py ../shared/data/comments_raw/yt_gibran_2025.csv

One core; medians of five rounds over comments of about 100 characters. The floor is
``[t.lower().split() for t in texts]``; the peer is TF-IDF over words and characters with a logistic regression for
sentiment and for each theme, on the cleaned text.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from wacana.clean import cleaner
from wacana.score.linear.scorer import LinearScorer, default

ROUNDS = 5


def rate(work: Callable[[], object], n: int, rounds: int = ROUNDS) -> float:
    """Give comments per second of CPU time: the median of some rounds."""
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return n / statistics.median(seconds)


def peer(texts: list[str]) -> Callable[[], object]:
    """Fit the scikit-learn pipeline on the model's own answers (only its speed counts)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True)
    union = FeatureUnion([("words", words), ("characters", characters)])
    x, rows = union.fit_transform(texts[:3000]), default().rows(texts[:3000])
    heads = []
    for name in ("sentiment", "trust", "solidarity", "skepticism"):
        wanted = np.array(rows[name])
        if len(set(wanted.tolist())) > 1:
            heads.append(LogisticRegression(max_iter=50).fit(x, wanted))

    def score() -> object:
        features = union.transform(texts)
        return [head.predict_proba(features) for head in heads]

    return score


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("comments", type=Path, help="CSV with a column 'text'")
    parser.add_argument("--most", type=int, default=20_000)
    args = parser.parse_args()
    with args.comments.open(encoding="utf-8", newline="") as handle:
        raw = [row["text"] for row in csv.DictReader(handle)]
    texts = [text for text in raw if 60 <= len(text) <= 160][: args.most]
    clean, begun = cleaner().clean, time.perf_counter()
    model = default().model
    loading = time.perf_counter() - begun
    cleaned = [clean(text) for text in texts]
    cold = rate(lambda: LinearScorer(model).rows(cleaned), len(texts), 1)
    scorer = default()
    scorer.rows(cleaned)
    found = {
        "comments": len(texts),
        "characters": round(statistics.mean(map(len, texts)), 1),
        "load seconds": round(loading, 3),
        "floor": rate(lambda: [text.lower().split() for text in texts], len(texts)),
        "clean": rate(lambda: [clean(text) for text in texts], len(texts)),
        "score": rate(lambda: scorer.rows(cleaned), len(texts)),
        "score, first time": cold,
        "clean and score": rate(lambda: scorer.rows([clean(text) for text in texts]), len(texts)),
        "scikit-learn TF-IDF": len(texts[:3000]) / len(texts) * rate(peer(cleaned[:3000]), len(texts), 1),
    }
    found["times the floor"] = found["floor"] / found["clean and score"]
    found = {name: round(value, 3) if value < 100 else round(value) for name, value in found.items()}
    print(json.dumps({"machine": platform.processor() or platform.machine(), **found}, indent=1))


if __name__ == "__main__":
    main()
