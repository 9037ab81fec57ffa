"""Train the model that ships: sentiment, trust, solidarity, skepticism, and the targets of the three themes.

    python training/train.py --shared ../shared --work /tmp/work --out src/wacana/resources/models/komentar

Needs the vectors of vectors.py in WORK, and the extra ``train`` plus torch. Prints the scores of README.md's table.
"""

from __future__ import annotations

import argparse
import random
import time
import zlib
from collections import Counter
from pathlib import Path

import corpus
import metrics
import numpy as np
import targets
import teacher
from knowledge import Knowledge
from sklearn.linear_model import LogisticRegression

from wacana.clean import cleaner
from wacana.codebook import load as load_codebook
from wacana.score.dictionary import DictionaryScorer
from wacana.score.linear.fit import Design, K, Targets, Weights, fit, tables
from wacana.score.linear.forms import Form, Types
from wacana.score.linear.model import Model, Task, save, text_hashes

C, T = corpus.SENTIMENTS, corpus.THEMES
FOLDS = 5
SETTINGS = {"penalty": 3.0, "dense_penalty": 0.2, "steps": 60}


class Data:
    """All texts, coded: silver, SmSA, dev, SmSA valid and test, unlabelled; ``at[name]`` are the rows of one."""

    def __init__(self, shared: Path, work: Path, unlabelled: int) -> None:
        self.dev = corpus.gold(shared, "dev")
        held, held_dev = corpus.held(shared), corpus.Held([row["text"] for row in self.dev])
        self.silver = [r for r in corpus.gold(shared, "silver") if not r["spam"] and not held_dev.copied(r["text"])]
        self.smsa = {part: corpus.smsa(shared, part) for part in ("train", "valid", "test")}
        self.smsa["train"] = [pair for pair in self.smsa["train"] if not held.copied(pair[0])]
        parts = {"silver": [r["text"] for r in self.silver], "dev": [r["text"] for r in self.dev]}
        parts |= {f"smsa_{part}": [text for text, _ in rows] for part, rows in self.smsa.items()}
        parts["unlabelled"] = _unlabelled(shared, held, set(map(corpus.bare, parts["silver"])), unlabelled)
        engine, self.types, clean, self.at = cleaner(), Types(), [], {}
        for name, texts in parts.items():
            self.at[name] = np.arange(len(clean), len(clean) + len(texts))
            clean += [engine.clean(text) for text in texts]
        coded = [self.types.read(text) for text in clean]
        self.coded, self.texts = coded, parts
        self.book = dictionary(work, clean) if unlabelled else np.zeros((len(clean), 6))
        self.vectors = Vectors(work)
        self.knowledge = Knowledge()
        self.design = Design(self.types, coded, self.known(self.types.forms), least=3 if unlabelled else 2)
        self.of_pairs = self.knowledge.of_pairs(self.design)
        self.z = self.design.dense(self.of_pairs)
        self.fold = np.array([zlib.crc32(corpus.bare(t)[:40].encode()) % FOLDS for t in parts["silver"]])

    def known(self, forms: list[Form]) -> np.ndarray:
        """Give what is known of types before any label is seen: their vectors, and what the codebook says of them."""
        return np.hstack([self.vectors.of(forms), self.knowledge.of_types(forms)])

    def classes(self, name: str) -> np.ndarray:
        """Give the sentiment of each text of a set as its place in the classes; -1 for mixed."""
        rows = {"silver": self.silver, "dev": self.dev}.get(name)
        listed = [r["sentiment"] for r in rows] if rows else [label for _, label in self.smsa[name[5:]]]
        return np.array([C.index(label) if label in C else -1 for label in listed])

    def themes(self, name: str) -> np.ndarray:
        """Give the themes of each text of a labelled set (texts × 3)."""
        return np.array([[bool(r[t]) for t in T] for r in (self.silver if name == "silver" else self.dev)])


class Vectors:
    """The word vectors, each kind centred and of length one."""

    def __init__(self, work: Path) -> None:
        made = []
        for name in ("vectors", "vectors_cbow"):
            with np.load(work / f"{name}.npz") as file:
                self.words, self.counts, v = file["words"].tolist(), file["counts"], file["vectors"]
            v = v / np.linalg.norm(v, axis=1, keepdims=True)
            made.append(v - v[:20_000].mean(axis=0))
        self.table = np.hstack(made).astype(np.float32)
        self.place = {word: i for i, word in enumerate(self.words)}

    def of(self, forms: list[Form]) -> np.ndarray:
        """Look up the vectors of token types; zeros where there is none."""
        made = np.zeros((len(forms), self.table.shape[1]), np.float32)
        for i, form in enumerate(forms):
            if (at := self.place.get(form.text)) is not None:
                made[i] = self.table[at]
        return made


def _unlabelled(shared: Path, held: corpus.Held, known: set[str], most: int) -> list[str]:
    """Draw unlabelled texts: raw comments first, then posts and reviews; no copy of a tested or labelled text."""
    seen, drawn, rest = set(known), [], list(corpus.social(shared))
    random.Random(1).shuffle(rest)
    for text in [*corpus.raw(shared), *rest]:
        key = corpus.bare(text)
        if len(drawn) < most and len(key) >= 8 and key not in seen and not held.copied(text):
            seen.add(key)
            drawn.append(text)
    return drawn


def balance(classes: np.ndarray) -> np.ndarray:
    """Weigh each text by one over the root of its class's share; mixed texts by nothing."""
    counts = np.bincount(classes[classes >= 0], minlength=len(C))
    weights = (counts.sum() / len(C) / counts) ** 0.5
    return np.where(classes >= 0, weights[classes], 0.0)


def groups(
    data: Data, silver: np.ndarray, said: np.ndarray | None, share: float, smsa: float
) -> tuple[np.ndarray, list[Targets]]:
    """Put together rows and what is wanted of them: labels, and the teacher's logits ``said`` of the others."""
    ys, ym, yt = data.classes("silver")[silver], data.classes("smsa_train"), data.themes("silver")[silver]
    rows = [data.at["silver"][silver], data.at["smsa_train"]]
    eye = np.vstack([np.eye(len(C)), np.zeros(len(C))])
    wanted, weight = [eye[ys], eye[ym]], [balance(ys), smsa * balance(ym)]
    themes, theme_weight = [yt, np.zeros((len(ym), 3))], [np.where(yt, 1.5, 1.0), np.zeros((len(ym), 3))]
    if said is not None:
        rows.append(data.at["unlabelled"])
        wanted.append(metrics.softmax(said[:, :3]))
        weight.append(np.full(len(said), share))
        themes.append(metrics.sigmoid(said[:, 3:]))
        theme_weight.append(np.full((len(said), 3), share))
    a, b, c, d = (np.concatenate(p).astype(np.float32) for p in (wanted, weight, themes, theme_weight))
    return np.concatenate(rows), [Targets(a, b[:, None], True), Targets(c, d, False)]


def learn(data: Data, silver: np.ndarray, *, share: float, smsa: float) -> Weights:
    """Fit the linear model on labels; with a teacher (share > 0), again on labels and what the teacher says."""
    # Of every five labelled comments one stays apart: it tells how far to trust the dictionary.
    inner = silver[np.arange(len(silver)) % 5 > 0] if share else silver
    rows, wanted = groups(data, inner, None, 0.0, smsa)
    first = fit(data.design.take(rows), data.z[rows], wanted, **SETTINGS)
    if not share:
        return first
    said = teacher.logits(data.z, first.logits(data.design, data.z), rows, wanted)
    print(f"  taught {time.strftime('%X')}", flush=True)
    unseen = np.setdiff1d(silver, inner)
    classes = data.classes("silver")[unseen]
    labels = classes, balance(classes), data.themes("silver")[unseen]
    said = teacher.blend(said, data.book, data.at["silver"][unseen], labels)[data.at["unlabelled"]]
    rows, wanted = groups(data, silver, said, share, smsa)
    return fit(data.design.take(rows), data.z[rows], wanted, **{**SETTINGS, "penalty": 6.0, "steps": 45})


def dictionary(work: Path, texts: list[str]) -> np.ndarray:
    """Give the dictionary scorer's sentiment scores and theme strengths (texts × 6); slow, so kept in WORK."""
    file = work / f"dictionary_{zlib.crc32(''.join(texts).encode())}.npy"
    if not file.exists():
        scorer = DictionaryScorer(load_codebook())
        rows = scorer.rows(texts)
        shares = np.array([rows[f"p_{name}"] for name in (*C, *T)]).T
        shares[:, 3:] = np.minimum(-np.log2(1 - np.minimum(shares[:, 3:], 0.999)), 3)  # back to sums of weights
        np.save(file, shares)
    return np.load(file)


def targets_of(data: Data, slugs: tuple[str, ...]) -> tuple[Weights, np.ndarray]:
    """Fit the outputs of the targets on all silver comments that carry a theme, and print how well they do on dev."""
    rows, themes, wanted = targets.pairs(data.silver, slugs)
    made, bias = targets.learn(data.design, data.z, data.at["silver"][rows], themes, wanted)
    rows, themes, wanted = targets.pairs(data.dev, slugs)
    at = data.at["dev"][rows]
    said = targets.chosen(made.logits(data.design.take(at), data.z[at]) + bias[themes], 0.5)
    each = {T[i]: round(targets.micro_f1(wanted[themes == i], said[themes == i]), 3) for i in range(len(T))}
    print(f"  targets of labelled themes, micro-F1 on dev: {targets.micro_f1(wanted, said):.3f} {each}", flush=True)
    return made, bias


def judged(data: Data, weights: Weights, out: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give logits, classes, themes and weights of comments that were not trained on: silver out of fold, and dev.

    Silver was drawn from other sources than what is judged; it is weighed as dev's sources and slices are. Dev counts
    three times, once for each of its annotators.
    """
    place = lambda row: (row["source"], row["slice"])  # noqa: E731
    seen = np.flatnonzero(~np.isnan(out[:, 0]))
    here, there = Counter(map(place, data.dev)), Counter(place(data.silver[i]) for i in seen)
    like = np.array(
        [len(seen) / len(data.dev) * here[place(data.silver[i])] / there[place(data.silver[i])] for i in seen]
    )
    dev = weights.logits(data.design.take(data.at["dev"]), data.z[data.at["dev"]])
    return (
        np.vstack([out[seen], dev]),
        np.concatenate([data.classes("silver")[seen], data.classes("dev")]),
        np.vstack([data.themes("silver")[seen], data.themes("dev")]),
        np.concatenate([np.clip(like, 0.1, 5), np.full(len(dev), 3.0)]),
    )


def scale(
    logits: np.ndarray, classes: np.ndarray, themes: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the slope and shift of each output that calibrate logits.

    Sentiment shares one slope (Guo et al. 2017), so that its order stays; each theme has its own (Platt 1999).
    """
    clear = classes >= 0
    slopes = np.linspace(0.3, 2.0, 69)
    chosen = lambda s: metrics.softmax(s * logits[clear, :3])[np.arange(clear.sum()), classes[clear]]  # noqa: E731
    loss = [-np.average(np.log(chosen(s)), weights=weight[clear]) for s in slopes]
    slope, shift = np.full(6, slopes[int(np.argmin(loss))]), np.zeros(6)
    for i in range(3):
        made = LogisticRegression(C=1e6).fit(logits[:, 3 + i : 4 + i], themes[:, i], sample_weight=weight)
        slope[3 + i], shift[3 + i] = made.coef_[0, 0], made.intercept_[0]
    return slope, shift


def assemble(data: Data, weights: Weights, out: np.ndarray, slugs: tuple[str, ...]) -> Model:
    """Put sentiment, themes and targets together in one model: calibrated, with thresholds, as whole numbers."""
    toward, bias = targets_of(data, slugs)
    logits, classes, themes, weight = judged(data, weights, out)
    slope, shift = scale(logits, classes, themes, weight)
    p = metrics.sigmoid((logits * slope + shift)[:, 3:])
    thresholds = [metrics.best_threshold(themes[:, i], p[:, i], weight) for i in range(3)]
    words = [Form(word, "hashtag" if word.startswith("#") else "word") for word in data.vectors.words]
    words += [form for form in data.types.forms[1:] if form.text not in data.vectors.place]
    both = Weights(
        np.hstack([weights.sparse, toward.sparse]),
        np.hstack([weights.dense, toward.dense]),
        np.concatenate([weights.bias, toward.bias]),
    )
    tasks = [Task("sentiment", C)]
    tasks += [
        Task(theme, threshold=round(t, 4), target_bias=tuple(round(float(b), 4) for b in bias[i]))
        for i, (theme, t) in enumerate(zip(T, thresholds, strict=True))
    ]
    arrays, unit = tables(data.design, both, words, data.known(words), outputs_of_pairs=6, of_pairs=data.of_pairs)
    labelled = [*data.texts["silver"], *data.texts["smsa_train"]]
    return Model(
        name="komentar",
        tasks=tuple(tasks),
        targets=slugs,
        k=K,
        unit=tuple(u * float(s) for u, s in zip(unit, (*slope, *[1.0] * len(slugs)), strict=True)),
        bias=tuple(float(b) for b in (*(both.bias[:6] * slope + shift), *both.bias[6:])),
        arrays={**arrays, "texts": text_hashes(labelled)},
        about={
            "comments": len(data.silver),
            "smsa": len(data.smsa["train"]),
            "unlabelled": len(data.texts["unlabelled"]),
        },
    )


def main() -> None:
    """Cross-validate, train on everything, and write the model folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--unlabelled", type=int, default=0)
    parser.add_argument("--share", type=float, default=0.0)
    parser.add_argument("--smsa", type=float, default=1.0)
    parser.add_argument("--folds", type=int, default=FOLDS)
    args = parser.parse_args()
    begun = time.time()
    data = Data(args.shared, args.work, args.unlabelled)
    print(f"{len(data.coded):,} texts, {data.design.width:,} features, {time.time() - begun:.0f} s", flush=True)
    how = {"share": args.share if args.unlabelled else 0.0, "smsa": args.smsa}
    out = np.full((len(data.silver), 6), np.nan, np.float32)
    for fold in range(args.folds):
        weights = learn(data, np.flatnonzero(data.fold != fold), **how)
        rows = data.at["silver"][data.fold == fold]
        out[data.fold == fold] = weights.logits(data.design.take(rows), data.z[rows])
    seen = ~np.isnan(out[:, 0])
    thresholds = metrics.report(f"{how} cv", out[seen], data.classes("silver")[seen], data.themes("silver")[seen])
    weights = learn(data, np.arange(len(data.silver)), **how)

    def score(part: str) -> np.ndarray:
        return weights.logits(data.design.take(data.at[part]), data.z[data.at[part]])

    metrics.report(f"{how} dev", score("dev"), data.classes("dev"), data.themes("dev"), thresholds)
    valid = metrics.macro_f1(data.classes("smsa_valid"), score("smsa_valid")[:, :3].argmax(1))
    print(f"  SmSA valid {valid:.3f}  {time.time() - begun:.0f} s", flush=True)
    np.savez(args.work / "fitted.npz", sparse=weights.sparse, dense=weights.dense, bias=weights.bias, out=out)
    if args.out:
        model = assemble(data, weights, out, tuple(target.slug for target in load_codebook().targets))
        card = args.out / "README.md"
        save(model, args.out, card.read_text(encoding="utf-8") if card.exists() else "")


if __name__ == "__main__":
    main()
