"""Rules over neighbouring words: what one word means is decided by the words beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from wacana.clean.clitics import BARE, CLITICS, clitic
from wacana.clean.context import NO_FACTS, asks, contexts, facts, markers
from wacana.clean.formulas import ritual_patterns
from wacana.clean.pairs import DITTO, Joint, ditto, heads, is_again, mild, pair, pairs, said_often, spaced
from wacana.clean.place import CORE, EDGES, ENDING, Place
from wacana.clean.prefixes import PREFIXES, prefixed, with_kan
from wacana.clean.words import recased
from wacana.lexicon import Lexicon, rows

__all__ = ["begins_formula", "is_trigger", "join", "join_prefixes", "triggers", "undecided"]

_OPENING = re.compile(r'(?<!\w)["“]')
_GLUED = re.compile(r"(.*[^\W\d_][,.!?;…]+)(di)", re.IGNORECASE | re.DOTALL)  # "di fitnah,di tindas"
_WITHIN = re.compile(r"[*★]+\w|\.\w\.\w?")  # "g*put", "y.i." and "SANTAI★kena" are no word and another
LONGEST_RITUAL = 8  # words


@lru_cache(maxsize=8)
def triggers(lex: Lexicon) -> frozenset[str]:
    """Give the words that must be looked at together with their neighbours."""
    return undecided(lex) | pairs().keys()


@lru_cache(maxsize=8)
def undecided(lex: Lexicon) -> frozenset[str]:
    """Give those of them that no rule for a single word may touch; "melalu lalang" must not keep melalu a word."""
    return (PREFIXES | CLITICS | contexts(lex).keys() | _formulas().keys() | heads()) - lex.own


def begins_formula(word: str) -> bool:
    """Tell whether a formula of several words may begin with a word: ``insya``, ``alloh``."""
    return word in _formulas()


def is_trigger(word: str, lex: Lexicon) -> bool:
    """Tell whether a word, with punctuation around it or not, is a trigger."""
    if word == "-":
        return True
    match = CORE.fullmatch(word)
    if match and match[2].lower() in triggers(lex):
        return True
    return bool('"' in word and DITTO.fullmatch(word)) or (word[-2:].lower() == "di" and bool(_GLUED.fullmatch(word)))


def join_prefixes(words: Sequence[str], flagged: Sequence[int], lex: Lexicon) -> list[Joint]:
    """List where a prefix that stands alone belongs to the word after it: ``di lawan``, ``ke dzoliman``."""
    found: list[Joint] = []
    for at in flagged:
        head, prefix = "", words[at]
        if at + 1 == len(words) or (found and at <= found[-1].last):
            continue
        if prefix.lower() not in PREFIXES:
            match = _GLUED.fullmatch(prefix) if prefix[-2:].lower() == "di" else None
            if not match:
                continue
            head, prefix = match.groups()
        following = words[at + 1]
        # "ke kesini", "di disini"; not "ke ke adilan"
        if prefix.lower() in ("di", "ke") and prefix.lower() == following.lower() and not _before_root(words, at, lex):
            found.append(Joint(at, at + 1, head + prefix, "affix"))
        elif after := with_kan(prefix, following, words[at + 2], lex) if at + 2 < len(words) else None:
            found.append(Joint(at, at + 2, head + after, "affix"))
        elif not _waits(following, lex) and (after := prefixed(prefix, following, lex)):
            found.append(Joint(at, at + 1, head + after, "affix"))
    return found


def _waits(word: str, lex: Lexicon) -> bool:
    """Tell of a word that nothing is joined to it: its own neighbours decide what it is, or it is no Indonesian."""
    match = CORE.fullmatch(word)
    low = match[2].lower() if match else ""
    return low in markers() or (0 < len(low) < 4 and low in triggers(lex))


def _before_root(words: Sequence[str], at: int, lex: Lexicon) -> bool:
    return at + 2 < len(words) and prefixed(words[at + 1], words[at + 2], lex) is not None


def join(words: Sequence[str], flagged: Sequence[int], lex: Lexicon) -> list[Joint]:
    """List the other joints of a line; ``flagged`` are the positions of triggers and of words that stand twice."""
    found: list[Joint] = []
    free = 0  # what stands before and here is decided in the next pass, beside the word that then stands there
    quoted = -1  # where the first quotation opens, looked for when a word may hold a ditto mark
    formulas, asking = _formulas(), asks(lex)
    for at in flagged:
        if at < free or (found and at == free):
            continue
        joint = _ritual(words, at) if words[at].lower().rstrip(ENDING) in formulas else None
        if joint is None and '"' in words[at]:
            if quoted < 0:
                quoted = next((at for at, word in enumerate(words) if _OPENING.search(word)), len(words))
            joint = ditto(words[at], at, lex) if at < quoted else None
        if joint is None and words[at] == "-":
            joint = spaced(words, at, lex)
        elif joint is None:
            following = words[at + 1] if at + 1 < len(words) else ""
            low = words[at].lower().strip(EDGES)
            if not low.isalpha() and (core := CORE.fullmatch(low)):
                low = core[2]  # "wae,fokus"
            asked = asking.get(low)
            told = facts(words, at, asked) if asked else NO_FACTS
            local = _decide(words[at - 1] if at else "", words[at], following, told, lex)
            if local and local.rule == "reduplication" and said_often(words, at):
                local = None
            elif local is None and is_again(words[at], following):
                local = mild(words, at, lex)
            joint = local and Joint(at + local.first, at + local.last, local.after, local.rule)
        if joint and joint.after != " ".join(words[joint.first : joint.last + 1]):
            found.append(joint)
            free = joint.last + 1
        elif joint and joint.rule == "ritual":
            free = joint.last + 1  # a formula that is right already: in "naudzubillah min dzalik" nobody is an admin
    return found


@lru_cache(maxsize=100_000)
def _decide(last: str, written: str, following: str, told: frozenset[str], lex: Lexicon) -> Joint | None:
    """Decide on a word by its two neighbours, and what ``told`` says of those further off; positions count from it."""
    match = CORE.fullmatch(written)
    if not match or _WITHIN.match(match[3]) or match[1].endswith("#"):
        return None
    before, word, after = match.groups()
    lower = word.lower()
    if word == written and (joint := pair(word, following, last, lex)):
        return joint
    if lower in CLITICS and not before and (base := BARE.fullmatch(last)):
        done = None if _waits(base[1], lex) else clitic(last, base[1], lower, written, following, lex)
        return Joint(-1, 0, *done) if done else None
    place = Place("" if "(" in before else last, word, after, following, told)  # "akhirnya (kaya bersama)"
    for row in contexts(lex).get(lower, ()):
        if row.fits(place, lex):
            return _read(last, match, lex.informal.get(lower, lower) if row.reading is None else row.reading)
    return None


def _read(last: str, match: re.Match[str], reading: str) -> Joint | None:
    before, word, after = match.groups()
    if not reading:  # "gimana sih?" → "bagaimana?"; a particle that begins a line or a clause stays: "iya, ya admin"
        if after and last.endswith(","):  # "kabarnya hilang, ya?"
            last = last[:-1]
        return (
            Joint(-1, 0, last + before + after, "particle")
            if last and last[-1] not in ".!?" and (after or last[-1].isalnum())
            else None
        )
    if reading[0] == "+":
        return Joint(-1, 0, last + (reading[1:].upper() if last.isupper() else reading[1:]) + after, "context")
    rest = after.removeprefix(".") if reading in ("nomor", "pukul") else after
    return Joint(0, 0, before + recased(word, reading) + rest, "context")


def _ritual(words: Sequence[str], at: int) -> Joint | None:
    """``Masha Allah``, ``inna lillahi wa inna ilaihi rojiun``: formulas written as several words."""
    first = words[at].lower().rstrip(ENDING)
    patterns = _formulas()[first]
    text = " ".join(words[at : at + LONGEST_RITUAL])
    if len(text) > 200:
        return None
    low = text.lower()
    end, form = 0, ""
    for pattern, name in patterns:
        match = pattern.match(low)
        if match and match.end() > end and match.end() >= len(first):
            end, form = match.end(), name
    if not end:
        return None
    rest = re.match(r"\S*", text[end:])[0]  # type: ignore[index]
    return Joint(at, at + text[:end].count(" "), recased(text[:end], form) + rest, "ritual")


@cache
def _formulas() -> Mapping[str, list[tuple[re.Pattern[str], str]]]:
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for pattern, form, starts in ritual_patterns():
        for start in starts:
            found.setdefault(start, []).append((pattern, form))
    decided = {row["form"] for row in rows("context")}  # "Ma'ruf Aamin"
    for start, listed in found.items():  # "inalilahi" may stand alone; "amin" is a name too
        whole = ritual_patterns() if len(start) > 4 and start not in decided else ()
        listed += [(pattern, form) for pattern, form, _ in whole if pattern.fullmatch(start)]
    return found
