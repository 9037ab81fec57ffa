"""How well cleaning normalises: STIF and IndoCollex dev, kamus-alay, and what it must never change.

    pip install sacrebleu && python benchmarks/normalisation.py [--shared ../shared] [-o benchmarks/normalisation.json]

STIF: sentences, sacreBLEU and chrF. IndoCollex and kamus-alay: pairs of one word without context, exact match (letter
case ignored), with and without the words that are in the lexicon. Corruption: links, handles, hashtags and names of all
raw comments that come out changed. Then idempotence, the share of words outside the standard vocabulary, and the most
frequent of them.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sacrebleu
from cleaning import corpora

from wacana.clean import cleaner
from wacana.clean.engine import Cleaner
from wacana.clean.patterns import chunk
from wacana.clean.words import is_known
from wacana.text.ledger import replay
from wacana.tokens import tokens

ROOT = Path(__file__).parents[1]


def sentences(folder: Path, used: Cleaner) -> dict[str, float]:
    """Score the formal level on STIF dev."""
    raw = (folder / "stif_dev.inf").read_text(encoding="utf-8").splitlines()
    gold = (folder / "stif_dev.for").read_text(encoding="utf-8").splitlines()
    done = used.clean_all(raw)
    return {
        "bleu_copy": round(sacrebleu.corpus_bleu(raw, [gold], force=True).score, 1),
        "bleu": round(sacrebleu.corpus_bleu(done, [gold], force=True).score, 1),
        "chrf": round(sacrebleu.corpus_chrf(done, [gold]).score, 1),
    }


def pairs(rows: Iterable[tuple[str, str]], used: Cleaner) -> dict[str, Any]:
    """Give the share of pairs that match, of all and of those whose first word is not in the lexicon."""
    listed = [(used.clean(raw).lower() == gold.lower(), raw.lower() in used.lexicon.informal) for raw, gold in rows]
    outside = [match for match, inside in listed if not inside]
    return {
        "pairs": len(listed),
        "match": round(sum(match for match, _ in listed) / len(listed), 3),
        "pairs_outside_lexicon": len(outside),
        "match_outside_lexicon": round(sum(outside) / max(len(outside), 1), 3),
    }


def harm(texts: list[str], used: Cleaner) -> dict[str, Any]:
    """Count what must not change, and what is left outside the standard vocabulary."""
    corrupted: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    words = {"before": 0, "after": 0}
    unknown = {"before": 0, "after": 0}
    lex = used.lexicon
    done = used.clean_all(texts)
    for raw, clean in zip(texts, done, strict=True):
        edits = used.ledger(raw)
        corrupted["ledger does not replay"] += replay(raw, edits) != clean
        for edit in edits:
            if "mask" not in edit.rule and "html" not in edit.rule and "mojibake" not in edit.rule:
                kinds = {match.lastgroup for match in chunk().finditer(edit.before)}
                for kind in ("url", "email", "handle", "hashtag"):
                    corrupted[kind] += kind in kinds and edit.rule not in (
                        "spaces",
                        "letters",
                        "invisible",
                        "marks",
                        "nfc",
                    )
            name = edit.before.lower()
            corrupted["name"] += name in lex.names and name not in lex.informal and edit.after.lower() != name
        for when, text in (("before", raw), ("after", clean)):
            for token in tokens(text):
                if token.kind == "word" and token.text.isascii():
                    words[when] += 1
                    low = token.text.lower()
                    if low not in lex.standard and not is_known(low, lex):
                        unknown[when] += 1
                        outside[low] += when == "after"
    return {
        "comments": len(texts),
        "corrupted": dict(corrupted),
        "not_idempotent": sum(a != b for a, b in zip(done, used.clean_all(done), strict=True)),
        "outside_vocabulary": {when: round(unknown[when] / words[when], 4) for when in words},
        "most_frequent_outside": outside.most_common(50),
    }


def main() -> None:
    """Measure, write the JSON and print the README table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "normalisation.json")
    given = options.parse_args()
    folder = given.shared / "data" / "normalisation"
    formal = cleaner("formal")
    with (folder / "indocollex_informal_to_formal_dev.csv").open(encoding="utf-8", newline="") as handle:
        collex = [(row["transformed"], row["original-for"]) for row in csv.DictReader(handle)]
    with (folder / "kamus_alay_dev.tsv").open(encoding="utf-8", newline="") as handle:
        alay = [(row["slang"], row["formal"]) for row in csv.DictReader(handle, delimiter="\t")]
    result: dict[str, Any] = {
        "stif_dev": sentences(folder, formal),
        "indocollex_dev": pairs(collex, formal),
        "kamus_alay_half": pairs(alay, formal),
        "comments_raw": harm(corpora(given.shared)["comments_raw"], cleaner()),
    }
    print("| measure | value |\n| --- | --- |")
    for name, values in result.items():
        for key, value in values.items():
            if key != "most_frequent_outside":
                print(f"| {name} {key} | {value} |")
    print(
        "unrepaired:", " ".join(f"{word} ({count})" for word, count in result["comments_raw"]["most_frequent_outside"])
    )
    given.output.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
