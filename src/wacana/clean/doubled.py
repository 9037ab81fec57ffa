"""Reduplication written short: the repeated word, or the part of it that is said again, written out."""

from __future__ import annotations

import re

from wacana.clean.affixes import PREFIXES, VOWELS, colloquial, derived, is_known, listed, men
from wacana.lexicon import Lexicon

__all__ = ["halves", "reduplication"]

FREQUENT = 100  # of a word with ber-, before it is thought to be no root: "beringin" is a tree
OFTEN = 5  # times as often a verb is seen without -kan and -i, before -in is thought to add nothing to its doubling


def reduplication(word: str, lex: Lexicon) -> str | None:
    """``janji2``, ``langkah²``, ``pertanyaan2nya``, ``ber-hari2``, ``besar2an``: the repeated word written out."""
    if word.isalpha() or not (match := _TWO.fullmatch(word)):
        return None
    before, base, after = match["before"] or "", match["base"], match["after"] or ""
    after = _SHORT.get(after, after)
    if base in listed("numbered") and not after:  # "jilid2" is the second
        return word
    if not before and (whole := lex.informal.get(f"{base}2{after}")):  # "ngapa²in", "ngapa ngapain"
        return whole
    written, spelt = lex.informal.get(base, base), lex.spelt.get(base, base)
    again = lex.informal.get(base + base[-2:], "") if base == written and not is_known(base, lex) else written
    if "-" in again and not (before or after):  # "gapa2" is gapapa, and "gapapa2" no more than that
        return again
    if " " in written or (written != base and written in listed("once")):  # "bilang2" is no berkata-kata
        return f"{before}{spelt}-{spelt}{after}" if " " not in spelt else None
    colloquially = base
    rare = lex.level == "formal" and base not in lex.informal and not is_known(base, lex)
    rare = rare and after in ("", "in", "kan", "i")
    formal = (lex.informal.get(base + after) or colloquial(base + after, lex)) if rare else None
    if formal and " " not in formal:  # "ngejelek2in"
        after = next(end for end in ("kan", "i", "") if formal.endswith(end)) if after else ""
        base = formal.removesuffix(after)
    elif not written.startswith(base) or after not in ("kan", "i", "an", "in"):  # "menjelek2kan" has no suffix twice
        base = written
    if not (is_known(base, lex) or (base.islower() and not VOWELS.isdisjoint(base))):
        return None
    if after == "in" and lex.level == "formal" and is_known(base, lex):  # "dikata2in"; not "digitu2in"
        bare = lex.is_root(base, "verb") and not lex.is_root(base, "adjective")
        bare = bare and lex.weight(men(base)) > OFTEN * sum(lex.weight(men(base) + end) for end in ("kan", "i"))
        whole = base if bare else colloquial(base + after, lex) or base + "kan"  # "baca2in"
        whole = base + "kan" if whole == base and lex.is_root(base, "adjective") else whole
        after = next(end for end in ("kan", "i", "") if whole.endswith(end)) if whole != base else ""
        base = whole.removesuffix(after)  # "menuh2in"
    if before:
        return f"{before}{base}-{base}{after}"
    if base[:3] in ("ber", "ter") and colloquially[0] != base[0] and is_known(base[3:], lex):  # "kebuka2", "jualan2"
        return f"{base}-{base[3:]}{after}"
    return f"{base}-{_again(base, after, lex)}{after}"


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
        if base.startswith("meng") and f"k{base[4:]}" in lex.standard:
            return base[2:]  # of korek: mengorek-ngorek
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


def halves(word: str, lex: Lexicon) -> str | None:
    """``org-org`` to orang-orang, ``nari-nari`` to menari-nari: a word of two halves; what is right stays.

    The second half says again what stands before it in the first (``menyebut-nyebut``, ``dibodoh-bodohin``), or the
    table has its say on each half by itself.
    """
    first, _, second = word.lower().partition("-")
    if not (first.isalpha() and second.isalpha()) or first in PREFIXES or second in _LOOSE:
        return None
    if second in _PARTICLES or _NAMED.search(word):  # "team-up" is no tim
        return word
    at = next((at for at in (0, 2, 3, 4) if len(first) - at > 2 and second.startswith(first[at:])), len(first))
    suffix = second[len(first) - at :] if at < len(first) else " "
    formal = lex.informal.get(first, first)
    spoken = {first, second} if lex.level == "formal" else set()  # "ngumpat-ngumpat", "ngata-ngatain"
    known = formal != first or is_known(first, lex)
    known = known or any(lex.informal.get(half, half) != half or colloquial(half, lex) for half in spoken)
    if known and suffix in _SUFFIXED and first[-1] + suffix != "ii":
        if formal == first and suffix != "in" and is_known(first, lex):
            return word  # "menyebut-nyebut": its second half is no verb of its own
        if (first in listed("person") and suffix) or (suffix in ("an", "annya") and formal.startswith(first)):
            return word  # "elu-elukan", "komen-komenan"
        found = reduplication(f"{first}2{suffix}", lex)
        return word if at and found and found.startswith(f"{first}-{first}") else found  # "dibanyak-banyakin"
    if word.isupper():
        return None
    if lex.informal.get(second) == f"me{second}":  # "muja-muji"
        whole = formal if is_known(formal, lex) else colloquial(first, lex)
        return f"{whole}-{second}" if whole == f"me{first}" else None
    fixed = [lex.spelt.get(half, half) for half in (first, second)]  # "bilah-bilang" is no bilah-berkata
    if any(" " in half or not is_known(half, lex) for half in fixed):
        return None
    # "ilang-lilang" rhymes, and "hilang-lilang" is no pair; "ijo-lumut" is none before and after.
    torn = first[-3:] == second[-3:] and first != second
    return None if torn and not fixed[0].endswith(fixed[1]) and fixed[0] != fixed[1] else "-".join(fixed)


# "At-Taqwa", "ni-GaRu", "TNI-ad": names of mosques, accounts and offices.
_NAMED = re.compile(r"\bA(?:[lnrstdz]|s[yh])-[A-Z]|[a-z][A-Z]|\b[A-Z]{2,}-[a-z]|[a-z]-[A-Z]{2}")
_LOOSE = frozenset({"nya", "ny", "ku", "mu", "lah", "kah", "pun", "an", "kan", "in"})
_PARTICLES = frozenset({"up", "in", "out", "off", "on", "down"})
_SUFFIXED = frozenset({"", "nya", "ku", "mu", "an", "annya", "in", "kan", "i", "lah"})
