"""Train the encoder that ships beside the linear model, and fit the sum of both.

    python training/encoder.py --shared ../shared --work WORK --out src/wacana/resources/models/komentar_encoder

Needs the vectors of vectors.py in WORK, torch and scikit-learn, and the linear model of train.py where it ships. Each
network has left out another fifth of silver and dev: there the sum with the linear model is fitted and measured, and
all networks together ship. ``--set hidden=192`` makes a larger one.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import card
import metrics
import numpy as np
import torch
import train as linear
from corpus import SENTIMENTS, THEMES
from encoder_net import Config, Reader, Texts, Wanted, changed, learn, predict
from encoder_table import build
from labelled import FOLDS, JUDGED, LEARNT, Labelled
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from targets import weigh_near

from wacana.codebook import load as load_codebook
from wacana.score.encoder.model import Encoder, Sizes, save
from wacana.score.encoder.scorer import EncoderScorer, embed
from wacana.score.linear.scorer import default

HEADS = {"sentiment": len(SENTIMENTS), "themes": len(THEMES)}
MIXED = (0.35, 0.15, 0.5)  # what a comment labelled "mixed" teaches of the classes
CLASSES = slice(0, len(SENTIMENTS))
TEMPLATE = Path(__file__).with_name("encoder_card.md")


def labels(data: Labelled, taken: linear.Rows) -> dict[str, Wanted]:
    """Give what the labels want; rare classes weigh more, and "mixed" teaches a little of each class."""
    sizes = [len(rows) for rows in taken.values()]
    classes = np.concatenate([data.classes(name)[rows] for name, rows in taken.items()])
    themes = np.concatenate([data.themes(name)[rows] for name, rows in taken.items()])
    each = np.repeat([linear.WEIGHTS[name] for name in taken], sizes)
    judged = np.repeat([name in LEARNT for name in taken], sizes)
    counts = np.bincount(classes[classes >= 0], minlength=len(SENTIMENTS))
    weight = np.append((counts.sum() / len(SENTIMENTS) / counts) ** 0.5, 0.3)  # the last for mixed
    return {
        "sentiment": Wanted(np.vstack([np.eye(len(SENTIMENTS)), MIXED])[classes], each * weight[classes], True),
        "themes": Wanted(themes, (each * judged)[:, None] * np.where(themes, 1.5, 1.0), False),
    }


class Networks:
    """Networks that have each left out a fold of silver and dev; ``logits`` are what they say of it."""

    def __init__(self, data: Labelled, arrays: dict[str, np.ndarray], config: Config) -> None:
        table = embed(arrays, data.types.forms)
        texts = {name: Texts([data.coded[i] for i in data.at[name]]) for name in linear.WEIGHTS}
        self.logits = {name: np.zeros((len(data.at[name]), linear.TASKS), np.float32) for name in JUDGED}
        self.readers: list[Reader] = []
        self.curves: list[list[tuple[int, float]]] = []
        for fold in range(FOLDS):
            torch.manual_seed(fold)
            reader = Reader(table, HEADS, config).to("cuda" if torch.cuda.is_available() else "cpu")
            taken = {name: np.flatnonzero(data.fold[name] != fold) for name in LEARNT}
            taken["smsa_train"] = np.arange(len(texts["smsa_train"].codes))
            own = Texts.joined([texts[name].take(rows) for name, rows in taken.items()])
            print(f"network {fold + 1} of {FOLDS}", flush=True)
            self.curves.append(learn(reader, own, labels(data, taken), seed=fold))
            for name in JUDGED:
                left = np.flatnonzero(data.fold[name] == fold)
                self.logits[name][left] = predict(reader, texts[name].take(left), list(HEADS))
            self.readers.append(reader)

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the arrays of the networks, side by side."""
        states = [{name: value.cpu().numpy() for name, value in reader.state_dict().items()} for reader in self.readers]

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
        axes.set(xlabel="step", ylabel="loss, nats a comment")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        figure.savefig(file, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Train, cross-validate, and write the model folder with its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    args = parser.parse_args()
    config = changed(Config(), args.set)
    data, slugs = Labelled(args.shared, args.work), tuple(target.slug for target in load_codebook().targets)
    other, named = linear.cross_validate(data, slugs)
    weigh_near(named)
    together, classes, themes, weight = linear.joined(data, other)
    slope, shift = linear.calibrate(together, classes, themes, weight)
    other = {name: logits * slope + shift for name, logits in other.items()}
    arrays = build(data.vectors, data.types.forms, config)
    networks = Networks(data, arrays, config)
    own, both = (linear.joined(data, logits)[0] for logits in (networks.logits, other))
    a, b, c = mix(own, both, classes, themes, weight)
    print(f"encoder counts {a.round(2)}, linear {b.round(2)}, shift {c.round(2)}")
    mixed = {name: a * networks.logits[name] + b * other[name] + c for name in JUDGED}
    shown = {"linear": other, "networks": networks.logits, "encoder": mixed}
    tables = {name: card.scores(data, logits, thresholds(data, logits), named) for name, logits in shown.items()}
    print(*(f"{name}\n{table}" for name, table in tables.items()), sep="\n", flush=True)
    if args.out:
        arrays |= networks.arrays()
        parts = [tuple(round(float(x), 5) for x in part) for part in (a, b, c)]
        lines = {theme: round(line, 4) for theme, line in zip(THEMES, thresholds(data, mixed), strict=True)}
        about = {"config": asdict(config), "linear": default().model.sha256}
        model = Encoder("komentar_encoder", Sizes.of(arrays), *parts, lines, arrays, about)
        save(model, args.out, card.text(data, EncoderScorer(model), tables["encoder"], TEMPLATE))
        draw(networks.curves, args.out / "losses.svg")


def thresholds(data: Labelled, logits: linear.Rows) -> list[float]:
    """Give the thresholds of the themes, chosen on comments that were not trained on."""
    together, _, themes, weight = linear.joined(data, logits)
    p = metrics.sigmoid(together[:, CLASSES.stop :])
    return [metrics.best_threshold(themes[:, i], p[:, i], weight) for i in range(len(THEMES))]


if __name__ == "__main__":
    main()
