"""Rules over neighbouring words: what one word means is decided by the words beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from wacana.clean.affixes import colloquial, is_known
from wacana.clean.pairs import DITTO, Joint, ditto, is_again, mild, pair, pairs, said_often, spaced
from wacana.clean.words import preposition, recased, ritual_patterns, sounds
from wacana.lexicon import Level, Lexicon, rows

__all__ = ["begins_formula", "is_trigger", "join", "join_prefixes", "triggers"]

# Words that are flagged when they are cleaned, so that only texts that hold one are looked at again.
_PREFIXES = frozenset({"di", "ke", "se", "ber", "ter", "mem", "men", "meng", "pem", "pen", "peng", "ketidak"})
_UNFREE = _PREFIXES - {"di", "ke", "men", "pen"}  # no words by themselves: "ter nyata", "mem bela"
FREQUENT = 100
_CLITICS = frozenset({"nya", "ny", "nyaa", "nyah", "ku", "mu", "lah", "kah", "an"})
_CORE = re.compile(r"(\W*)(\w[\w'’-]*)(.*)", re.DOTALL)
_OPENING = re.compile(r'(?<!\w)["“]')
_STREETS = frozenset({"jl", "jln", "rs", "rsud", "rsup", "rsu", "rsia"})  # "jl. dr soetomo", "RS dr Kariadi"
_TITLES = frozenset({"dr", "dr.", "prof", "prof.", "ir", "ir.", "kh", "kh.", "h.", "hr", "hr."})
_ROOT = re.compile(r"([^\W\d_]+)(?:(-\1)(kan|i)?)?(\W*)")
_RHYME = re.compile(r"([a-z]+)-([a-z]+)(\W*)")
_BARE = re.compile(r"[.,…]*([^\W\d_]+(?:-[^\W\d_]+)*)")
_ENDING = ".,!?:;…)"
LONGEST_RITUAL = 8  # words


@cache
def triggers(level: Level) -> frozenset[str]:
    """Give the words that must be looked at together with their neighbours."""
    return _PREFIXES | _CLITICS | _contexts(level).keys() | _formulas().keys() | pairs().keys()


def begins_formula(word: str) -> bool:
    """Tell whether a formula of several words may begin with a word: ``insya``, ``alloh``."""
    return word in _formulas()


def is_trigger(word: str, level: Level) -> bool:
    """Tell whether a word, with punctuation around it or not, is a trigger."""
    if word == "-":
        return True
    match = _CORE.fullmatch(word)
    return bool(match and match[2].lower() in triggers(level)) or bool('"' in word and DITTO.fullmatch(word))


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
    formulas = _formulas()
    for at in flagged:
        if at < free or (found and at == free):
            continue
        joint = _ritual(words, at) if words[at].lower().rstrip(_ENDING) in formulas else None
        if joint is None and '"' in words[at]:
            if quoted < 0:
                quoted = next((at for at, word in enumerate(words) if _OPENING.search(word)), len(words))
            joint = ditto(words[at], at, lex) if at < quoted else None
        if joint is None and words[at] == "-":
            joint = spaced(words, at, lex)
        elif joint is None:
            following = words[at + 1] if at + 1 < len(words) else ""
            local = _decide(words[at - 1] if at else "", words[at], following, lex)
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
def _decide(last: str, written: str, following: str, lex: Lexicon) -> Joint | None:
    """Decide on a word by its two neighbours; positions count from the word."""
    match = _CORE.fullmatch(written)
    if not match:
        return None
    before, word, after = match.groups()
    lower = word.lower()
    if word == written and (joint := pair(word, following, last, lex)):
        return joint
    if lower in _CLITICS and not before and (base := _BARE.fullmatch(last)):
        return _clitic(last, base[1], lower, written, lex)
    capitals = len(word) > 1 and word.isupper()
    for where, reading in _contexts(lex.level).get(lower, ()):
        if (not capitals or where == "not_abbreviating") and _fits(where, last, word, after, following, lex):
            return _read(last, match, reading)
    return None


def _clitic(last: str, base: str, clitic: str, written: str, lex: Lexicon) -> Joint | None:
    """``Bersatu nya``, ``sepenuh nya``, ``itu lah``, ``...makanan nya``, ``info ny``, ``DPR nya`` (DPR-nya)."""
    lower = base.lower()
    if len(base) < 2 or lower in _PREFIXES | _CLITICS or (len(base) < 4 and lower in triggers(lex.level)):
        return None
    # "ku" and "mu" belong to a noun; "akan ku beli" and "apa kah" show why the word before decides.
    derived = clitic == "mu" and len(lower) > 5 and lower.endswith("an") and is_known(lower, lex)  # "pemerintahan mu"
    if clitic in ("ku", "mu") and not derived and not lex.is_root(lower.rpartition("-")[2], "noun"):
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
    if not match:  # "di otak-atik"
        rhyme = _RHYME.fullmatch(word) if prefix.lower() == "di" else None
        return prefix + word if rhyme and rhyme[2] in pairs().get(f"di{rhyme[1]}", ()) else None
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


def _fits(where: str, last: str, word: str, after: str, following: str, lex: Lexicon) -> bool:
    """``5 km`` is a distance and ``km jahat`` a person; ``dr. Tirta`` is a doctor and ``dr dulu`` means from."""
    number = last[-1:].isdigit() or last.startswith("xxx")
    if where == "after_number":
        return number
    if where.startswith("before "):
        return not after and following.lower().rstrip(".,!?") in where.split()[1:]
    if where.startswith("after "):
        return last.lower() in where.split()[1:]
    if where == "after_passive":  # "dilarang sama polisi"; not "diskusi sama dia"
        return (
            last.islower()
            and last.startswith("di")
            and lex.is_root(last[2:].removesuffix("kan").removesuffix("i"), "verb")
        )
    if where == "before_name":
        return not after and following.lower().rstrip(_ENDING) in lex.names
    if where in ("not_after_number", "not_by_number"):
        by = where == "not_by_number" and following[:1].isdigit()  # "km 5 jalan tol"
        return not number and not by and not after.startswith(".")
    if where == "not_abbreviating":  # "jl. Mawar" and "jl dr soetomo" are names; "lg di jln." ends a sentence
        return not (following and after == ".") and following.lower() not in _TITLES
    if where == "before_number":
        return after in ("", ".") and (following[:1].isdigit() or following.startswith(("NOMOR", "xxx")))
    if where == "not_before_capital":
        street = last.lower().rstrip(".") in _STREETS or (last.lower() == "jalan" and not _is_word(following, lex))
        return not (after.startswith(".") or following[:1].isupper() or street)
    if where == "before_word":
        return not after and not number and len(following) > 2 and following[0].islower()
    if where == "between_words":
        return not after and len(last) > 1 and last[-1].isalpha() and len(following) > 1 and following[0].islower()
    if where == "clause_end":
        return bool(last) and (bool(after) or not following or not following[0].isalnum())
    return where == "not_capitals" or word.islower()


def _is_word(written: str, lex: Lexicon) -> bool:
    """Tell ``kantor`` of "jalan dr kantor" from ``soetomo`` of "jalan dr soetomo"."""
    match = _CORE.fullmatch(written.lower())
    return bool(match and match[2] not in lex.names and is_known(match[2], lex))


def _read(last: str, match: re.Match[str], reading: str) -> Joint | None:
    before, word, after = match.groups()
    if not reading:  # "gimana sih?" → "bagaimana?"; a particle that begins a line or a clause stays: "iya, ya admin"
        if after and last.endswith(","):  # "kabarnya hilang, ya?"
            last = last[:-1]
        return Joint(-1, 0, last + before + after, "particle") if last and (after or last[-1].isalnum()) else None
    if reading[0] == "+":
        return Joint(-1, 0, last + reading[1:] + after, "context")
    rest = after.removeprefix(".") if word.lower() == "no" else after
    return Joint(0, 0, before + recased(word, reading) + rest, "context")


@cache
def _contexts(level: Level) -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    changed = {row["form"] for row in rows("context") if row[level] != row["form"]}
    for row in rows("context"):
        if row["form"] in changed:
            found.setdefault(row["form"], []).append((row["where"], row[level]))
    return found


def _ritual(words: Sequence[str], at: int) -> Joint | None:
    """``Masha Allah``, ``inna lillahi wa inna ilaihi rojiun``: formulas written as several words."""
    first = words[at].lower().rstrip(_ENDING)
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
