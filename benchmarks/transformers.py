"""Speed of `--scorer hf:` against `transformers.pipeline`, interleaved in one run, at IndoBERT's shapes.

    python benchmarks/transformers.py [--comments 2000] [--compared 256] [--trained FOLDER DATA.jsonl]

Weights are random (speed does not depend on them), vocabularies those of ../shared/checkpoints, texts comments of
../shared/data. The comments are scored in blocks, as `wacana score` does; on every block each other way takes its turn
with the block's first comments, --compared in all, and rates are compared by word piece. With --trained, a fine-tuned
sentiment model is compared in fp32, bf16 and int8 on real comments. Times are CPU seconds of the process, as the clock
on the wall of a shared machine measures its other users; with more than one thread, waiting for each other counts.
Writes benchmarks/transformers.json.
"""

# ruff: noqa: E402 (the path has to be changed before the imports)
from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# This file is called like the library that it measures.
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]

import numpy as np
import pandas as pd
import torch
import transformers

from wacana.clean import clean
from wacana.score.transformer import load
from wacana.score.transformer.runtime import capabilities

SHARED = HERE.parents[1] / "shared"
KINDS = {"IndoBERT-base": "base-p1", "IndoBERT-lite": "lite"}
WANTED = ("amx_bf16", "avx2", "avx512_bf16", "avx512_vnni")  # what decides the precision
SLOW = "pipeline, batch 16"
BLOCK = 512  # comments that are sorted by length together, as in TransformerScorer
LABELS = {0: "positive", 1: "neutral", 2: "negative"}


def comments(n: int) -> list[str]:
    """Give n distinct clean comments, drawn from all files."""
    files = sorted((SHARED / "data" / "comments_raw").glob("*.csv"))
    found = pd.concat(pd.read_csv(file, dtype=str)["text"].dropna().drop_duplicates().head(2000) for file in files)
    return list(clean(found.sample(n, random_state=0)))


def checkpoint(kind: str, folder: Path) -> Path:
    """Write a random model of the real shape with the real vocabulary, and nothing that names the tokenizer."""
    folder.mkdir()
    for name in ("config.json", "vocab.txt"):
        shutil.copyfile(SHARED / "checkpoints" / f"indobert-{kind}-tokenizer" / name, folder / name)
    config = transformers.AutoConfig.from_pretrained(folder)
    config.id2label, config.label2id = LABELS, {label: i for i, label in LABELS.items()}
    torch.manual_seed(0)
    transformers.AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)
    return folder


def gemm(dtype: torch.dtype) -> float:
    """Measure GFLOP/s of the product that dominates: 512 word pieces × (768, 3072)."""
    a, b = torch.randn(512, 768).to(dtype), torch.randn(768, 3072).to(dtype)
    taken = []
    for _ in range(10):
        start = time.process_time()
        for _ in range(4):
            a @ b
        taken.append((time.process_time() - start) / 4)
    return 2 * 512 * 768 * 3072 / statistics.median(taken[2:]) / 1e9


def speed(kind: str, texts: list[str], compared: int, folder: Path) -> dict[str, Any]:
    """Score each block with each way in turn, so that a busy moment of the machine falls on all of them."""
    path = str(checkpoint(kind, folder))
    tokenizer = transformers.BertTokenizer.from_pretrained(path)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(path)
    pipe = transformers.pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")
    scorers = {name: load(path, precision=name) for name in ("auto", "bf16", "fp32")}
    for scorer in scorers.values():
        scorer.rows(["pemanasan"])
    ways: dict[str, Callable[[list[str]], Any]] = {
        "wacana": scorers["auto"].rows,
        "wacana bf16": scorers["bf16"].rows,
        "wacana fp32": scorers["fp32"].rows,
        SLOW: lambda some: pipe(some, batch_size=16, truncation=True, max_length=512),
        "pipeline, batch 1": lambda some: pipe(some, batch_size=1, truncation=True, max_length=512),
    }
    blocks = [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
    share = min(compared / len(texts), 1.0)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    pieces: dict[str, list[int]] = {name: [] for name in ways}
    peaks: dict[str, list[float]] = {"bf16": [], "fp32": []}
    for block in blocks:
        for name, way in ways.items():
            some = block if name == "wacana" else block[: round(share * len(block))]
            start = time.process_time()
            way(some)
            seconds[name].append(time.process_time() - start)
            pieces[name].append(sum(map(len, scorers["fp32"].encoder.ids(some))))
        peaks["bf16"].append(gemm(torch.bfloat16))
        peaks["fp32"].append(gemm(torch.float32))
        print({name: round(values[-1], 1) for name, values in seconds.items()}, flush=True)
    rate = {name: sum(pieces[name]) / sum(seconds[name]) for name in ways}
    ours, slow = (np.array(pieces[name]) / np.array(seconds[name]) for name in ("wacana", SLOW))
    peak = {name: statistics.median(values) for name, values in peaks.items()}
    each = sum(pieces["wacana"]) / len(texts)
    work = 12 * 2 * (4 * 768 * 768 + 2 * 768 * 3072) / 1e9  # GFLOP of a word piece's products with weights
    return {
        "choice": scorers["auto"].choice,
        "comments": len(texts),
        "comments_compared": round(share * len(texts)),
        "word_pieces_a_comment": round(each, 1),
        "unknown_share": unknown(tokenizer, texts),
        "unknown_share_of_autotokenizer": unknown(transformers.AutoTokenizer.from_pretrained(path), texts),
        "cpu_seconds": {name: round(sum(values), 1) for name, values in seconds.items()},
        "comments_a_cpu_second": {name: round(value / each, 1) for name, value in rate.items()},
        "times_pipeline_16": {name: round(value / rate[SLOW], 2) for name, value in rate.items()},
        "times_pipeline_16_by_block": [round(float(value), 2) for value in ours / slow],
        "gemm_gflops": {name: round(value) for name, value in peak.items()},
        "share_of_gemm": {name: round(work * rate[f"wacana {name}"] / peak[name], 2) for name in peak},
    }


def unknown(tokenizer: Any, texts: list[str]) -> float:
    """Give the share of [UNK] among the word pieces of the texts."""
    ids = [i for one in tokenizer(texts, add_special_tokens=False)["input_ids"] for i in one]
    return round(ids.count(tokenizer.unk_token_id) / len(ids), 4)


def fidelity(folder: str, data: Path) -> dict[str, Any]:
    """Compare a trained model's probabilities and labels in shorter precisions with those in fp32."""
    rows = pd.read_json(data, lines=True)
    texts = list(clean(rows["text"]).drop_duplicates())
    from wacana.score.transformer.onnx import export

    with tempfile.TemporaryDirectory() as made:
        export(folder, Path(made) / "int8", int8=True)
        scorers = {"fp32": load(folder, precision="fp32"), "bf16": load(folder, precision="bf16"),
                   "int8": load(f"{made}/int8")}  # fmt: skip
        p = {name: scorer._probabilities(texts) for name, scorer in scorers.items()}
    plain = p.pop("fp32")
    return {
        "texts": len(texts),
        **{
            name: {
                "max_change": round(float(abs(values - plain).max()), 4),
                "labels_equal": round(float((values.argmax(1) == plain.argmax(1)).mean()), 4),
            }
            for name, values in p.items()
        },
    }


def main() -> None:
    """Run and write the JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--comments", type=int, default=2000)
    parser.add_argument("--compared", type=int, default=256, help="comments that the other ways take")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--trained", nargs=2, metavar=("FOLDER", "DATA"))
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    os.environ["OMP_NUM_THREADS"] = str(given.threads)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    file = HERE / "transformers.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    found["machine"] = {
        "processor": " ".join([platform.machine(), *sorted(name for name in WANTED if capabilities().get(name))]),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "numpy": np.__version__,
    }
    if given.comments:
        texts = comments(given.comments)
        with tempfile.TemporaryDirectory() as folder:
            for name in given.kinds:
                found[name] = speed(KINDS[name], texts, given.compared, Path(folder) / name)
                print(name, json.dumps(found[name], indent=1))
    if given.trained:
        found["trained"] = fidelity(given.trained[0], Path(given.trained[1]))
        print(json.dumps(found["trained"], indent=1))
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
