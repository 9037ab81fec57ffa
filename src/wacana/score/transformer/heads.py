"""What a model's outputs are: one class out of several, or several labels each present or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wacana import schema
from wacana.errors import InputError, ModelError
from wacana.score.transformer.labels import label_map

__all__ = ["Head", "head_of"]


@dataclass(frozen=True)
class Head:
    """The task, its labels in the order of the outputs, and, for several labels at once, the threshold of each."""

    task: str
    labels: tuple[str, ...]
    thresholds: tuple[float, ...] = ()

    @property
    def several(self) -> bool:
        """True where each label is decided by itself (themes)."""
        return bool(self.thresholds)

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns that come out and their dtypes; for sentiment and themes those of the SCORED table."""
        if self.several:
            return schema.dtypes(column for theme in self.labels for column in schema.theme_columns(theme))
        if self.task == "sentiment":
            return schema.dtypes(schema.SENTIMENT)
        return schema.dtypes(schema.label_columns(self.task, self.labels))

    def probabilities(self, logits: Any) -> Any:
        """Turn logits (texts, labels) into probabilities in float64: softmax, or a sigmoid for each label."""
        import numpy as np

        raw = np.asarray(logits, dtype=np.float64)
        if self.several:
            return np.exp(-np.logaddexp(0.0, -raw))
        raw = np.exp(raw - raw.max(axis=1, keepdims=True))
        return raw / raw.sum(axis=1, keepdims=True)

    def decide(self, p: Any) -> Any:
        """Turn probabilities into decisions: the index of the best class, or a table of booleans."""
        import numpy as np

        return p >= np.asarray(self.thresholds) if self.several else p.argmax(axis=1)

    def values(self, p: Any) -> dict[str, list[Any]]:
        """Give the columns that need no text: all but the themes' targets."""
        decided = self.decide(p)
        if self.several:
            found: dict[str, list[Any]] = {}
            for i, label in enumerate(self.labels):
                found[label], found[f"p_{label}"] = decided[:, i].tolist(), p[:, i].tolist()
            return found
        named = schema.SENTIMENTS if self.task == "sentiment" else self.labels
        by_label = {label: p[:, i].tolist() for i, label in enumerate(self.labels)}
        return {
            self.task: [self.labels[i] for i in decided],
            # A model of two sentiments never says neutral.
            **{schema.class_column(self.task, label): by_label.get(label, [0.0] * len(p)) for label in named},
        }


def head_of(config: Mapping[str, Any], given: Sequence[str] | None, name: str) -> Head:
    """Read the head from a model's config: its ``wacana`` entry, else a sentiment classifier's labels.

    Raises:
        InputError: for labels that do not fit the model.
        ModelError: when the config does not say what the outputs mean.
    """
    said = {int(i): str(label) for i, label in dict(config.get("id2label") or {}).items()}
    entry = config.get("wacana") or {}
    if entry.get("task", "sentiment") == "sentiment":
        return Head("sentiment", label_map(said, given, name))
    if given is not None:
        raise InputError(f"labels for {name}, a model of '{entry['task']}'", "none", "It says itself what it means.")
    labels = tuple(said[i] for i in sorted(said))
    thresholds = tuple(float(value) for value in entry.get("thresholds", ()))
    if thresholds and len(thresholds) != len(labels):
        raise ModelError(
            f"{len(thresholds)} thresholds for {len(labels)} labels in {name}", "as many", "Train it again."
        )
    return Head(str(entry["task"]), labels, thresholds)
