"""Train the model that ships: sentiment, trust, solidarity, skepticism, and the targets of the three themes.

    python training/train.py --shared ../shared --work WORK --out src/wacana/resources/models/komentar

Needs the vectors of vectors.py in WORK, and scikit-learn. Takes three minutes; prints scores by cross-validation
and on dev.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import metrics
import numpy as np
import targets
from corpus import SENTIMENTS, THEMES
from labelled import FOLDS, Labelled
from sklearn.linear_model import LogisticRegression

from wacana.codebook import load as load_codebook
from wacana.score.linear.fit import K, Targets, Weights, fit, tables
from wacana.score.linear.forms import Form
from wacana.score.linear.model import Model, Task, save, text_hashes

SETTINGS = {"penalty": 6.0, "dense_penalty": 0.1, "steps": 60}
SMSA = 0.7  # what a review weighs: its spelling was tidied, and it is about other things
DEV = 3.0  # what a dev comment weighs where thresholds are chosen: three annotators read it
TASKS = len(SENTIMENTS) + len(THEMES)


def balance(classes: np.ndarray) -> np.ndarray:
    """Weigh each text by one over the fourth root of its class's share; mixed texts by nothing."""
    counts = np.bincount(classes[classes >= 0], minlength=len(SENTIMENTS))
    weights = (counts.sum() / len(SENTIMENTS) / counts) ** 0.25
    return np.where(classes >= 0, weights[classes], 0.0)


def learn(data: Labelled, silver: np.ndarray) -> Weights:
    """Fit the tasks on some of the silver comments and on SmSA, which has sentiment only."""
    ys, ym, yt = data.classes("silver")[silver], data.classes("smsa_train"), data.themes("silver")[silver]
    eye = np.vstack([np.eye(len(SENTIMENTS)), np.zeros(len(SENTIMENTS))])  # the last row for mixed
    nothing = np.zeros((len(ym), len(THEMES)))
    parts = (
        [eye[ys], eye[ym]],
        [balance(ys), SMSA * balance(ym)],
        [yt, nothing],
        [np.where(yt, 1.5, 1.0), nothing],
    )
    classes, weight, themes, theme_weight = (np.concatenate(part).astype(np.float32) for part in parts)
    rows = np.concatenate([data.at["silver"][silver], data.at["smsa_train"]])
    groups = [Targets(classes, weight[:, None], True), Targets(themes, theme_weight, False)]
    return fit(data.design.take(rows), data.z[rows], groups, **SETTINGS)


def score(data: Labelled, weights: Weights, rows: np.ndarray) -> np.ndarray:
    """Give the logits of some rows."""
    return weights.logits(data.design.take(rows), data.z[rows])


def learn_targets(data: Labelled, slugs: tuple[str, ...]) -> tuple[Weights, np.ndarray]:
    """Fit the outputs of the targets on all silver comments that carry a theme, and print how well they do on dev."""
    rows, themes, wanted = targets.pairs(data.silver, slugs)
    made, bias = targets.learn(data.design, data.z, data.at["silver"][rows], themes, wanted)
    rows, themes, wanted = targets.pairs(data.dev, slugs)
    said = targets.chosen(score(data, made, data.at["dev"][rows]) + bias[themes], 0.5)
    each = {t: round(targets.micro_f1(wanted[themes == i], said[themes == i]), 3) for i, t in enumerate(THEMES)}
    print(f"targets of labelled themes on dev, micro-F1: {targets.micro_f1(wanted, said):.3f} {each}", flush=True)
    return made, bias


def judge(data: Labelled, out: np.ndarray, dev: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give logits, classes, themes and weights of comments that were not trained on: silver out of fold, and dev.

    Silver was drawn from other sources than what is judged, so it is weighed as dev's sources and slices are.
    """
    places = {name: [(r["source"], r["slice"]) for r in rows] for name, rows in (("s", data.silver), ("d", data.dev))}
    here, there = Counter(places["d"]), Counter(places["s"])
    even = len(data.silver) / len(data.dev)
    like = np.clip([even * here[place] / there[place] for place in places["s"]], 0.1, 5)
    return (
        np.vstack([out, dev]),
        np.concatenate([data.classes("silver"), data.classes("dev")]),
        np.vstack([data.themes("silver"), data.themes("dev")]),
        np.concatenate([like, np.full(len(dev), DEV)]),
    )


def calibrate(
    logits: np.ndarray, classes: np.ndarray, themes: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the slope and shift of each output: one slope for sentiment (Guo et al. 2017), Platt's for each theme."""
    clear = classes >= 0
    slopes, losses = np.linspace(0.3, 2.0, 69), []
    for slope in slopes:
        shares = metrics.softmax(slope * logits[clear, :3])[np.arange(clear.sum()), classes[clear]]
        losses.append(-np.average(np.log(shares), weights=weight[clear]))
    slope, shift = np.full(TASKS, slopes[int(np.argmin(losses))]), np.zeros(TASKS)
    for i in range(3, TASKS):
        made = LogisticRegression(C=1e6).fit(logits[:, i : i + 1], themes[:, i - 3], sample_weight=weight)
        slope[i], shift[i] = made.coef_[0, 0], made.intercept_[0]
    return slope, shift


def assemble(data: Labelled, weights: Weights, out: np.ndarray) -> Model:
    """Put sentiment, themes and targets together in one model: calibrated, with thresholds, as whole numbers."""
    slugs = tuple(target.slug for target in load_codebook().targets)
    toward, bias = learn_targets(data, slugs)
    logits, classes, themes, weight = judge(data, out, score(data, weights, data.at["dev"]))
    slope, shift = calibrate(logits, classes, themes, weight)
    p = metrics.sigmoid((logits * slope + shift)[:, 3:])
    thresholds = [metrics.best_threshold(themes[:, i], p[:, i], weight) for i in range(len(THEMES))]
    both = Weights(
        np.hstack([weights.sparse, toward.sparse]),
        np.hstack([weights.dense, toward.dense]),
        np.concatenate([weights.bias * slope + shift, toward.bias]),
    )
    words = [Form(word, "hashtag" if word.startswith("#") else "word") for word in data.vectors.words]
    words += [form for form in data.types.forms[1:] if form.text not in data.vectors.place]
    arrays, unit = tables(data.design, both, words, data.known(words), outputs_of_pairs=TASKS, of_pairs=data.of_pairs)
    tasks = [
        Task(theme, threshold=round(threshold, 4), target_bias=tuple(round(float(b), 4) for b in row))
        for theme, threshold, row in zip(THEMES, thresholds, bias, strict=True)
    ]
    return Model(
        name="komentar",
        tasks=(Task("sentiment", SENTIMENTS), *tasks),
        targets=slugs,
        k=K,
        unit=tuple(u * float(s) for u, s in zip(unit, [*slope, *[1.0] * len(slugs)], strict=True)),
        bias=tuple(round(float(b), 6) for b in both.bias),
        arrays={**arrays, "texts": text_hashes([*data.texts["silver"], *data.texts["smsa_train"]])},
        about={"silver": len(data.silver), "smsa": len(data.smsa["train"]), "labels": "language model; SmSA: people"},
    )


def main() -> None:
    """Cross-validate, train on everything, and write the model folder; its README.md stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    data = Labelled(args.shared, args.work)
    print(f"{data.design.tokens.shape[0]:,} texts, {data.design.width:,} features", flush=True)
    out = np.zeros((len(data.silver), TASKS), np.float32)
    for fold in range(FOLDS):
        weights = learn(data, np.flatnonzero(data.fold != fold))
        out[data.fold == fold] = score(data, weights, data.at["silver"][data.fold == fold])
    thresholds = metrics.report("cross-validated", out, data.classes("silver"), data.themes("silver"))
    weights = learn(data, np.arange(len(data.silver)))
    dev = score(data, weights, data.at["dev"])
    metrics.report("dev", dev, data.classes("dev"), data.themes("dev"), thresholds)
    valid = score(data, weights, data.at["smsa_valid"])[:, :3].argmax(axis=1)
    print(f"SmSA valid {metrics.macro_f1(data.classes('smsa_valid'), valid):.3f}", flush=True)
    if args.out:
        card = args.out / "README.md"
        text = card.read_text(encoding="utf-8") if card.exists() else "# komentar\n"
        save(assemble(data, weights, out), args.out, text)


if __name__ == "__main__":
    main()
