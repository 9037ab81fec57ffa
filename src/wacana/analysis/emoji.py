"""The most frequent emoji, overall and by theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import emoji
import pandas as pd

from wacana.analysis.base import judged, lists
from wacana.schema import themes_of

__all__ = ["name", "top_emoji"]

COLUMNS = ["scope", "emoji", "n", "total", "share", "occurrences", "id", "en"]


def name(character: str, language: str) -> str:
    """Give an emoji's name in Indonesian (``id``) or English (``en``).

    >>> name("🤲", "id"), name("🤲", "en")
    ('tangan diangkat dan dirapatkan bersama', 'palms up together')
    """
    return emoji.demojize(character, language=language, delimiters=("", "")).replace("_", " ")


def top_emoji(scored: pd.DataFrame, *, top: int = 10) -> pd.DataFrame:
    """Count the comments that hold each emoji: all comments, then those of each theme.

    Columns: scope (``""`` for all comments, else the theme), emoji, n (comments that hold it), total
    (comments in the scope), share, occurrences (a comment may repeat it), and its names id and en. Sorted by
    n within a scope, then occurrences, then the emoji itself; at most ``top`` a scope.
    """
    rows = judged(scored)
    held = [[_qualified(character) for character in row] for row in lists(rows["emoji"])]
    found: list[tuple[str, str, int, int, float, int, str, str]] = []
    for scope, marks in _scopes(rows):
        inside = [row for row, marked in zip(held, marks, strict=True) if marked]
        comments = Counter(character for row in inside for character in set(row))
        occurrences = Counter(character for row in inside for character in row)
        ranked = sorted(comments, key=lambda each: (-comments[each], -occurrences[each], each))
        for character in ranked[:top]:
            n, total = comments[character], len(inside)
            names = name(character, "id"), name(character, "en")
            found.append((scope, character, n, total, n / total, occurrences[character], *names))
    return pd.DataFrame(found, columns=COLUMNS)


def _scopes(rows: pd.DataFrame) -> Iterator[tuple[str, list[bool]]]:
    yield "", [True] * len(rows)
    for theme in themes_of(rows.columns):
        yield theme, [bool(mark) for mark in rows[theme]]


def _qualified(character: str) -> str:
    """Give ❤ and ❤️ one form: keyboards differ in whether they send the colour selector U+FE0F."""
    plain = character.replace("\ufe0f", "")
    return plain + "\ufe0f" if plain + "\ufe0f" in emoji.EMOJI_DATA else character
