"""What the neighbours of a word say of its reading (resources/lexicon/context.tsv)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from wacana.clean.affixes import derived, is_known
from wacana.lexicon import Level, Lexicon, rows

__all__ = ["CORE", "EDGES", "ENDING", "FIRST", "NO_FACTS", "Place", "alone", "asks", "contexts", "facts"]

CORE = re.compile(r"(\W*)(\w[\w'’-]*)(.*)", re.DOTALL)
FIRST = re.compile(r"(\w[\w'’-]*)(.*)", re.DOTALL)  # the same where nothing may stand before the word
ENDING = ".,!?:;…)"
EDGES = ENDING + "(\"'“”"
NEAR, CLAUSE = 3, 12  # words looked at on both sides for another language, and for the rest of a clause
NO_FACTS: frozenset[str] = frozenset()
_STREETS = frozenset({"jl", "jln", "rs", "rsud", "rsup", "rsu", "rsia"})  # "jl. dr soetomo", "RS dr Kariadi"
_TITLES = frozenset({"dr", "dr.", "prof", "prof.", "ir", "ir.", "kh", "kh.", "h.", "hr", "hr."})
_FACTS = frozenset({"near", "second", "asked"})  # what begins a condition that needs more than the two neighbours
_CAPITAL = frozenset({"any", "capitals", "not_abbreviating"})  # conditions that an abbreviation in capitals may fit

Readings = Sequence[tuple[tuple[str, ...], str | None]]


@cache
def contexts(level: Level) -> Mapping[str, Readings]:
    """Give for each form its conditions with the reading they lead to; None is what the lexicon says."""
    column = level if level == "formal" else "spelling"
    listed = {row["informal"]: row[column] for row in rows("informal")}
    found: dict[str, list[tuple[tuple[str, ...], str | None]]] = {}
    for row in rows("context"):
        found.setdefault(row["form"], []).append((tuple(row["where"].split(" & ")), row[level]))
    for row in rows("languages"):  # "opo iki" is Javanese, and a lone "opo" is apa
        word = row["word"]
        if row["language"] != "english" and word in listed and word not in found:
            found[word] = [((f"near {row['language']}",), word), (("any",), None)]
    return {
        form: readings
        for form, readings in found.items()
        if listed.get(form, form) != form or any(reading not in (form, None) for _, reading in readings)
    }


@cache
def alone(level: Level) -> Mapping[str, str | None]:
    """Give the readings that hold whatever stands beside a form: ``biar`` in "mas...biar"."""
    return {form: some[-1][1] for form, some in contexts(level).items() if some[-1][0] == ("any",)}


@cache
def asks(level: Level) -> Mapping[str, frozenset[str]]:
    """Give the forms that must know more than their two neighbours, and the first words of what they ask."""
    found = {
        form: frozenset(one.partition(" ")[0] for conditions, _ in readings for one in conditions) & _FACTS
        for form, readings in contexts(level).items()
    }
    return {form: some for form, some in found.items() if some}


def facts(words: Sequence[str], at: int, asked: frozenset[str]) -> frozenset[str]:
    """Tell what is asked: which other languages stand near, the word second before, what the clause is like."""
    found = []
    if "near" in asked:
        tongues = _tongues()
        for word in (*words[max(0, at - NEAR) : at], *words[at + 1 : at + 1 + NEAR]):
            found += [f"near {language}" for language in tongues.get(word.lower().strip(EDGES), ())]
    if "second" in asked and at > 1:
        found.append(f"second {words[at - 2].lower()}")
    if "asked" in asked:
        ahead = _clause(words[at : at + CLAUSE])
        whole = (*ahead, *_clause(words[max(0, at - CLAUSE) : at][::-1], 0))
        if any(word.lower().strip(EDGES) in _WHY for word in whole):
            found.append("asked")
        if len(ahead) == 2 and "?" not in ahead[-1]:
            found.append("short")
    return frozenset(found) if found else NO_FACTS


def _clause(words: Sequence[str], kept: int = 1) -> Sequence[str]:
    """Give the words up to the first that ends a sentence: with it, or (read backwards) without."""
    end = next((at for at, word in enumerate(words) if word.rstrip(_CLOSING)[-1:] in _STOPS), len(words))
    return words[: end + kept]


_CLOSING = "\"'”)"
_STOPS = frozenset(".!?…")
_WHY = frozenset({"kenapa", "mengapa"})


@cache
def _tongues() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("languages"):
        if not row["shared"]:
            found[row["word"]] = (*found.get(row["word"], ()), row["language"])
    return found


class Place(NamedTuple):
    """Where a word stands: between two others, with punctuation after it, and what is known of those further off."""

    last: str
    word: str
    after: str
    following: str
    facts: frozenset[str]

    def fits(self, conditions: Sequence[str], lex: Lexicon) -> bool:
        """Tell whether all conditions of a row are met."""
        low = self.word.lower()
        if len(low) > 1 and self.word.isupper():
            if _CAPITAL.isdisjoint(conditions) and not _is_whole(low, lex):
                return False  # DPT, SMA and BPK are names; BUAT and SIH are words
            place = self._replace(last=self.last.lower(), following=self.following.lower())
            return all(place._fits(condition, lex) for condition in conditions)
        return all(self._fits(condition, lex) for condition in conditions)

    def _fits(self, where: str, lex: Lexicon) -> bool:
        """``5 km`` is a distance and ``km jahat`` a person; ``dr. Tirta`` is a doctor and ``dr dulu`` means from."""
        last, word, after, following, facts = self
        number = last[-1:].isdigit() or last.startswith("xxx")
        kind, _, listed = where.partition(" ")
        if listed:
            some = listed.split()
            if kind == "before":
                return not after and following.lower().rstrip(".,!?") in some
            return last.lower() in some if kind == "after" else any(f"{kind} {one}" in facts for one in some)
        if where == "after_number":
            return number
        if where == "after_passive":  # "dilarang sama polisi"; not "diskusi sama dia"
            return last.islower() and last.startswith("di") and _is_passive(last, lex)
        if where == "before_name":
            return not after and following.lower().rstrip(ENDING) in lex.names
        if where == "before_verb":  # "buat beli", "buat membayar"; not "buat malu" or "buat media"
            return not after and _is_verb(following.lower().rstrip(ENDING), lex)
        if where == "before_prefixed":  # "pk dikorup", "waktu yt tersisa"
            return not after and _is_prefixed(following.lower().rstrip(ENDING), lex)
        if where == "before_capital":
            return not after and following[:1].isupper()
        if where == "before_acronym":
            return not after and following.isupper() and following.lower() in lex.acronyms
        if where == "before_place":
            return not after and "ke" in lex.places.get(following.rstrip(ENDING), "").split()
        if where in ("not_after_number", "not_by_number"):
            by = where == "not_by_number" and following[:1].isdigit()  # "km 5 jalan tol"
            return not number and not by and not after.startswith(".")
        if where == "not_abbreviating":  # "jl. Mawar" and "jl dr soetomo" are names; "lg di jln." ends a sentence
            name = after[:1] == "." and (after[1:2].isupper() or (following and after == "."))  # "Kab.Garut"
            return not name and following.lower() not in _TITLES
        if where == "before_number":
            return after in ("", ".") and (following[:1].isdigit() or following.startswith(("NOMOR", "xxx")))
        if where == "not_before_capital":
            street = last.lower().rstrip(".") in _STREETS or (last.lower() == "jalan" and not _is_word(following, lex))
            return not (after.startswith(".") or following[:1].isupper() or street)
        if where == "before_word":
            return not after and not number and len(following) > 2 and following[0].islower()
        if where == "between_words":
            return not after and len(last) > 1 and last[-1].isalpha() and len(following) > 1 and following[0].islower()
        if where == "clause_start":
            return not last or not last[-1].isalnum()
        if where == "clause_end":
            return bool(last) and (bool(after) or not following or not following[0].isalnum())
        if where == "lower":
            return word.islower() or (len(word) > 1 and word.isupper())
        if where.startswith("after_"):
            return _AFTER[where](last)
        return where in ("any", "capitals", "not_capitals") or where in facts


_AFTER: Mapping[str, Callable[[str], bool]] = {
    "after_nya": lambda last: last.endswith("nya"),
    "after_word": lambda last: last[:1].islower() and last[-1:].isalpha(),
    "after_capital": lambda last: last[:1].isupper() and last[-1:].isalpha(),
}


def _is_whole(low: str, lex: Lexicon) -> bool:
    """Tell ``buat`` and ``sih``, which are words in capitals too, from abbreviations and names."""
    return len(low) > 2 and (low in lex.standard or low in lex.informal) and low not in lex.acronyms


def _is_passive(word: str, lex: Lexicon) -> bool:
    return lex.is_root(word[2:].removesuffix("kan").removesuffix("i"), "verb")


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
