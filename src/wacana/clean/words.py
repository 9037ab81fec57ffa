"""Rules for one word in lower case: each gives the repaired word, or None where it has nothing to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

from wacana.clean.affixes import CLITIC, ENDS, PREFIXES, VOWELS, colloquial, derived, is_known, is_native, listed
from wacana.clean.context import contexts, markers
from wacana.clean.doubled import reduplication
from wacana.clean.formulas import ritual
from wacana.clean.guess import guess
from wacana.clean.near import RARE, alike, full, near
from wacana.lexicon import Lexicon, negators, stopwords

__all__ = [
    "CAREFUL",
    "MIXED",
    "RULES",
    "formal_noun",
    "guarded_affixes",
    "preposition",
    "recased",
]

WordRule = Callable[[str, Lexicon], str | None]


def recased(before: str, after: str) -> str:
    """Give a repaired word the letter case of the word that was written.

    >>> recased("Yg", "yang"), recased("YG", "yang"), recased("masyaallah", "masya Allah")
    ('Yang', 'YANG', 'masya Allah')
    >>> recased("MataNajwa", "mata najwa")
    'Mata Najwa'
    """
    first, space, second = after.partition(" ")
    if space and before[1:] != before[1:].lower() and (first + second).lower() == before.lower() != before.upper():
        after = f"{before[: len(first)]} {before[len(first) :]}"
    if len(before) > 1 and before.isupper():
        return after.upper()
    return after[:1].upper() + after[1:] if before[:1].isupper() else after


def leet(word: str, lex: Lexicon) -> str | None:
    """``s4y4``, ``k4mu``, ``b0ikot``: digits that stand for letters, where that gives a known word."""
    digits = "" if word.isalpha() else "".join(filter(str.isdigit, word))
    if not digits or len(word) - len(digits) < 2 or _is_number(word, digits, lex):
        return None
    found = (settle(plain, lex) for table in _LEET if (plain := word.translate(table)).isalpha())
    return next(filter(None, found), None)


def _is_number(word: str, digits: str, lex: Lexicon) -> bool:
    """Tell of ``salah1nya``, ``set1``, ``orang3``, ``ak47`` that they count; 6 and 7 look like no letter."""
    if digits in "67" or word.endswith(f"{digits}nya"):
        return True
    stem = word.removesuffix(digits)
    if stem == word or digits[-1] in "04":  # "mint4" is minta
        return False
    return len(stem) < 4 or stem in lex.names or is_known(stem, lex)  # "goblo9" is goblok


_LEET = tuple(str.maketrans("013456789", letters) for letters in ("oieasgtbg", "oleasgtbp"))


def settle(word: str, lex: Lexicon) -> str | None:
    """Give a candidate as the tables write it, or None when it is unknown."""
    if word in lex.informal:
        return word if word in contexts(lex) else lex.informal[word]  # "nihhh beneran": its neighbours decide
    return word if is_known(word, lex) else None


def elongation(word: str, lex: Lexicon) -> str | None:
    """``bangeeet`` to banget; ``maaf`` and ``saat`` are known before this rule is asked."""
    runs = [(match.start(), match.end()) for match in _RUN.finditer(word)]
    if not runs:
        return None
    if len(set(word)) == 1 and len(word) < 5:  # "www", "III"
        return None
    long = any(end - start > 2 for start, end in runs)
    for kept in _lengths(word, runs):
        if long:
            found = settle(kept, lex)
        elif len(word) > 4 and kept == word[:-1] and word not in lex.counts and _ends_double(word, lex):
            return settle(kept, lex)
        else:  # "bangg", "yukk": a listed word that is far more frequent; "dll" and "comment" stay
            listed = len(kept) > 3 and kept in lex.standard and lex.weight(kept) > 10 * lex.counts.get(word, 0)
            listed = listed or (kept in lex.informal and lex.weight(kept) > 30 * lex.counts.get(word, RARE))
            found = settle(kept, lex) if listed and len(kept) > 2 and not VOWELS.isdisjoint(kept) else None
            if found and colloquial(word, lex):  # "mimpiin" is mimpi with a suffix
                return None
        if found:
            return found
    if long and len(word) > 3:
        return _RUN.sub(lambda m: m[1] if len(m[0]) > 2 else m[0], word)
    return None


def stretched(word: str, lex: Lexicon) -> str | None:
    """Elongation of what begins with a capital: ``Bangett`` and ``Semogaaa``; not ``Patti`` or ``Sayyed``."""
    found = elongation(word, lex)
    long = any(len(match[0]) > 2 for match in _RUN.finditer(word))
    sure = found is None or long or (lex.weight(found) > 1000 and found not in lex.names)
    return found if sure else None


def _ends_double(word: str, lex: Lexicon) -> bool:
    """Tell of ``animasinyaa``, ``idihh`` that the last letter is one too many; ``kemanusiaa`` rather lacks one."""
    whole, full = word[:-1], f"{word}n"
    return (
        whole in lex.known
        or (whole in lex.informal and len(whole) > 4)
        or (whole.endswith(ENDS) and is_known(whole, lex))
    ) and full not in lex.known


_RUN = re.compile(r"([^\W\d_])\1+")


def _lengths(word: str, runs: list[tuple[int, int]]) -> Iterator[str]:
    # All runs to one letter first; then one or two of them to two letters (maaaf → maaf). Four runs are enough.
    for doubled in sorted(product((1, 2), repeat=min(len(runs), 4)), key=sum):
        parts: list[str] = []
        at = 0
        for (start, end), keep in zip(runs, (*doubled, *[1] * len(runs)), strict=False):
            parts += word[at:start], word[start] * keep
            at = end
        yield "".join(parts) + word[at:]


def separators(word: str, lex: Lexicon) -> str | None:
    """``kedepan_nya``, ``di-lawan``, ``ke-adilan``: an affix that a sign cuts off is put back."""
    match = None if word.isalpha() else _CUT.search(word)
    if not match:
        return None
    left, right = word[: match.start()], word[match.end() :]
    if left == right or not left.isalpha() or not right.isalpha():
        return None
    joined = left + right
    affix = left in PREFIXES
    if not affix and (right not in _AFTER or len(left) < 3):
        return None
    if match[0] == "-" and not is_native(right if affix else left, joined, lex):
        return word  # "di-like", "bed-nya": a hyphen stays between a foreign word and an affix
    return preposition(joined, lex) or (settle(joined, lex) if affix else (settle(left, lex) or left) + right)


_CUT = re.compile(r"[-_´`]+")
_AFTER = frozenset({"nya", "ku", "mu", "lah", "kah", "an", "kan"})


def clitic(word: str, lex: Lexicon) -> str | None:
    """``bgtnya``, ``orgnya``: an informal word under a clitic."""
    if not word.isalpha() and (match := _MARKED_CLITIC.fullmatch(word)):
        found = settle(match[1], lex) or (match[1] if word.endswith(".nya") else None)
        return f"{found}nya" if found and " " not in found else None
    if word.endswith("kn") and f"{word[:-1]}an" in lex.known:  # "bubarkn"
        return f"{word[:-1]}an"
    match = _ANY_CLITIC.fullmatch(word) if word.endswith((*ENDS, *_CLITICS)) else None
    if not match:
        return None
    ending = _CLITICS.get(match[2], match[2])
    base = lex.informal.get(match[1])
    if base is None or base == match[1]:  # "thx" is no "th" with a clitic
        return None
    if whole := lex.informal.get(match[1] + ending):  # "bilangny"
        return whole
    if match[2] != "nya" and (len(match[1]) == 2 or base in negators()):  # "engaku" denies nothing
        return None
    verb = ending == "nya" and base.startswith(("ber", "menjadi ")) and match[1][0] != base[0]
    return (lex.spelt[match[1]] if verb else base) + ending  # "ketemunya" is no bertemunya


def formal_noun(word: str, lex: Lexicon) -> str | None:
    """``duitmu``, ``komenku``: well spelt, and uangmu, komentarku at the level ``formal``."""
    match = CLITIC.fullmatch(word) if word.endswith(("nya", "ku", "mu")) else None
    formal = lex.informal.get(match[1]) if match else None
    return f"{formal}{match[2]}" if match and formal and formal != match[1] and lex.is_root(formal, "noun") else None


_CLITICS = {
    "nye": "nya", "nyah": "nya", "ny": "nya", "x": "nya", "xa": "nya", "q": "ku", "kuh": "ku", "lh": "lah"
}  # fmt: skip
_ANY_CLITIC = re.compile(r"(.{2,}?)(nya|nye|ny|xa|x|q|ku|mu|lah|lh|kah|pun)")


_MARKED_CLITIC = re.compile(r"([^\W\d_]{3,})(?:['’´`](?:a|y|x|ny|nya|na)|\.(?:nya|ny|y))")


def suffix_letter(word: str, lex: Lexicon) -> str | None:
    """``katax``, ``temanq``, ``orangny``, ``temankuh``: a clitic written another way; ``tulisanya``: with an n lost."""
    if word.endswith("anya") and len(word) > 6 and (stem := word[:-2]) in lex.known:
        return f"{stem}annya" if lex.weight(f"{stem}an") > lex.weight(stem) else f"{stem}nya"  # "pertahanya"
    match = _SHORT_CLITIC.fullmatch(word) if word.endswith(tuple(_CLITICS)) else None
    if not match or match[1] not in lex.standard or lex.weight(match[1]) < 20 * lex.counts.get(word, RARE):
        return None
    return match[1] + _CLITICS[match[2]]


_SHORT_CLITIC = re.compile(rf"(.{{4,}}?)({'|'.join(_CLITICS)})")


def preposition(word: str, lex: Lexicon) -> str | None:
    """``dimana``, ``kedepan``, ``dibawahnya``: di and ke before a place are words of their own."""
    if "-" in word:  # "kemana-mana"
        head, _, tail = word.partition("-")
        again = tail in (head[2:], f"{head[2:]}nya")  # "kehati-hatian" is no place
        found = lex.informal.get(head) or preposition(head, lex) if again else None
        return f"{found}-{tail}" if found in (f"di {head[2:]}", f"ke {head[2:]}") else None
    if not word.isalpha() and (twice := _FUSED_TWICE.fullmatch(word)):  # "dimasa2", "kemana2"
        found = lex.informal.get(twice[1] + twice[2]) or preposition(twice[1] + twice[2], lex)
        return f"{found}-{twice[2]}{twice[3] or ''}" if found == f"{twice[1]} {twice[2]}" else None
    match = _FUSED.fullmatch(word)
    if not match or word in lex.informal:
        return None
    place = match[1] in lex.places.get(match[2], "").split()
    if not place and (word in lex.standard or match[1] != "di" or not _is_place(match[2], lex)):
        return None
    if lex.is_root(match[2], "verb") or word in lex.guarded:  # "dipenjara" and "ditambang" are verbs
        return None
    return f"{match[1]} {match[2]}{match[3] or ''}"


def _is_place(word: str, lex: Lexicon) -> bool:
    """Tell whether a root names a place or a time, and is never a verb (``diwaktu``; not ``difoto``)."""
    kinds = lex.roots.get(word, "").split("|")
    return ("place" in kinds or "time" in kinds) and "verb" not in kinds


_FUSED_TWICE = re.compile(r"(di|ke)([^\W\d_]{3,})[2²](nya)?")
_FUSED = re.compile(r"(di|ke)(\w{3,}?)(nya|ku|mu|lah|kah|pun)?")


def sounds(word: str, lex: Lexicon) -> str | None:
    """``goblog``, ``kezholiman``, ``pake``, ``bener``: the one frequent word that sounds alike."""
    return alike(word, lex) or _last_a(word, lex) if len(word) > 3 else None


def _last_a(word: str, lex: Lexicon) -> str | None:
    changed = _LAST_E.sub(r"a\1", word)
    fits = changed != word and changed in lex.standard and lex.weight(changed) > 40 * lex.counts.get(word, RARE)
    return changed if fits else None


_LAST_E = re.compile(r"e([^aeiou]{1,2})$")


def fused(word: str, lex: Lexicon) -> str | None:
    """``akutuh``, ``terimakasih``, ``gunungsari``: two frequent words without the space between them."""
    if word.startswith("si") and word[2:] in listed("nickname"):
        return f"si {word[2:]}"
    half = word[: len(word) // 2]
    if len(half) > 2 and half + half == word:  # "orangorang", "atiati"
        known = half in lex.roots or half in lex.informal or f"{half}-{half}" in lex.known
        return f"{half}-{half}" if known else None
    if len(word) < 6 or not word.isalpha() or lex.counts.get(word, 0) > 300:
        return None
    often = _often(lex)
    # "gasuka", "yaampun": no word of Indonesian begins with these before a frequent word.
    short = word.startswith(_SHORT) and word[2:] in often and lex.weight(word[2:]) > (3000 if word[0] == "y" else 0)
    pairs = [(word[:2], word[2:])] if short else []
    pairs += [(word[:at], word[at:]) for at in range(3, len(word) - 2) if word[:at] in often and word[at:] in often]
    pairs = [pair for pair in pairs if _BOUND.isdisjoint(pair) and not _denies(*pair, lex) and not _suffixed(*pair)]
    best = max(pairs, key=lambda pair: min(lex.weight(pair[0]), lex.weight(pair[1])), default=None)
    if best and not short and stopwords().isdisjoint(best) and len(near(word, lex) or word) != len(word):
        return None  # "minimaret", "bericara" are a letter short; "matahati" is no slip
    return " ".join(best) if best and all(part in lex.known for part in best) else None


def _denies(first: str, second: str, lex: Lexicon) -> bool:
    """Tell of a split that it would put a denial where none was: ``segi|gak``, ``tak|ayat``."""
    return second in negators() or (first in negators() and lex.is_root(second, "noun"))


def _suffixed(first: str, second: str) -> bool:
    """Tell of ``judol|kan``, ``otomatis|kan``, ``cari|akan`` that the end is the suffix; ``dia|kan`` is two words."""
    return second == "akan" or (second == "kan" and first not in stopwords() and first not in negators())


_SHORT = ("ga", "gk", "gw", "ya")
# "ngechat" and "antarbank" are one word; "masihkan" is two.
_BOUND = frozenset(
    {"nge", "nya", "lah", "kah", "pun", "ber", "ter", "per", "antar", "maha", "mikro", "makro", "pra", "non", "anti"}
    | {"pasca", "full", "out"}
)


@lru_cache(maxsize=4)
def _often(lex: Lexicon) -> frozenset[str]:
    return frozenset(
        word for word in (*lex.standard, *lex.counts) if lex.weight(word) > (2500 if len(word) < 4 else 800)
    )


def shut(word: str, lex: Lexicon) -> str | None:
    """``brlumpur``, ``mnguliti``, ``kbobrokan``, ``dberi``: a prefix without its vowel, where no word begins so."""
    if len(word) < 5 or not word.isalpha() or not _SHUT.match(word):
        return None
    if word[0] == "d":
        whole = f"di{word[1:]}"
        return whole if is_known(word[1:], lex) and (is_known(whole, lex) or preposition(whole, lex)) else None
    whole = f"{word[0]}e{word[1:]}"
    return whole if is_known(whole, lex) else None


_SHUT = re.compile(
    r"[bt]r[^aeiouyr]|m[mn]|p[mn]|pr[^aeiouyr]|s[bdgj]|d[bcghklmnpst][aeioulr]|k[bcdgjkmpst]\w+an(?:nya|ku|mu)?$"
)


def formal_affixes(word: str, lex: Lexicon) -> str | None:
    """Colloquial affixes to formal ones, at the level ``formal`` (``matiin`` → matikan, ``nyerang`` → menyerang)."""
    if lex.level == "spelling":
        return None
    match = CLITIC.fullmatch(word) if word.endswith(ENDS) else None
    base = lex.informal.get(match[1]) if match else None
    if match and base and not (word.endswith("innya") and base == colloquial(match[1], lex)):
        return None  # "miminnya" is adminnya, and no mimi with a suffix; "jelasinnya" is one
    return colloquial(word, lex)


def guarded_affixes(word: str, lex: Lexicon) -> str | None:
    """The same for a word that is known for its sentiment only: ``nyebelin``; not ``keburukan`` or ``make``."""
    if word not in lex.guarded or word in lex.standard or not (word.startswith(("ng", "ny")) or word.endswith("in")):
        return None
    return None if word in markers() or derived(word, lex) else formal_affixes(word, lex)


def spoken(word: str, lex: Lexicon) -> str | None:
    """At the level ``spelling`` a well-formed colloquial verb is a word of its own: nothing after this may touch it."""
    return word if lex.level == "spelling" and colloquial(word, lex) else None


# The order, and the comment that breaks if a rule moves:
RULES: tuple[tuple[str, WordRule], ...] = (
    ("ritual", ritual),  # before elongation: "aamiin" would lose its long a
    ("reduplication", reduplication),  # before leet: in "janji2" the 2 is no letter
    ("leet", leet),
    ("separators", separators),
    ("spoken", spoken),  # before vowels and typos: "matiin" is one letter from "matikan", and no typo
    ("affix", formal_affixes),  # before clitic: "ngalah" is no nga with -lah
    ("clitic", clitic),  # before elongation: "bgttnya" is rare, "kaaknya" is not
    ("short clitic", suffix_letter),
    ("elongation", elongation),  # before sounds: "kalooo" → "kaloo" is one step from nothing
    ("sounds", sounds),  # before typos: "goblog" would be as near to other words
    ("space", fused),  # before typos: "matahati" is as near to matahari
    ("vowels", full),  # before typos: "mngkin" is an abbreviation, "mugnkin" a typo
    ("vowels", shut),  # after full, which asks for frequent words
    ("typo", near),
    ("guess", guess),  # what no rule is sure of
)
# "MasyaAllah" and "SubhanAllah" are formulas; other words with capitals inside are names of accounts.
MIXED: tuple[tuple[str, WordRule], ...] = (("ritual", ritual),)
# A word that begins with a capital may be a name: only rules that cannot mistake one are asked.
CAREFUL: tuple[tuple[str, WordRule], ...] = (
    ("ritual", ritual),
    ("reduplication", reduplication),
    ("separators", separators),
    ("clitic", clitic),
    ("elongation", stretched),
)
