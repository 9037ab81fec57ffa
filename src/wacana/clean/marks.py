"""What a clean text shows besides its words: adverts, rituals, the words of hashtags, other languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import log
from typing import Any

from wacana.clean.adverts import is_advert, may_offer
from wacana.clean.block import encode, gather, sums
from wacana.clean.patterns import plain
from wacana.lexicon import Lexicon, languages, rows
from wacana.tokens import COUNTED, MASKS, Token, fold_emoji, tokens

__all__ = ["hashtag_words", "marks", "rituals"]

LANGUAGES = ("malay", "javanese", "sundanese", "english")  # of which a comment must hold …
ENOUGH = 2  # words, of at least ...
SHARE = 0.15  # … this share of its words
REMOVED = frozenset({"[deleted]", "[removed]"})  # what Reddit leaves of a comment
ARABIC = re.compile(r"[\u0621-\u064a]{2}|\ufdf2|[\ufdf7-\ufdfd]")


def marks(texts: Sequence[str], lex: Lexicon) -> dict[str, list[Any]]:
    """Give the columns of the CLEANED table that a clean text decides by itself, one value per text in each.

    No token holds a space: each chunk is looked at once, however often it is written, and the texts add them up.
    """
    chunks, codes = encode(texts)
    counted, spoken = [1] * len(chunks), [1] * len(chunks)
    marked = {language: [0] * len(chunks) for language in LANGUAGES}
    emoji: dict[int, list[str]] = {}
    hashtags: dict[int, list[str]] = {}
    for code, chunk in enumerate(chunks):
        word = _word(chunk)
        words = [word]
        if chunk in REMOVED:
            counted[code], words = 0, []
        elif not word:
            found = [token for token in tokens(chunk) if token.kind in COUNTED]
            words = [token.text.lower() for token in found if token.kind == "word"]
            counted[code], spoken[code] = len(found), len(words)
            emoji[code] = [fold_emoji(token.text) for token in found if token.kind == "emoji"]
            hashtags[code] = hashtag_words(found, lex)
        for word in words:
            for language, _ in languages().get(word, ()):
                marked[language][code] += 1
    n_tokens, n_words = sums(counted, codes), sums(spoken, codes)
    sacred = sums(map(bool, map(_starts().search, map(str.lower, chunks))), codes)
    offers = sums(map(may_offer, chunks), codes)
    columns = {
        "n_tokens": n_tokens.tolist(),
        "is_empty": (n_tokens == 0).tolist(),
        "is_ad": [bool(some) and is_advert(text) for text, some in zip(texts, offers.tolist(), strict=True)],
        "emoji": gather(emoji, codes),
        "ritual": [rituals(text) if some else [] for text, some in zip(texts, sacred.tolist(), strict=True)],
        "hashtags": gather(hashtags, codes),
        "lang_arabic": (sums(map(bool, map(ARABIC.search, chunks)), codes) > 0).tolist(),
    }
    for language, counts in marked.items():
        n = sums(counts, codes)
        columns[f"lang_{language}"] = ((n >= ENOUGH) & (n >= SHARE * n_words)).tolist()
    return columns


def _word(chunk: str) -> str:
    """Give the word of the commonest kind of chunk, which needs no pattern of tokens; ``xD`` and ``ha.:)`` do."""
    if not chunk.isascii() or not _FACES.isdisjoint(chunk):
        return ""
    if chunk.isalpha():
        return "" if chunk in MASKS else chunk.lower()
    return match[2].lower() if (match := plain().fullmatch(chunk)) else ""


_FACES = frozenset("xX:;")


def rituals(text: str) -> list[str]:
    """List the functions of the Arabic formulas in a clean text, in order.

    >>> rituals("Alhamdulillah, insya Allah merdeka")
    ['thanks', 'prayer']
    """
    return [_functions()[match[0]] for match in _formulas().finditer(text.lower())]


@cache
def _functions() -> Mapping[str, str]:
    return {row["form"].lower(): row["function"] for row in reversed(rows("rituals"))}


@cache
def _formulas() -> re.Pattern[str]:
    forms = sorted(_functions(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


@cache
def _starts() -> re.Pattern[str]:
    """Match what every formula begins with, which one chunk holds."""
    first = {re.escape(form.split()[0]) for form in _functions()}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(first))})(?!\w)")


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
    words = [word for part in parts for word in (_segment(part.lower(), lex) if part.isalpha() else [part])]
    if not tag.isalpha() or all(word in lex.known for word in words):
        return words
    whole = _segment(tag.lower(), lex)  # "#GAZAmerdeka": capitals do not tell where its words begin
    return whole if all(word in lex.known for word in whole) else words


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
