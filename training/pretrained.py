"""Fine-tune pretrained networks on all labels but one fold, and print what each gives on dev and on that fold.

    python training/pretrained.py --shared ../shared --work WORK none WORK/hidden/1440 WORK/replaced/1440

A name is one of pretrain.py's files without its ending; "none" begins at random with the shape of the file after it.
Dev is never trained on. No threshold is chosen: sentiment has macro-F1 and log-loss (after the best slope), themes have
average precision, each alone and added to the linear model of the same labels; targets, which the networks tell alone
here, have micro-F1 where there is a theme.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
from dataclasses import replace
from pathlib import Path

import encoder
import metrics
import numpy as np
import torch
import train as linear
from attention import Pretrained
from corpus import THEMES
from encoder_net import Config, Reader, Texts, changed, learn, predict
from encoder_table import build
from labelled import LEARNT, Labelled
from sklearn.metrics import average_precision_score, f1_score
from targets import Judged

from wacana.score.encoder.scorer import embed

FOLD = 0
RANDOM = "none"
COLUMNS = ("sentiment", "log-loss", *THEMES, "targets")


def scores(data: Labelled, name: str, rows: np.ndarray, logits: np.ndarray) -> list[float]:
    """Give the columns' values."""
    classes, themes = data.classes(name)[rows], data.themes(name)[rows]
    clear = classes >= 0
    said, wanted = logits[clear, : encoder.CLASSES.stop], classes[clear]
    losses = [
        -np.log(metrics.softmax(slope * said)[np.arange(len(wanted)), wanted] + 1e-9).mean()
        for slope in np.linspace(0.2, 2.5, 47)
    ]
    judged = Judged.of([data.rows[name][row] for row in rows], data.slugs)
    if (targets := logits[:, linear.TASKS :]).size:
        judged = judged.said(targets.reshape(len(rows), len(THEMES), -1))
    precision = [average_precision_score(themes[:, i], logits[:, encoder.CLASSES.stop + i]) for i in range(len(THEMES))]
    return [
        f1_score(wanted, said.argmax(axis=1), average="macro"),
        min(losses),
        *precision,
        judged.micro_f1() if targets.size else np.nan,
    ]


def main() -> None:
    """Fine-tune each, several seeds, and print a row for each set it is judged on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--raw", action="store_true", help="texts as they were written; WORK is of vectors.py --raw")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="of the fine-tuning")
    args = parser.parse_args()
    config = changed(Config(), args.set)
    data = Labelled(args.shared, args.work, str if args.raw else None)
    taken = {name: np.flatnonzero(data.fold[name] != FOLD) for name in LEARNT} | {"dev": np.empty(0, int)}
    left = {"dev": np.arange(len(data.dev)), "silver": np.flatnonzero(data.fold["silver"] == FOLD)}
    texts = {name: Texts([data.coded[i] for i in data.at[name]]) for name in linear.WEIGHTS}
    taken["smsa_train"] = np.arange(len(texts["smsa_train"].codes))
    own = Texts.joined([texts[name].take(taken[name]) for name in linear.WEIGHTS])
    wanted = encoder.labels(data, {name: taken[name] for name in linear.WEIGHTS})
    weights = linear.learn(data, taken)
    other = {
        name: weights.logits(data.design.take(data.at[name][rows]), data.z[data.at[name][rows]])
        for name, rows in left.items()
    }
    before = encoder.more(data, args.shared)
    print("| network | judged on |", *(f"{column} |" for column in COLUMNS), "minutes |")
    print("| --- " * (len(COLUMNS) + 3) + "|")

    def row(label: str, name: str, logits: np.ndarray, minutes: float = 0.0) -> None:
        values = [f"{value:.3f} |" for value in scores(data, name, left[name], logits)]
        print(f"| {label} | {name} |", *values, f"{minutes:.1f} |", flush=True)

    for name, logits in other.items():
        row("linear", name, logits)
    for at, network in enumerate(args.networks):
        made: dict[str, list[np.ndarray]] = {name: [] for name in left}
        for seed in range(args.seeds):
            torch.manual_seed(seed)
            begun = Pretrained.load(Path(args.networks[at + 1] if network == RANDOM else network))
            table = embed(build(data.vectors, data.types.forms, begun.shape.vector, begun.known), data.types.forms)
            if network == RANDOM:
                begun = replace(begun, weights={})
            reader = Reader(table, encoder.heads(data), begun, config).to(
                "cuda" if torch.cuda.is_available() else "cpu"
            )
            start = time.monotonic()
            with contextlib.redirect_stdout(io.StringIO()):
                learn(reader, before.texts, before.wanted, config.first, seed=seed)
                learn(reader, own, wanted, config.epochs, seed=seed)
            minutes = (time.monotonic() - start) / 60
            for name, rows in left.items():
                made[name].append(predict(reader, texts[name].take(rows), encoder.HEADS))
                row(f"{network}, seed {seed}", name, made[name][-1], minutes)
        for name, parts in made.items():
            row(f"{network} + linear", name, np.mean(parts, axis=0)[:, : linear.TASKS] + other[name])


if __name__ == "__main__":
    main()
