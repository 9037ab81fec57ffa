"""Train a model on a researcher's own labels; it stands on what the shipped model knows of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wacana import schema
from wacana.errors import InputError
from wacana.read.labelled import label_text, labelled, meanings
from wacana.score.linear.fit import Design, Targets, Weights, fit, tables
from wacana.score.linear.fit import K as SHRINK
from wacana.score.linear.forms import Form, Types
from wacana.score.linear.model import FINE, Model, Task, bare, save, text_hash, text_hashes
from wacana.score.linear.scorer import LinearScorer, default, load_scorer
from wacana.score.linear.sums import contributions
from wacana.score.transformer.labels import class_names

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Trained", "train"]

FEWEST = 200  # labelled comments
RAREST = 10  # comments of a label
FOLDS = 5
COPY = 40  # letters at the start that make two comments copies: reposts differ in their tails
NAMELESS = {"name_keys": np.zeros(0), "names": np.zeros(0), "naming": np.zeros((1, 0))}  # labels have no targets


@dataclass(frozen=True)
class Trained:
    """A model that was trained and saved.

    ``scores``: label, n, precision, recall, f1, each comment scored by a model that was not trained on it or a copy of
    it; the last row is the mean over labels. ``known`` counts the comments that the model below, the one that ships,
    has learnt from itself: of those the scores may be too good. ``left_out`` counts rows that were not used, by reason.
    """

    folder: Path
    task: str
    labels: tuple[str, ...]
    scores: pd.DataFrame
    known: int
    left_out: Mapping[str, int]
    notes: tuple[str, ...] = ()  # of reading the file

    @property
    def scorer(self) -> LinearScorer:
        """Load the scorer of the model."""
        return load_scorer(self.folder)


def train(
    data: str | Path | pd.DataFrame,
    task: str,
    folder: str | Path,
    *,
    text: str = "text",
    label: str = "",
    sheet: str | None = None,
) -> Trained:
    """Train on labelled comments (a table, or a file of one), cross-validate, and save a model folder.

    ``label`` is the column of the labels, by default the one named as the task. Any set of labels will do; two that
    say yes and no (1/0, Ya/tidak, y/n) make a theme, and the task ``sentiment`` has the labels positive, neutral and
    negative (or positif, netral, negatif). Comments that begin alike stay in one fold, or the scores would be too good.

    Raises:
        InputError: with fewer than 200 labelled comments, fewer than 10 of a label that begin differently, or an
            unusable name.
        MissingExtraError: without SciPy.
    """
    schema.check_task(task)
    table, dropped, notes = labelled(data, text, sheet) if isinstance(data, str | Path) else (data, {}, ())
    texts, labels, left_out = _labelled(table, text, label or task)
    left_out |= dropped
    given = _sentiments(labels) if task == "sentiment" else _answers(labels)
    texts, labels = _agreed(texts, given)
    left_out["the same comment labelled in two ways"] = len(given) - len(labels)
    counts = Counter(dict.fromkeys(given, 0))
    counts.update(labels)
    # Copies share a fold: ten times "semoga sehat selalu" would all be tested on by a model that saw none of them.
    begun = Counter(
        name for name, _ in {(name, text_hash(each, COPY)) for each, name in zip(texts, labels, strict=True)}
    )
    if len(texts) < FEWEST or len(counts) < 2 or any(begun[name] < RAREST for name in counts):
        listed = [
            f"{name} {n}" + f" ({begun[name]} distinct)" * (begun[name] < RAREST <= n)
            for name, n in counts.most_common()
        ]
        raise InputError(
            f"{len(texts)} labelled comments ({', '.join(listed)})",
            f"at least {FEWEST}, two labels, and of each {RAREST} comments that differ in their first {COPY} letters",
            "Label more, or join rare labels.",
        )
    names = tuple(sorted(counts))
    yes_no = names == ("no", "yes")
    learner = _Learner(texts, np.array([names.index(name) for name in labels]), len(names), yes_no)
    folds = np.array([text_hash(each, COPY) % FOLDS for each in texts])
    said = np.zeros((len(texts), learner.outputs), np.float32)
    for fold in range(FOLDS):
        said[folds == fold] = learner.logits(learner.fit(np.flatnonzero(folds != fold)), np.flatnonzero(folds == fold))
    scores = _scores(names, learner.wanted, _decide(said, yes_no))
    model = learner.model(Task(task, () if yes_no else names), texts, {"comments": len(texts), "labels": dict(counts)})
    below = {*learner.shipped.model.arrays["texts"].tolist()}
    known = sum(text_hash(each) in below for each in texts)
    save(model, folder, _card(model, scores, known, left_out))
    return Trained(Path(folder), task, names, scores, known, left_out, notes)


class _Learner:
    """The labelled comments as a design over their own features and the shipped model's contributions."""

    def __init__(self, texts: Sequence[str], wanted: NDArray[np.int64], labels: int, yes_no: bool) -> None:
        from wacana.clean import cleaner

        self.wanted, self.labels, self.yes_no, self.outputs = wanted, labels, yes_no, 1 if yes_no else labels
        clean, self.types, self.shipped = cleaner().clean, Types(), default()
        codes, lengths = self.types.read([clean(text) for text in texts])
        self.design = Design(self.types, codes, lengths, self._known(self.types.forms))
        self.z = self.design.dense()

    def _known(self, forms: Sequence[Form]) -> Floats:
        """Give what the shipped model says of each type (types × outputs)."""
        made = contributions(self.shipped.model, forms)[:, 0]
        return made.astype(np.float32) * np.array(self.shipped.model.unit, np.float32)

    def fit(self, rows: NDArray[np.int64]) -> Weights:
        counts = np.maximum(np.bincount(self.wanted[rows], minlength=self.labels), 1)
        weight = ((len(rows) / self.labels / counts) ** 0.5)[self.wanted[rows]].astype(np.float32)[:, None]
        eye = np.eye(self.labels, dtype=np.float32)[self.wanted[rows]]
        group = Targets(eye[:, 1:], weight, False) if self.yes_no else Targets(eye, weight, True)
        return fit(self.design.take(rows), self.z[rows], [group], penalty=2.0, dense_penalty=0.3)

    def logits(self, weights: Weights, rows: NDArray[np.int64]) -> Floats:
        return weights.logits(self.design.take(rows), self.z[rows])

    def model(self, task: Task, texts: Sequence[str], about: Mapping[str, Any]) -> Model:
        weights = self.fit(np.arange(len(texts)))
        # A word has one row, however it is written: capitals add theirs when it is scored ("PAYAH" and "payah").
        forms = [Form(form.text, form.kind) for form in self.types.forms]
        arrays, unit = tables(self.design, weights, forms, self._known(forms), outputs_of_pairs=self.outputs)
        shipped, width = self.shipped.model, len(self.shipped.model.unit)
        units, step = np.array(shipped.unit, np.float32), np.array(unit, np.float32)
        plain, denied = weights.dense[:width], weights.dense[width:]
        rows = shipped.arrays["words"][:, 0] * units * FINE
        words = np.stack([rows @ plain, rows @ denied], axis=1) / (step * FINE)
        arrays |= _join("word", "words", arrays, shipped.arrays["word_keys"], words, add=False)
        grams = (shipped.arrays["grams"] * units) @ plain / step
        arrays |= _join("gram", "grams", arrays, shipped.arrays["gram_keys"], grams, add=True)
        return Model(
            name=task.name,
            tasks=(task,),
            targets=(),
            k=SHRINK,
            unit=unit,
            bias=tuple(float(b) for b in weights.bias),
            arrays={**arrays, **NAMELESS, "texts": np.union1d(text_hashes(texts), shipped.arrays["texts"])},
            about={**about, "on_top_of": shipped.sha256},
        )


def _join(
    kind: str, table: str, own: Mapping[str, NDArray[Any]], keys: NDArray[np.uint32], rows: NDArray[Any], *, add: bool
) -> dict[str, NDArray[Any]]:
    """Put the shipped model's rows beside one's own; where both know a key, add them, or keep one's own."""
    every = np.union1d(own[f"{kind}_keys"], keys)
    made = np.zeros((len(every), *rows.shape[1:]), np.float32)
    made[np.searchsorted(every, keys)] = rows
    at = np.searchsorted(every, own[f"{kind}_keys"])
    made[at] = own[table] + (made[at] if add else 0)
    return {f"{kind}_keys": every, table: np.clip(np.rint(made), -127, 127).astype(np.int8)}


def _labelled(table: pd.DataFrame, text: str, label: str) -> tuple[list[str], list[str], dict[str, int]]:
    """Give texts and labels; rows without either are counted."""
    for column in (text, label):
        if column not in table:
            raise InputError(
                f"labels with the columns {', '.join(map(str, table.columns))}",
                f"a column '{column}'",
                "Name the columns with --text and --label.",
            )
    whole = [table[name].notna() & (table[name].astype("str").str.strip() != "") for name in (text, label)]
    kept = table[whole[0] & whole[1]]
    left_out = {"no text or no label": len(table) - len(kept)}
    return [str(each) for each in kept[text]], [label_text(each) for each in kept[label]], left_out


def _agreed(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Leave out comments that were labelled in two ways; those without letters ("😂", "👍") are told by their signs."""
    keys, given = [bare(text) or text for text in texts], dict[str, set[str]]()
    for key, name in zip(keys, labels, strict=True):
        given.setdefault(key, set()).add(name)
    kept = [i for i, key in enumerate(keys) if len(given[key]) == 1]
    return [texts[i] for i in kept], [labels[i] for i in kept]


def _sentiments(labels: Sequence[str]) -> list[str]:
    """Name the classes of sentiment as the schema does.

    Raises:
        InputError: for other labels, and when a class has no comment.
    """
    names = class_names()
    found = [names.get(label.lower(), label) for label in labels]
    if {*found} != {*schema.SENTIMENTS}:
        raise InputError(
            f"task 'sentiment' with the labels {', '.join(sorted({*labels}))}",
            f"{', '.join(schema.SENTIMENTS)} (or positif, netral, negatif), all three",
            "Give a task of other labels another name, such as --task nada.",
        )
    return found


def _answers(labels: list[str]) -> list[str]:
    """Name two labels that say no and yes so; of more, or of other words, none is changed."""
    meant = meanings("answer")
    said = {label.casefold() for label in labels}
    both = len(said) == 2 and {meant.get(label) for label in said} == {"no", "yes"}
    return [meant[label.casefold()] for label in labels] if both else labels


def _decide(logits: Floats, yes_no: bool) -> NDArray[np.int64]:
    return (logits[:, 0] >= 0).astype(np.int64) if yes_no else logits.argmax(axis=1)


def _scores(names: Sequence[str], wanted: NDArray[np.int64], said: NDArray[np.int64]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for i, name in enumerate(names):
        hits, claimed, true = int(((wanted == i) & (said == i)).sum()), int((said == i).sum()), int((wanted == i).sum())
        rows.append((name, true, hits / max(claimed, 1), hits / true, 2 * hits / (claimed + true)))
    means = np.mean([row[2:] for row in rows], axis=0)
    return pd.DataFrame([*rows, ("(mean)", len(wanted), *means)], columns=["label", "n", "precision", "recall", "f1"])


def _card(model: Model, scores: pd.DataFrame, known: int, left_out: Mapping[str, int]) -> str:
    rows = scores.assign(label=scores["label"].str.replace("|", r"\|", regex=False))  # "a | b" is one cell
    lines = [
        f"# {model.name}",
        "",
        f"A linear model over tokens, trained by `wacana train` on {scores['n'].iloc[-1]} labelled comments.",
        "",
        "Cross-validated (5 folds, comments that begin alike together):",
        "",
        "| label | n | precision | recall | F1 |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {r.label} | {r.n} | {r.precision:.2f} | {r.recall:.2f} | {r.f1:.2f} |" for r in rows.itertuples()),
        "",
        "The model stands on the one that ships with wacana, which has itself learnt from "
        f"{known} of these comments{'; of those the scores may be too good' if known else ''}.",
        "",
        *(f"{count} rows were left out: {reason}." for reason, count in left_out.items() if count),
        "",
        "It scores comments, in the mass; it must not be used to judge a person.",
        "Write here who labelled, and by what rules.",
    ]
    return "\n".join(lines) + "\n"
