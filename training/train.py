"""Train the model that ships: sentiment, trust, solidarity, skepticism, and the targets of the three themes.

    python training/train.py --shared ../shared --work WORK --out src/wacana/resources/models/komentar

Needs the vectors of vectors.py in WORK, and scikit-learn. Takes five minutes; prints scores by cross-validation, and
writes them into the model's card.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import card
import metrics
import numpy as np
import targets
from corpus import SENTIMENTS, THEMES
from labelled import FOLDS, JUDGED, LEARNT, Labelled
from sklearn.linear_model import LogisticRegression

from wacana.score.linear.fit import K, Targets, Weights, fit, tables
from wacana.score.linear.forms import Form, crc
from wacana.score.linear.model import Model, Near, Task, load, save, text_hashes
from wacana.score.linear.scorer import LinearScorer
from wacana.score.linear.sums import Sums

SETTINGS = {"penalty": 6.0, "dense_penalty": 0.1, "steps": 90}
# Three annotators read a dev comment; social ones are about other things, invented ones and reviews written otherwise.
WEIGHTS = {"silver": 1.0, "social": 0.5, "invented": 0.5, "dev": 3.0, "smsa_train": 0.7}
CROSSED = "crossed.npz"  # in WORK: the logits by cross-validation
TASKS = len(SENTIMENTS) + len(THEMES)

Rows = dict[str, np.ndarray]  # of each set that has every label, the places of some comments


def balance(classes: np.ndarray) -> np.ndarray:
    """Weigh each text by one over the fourth root of its class's share; mixed texts by nothing."""
    counts = np.bincount(classes[classes >= 0], minlength=len(SENTIMENTS))
    weights = (counts.sum() / len(SENTIMENTS) / counts) ** 0.25
    return np.where(classes >= 0, weights[classes], 0.0)


def learn(data: Labelled, taken: Rows) -> Weights:
    """Fit the tasks on some of the comments that have every label, and on SmSA, which has sentiment only."""
    eye = np.vstack([np.eye(len(SENTIMENTS)), np.zeros(len(SENTIMENTS))])  # the last row for mixed
    rows, classes, weight, themes, theme_weight = [], [], [], [], []
    for name, each in WEIGHTS.items():
        place = taken.get(name, slice(None))
        own, present = data.classes(name), data.themes(name)[place]
        rows.append(data.at[name][place])
        classes.append(eye[own[place]])
        weight.append(each * balance(own)[place])
        themes.append(present)
        theme_weight.append(each * (name in LEARNT) * np.where(present, 1.5, 1.0))
    at, wanted, weights, yes, yes_weight = (np.concatenate(x) for x in (rows, classes, weight, themes, theme_weight))
    groups = [
        Targets(wanted.astype(np.float32), weights.astype(np.float32)[:, None], True),
        Targets(yes.astype(np.float32), yes_weight.astype(np.float32), False),
    ]
    return fit(data.design.take(at), data.z[at], groups, **SETTINGS)


def cross_validate(data: Labelled) -> tuple[Rows, dict[str, targets.Judged]]:
    """Score each silver and dev comment by a model that has seen neither it nor a copy.

    Gives the logits, and those of the targets of the themes that a comment was labelled with.
    """
    logits = {name: np.zeros((len(data.at[name]), TASKS), np.float32) for name in JUDGED}
    named = {name: targets.Judged.of(data.rows[name], data.slugs) for name in JUDGED}
    for fold in range(FOLDS):
        taken = {name: np.flatnonzero(places != fold) for name, places in data.fold.items()}
        weights, toward = learn(data, taken), targets.learn(data, taken)
        sums = Sums(assemble(data, weights, toward, data.types.forms, data.design.extra))
        for name in JUDGED:
            left = np.flatnonzero(data.fold[name] == fold)
            at = data.at[name][left]
            logits[name][left] = weights.logits(data.design.take(at), data.z[at])
            named[name].score(data, name, left, toward, sums, len(SENTIMENTS))
    return logits, named


def keep(file: Path, logits: Rows, named: dict[str, targets.Judged], model: str) -> None:
    """Keep the cross-validated logits, on which the encoder's sum is fitted; ``model`` is the hash of what ships."""
    kept = {
        f"{name}_{part}": x for name in JUDGED for part, x in (("tasks", logits[name]), ("targets", named[name].logits))
    }
    np.savez(file, model=np.array(model), **kept)


def kept(file: Path, data: Labelled, model: str) -> tuple[Rows, dict[str, targets.Judged]]:
    """Give the cross-validated logits of the model that ships."""
    with np.load(file) as found:
        if str(found["model"]) != model:
            sys.exit(f"{file} is of another model than the one that ships; run training/train.py again")
        named = {name: targets.Judged.of(data.rows[name], data.slugs) for name in JUDGED}
        for name, judged in named.items():
            judged.logits = found[f"{name}_targets"]
        return {name: found[f"{name}_tasks"] for name in JUDGED}, named


def joined(data: Labelled, logits: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give logits, classes, themes and weights of all comments that were scored out of their fold.

    Silver was drawn from other sources than what is judged, so it is weighed as dev's sources and slices are.
    """
    return (
        np.vstack([logits[name] for name in JUDGED]),
        np.concatenate([data.classes(name) for name in JUDGED]),
        np.vstack([data.themes(name) for name in JUDGED]),
        np.concatenate([data.like_dev(), np.full(len(logits["dev"]), WEIGHTS["dev"])]),
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


def assemble(data: Labelled, weights: Weights, toward: targets.Toward, words: list[Form], known: np.ndarray) -> Model:
    """Put sentiment, themes and targets together in one model of whole numbers, which knows ``words``."""
    slugs, bias = data.slugs, toward.bias.astype(float)
    themes = [Task(theme, target_bias=tuple(row.round(4).tolist())) for theme, row in zip(THEMES, bias, strict=True)]
    none = np.zeros((len(weights.sparse) - len(toward.weights.sparse), len(slugs)), np.float32)  # pairs say no targets
    both = Weights(
        np.hstack([weights.sparse, np.vstack([toward.weights.sparse, none])]),
        np.hstack([weights.dense, toward.weights.dense]),
        np.concatenate([weights.bias, toward.weights.bias]),
    )
    arrays, unit = tables(data.design, both, words, known, outputs_of_pairs=TASKS, of_pairs=data.of_pairs)
    keys, first = np.unique([crc(f"w:{form.text}") for form in words], return_index=True)
    bits = (data.names(words)[first] @ 2 ** np.arange(len(slugs))).astype(np.uint32)
    names = {"name_keys": keys[bits > 0], "names": bits[bits > 0], "naming": toward.naming}
    learnt = [text for name in WEIGHTS for text in data.texts[name]]
    return Model(
        name="komentar",
        tasks=(Task("sentiment", SENTIMENTS), *themes),
        targets=slugs,
        k=K,
        unit=unit,
        bias=tuple(map(float, both.bias)),
        arrays={**arrays, **names, "texts": text_hashes(learnt)},
        about={
            **{name: len(data.texts[name]) for name in WEIGHTS},
            "labels": "language models; SmSA: people",
        },
    )


def calibrated(model: Model, slope: np.ndarray, shift: np.ndarray, thresholds: list[float], near: Near) -> Model:
    """Give a model with what was chosen by cross-validation."""
    bias = np.array(model.bias)
    bias[:TASKS] = bias[:TASKS] * slope + shift
    sentiment, *themes = model.tasks
    return replace(
        model,
        tasks=(sentiment, *(replace(t, threshold=round(p, 4)) for t, p in zip(themes, thresholds, strict=True))),
        unit=tuple(u * float(s) for u, s in zip(model.unit, [*slope, *[1.0] * len(model.targets)], strict=True)),
        bias=tuple(round(float(b), 6) for b in bias),
        near=near,
    )


def main() -> None:
    """Cross-validate, train on everything, and write the model folder with its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    data = Labelled(args.shared, args.work)
    print(f"{data.design.tokens.shape[0]:,} texts, {data.design.width:,} features", flush=True)
    logits, named = cross_validate(data)
    near = targets.weigh_near(named)
    together, classes, themes, weight = joined(data, logits)
    slope, shift = calibrate(together, classes, themes, weight)
    p = metrics.sigmoid((together * slope + shift)[:, 3:])
    thresholds = [metrics.best_threshold(themes[:, i], p[:, i], weight) for i in range(len(THEMES))]
    logits = {name: logits[name] * slope + shift for name in JUDGED}
    scores = card.scores(data, logits, thresholds, named)
    print(near, scores, sep="\n", flush=True)
    if args.out:
        words = [Form(word, "hashtag" if word.startswith("#") else "word") for word in data.vectors.words]
        words += [form for form in data.types.forms if form.text not in data.vectors.place]
        model = assemble(data, learn(data, {}), targets.learn(data, {}), words, data.known(words))
        model = calibrated(model, slope, shift, thresholds, near)
        save(model, args.out, card.text(data, LinearScorer(model), scores))
        keep(args.work / CROSSED, logits, named, load(args.out).sha256)


if __name__ == "__main__":
    main()
