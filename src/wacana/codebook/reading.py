"""Reading a text with a codebook: who is mentioned, what matches, how strongly, and toward whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wacana.codebook.attach import Attached, attach, lists
from wacana.codebook.match import Hit, Matcher, Mention
from wacana.codebook.model import Codebook, Theme
from wacana.codebook.units import Units

__all__ = ["Reader", "Reading", "strength"]


class Reading(NamedTuple):
    """What a codebook finds in a text: its units, the actors mentioned, and the matches."""

    row: Units
    mentions: list[Mention]
    hits: list[Hit]
    themes: Mapping[str, Theme]

    def totals(self) -> dict[str, float]:
        """Sum the weights of the matches of each theme that has one."""
        sums: dict[str, float] = {}
        for hit in self.hits:
            # Rounded, so that ten weights of 0.1 make 1.
            sums[hit.theme] = round(sums.get(hit.theme, 0.0) + hit.pattern.weight, 9)
        return sums

    def toward(self, theme: str) -> list[str]:
        """List the targets of a theme, sorted: those of its strongest match and of all at least half as strong."""
        return sorted({link.slug for _, links in self.leading(theme) for link in links})

    def leading(self, theme: str) -> list[tuple[Hit, list[Attached]]]:
        """Give the matches that speak loudest for a theme, with their targets."""
        found = [hit for hit in self.hits if hit.theme == theme]
        loudest = max((hit.pattern.weight for hit in found), default=0.0)
        named = lists(self.mentions, self.row)
        # A bare mention of an actor is weak evidence; it does not say whom "munafik" two sentences later is about.
        return [
            (hit, attach(hit, self.themes[theme], self.row, named))
            for hit in found
            if hit.pattern.weight >= max(loudest / 2, 0.01)
        ]


class Reader:
    """A codebook made ready to read texts."""

    def __init__(self, codebook: Codebook) -> None:
        self.matcher = Matcher(codebook)

    def read(self, row: Units) -> Reading:
        """Find mentions and matches in the units of a text."""
        mentions = self.matcher.mentions(row)
        actors = [mention for mention in mentions if mention.name in self.matcher.targets]
        return Reading(row, actors, self.matcher.hits(row, mentions), self.matcher.themes)


def strength(total: float) -> float:
    """Turn a sum of weights into a score in 0..1: a sum of 1 gives one half, each further 1 halves the doubt.

    >>> [strength(total) for total in (-1, 0, 1, 2)]
    [0.0, 0.0, 0.5, 0.75]
    """
    return float(1 - 2 ** -max(total, 0.0))
