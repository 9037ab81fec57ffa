"""Words that a pattern knows: laughter, and Arabic formulas, each in its one spelling."""

from __future__ import annotations

import re
from functools import cache

from wacana.lexicon import Lexicon, rows

__all__ = ["laughter", "ritual", "ritual_patterns"]


def laughter(word: str, lex: Lexicon) -> str | None:
    """``wkwkwk``, ``awokawok``, ``hahaha``, ``xixixi``, ``kkkk`` to one form each."""
    if not _LAUGHING(word):
        return None
    for pattern, form in _laughter():
        if pattern.fullmatch(word):
            return "hahaha" if lex.level == "formal" and form != "huhu" else form  # "huhu" cries
    return None


_LAUGHING = re.compile(r"[abehijkmoqsuwx]{3,}").fullmatch  # the letters of all of them, asked first for speed


@cache
def _laughter() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["form"]) for row in rows("laughs"))


@cache
def ritual_patterns() -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    """Give pattern, form and first words of every Arabic formula (resources/lexicon/rituals.tsv)."""
    return tuple(
        (re.compile(rf"(?:{row['pattern']})(?!\w)"), row["form"], frozenset(row["starts"].split()))
        for row in rows("rituals")
    )


def ritual(word: str, lex: Lexicon) -> str | None:
    """``alhamdulilah``, ``aamiiin``, ``subhanalloh`` to one form each."""
    if not _SACRED.search(word) or not _any_ritual().fullmatch(word):
        return None
    return next((form for pattern, form, _ in ritual_patterns() if pattern.fullmatch(word)), None)


@cache
def _any_ritual() -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern, _, _ in ritual_patterns()))


_SACRED = re.compile(r"l+[aou]+h?|a+m+i+n|s+t+a+g|taba|bara|jaza|subha|sala|ass?ala|wal+|hu$|inna|na'?u")
