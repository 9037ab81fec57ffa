"""Texts to learn from, read out of the shared folder: unlabelled, labelled, and what must stay out of both.

    python training/corpus.py --shared ../shared --out WORK/corpus.txt.xz [--formal] [--raw]

writes the unlabelled texts, a text a line, for ``wacana pretrain``: cleaned, or as they were written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from wacana.clean import cleaner
from wacana.score.linear.model import bare, text_hash

__all__ = ["Held", "bare", "gold", "held", "invented", "labelled_social", "raw", "runs", "smsa", "social", "text_hash"]

SENTIMENTS = ("positive", "neutral", "negative")
THEMES = ("trust", "solidarity", "skepticism")
LABELS = Path(__file__).with_name("labels")  # the project's own; how they were made is told there
NEAR = 0.4  # share of a text's five-word runs that also stand in a test text: above it, it is a copy


def gold(shared: Path, name: str) -> list[dict]:
    """Read a file of labelled comments."""
    return [json.loads(line) for line in (shared / "gold" / f"{name}.jsonl").open(encoding="utf-8")]


def line_hash(text: str) -> str:
    """Name a text of the corpus by its hash: the labels are the project's own, the texts are not."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def readings(name: str) -> dict[str, dict]:
    """Read the project's own labels of comments, by the text or its hash."""
    made = {}
    for line in (LABELS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        key, sentiment, *themes = line.split("\t")
        listed = (targets.split(",") if targets else [] for targets in themes)
        made[key] = {"sentiment": sentiment, "spam": sentiment == "spam", **dict(zip(THEMES, listed, strict=True))}
    return made


def labelled_social(shared: Path, name: str = "social") -> list[dict]:
    """Read the texts of the corpus that the project has labels for, in a table of them."""
    own = readings(name)
    return [{"text": text} | own[key] for text in social(shared) if (key := line_hash(text)) in own]


def invented() -> list[dict]:
    """Read the comments that a language model invented, with their labels."""
    return [{"text": text} | labels for text, labels in readings("invented").items()]


def smsa(shared: Path, part: str) -> list[tuple[str, str]]:
    """Read (text, label) of a part of SmSA."""
    file = shared / "data/benchmarks/indonlu" / f"smsa_{part}.tsv"
    return [tuple(line.rstrip("\n").rsplit("\t", 1)) for line in file.open(encoding="utf-8")]


def raw(shared: Path) -> Iterator[str]:
    """Read the unlabelled comments."""
    for file in sorted((shared / "data/comments_raw").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            yield from (row["text"] for row in csv.DictReader(handle))


def social(shared: Path) -> Iterator[str]:
    """Read the posts and reviews of the corpus, a text a line."""
    return lines(shared, "social_1", "social_2")


def lines(shared: Path, *names: str) -> Iterator[str]:
    """Read the lines of files of the corpus."""
    for name in names:
        with lzma.open(shared / "corpus" / f"{name}.txt.xz", "rt", encoding="utf-8") as handle:
            yield from (line.rstrip("\n") for line in handle)


def unlabelled(shared: Path, told: Counter[str], *, formal: bool = False) -> Iterator[str]:
    """Give every unlabelled text once, without copies of what is measured on; ``told`` counts what was left out.

    A text is the same as another when only letter case, white space and signs differ.
    """
    out, seen = held(shared), set()
    for text in chain(social(shared), raw(shared), lines(shared, "formal") if formal else ()):
        told["texts"] += 1
        key = text_hash(text)
        kind = "the same as another" if key in seen else "copies of test texts" if out.copied(text) else "kept"
        told[kind] += 1
        seen.add(key)
        if kind == "kept":
            yield text


def runs(text: str, length: int = 5) -> set[str]:
    """Give the runs of five words in a text."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


class Held:
    """The texts that are tested on; tells whether another text is a copy of one."""

    def __init__(self, texts: Iterable[str]) -> None:
        listed = list(texts)
        self.bare = {bare(text) for text in listed} - {""}
        self.runs = set().union(*(runs(text) for text in listed)) if listed else set()

    def copied(self, text: str) -> bool:
        """Tell whether a text is a test text, exactly or nearly."""
        found = runs(text)
        return bare(text) in self.bare or (len(found) > 0 and len(found & self.runs) >= NEAR * len(found))


def held(shared: Path) -> Held:
    """Give everything that is measured on: gold dev, SmSA valid and test."""
    smsa_texts = [text for part in ("valid", "test") for text, _ in smsa(shared, part)]
    return Held([row["text"] for row in gold(shared, "dev")] + smsa_texts)


def main() -> None:
    """Write the unlabelled texts and tell how many there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--formal", action="store_true", help="encyclopedia articles and news too")
    parser.add_argument("--raw", action="store_true", help="as they were written, not cleaned")
    args = parser.parse_args()
    told: Counter[str] = Counter()
    texts = list(unlabelled(args.shared, told, formal=args.formal))
    texts = [" ".join(text.split()) for text in (texts if args.raw else cleaner().clean_all(texts))]
    with lzma.open(args.out, "wt", encoding="utf-8", preset=1) as file:
        file.writelines(f"{text}\n" for text in texts if text)
    told["words"] = sum(len(text.split()) for text in texts)
    print(*(f"{name}: {number:,}" for name, number in told.items()), sep="\n")


if __name__ == "__main__":
    main()
