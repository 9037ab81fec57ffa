"""Pairs of words that stand side by side more often than chance would put them there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from wacana import lexicon
from wacana.analysis.base import voices
from wacana.schema import themes_of
from wacana.tokens import tokens

__all__ = ["collocations"]

COLUMNS = ["scope", "pair", "n", "g2"]
Phrase = list[str]


def collocations(scored: pd.DataFrame, *, top: int = 10, least: int = 3) -> pd.DataFrame:
    """Rank neighbouring words by Dunning's log-likelihood ratio G² (1993, Computational Linguistics 19:61-74; by NLTK).

    Words are neighbours when nothing stands between them, no comma and no emoji either. Pairs with a function word
    are left out, negators stay; copies of a comment and adverts do not count.

    Columns: scope (``""`` for all comments, else the theme), pair, n (comments that hold it), g2. At most ``top`` pairs
    a scope, each in at least ``least`` comments and more frequent than by chance.
    """
    rows = voices(scored)
    stop = lexicon.stopwords()
    comments = [list(_phrases(text)) for text in rows["clean"].fillna("")]
    scopes = {"": [True] * len(rows), **{theme: list(rows[theme]) for theme in themes_of(rows.columns)}}
    found = [
        (scope, *row)
        for scope, marks in scopes.items()
        for row in _ranked([each for each, marked in zip(comments, marks, strict=True) if marked], stop, least)[:top]
    ]
    return pd.DataFrame(found, columns=COLUMNS)


def _ranked(comments: list[list[Phrase]], stop: frozenset[str], least: int) -> list[tuple[str, int, float]]:
    # NLTK takes a second to load, which nobody else here should wait for.
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    held = Counter(pair for phrases in comments for pair in {pair for phrase in phrases for pair in pairwise(phrase)})
    finder = BigramCollocationFinder.from_documents([phrase for phrases in comments for phrase in phrases])
    finder.apply_ngram_filter(lambda *pair: held[pair] < least or any(len(w) < 2 or w in stop for w in pair))
    attracted = {pair for pair, pmi in finder.score_ngrams(BigramAssocMeasures.pmi) if pmi > 0}
    scores = finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    return [(" ".join(pair), held[pair], score) for pair, score in scores if pair in attracted]


def _phrases(text: str) -> Iterator[Phrase]:
    """Give the runs of words between punctuation, emoji and masks."""
    phrase: Phrase = []
    for token in tokens(text):
        if token.kind == "word":
            phrase.append(token.text.casefold())
        elif phrase:
            yield phrase
            phrase = []
    if phrase:
        yield phrase
