"""The pattern language: words, wildcards, alternatives, gaps and names, as a researcher writes them.

========================  ==================================================================================
``percaya``               the word, in any case
``percaya*``              words that begin so; ``*`` stands for any run of letters, also in front or inside
``=AS``                   exactly this, capitals included
``belum percaya``         one word after the other, within a sentence
``belum ... percaya``     up to three words between; ``...6`` allows up to six; gaps that meet add up
``(boikot|stop beli)``    one of these
``[sangat] percaya``      with or without
``<israel>``, ``<a|b>``   any form of a target, or any member of a group, with that name; ``<*>`` is any target,
                          ``<not>`` any negator ("tidak", "gak", "belum", "jangan", …)
``?``  ``!``  ``😂``      a question mark, an exclamation mark, an emoji
========================  ==================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from wacana.errors import CodebookError
from wacana.tokens import tokens

__all__ = ["GAP", "Sequence", "fold", "sequences"]

GAP = 3  # words that a bare "..." may skip
LIMIT = 400  # sequences that one pattern may stand for

Sequence = tuple[str | int, ...]  # symbols, and gaps as their number of words

ITEM = re.compile(r"<(?P<name>[^<>]*)>|\.\.\.(?P<gap>\d*)(?![^\s()\[\]|])|(?P<word>[^\s()\[\]|]+)|(?P<mark>[()\[\]|])")
CLOSING = {"(": ")", "[": "]"}
# "(satu|1)-satunya" would be two words, "satu" and "-satunya", that no text holds.
GLUED = re.compile(r"[\w*'’\-)\]][(\[]|[)\]][\w*'’\-=]")
STARS = ("ჰ", "1", "")  # what a "*" may stand for: a letter (one that no pattern holds), a digit, nothing
# A skin tone or presentation selector changes how an emoji looks, not which one it is.
LOOK = re.compile("(?<=.)[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Give the form in which words and emoji are compared: lower case, one apostrophe, no skin tone.

    >>> fold("Percaya"), fold("Jum’at"), fold("✌🏽")
    ('percaya', "jum'at", '✌')
    """
    return LOOK.sub("", text.lower().replace("’", "'"))


def sequences(pattern: str, names: frozenset[str] = frozenset()) -> list[Sequence]:
    """Write a pattern out as the plain sequences that it stands for; ``names`` are those allowed in ``<…>``.

    >>> sequences("[sangat] (yakin|percaya*) ... kalian")[:2]
    [('yakin', 3, 'kalian'), ('percaya*', 3, 'kalian')]

    Raises:
        CodebookError: on a pattern that breaks the language.
    """
    if glued := GLUED.search(pattern):
        raise _wrong(
            pattern,
            f"a space between '{glued[0][0]}' and '{glued[0][1]}'",
            "Brackets hold whole words: (percaya|dipercaya), not [di]percaya.",
        )
    read = _alternatives(pattern, list(ITEM.finditer(pattern)), "", names)
    written = list(dict.fromkeys(map(_one_gap, read)))
    if len(written) > LIMIT:
        raise _wrong(pattern, f"at most {LIMIT} readings, not {len(written)}", "Split the pattern in two.")
    for sequence in written:
        if not sequence:
            raise _wrong(pattern, "at least one word that must be there", "Put [ ] only around a part of it.")
        if isinstance(sequence[0], int) or isinstance(sequence[-1], int):
            raise _wrong(pattern, "a pattern that begins and ends with a word", "Drop the gap at its edge.")
    return written


def _one_gap(sequence: Sequence) -> Sequence:
    """Add up the gaps that meet where an optional word between them is absent."""
    made: list[str | int] = []
    for item in sequence:
        if made and isinstance(item, int) and isinstance(made[-1], int):
            made[-1] += item
        else:
            made.append(item)
    return tuple(made)


def _alternatives(pattern: str, items: list[re.Match[str]], closing: str, names: frozenset[str]) -> list[Sequence]:
    """Read up to the closing bracket, taking items off the front of the list."""
    done: list[Sequence] = []
    branch: list[Sequence] = [()]
    while items:
        item = items.pop(0)
        if item["mark"] == closing:
            break
        if item["mark"] == "|" and closing:
            done += branch
            branch = [()]
            continue
        branch = [before + after for before, after in product(branch, _choices(pattern, item, items, names))]
        if len(branch) > LIMIT:
            raise _wrong(pattern, f"at most {LIMIT} readings", "Split the pattern in two.")
    else:
        if closing:
            raise _wrong(pattern, f"a closing '{closing}'", "Close every bracket.")
    if () in (done + branch) and closing:
        raise _wrong(pattern, "a word on both sides of each '|'", "Use [ ] for what may be absent.")
    return done + branch


def _choices(pattern: str, item: re.Match[str], items: list[re.Match[str]], names: frozenset[str]) -> list[Sequence]:
    if item["word"] is not None:
        return [(_symbol(item["word"], pattern),)]
    if item["gap"] is not None:
        return [(int(item["gap"] or GAP),)]
    if item["name"] is not None:
        asked = [name.strip() for name in item["name"].split("|")]
        for name in asked:
            if name != "*" and name not in names:
                given = f"pattern '{pattern}' names <{name}>"
                raise CodebookError(*unknown(name, names, given, "a target or group of this codebook"))
        return [(f"<{name}>",) for name in asked]
    if item["mark"] not in CLOSING:
        raise _wrong(pattern, f"no lone '{item['mark']}'", "Put alternatives in ( ).")
    inside = _alternatives(pattern, items, CLOSING[item["mark"]], names)
    return [*([()] if item["mark"] == "[" else []), *inside]


def _symbol(word: str, pattern: str) -> str:
    if not word.strip("*="):
        raise _wrong(pattern, "a '*' with letters beside it", "Use ... for any words between two words.")
    if re.search(r"[<|,;:\"]|\.\.|.[?!.]$", word):
        raise _wrong(pattern, f"no '{word}' there", "Marks stand alone; alternatives in ( ), names in < >.")
    bare = word.removeprefix("=")
    if bare != word and "*" in bare:
        advice = f"Write '{bare}' for any case, or each word in full: (={bare.replace('*', '')}|…)."
        raise _wrong(pattern, "no '*' after '='", advice)
    # An emoji may be written without the selector that makes it one: "©" is found as "©️".
    if not any(_is_unit(text) for text in (*(bare.replace("*", star) for star in STARS), bare + "\ufe0f")):
        raise _wrong(pattern, f"words as texts hold them, not '{word}'", _instead(bare))
    return word if bare != word else fold(word)


def _is_unit(text: str) -> bool:
    found = tokens(text)
    return len(found) == 1 and (found[0].kind != "punct" or text in "?!")


def _instead(bare: str) -> str:
    """Advise what to write for a word that is never one unit of a text."""
    found = tokens(bare.replace("*", STARS[0]))
    parts = [token.text.replace(STARS[0], "*") for token in found if token.kind != "punct"]
    if not parts:
        return f"Leave '{bare}' out; marks part words and are not looked for."
    if "." in bare:
        return f"Write {' or '.join(map(repr, parts))}; a '.' ends the sentence, and so the pattern."
    return f"Write '{' '.join(parts)}'."


def unknown(name: str, known: Iterable[str], given: str, expected: str) -> tuple[str, str, str]:
    """Say of a name that is not there what was given, what was expected, and which one that is there is nearest."""
    from difflib import get_close_matches

    options = sorted(known)
    near = get_close_matches(name, options, n=1, cutoff=0.5)
    listed = ", ".join(options) or "none is defined"
    return given, f"{expected} ({listed})", f"Did you mean '{near[0]}'?" if near else "Check the spelling."


def _wrong(pattern: str, expected: str, advice: str) -> CodebookError:
    return CodebookError(f"pattern '{pattern}'", expected, advice)
