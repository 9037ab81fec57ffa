"""What words mean to the cleaner: negators, the stop list, and the tables of spellings, names and roots."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from wacana import resources
from wacana.errors import CodebookError, InputError

__all__ = [
    "EmojiMeaning",
    "Level",
    "Lexicon",
    "Own",
    "ambiguous",
    "emoji_meanings",
    "languages",
    "load",
    "negators",
    "read_own",
    "rows",
    "stopwords",
]

Level = Literal["spelling", "formal"]


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Give the rows of a shipped table, such as ``rituals``."""
    return tuple(resources.read_tsv(resources.path(f"lexicon/{name}.tsv")))


@cache
def negators() -> frozenset[str]:
    """Give the words that negate, informal spellings included (resources/lexicon/negators.tsv).

    >>> {"tidak", "gak", "tdk", "belum", "jangan"} <= negators()
    True
    """
    return frozenset(row["word"] for row in rows("negators"))


@cache
def ambiguous() -> frozenset[str]:
    """Give the forms with more than one reading, which no table and no guess may settle."""
    return frozenset(row["form"] for row in rows("ambiguous"))


@cache
def languages() -> Mapping[str, tuple[tuple[str, bool], ...]]:
    """Give for each word of other languages which ones have it, and whether Indonesians use it too."""
    found: dict[str, tuple[tuple[str, bool], ...]] = {}
    for row in rows("languages"):
        found[row["word"]] = (*found.get(row["word"], ()), (row["language"], bool(row["shared"])))
    return found


def stopwords(own: Iterable[str] | None = None) -> frozenset[str]:
    """Give the stop list: frequent words without content of their own, and never a negator.

    With a researcher's ``own`` list, give that one instead: lower-cased, without spaces around its words, and checked.

    >>> "yang" in stopwords(), "tidak" in stopwords()
    (True, False)
    >>> sorted(stopwords(["Yang", "gaza"]))
    ['gaza', 'yang']

    Raises:
        InputError: for a text, whose letters would be the words.

    Warns:
        UserWarning: when the own list would drop negators: it names them. They stay; the list is the researcher's.
    """
    if own is None:
        return frozenset(row["word"] for row in rows("stopwords")) - negators()
    if isinstance(own, str):
        raise InputError(f"the text '{own}' as a stop list", "a list of words", "Split it, or read the file's lines.")
    listed = frozenset(word.strip().casefold() for word in own)
    if dropped := sorted(listed & negators()):
        warnings.warn(
            f"the stop list drops {', '.join(dropped)}: 'tidak percaya' would count as 'percaya'. "
            "Take these words off the list, unless that is what you want.",
            stacklevel=2,
        )
    return listed


class EmojiMeaning(NamedTuple):
    """What an emoji says in Indonesian comments, in Indonesian and English, and what it does (prayer, mockery, …)."""

    id: str
    en: str
    function: str


@cache
def emoji_meanings() -> Mapping[str, EmojiMeaning]:
    """Give the meanings of the emoji that matter in comments, by emoji as ``fold_emoji`` gives it.

    >>> emoji_meanings()["🍉"].function, "🚀" in emoji_meanings()
    ('solidarity', False)
    """
    return {row["emoji"]: EmojiMeaning(row["id"], row["en"], row["function"]) for row in rows("emoji")}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The word tables at one level.

    ``informal`` maps a form to how it is written at the level; ``standard`` gives the counts of standard words in
    formal text, ``counts`` those of all forms in comments; ``roots`` maps a root to its classes (verb, noun, …, joined
    by ``|``); ``places`` a word to the prepositions that are split from it. ``names`` are never rewritten, ``acronyms``
    not in capitals; ``guarded`` words (negators, sentiment, formulas, other languages) are no slip for another;
    ``spoken`` words are informal and a spelling of their own at both levels (``banget``); ``spelt`` is ``informal`` as
    it is at the level ``spelling``; ``own`` are the forms of a researcher's own table.
    """

    level: Level
    informal: Mapping[str, str]
    standard: Mapping[str, int]
    counts: Mapping[str, int]
    roots: Mapping[str, str]
    names: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    places: Mapping[str, str] = field(default_factory=dict)
    guarded: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    spelt: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        written = {word for form in self.informal.values() for word in form.split()}
        known = frozenset(self.standard) | self.roots.keys() | self.names | self.acronyms | written | self.guarded
        object.__setattr__(self, "known", known)

    def weight(self, word: str) -> int:
        """Give how often a standard word was seen, in formal text and in comments."""
        return self.standard.get(word, 0) + self.counts.get(word, 0)

    def is_root(self, word: str, kind: str) -> bool:
        """Tell whether a word is a root of a class, such as ``verb``."""
        return kind in self.roots.get(word, "").split("|")


Own = tuple[tuple[str, str, str], ...]  # informal, spelling, formal or nothing


def load(level: Level = "spelling", own: Own = ()) -> Lexicon:
    """Load the tables at a level, with a researcher's own rows (`read_own`) on top of them.

    Raises:
        InputError: for an unknown level.
    """
    if level not in get_args(Level):
        raise InputError(f"level '{level}'", f"one of {', '.join(get_args(Level))}", "Check the spelling.")
    base = _shipped(level)
    if not own:
        return base
    spelt, formal = _written(own)
    informal = {**base.informal, **(formal if level == "formal" else spelt)}
    return dataclasses.replace(base, informal=informal, spelt={**base.spelt, **spelt}, own=frozenset(spelt))


def _written(own: Iterable[tuple[str, str, str]]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give what each form becomes at the two levels."""
    return {form: spelling for form, spelling, _ in own}, {form: formal or spelling for form, spelling, formal in own}


def read_own(file: str | Path) -> Own:
    """Read a researcher's own table.

    It is a TSV with the columns ``informal`` and ``spelling``, and ``formal`` and ``source`` if wanted; its rows win
    over the shipped ones of words. Laughter, signs, hashtags, links and numbers are not looked up there.

    Raises:
        InputError: for a table that does not exist.
        CodebookError: for a table that is not UTF-8 or lacks the two columns, and for a row without an informal word,
            with several, without a spelling, or whose spelling holds the word itself.
    """
    file = Path(file)
    if not file.is_file():
        raise InputError(f"lexicon {file}", "a TSV file", "Check the path.")
    read = list(resources.read_tsv(file))
    own: list[tuple[str, str, str]] = []
    if not read:
        raise CodebookError(f"{file.name} without rows", "the columns informal and spelling, and a row", "Fill it.")
    for number, cells in enumerate(read, start=1):
        if "informal" not in cells or "spelling" not in cells:
            raise CodebookError(
                f"{file.name} has the columns {', '.join(cells)}",
                "informal and spelling (formal, source)",
                "Write the column names on the first line, separated by tabs.",
            )
        row = {name: cell.strip() for name, cell in cells.items()}
        # "kagak tau" would never be found, since texts are looked up word by word; without a spelling the word is lost.
        if len(row["informal"].split()) != 1 or not row["spelling"]:
            raise CodebookError(
                f"{file.name}, row {number}: informal {row['informal']!r}, spelling {row['spelling']!r}",
                "one informal word, and its spelling",
                "Fill the empty cell, or give each word a row of its own.",
            )
        own.append((row["informal"].casefold(), row["spelling"], row.get("formal", "")))
    for written in _written(own):
        for form, spelling in written.items():
            if len(spelling.split()) > 1 and _leads_to(spelling, form, written):
                raise CodebookError(
                    f"{file.name}: {form!r} becomes {spelling!r}, which holds it again",
                    "a spelling without the word that it replaces",
                    "Leave the word as it is, or spell it otherwise: each cleaning would add to it.",
                )
    return tuple(own)


def _leads_to(spelling: str, form: str, own: Mapping[str, str]) -> bool:
    """Tell whether a spelling holds a form, or a word that becomes it."""
    seen: set[str] = set()
    waiting = spelling.casefold().split()
    while waiting:
        word = waiting.pop()
        if word == form:
            return True
        if word not in seen:
            seen.add(word)
            waiting += own.get(word, "").casefold().split()
    return False


def _form(row: Mapping[str, str], level: Level) -> str:
    return (row.get("formal") if level == "formal" else None) or row["spelling"]


def _words(table: str, column: str) -> frozenset[str]:
    return frozenset(word.lower() for row in rows(table) for word in row[column].split())


@cache
def _shipped(level: Level) -> Lexicon:
    names = rows("names")
    return Lexicon(
        level,
        informal={row["informal"]: _form(row, level) for row in rows("informal")},
        standard={row["word"]: int(row["count"] or 0) for row in rows("standard")},
        counts={row["word"]: int(row["count"]) for row in rows("counts")},
        roots={row["root"]: row["class"] for row in rows("roots")},
        names=frozenset(row["name"].lower() for row in names if row["kind"] != "acronym"),
        acronyms=frozenset(row["name"].lower() for row in names if row["kind"] == "acronym"),
        guarded=negators()
        | _words("sentiment", "word")
        | _words("rituals", "form")
        | languages().keys()
        | frozenset(row["second"] for row in rows("pairs") if row["second"] not in row["first"]),  # "komat-kamit"
        spoken=frozenset(row["informal"] for row in rows("informal") if row["informal"] == row["spelling"]),
        spelt={row["informal"]: row["spelling"] for row in rows("informal")},
        places={row["word"]: row["after"] for row in rows("places")},
    )
