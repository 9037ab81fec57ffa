"""The linear scorer: from sums of contributions to classes, themes and targets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from wacana import resources
from wacana.score.base import Evidence
from wacana.score.linear.model import Model, Task, load
from wacana.score.linear.sums import Sums
from wacana.stage import Rows

__all__ = ["LinearScorer", "default", "load_scorer"]

SHIPPED = "models/komentar"
BATCH = 4096  # texts whose tokens are summed together


class LinearScorer:
    """Scores with a linear model over tokens; batches, partitions and single texts give the same bits."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.name = model.name
        self._sums = Sums(model)

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns that come out, and their dtypes."""
        found: dict[str, str] = {}
        for task in self.model.tasks:
            if task.labels:
                found |= {task.name: "str"} | {_column(task, label): "float64" for label in task.labels}
            else:
                found |= {task.name: "boolean", f"p_{task.name}": "float64", f"{task.name}_targets": "list[str]"}
        return found

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of clean texts."""
        made: dict[str, list[Any]] = {name: [] for name in self.columns}
        for start in range(0, len(texts), BATCH):
            for name, values in self._decide(self.logits(texts[start : start + BATCH])).items():
                made[name] += values
        return made

    def logits(self, texts: Sequence[str]) -> list[list[float]]:
        """Give the logits of clean texts, one list per text in the order of the model's outputs."""
        sums, lengths = self._sums.of(texts)
        shrink = 1 / np.sqrt(lengths + self.model.k)
        made: list[list[float]] = (sums * np.array(self.model.unit) * shrink[:, None] + self.model.bias).tolist()
        return made

    def evidence(self, text: str) -> Sequence[Evidence]:
        """List what each token, and each pair of tokens, adds to the logits of what was decided.

        Weights of a task and label, with the model's bias, add up to the logit. For a task with classes the label is
        the class that was chosen; for a theme, the theme; for ``THEME_targets`` each target that was named, by the
        tokens that speak for it.
        """
        decided = self._outputs(self.rows([text]))
        parts = list(self._sums.parts(text))
        shrink = 1 / math.sqrt(sum(rule == "word" for _, _, rule, _ in parts) + self.model.k)
        found = []
        for task, label, output in decided:
            for start, end, rule, row in parts:
                weight = int(row[output]) * self.model.unit[output] * shrink
                if weight > 0 or (weight and not task.endswith("_targets")):
                    found.append(Evidence(task, label, start, end, text[start:end], weight, rule))
        return sorted(found, key=lambda e: (e.start, e.end, e.task))

    def _outputs(self, rows: Rows) -> list[tuple[str, str, int]]:
        """Give task, label and output of what was decided about the one text of ``rows``."""
        decided, at = [], 0
        first = self.model.outputs - len(self.model.targets)
        for task in self.model.tasks:
            if task.labels:
                label = rows[task.name][0]
                decided.append((task.name, label, at + task.labels.index(label)))
            else:
                decided.append((task.name, task.name, at))
                for slug in rows[f"{task.name}_targets"][0]:
                    decided.append((f"{task.name}_targets", slug, first + self.model.targets.index(slug)))
            at += task.outputs
        return decided

    def _decide(self, logits: list[list[float]]) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {}
        at, first = 0, self.model.outputs - len(self.model.targets)
        for task in self.model.tasks:
            if task.labels:
                own = [row[at : at + task.outputs] for row in logits]
                columns[task.name] = [task.labels[row.index(max(row))] for row in own]
                shares = [_softmax(row) for row in own]
                for i, label in enumerate(task.labels):
                    columns[_column(task, label)] = [row[i] for row in shares]
            else:
                p = [_sigmoid(row[at]) for row in logits]
                columns[f"p_{task.name}"] = p
                columns[task.name] = present = [each >= task.threshold for each in p]
                columns[f"{task.name}_targets"] = [
                    self._targets(task, row[first:]) if yes else [] for yes, row in zip(present, logits, strict=True)
                ]
            at += task.outputs
        return columns

    def _targets(self, task: Task, toward: Sequence[float]) -> list[str]:
        """Name the targets of a theme that is present: those above the threshold, or else the likeliest."""
        if not task.target_bias:
            return []
        logits = [a + b for a, b in zip(toward, task.target_bias, strict=True)]
        line = min(max(logits), math.log(task.target_threshold / (1 - task.target_threshold)))
        return [slug for slug, logit in zip(self.model.targets, logits, strict=True) if logit >= line]


def _column(task: Task, label: str) -> str:
    return f"p_{label}" if task.name == "sentiment" else f"p_{task.name}_{label}"


def _softmax(logits: Sequence[float]) -> list[float]:
    # math.exp, one at a time: NumPy's may differ in the last bit with the place in the batch.
    top = max(logits)
    powers = [math.exp(x - top) for x in logits]
    total = sum(powers)
    return [x / total for x in powers]


def _sigmoid(logit: float) -> float:
    power = math.exp(-abs(logit))
    return (1 if logit >= 0 else power) / (1 + power)


def load_scorer(folder: str | Path) -> LinearScorer:
    """Give the scorer of a model folder.

    Raises:
        ModelError: when the folder is damaged, changed, or of another version.
    """
    return LinearScorer(load(folder))


@cache
def default() -> LinearScorer:
    """Give the scorer that ships."""
    return load_scorer(resources.path(SHIPPED))
