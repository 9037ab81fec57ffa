"""Several scorers as one: each column from the first that has it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wacana import schema
from wacana.score.base import Evidence, Explains, Scorer, name_of, starts_of, thresholds_of
from wacana.stage import BLOCK, Rows

__all__ = ["CombinedScorer"]


class CombinedScorer:
    """Scorers joined by ``+``, such as a transformer's sentiment with the dictionary's themes.

    ``parts`` are those that give a column; one whose columns all come from others before it is left out. Of those in
    ``sentiment_of`` nothing but the sentiment is taken.
    """

    def __init__(self, parts: Sequence[Scorer], *, sentiment_of: Collection[Scorer] = ()) -> None:
        self._owner: dict[str, Scorer] = {}
        kept = []
        for part in parts:
            limits = schema.dtypes(schema.SENTIMENT) if part in sentiment_of else part.columns
            if new := [name for name in part.columns if name in limits and name not in self._owner]:
                self._owner.update(dict.fromkeys(new, part))
                kept.append(part)
        self.parts = tuple(kept)
        self.name = "+".join(map(name_of, kept))
        self.slow = any(getattr(part, "slow", False) for part in kept)
        self.block = min((getattr(part, "block", BLOCK) for part in kept), default=BLOCK)
        self.codebook = next((book for part in kept if (book := getattr(part, "codebook", None))), None)
        if asked := [part.explained for part in kept if hasattr(part, "explained")]:
            self.explained = min(asked)

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns of all parts."""
        return {name: part.columns[name] for name, part in self._owner.items()}

    @property
    def gives(self) -> list[tuple[Scorer, list[str]]]:
        """Each part with the names of the columns that come from it."""
        return [(part, [name for name, owner in self._owner.items() if owner is part]) for part in self.parts]

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The score from which each theme counts as present, from the part that decides it."""
        found = ((part, thresholds_of(part)) for part in self.parts)
        return {name: least for part, told in found for name, least in told.items() if self._owner.get(name) is part}

    @property
    def starts(self) -> Mapping[tuple[str, str], float]:
        """What the weights of a task and label are added to, from the part that decides it."""
        found = ((part, starts_of(part)) for part in self.parts)
        return {key: start for part, told in found for key, start in told.items() if self._owner.get(key[0]) is part}

    @property
    def identity(self) -> str:
        """What decides the scores: the identities of the parts."""
        told = [str(getattr(part, "identity", name_of(part))) for part in self.parts]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of clean texts with every part."""
        made = {id(part): part.rows(texts) for part in self.parts}
        return {name: made[id(part)][name] for name, part in self._owner.items()}

    def notes(self, texts: Sequence[str]) -> dict[str, Any]:
        """Join what the parts have to say about how the texts were scored; the first to name a thing wins."""
        found: dict[str, Any] = {}
        for part in reversed(self.parts):
            told = getattr(part, "notes", None)
            found.update(told(texts) if callable(told) else {})
        return found

    def evidence(self, text: str) -> Sequence[Evidence]:
        """List the reasons that the parts give, each for the scores that come from it."""
        return [
            reason
            for part in self.parts
            if isinstance(part, Explains)
            for reason in part.evidence(text)
            if self._owner.get(reason.task) is part
        ]
