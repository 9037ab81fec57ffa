"""The scorer: texts to columns, each distinct text once, in batches of like length, in the order given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.errors import ModelError
from wacana.score.transformer.batching import batches, distinct
from wacana.score.transformer.encoder import Encoder
from wacana.score.transformer.heads import Head
from wacana.score.transformer.labels import check_sentences, sanity_sentences
from wacana.score.transformer.runtime import Choice, Runtime
from wacana.stage import Rows

if TYPE_CHECKING:
    from wacana.codebook import Codebook

__all__ = ["Sample", "TransformerScorer"]

Sample = Sequence[Sequence[int]]
MEMO = 200_000  # distinct texts whose scores are remembered from block to block


class TransformerScorer:
    """One transformer's scores; slow enough to show progress and to resume. See :func:`wacana.score.transformer.load`.

    ``choice`` says, once it ran, in which precision and why.
    """

    slow = True
    block = 512

    def __init__(
        self,
        name: str,
        encoder: Encoder,
        head: Head,
        start: Callable[[Sample], Choice],
        *,
        identity: Callable[[], str],
        precision: str = "auto",
        codebook: Codebook | None = None,
    ) -> None:
        # Told in tables and reports, where a path of this machine has no business.
        self.name = f"hf:{Path(name).name if Path(name).is_dir() else name}"
        self.encoder, self.head, self.choice = encoder, head, ""
        self._start, self._hash, self._precision, self._codebook = start, identity, precision, codebook
        self._memo: dict[str, Any] = {}

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns that come out, and their dtypes."""
        return self.head.columns

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The score from which each theme counts as present; none for a model of sentiment."""
        return dict(zip(self.head.labels, self.head.thresholds, strict=True)) if self.head.several else {}

    @property
    def codebook(self) -> Codebook | None:
        """The codebook that finds the targets; none for a model of sentiment."""
        return self._codebook if self.head.several else None

    @cached_property
    def weights(self) -> str:
        """SHA-256 over the model's files."""
        return self._hash()

    @property
    def identity(self) -> str:
        """What decides the scores: the files, the labels, the length, the precision, the codebook."""
        book = self._codebook.sha256 if self._codebook else ""
        told = [self.weights, self.head.task, self.head.labels, self.head.thresholds, self.encoder.max_length]
        return hashlib.sha256(json.dumps([*told, self._precision, book]).encode()).hexdigest()

    def notes(self, texts: Sequence[str]) -> dict[str, Any]:
        """Say what a report must say of how these texts were scored; ``truncated`` counts those that were cut."""
        return {
            "model": {
                "sha256": self.weights,
                "task": self.head.task,
                "labels": list(self.head.labels),
                "max_length": self.encoder.max_length,
                "runtime": self.choice or "all rows from the journal of a killed run",
            },
            "truncated": self.encoder.cut(texts),
        }

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of clean texts.

        Raises:
            ModelError: when the vocabulary does not know the texts, or the label map fails the sanity check.
        """
        import numpy as np

        unique, place = distinct(texts)
        new = [text for text in unique if text not in self._memo]
        found = dict(zip(new, self._probabilities(new), strict=True)) if new else {}
        p = np.array([found[text] if text in found else self._memo[text] for text in unique])
        for text, row in found.items():
            if len(self._memo) < MEMO:
                self._memo[text] = row
        p = p.reshape(len(unique), len(self.head.labels))[place]
        values = self.head.values(p)
        if self.head.several:
            values.update(self._targets(texts, values))
        return values

    def _probabilities(self, texts: Sequence[str]) -> Any:
        import numpy as np

        ids, chosen = self.encoder.ids(texts, self.name), self._chosen
        out = np.zeros((len(texts), len(self.head.labels)))
        for batch in batches([len(tokens) for tokens in ids], budget=chosen.budget, most=chosen.most):
            out[batch] = self.head.probabilities(chosen.runtime.logits([ids[i] for i in batch]))
        return out

    @cached_property
    def _chosen(self) -> Choice:
        chosen = self._start(self.encoder.ids(check_sentences()))
        if self.head.task == "sentiment":
            self._check_labels(chosen.runtime)
        self.choice = chosen.reason
        return chosen

    def _check_labels(self, runtime: Runtime) -> None:
        """Refuse a label map under which plain praise comes out negative and plain blame positive."""
        sentences = sanity_sentences()
        best = self.head.decide(runtime.logits(self.encoder.ids([text for text, _ in sentences])))
        said = [(wanted, self.head.labels[i]) for i, (_, wanted) in zip(best, sentences, strict=True)]
        right = sum(wanted == got for wanted, got in said)
        wrong = sum({wanted, got} == {"positive", "negative"} for wanted, got in said)
        if wrong > right:
            raise ModelError(
                f"'{self.name}' with the labels {', '.join(self.head.labels)} turns {wrong} of {len(sentences)} plain "
                f"sentences into their opposite and has {right} right",
                "a label map under which praise is positive and blame negative",
                "Give the order of its outputs with --labels (see the model's card).",
            )

    @cached_property
    def _reader(self) -> Any:
        from wacana.codebook import load
        from wacana.codebook.reading import Reader

        return Reader(self._codebook or load())

    def _targets(self, texts: Sequence[str], values: Mapping[str, Sequence[Any]]) -> dict[str, list[list[str]]]:
        """Find whom a present theme is directed at: as the codebook's patterns say, else everyone mentioned."""
        from wacana.codebook.units import units

        found: dict[str, list[list[str]]] = {f"{theme}_targets": [] for theme in self.head.labels}
        for i, text in enumerate(texts):
            present = [theme for theme in self.head.labels if values[theme][i]]
            reading = self._reader.read(units(text)) if present else None
            for theme in self.head.labels:
                slugs: list[str] = []
                if reading and theme in present:
                    slugs = reading.toward(theme) or sorted({mention.name for mention in reading.mentions})
                found[f"{theme}_targets"].append(slugs)
        return found
