"""The dictionary scorer: sentiment from a lexicon, themes and targets from a codebook's patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wacana import schema
from wacana.codebook import Codebook
from wacana.codebook.reading import Reader, Reading, strength
from wacana.codebook.units import Units, units
from wacana.score import sentiment
from wacana.score.base import Evidence
from wacana.stage import Rows

__all__ = ["DictionaryScorer"]

PRESENT = 1.0  # weights that add up to this make a theme present, p_THEME 0.5


class DictionaryScorer:
    """Scores by the patterns of a codebook and a sentiment lexicon, in one pass over the tokens.

    ``p_THEME`` is ``1 - 2 ** -sum`` of the weights of the matching patterns (0 where they sum to less than
    0), and the theme is present from 0.5. The sentiment scores are those of
    :func:`wacana.score.sentiment.probabilities`.
    """

    name = "dictionary"

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._reader = Reader(codebook)
        self._columns = schema.dtypes(schema.scored_columns(codebook.slugs))

    @property
    def identity(self) -> str:
        """What decides the scores: the codebook."""
        return f"{self.name} {self.codebook.sha256}"

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns of the SCORED table that come out, and their dtypes."""
        return self._columns

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The score from which each theme counts as present."""
        return dict.fromkeys(self.codebook.slugs, strength(PRESENT))

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of clean texts."""
        made: dict[str, list[Any]] = {name: [] for name in self._columns}
        for text in texts:
            for name, value in self._row(units(text)).items():
                made[name].append(value)
        return made

    def _row(self, row: Units) -> dict[str, Any]:
        reading = self._reader.read(row)
        weighed = sentiment.weigh(row, reading.mentions)
        classes = sentiment.probabilities(sentiment.valence(weighed, len(row.forms)))
        values: dict[str, Any] = {"sentiment": max(classes, key=classes.__getitem__)}
        values.update({f"p_{name}": p for name, p in classes.items()})
        totals = reading.totals()
        for theme in self.codebook.slugs:
            total = totals.get(theme, 0.0)
            values[theme] = total >= PRESENT
            values[f"p_{theme}"] = strength(total)
            values[f"{theme}_targets"] = reading.toward(theme) if total >= PRESENT else []
        return values

    def evidence(self, text: str) -> Sequence[Evidence]:
        """List what made the scores of a clean text, in the order of the text.

        The weights of a theme's rows add up to the sum that its score is made of; those of ``sentiment`` add up to the
        valence times √(units + 4).
        """
        row = units(text)
        reading = self._reader.read(row)
        found = [
            _evidence(
                text, row, "sentiment", "positive" if w.weight > 0 else "negative", w.start, w.end, w.weight, w.rule
            )
            for w in sentiment.weigh(row, reading.mentions)
        ]
        for hit in reading.hits:
            rule = hit.pattern.text + (" (denied)" if hit.denied else "")
            found.append(_evidence(text, row, hit.theme, hit.theme, hit.start, hit.end, hit.pattern.weight, rule))
        return sorted(
            [*found, *_target_evidence(text, row, reading, self.codebook.slugs)], key=lambda e: (e.start, e.end, e.task)
        )


def _evidence(text: str, row: Units, task: str, label: str, start: int, end: int, weight: float, rule: str) -> Evidence:
    left, right = row.spans[start][0], row.spans[end - 1][1]
    return Evidence(task, label, left, right, text[left:right], weight, rule)


def _target_evidence(text: str, row: Units, reading: Reading, themes: Sequence[str]) -> list[Evidence]:
    """One row for each target of a theme: where it is mentioned, or the match that stands for it."""
    found: dict[tuple[str, str], Evidence] = {}
    pairs = [(hit, link) for theme in themes for hit, links in reading.leading(theme) for link in links]
    for hit, link in pairs:
        start, end = (link.mention.start, link.mention.end) if link.mention else (hit.start, hit.end)
        task, rule = f"{hit.theme}_targets", f"{link.rule} of '{hit.pattern.text}'"
        found.setdefault((task, link.slug), _evidence(text, row, task, link.slug, start, end, 1.0, rule))
    return list(found.values())
