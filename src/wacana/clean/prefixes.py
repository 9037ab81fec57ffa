"""Prefixes that stand alone: which belong to the word after them (``di lawan``), and which do not (``di rumah``)."""

from __future__ import annotations

import re
from functools import lru_cache

from wacana.clean.affixes import ENDS, colloquial, listed, men
from wacana.clean.pairs import pairs
from wacana.clean.words import preposition, recased, sounds
from wacana.lexicon import Lexicon

__all__ = ["FREQUENT", "PREFIXES", "joined", "prefixed", "takes_kan", "with_kan"]

# Words that are flagged when they are cleaned, so that only texts that hold one are looked at again.
PREFIXES = frozenset({"di", "ke", "se", "ber", "ter", "mem", "men", "meng", "pem", "pen", "peng", "ketidak", "nge"})
_UNFREE = PREFIXES - {"di", "ke", "men", "pen", "nge"}  # no words by themselves: "ter nyata", "mem bela"
FREQUENT = 100
_ROOT = re.compile(r"([^\W\d_]+)(?:(-\1)(kan|i)?)?(\W*|[.,!?;:…/)\"”]+(?![.\d]).*)", re.DOTALL)  # "di korupsi.marah"

_RHYME = re.compile(r"([a-z]+)-([a-z]+)(\W*)")


def prefixed(prefix: str, word: str, lex: Lexicon) -> str | None:
    """``di lawan`` but ``di rumah``; ``ke zaliman`` but ``ke pasar``."""
    match = _ROOT.fullmatch(word)
    if not match:  # "di otak-atik"
        rhyme = _RHYME.fullmatch(word) if prefix.lower() == "di" else None
        return prefix + word if rhyme and rhyme[2] in pairs().get(f"di{rhyme[1]}", ()) else None
    root = match[1].lower()
    if match[1] != root and prefix.islower():  # "di Lawan": a name, perhaps
        return None
    if root in lex.places or root in listed("person") or root in ENDS or len(root) < 3:  # "ke nya" is no Kenya
        return None
    if match[2]:  # "di tunggu-tunggu", "di besar-besarkan"; "di rumah-rumah" is a place
        verb = lex.weight(prefix.lower() + root + match[3]) if match[3] else lex.is_root(root, "verb")
        whole = _whole("di", root + (match[3] or ""), lex) if verb and prefix.lower() == "di" else None
        plain = f"di{root}{match[2]}{match[3] or ''}".lower() if whole else None
    else:
        plain = _whole(prefix.lower(), root, lex)
    return recased(prefix + match[1], plain) + match[4] if plain else None


@lru_cache(maxsize=50_000)
def _whole(prefix: str, root: str, lex: Lexicon) -> str | None:
    whole = prefix + root
    if preposition(whole, lex) or " " in lex.informal.get(whole, ""):
        return None  # "di hati": what is split as one word is not joined as two
    if prefix == "di" and lex.informal.get(whole, "-").isalpha() and root not in listed("not passive"):
        return whole  # "di bilang", "di rubah"
    if prefix == "nge" or (prefix == "di" and root in listed("loan")):
        return whole  # "nge dubbing", "nge lag"
    if root not in lex.known:
        # "ke adilan", "ke dzoliman": the second part is no word by itself, and the whole is.
        plain = whole if whole in lex.known else lex.informal.get(whole) or sounds(whole, lex)
        if plain and " " not in plain:
            return plain
    if prefix in _UNFREE:
        # "ketidak" is no word, and hardly a slip; "se iman", "se agama"
        least = 0 if prefix == "ketidak" or (prefix == "se" and root in listed("shared")) else FREQUENT
        return whole if whole in lex.standard and lex.weight(whole) > least else None
    return whole if prefix == "di" and root not in listed("not passive") and _passive(root, lex) else None


def _passive(root: str, lex: Lexicon) -> bool:
    for stem in (root, root[:-3]) if len(root) > 4 and root.endswith(("nya", "lah", "kah")) else (root,):
        whole = f"di{stem}"
        if stem != root and (stem in lex.places or lex.is_root(stem, "place")):
            continue  # "di sudutnya"
        if lex.weight(whole) and lex.is_root(stem, "verb"):
            return True
        if lex.is_root(stem, "noun"):
            continue  # "di pegunungan"
        # "di recoki", where direcoki was never seen; "di perlambat"
        active = stem.endswith(("kan", "i")) and len(stem) > 5 and stem not in lex.standard and lex.weight(men(stem))
        active = active or (
            stem not in lex.roots and bool(lex.weight(whole)) and lex.weight(men(stem)) > lex.weight(stem)
        )
        active = active or (
            stem.startswith("per") and len(stem) > 5 and not stem.endswith("an") and lex.weight(f"mem{stem}")
        )
        if active or (stem.endswith(("kan", "i")) and lex.weight(whole)):
            return True
        # "di pegang"; "di propagandakan"; "di katain"
        if whole in lex.standard and lex.weight(whole) >= FREQUENT and stem != "balik":  # "di balik layar"
            return True
        if stem.endswith(("kan", "in")) and len(stem) > 4 and _is_verb(whole, lex):
            return True
    return False


def _is_verb(whole: str, lex: Lexicon) -> bool:
    """Tell of a word with di- and -kan or -in that what stands between is a word (``di pekan`` is no passive)."""
    stem = whole[2:]
    return colloquial(whole, lex) is not None or (
        (stem[:-3] in lex.known or stem[:-3] in lex.spelt) and stem not in lex.known and stem != "sanakan"
    )


def joined(prefix: str, word: str, lex: Lexicon) -> str | None:
    """Give what a prefix makes of the next word as it was written, at the level ``formal``.

    The word map has to see what is joined: "di blg" is dikatakan, and the map of "blg" alone would give "di berkata".
    """
    prefix = "di" if prefix == "d" else prefix
    match = _ROOT.fullmatch(word)
    spelt = lex.spelt.get(match[1].lower(), match[1].lower()) if match else " "
    if not match or " " in spelt:
        return None
    return prefixed(prefix, recased(match[1], spelt) + word[match.end(1) :], lex)


def with_kan(prefix: str, word: str, kan: str, lex: Lexicon) -> str | None:
    """``di tingkat kan``, ``di sah kannya``; not ``di bayar kan?``, where kan asks, or ``di jalan kan``."""
    match = _KAN.fullmatch(kan) if prefix.lower() == "di" and word.isalpha() else None
    root = word.lower()
    return recased(prefix, f"di{root}kan") + match[1] + match[2] if match and takes_kan(root, lex) else None


_KAN = re.compile(r"kan((?:nya|lah)?)([.,;:…)]*)")


def takes_kan(root: str, lex: Lexicon) -> bool:
    """Tell of a root that its passive nearly always has ``-kan``: ``di tingkat``, ``di karena``; not ``di bayar``."""
    weight = lex.weight(f"di{root}kan")
    place = root in lex.places or (lex.is_root(root, "place") and root != "tingkat")  # "lagi di jalan kan"
    return weight > lex.weight(f"di{root}") and not place
