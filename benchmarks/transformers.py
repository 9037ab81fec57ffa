"""Speed of `--scorer hf:` against `transformers.pipeline`, interleaved in one run, at IndoBERT's shapes.

    python benchmarks/transformers.py [--comments 96] [--rounds 2] [--trained FOLDER DATA.jsonl]

Weights are random (speed does not depend on them), vocabularies those of ../shared/checkpoints, texts comments of
../shared/data. With --trained, a fine-tuned sentiment model is compared in fp32, bf16 and int8 on real comments.
Times are CPU seconds of the process, as the clock on the wall of a shared machine measures its other users; with more
than one thread, waiting for each other counts. Writes benchmarks/transformers.json.
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
LABELS = {0: "positive", 1: "neutral", 2: "negative"}


def comments(n: int) -> list[str]:
    """Give n distinct clean comments, drawn from all files."""
    files = sorted((SHARED / "data" / "comments_raw").glob("*.csv"))
    found = pd.concat(pd.read_csv(file, dtype=str)["text"].dropna().drop_duplicates().head(2000) for file in files)
    return list(clean(found.sample(n, random_state=0)))


def checkpoint(kind: str, folder: Path) -> Path:
    """Write a random model of the real shape with the real vocabulary."""
    shutil.copytree(SHARED / "checkpoints" / f"indobert-{kind}-tokenizer", folder)
    config = transformers.AutoConfig.from_pretrained(folder)
    config.id2label, config.label2id = LABELS, {label: i for i, label in LABELS.items()}
    torch.manual_seed(0)
    transformers.AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)
    return folder


def gemm(dtype: torch.dtype) -> float:
    """Measure GFLOP/s of the product that dominates: 512 word pieces × (768, 3072)."""
    a, b = torch.randn(512, 768).to(dtype), torch.randn(768, 3072).to(dtype)
    taken = []
    for _ in range(30):
        start = time.process_time()
        for _ in range(4):
            a @ b
        taken.append((time.process_time() - start) / 4)
    return 2 * 512 * 768 * 3072 / statistics.median(taken[5:]) / 1e9


def speed(kind: str, texts: list[str], rounds: int, folder: Path) -> dict[str, Any]:
    """Score the texts with each way in turn, so that a busy moment of the machine falls on all of them."""
    path = str(checkpoint(kind, folder))
    tokenizer = transformers.BertTokenizer.from_pretrained(path)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(path)
    pipe = transformers.pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")
    scorers = {name: load(path, precision=name) for name in ("auto", "bf16", "fp32")}
    for scorer in scorers.values():
        scorer.rows(["pemanasan"])
    ways: dict[str, Callable[[], Any]] = {
        "wacana": lambda: scorers["auto"]._probabilities(texts),
        "wacana bf16": lambda: scorers["bf16"]._probabilities(texts),
        "wacana fp32": lambda: scorers["fp32"]._probabilities(texts),
        "pipeline, batch 16": lambda: pipe(texts, batch_size=16, truncation=True, max_length=512),
        "pipeline, batch 1": lambda: pipe(texts, batch_size=1, truncation=True, max_length=512),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    peaks: dict[str, list[float]] = {"bf16": [], "fp32": []}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            way()
            taken[name].append(time.process_time() - start)
            peaks["bf16"].append(gemm(torch.bfloat16))
            peaks["fp32"].append(gemm(torch.float32))
    tokens = sum(map(len, scorers["bf16"].encoder.ids(texts)))
    work = tokens * 12 * 2 * (4 * 768 * 768 + 2 * 768 * 3072) / 1e9  # GFLOP of the products with weights
    best = {name: min(times) for name, times in taken.items()}
    peak = {name: max(values) for name, values in peaks.items()}
    return {
        "choice": scorers["auto"].choice,
        "comments": len(texts),
        "word_pieces_a_comment": round(tokens / len(texts), 1),
        "cpu_seconds": {name: [round(t, 2) for t in times] for name, times in taken.items()},
        "comments_a_cpu_second": {name: round(len(texts) / t, 2) for name, t in best.items()},
        "times_pipeline_16": {name: round(best["pipeline, batch 16"] / t, 2) for name, t in best.items()},
        "gemm_gflops": {name: round(value) for name, value in peak.items()},
        "share_of_gemm": {
            "wacana bf16": round(work / best["wacana bf16"] / peak["bf16"], 2),
            "wacana fp32": round(work / best["wacana fp32"] / peak["fp32"], 2),
        },
    }


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
    parser.add_argument("--comments", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=2)
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
                found[name] = speed(KINDS[name], texts, given.rounds, Path(folder) / name)
                print(name, json.dumps(found[name], indent=1))
    if given.trained:
        found["trained"] = fidelity(given.trained[0], Path(given.trained[1]))
        print(json.dumps(found["trained"], indent=1))
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
