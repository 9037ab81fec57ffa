"""The linear scorer: from sums of contributions to classes, themes and targets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from itertools import accumulate
from operator import or_
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wacana import resources
from wacana.schema import class_column
from wacana.score.base import Evidence
from wacana.score.linear.model import Model, Task, load
from wacana.score.linear.sums import Sums
from wacana.stage import Rows

__all__ = ["LinearScorer", "default", "load_scorer", "speaks"]

SHIPPED = "models/komentar"
BATCH = 4096  # texts whose tokens are summed together


class LinearScorer:
    """Scores with a linear model over tokens; batches, partitions and single texts give the same bits."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.name = model.name
        self._sums = Sums(model)
        ends = accumulate(task.outputs for task in model.tasks)
        self._at = {task.name: end - task.outputs for task, end in zip(model.tasks, ends, strict=True)}

    @property
    def identity(self) -> str:
        """What decides the scores: the model."""
        return f"{self.name} {self.model.sha256}"

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns that come out, and their dtypes."""
        return dict(column for task in self.model.tasks for column in task.columns)

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The score from which each theme counts as present."""
        return {task.name: task.threshold for task in self.model.tasks if not task.labels}

    @property
    def starts(self) -> Mapping[tuple[str, str], float]:
        """The logit of each task and label before any weight is added: with the weights it is the score's logit."""
        labels = [(task.name, label) for task in self.model.tasks for label in task.labels or (task.name,)]
        return dict(zip(labels, self.model.bias, strict=False))  # the targets' biases follow

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of clean texts."""
        made: dict[str, list[Any]] = {name: [] for name in self.columns}
        for start in range(0, len(texts), BATCH):
            for name, values in self._decide(texts[start : start + BATCH]).items():
                made[name] += values
        return made

    def notes(self, texts: Sequence[str]) -> dict[str, Any]:
        """Say what a report must say of the scores: which model gave them, and what it learnt from."""
        return {"model": {"kind": "linear", "sha256": self.model.sha256, "about": dict(self.model.about)}}

    def logits(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give the logits of clean texts (texts × outputs), those of targets without what standing near is worth."""
        return self._logits(texts)[0]

    def _logits(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Give the logits, and whether a text names two targets or more."""
        sums, lengths, named = self._sums.of(texts)
        made: NDArray[np.float64] = sums * np.array(self.model.unit) / np.sqrt(lengths + self.model.k)[:, None]
        if self.model.targets:
            found, place = np.unique(named, return_inverse=True)
            gains = np.array([self._gain(int(bits)) for bits in found]).reshape(len(found), -1)
            made[:, -len(self.model.targets) :] += gains[place]
        return made + self.model.bias, named & (named - np.uint32(1)) > 0

    def _gain(self, bits: int) -> NDArray[np.float64]:
        """Give what the targets gain in a text that names those of ``bits``."""
        naming, targets = self.model.arrays["naming"].astype(np.float64), range(len(self.model.targets))
        named = [i for i in targets if bits >> i & 1]
        rows = [1 + i for i in named] or [0]
        if len(named) == 1:
            rows.append(1 + len(targets) + named[0])
        gain: NDArray[np.float64] = naming[rows].sum(axis=0)
        return gain

    def _toward(self, theme: str) -> slice:
        """Give the places of the logits of a theme's targets; here all themes have the same."""
        return slice(self.model.outputs - len(self.model.targets), self.model.outputs)

    def _near(self, texts: Sequence[str], theme: str) -> NDArray[np.float64]:
        """Give what targets gain by standing near to the words of a theme (texts × targets)."""
        return self.model.near.weight * self._sums.near(texts, self._at[theme], self.model.near)

    def evidence(self, text: str) -> Sequence[Evidence]:
        """List what each token, and each pair of tokens, adds to the logits of what was decided.

        Weights of a task and label, with the model's bias, add up to the logit. For a task with classes the label is
        the class that was chosen; for a theme, the theme; for ``THEME_targets`` each target that was named, by the
        tokens that speak for it, and by the first that names it: rule ``name`` for being named, ``near`` for standing
        nearer to the theme's words than others that are named.
        """
        decided = self._outputs(self.rows([text]))
        parts = list(self._sums.parts(text))
        shrink = 1 / math.sqrt(sum(rule == "word" for *_, rule, _ in parts) + self.model.k)
        found = []
        for task, label, output in decided:
            for start, end, rule, row in parts:
                weight = int(row[output]) * self.model.unit[output] * shrink
                if speaks(task, weight):
                    found.append(Evidence(task, label, start, end, text[start:end], weight, rule))
        found += self._names(text, decided) if self.model.targets else []
        return sorted(found, key=lambda e: (e.start, e.end, e.task))

    def _names(self, text: str, decided: Sequence[tuple[str, str, int]]) -> list[Evidence]:
        """Give the words that name the targets that were decided for: that they do, and what they stand near to."""
        named = self._sums.named(text)
        gains = self._gain(reduce(or_, (bits for _, _, bits in named), 0)).tolist()
        themes = {f"{theme}_targets": theme for theme in self.thresholds}
        found = []
        for task, slug, _ in decided:
            place = self.model.targets.index(slug) if task in themes else 0
            where = next(((start, end) for start, end, bits in named if bits >> place & 1), None)
            if task in themes and where:
                near = float(self._near([text], themes[task])[0, place])
                for rule, weight in (("name", gains[place]), ("near", near)):
                    found.append(Evidence(task, slug, *where, text[slice(*where)], weight, rule))
        return [each for each in found if each.weight]

    def _outputs(self, rows: Rows) -> list[tuple[str, str, int]]:
        """Give task, label and output of what was decided about the one text of ``rows``."""
        decided = []
        for task in self.model.tasks:
            at = self._at[task.name]
            if task.labels:
                label = rows[task.name][0]
                decided.append((task.name, label, at + task.labels.index(label)))
            else:
                decided.append((task.name, task.name, at))
                for slug in rows[f"{task.name}_targets"][0]:
                    place = self._toward(task.name).start + self.model.targets.index(slug)
                    decided.append((f"{task.name}_targets", slug, place))
        return decided

    def _decide(self, texts: Sequence[str]) -> dict[str, list[Any]]:
        return self._decided(texts, *self._logits(texts))

    def _decided(
        self, texts: Sequence[str], logits: NDArray[np.float64], several: NDArray[np.bool_]
    ) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {}
        for task in self.model.tasks:
            at = self._at[task.name]
            own = logits[:, at : at + task.outputs]
            if task.labels:
                columns[task.name] = [task.labels[i] for i in own.argmax(axis=1).tolist()]
                powers = _exp(own - own.max(axis=1, keepdims=True))
                total = sum(powers.T)  # in order: NumPy's sum may add up otherwise in another batch
                for label, power in zip(task.labels, powers.T, strict=True):
                    columns[class_column(task.name, label)] = (power / total).tolist()
            else:
                p = 1 / (1 + _exp(-own[:, 0]))
                present = p >= task.threshold
                columns[f"p_{task.name}"], columns[task.name] = p.tolist(), present.tolist()
                toward = logits[:, self._toward(task.name)].copy()
                if len(beside := np.flatnonzero(present & several)):
                    toward[beside] += self._near([texts[i] for i in beside.tolist()], task.name)
                columns[f"{task.name}_targets"] = self._targets(task, present, toward)
        return columns

    def _targets(self, task: Task, present: NDArray[np.bool_], toward: NDArray[np.float64]) -> list[list[str]]:
        """Name the targets where the theme is present: those above the threshold, or else the likeliest."""
        named: list[list[str]] = [[] for _ in present]
        if task.target_bias and present.any():
            rows = np.flatnonzero(present)
            logits = toward[rows] + task.target_bias
            line = np.minimum(logits.max(axis=1), math.log(task.target_threshold / (1 - task.target_threshold)))
            for row, target in np.argwhere(logits >= line[:, None]).tolist():
                named[rows[row]].append(self.model.targets[target])
        return named


def speaks(task: str, weight: float) -> bool:
    """Tell whether a weight is a reason: for a target that was named only what speaks for it is one."""
    return weight > 0 or bool(weight and not task.endswith("_targets"))


def _exp(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give e^x by its series after halving; made of sums and products, so no place in a batch changes a bit."""
    halves = np.rint(np.clip(x, -700, 700) / math.log(2))
    rest = np.clip(x, -700, 700) - halves * math.log(2)
    made = np.ones_like(rest)
    for n in range(14, 0, -1):
        made = 1 + rest / n * made
    whole: NDArray[np.float64] = np.ldexp(made, halves.astype(np.int64))
    return whole


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
