"""Sentiment from a lexicon of word weights, with negation, boosters, laughter and emoji."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp, sqrt
from typing import NamedTuple

from wacana import lexicon
from wacana.codebook.match import Found, Mention, Trie
from wacana.codebook.units import Units
from wacana.schema import SENTIMENTS

__all__ = ["Weighed", "probabilities", "valence", "weigh"]

# Chosen on the silver labels for macro-F1, STEEP for likelihood; benchmarks/dictionary.py shows what they give.
DENIED = -0.25  # "gak bagus" is bad, but far less than "jelek"
STEEP = 2.0
# A faint good word is politeness more often than praise; a comment without any word of the lexicon is neutral.
LEAN = {"positive": -1.4, "neutral": 0.05, "negative": 0.0}
SMOOTH = 4  # units added to the length, so that one word in a short comment is not everything
MOCKERY = -2.0  # what laughter weighs beside an actor or a negative word
PLAIN = dict.fromkeys(("tidak", "gak", "tak"), "<not>")
NEAR = 2  # units between a booster and the word that it boosts


class Weighed(NamedTuple):
    """A word or phrase that carries sentiment: its units, its weight after negation and boosters, and why."""

    start: int
    end: int
    weight: float
    rule: str


@cache
def _words() -> Trie[tuple[str, float]]:
    """Give all words in one trie, each with its role (weight, factor, laugh) and value."""
    found: list[tuple[str, tuple[str, float]]] = []
    for row in lexicon.rows("sentiment"):
        # "gak adil" is weighed once and read in every spelling of the negator.
        text = " ".join(PLAIN.get(word, word) for word in row["word"].split())
        found.append((text, ("weight", float(row["weight"]))))
    for row in lexicon.rows("boosters"):
        found.append((row["word"], ("factor", float(row["factor"]))))
    for row in lexicon.rows("mockery"):
        found.append((row["pattern"], ("laugh", MOCKERY)))
    return Trie(found)


def weigh(row: Units, actors: Sequence[Mention]) -> list[Weighed]:
    """Find what carries sentiment; of overlapping phrases the longest counts, and a repeated one once."""
    found = sorted(_words().find(row), key=lambda f: (f.at[0] - f.end, f.at[0]))
    boosts = [f for f in found if f.value[0] == "factor"]
    laughs = sorted({f.at[0] for f in found if f.value[0] == "laugh"})
    kept: list[Weighed] = []
    taken: set[int] = set(laughs)
    seen: set[tuple[str, ...]] = set()
    for (role, value), at, end in found:
        words = tuple(row.forms[at[0] : end])
        if role != "weight" or not taken.isdisjoint(range(at[0], end)):
            continue
        taken.update(range(at[0], end))
        # "hebat hebat hebat" and a row of twenty hearts say it once, loudly.
        if words not in seen:
            seen.add(words)
            kept.append(_modified(row, value, at[0], end, boosts))
    dark = {row.sentences[w.start] for w in kept if w.weight < 0} | {row.sentences[m.start] for m in actors}
    # Laughing longer is not a second opinion.
    kept += [Weighed(i, i + 1, MOCKERY, "laughter at an actor") for i in laughs if row.sentences[i] in dark][:1]
    return sorted(kept)


def _modified(row: Units, weight: float, start: int, end: int, boosts: Sequence[Found[tuple[str, float]]]) -> Weighed:
    rule = "lexicon"
    for (_, factor), at, after in boosts:
        beside = start - NEAR <= after - 1 < start or at[0] == end
        if beside and row.clauses[at[0]] == row.clauses[start]:
            weight *= factor
            rule += f", '{' '.join(row.forms[at[0] : after])}' ×{factor:g}"
    denying = row.negated_by[start]
    if len(denying) % 2 == 1:
        weight *= DENIED
        rule += f", denied by '{row.forms[denying[-1]]}'"
    return Weighed(start, end, round(weight, 3), rule)


def valence(weighed: Sequence[Weighed], length: int) -> float:
    """Sum the weights, tempered by the text's length in units."""
    return sum(w.weight for w in weighed) / sqrt(length + SMOOTH)


def probabilities(value: float) -> dict[str, float]:
    """Turn a valence into scores of the three classes, which sum to 1.

    A softmax over ``LEAN + STEEP · (valence, 0, -valence)``.

    >>> round(sum(probabilities(-1.5).values()), 9)
    1.0
    >>> max(probabilities(-1.5), key=probabilities(-1.5).get)
    'negative'
    """
    signs = {"positive": 1, "neutral": 0, "negative": -1}
    powers = {name: exp(min(max(LEAN[name] + STEEP * signs[name] * value, -50), 50)) for name in SENTIMENTS}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}
