"""Clitics and suffixes that stand alone: which belong to the word before them (``harga nya``, ``maaf kan saya``)."""

from __future__ import annotations

import re

from wacana.clean.affixes import VOWELS, derived, is_known, listed
from wacana.clean.place import ENDING, FIRST
from wacana.clean.prefixes import FREQUENT, PREFIXES, takes_kan
from wacana.clean.words import recased
from wacana.lexicon import Lexicon, languages

__all__ = ["BARE", "CLITICS", "PARTICLES", "clitic", "particle"]

CLITICS = frozenset({"nya", "ny", "nyaa", "nyah", "nyh", "nys", "ku", "mu", "lah", "kah", "kan", "in", "an"})
SEEN = 1000  # times, before a short word is thought to take pun
PARTICLES = ("pun", "-lah", "-kah")
BARE = re.compile(r"(?:.*[.,!?;:…/(\"“])?([^\W\d_]+(?:-[^\W\d_]+)*)")  # "presiden,gaji nya", "\"isi nya"


def clitic(last: str, base: str, form: str, written: str, following: str, lex: Lexicon) -> tuple[str, str] | None:
    """Give the word before with its clitic, and the rule, or None: ``Bersatu nya``, ``itu lah``, ``DPR nya``."""
    lower = base.lower()
    if len(base) < 2 or lower in PREFIXES or lower in CLITICS:
        return None
    if form == "in":  # "iya in aja", "DIEM IN AJA"; not "cek in aja"
        fits = (
            following.lower().rstrip(ENDING) in listed("urging")
            and lower in lex.roots
            and lower not in languages()
            and lower not in listed("entry")
        )
        return (last + written, "affix") if fits else None
    if form == "kan":
        return _imperative(last, lower, written, following, lex)
    # "ku" and "mu" belong to a noun; "akan ku beli" and "apa kah" show why the word before decides.
    if form in ("ku", "mu") and not lex.is_root(lower, "noun") and not _owned(lower, form, written, following, lex):
        return None
    # "udah tahu namanya lah" ends with a particle of its own.
    bare = lower in lex.names or (lower.endswith(("nya", "ku", "mu")) and lower not in listed("person"))
    # "lu lah", "the best lah", and "helllah" has a letter too many.
    apart = bare or lower in listed("apart") or lower.endswith("ll") or lower in languages()
    if form in ("lah", "kah") and (apart or not is_known(lower, lex)):
        return None
    if form == "an":  # "hukum an", "gila-gila an"; not "10 an"
        return (last + written, "affix") if f"{lower}an" in lex.standard and written.islower() else None
    if form.startswith("ny"):  # "Ny. Sri", "jalan2 di NY"
        if form != "nya" and (not written.islower() or written[2:3] == "."):
            return None
        if form in ("nyh", "nys") and not is_known(lower, lex):
            return None
        nya = "nya" if written.islower() else written[:3]
        if nya == "Nya" and base.islower():
            nya = "-Nya"  # "kehendak Nya": God's
        joined = "" if lower.endswith("nya") else f"-{nya}" if _abbreviated(base, lex) and nya == "nya" else nya
        return (last + joined + written[len(form) :], "clitic")
    return (last + "-" * (written[:2] in ("Ku", "Mu") and base.islower()) + written, "clitic")


def _owned(base: str, clitic: str, written: str, following: str, lex: Lexicon) -> bool:
    """``pemerintahan mu``, ``keponakan ku``, ``kata-kata mu``, ``hp ku``, ``mendukung mu``; not ``akan ku lihat``."""
    first, hyphen, second = base.partition("-")
    if hyphen:
        base = first if first == second else ""
    noun = bool(hyphen) and lex.is_root(base, "noun")
    if clitic == "mu":
        active = base.startswith("me") and base not in lex.roots and derived(base, lex) and written.islower()
        return (
            noun or base in listed("owned") or active or (len(base) > 5 and base.endswith("an") and is_known(base, lex))
        )
    match = FIRST.match(following)
    verb = match is not None and lex.is_root(match[1].lower(), "verb")
    noun = noun or (base.endswith("an") and lex.is_root(base[:-2], "verb"))
    return base in listed("owned") or (
        not verb
        and (noun or (len(base) > 6 and base[:2] in ("ke", "pe") and base.endswith("an") and is_known(base, lex)))
    )


def _imperative(last: str, base: str, written: str, following: str, lex: Lexicon) -> tuple[str, str] | None:
    """``maaf kan saya``, ``sah kan UU``, ``melapor kan kejadian``; not ``maaf kan udah``, where kan asks."""
    word = following.lower().rstrip(ENDING)
    if base in ("maaf", "biar", "agar"):  # "agar" is what the level "formal" has just made of "biar"
        fits = word in listed("person")
        last = last[: -len(base)] + recased(last[-len(base) :], "biar") if base == "agar" else last
    elif base == "sah":
        fits = word in ("uu", "ruu", "undang-undang")
    else:
        passive = base.startswith("di") and not following.startswith("?") and takes_kan(base[2:], lex)
        fits = passive or (base.startswith("me") and word.isalpha() and _active_kan(base, lex))
    return (last + written, "affix") if fits and written.rstrip(".,") == "kan" else None


def _active_kan(base: str, lex: Lexicon) -> bool:
    return base not in lex.roots and lex.weight(f"{base}kan") > max(FREQUENT, lex.weight(base))


def _abbreviated(base: str, lex: Lexicon) -> bool:
    """Tell ``DPR`` of "DPR nya" from ``ORANG``, which is a word in capitals."""
    low = base.lower()
    abbreviated = low in lex.acronyms or VOWELS.isdisjoint(low) or not is_known(low, lex)  # "CS nya"
    return len(base) > 1 and base.isupper() and abbreviated


def particle(word: str, lex: Lexicon) -> str | None:
    """``bodohpun`` to bodoh pun, but meskipun; ``berikan-lah`` to berikanlah."""
    if word.endswith("pun"):
        base = word[:-3]
        if base.endswith("-"):
            base = lex.informal.get(base[:-1], base[:-1])  # "bgm-pun"
        whole = f"{base}pun"
        if whole in lex.known or whole in listed("pun"):
            return whole if whole != word else None
        known = len(base) > 2 and base.isalpha() and is_known(base, lex)
        known = known and (len(base) > 4 or lex.weight(base) > SEEN)  # "nimpun" is menghimpun
        return f"{base} pun" if known else None
    base = word[:-4]
    return base + word[-3:] if _is_word(base, lex) and base != "allah" else None  # "Allah-lah" is written so


def _is_word(base: str, lex: Lexicon) -> bool:
    return base.isalpha() and base not in lex.acronyms and base not in lex.names and is_known(base, lex)
