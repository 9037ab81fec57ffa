"""What the neighbours of a word say of its reading (resources/lexicon/context.tsv)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from wacana.clean.place import EDGES, FACTS, Reading
from wacana.lexicon import Lexicon, languages, rows

__all__ = ["NO_FACTS", "alone", "asks", "contexts", "facts", "markers", "tongue"]

NEAR, CLAUSE = 3, 12  # words looked at on both sides for another language, and for the rest of a clause
MARKERS, SHARE = 2, 0.15  # words of another language that a line holds, and their share of its words
NO_FACTS: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def contexts(lex: Lexicon) -> Mapping[str, Sequence[Reading]]:
    """Give for each form its readings, the first that fits to win; forms of a researcher's own table have none."""
    listed = lex.informal
    found: dict[str, list[Reading]] = {}
    for row in rows("context"):
        found.setdefault(row["form"], []).append(Reading(tuple(row["where"].split(" & ")), row[lex.level]))
    for word, told in languages().items():  # "ojo mumet wae" is Javanese, and the wae of "gitu wae" is saja
        regional = sorted({language for language, _ in told} - {"english"})
        if regional and word in listed and word not in found:
            found[word] = [Reading((f"among {' '.join(regional)}",), word), Reading(("not_capitals",), None)]
    return {
        form: readings
        for form, readings in found.items()
        if form not in lex.own
        and (listed.get(form, form) != form or any(one.reading not in (form, None) for one in readings))
    }


@lru_cache(maxsize=8)
def alone(lex: Lexicon) -> Mapping[str, str | None]:
    """Give the readings that hold whatever stands beside a form: ``biar`` in "mas...biar"."""
    return {form: some[-1].reading for form, some in contexts(lex).items() if some[-1].where == ("any",)}


@lru_cache(maxsize=8)
def asks(lex: Lexicon) -> Mapping[str, frozenset[str]]:
    """Give the forms that must know more than their two neighbours, and the first words of what they ask."""
    found = {
        form: frozenset(where.partition(" ")[0] for one in readings for where in one.where) & FACTS
        for form, readings in contexts(lex).items()
    }
    return {form: some for form, some in found.items() if some}


def facts(words: Sequence[str], at: int, asked: frozenset[str]) -> frozenset[str]:
    """Tell what is asked: which other languages stand near, the word second before, what the clause is like."""
    found = []
    if "near" in asked or "among" in asked:
        for word in (*words[max(0, at - NEAR) : at], *words[at + 1 : at + 1 + NEAR]):
            for language, shared in languages().get(word.lower().strip(EDGES), ()):
                found += [f"among {language}"] if shared else [f"among {language}", f"near {language}"]
    if "second" in asked and at > 1:
        found.append(f"second {words[at - 2].lower()}")
    if "asked" in asked or "short" in asked:
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


def tongue(words: Sequence[str], lex: Lexicon) -> bool:
    """Tell whether a line is in another language of the region, by the share of words of that language.

    Words that the neighbours may yet make Indonesian, such as ``wae``, do not count: a clean line must tell the same.
    """
    staying = (word for word in (word.lower().strip(EDGES) for word in words) if word not in contexts(lex))
    first = [languages()[word][0] for word in staying if word in languages()]
    regional = [shared for language, shared in first if language != "english"]
    return not all(regional) and len(regional) >= max(MARKERS, SHARE * len(words))


@cache
def markers() -> frozenset[str]:
    """Give the words that only another language of the region has, and no language of the world."""
    return frozenset(
        word
        for word, told in languages().items()
        if any(not shared and language != "english" for language, shared in told)
    )
