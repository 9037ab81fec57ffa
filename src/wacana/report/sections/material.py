"""What every section is made from: the scored table, the reader's language, the codebook, the manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from wacana import schema
from wacana.analysis import base
from wacana.codebook import Codebook
from wacana.codebook import load as load_codebook
from wacana.read.zones import local
from wacana.report.words import Lang, Words

__all__ = ["Material", "load"]


@dataclass(frozen=True)
class Material:
    """The scored table and what is needed to write about it."""

    scored: pd.DataFrame
    words: Words
    book: Codebook
    title: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    given: bool = False  # whether the codebook is the one that the user named

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The comments that shares rest on."""
        return base.judged(self.scored)

    @property
    def span(self) -> str:
        """The first and last day of the comments; ``""`` where none is dated."""
        dates = local(self.scored).dropna()
        if dates.empty:
            return ""
        first, last = self.words.date(dates.min()), self.words.date(dates.max())
        return first if first == last else f"{first} – {last}"

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes that the table has scores for."""
        return schema.themes_of(self.scored.columns)

    @property
    def score(self) -> Mapping[str, Any]:
        """What the table carries of how it was scored."""
        found: Mapping[str, Any] = self.scored.attrs.get("score", {})
        return found

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The score from which each theme counts as present, as far as the table tells it."""
        told = self.score.get("thresholds", {})
        return {theme: float(told[theme]) for theme in self.themes if theme in told}

    @property
    def model(self) -> Mapping[str, Any]:
        """What the table carries of the model that scored it."""
        found: Mapping[str, Any] = self.score.get("model", {})
        return found

    @property
    def scorer(self) -> str:
        """The scorer's name as the table carries it, else ``""``."""
        return str(self.score.get("scorer", ""))

    @property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """The scorers that were joined, each with what it scored; of one alone nothing."""
        found: Mapping[str, Sequence[str]] = self.score.get("parts", {})
        return found

    @property
    def scored_by(self) -> Literal["dictionary", "linear", "encoder", "scorer", "scores_alone"]:
        """The kind of the scorer, as far as the table tells it; a CSV does not."""
        if self.scorer == "dictionary":
            return "dictionary"
        kind: Literal["linear", "encoder"] | None = self.model.get("kind")
        if kind in ("linear", "encoder") and "+" not in self.scorer:
            return kind
        return "scorer" if self.scorer else "scores_alone"

    @property
    def according(self) -> str:
        """The words for "according to the scorer"."""
        return self.words(f"by_{self.scored_by}", name=self.scorer)

    def label(self, name: str) -> str:
        """Give a reader's name of a sentiment, theme or target; a slug that nobody named stays as it is."""
        if name in schema.SENTIMENTS:
            return self.words(name)
        if name == "":
            return self.words("no_target")
        return self._labels.get(name, name.replace("_", " "))

    def share(self, row: Mapping[str, Any]) -> str:
        """Give a reader's name of what a row of shares counts; a researcher's own labels stay as they were written."""
        return self.label(row["name"]) if row["kind"] in ("sentiment", "theme") else str(row["name"])

    @property
    def no_themes(self) -> str:
        """Say that no comment holds a theme, or that none was looked for."""
        return self.words("no_themes" if self.themes else "themes_not_scored", according=self.according)

    @property
    def no_adverts(self) -> list[str]:
        """Say how many adverts words and examples leave out; nothing where there are none."""
        found = int(base.adverts(self.judged).sum())
        return [self.words("adverts_left_out", n=found)] if found else []

    @property
    def codebook(self) -> Codebook | None:
        """The codebook that the table's themes follow, where it is the one at hand."""
        told = self.score.get("codebook", {})
        same = self.given or told.get("sha256", self.book.sha256) == self.book.sha256
        return self.book if same and self.themes and {*self.themes} <= {*self.book.slugs} else None

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        lang = self.words.lang
        named = {target.slug: target.label[lang] for target in self.book.targets}
        return named | {theme.slug: theme.label[lang] for theme in self.book.themes}


def load(
    data: str | Path,
    *,
    lang: Lang = "id",
    title: str | None = None,
    codebook: str | Path | None = None,
    manifest: str | Path | None = None,
) -> Material:
    """Read a scored table (Parquet) and, where given, the codebook of its themes and the run's manifest."""
    words = Words(lang)
    scored = pd.read_parquet(data)
    attrs = scored.attrs
    scored = schema.conform(scored, schema.columns("scored", schema.themes_of(scored.columns)))
    scored.attrs = attrs
    written = json.loads(Path(manifest).read_text(encoding="utf-8")) if manifest else {}
    book = load_codebook(codebook)
    return Material(scored, words, book, title or words("title"), written, given=codebook is not None)
