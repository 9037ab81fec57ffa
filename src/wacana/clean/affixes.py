"""Indonesian affixes: which words are regular derivations of a root, and how colloquial ones are written formally."""

from __future__ import annotations

import re
from functools import cache

from wacana.lexicon import Lexicon, rows

SEEN = 50  # times in comments, before a word is thought to be one
ATTESTED, WRITTEN = 4, 500  # times in formal text: with its affix, by itself; an English word is rarer
BARE = 60  # times as often a root is seen without -kan and -i, before -in is thought to add nothing

__all__ = [
    "CLITIC",
    "ENDS",
    "PREFIXES",
    "VOWELS",
    "colloquial",
    "derived",
    "is_known",
    "is_native",
    "listed",
    "men",
]

VOWELS = frozenset("aeiou")
CLITIC = re.compile(r"(.{2,}?)(nya|ku|mu|lah|kah|pun)")
ENDS = ("nya", "ku", "mu", "lah", "kah", "pun")  # asked before a pattern, for speed
PREFIXES = frozenset({"di", "ke", "se", "ber", "ter", "me", "mem", "men", "meng", "per", "pe", "pem", "pen", "peng"})
# A prefix, and what may stand where a nasal took the first consonant of the root.
_PREFIXES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("memper", "diper", "ter", "ber", "per", "pe", "di", "ke", "se", "ku", "kau"), ("",)),
    **dict.fromkeys(("bel", "pel", "menge"), ("",)),
    "penge": ("",), "me": ("",), "meny": ("s",), "peny": ("s",), "meng": ("k", ""), "peng": ("k", ""),
    "mem": ("p", ""), "pem": ("p", ""), "men": ("t", ""), "pen": ("t", ""),
}  # fmt: skip
_SUFFIXES = (("lah", "kah", "pun"), ("nya", "ku", "mu"), ("kan", "an", "i"))


@cache
def listed(kind: str) -> frozenset[str]:
    """Give the words of a kind in resources/lexicon/beside.tsv: ``loan``, ``apart``, ``pun`` …"""
    return frozenset(row["word"] for row in rows("beside") if row["kind"] == kind)


def men(root: str) -> str:
    """Put the active prefix before a root.

    >>> [men(root) for root in ("serang", "bom", "pukul", "tulis", "kirim", "ambil", "lihat", "cari")]
    ['menyerang', 'mengebom', 'memukul', 'menulis', 'mengirim', 'mengambil', 'melihat', 'mencari']
    """
    if sum(letter in "aeiou" for letter in root) == 1:
        return "menge" + root
    if root[0] in "lmnrwy":
        return "me" + root
    if root[0] in "bfv":
        return "mem" + root
    if root[0] == "p":
        return "mem" + (root if root.startswith(("pr", "per", "pl")) else root[1:])
    if root[0] in "dcjz" or root.startswith(("sy", "tr")):
        return "men" + root
    if root[0] == "t":
        return "men" + root[1:]
    if root[0] == "s":
        return "meny" + root[1:]
    if root[0] == "k" and root[1:2] not in ("h", "r", "l"):
        return "meng" + root[1:]
    return "meng" + root


def derived(word: str, lex: Lexicon) -> bool:
    """Tell whether a word is a listed root with regular affixes: ``menyerangnya``, ``dilawan``, ``keadilannya``."""
    return any(stem in lex.roots or _prefixed(stem, lex) for stem in stems(word))


def is_known(word: str, lex: Lexicon) -> bool:
    """Tell whether a word is standard: listed, or listed with a clitic or affix, or such parts joined by hyphens."""
    if word in lex.known or derived(word, lex):
        return True
    if word.endswith(ENDS) and (match := CLITIC.fullmatch(word)) and (match[1] in lex.known or derived(match[1], lex)):
        return True
    parts = word.split("-")  # "di-lawan" is no word, though both of its parts are
    return len(parts) > 1 and parts[0] not in PREFIXES and all(part and is_known(part, lex) for part in parts)


def is_native(word: str, joined: str, lex: Lexicon) -> bool:
    """Tell of a word that it takes affixes without a hyphen: ``makanan`` and ``kota``; not ``bed`` or ``upload``."""
    often = lex.standard.get(joined, 0) >= ATTESTED or lex.standard.get(word, 0) >= WRITTEN
    if (often and word not in lex.acronyms) or lex.informal.get(word, word) != word or lex.is_root(word, "adjective"):
        return True
    return _prefixed(word, lex) or any(stem in lex.roots or _prefixed(stem, lex) for stem in stems(word)[1:])


def _active(word: str, lex: Lexicon) -> str:
    """Give the active form of a bare verb, where it is seen: mendengarkan of ``dengarkan``, menemani of ``temani``."""
    for end in ("kan", "i", ""):
        if word.endswith(end) and len(word) - len(end) > 2:
            whole = men(word.removesuffix(end)) + end
            if lex.weight(whole):
                return whole
    return word


def stems(word: str) -> list[str]:
    """Give a word without its particle, possessive and suffix, one after the other.

    >>> stems("diadilkannyalah")
    ['diadilkannyalah', 'diadilkannya', 'diadilkan', 'diadil']
    """
    found = [word]
    for group in _SUFFIXES:
        if not word.endswith(group):  # asked first for speed: most words end otherwise
            continue
        for suffix in group:
            # "pagii" is no pagi with the suffix -i: Indonesian has no -ii.
            if word.endswith(suffix) and len(word) > len(suffix) + 2 and word[-2:] != "ii":
                word = word[: -len(suffix)]
                found.append(word)
                break
    return found


def _prefixed(stem: str, lex: Lexicon) -> bool:
    if stem[:2] not in _STARTS:  # asked first for speed
        return False
    for length in range(2, min(7, len(stem) - 2)):
        prefix = stem[:length]
        for first in _PREFIXES.get(prefix, ()):
            root = first + stem[length:]
            # "mengserang" is no word: a nasal prefix must be the one that its root takes.
            if root in lex.roots and (prefix[1:] not in _NASAL or "m" + stem[1:] == men(root)):
                return True
    return False


_STARTS = frozenset(prefix[:2] for prefix in _PREFIXES)
_NASAL = frozenset({"e", "em", "en", "eng", "eny", "enge"})


def colloquial(word: str, lex: Lexicon) -> str | None:
    """Give the formal word for one with colloquial affixes, or None.

    The nasal prefix without ``me`` (``nyerang``, ``ngebom``, ``mikir``), the suffix ``-in`` (``matiin``, ``dibalikin``)
    and accidental ``ke-`` (``ketabrak``), each with a clitic after it or not.
    """
    if word[0] not in "nm" and "in" not in word and not word.startswith("ke"):
        return None  # most words, and at once
    for clitic in ("", "nya", "lah", "kah", "ku", "mu", "kan"):
        if word.endswith(clitic) and len(word) - len(clitic) > 3:
            stem = word.removesuffix(clitic)
            if found := _with_in(stem, lex) or _nasal(stem, lex) or _accident(stem, lex):
                return (_active(found, lex) if clitic == "nya" and stem.endswith("in") else found) + clitic
    return None


def _with_in(word: str, lex: Lexicon) -> str | None:
    if not word.endswith("in") or len(word) < 5:
        return None
    stem = word[:-2]
    options = [("", root) for root in _roots(stem, lex)]
    options += [("di", root) for root in _roots(stem[2:], lex)] if stem.startswith("di") else []
    for passive, root in options:
        found = passive + root + _suffix(root, passive + root, lex)
        if root in word or lex.weight(found):  # "dikenain" is dikenakan, though kena is terkena
            return found
    bases = [stem, *(men(root) for root in _nasal_roots(stem, lex))]
    best = max((base + suffix for base in bases for suffix in ("kan", "i")), key=lex.weight)
    for root in _nasal_roots(stem, lex):
        if not _suffix(root, men(root), lex):
            return men(root)  # "nyobain" is mencoba
    if lex.weight(best):
        return best
    # "ngarsipin"; "makarin" may be a name.
    return next((f"{men(root)}kan" for root in _nasal_roots(stem, lex) if stem[0] + stem[1] in ("ng", "ny")), None)


def _suffix(root: str, base: str, lex: Lexicon) -> str:
    """Choose what ``-in`` stands for: ``jalanin`` is jalani, ``matiin`` matikan, and ``jagain`` no more than jaga."""
    heads = ("di" + root, men(root))
    seen = {end: sum(lex.weight(head + end) for head in heads) for end in ("kan", "i", "")}
    if seen[""] > BARE * (seen["kan"] + seen["i"]):
        return ""
    # Whichever is seen of this form; where neither is, all forms decide.
    return max(("kan", "i"), key=lambda end: (lex.weight(base + end), seen[end]))


def _roots(word: str, lex: Lexicon) -> list[str]:
    return [root for root in dict.fromkeys((lex.informal.get(word, ""), word)) if root in lex.roots]


def _nasal_roots(word: str, lex: Lexicon) -> list[str]:
    found: list[str] = []
    for prefix, firsts in (("nge", ("",)), ("ng", ("", "k")), ("ny", ("s", "c")), ("n", ("t", "")), ("m", ("p", ""))):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            rest = word[len(prefix) :]
            # "njual", "mbuang": n and m stand before a consonant; "marah" is no nasal form of arah.
            found += [
                root for first in firsts if first or rest[0] in _BARE[prefix] for root in _roots(first + rest, lex)
            ]
    return found


_BARE = {"nge": "bcdfghjlmnprstwyz", "ng": "aeiouhg", "n": "cdjtz", "m": "bfv"}


def _nasal(word: str, lex: Lexicon) -> str | None:
    if not word.startswith(("ng", "ny", "n", "m")) or word in lex.roots:
        return None
    # Nearly always "me" is all that is missing; "nyari" and "ngebantu" need their root: mencari, membantu.
    best = max((f"me{word}", *map(men, _nasal_roots(word, lex))), key=lex.weight)
    if lex.weight(best):
        return best
    # A loan or a rare root: "ngechat" is mengechat, "ngelantur" melantur.
    match = _COINED.fullmatch(word)
    if not match:
        return None
    # "ngebacok" is membacok; an English root keeps its letters: mengechat; of "ngecamcel" nobody knows the root.
    whole = men(word[3:]) if word[3:] in lex.standard else f"me{match[2] or word}"
    stem = whole.removesuffix("in")
    seen = any(is_known(part, lex) or lex.counts.get(part, 0) >= SEEN for part in (word[3:], stem, stem[2:]))
    return whole if seen else None


_COINED = re.compile(r"(?!.*(?:(.)\1\1))nge(?:([lrmnwy][aeiou]\w{2,})|[^aeiou\W\d_]\w{3,})")


def _accident(word: str, lex: Lexicon) -> str | None:
    if not word.startswith("ke"):
        return None
    roots = [root for root in _roots(word[2:], lex) if not lex.is_root(root, "adjective")]  # "kebodoh" is no terbodoh
    best = max((f"ter{root}" for root in roots), key=lex.weight, default="")
    return best if lex.weight(best) else None
