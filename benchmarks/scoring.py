"""How fast cleaning and scoring are, next to the floor and to a scikit-learn pipeline with as many heads.

    OPENBLAS_NUM_THREADS=1 python benchmarks/scoring.py ../shared/data/comments_raw/yt_gibran_2025.csv --most 8000 \\
        > benchmarks/scoring.json

One core, CPU time; medians of five rounds over comments of about 100 characters. The floor is
``[t.lower().split() for t in texts]``; the peer is TF-IDF over words and characters with a logistic regression for
sentiment, each theme and each target, on the cleaned text. Loading is from the call of ``resolve`` to the first
score, in a fresh process that has NumPy already.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from wacana.clean import cleaner
from wacana.score.encoder.scorer import default as encoder
from wacana.score.linear.scorer import LinearScorer, default

ROUNDS = 5
SLOW = 3000  # comments for what is slower


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
    answers = [np.array(rows[name]) for name in ("sentiment", "trust", "solidarity", "skepticism")]
    named = list(zip(*(rows[name] for name in rows if name.endswith("_targets")), strict=True))
    answers += [np.array([any(slug in each for each in lists) for lists in named]) for slug in default().model.targets]
    for wanted in answers:
        if len(set(wanted.tolist())) > 1:
            heads.append(LogisticRegression(max_iter=20).fit(x, wanted))

    def score() -> object:
        features = union.transform(texts)
        return [head.predict_proba(features) for head in heads]

    return score


def load_seconds() -> float:
    """Give the seconds from asking for the scorer to its first score, in fresh processes: the median."""
    program = """
import time, numpy
from wacana.score import resolve
begun = time.process_time()
resolve("linear").rows(["halo"])
print(time.process_time() - begun)
"""
    told = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout for _ in range(5)]
    return statistics.median(map(float, told))


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("comments", type=Path, help="CSV with a column 'text'")
    parser.add_argument("--most", type=int, default=20_000)
    args = parser.parse_args()
    with args.comments.open(encoding="utf-8", newline="") as handle:
        raw = [row["text"] for row in csv.DictReader(handle)]
    texts = [text for text in raw if 60 <= len(text) <= 160][: args.most]
    clean, scorer = cleaner().clean, default()
    cleaned = [clean(text) for text in texts]
    cold = rate(lambda: LinearScorer(scorer.model).rows(cleaned), len(texts), 1)
    scorer.rows(cleaned)
    encoder().rows(cleaned[:10])  # loads it
    found = {
        "comments": len(texts),
        "characters": round(statistics.mean(map(len, texts)), 1),
        "load seconds": load_seconds(),
        "floor": rate(lambda: [text.lower().split() for text in texts], len(texts)),
        "clean": rate(lambda: [clean(text) for text in texts], len(texts)),
        "score": rate(lambda: scorer.rows(cleaned), len(texts)),
        "score, first time": cold,
        "clean and score": rate(lambda: scorer.rows([clean(text) for text in texts]), len(texts)),
        "encoder, on clean text": rate(lambda: encoder().rows(cleaned[:SLOW]), len(cleaned[:SLOW]), 1),
        "scikit-learn TF-IDF": len(texts[:SLOW]) / len(texts) * rate(peer(cleaned[:SLOW]), len(texts), 1),
    }
    found["times the floor"] = found["floor"] / found["clean and score"]
    found = {name: round(value, 3) if value < 100 else round(value) for name, value in found.items()}
    machine = f"{platform.machine()}, {os.cpu_count()} cores shared with other work, Python {platform.python_version()}"
    print(json.dumps({"machine": machine, **found}, indent=1))


if __name__ == "__main__":
    main()
