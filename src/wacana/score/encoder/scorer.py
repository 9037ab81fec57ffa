"""The encoder scorer: the linear model's sums, and what the order of words adds to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wacana import resources
from wacana.errors import ModelError
from wacana.score.base import Evidence
from wacana.score.encoder.forward import batches, crop, forward
from wacana.score.encoder.model import FLAGS, Encoder, load
from wacana.score.linear.forms import Form, Types, crc, grams
from wacana.score.linear.scorer import LinearScorer, speaks
from wacana.score.linear.scorer import default as default_linear
from wacana.score.linear.sums import find

Floats = NDArray[np.float32]

__all__ = ["EncoderScorer", "default", "embed", "gram_places", "load_scorer", "places"]

SHIPPED = "models/komentar_encoder"
GRAMS = 16  # n-grams of a word that are looked up
COPIES = 200  # of a text without one of its tokens that are scored at once: of a long text all are too much memory


class EncoderScorer(LinearScorer):
    """Scores with small networks and the linear model that ships; batched or alone differ by less than 1e-3."""

    explained = 100  # comments whose reasons a report asks for: each takes a pass for each of its words

    def __init__(self, encoder: Encoder) -> None:
        linear = default_linear().model
        themes = [task for task in linear.tasks if not task.labels]
        self._tasks = sum(task.outputs for task in linear.tasks)
        outputs = self._tasks + len(themes) * len(linear.targets)
        wanted, given = sorted(task.name for task in themes), sorted(encoder.thresholds)
        if wanted != given or encoder.sizes.outputs != outputs:
            raise ModelError(
                f"encoder '{encoder.name}' for the themes {', '.join(given)}, with {encoder.sizes.outputs} outputs",
                f"those of the linear model that ships: {', '.join(wanted)}, with {outputs}",
                "Train it again with training/encoder.py.",
            )
        if encoder.about.get("linear") != linear.sha256:
            raise ModelError(
                f"encoder '{encoder.name}', fitted with the linear model {str(encoder.about.get('linear'))[:12]}",
                f"one fitted with the linear model that ships, {linear.sha256[:12]}",
                "Train it again with training/encoder.py.",
            )
        # What each theme adds to the targets is part of the sum, so that it is weighed as the rest of the linear half.
        self._biases = {task.name: np.array(task.target_bias) for task in themes}
        none = (0.0,) * len(linear.targets)
        tasks = tuple(
            task if task.labels else replace(task, threshold=encoder.thresholds[task.name], target_bias=none)
            for task in linear.tasks
        )
        learnt = {"texts": np.union1d(linear.arrays["texts"], encoder.arrays["texts"])}
        super().__init__(replace(linear, tasks=tasks, arrays={**linear.arrays, **learnt}))
        self.name, self.encoder = encoder.name, encoder
        self._networks = encoder.networks()

    @property
    def identity(self) -> str:
        """What decides the scores: the networks and the linear model."""
        return f"{super().identity} {self.encoder.sha256}"

    @property
    def starts(self) -> Mapping[tuple[str, str], float]:
        """None: what is lost without a word does not add up."""
        return {}

    def notes(self, texts: Sequence[str]) -> dict[str, Any]:
        """Say what a report must say of the scores: which model gave them, and what both halves learnt from."""
        told = super().notes(texts)["model"]
        about = {**told["about"], "more": self.encoder.about.get("more", 0)}
        return {"model": {**told, "kind": "encoder", "sha256": self.encoder.sha256, "about": about}}

    def _logits(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Give the logits of clean texts (texts × outputs), and whether a text names two targets or more."""
        sums, several = super()._logits(texts)
        tasks, targets = np.split(sums, [self._tasks], axis=1)
        made = np.hstack([tasks, *(targets + bias for bias in self._biases.values())])
        made *= self.encoder.other
        made += np.array(self.encoder.own) * self._read(texts) + self.encoder.bias
        return made, several

    def _toward(self, theme: str) -> slice:
        """Give the places of the logits of a theme's targets: the networks tell them for each theme."""
        start = self._tasks + list(self._biases).index(theme) * len(self.model.targets)
        return slice(start, start + len(self.model.targets))

    def _near(self, texts: Sequence[str], theme: str) -> NDArray[np.float64]:
        """Give what targets gain by standing near to the words of a theme, weighed as the rest of the linear half."""
        return np.array(self.encoder.other[self._toward(theme)]) * super()._near(texts, theme)

    def evidence(self, text: str) -> Sequence[Evidence]:
        """List what each token adds to the logits of what was decided: the logit less that of the text without it.

        The weights do not add up to the logit, for words act on each other.
        """
        spans = Types().spans(text)
        copies = [text, *(f"{text[:start]} {text[end:]}" for start, end in spans)]
        blocks = [self._logits(copies[at : at + COPIES]) for at in range(0, len(copies), COPIES)]
        logits, found = np.concatenate([made for made, _ in blocks]), []
        for task, label, output in self._outputs(self._decided([text], logits[:1], blocks[0][1][:1])):
            for (start, end), without in zip(spans, logits[1:], strict=True):
                weight = float(logits[0, output] - without[output])
                if speaks(task, weight):
                    found.append(Evidence(task, label, start, end, text[start:end], weight, "left out"))
        return found

    def _read(self, texts: Sequence[str]) -> Floats:
        """Give the networks' logits (texts × outputs of the tasks)."""
        types = Types()
        codes, lengths = types.read(texts)
        coded = [crop(part) for part in np.split(codes, np.cumsum(lengths)[:-1])]
        table = embed(self.encoder.arrays, types.forms)
        lengths = np.array([len(part) for part in coded], np.int64)
        made, heads = np.zeros((len(texts), self.encoder.sizes.outputs), np.float32), self.encoder.sizes.heads
        for rows in batches(lengths):
            x = np.zeros((len(rows), lengths[rows[0]], table.shape[1]), np.float32)
            for i, row in enumerate(rows):
                x[i, : lengths[row]] = table[coded[row]]
            made[rows] = np.mean([forward(own, heads, x, lengths[rows]) for own in self._networks], axis=0)
        return made


def embed(arrays: Mapping[str, NDArray[Any]], forms: Sequence[Form]) -> Floats:
    """Give the vectors of token types, plain (row 2i) and denied (row 2i + 1).

    A known type has a vector of its own; that of another is the mean of its n-grams'. Three flags follow: whether it is
    written in capitals, whether it is unknown, and whether it is denied.
    """
    buckets, at = len(arrays["grams"]), places(arrays, forms)
    unknown = at < 0
    made = np.zeros((len(forms), 2, arrays["words"].shape[1] + FLAGS), np.float32)
    known = arrays["words"][at] * arrays["word_units"][at, None].astype(np.float32)
    made[..., :-FLAGS] = known[:, None]
    for i in np.flatnonzero(unknown).tolist():
        own = gram_places(forms[i], buckets)
        made[i, :, :-FLAGS] = (arrays["grams"][own] * arrays["gram_units"][own, None].astype(np.float32)).mean(axis=0)
    made[:, :, -3] = np.array([form.capitals for form in forms])[:, None]
    made[:, :, -2] = unknown[:, None]
    made[:, 1, -1] = 1
    return made.reshape(2 * len(forms), -1)


def places(arrays: Mapping[str, NDArray[Any]], forms: Sequence[Form]) -> NDArray[np.int64]:
    """Give the row of each token type among the known ones; -1 for the others."""
    return find(arrays["word_keys"], [crc(form.text) for form in forms])


def gram_places(form: Form, buckets: int) -> list[int]:
    """Give the buckets of a type's character n-grams; a type without any has one of its own."""
    return [crc(name) % buckets for name in grams(form)[:GRAMS]] or [crc(form.text) % buckets]


def load_scorer(folder: str | Path) -> EncoderScorer:
    """Give the scorer of a model folder.

    Raises:
        ModelError: when the folder is damaged, changed, or of another version.
    """
    return EncoderScorer(load(folder))


@cache
def default() -> EncoderScorer:
    """Give the scorer that ships."""
    return load_scorer(resources.path(SHIPPED))
