"""The tables of an evaluation: every measure with its interval, the confusion, and how reliable the scores are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wacana.estimate import wilson
from wacana.evaluate import measures
from wacana.evaluate.gold import Gold
from wacana.schema import class_columns

__all__ = ["Scored", "confusion", "reliability", "tidy", "values"]

Floats = NDArray[np.float64]
Scored = dict[str, NDArray[Any]]  # the columns of a scorer, one value a comment
Values = dict[tuple[str, str, str], Floats]  # task, label, measure → the point and its draws


def values(gold: Gold, rows: Scored, weights: Floats, *, brief: bool = False) -> Values:
    """Give every measure as a point and its draws; the measures of a slice are fewer.

    A measure that needs a column the scorer does not give (``p_…``, ``…_targets``) is not there.
    """
    found: Values = {}
    for task, columns, labels in classes(gold, rows):
        known = np.array([label is not None for label in labels])
        truth, said, w = labels[known], rows[task][known], weights[:, known]
        unknown = sorted({*truth} - {*columns})  # labels that the scorer does not know count as missed
        found[task, "", "macro-F1"] = measures.macro_f1(truth, said, (*columns, *unknown), w)
        if not brief:
            found[task, "", "accuracy"] = measures.ratio(w @ (truth == said), w.sum(axis=1))
            if (top := _top(rows, columns)) is not None:
                found[task, "", "ECE"] = measures.error_of_calibration(top[known], truth == said, w)
            for name, score in columns.items():
                p = rows[score][known] if score in rows else None
                found.update(_binary(task, name, truth == name, said == name, p, w))
    for theme, truth in _themes(gold, rows):
        said = rows[theme].astype(bool)
        if brief:
            found[theme, "", "F1"] = measures.precision_recall_f1(truth, said, weights)[2]
            continue
        p = rows.get(f"p_{theme}")
        found.update(_binary(theme, "", truth, said, p, weights))
        if p is not None:
            found[theme, "", "ECE"] = measures.error_of_calibration(p.astype(float), truth, weights)
        if theme in gold.targets_given and f"{theme}_targets" in rows:
            named = [
                set(targets) if yes else set() for targets, yes in zip(rows[f"{theme}_targets"], said, strict=True)
            ]
            given = [set(targets or ()) for targets in gold.themes[theme]]
            counts = [[len(a & b), len(a), len(b)] for a, b in zip(named, given, strict=True)]
            found[theme, "targets", "F1"] = measures.f1(*(weights @ np.array(counts, float)).T)
            both = np.array(counts, float) * (truth & said)[:, None]
            found[theme, "targets, theme agreed", "F1"] = measures.f1(*(weights @ both).T)
    return found


def classes(gold: Gold, rows: Scored) -> Iterator[tuple[str, dict[str, str], NDArray[np.object_]]]:
    """Give each task of one label a comment that is labelled and scored: the column of each label's score, the labels.

    A comment without a label has None; one with a label that the scorer does not know counts as missed.
    """
    known = class_columns(rows)
    for task, given in {"sentiment": gold.sentiment, **gold.labels}.items():
        if task in known and any(given):
            yield task, known[task], np.array(given, object)


def _themes(gold: Gold, rows: Scored) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Give each theme that is labelled and scored, and where it is; "ada" and "tidak ada" may be classes, no theme."""
    for theme, column in gold.themes.items():
        if theme in rows and not any(isinstance(value, str) for value in rows[theme]):
            yield theme, np.array([targets is not None for targets in column])


def _top(rows: Scored, columns: dict[str, str]) -> Floats | None:
    """Give the score of the class that was said, where every class has a score."""
    if not {*columns.values()} <= {*rows}:
        return None
    top: Floats = np.max([rows[column].astype(float) for column in columns.values()], axis=0)
    return top


def _binary(
    task: str,
    label: str,
    truth: NDArray[np.bool_],
    said: NDArray[np.bool_],
    p: NDArray[Any] | None,
    weights: Floats,
) -> Values:
    precision, recall, f1 = measures.precision_recall_f1(truth, said, weights)
    named = {"precision": precision, "recall": recall, "F1": f1}
    if p is not None:
        named["average precision"] = measures.average_precision(truth, p.astype(float), weights)
    return {(task, label, measure): value for measure, value in named.items()}


def tidy(measured: Values, gold: Gold, flags: Sequence[bool] | None = None) -> pd.DataFrame:
    """Write measures as a table with intervals; ``flags`` says which comments are in the slice.

    ``n`` counts the comments compared, ``support`` those that hold the theme or the label (of all labels: n).
    """
    inside = flags if flags is not None else [True] * len(gold.texts)
    given = {"sentiment": gold.sentiment, **gold.labels}
    # Only a task of one label a comment leaves out those without; an empty cell of a theme says that it is absent.
    single = {task for task, _, measure in measured if measure == "macro-F1"}
    held = {
        task: Counter(compress(given[task] if task in single else gold.themes[task], inside))
        for task in {key[0] for key in measured}
    }
    rows = []
    for (task, label, measure), draws in measured.items():
        some = held[task].total() - held[task][None]
        n, support = (some, held[task][label] if label else some) if task in single else (sum(inside), some)
        rows.append((task, label, measure, *_interval(measure, draws, n), n, support))
    return pd.DataFrame(rows, columns=["task", "label", "measure", "value", "low", "high", "n", "support"])


def _interval(measure: str, draws: Floats, n: int) -> tuple[float, float, float]:
    """Give value, low and high: of a plain share Wilson's, else that of the draws; draws that never differ say nothing.

    Five comments of five that agree would have the interval 1–1: drawn again they are the same five.
    """
    value, low, high = measures.interval(draws)
    if measure == "accuracy":
        low, high = map(float, wilson(value * n, n))
    return (value, low, high) if low < high else (value, float("nan"), float("nan"))


def confusion(gold: Gold, rows: Scored) -> dict[str, pd.DataFrame]:
    """Count labels (rows) against scores (columns), for each task of one label a comment."""
    found = {}
    for task, columns, given in classes(gold, rows):
        pairs = Counter(zip(given, rows[task], strict=True))
        labels = [*columns, *sorted({*given} - {*columns, None})]
        counts = [[pairs[truth, said] for said in columns] for truth in labels]
        found[task] = pd.DataFrame(counts, index=pd.Index(labels, name="label"), columns=list(columns))
    return found


def reliability(gold: Gold, rows: Scored) -> pd.DataFrame:
    """Give the mean score and the share true, by task and bin of the score.

    Of a class the share is of comments whose class was right; of a theme, of comments that hold it.
    """
    cases = {}
    for task, columns, given in classes(gold, rows):
        known = np.array([label is not None for label in given])
        if (top := _top(rows, columns)) is not None:
            cases[task] = (top[known], (rows[task] == given)[known])
    for theme, truth in _themes(gold, rows):
        if f"p_{theme}" in rows:
            cases[theme] = (rows[f"p_{theme}"].astype(float), truth)
    found = [
        (task, i / measures.BINS, (i + 1) / measures.BINS, int(inside.sum()), p[inside].mean(), true[inside].mean())
        for task, (p, true) in cases.items()
        for i, inside in enumerate(measures.bins(p))
        if inside.any()
    ]
    return pd.DataFrame(found, columns=["task", "from", "to", "n", "mean score", "share true"])
