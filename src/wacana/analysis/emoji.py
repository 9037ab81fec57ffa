"""The most frequent emoji, overall and by theme, with what they mean in Indonesian comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import emoji
import pandas as pd

from wacana import estimate, lexicon
from wacana.analysis.base import judged, lists, threads
from wacana.schema import themes_of
from wacana.tokens import fold_emoji

__all__ = ["name", "top_emoji"]

COLUMNS = ["scope", "emoji", "n", "total", "share", "low", "high", "method", "occurrences",
           "id", "en", "meaning_id", "meaning_en", "function"]  # fmt: skip


def name(character: str, language: str) -> str:
    """Give an emoji's name in Indonesian (``id``) or English (``en``).

    >>> name("🤲", "id"), name("🤲", "en")
    ('tangan diangkat dan dirapatkan bersama', 'palms up together')
    """
    return emoji.demojize(character, language=language, delimiters=("", "")).replace("_", " ")


def top_emoji(scored: pd.DataFrame, *, top: int = 10) -> pd.DataFrame:
    """Count the comments that hold each emoji: all comments, then those of each theme.

    Skin tones and variation selectors are folded. Columns: scope (``""`` for all comments, else the theme), emoji, n
    (comments that hold it), total (comments in the scope), share with low, high and method (95 %, see
    `estimate.shares`), occurrences (a comment may repeat it), its names id and en, and what it says in Indonesian
    comments: meaning_id, meaning_en and function, empty where `lexicon.emoji_meanings` does not list it. Sorted by n
    within a scope, then occurrences, then the emoji itself; at most ``top`` a scope.
    """
    rows = judged(scored)
    held = pd.Series([[_shown(character) for character in row] for row in lists(rows["emoji"])], index=rows.index)
    tables = []
    for scope, marked in _scopes(rows):
        inside = held[marked]
        comments = Counter(character for row in inside for character in set(row))
        occurrences = Counter(character for row in inside for character in row)
        ranked = sorted(comments, key=lambda each: (-comments[each], -occurrences[each], each))[:top]
        if ranked:
            flags = pd.DataFrame({each: [each in row for row in inside] for each in ranked}, index=inside.index)
            found = estimate.shares(flags, threads(rows[marked])).rename(columns={"name": "emoji"})
            named = pd.DataFrame(map(_said, ranked), columns=COLUMNS[-5:])
            counted = found.assign(scope=scope, occurrences=[occurrences[each] for each in ranked])
            tables.append(counted.join(named))
    return pd.concat(tables, ignore_index=True)[COLUMNS] if tables else pd.DataFrame(columns=COLUMNS)


def _scopes(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    yield "", pd.Series(True, index=rows.index)
    for theme in themes_of(rows.columns):
        yield theme, rows[theme].astype(bool)


def _said(character: str) -> tuple[str, str, str, str, str]:
    """Give an emoji's names, and its meanings and function where they are known."""
    meaning = lexicon.emoji_meanings().get(fold_emoji(character), ("", "", ""))
    return (name(character, "id"), name(character, "en"), *meaning)


def _shown(character: str) -> str:
    """Give the spellings of an emoji one form: of any skin, and with the colour selector U+FE0F where one belongs."""
    plain = fold_emoji(character)
    return plain + "\ufe0f" if plain + "\ufe0f" in emoji.EMOJI_DATA else plain
