"""How fast cleaning is, as a multiple of ``[text.lower().split() for text in texts]``, beside other tools.

    python benchmarks/cleaning.py [--shared ../shared] [--peers FOLDER] [-o benchmarks/cleaning.json]

CPU time of one process. *Cold* starts with an empty memo (tables loaded), *warm* sees the same texts again. Peers run
on a sample, and only where they are installed: ``pip install --target FOLDER indoNLP PySastrawi nlp-id pysentimiento``.
How many times as fast as indoNLP a cold wacana is, is measured on the same texts in the same run.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wacana.clean import near
from wacana.clean.engine import Cleaner
from wacana.lexicon import Lexicon, load

ROOT = Path(__file__).parents[1]
SAMPLE = 400  # texts for tools that are hundreds of times slower
SAME = 4_000  # texts for the comparison with indoNLP
INDONLP = "indoNLP, four steps"


def seconds(work: Callable[[], object]) -> float:
    """Give the CPU time of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def floor(texts: Sequence[str], runs: int = 5) -> float:
    """Give the median CPU time of the floor."""
    return sorted(seconds(lambda: [text.lower().split() for text in texts]) for _ in range(runs))[runs // 2]


def corpora(shared: Path) -> dict[str, list[str]]:
    """Read SmSA's train texts and all raw comments."""
    csv.field_size_limit(sys.maxsize)
    smsa = (shared / "data/benchmarks/indonlu/smsa_train.tsv").read_text(encoding="utf-8").splitlines()
    raw = []
    for file in sorted((shared / "data/comments_raw").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            raw += [row["text"] for row in csv.DictReader(handle)]
    return {"SmSA": [line.split("\t")[0] for line in smsa], "comments_raw": raw}


def peers() -> dict[str, Callable[[str], object]]:
    """Give the tools that are installed."""
    found: dict[str, Callable[[str], object]] = {}
    try:
        from indoNLP.preprocessing import (
            emoji_to_words,
            pipeline,
            remove_html,
            replace_slang,
            replace_word_elongation,
        )

        found[INDONLP] = pipeline([remove_html, replace_word_elongation, replace_slang, emoji_to_words])
    except ImportError as error:
        print(f"indoNLP: {error}", file=sys.stderr)
    try:
        from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

        found["PySastrawi stem"] = StemmerFactory().create_stemmer(False).stem
    except ImportError as error:
        print(f"PySastrawi: {error}", file=sys.stderr)
    try:
        from nlp_id.tokenizer import Tokenizer

        found["nlp-id tokenizer"] = Tokenizer().tokenize
    except ImportError as error:
        print(f"nlp-id: {error}", file=sys.stderr)
    try:
        from pysentimiento.preprocessing import preprocess_tweet

        found["pysentimiento preprocess"] = preprocess_tweet
    except ImportError as error:
        print(f"pysentimiento: {error}", file=sys.stderr)
    from ftfy import fix_text

    found["ftfy fix_text"] = fix_text
    return found


def measure(texts: list[str], lex: Lexicon) -> dict[str, Any]:
    """Give each tool's time on the texts (peers: on a sample) as a multiple of the floor."""
    base = floor(texts)
    used = Cleaner(lex)
    cold, warm = (seconds(lambda: used.clean_all(texts)) for _ in range(2))
    base = (base + floor(texts)) / 2
    rows = {"wacana, cold": round(cold / base, 1), "wacana, warm": round(warm / base, 1)}
    sample = texts[:: max(len(texts) // SAMPLE, 1)][:SAMPLE]
    small = floor(sample, 51)
    alone = Cleaner(lex)
    rows["wacana, cold, sample"] = round(seconds(lambda: alone.clean_all(sample)) / small, 1)
    tools = peers()
    for tool, run in tools.items():
        rows[tool] = round(seconds(lambda run=run: [run(text) for text in sample]) / small, 1)  # type: ignore[misc]
    if INDONLP in tools:
        same = texts[:: max(len(texts) // SAME, 1)][:SAME]
        fresh, run = Cleaner(lex), tools[INDONLP]
        ours = seconds(lambda: fresh.clean_all(same))
        rows[f"indoNLP / wacana, cold, the same {len(same):,} texts"] = round(
            seconds(lambda: [run(text) for text in same]) / ours, 1
        )
    return {"texts": len(texts), "floor_texts_per_second": round(len(texts) / base), "times_floor": rows}


def main() -> None:
    """Measure, write the JSON and print the README table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options.add_argument("--peers", type=Path)
    options.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "cleaning.json")
    given = options.parse_args()
    sys.path.pop(0)  # this folder: its transformers.py is not the library that pysentimiento asks for
    if given.peers:
        sys.path.append(str(given.peers))
    start = time.process_time()
    lex = load()
    for prepare in (near.full, near.alike, near.near):
        prepare("mngknzq", lex)
    machine = f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"
    result: dict[str, object] = {"machine": machine, "load_seconds": round(time.process_time() - start, 2)}
    for name, texts in corpora(given.shared).items():
        result[name] = measured = measure(texts, lex)
        print(f"\n{name}: {measured['texts']:,} texts, floor {measured['floor_texts_per_second']:,} texts/s\n")
        print("| tool | × floor |\n| --- | --- |")
        print("\n".join(f"| {tool} | {ratio:,} |" for tool, ratio in measured["times_floor"].items()))
    given.output.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
