"""The last guess at an unknown word: which frequent word was meant, by learnt costs of what writers do to words.

A multinomial logit over the candidates and "it is a word of its own": a noisy channel with few operations (Brill and
Moore 2000, in small). The weights are learnt by training/guess.py from the lexicon (resources/lexicon/guess.tsv).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from math import exp, log
from typing import NamedTuple

from wacana.clean.near import RARE, SHORT, deletes, shorter, slips, sound
from wacana.lexicon import Lexicon, rows

__all__ = ["FREQUENT", "LIKELY", "OPERATIONS", "Known", "candidates", "guess", "operations", "own"]

LIKELY = 0.55  # probability of a candidate, before it is taken …
SHORT_LIKELY = {4: 0.75, 5: 0.6}  # … for a short word by its letters: it is near to too many
FREQUENT = 60  # a candidate is a word seen at least so often
MOST = 8  # candidates of a key
OPERATIONS = ("vowel left out", "vowel put in", "vowel changed", "consonant left out", "consonant put in", "h",
              "sound changed", "near key", "letter changed", "letter after the end", "first letter", "swapped",
              "sounds alike", "log weight", "word of its own", "log count", "strange letters", "length")  # fmt: skip
_VOWELS = frozenset("aeiou")
_ADDED = frozenset("aeiousy")
_CLASSES = str.maketrans("eo", "au")
_LAST = re.compile(r"[aiu]+$")
_NO_VOWELS = str.maketrans("", "", "aeiou")


class Known(NamedTuple):
    """A word that may have been meant: how it sounds, and the logarithm of its weight."""

    word: str
    sound: str
    weight: float


def guess(word: str, lex: Lexicon) -> str | None:
    """At the level ``formal``, give the word that was meant, where one candidate is likelier than all else together."""
    # One guess in ten is wrong: too many for the level that keeps the writer's words.
    if lex.level == "spelling" or not 4 <= len(word) <= 20 or not word.isalpha() or _ITS_OWN.search(word):
        return None
    if not (found := candidates(word, lex)):
        return None
    weights = _weights()
    stays = sum(weights[name] * value for name, value in own(word, lex).items())
    heard = sound(word)
    total, best, name = exp(stays), 0.0, None
    for known in found:
        if word[:-1] == known.word and word[-1] in _ADDED:
            continue  # "datanga" may be datangnya, and "videos" is English
        score = weights["log weight"] * known.weight + (weights["sounds alike"] if known.sound == heard else 0.0)
        if score < stays:
            continue  # every operation costs
        for operation in operations(word, known.word):
            score += weights[operation]
            if score < stays:
                break
        else:
            total += exp(score)
            if score > best or name is None:
                best, name = score, known.word
    return name if name and exp(best) > SHORT_LIKELY.get(len(word), LIKELY) * total else None


# Javanese ("gedhe", "kayae"), Malay ("kerje"), English ("optimism"), sighs ("hadahh"), whatever word they are near to.
_ITS_OWN = re.compile(r"dh|hh$|ism$|[^aeiou]e$")


def candidates(word: str, lex: Lexicon) -> list[Known]:
    """Give the frequent words that sound nearly alike, share the consonants, or are one letter away."""
    index, longer = _index(lex), deletes(lex)
    keys = [*_keys(word)]
    if len(word) > 3 and word[-1] not in _VOWELS and word[-2] in _VOWELS:
        keys.append(_heard(word[:-1]))  # "lucuk", "akoh"
    found = {known for key in keys for known in index.get(key, ())}
    for key in (word, *shorter(word)):
        found.update(index.get("-" + key, ()), longer.get(key, ()))
    return [_known(known, lex) for known in sorted(found) if known != word]


def operations(word: str, known: str) -> Iterator[str]:
    """List what turns a known word into the written one, left to right."""
    i = j = 0
    while i < len(word) or j < len(known):
        a, b = word[i : i + 1], known[j : j + 1]
        if a == b:
            i, j = i + 1, j + 1
            continue
        if not i and not j:
            yield "first letter"
        after, beyond = word[i + 1 : i + 2], known[j + 1 : j + 2]
        if a and b and a == beyond and b == after:
            yield "swapped"
            i, j = i + 2, j + 2
        elif not a or (b and a == beyond and (b in _VOWELS or a not in _VOWELS or b != after)):
            yield "vowel left out" if b in _VOWELS else "h" if b == "h" else "consonant left out"
            j += 1
        elif not b or b == after:
            yield ("letter after the end" if not b else "h" if a == "h"
                   else "vowel put in" if a in _VOWELS else "consonant put in")  # fmt: skip
            i += 1
        elif (a in _VOWELS) != (b in _VOWELS):
            yield "vowel put in" if a in _VOWELS else "vowel left out"
            i, j = (i + 1, j) if a in _VOWELS else (i, j + 1)
        else:
            yield ("vowel changed" if a in _VOWELS else "sound changed" if sound(f"a{a}a") == sound(f"a{b}a")
                   else "near key" if b in slips().get(a, "") else "letter changed")  # fmt: skip
            i, j = i + 1, j + 1


def own(word: str, lex: Lexicon) -> Mapping[str, float]:
    """Give what speaks for a word of its own: that it is written often, with runs of letters that words have."""
    known, whole = _runs(lex), f" {word} "
    strange = sum(whole[at : at + 3] not in known for at in range(len(word)))  # "smb" at the start
    count = log(lex.counts.get(word, RARE))
    return {"word of its own": 1.0, "log count": count, "strange letters": strange, "length": len(word)}


def _heard(word: str) -> str:
    return _LAST.sub("", sound(word).translate(_CLASSES))  # "kito", "dolo": the last vowel is the first to change


def _keys(word: str) -> Iterator[str]:
    yield _heard(word)
    bones = sound(word).translate(_NO_VOWELS)
    if len(bones) > 2:
        yield "_" + bones


@lru_cache(maxsize=4)
def _index(lex: Lexicon) -> Mapping[str, list[str]]:
    # "banget" is a word of its own at both levels, whatever it becomes afterwards.
    words = {word for word in (*lex.standard, *lex.spoken) if len(word) > 2 and word.isalpha()}
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-lex.weight(word), word)):
        if lex.weight(word) < FREQUENT:
            break
        keys = [*_keys(word)]
        if len(word) > 3 and (len(word) < SHORT or word not in lex.standard):  # the others are in the index of near.py
            keys += [f"-{key}" for key in (word, *shorter(word))]
        for key in keys:
            if len(listed := found.setdefault(key, [])) < MOST:
                listed.append(word)
    return found


@lru_cache(maxsize=100_000)
def _known(word: str, lex: Lexicon) -> Known:
    return Known(word, sound(word), log(lex.weight(word)))


@lru_cache(maxsize=4)
def _runs(lex: Lexicon) -> frozenset[str]:
    often = [f" {word} " for word, count in lex.standard.items() if count >= 20 and word.isalpha()]
    return frozenset(word[at : at + 3] for word in often for at in range(len(word) - 2))


@cache
def _weights() -> Mapping[str, float]:
    return {row["operation"]: float(row["weight"]) for row in rows("guess")}
