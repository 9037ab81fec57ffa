"""The words that carry each theme and each sentiment, over many comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wacana import lexicon
from wacana.errors import InputError
from wacana.schema import themes_of
from wacana.score.base import Explains, Scorer, name_of
from wacana.tokens import tokens

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["carriers"]


def carriers(scorer: Scorer, texts: Iterable[str], *, top: int = 20, least: int = 2) -> pd.DataFrame:
    """Find the words and word pairs that made a scorer say each theme and each sentiment.

    ``texts`` are clean texts. What a word adds is summed over the comments where the theme was said (for sentiment:
    where the class was chosen). Gives a table of ``theme`` (or class), ``word``, ``n`` (comments that hold it and were
    said to carry the theme) and ``contribution`` (the sum), at most ``top`` words of each theme that at least ``least``
    comments hold, the largest first. Words of the stop list, masks and bare punctuation are left
    out: they are many, and say little to a reader.

    Raises:
        InputError: for a scorer that gives no reasons.
    """
    import pandas as pd

    if not isinstance(scorer, Explains):
        given = f"scorer {name_of(scorer)}"
        raise InputError(given, "a scorer that gives reasons (a method 'evidence')", "Use 'linear'.")
    listed = list(texts)
    rows, themes, plain = scorer.rows(listed), themes_of(scorer.columns), lexicon.stopwords()
    sums: dict[tuple[str, str], float] = defaultdict(float)
    comments: dict[tuple[str, str], int] = defaultdict(int)
    for i, text in enumerate(listed):
        said = {theme for theme in themes if rows[theme][i]}
        keys = set()
        for reason in scorer.evidence(text):
            chosen = reason.task in said or (reason.task == "sentiment" and reason.label == rows["sentiment"][i])
            if chosen and _is_worded(reason.text):
                key = (reason.label, reason.text.lower())
                sums[key] += reason.weight
                keys.add(key)
        for key in keys:
            comments[key] += 1
    found = [
        (theme, word, comments[theme, word], total)
        for (theme, word), total in sums.items()
        if total > 0 and comments[theme, word] >= least and word not in plain
    ]
    table = pd.DataFrame(found, columns=["theme", "word", "n", "contribution"])
    table = table.sort_values(["theme", "contribution", "word"], ascending=[True, False, True])
    return table.groupby("theme", sort=False).head(top).reset_index(drop=True)


def _is_worded(text: str) -> bool:
    """Tell whether a reason names more than a mask or a sign; that a comment is short is a reason without words."""
    return any(token.kind not in ("mask", "punct") for token in tokens(text))
