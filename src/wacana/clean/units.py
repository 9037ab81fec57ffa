"""Rules over neighbouring words: what one word means is decided by the words beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress, count
from typing import NamedTuple

from wacana.clean.affixes import colloquial, is_known
from wacana.clean.context import CORE, EDGES, ENDING, NO_FACTS, Place, asks, contexts, facts
from wacana.clean.doubled import reduplication
from wacana.clean.words import preposition, recased, ritual_patterns, sounds
from wacana.lexicon import Level, Lexicon, rows

__all__ = ["Joint", "begins_formula", "is_again", "is_trigger", "join", "join_prefixes", "repeats", "triggers"]

# Words that are flagged when they are cleaned, so that only texts that hold one are looked at again.
_PREFIXES = frozenset({"di", "ke", "se", "ber", "ter", "mem", "men", "meng", "pem", "pen", "peng", "ketidak"})
_UNFREE = _PREFIXES - {"di", "ke", "men", "pen"}  # no words by themselves: "ter nyata", "mem bela"
FREQUENT = 100
_CLITICS = frozenset({"nya", "ny", "nyaa", "nyah", "ku", "mu", "lah", "kah", "an"})
_DITTO = re.compile(r"([^\W\d_]{3,})\"(an|in|kan|i|nya|ku|mu|lah)?([.,!?;:)…]*)")
_OPENING = re.compile(r'(?<!\w)["“]')
_ROOT = re.compile(r"([^\W\d_]+)(?:(-\1)(kan|i)?)?(\W*)")
_BARE = re.compile(r"[.,…]*([^\W\d_]+(?:-[^\W\d_]+)*)")
LONGEST_RITUAL = 8  # words


@cache
def triggers(level: Level) -> frozenset[str]:
    """Give the words that must be looked at together with their neighbours."""
    return _PREFIXES | _CLITICS | contexts(level).keys() | _formulas().keys() | _doubled().keys()


@cache
def _doubled() -> Mapping[str, frozenset[str]]:
    """Give what may follow the first part of words like ``berkali-kali``, ``terburu-buru``."""
    found: dict[str, frozenset[str]] = {}
    listed = frozenset(row["word"] for row in rows("standard"))
    for word in listed:
        first, hyphen, second = word.partition("-")
        apart = first.startswith(("di", "ke")) and first not in listed  # "kemana" and "ditengah" are two words
        if hyphen and first != second and first.endswith(second) and not apart:
            found[first] = found.get(first, frozenset()) | {second}
    return found


def begins_formula(word: str) -> bool:
    """Tell whether a formula of several words may begin with a word: ``insya``, ``alloh``."""
    return word in _formulas()


def is_trigger(word: str, level: Level) -> bool:
    """Tell whether a word, with punctuation around it or not, is a trigger."""
    match = CORE.fullmatch(word)
    return bool(match and match[2].lower() in triggers(level)) or bool('"' in word and _DITTO.fullmatch(word))


def is_again(word: str, following: str = "") -> bool:
    """Tell whether a word is said again at once: ``orang orang``, ``orang orangnya``, ``orang orang,``."""
    if not following.startswith(word) or not word[:1].isalpha():
        return False
    rest = following[len(word) :].rstrip(ENDING)
    return not rest or rest in ("nya", "ku", "mu", "an", "annya") or rest[0] in ".,!?;:)…"


def repeats(words: Sequence[str]) -> list[int]:
    """Give the positions of the words that are said again at once."""
    # The first question is asked in C for all words; few are left for the second.
    close = compress(count(), map(str.startswith, words[1:], words))
    found = [at for at in close if is_again(words[at], words[at + 1])]
    if len(words) > 1 and words[0][:1].isupper() and is_again(words[0].lower(), words[1]):  # "Omon omon"
        found.insert(0, 0)
    return found


class Joint(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) become ``after``."""

    first: int
    last: int
    after: str
    rule: str


def join_prefixes(words: Sequence[str], flagged: Sequence[int], lex: Lexicon) -> list[Joint]:
    """List where a prefix that stands alone belongs to the word after it: ``di lawan``, ``ke dzoliman``."""
    found: list[Joint] = []
    for at in flagged:
        if words[at].lower() in _PREFIXES and at + 1 < len(words) and not (found and at <= found[-1].last):
            after = _prefix(words[at], words[at + 1], lex)
            if after:
                found.append(Joint(at, at + 1, after, "affix"))
    return found


def join(words: Sequence[str], flagged: Sequence[int], lex: Lexicon) -> list[Joint]:
    """List the other joints of a line; ``flagged`` are the positions of triggers and of words that stand twice."""
    found: list[Joint] = []
    free = 0  # what stands before and here is decided in the next pass, beside the word that then stands there
    quoted = -1  # where the first quotation opens, looked for when a word may hold a ditto mark
    formulas, asking = _formulas(), asks(lex.level)
    for at in flagged:
        if at < free or (found and at == free):
            continue
        joint = _ritual(words, at) if words[at].lower().rstrip(ENDING) in formulas else None
        if joint is None and '"' in words[at]:
            if quoted < 0:
                quoted = next((at for at, word in enumerate(words) if _OPENING.search(word)), len(words))
            joint = _ditto(words, at, lex) if at < quoted else None
        if joint is None:
            following = words[at + 1] if at + 1 < len(words) else ""
            asked = asking.get(words[at].lower().strip(EDGES))
            told = facts(words, at, asked) if asked else NO_FACTS
            local = _decide(words[at - 1] if at else "", words[at], following, told, lex)
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
    if not match:
        return None
    before, word, after = match.groups()
    lower = word.lower()
    again = word == written and (is_again(word, following) or (not last and is_again(lower, following)))
    if again and (joint := _repeated(word, following, last, lex)):
        return joint
    if word == written and (second := CORE.fullmatch(following)) and second[1] + second[2] in _doubled().get(lower, ()):
        return Joint(0, 1, f"{word}-{following}", "reduplication")
    if lower in _CLITICS and not before and (base := _BARE.fullmatch(last)):
        return _clitic(last, base[1], lower, written, lex)
    place = Place("" if "(" in before else last, word, after, following, told)  # "akhirnya (kaya bersama)"
    for conditions, reading in contexts(lex.level).get(lower, ()):
        if place.fits(conditions, lex):
            return _read(last, match, lex.informal.get(lower, lower) if reading is None else reading)
    return None


def _clitic(last: str, base: str, clitic: str, written: str, lex: Lexicon) -> Joint | None:
    """``Bersatu nya``, ``sepenuh nya``, ``itu lah``, ``...makanan nya``, ``info ny``, ``DPR nya`` (DPR-nya)."""
    lower = base.lower()
    if len(base) < 2 or lower in _PREFIXES | _CLITICS or (len(base) < 4 and lower in triggers(lex.level)):
        return None
    # "ku" and "mu" belong to a noun; "akan ku beli" and "apa kah" show why the word before decides.
    derived = clitic == "mu" and len(lower) > 5 and lower.endswith("an") and is_known(lower, lex)  # "pemerintahan mu"
    if clitic in ("ku", "mu") and not derived and not lex.is_root(lower, "noun"):
        return None
    # "udah tahu namanya lah" ends with a particle of its own.
    bare = lower in lex.names or lower.endswith(("nya", "ku", "mu"))
    if clitic in ("lah", "kah") and (bare or not is_known(lower, lex)):
        return None
    if clitic == "an":  # "hukum an", "gila-gila an"; not "10 an"
        return Joint(-1, 0, last + written, "affix") if f"{lower}an" in lex.standard and written.islower() else None
    if clitic.startswith("ny"):  # "Ny. Sri", "jalan2 di NY"
        if clitic != "nya" and (not written.islower() or written[2:3] == "."):
            return None
        nya = "nya" if written.islower() else written[:3]
        joined = "" if lower.endswith("nya") else f"-{nya}" if _abbreviated(base, lex) and nya == "nya" else nya
        return Joint(-1, 0, last + joined + written[len(clitic) :], "clitic")
    return Joint(-1, 0, last + written, "clitic")


def _abbreviated(base: str, lex: Lexicon) -> bool:
    """Tell ``DPR`` of "DPR nya" from ``ORANG``, which is a word in capitals."""
    return len(base) > 1 and base.isupper() and (base.lower() in lex.acronyms or not is_known(base.lower(), lex))


def _prefix(prefix: str, word: str, lex: Lexicon) -> str | None:
    """``di lawan`` but ``di rumah``; ``ke zaliman`` but ``ke pasar``."""
    match = _ROOT.fullmatch(word)
    if not match:
        return None
    root = match[1].lower()
    if match[1] != root and prefix.islower():  # "di Lawan": a name, perhaps
        return None
    if root in lex.places or len(root) < 3 or (len(root) < 4 and root in triggers(lex.level)):
        return None
    if match[2]:  # "di tunggu-tunggu", "di besar-besarkan"; "di rumah-rumah" is a place
        verb = lex.weight(prefix.lower() + root + match[3]) if match[3] else lex.is_root(root, "verb")
        whole = _prefixed("di", root + (match[3] or ""), lex) if verb and prefix.lower() == "di" else None
        plain = f"di{root}{match[2]}{match[3] or ''}".lower() if whole else None
    else:
        plain = _prefixed(prefix.lower(), root, lex)
    return recased(prefix + match[1], plain) + match[4] if plain else None


@lru_cache(maxsize=50_000)
def _prefixed(prefix: str, root: str, lex: Lexicon) -> str | None:
    whole = prefix + root
    if preposition(whole, lex) or " " in lex.informal.get(whole, ""):
        return None  # "di hati": what is split as one word is not joined as two
    if prefix == "di" and lex.informal.get(whole, "-").isalpha():
        return whole  # "di bilang", "di rubah"
    if root not in lex.known:
        # "ke adilan", "ke dzoliman": the second part is no word by itself, and the whole is.
        plain = whole if whole in lex.known else lex.informal.get(whole) or sounds(whole, lex)
        if plain and " " not in plain:
            return plain
    if prefix in _UNFREE:
        least = 0 if prefix == "ketidak" else FREQUENT  # it is no word, and hardly a slip
        return whole if whole in lex.standard and lex.weight(whole) > least else None
    return whole if prefix == "di" and _passive(root, lex) else None


def _passive(root: str, lex: Lexicon) -> bool:
    for stem in (root, root[:-3]) if root.endswith(("nya", "lah", "kah")) else (root,):
        whole = f"di{stem}"
        if lex.weight(whole) and lex.is_root(stem, "verb"):
            return True
        if lex.is_root(stem, "noun"):
            continue  # "di pegunungan"
        if stem.endswith(("kan", "i")) and lex.weight(whole):
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
    return colloquial(whole, lex) is not None or (stem[:-3] in lex.known and stem not in lex.known)


def _read(last: str, match: re.Match[str], reading: str) -> Joint | None:
    before, word, after = match.groups()
    if not reading:  # "gimana sih?" → "bagaimana?"; a particle that begins a line or a clause stays: "iya, ya admin"
        if after and last.endswith(","):  # "kabarnya hilang, ya?"
            last = last[:-1]
        return Joint(-1, 0, last + before + after, "particle") if last and (after or last[-1].isalnum()) else None
    if reading[0] == "+":
        return Joint(-1, 0, last + (reading[1:].upper() if last.isupper() else reading[1:]) + after, "context")
    rest = after.removeprefix(".") if word.lower() == "no" else after
    return Joint(0, 0, before + recased(word, reading) + rest, "context")


def _repeated(word: str, second: str, last: str, lex: Lexicon) -> Joint | None:
    """``faksi faksi``, ``orang orang``; not ``ayo ayo``: the doubled word must be listed, or a noun."""
    low = word.lower()
    if second.startswith(f"{low}an"):  # "obat obatan"; "makan makanan" are two words
        listed = f"{low}-{CORE.fullmatch(second)[2].removesuffix('nya')}" in lex.known  # type: ignore[index]
        return Joint(0, 1, f"{word}-{second}", "reduplication") if listed else None
    verb = low.startswith("me") and low not in lex.roots and is_known(low, lex)  # "menyenggol menyenggol"
    if verb and (whole := reduplication(f"{low}2", lex)):
        return Joint(0, 1, recased(word, whole) + second[len(word) :], "reduplication")
    noun = lex.is_root(low, "noun") and last not in ("di", "ke")  # "di rumah rumah" is two rumah
    noun = noun or (low.startswith(("ng", "ny")) and colloquial(low, lex) is not None)
    return Joint(0, 1, f"{word}-{second}", "reduplication") if noun or f"{low}-{low}" in lex.known else None


def _ditto(words: Sequence[str], at: int, lex: Lexicon) -> Joint | None:
    """``janji" mereka``: the mark says "twice", where no quotation is open that it could close."""
    match = _DITTO.fullmatch(words[at])
    if not match:
        return None
    word, suffix, after = match[1], match[2] or "", match[3]
    low = word.lower()
    # With an ending behind it, the mark can hardly close anything: "mati\"an", "driver\"nya".
    if suffix and is_known(low, lex) and (whole := reduplication(f"{low}2{suffix}", lex)):
        return Joint(at, at, recased(word, whole) + after, "reduplication")
    if suffix or not (lex.is_root(low, "noun") or f"{low}-{low}" in lex.known):
        return None
    second = word if word.isupper() or low in lex.names else low
    return Joint(at, at, f"{word}-{second}{after}", "reduplication")


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
    for start, listed in found.items():  # "inalilahi" may stand alone; "amin" is a name too
        whole = ritual_patterns() if len(start) > 4 else ()
        listed += [(pattern, form) for pattern, form, _ in whole if pattern.fullmatch(start)]
    return found
