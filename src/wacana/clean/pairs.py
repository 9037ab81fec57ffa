"""Two words that are one: said twice (``faksi faksi``) or rhyming (``bolak balik``), joined by a hyphen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import compress, count
from typing import NamedTuple

from wacana.clean.affixes import VOWELS, colloquial, is_known, men
from wacana.clean.doubled import reduplication
from wacana.clean.place import ENDING, FIRST
from wacana.clean.words import recased
from wacana.lexicon import Lexicon, rows

__all__ = [
    "DITTO",
    "SUFFIXES",
    "Joint",
    "ditto",
    "heads",
    "is_again",
    "mild",
    "pair",
    "pairs",
    "repeats",
    "said_often",
    "spaced",
    "whole",
]

SUFFIXES = frozenset({"nya", "ku", "mu", "an", "annya", "in"})
DITTO = re.compile(r"([^\W\d_]{3,})\"(an|in|kan|i|nya|ku|mu|lah)?([.,!?;:)…]*)")


class Joint(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) become ``after``."""

    first: int
    last: int
    after: str
    rule: str


@cache
def _doubled() -> Mapping[str, frozenset[str]]:
    """Give what follows the first part of standard words like ``berkali-kali``, ``terburu-buru``."""
    found: dict[str, frozenset[str]] = {}
    listed = frozenset(row["word"] for row in rows("standard"))
    for word in listed:
        first, hyphen, second = word.partition("-")
        apart = first.startswith(("di", "ke")) and first not in listed  # "kemana" and "ditengah" are two words
        if hyphen and first != second and first.endswith(second) and not apart:
            more = {second, f"{second}nya"} if first.startswith("se") else {second}
            found[first] = found.get(first, frozenset()) | more
    return found


@cache
def heads() -> frozenset[str]:
    """Give the first parts that are listed, and so no slip for other words."""
    return frozenset(_doubled()) | {row["first"] for row in rows("pairs")}


@cache
def pairs() -> Mapping[str, frozenset[str]]:
    """Give what may follow the first part of ``berkali-kali``, ``diutak-atik``, ``sebanyak-banyaknya``.

    Those that rhyme are listed in resources/lexicon/pairs.tsv.
    """
    found = {first: set(seconds) for first, seconds in _doubled().items()}
    for row in rows("roots"):
        if "adjective" in row["class"].split("|"):
            found.setdefault(f"se{row['root']}", set()).add(f"{row['root']}nya")
    for row in rows("pairs"):
        first, second = row["first"], row["second"]
        ends = {second, *(second + suffix for suffix in ("nya", "an", "annya", "kan", "in", "i"))}
        for head in {first, f"di{first}", f"ter{first}", men(first)}:
            found.setdefault(head, set()).update(ends)
        if first[0] in VOWELS:  # "ngotak ngatik"
            found.setdefault(f"ng{first}", set()).update(f"ng{end}" for end in ends)
    return {first: frozenset(seconds) for first, seconds in found.items()}


def is_again(word: str, following: str = "") -> bool:
    """Tell whether a word is said again at once: ``orang orang``, ``orang orangnya``, ``orang orang,``."""
    if not following.startswith(word) or not word[:1].isalpha():
        return False
    rest = following[len(word) :].rstrip(ENDING)
    return not rest or rest in SUFFIXES or rest[0] in ".,!?;:)…"


def repeats(words: Sequence[str]) -> list[int]:
    """Give the positions of the words that are said again at once."""
    # The first question is asked in C for all words; few are left for the second.
    close = compress(count(), map(str.startswith, words[1:], words))
    found = [at for at in close if is_again(words[at], words[at + 1])]
    if len(words) > 1 and words[0][:1].isupper() and is_again(words[0].lower(), words[1]):  # "Omon omon"
        found.insert(0, 0)
    return found


def said_often(words: Sequence[str], at: int) -> bool:
    """Tell of ``kerja kerja kerja``, ``koin koin dan koin`` and ``tahu? apa apa ?`` that two words are no pair."""
    word = words[at].lower()
    before = words[at - 1].lower() if at else ""
    after = [_bare(other) for other in words[at + 2 : at + 4]] if words[at + 1][-1].isalnum() else []
    after[:1] = [re.split(r"[.,!?…]", other, maxsplit=1)[0] for other in after[:1]]  # "gila gila gila..keren"
    if word in (before, *after[:1]) or (after[:1] in (["dan"], ["atau"]) and after[1:] == [word]):
        return True
    asked = words[at + 1].endswith("?") or words[at + 2 : at + 3] == ["?"]
    return word == "apa" and asked and not (at and words[at - 1][-1].isalnum())


def _bare(word: str) -> str:
    return word.lower().strip('.,!?:;…()"')


def pair(word: str, following: str, last: str, lex: Lexicon) -> Joint | None:
    """Join a word with the one after it, if they are a pair."""
    low = word.lower()
    again = is_again(word, following) or (not last and is_again(low, following))
    if again and (joint := _repeated(word, following, last, lex)):
        return joint
    if low in pairs() and (second := FIRST.match(following)) and second[1] in pairs()[low]:
        return Joint(0, 1, f"{word}-{following}", "reduplication")
    return None


def _repeated(word: str, second: str, last: str, lex: Lexicon) -> Joint | None:
    """``faksi faksi``, ``orang orang``; not ``ayo ayo``: the doubled word must be listed, or a noun."""
    low, core = word.lower(), FIRST.match(second)[1]  # type: ignore[index]
    joint = Joint(0, 1, f"{word}-{second}", "reduplication")
    if core.startswith(f"{low}an"):  # "obat obatan"; "makan makanan" are two words
        return joint if f"{low}-{core.removesuffix('nya')}" in lex.known else None
    nasal = low.startswith(("ng", "ny")) and colloquial(low, lex) is not None
    if core == f"{low}in":  # "ngata ngatain", "apa apain"; "yak yakin" is none
        return joint if core not in lex.standard and (colloquial(core, lex) or is_known(low, lex)) else None
    if core == f"{low}nya" and lex.is_root(low, "adjective"):  # "lagi seru serunya"
        return joint
    verb = low.startswith("me") and low not in lex.roots and is_known(low, lex)  # "menyenggol menyenggol"
    if verb and (whole := reduplication(f"{low}2", lex)):
        return Joint(0, 1, recased(word, whole) + second[len(word) :], "reduplication")
    noun = lex.is_root(low, "noun") and last not in ("di", "ke")  # "di rumah rumah" is two rumah
    return joint if noun or nasal or f"{low}-{low}" in lex.known else None


def mild(words: Sequence[str], at: int, lex: Lexicon) -> Joint | None:
    """``aman aman aja``, ``lancar lancar saja``: an adjective said twice before aja is one word."""
    only = len(words) > at + 2 and words[at] == words[at + 1] and _bare(words[at + 2]) in ("aja", "saja")
    if not only or not lex.is_root(words[at].lower(), "adjective"):
        return None
    return Joint(0, 1, f"{words[at]}-{words[at + 1]}", "reduplication")


def spaced(words: Sequence[str], at: int, lex: Lexicon) -> Joint | None:
    """``tebar - tebar janji``, ``berhati - hati``: the sign between two halves; not ``kerja - kerja - kerja``."""
    if not at or at + 1 == len(words) or "-" in (*words[max(at - 2, 0) : at], *words[at + 2 : at + 3]):
        return None
    first, second = words[at - 1], words[at + 1]
    if not (first.isalpha() and first[1:].islower() and len(first) > 2 and is_known(first.lower(), lex)):
        return None
    match = FIRST.match(second)
    if not match or (match[1] != first.lower() and match[1] not in pairs().get(first.lower(), ())):
        return None
    return Joint(at - 1, at + 1, f"{first}-{second}", "reduplication")


def ditto(word: str, at: int, lex: Lexicon) -> Joint | None:
    """``janji" mereka``: the mark says "twice", where no quotation is open that it could close."""
    match = DITTO.fullmatch(word)
    if not match:
        return None
    word, suffix, after = match[1], match[2] or "", match[3]
    low = word.lower()
    # With an ending behind it, the mark can hardly close anything: "mati\"an", "driver\"nya".
    if suffix and is_known(low, lex) and (whole := reduplication(f"{low}2{suffix}", lex)):
        return Joint(at, at, recased(word, whole) + after, "reduplication")
    if suffix:
        return None
    root = low[2:] if low.startswith("se") else low[3:]
    if low.startswith(("se", "ber", "ter")) and root in pairs().get(low, ()):  # "seakan\""
        return Joint(at, at, f"{word}-{root}{after}", "reduplication")
    if not (lex.is_root(low, "noun") or f"{low}-{low}" in lex.known):
        return None
    second = word if word.isupper() or low in lex.names else low
    return Joint(at, at, f"{word}-{second}{after}", "reduplication")


def whole(first: str, second: str, clean: tuple[str, str], lex: Lexicon) -> str | None:
    """At the level ``formal``, give what a pair becomes whose halves, each by itself, would be torn apart.

    ``ikut ikutan`` (ikut ikut), ``ngata ngatain`` (ngata mengatai), ``bocil bocil`` (anak kecil anak kecil);
    of ``gampang mudah``, which means mudah twice, one is left. ``clean`` holds what each becomes by itself.
    """
    low, match = first.lower(), FIRST.match(second)
    if not match or not first.isalpha() or len(first) < 3:
        return None
    core, rest = match.groups()
    head, _, more = clean[0].partition(" ")
    if core.lower() == low:
        return f"{head}-{head.lower()} {more}{rest}" if more and lex.is_root(head.lower(), "noun") else None
    if core.startswith(low):
        suffix = core[len(low) :]
        kept = clean[1].lower().startswith(clean[0].lower()) and _bare(clean[0]) != _bare(clean[1])
        if suffix not in SUFFIXES or (kept and suffix != "in"):
            return None
        if suffix.startswith("an") and f"{low}-{low}an" not in lex.known:  # "jual jualannya"
            return None
        if suffix == "in" and (core in lex.standard or not colloquial(core, lex)):
            return None
        return recased(first, reduplication(f"{low}2{suffix}", lex) or f"{low}-{core}") + rest
    other = 2 * len(set(low) & set(head.lower())) < len(set(head))
    return second if other and not more and pair(*clean, "", lex) else None
