"""What the neighbours of a word say of its reading (resources/lexicon/context.tsv)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from wacana.clean.place import EDGES, FACTS, Reading
from wacana.lexicon import Lexicon, rows

__all__ = ["NO_FACTS", "alone", "asks", "contexts", "facts"]

NEAR, CLAUSE = 3, 12  # words looked at on both sides for another language, and for the rest of a clause
NO_FACTS: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def contexts(lex: Lexicon) -> Mapping[str, Sequence[Reading]]:
    """Give for each form its readings, the first that fits to win; forms of a researcher's own table have none."""
    listed = lex.informal
    found: dict[str, list[Reading]] = {}
    for row in rows("context"):
        found.setdefault(row["form"], []).append(Reading(tuple(row["where"].split(" & ")), row[lex.level]))
    for row in rows("languages"):  # "opo iki" is Javanese, and a lone "opo" is apa
        word = row["word"]
        if row["language"] != "english" and word in listed and word not in found:
            found[word] = [Reading((f"near {row['language']}",), word), Reading(("any",), None)]
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
    if "near" in asked:
        tongues = _tongues()
        for word in (*words[max(0, at - NEAR) : at], *words[at + 1 : at + 1 + NEAR]):
            found += [f"near {language}" for language in tongues.get(word.lower().strip(EDGES), ())]
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


@cache
def _tongues() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("languages"):
        if not row["shared"]:
            found[row["word"]] = (*found.get(row["word"], ()), row["language"])
    return found
