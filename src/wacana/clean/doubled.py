"""Reduplication written short: the repeated word, or the part of it that is said again, written out."""

from __future__ import annotations

import re

from wacana.clean.affixes import VOWELS, colloquial, derived, is_known, men
from wacana.lexicon import Lexicon

__all__ = ["reduplication"]

FREQUENT = 100  # of a word with ber-, before it is thought to be no root: "beringin" is a tree
OFTEN = 5  # times as often a verb is seen without -kan and -i, before -in is thought to add nothing to its doubling


def reduplication(word: str, lex: Lexicon) -> str | None:
    """``janji2``, ``langkah²``, ``pertanyaan2nya``, ``ber-hari2``, ``besar2an``: the repeated word written out."""
    if word.isalpha() or not (match := _TWO.fullmatch(word)):
        return None
    before, base, after = match["before"] or "", match["base"], match["after"] or ""
    after = _SHORT.get(after, after)
    listed = lex.informal.get(base, base)
    again = lex.informal.get(base + base[-2:], "") if base == listed and not is_known(base, lex) else listed
    if "-" in again and not (before or after):  # "gapa2" is gapapa, and "gapapa2" no more than that
        return again
    rare = lex.level == "formal" and base not in lex.informal and not is_known(base, lex)
    rare = rare and after in ("", "in", "kan", "i")
    formal = (lex.informal.get(base + after) or colloquial(base + after, lex)) if rare else None
    if formal and " " not in formal:  # "ngejelek2in"
        after = next(end for end in ("kan", "i", "") if formal.endswith(end)) if after else ""
        base = formal.removesuffix(after)
    elif not listed.startswith(base) or after not in ("kan", "i", "an", "in"):  # "menjelek2kan" has no suffix twice
        base = listed
    if " " in base:
        return None
    if not (is_known(base, lex) or (base.islower() and not VOWELS.isdisjoint(base))):
        return None
    if after == "in" and lex.level == "formal":  # "dikata2in"
        bare = lex.is_root(base, "verb") and lex.weight(men(base)) > OFTEN * sum(
            lex.weight(men(base) + end) for end in ("kan", "i")
        )
        after = "" if bare else (colloquial(base + after, lex) or base + "kan")[len(base) :]  # "baca2in"
    return f"{before}{base}-{base if before else _again(base, after, lex)}{after}"


def _again(base: str, after: str, lex: Lexicon) -> str:
    """Give what is said again of a word: of berlari ``lari``, of menyebut ``nyebut``, of pertanyaan the whole."""
    for prefix in _PREFIXED:
        root = base.removeprefix(prefix)
        if root != base and f"{base}-{root}{after}" in lex.known:
            return root
    if base in lex.roots or f"{base}-{base}" in lex.known:
        return base
    for prefix, kind in _PREFIXED.items():
        root = base.removeprefix(prefix)
        circumfix = (prefix, after) in (("ke", "an"), ("di", "kan"), ("di", "in"), ("di", "i"))  # "dibodoh2kan"
        # "dihambur2in", "ngebunuh2in", and "nongkrong2", which is bersantai-santai at formal
        fits = (circumfix or (prefix == "nge" and len(root) > 3)) and root in lex.roots
        fits = fits or (circumfix and prefix == "di" and any(lex.weight(men(root) + end) for end in ("kan", "i")))
        stative = prefix == "ber" and len(root) > 3 and lex.weight(base) > FREQUENT and root in lex.standard
        fits = fits or (stative and not lex.is_root(root, "noun")) or bool(kind and lex.is_root(root, kind))
        if fits and root != base and len(root) > 2:
            return root
    if base.startswith("me"):
        for root in (base[2:], base[3:], base[4:]):
            if root in lex.roots and men(root) == base:
                return root  # mencari-cari, mengumbar-umbar
        if derived(base, lex) or (_LOST.match(base) and is_known(base, lex)):
            return base[2:]  # the root lost its first consonant: menyebut-nyebut, memukul-mukul
        for prefix in _SHOWN:
            if base.startswith(prefix):
                return base[len(prefix) - 1 :]  # a root that is not listed: mengumbar-umbar, menggebu-gebu
    return base


_LOST = re.compile(r"meny|me[mn][aeiou]")
# Active prefixes that leave the root as it is, with the letter it begins with.
_SHOWN = (*(f"meng{first}" for first in "aeioughk"), "memb", "memf", "mend", "menc", "menj")
_PREFIXED = {"ber": "", "ter": "", "se": "adjective", "di": "verb", "ke": "", "nge": ""}
# "CO2" and "ke2" (kedua) are too short.
_TWO = re.compile(
    r"(?:(?P<before>ber|ter|me|mem|men|meng|ke|se|di)-)?(?P<base>[^\W\d_]{3,})(?:-?2|-?²|-2x)-?(?P<after>an|nya|ku|mu|an?nya|kan|in|i|lah|kah|pun|n|ny|kn)?"
)
_SHORT = {"n": "an", "ny": "nya", "kn": "kan"}
