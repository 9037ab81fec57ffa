"""Whether the words that explain a theme are those that a reader marked.

    python benchmarks/explaining.py [--shared ../shared] [--scorer linear dictionary] [--most 500]

`training/labels/marks.tsv` holds, for silver comments and their themes, the stretches without which the theme would be
gone, as a language model marked them. A word's score is the weight of the evidence that covers it; measured is how
early marked words come when the words of a comment are ordered by it: average precision, the mean over comments (what
DeYoung et al. 2020, "ERASER", call plausibility), with a 95 % bootstrap interval. The floor orders the words at random.
Comments in which all words are marked, or none more than half, are left out. The scorers learnt the themes of these
comments, never the marks.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

import numpy as np

from wacana import explain
from wacana.evaluate import measures
from wacana.resources import read_tsv

ROOT = Path(__file__).parents[1]
WORD = re.compile(r"\S+")
SHUFFLES = 20

Span = tuple[int, int]


def share(word: Span, other: Span) -> float:
    """Give how much of a word another stretch covers."""
    return max(0, min(word[1], other[1]) - max(word[0], other[0])) / (word[1] - word[0])


def precision(scores: np.ndarray, marked: np.ndarray) -> float:
    """Give the average precision of one comment's words."""
    return float(measures.average_precision(marked, scores, np.ones((1, len(scores))))[0])


def main() -> None:
    """Print a row for each scorer and theme."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--scorer", nargs="+", default=["linear", "dictionary"])
    parser.add_argument("--most", type=int, default=500, help="comments of each theme, drawn")
    args = parser.parse_args()
    lines = (args.shared / "gold/silver.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    marks = list(read_tsv(ROOT / "training/labels/marks.tsv"))
    print("| theme | comments | words | marked | at random |", *(f"{name} |" for name in args.scorer))
    print("| --- " * (5 + len(args.scorer)) + "|")
    for theme in dict.fromkeys(row["theme"] for row in marks):
        own = [row for row in marks if row["theme"] == theme]
        found: dict[str, list[float]] = {name: [] for name in ("at random", *args.scorer)}
        shares, lengths = [], []
        for row in random.Random(0).sample(own, min(args.most, len(own))):
            text = texts[row["id"]]
            stretches = [tuple(map(int, span.split("-"))) for span in row["spans"].split(" ")]
            words = [match.span() for match in WORD.finditer(text)]
            marked = np.array([sum(share(word, s) for s in stretches) >= 0.5 for word in words])  # type: ignore[arg-type]
            if marked.all() or not marked.any():
                continue
            shares.append(marked.mean())
            lengths.append(len(words))
            rng = np.random.default_rng(len(shares))
            found["at random"].append(np.mean([precision(rng.random(len(words)), marked) for _ in range(SHUFFLES)]))
            for name in args.scorer:
                evidence = explain(text, scorer=name).reasons(theme)
                scores = np.array([sum(e.weight * share(word, (e.start, e.end)) for e in evidence) for word in words])
                found[name].append(precision(scores, marked))
        cells = []
        for values in found.values():
            draws = measures.draws(len(values), 1000, 0)
            value, low, high = measures.interval(draws @ np.array(values) / draws.sum(axis=1))
            cells.append(f"{value:.3f} [{low:.3f}–{high:.3f}]")
        print(f"| {theme} | {len(shares)} | {np.mean(lengths):.0f} | {np.mean(shares):.2f} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
