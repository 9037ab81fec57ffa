"""Measure the scorers that ship on labelled comments, for the method section of reports.

Run from the project root after either scorer has changed: ``python training/measured.py ../shared/gold/dev.jsonl``.
Writes src/wacana/resources/score/measured.tsv: macro-F1 of sentiment and F1 of each theme, with bootstrap intervals.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wacana import codebook
from wacana.evaluate import evaluate, read_gold
from wacana.score import resolve
from wacana.score.linear.scorer import default

OUT = Path(__file__).parents[1] / "src" / "wacana" / "resources" / "score" / "measured.tsv"
HEAD = (
    "# How the scorers that ship agree with comments labelled by a language model (training/measured.py).",
    "# sha256: of the model, and for the dictionary of the codebook; a report prints a row only for the same one.",
    "scorer\tsha256\ttask\tmeasure\tvalue\tlow\thigh\tn",
)


def main(gold: Path) -> None:
    """Write the table anew."""
    labelled = read_gold(gold, "model")
    lines = list(HEAD)
    for name, sha256 in (("dictionary", codebook.load(None).sha256), ("linear", default().model.sha256)):
        scorer = resolve(name)
        scores = evaluate(labelled, scorer).scores
        kept = scores[(scores["label"] == "") & scores["measure"].isin(["macro-F1", "F1"])]
        for row in kept.itertuples():
            numbers = f"{row.value:.3f}\t{row.low:.3f}\t{row.high:.3f}\t{row.n}"
            lines.append(f"{scorer.name}\t{sha256}\t{row.task}\t{row.measure}\t{numbers}")
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
