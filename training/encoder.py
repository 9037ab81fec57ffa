"""Train the encoder that ships beside the linear model, and fit the sum of both.

    python training/encoder.py --shared ../shared --work WORK --out src/wacana/resources/models/komentar_encoder

Needs the vectors of vectors.py in WORK, torch and scikit-learn. Prints scores by cross-validation and on dev. Each
network has left out another fifth of silver: there the sum is fitted, and all of them together ship. ``--set hidden=192
--set members=5`` makes a larger one.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, fields, replace
from pathlib import Path

import metrics
import numpy as np
import torch
import train as linear
from corpus import SENTIMENTS, THEMES
from encoder_net import Config, Reader, Texts, Wanted, learn, predict
from encoder_table import build
from labelled import FOLDS, Labelled
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from wacana.score.encoder.model import Encoder, Sizes, save
from wacana.score.encoder.scorer import embed
from wacana.score.linear.model import Model

HEADS = {"sentiment": len(SENTIMENTS), "themes": len(THEMES)}
MIXED = (0.35, 0.15, 0.5)  # what a comment labelled "mixed" teaches of the classes
CLASSES = slice(0, len(SENTIMENTS))


def labels(data: Labelled, rows: np.ndarray) -> dict[str, Wanted]:
    """Give what the labels of silver comments want; rare classes weigh more, and "mixed" teaches a little of each."""
    classes, themes = data.classes("silver")[rows], data.themes("silver")[rows]
    counts = np.bincount(classes[classes >= 0], minlength=len(SENTIMENTS))
    weight = np.append((counts.sum() / len(SENTIMENTS) / counts) ** 0.5, 0.3)  # the last for mixed
    return {
        "sentiment": Wanted(np.vstack([np.eye(len(SENTIMENTS)), MIXED])[classes], weight[classes], True),
        "themes": Wanted(themes, np.where(themes, 1.5, 1.0), False),
    }


class Linear:
    """The linear model: its calibrated logits of silver (each by a model that has not seen it) and of dev."""

    def __init__(self, data: Labelled) -> None:
        raw = np.zeros((len(data.silver), linear.TASKS), np.float32)
        for fold in range(FOLDS):
            made = linear.learn(data, np.flatnonzero(data.fold != fold))
            raw[data.fold == fold] = linear.score(data, made, data.at["silver"][data.fold == fold])
        made = linear.learn(data, np.arange(len(data.silver)))
        raw_dev = linear.score(data, made, data.at["dev"])
        judged = linear.judge(data, raw, raw_dev)
        slope, shift = linear.calibrate(*judged)
        self.model: Model = linear.assemble(data, made, raw)  # calibrates in the same way
        self.silver, self.dev, self.weight = raw * slope + shift, raw_dev * slope + shift, judged[3][: len(raw)]


class Networks:
    """Networks that have each left out a fold of silver: what they say of it, and of dev."""

    def __init__(self, data: Labelled, arrays: dict[str, np.ndarray], config: Config) -> None:
        table = embed(arrays, data.types.forms)
        silver, dev = (Texts([data.coded[i] for i in data.at[name]]) for name in ("silver", "dev"))
        self.silver = np.zeros((len(data.silver), linear.TASKS), np.float32)
        self.dev: list[np.ndarray] = []
        self.readers: list[Reader] = []
        self.curves: list[list[tuple[int, float]]] = []
        for fold in range(config.members):
            torch.manual_seed(fold)
            reader = Reader(table, HEADS, config)
            rows, left = np.flatnonzero(data.fold != fold), np.flatnonzero(data.fold == fold)
            self.curves.append(learn(reader, silver.take(rows), labels(data, rows), epochs=config.epochs, seed=fold))
            self.silver[left] = predict(reader, silver.take(left), list(HEADS))
            self.dev.append(predict(reader, dev, list(HEADS)))
            self.readers.append(reader)

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the arrays of the networks, side by side."""
        states = [{name: value.numpy() for name, value in reader.state_dict().items()} for reader in self.readers]

        def both(kind: str) -> np.ndarray:
            return np.array([[s[f"states.{kind}_l0"].T, s[f"states.{kind}_l0_reverse"].T] for s in states])

        return {
            "into": both("weight_ih"),
            "again": both("weight_hh"),
            "shift": np.stack([both("bias_ih"), both("bias_hh")], axis=2),
            "look": np.array([s["look.weight"].T for s in states]),
            "look_shift": np.array([s["look.bias"] for s in states]),
            "look_at": np.array([s["look_at.weight"][0] for s in states]),
            "out": np.array([np.vstack([s[f"heads.{name}.weight"] for name in HEADS]).T for s in states]),
            "out_shift": np.array([np.concatenate([s[f"heads.{name}.bias"] for name in HEADS]) for s in states]),
        }


def mix(
    own: np.ndarray, other: np.ndarray, classes: np.ndarray, themes: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit how much encoder and linear model count for each output, and a shift, so that the sum is calibrated."""
    clear = classes >= 0

    def loss(counts: np.ndarray) -> float:
        p = metrics.softmax(counts[0] * own[clear, CLASSES] + counts[1] * other[clear, CLASSES])
        return -float(np.average(np.log(p[np.arange(len(p)), classes[clear]]), weights=weight[clear]))

    found = minimize(loss, np.array([0.5, 0.5]), method="Nelder-Mead").x
    counts = [(*found, 0.0)] * len(SENTIMENTS)
    for i, present in enumerate(themes.T, start=len(SENTIMENTS)):
        both = np.stack([own[:, i], other[:, i]], axis=1)
        made = LogisticRegression(C=1e6).fit(both, present, sample_weight=weight)
        counts.append((*made.coef_[0], made.intercept_[0]))
    a, b, shift = np.array(counts).T
    return a, b, shift


def draw(curves: list[list[tuple[int, float]]], file: Path) -> None:
    """Draw the losses by step, a line for each network."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "wacana", "font.size": 8.5}):
        figure = Figure(figsize=(6.3, 3.0), layout="constrained")
        axes = figure.subplots()
        for i, curve in enumerate(curves, start=1):
            axes.plot(*zip(*curve, strict=True), linewidth=1, label=f"network {i}")
        axes.set(xlabel="step", ylabel="loss, nats a comment (sentiment and themes)")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        figure.savefig(file, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Train, cross-validate, and write the model folder; its README.md stays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    args = parser.parse_args()
    kinds = {field.name: type(field.default) for field in fields(Config)}
    config = replace(Config(), **{name: kinds[name](value) for name, value in (each.split("=") for each in args.set)})
    data = Labelled(args.shared, args.work)
    half, arrays = Linear(data), build(data.vectors, config)
    networks = Networks(data, arrays, config)
    rows = np.flatnonzero(data.fold < config.members)
    classes, themes, weight = data.classes("silver")[rows], data.themes("silver")[rows], half.weight[rows]
    a, b, shift = mix(networks.silver[rows], half.silver[rows], classes, themes, weight)
    print(f"encoder counts {a.round(2)}, linear {b.round(2)}, shift {shift.round(2)}")
    silver = {"linear": half.silver[rows], "network": networks.silver[rows]}
    silver["both"] = a * silver["network"] + b * silver["linear"] + shift
    found = {name: metrics.report(f"silver: {name}", logits, classes, themes) for name, logits in silver.items()}
    labelled = data.classes("dev"), data.themes("dev")
    metrics.report("dev: linear", half.dev, *labelled, found["linear"])
    for i, own in enumerate(networks.dev, start=1):
        metrics.report(f"dev: network {i}", own, *labelled, found["network"])
        metrics.report(f"dev: network {i} and linear", a * own + b * half.dev + shift, *labelled, found["both"])
    total = a * np.mean(networks.dev, axis=0) + b * half.dev + shift
    metrics.report("dev: all networks and linear", total, *labelled, found["both"])
    if args.out:
        p = metrics.sigmoid(silver["both"][:, CLASSES.stop :])
        lines = [metrics.best_threshold(themes[:, i], p[:, i], weight) for i in range(len(THEMES))]
        first, *others = half.model.tasks
        tasks = [replace(task, threshold=round(line, 4)) for task, line in zip(others, lines, strict=True)]
        arrays |= networks.arrays()
        model = Encoder(
            "komentar_encoder",
            Sizes.of(arrays),
            *(tuple(round(float(x), 5) for x in part) for part in (a, b, shift)),
            arrays,
            replace(half.model, tasks=(first, *tasks)),
            {"config": asdict(config)},
        )
        card = args.out / "README.md"
        save(model, args.out, card.read_text(encoding="utf-8") if card.exists() else "# komentar_encoder\n")
        draw(networks.curves, args.out / "losses.svg")


if __name__ == "__main__":
    main()
