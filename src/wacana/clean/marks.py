"""What a clean text shows besides its words: rituals, the words of hashtags, other languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import log

from wacana.lexicon import Lexicon, rows
from wacana.tokens import Token

__all__ = ["LANGUAGES", "hashtag_words", "languages", "rituals"]

LANGUAGES = ("malay", "javanese", "sundanese", "english", "arabic")
ARABIC = re.compile(r"[\u0621-\u064a]{2}|\ufdf2|[\ufdf7-\ufdfd]")
ENOUGH = 2  # words of a language, of at least ...
SHARE = 0.15  # … this share of a comment's words, before the comment is said to hold the language


def rituals(text: str) -> list[str]:
    """List the functions of the Arabic formulas in a clean text, in order.

    >>> rituals("Alhamdulillah, insya Allah merdeka")
    ['thanks', 'prayer']
    """
    return [_functions()[match[0].lower()] for match in _formulas().finditer(text)]


@cache
def _functions() -> Mapping[str, str]:
    return {row["form"].lower(): row["function"] for row in reversed(rows("rituals"))}


@cache
def _formulas() -> re.Pattern[str]:
    forms = sorted(_functions(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


def languages(words: Sequence[str], text: str) -> dict[str, bool]:
    """Tell which other languages a comment holds, from words that Indonesian does not have."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for word in words:
        for language in _markers().get(word, ()):
            counts[language] += 1
    found = {name: count >= ENOUGH and count >= SHARE * len(words) for name, count in counts.items()}
    found["arabic"] = bool(ARABIC.search(text))
    return found


@cache
def _markers() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("languages"):
        found[row["word"]] = (*found.get(row["word"], ()), row["language"])
    return found


def hashtag_words(tokens: Sequence[Token], lex: Lexicon) -> list[str]:
    """Split the hashtags: at capitals and digits first, then into known words.

    >>> from wacana.lexicon import load
    >>> from wacana.tokens import tokens
    >>> hashtag_words(tokens("#GazaMerdeka #savepalestina #G20"), load())
    ['gaza', 'merdeka', 'save', 'palestina', 'g20']
    """
    return [word for token in tokens if token.kind == "hashtag" for word in _split(token.text[1:], lex)]


def _split(tag: str, lex: Lexicon) -> list[str]:
    if re.fullmatch(r"[A-Za-z]\d+|[A-Z]+", tag):
        return [tag.lower()] if len(tag) < 6 or not tag.isalpha() else _segment(tag.lower(), lex)
    parts = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\WA-Z\d_]+|[A-Z]|\d+", tag)
    return [word for part in parts for word in (_segment(part.lower(), lex) if part.isalpha() else [part])]


def _segment(text: str, lex: Lexicon) -> list[str]:
    """Find the most probable split into known words (Viterbi over their counts); unknown text stays whole."""
    if text in lex.known or len(text) > 60:
        return [text]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        options = [(best[start][0] + _cost(text[start:end], lex), start) for start in range(max(0, end - 18), end)]
        best.append(min(options))
    words: list[str] = []
    end = len(text)
    while end:
        start = best[end][1]
        words.append(text[start:end])
        end = start
    words.reverse()
    return words if all(word in lex.known for word in words) else [text]


def _cost(word: str, lex: Lexicon) -> float:
    if word not in lex.known or len(word) < 2:
        return 20.0 * len(word)
    return 16.0 - log(lex.standard.get(word, 1) + 1)
