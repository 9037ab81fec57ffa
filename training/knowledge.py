"""What the codebook and the sentiment lexicon say of single words and of pairs, as vectors to learn with.

Of a word also whom it names.

The dictionary scorer knows more of trust and skepticism than the labels teach, but reads slowly. Asked about a word
alone, and about two words side by side, it hands on what it knows to a model that only adds up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from corpus import THEMES

from wacana.codebook import load
from wacana.codebook.reading import Reader
from wacana.codebook.units import units
from wacana.score import sentiment
from wacana.score.linear.fit import Design
from wacana.score.linear.forms import Form

WIDTH = len(THEMES) + 2  # strengths of the themes; positive and negative sentiment
SCALE = 2.0  # so that the penalty on these few weights hardly holds them back
BETWEEN = {1: " ", 2: " zzq ", 3: " zzq zzq "}  # "zzq" is no word


class Knowledge:
    """Asks the dictionary scorer's parts."""

    def __init__(self) -> None:
        self.book = load()
        self._reader = Reader(self.book)

    def _of(self, text: str) -> list[float]:
        reading = self._reader.read(units(text))
        totals = reading.totals()
        weights = [w.weight for w in sentiment.weigh(reading.row, reading.mentions)]
        signed = [sum(w for w in weights if w > 0), sum(w for w in weights if w < 0)]
        return [totals.get(theme, 0.0) for theme in THEMES] + signed

    def of_types(self, forms: Sequence[Form]) -> np.ndarray:
        """Give what is known of each type alone (types × WIDTH)."""
        return SCALE * np.array([self._of(form.text) if form.text else [0.0] * WIDTH for form in forms], np.float32)

    def of_names(self, forms: Sequence[Form]) -> np.ndarray:
        """Tell which of the codebook's targets each type names (types × targets)."""
        slugs = [target.slug for target in self.book.targets]
        named = [{mention.name for mention in self._reader.read(units(form.text)).mentions} for form in forms]
        return SCALE * np.array([[slug in each for slug in slugs] for each in named], np.float32)

    def of_pairs(self, design: Design) -> np.ndarray:
        """Give what is known of each pair, less what is known of its two words (pairs × WIDTH)."""
        forms, alone = design.types.forms, self.of_types(design.types.forms)
        made = np.zeros((len(design.pair_keys), WIDTH), np.float32)
        for i, (left, right, distance) in enumerate(design.pair_types.T):
            if forms[left].kind in ("word", "emoji") and forms[right].kind in ("word", "emoji", "punct"):
                text = forms[left].text + BETWEEN[distance] + forms[right].text
                made[i] = SCALE * np.array(self._of(text)) - alone[left] - alone[right]
        return made
