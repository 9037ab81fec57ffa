"""How the scorers that ship agree with people who labelled comments for or against something.

Run from the project root: ``python benchmarks/hand_labels.py ../shared/data/comments_raw``. Two sets (their labels are
two-way and nearer stance than feeling, so no F1 over three classes is fair): comments on vaccination (Instagram) and
posts on a minister (X). Only comments that no shipped model has learnt from are counted. Prints which share of
those in favour was called positive, and of those against negative, with 95 % intervals (Wilson), and which neutral.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from wacana.clean import clean
from wacana.estimate import wilson
from wacana.score import resolve
from wacana.score.encoder.scorer import default as encoder
from wacana.score.linear.model import text_hash

SETS = {
    "vaccination": ("ig_vaksin_covid_2021_manual.csv", {"positif": "positive", "negatif": "negative"}),
    "a minister": ("x_purbaya_2025_manual.csv", {"1": "positive", "2": "negative"}),
}


def main(folder: Path) -> None:
    """Print a table row for each set, scorer and label."""
    known = {*encoder().model.arrays["texts"].tolist()}  # the linear model's are among them
    for name, (file, labels) in SETS.items():
        table = pd.read_csv(folder / file, dtype=str)
        table["label"] = table["original_label"].map(labels)
        table = table.dropna(subset=["text", "label"]).drop_duplicates("text")
        table = table[[text_hash(text) not in known for text in table["text"]]]
        texts = list(clean(table["text"]))
        for scorer in ("linear", "encoder", "dictionary"):
            said = pd.Series(resolve(scorer).rows(texts)["sentiment"], index=table.index)
            for label, own in said.groupby(table["label"]):
                hits, n = int((own == label).sum()), len(own)
                low, high = wilson(hits, n)
                neutral = (own == "neutral").mean()
                print(
                    f"| {name} | {scorer} | {label} | {n:,} | {hits / n:.3f} [{low:.3f}–{high:.3f}] | {neutral:.3f} |"
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
