"""Where a word stands, and the conditions that a row of resources/lexicon/context.tsv may set for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from wacana.clean.affixes import derived, is_known
from wacana.lexicon import Lexicon, languages

__all__ = ["CORE", "EDGES", "ENDING", "FACTS", "FIRST", "Place", "Reading"]

CORE = re.compile(r"(\W*)(\w[\w'’-]*)(.*)", re.DOTALL)
FIRST = re.compile(r"(\w[\w'’-]*)(.*)", re.DOTALL)  # the same where nothing may stand before the word
ENDING = ".,!?:;…)"
EDGES = ENDING + "(\"'“”"
# What begins a condition that needs more than two neighbours.
FACTS = frozenset({"near", "among", "second", "asked", "short"})
_CAPITAL = frozenset({"any", "capitals", "not_abbreviating"})  # conditions that an abbreviation in capitals may fit
_STREETS = frozenset({"jl", "jln", "rs", "rsud", "rsup", "rsu", "rsia"})  # "jl. dr soetomo", "RS dr Kariadi"
_TITLES = frozenset({"dr", "dr.", "prof", "prof.", "ir", "ir.", "kh", "kh.", "h.", "hr", "hr."})


class Place(NamedTuple):
    """Where a word stands: between two others, with punctuation after it, and what is known of those further off."""

    last: str
    word: str
    after: str
    following: str
    facts: frozenset[str]

    @property
    def next(self) -> str:
        """Give the word that follows in lower case without its punctuation; nothing where a clause ends here."""
        return "" if self.after else self.following.lower().rstrip(ENDING)

    @property
    def numbered(self) -> bool:
        """Tell whether a number stands before: ``5 km`` is a distance and ``km jahat`` a person."""
        return self.last[-1:].isdigit() or self.last.startswith("xxx")


Condition = Callable[[Place, Lexicon], bool]


class Reading(NamedTuple):
    """A row of the table: what must hold all together, and what the word is then; None is what the lexicon says."""

    where: tuple[str, ...]
    reading: str | None

    def fits(self, place: Place, lex: Lexicon) -> bool:
        """Tell whether all conditions are met."""
        low = place.word.lower()
        if len(low) > 1 and place.word.isupper():
            if _CAPITAL.isdisjoint(self.where) and not _is_whole(low, lex):
                return False  # DPT, SMA and BPK are names; BUAT and SIH are words
            place = place._replace(last=place.last.lower(), following=place.following.lower())
        return all(_condition(where)(place, lex) for where in self.where)


@cache
def _condition(where: str) -> Condition:
    """Give the test behind the words of a condition; KeyError where there is none of that name."""
    kind, _, listed = where.partition(" ")
    if kind in FACTS:
        known = {language for told in languages().values() for language, _ in told}
        if {*listed.split()} - known if kind in ("near", "among") else bool(listed) != (kind == "second"):
            raise KeyError(where)
        facts = [f"{kind} {one}".rstrip() for one in listed.split() or [""]]
        return lambda place, lex: not place.facts.isdisjoint(facts)
    return _BESIDE[kind](frozenset(listed.split())) if listed else _CONDITIONS[kind]


_BESIDE: Mapping[str, Callable[[frozenset[str]], Condition]] = {
    "before": lambda some: lambda place, lex: place.next in some,
    "after": lambda some: lambda place, lex: place.last.lower() in some,
}


def _always(place: Place, lex: Lexicon) -> bool:
    return True


def _after_passive(place: Place, lex: Lexicon) -> bool:
    """``dilarang sama polisi``; not ``diskusi sama dia``."""
    root = place.last[2:].removesuffix("kan").removesuffix("i")
    return place.last.islower() and place.last.startswith("di") and lex.is_root(root, "verb")


def _not_by_number(place: Place, lex: Lexicon) -> bool:
    """Not ``km 5 jalan tol``."""
    return _not_after_number(place, lex) and not place.following[:1].isdigit()


def _not_after_number(place: Place, lex: Lexicon) -> bool:
    return not place.numbered and not place.after.startswith((".", "…"))  # "tidak g…" is cut off


def _before_number(place: Place, lex: Lexicon) -> bool:
    number = place.following[:1].isdigit() or place.following.startswith(("NOMOR", "xxx"))
    return place.after in ("", ".") and number


def _before_place(place: Place, lex: Lexicon) -> bool:
    return not place.after and "ke" in lex.places.get(place.following.rstrip(ENDING), "").split()


def _not_abbreviating(place: Place, lex: Lexicon) -> bool:
    """``lg di jln.`` ends a sentence; ``jl. Mawar``, ``jl dr soetomo`` and ``Kab.Garut`` are names."""
    after, following = place.after, place.following
    name = after[:1] == "…" or (after[:1] == "." and (after[1:2].isalpha() or (following and after == ".")))
    return not name and following.lower() not in _TITLES


def _not_before_capital(place: Place, lex: Lexicon) -> bool:
    """``dr dulu`` means from; not ``dr. Tirta``, ``jl. dr soetomo``."""
    last, following = place.last.lower(), place.following
    street = last.rstrip(".") in _STREETS or (last == "jalan" and not _is_word(following, lex))
    return not (place.after.startswith(".") or following[:1].isupper() or street)


def _before_word(place: Place, lex: Lexicon) -> bool:
    following = place.following
    return not place.after and not place.numbered and len(following) > 2 and following[0].islower()


def _leads(place: Place, lex: Lexicon) -> bool:
    """``jk begitu``, ``kok bisa``; not ``(jk)``, which is a joke, nor a lone ``kok…``."""
    return not place.after and place.following[:1].isalnum()


def _between_words(place: Place, lex: Lexicon) -> bool:
    last, following = place.last, place.following
    return not place.after and len(last) > 1 and last[-1].isalpha() and len(following) > 1 and following[0].islower()


def _clause_end(place: Place, lex: Lexicon) -> bool:
    return bool(place.last) and bool(place.after or not place.following or not place.following[0].isalnum())


_CONDITIONS: Mapping[str, Condition] = {
    "any": _always,
    "capitals": _always,
    "not_capitals": _always,
    "lower": lambda place, lex: place.word.islower() or (len(place.word) > 1 and place.word.isupper()),
    "after_number": lambda place, lex: place.numbered,
    "not_after_number": _not_after_number,
    "not_by_number": _not_by_number,
    "after_nya": lambda place, lex: place.last.endswith("nya"),
    "after_word": lambda place, lex: place.last[:1].islower() and place.last[-1:].isalpha(),
    "after_capital": lambda place, lex: place.last[:1].isupper() and place.last[-1:].isalpha(),
    "after_passive": _after_passive,
    "before_number": _before_number,
    "before_name": lambda place, lex: place.next in lex.names,
    "before_verb": lambda place, lex: _is_verb(place.next, lex),  # "buat beli", "buat membayar"; not "buat malu"
    "before_prefixed": lambda place, lex: _is_prefixed(place.next, lex),  # "pk dikorup", "waktu yt tersisa"
    "before_capital": lambda place, lex: not place.after and place.following[:1].isupper(),
    "before_acronym": lambda place, lex: place.following.isupper() and place.next in lex.acronyms,
    "before_place": _before_place,
    "not_abbreviating": _not_abbreviating,
    "not_before_capital": _not_before_capital,
    "before_word": _before_word,
    "between_words": _between_words,
    "leads": _leads,
    "clause_start": lambda place, lex: not place.last[-1:].isalnum(),
    "clause_end": _clause_end,
}


def _is_whole(low: str, lex: Lexicon) -> bool:
    """Tell ``buat`` and ``sih``, which are words in capitals too, from abbreviations and names."""
    return len(low) > 2 and (low in lex.standard or low in lex.informal) and low not in lex.acronyms


def _is_verb(word: str, lex: Lexicon) -> bool:
    if word in lex.roots:
        return lex.roots[word] == "verb"
    return not word.startswith("ter") and _is_prefixed(word, lex)  # "bisa buat tersesat"


def _is_prefixed(word: str, lex: Lexicon) -> bool:
    return word.startswith(("me", "ber", "di", "ter")) and word not in lex.roots and derived(word, lex)


def _is_word(written: str, lex: Lexicon) -> bool:
    """Tell ``kantor`` of "jalan dr kantor" from ``soetomo`` of "jalan dr soetomo"."""
    match = CORE.fullmatch(written.lower())
    return bool(match and match[2] not in lex.names and is_known(match[2], lex))
