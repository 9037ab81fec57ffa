"""Words near a known one: left-out vowels, words that sound alike, and typos one edit away from one frequent word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from wacana.lexicon import Lexicon, rows

__all__ = ["RARE", "SHORT", "alike", "deletes", "full", "near", "shorter", "slips", "sound"]

Index = Mapping[str, list[str]]
FREQUENT = 30  # a candidate is a standard word seen at least so often
DOMINANT = 5  # … so many times as often as any other candidate
SHORT = 6  # letters: a shorter word is near to too many
RARE = 3  # what a form counts for that is not in counts.tsv
_NO_VOWELS = str.maketrans("", "", "aeiou")


def full(word: str, lex: Lexicon) -> str | None:
    """Put left-out vowels back: ``mngkin``, ``mnta``, ``bgmn`` (ng may be written g)."""
    bones = word.translate(_NO_VOWELS)
    if len(bones) < 3 or (len(word) - len(bones)) * 3 > len(word) or not word.isalpha():
        return None
    found = (known for known in _skeletons(lex).get(bones, ()) if _within(word, known))
    # A form with vowels may be a word of its own.
    best = _clear(word, found, lex, times=20 if bones == word else 50)
    cut = best and len(word) < 5 and len(best) > len(word) + 1 and _SAID.match(word)  # "ngar" may be anything
    return None if cut else best


_SAID = re.compile(r"(?:[^aeiou]|ng|[bdgkpt]r|[bfgkp]l)[aeiou][^aeiou]?[aeiou]?$")


def _bones(word: str) -> Iterator[str]:
    bones = word.translate(_NO_VOWELS)
    yield bones
    if "ng" in bones:
        yield bones.replace("ng", "g")


def _within(short: str, word: str) -> bool:
    rest = iter(word)
    return short[0] == word[0] and len(word) <= 2 * len(short) + 1 and all(letter in rest for letter in short)


def alike(word: str, lex: Lexicon) -> str | None:
    """Give the one frequent word with the same sounds (resources/lexicon/sounds.tsv)."""
    found = _sounding(lex).get(sound(word), ())
    # Half of the short ones are a slip for another word where theirs is no frequent one: "dudah" is no widower.
    return word if word in found else _clear(word, found, lex, times=60 if len(word) < SHORT else 25)


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Write a word as it sounds: words that sound alike come out the same."""
    pattern, after = _sounds()
    return _TWICE.sub(r"\1", pattern.sub(lambda match: after[match.lastgroup or ""], word))


_TWICE = re.compile(r"(.)\1+")


@cache
def _sounds() -> tuple[re.Pattern[str], Mapping[str, str]]:
    table = {f"s{number}": row for number, row in enumerate(rows("sounds"))}
    # The name stands after its pattern, so that the regex engine sees by the first letter which of them may fit.
    pattern = "|".join(f"{row['pattern']}(?P<{name}>)" for name, row in table.items())
    return re.compile(pattern), {name: row["sound"] for name, row in table.items()}


def near(word: str, lex: Lexicon) -> str | None:
    """Repair one wrong, missing, doubled or swapped letter, where only one frequent word is so near."""
    if not SHORT <= len(word) <= 20 or not word.isalpha():
        return None
    index = deletes(lex)
    keys = [word, *shorter(word)]
    if index.keys().isdisjoint(keys):  # asked first for speed: most words are near nothing
        return None
    found = {known for key in keys for known in index.get(key, ()) if _one_edit(word, known)}
    best = _clear(word, found, lex, times=30)
    cut = word[-1] == "a" and f"{word}n" in lex.known and f"{word}n" != best  # "pemerintaha" may lack an n
    return None if best and (cut or _inflected(word, best)) else best


def _inflected(word: str, known: str) -> bool:
    """Tell of a letter more at the end that it is an ending: Javanese ``bensine``, English ``efforts``, ``changed``.

    English endings are no slips for others either: ``reported`` is no reporter, ``doable`` no double.
    """
    return (word[:-1] == known and word[-1] in "eds") or (word.endswith(_ENGLISH) and word[-2:] != known[-2:])


_ENGLISH = ("ed", "able", "tion", "ness")


def shorter(word: str) -> list[str]:
    """Give a word without one of its letters."""
    # The first letter of a word is seldom wrong.
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


def _self_and_shorter(word: str) -> Iterator[str]:
    if len(word) >= SHORT:
        yield word
        yield from shorter(word)


def _one_edit(word: str, known: str) -> bool:
    head = 0
    while head < min(len(word), len(known)) and word[head] == known[head]:
        head += 1
    a, b = word[head:], known[head:]
    if not a or not b or a[1:] == b or a == b[1:]:
        return True  # one letter more or less
    if a[1:] == b[1:]:
        return b[0] in slips().get(a[0], "")
    return a[:2] == b[1::-1] and a[2:] == b[2:]  # two letters swapped


@cache
def slips() -> Mapping[str, str]:
    """Letters that are taken for one another: beside it on the keyboard, or near it in sound."""
    # "pantang" is no slip for "panjang": nobody types t for j.
    return {row["letter"]: row["near"] for row in rows("slips")}


def _index(lex: Lexicon, keys: Callable[[str], Iterable[str]]) -> Index:
    index: dict[str, list[str]] = {}
    for word in lex.standard:
        if len(word) > 3 and word.isalpha() and lex.weight(word) >= FREQUENT:
            for key in keys(word):
                index.setdefault(key, []).append(word)
    return index


@lru_cache(maxsize=4)
def _skeletons(lex: Lexicon) -> Index:
    return _index(lex, _bones)


@lru_cache(maxsize=4)
def _sounding(lex: Lexicon) -> Index:
    return _index(lex, lambda word: (sound(word),))


@lru_cache(maxsize=4)
def deletes(lex: Lexicon) -> Index:
    """Give the frequent words by what is left of them without one letter."""
    return _index(lex, _self_and_shorter)


def _clear(word: str, found: Iterable[str], lex: Lexicon, times: int) -> str | None:
    """Give the candidate that is far more frequent than the others, and ``times`` as frequent as the form itself.

    A form that people write often is a word, however near it is to another: "pemilu" is no slip for "pemicu".
    """
    ranked = sorted(found, key=lambda known: (-lex.weight(known), known))
    if not ranked or lex.weight(ranked[0]) < times * lex.counts.get(word, RARE):
        return None
    if len(ranked) > 1 and lex.weight(ranked[0]) < DOMINANT * lex.weight(ranked[1]):
        return None
    return ranked[0]
