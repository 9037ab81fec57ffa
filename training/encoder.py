"""Train the encoder that ships beside the linear model, and fit the sum of both.

    python training/encoder.py --shared ../shared --work WORK --begin WORK/own3/4200 \\
        --out src/wacana/resources/models/komentar_encoder

Needs the vectors of vectors.py and a network of pretrain.py in WORK, torch and scikit-learn, and the linear model of
train.py where it ships (its scores by cross-validation are in WORK). Each network has left out another part of silver
and dev: there the sum with the linear model is fitted and measured, and all networks together ship. ``--set epochs=3``
trains longer.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import card
import corpus
import metrics
import numpy as np
import torch
import train as linear
from attention import Pretrained
from corpus import SENTIMENTS, THEMES
from encoder_net import Config, Reader, Texts, Wanted, changed, learn, predict
from encoder_table import build, whole
from labelled import JUDGED, LEARNT, Labelled, classes_of, toward_of
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from targets import WEIGHTS as TARGETS
from targets import Judged

from wacana.score.encoder.model import MATRICES, Encoder, Sizes, save
from wacana.score.encoder.scorer import EncoderScorer, embed
from wacana.score.linear.model import text_hashes
from wacana.score.linear.scorer import default

HEADS = ("sentiment", "themes", "targets")
NETWORKS = 3  # each leaves out other folds: two, two and one of the five
MIXED = (0.35, 0.15, 0.5)  # what a comment labelled "mixed" teaches of the classes
CLASSES = slice(0, len(SENTIMENTS))
TOWARD = 0.5  # what a wrong target costs beside a wrong theme
TEMPLATE = Path(__file__).with_name("encoder_card.md")


def labels(data: Labelled, taken: linear.Rows) -> dict[str, Wanted]:
    """Give what the labels want of the networks."""
    sizes = [len(rows) for rows in taken.values()]
    return wanted(
        np.concatenate([data.classes(name)[rows] for name, rows in taken.items()]),
        np.concatenate([data.toward(name)[rows] for name, rows in taken.items()]),
        np.repeat([linear.WEIGHTS[name] for name in taken], sizes),
        np.repeat([name in LEARNT for name in taken], sizes),
    )


def heads(data: Labelled) -> dict[str, int]:
    """Give the heads of a network and how many outputs each has; targets are told for each theme."""
    return dict(zip(HEADS, (len(SENTIMENTS), len(THEMES), len(THEMES) * len(data.slugs)), strict=True))


def wanted(classes: np.ndarray, toward: np.ndarray, each: np.ndarray, judged: np.ndarray) -> dict[str, Wanted]:
    """Weigh rare classes more; "mixed" teaches a little of each class. ``judged`` are texts with labels of themes.

    A theme that is absent teaches nothing of its targets.
    """
    themes, sizes = toward.any(axis=2), toward.shape
    counts = np.bincount(classes[classes >= 0], minlength=len(SENTIMENTS))
    weight = np.append((counts.sum() / len(SENTIMENTS) / counts) ** 0.5, 0.3)  # the last for mixed
    return {
        "sentiment": Wanted(np.vstack([np.eye(len(SENTIMENTS)), MIXED])[classes], each * weight[classes], True),
        "themes": Wanted(themes, (each * judged)[:, None] * np.where(themes, 1.5, 1.0), False),
        "targets": Wanted(
            toward.reshape(sizes[0], -1), TOWARD * each[:, None] * themes.repeat(sizes[2], axis=1), False
        ),
    }


class Before(NamedTuple):
    """What networks learn from first: its labels are less like those that are judged on."""

    texts: Texts
    wanted: dict[str, Wanted]
    hashes: np.ndarray


def more(data: Labelled, shared: Path) -> Before:
    """Read the labels of more texts of the corpus, without copies of what is judged on."""
    held = corpus.held(shared)
    judged = {corpus.text_hash(text, 40) for name in JUDGED for text in data.texts[name]}
    rows = [
        row
        for row in corpus.labelled_social(shared, "more")
        if not (row["spam"] or held.copied(row["text"]) or corpus.text_hash(row["text"], 40) in judged)
    ]
    codes, lengths = data.types.read([data.read(row["text"]) for row in rows])
    even = np.ones(len(rows))
    made = wanted(classes_of([r["sentiment"] for r in rows]), toward_of(rows, data.slugs), even, even.astype(bool))
    hashes = text_hashes(row["text"] for row in rows)
    return Before(Texts(np.split(codes, np.cumsum(lengths)[:-1])), made, hashes)


class Networks:
    """Networks that have each left out a part of silver and dev; ``logits`` are what they say of it."""

    def __init__(self, data: Labelled, before: Before, table: np.ndarray, begun: Pretrained, config: Config) -> None:
        texts = {name: Texts([data.coded[i] for i in data.at[name]]) for name in linear.WEIGHTS}
        sizes = heads(data)
        self.logits = {name: np.zeros((len(data.at[name]), sum(sizes.values())), np.float32) for name in JUDGED}
        self.readers: list[Reader] = []
        self.curves: list[list[tuple[int, float]]] = []
        device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(0)
        first = Reader(table, sizes, begun, config).to(device)
        print("what all networks begin with", flush=True)
        self.curves.append(learn(first, before.texts, before.wanted, config.first, seed=0))
        for part in range(NETWORKS):
            reader = copy.deepcopy(first)
            taken = {name: np.flatnonzero(data.fold[name] % NETWORKS != part) for name in LEARNT}
            taken["smsa_train"] = np.arange(len(texts["smsa_train"].codes))
            own = Texts.joined([texts[name].take(rows) for name, rows in taken.items()])
            print(f"network {part + 1} of {NETWORKS}", flush=True)
            self.curves.append(learn(reader, own, labels(data, taken), config.epochs, seed=part))
            for name in JUDGED:
                left = np.flatnonzero(data.fold[name] % NETWORKS == part)
                self.logits[name][left] = predict(reader, texts[name].take(left), HEADS)
            self.readers.append(reader)

    def said(self, data: Labelled, named: dict[str, Judged]) -> tuple[linear.Rows, dict[str, Judged]]:
        """Give the logits of the tasks, and those of the targets of the themes that comments were labelled with."""
        parts = {name: np.split(logits, [linear.TASKS], axis=1) for name, logits in self.logits.items()}
        each = (-1, len(THEMES), len(data.slugs))
        toward = {name: judged.said(parts[name][1].reshape(each)) for name, judged in named.items()}
        return {name: tasks for name, (tasks, _) in parts.items()}, toward

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the arrays of the networks, side by side; matrices as whole numbers."""
        each = [_arrays({name: value.cpu().numpy() for name, value in r.state_dict().items()}) for r in self.readers]
        made = {name: np.stack([arrays[name] for arrays in each]) for name in each[0]}
        for name in MATRICES:
            made[name], made[f"{name}_units"] = whole(made[name])
        return made


def _arrays(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give a network's weights by their names in the folder, those of its layers as one array."""
    layers = range(sum(name.endswith("asked.weight") for name in state))

    def of_layers(name: str) -> np.ndarray:
        return np.stack([state[f"states.blocks.{layer}.{name}"] for layer in layers])

    made = {"look_at": state["look_at.weight"][0]}
    norms = [f"states.blocks.{layer}.norms.{i}" for layer in layers for i in (0, 1)]
    made["norms"] = np.stack([[state[f"{name}.weight"], state[f"{name}.bias"]] for name in (*norms, "states.norm")])
    for kind, to in (("weight", ""), ("bias", "_shift")):
        made |= {f"into{to}": state[f"states.into.{kind}"], f"look{to}": state[f"look.{kind}"]}
        made |= {f"{name}{to}": of_layers(f"{name}.{kind}") for name in ("asked", "told", "gate", "back")}
        made[f"out{to}"] = np.concatenate([state[f"heads.{name}.{kind}"] for name in HEADS])
    return made


class Counts(NamedTuple):
    """How much encoder and linear model count for each output, and a shift."""

    own: np.ndarray
    other: np.ndarray
    shift: np.ndarray

    def of(self, own: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Give the sum of their logits."""
        return self.own * own + self.other * other + self.shift


def platt(own: np.ndarray, other: np.ndarray, present: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """Fit what both count for a yes or no, and the shift."""
    made = LogisticRegression(C=1e6).fit(np.stack([own, other], axis=1), present, sample_weight=weight)
    return (*made.coef_[0], made.intercept_[0])


def mix(own: np.ndarray, other: np.ndarray, classes: np.ndarray, themes: np.ndarray, weight: np.ndarray) -> Counts:
    """Fit the counts of the tasks, so that the sum is calibrated."""
    clear = classes >= 0

    def loss(counts: np.ndarray) -> float:
        p = metrics.softmax(counts[0] * own[clear, CLASSES] + counts[1] * other[clear, CLASSES])
        return -float(np.average(np.log(p[np.arange(len(p)), classes[clear]]), weights=weight[clear]))

    found = minimize(loss, np.array([0.5, 0.5]), method="Nelder-Mead").x
    counts = [(*found, 0.0)] * len(SENTIMENTS)
    for i, present in enumerate(themes.T, start=len(SENTIMENTS)):
        counts.append(platt(own[:, i], other[:, i], present, weight))
    return Counts(*np.array(counts).T)


def mix_targets(own: dict[str, Judged], other: dict[str, Judged]) -> Counts:
    """Fit the counts of all targets together, on the comments that carry a theme."""
    parts = [
        (own[name].logits, judged.logits, judged.wanted, np.full(judged.wanted.shape, TARGETS[name]))
        for name, judged in other.items()
    ]
    return Counts(*platt(*(np.concatenate([x.ravel() for x in part]) for part in zip(*parts, strict=True))))


def draw(before: Sequence[tuple[int, float]], curves: Sequence[Sequence[tuple[int, float]]], file: Path) -> None:
    """Draw the losses by step: of the pretraining, and of what learns from labels, a line for each network."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "wacana", "font.size": 8.5}):
        figure = Figure(figsize=(6.8, 3.0), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.plot(*zip(*before, strict=True), linewidth=1, color="0.3")
        left.set(title="hidden words", xlabel="step", ylabel="loss, nats a word (of 2,049)")
        for i, curve in enumerate(curves):
            label = f"network {i}" if i else "before, on more labels"
            right.plot(*zip(*curve, strict=True), linewidth=1, label=label)
        right.set(title="labels", xlabel="step", ylabel="loss, nats a comment")
        right.legend(frameon=False)
        for axes in (left, right):
            axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(file, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Train, cross-validate, and write the model folder with its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--begin", type=Path, required=True, help="a file of pretrain.py, without its ending")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    args = parser.parse_args()
    config = changed(Config(), args.set)
    data = Labelled(args.shared, args.work)
    before = more(data, args.shared)
    begun = Pretrained.load(args.begin)
    arrays = build(data.vectors, data.types.forms, begun.shape.vector, begun.known)
    networks = Networks(data, before, embed(arrays, data.types.forms), begun, config)
    other, named = linear.kept(args.work / linear.CROSSED, data, default().model.sha256)
    own, toward = networks.said(data, named)
    together, classes, themes, weight = linear.joined(data, other)
    counts = mix(linear.joined(data, own)[0], together, classes, themes, weight)
    mixed = {name: counts.of(own[name], other[name]) for name in JUDGED}
    aimed = mix_targets(toward, named)
    print(f"tasks: {counts}\ntargets: {aimed}")
    both = {
        name: replace(judged, logits=aimed.of(toward[name].logits, judged.logits)) for name, judged in named.items()
    }
    shown = {"linear": (other, named), "networks": (own, toward), "encoder": (mixed, both)}
    tables = {
        name: card.scores(data, logits, thresholds(data, logits), judged) for name, (logits, judged) in shown.items()
    }
    print(*(f"{name}\n{table}" for name, table in tables.items()), sep="\n", flush=True)
    if args.out:
        arrays |= networks.arrays() | {"texts": before.hashes}
        parts = [
            tuple(round(float(x), 5) for x in np.append(tasks, np.repeat(target, heads(data)["targets"])))
            for tasks, target in zip(counts, aimed, strict=True)
        ]
        lines = {theme: round(line, 4) for theme, line in zip(THEMES, thresholds(data, mixed), strict=True)}
        about = {
            "more": len(before.texts.codes),
            "config": asdict(config),
            "pretrained": asdict(begun.shape),
            "linear": default().model.sha256,
        }
        model = Encoder("komentar_encoder", Sizes.of(arrays, begun.shape.heads), *parts, lines, arrays, about)
        told = card.text(data, EncoderScorer(model), tables["encoder"], TEMPLATE, more=about["more"])
        save(model, args.out, told)
        draw(begun.losses, networks.curves, args.out / "losses.svg")


def thresholds(data: Labelled, logits: linear.Rows) -> list[float]:
    """Give the thresholds of the themes, chosen on comments that were not trained on."""
    together, _, themes, weight = linear.joined(data, logits)
    p = metrics.sigmoid(together[:, CLASSES.stop :])
    return [metrics.best_threshold(themes[:, i], p[:, i], weight) for i in range(len(THEMES))]


if __name__ == "__main__":
    main()
