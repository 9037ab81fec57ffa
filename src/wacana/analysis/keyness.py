"""Words that set the comments of a theme apart from the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pandas as pd

from wacana import lexicon
from wacana.analysis.base import voices
from wacana.schema import themes_of
from wacana.tokens import tokens

__all__ = ["keyness"]

KINDS = ("word", "hashtag")
PRIOR_WORDS = 500.0  # weight of the prior, in words: large enough to hold back words seen a few times only
Numbers = npt.NDArray[np.float64]
COLUMNS = ["theme", "word", "n", "n_rest", "log_odds", "z"]


def keyness(scored: pd.DataFrame, *, top: int = 15, min_count: int = 3, min_z: float = 1.96) -> pd.DataFrame:
    """Rank words by their log-odds in a theme's comments against the rest, under a Dirichlet prior.

    Method of Monroe, Colaresi & Quinn (2008, Political Analysis 16:372-403): the informative prior is the
    words' frequency in all comments, and ``z`` is the log-odds over its standard error. A comment counts
    once for a word, and copies of a comment are left out, so that nobody makes a key word by repeating it. Adverts
    and function words are left out; negators stay.

    Columns: theme, word, n (comments of the theme), n_rest (other comments), log_odds (natural log), z. At
    most ``top`` words a theme, each in at least ``min_count`` of its comments and with z ≥ ``min_z``.
    """
    rows = voices(scored)
    stop = lexicon.stopwords()
    bags = [_words(text, stop) for text in rows["clean"].fillna("")]
    everywhere = Counter(word for bag in bags for word in bag)
    vocabulary = sorted(everywhere)
    whole = np.array([everywhere[word] for word in vocabulary], dtype=float)
    tables = []
    for theme in themes_of(scored.columns):
        inside = Counter(word for bag, marked in zip(bags, rows[theme], strict=True) if marked for word in bag)
        n = np.array([inside[word] for word in vocabulary], dtype=float)
        log_odds, z = _log_odds(n, whole - n)
        table = pd.DataFrame(
            {
                "theme": theme,
                "word": vocabulary,
                "n": n.astype(int),
                "n_rest": (whole - n).astype(int),
                "log_odds": log_odds,
                "z": z,
            }
        )
        kept = table[(table["n"] >= min_count) & (table["z"] >= min_z)]
        tables.append(kept.sort_values(["z", "word"], ascending=[False, True], kind="stable").head(top))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)


def _log_odds(n: Numbers, rest: Numbers) -> tuple[Numbers, Numbers]:
    """Give the log-odds ratio of each word and its z, equations 15, 16 and 22 of the paper."""
    if not len(n):
        return n, n
    prior = PRIOR_WORDS * (n + rest) / (n.sum() + rest.sum())
    inside, outside = n + prior, rest + prior
    log_odds = np.log(inside / (inside.sum() - inside)) - np.log(outside / (outside.sum() - outside))
    return log_odds, log_odds / np.sqrt(1 / inside + 1 / outside)


def _words(text: str, stop: frozenset[str]) -> set[str]:
    words = {token.text.casefold() for token in tokens(text) if token.kind in KINDS}
    return {word for word in words if len(word) > 1 and word not in stop}
