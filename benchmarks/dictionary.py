"""Agreement of the dictionary scorer with the model-annotated comments of ../shared/gold.

    python benchmarks/dictionary.py [GOLD.jsonl ...]

Labels are those of language models that read each comment, not of people: the numbers are agreement with a
model. The weights of the codebook and of the sentiment lexicon were fitted on silver.jsonl, so only other
files say how they carry over.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import pandas as pd

from wacana.clean import clean
from wacana.codebook import load
from wacana.codebook.reading import Reader
from wacana.codebook.units import units
from wacana.schema import SENTIMENTS
from wacana.score import score

GOLD = Path(__file__).parents[2] / "shared" / "gold" / "dev.jsonl"


def f1(true_positive: int, false_positive: int, false_negative: int) -> float:
    """Give the F1 of counts; 0 where there is nothing."""
    return 2 * true_positive / max(2 * true_positive + false_positive + false_negative, 1)


def agreement(found: pd.Series, gold: pd.Series) -> tuple[float, float, float]:
    """Give precision, recall and F1 of two columns of flags."""
    both, only, missed = (found & gold).sum(), (found & ~gold).sum(), (~found & gold).sum()
    return both / max(both + only, 1), both / max(both + missed, 1), f1(both, only, missed)


def micro(found: list[set[str]], gold: list[set[str]]) -> float:
    """Give the micro-F1 of lists of targets."""
    pairs = list(zip(found, gold, strict=True))
    return f1(*(sum(len(part(f, g)) for f, g in pairs) for part in (set.__and__, set.__sub__, lambda f, g: g - f)))


def main() -> None:
    """Print a table for each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="*", type=Path, default=[GOLD])
    for file in parser.parse_args().gold:
        gold = pd.DataFrame([json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()])
        gold = gold[gold["spam"] == 0].reset_index(drop=True)
        cleaned = clean(gold["text"]).rename("clean").to_frame()
        score("pemanasan", scorer="dictionary")
        begun = time.process_time()
        scored = score(cleaned, scorer="dictionary")
        seconds = time.process_time() - begun
        print(f"{file.name}: {len(gold)} comments that are not spam; labels are model-annotated")
        print(f"scoring alone: {len(gold) / seconds:,.0f} comments/s of CPU time")
        sure = gold["sentiment"].isin(SENTIMENTS)
        parts = [agreement(scored["sentiment"][sure] == name, gold["sentiment"][sure] == name) for name in SENTIMENTS]
        print(
            f"sentiment   macro-F1 {sum(part[2] for part in parts) / 3:.3f} over {sure.sum()} comments (mixed left out)"
        )
        for name, (precision, recall, value) in zip(SENTIMENTS, parts, strict=True):
            print(f"  {name:<10} P {precision:.3f}  R {recall:.3f}  F1 {value:.3f}")
        codebook = load()
        reader = Reader(codebook)
        mentioned = [{m.name for m in reader.read(units(text)).mentions} for text in cleaned["clean"]]
        for theme in codebook.slugs:
            present = gold[theme].map(bool)
            precision, recall, value = agreement(scored[theme].astype(bool), present)
            print(f"{theme:<11} P {precision:.3f}  R {recall:.3f}  F1 {value:.3f}  ({present.sum()} present)")
            truth, mine = [set(slugs) for slugs in gold[theme]], [set(slugs) for slugs in scored[f"{theme}_targets"]]
            everyone = [actors if flag else set() for actors, flag in zip(mentioned, scored[theme], strict=True)]
            where = [i for i, flag in enumerate(present & scored[theme].astype(bool)) if flag]
            agreed = [([rows[i] for i in where]) for rows in (mine, everyone, truth)]
            print(
                f"  targets   micro-F1 {micro(mine, truth):.3f}, all actors mentioned {micro(everyone, truth):.3f}"
                f"; where the theme is agreed {micro(agreed[0], agreed[2]):.3f} and {micro(agreed[1], agreed[2]):.3f}"
            )


if __name__ == "__main__":
    main()
