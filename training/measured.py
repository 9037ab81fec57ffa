"""Gather how well the scorers that ship agree with labels, for the method section of reports.

Run from the project root after a scorer has changed: ``python training/measured.py ../shared/gold/dev.jsonl``.
Writes src/wacana/resources/score/measured.tsv: macro-F1 of sentiment and F1 of each theme, with bootstrap intervals.
The dictionary is measured; the models were trained on the same comments, so their cross-validated scores are taken
from their cards.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from wacana import codebook, resources
from wacana.evaluate import evaluate, read_gold
from wacana.score import resolve
from wacana.score.encoder import scorer as encoder
from wacana.score.linear import scorer as linear

OUT = Path(__file__).parents[1] / "src" / "wacana" / "resources" / "score" / "measured.tsv"
HEAD = (
    "# How the scorers that ship agree with comments labelled by a language model (training/measured.py).",
    "# sha256: of the model, and for the dictionary of the codebook; a report prints a row only for the same one.",
    "scorer\tsha256\ttask\tmeasure\tvalue\tlow\thigh\tn",
)


CARD = re.compile(r"^\| (\w+)(?: \([^)]*\))? \| (macro-F1|F1) \| ([\d.]+) \[([\d.]+)–([\d.]+)\]", re.MULTILINE)


def main(gold: Path) -> None:
    """Write the table anew."""
    book, model, network = codebook.load(None), linear.default(), encoder.default()
    scores = evaluate(read_gold(gold, "model"), resolve("dictionary", book)).scores
    kept = scores[(scores["label"] == "") & scores["measure"].isin(["macro-F1", "F1"])]
    rows = [
        (each.task, each.measure, f"{each.value:.3f}", f"{each.low:.3f}", f"{each.high:.3f}")
        for each in kept.itertuples()
    ]
    n = {each.task: each.n for each in kept.itertuples()}
    cards = [(resources.path(each.SHIPPED) / "README.md").read_text(encoding="utf-8") for each in (linear, encoder)]
    lines = list(HEAD)
    for name, sha256, found in (
        ("dictionary", book.sha256, rows),
        (model.name, model.model.sha256, CARD.findall(cards[0])),
        (network.name, network.encoder.sha256, CARD.findall(cards[1])),
    ):
        lines += ["\t".join((name, sha256, *row, str(n[row[0]]))) for row in found]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
