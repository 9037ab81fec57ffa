"""The matcher: a codebook compiled once into tries over units; matching takes time linear in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from wacana.codebook import language
from wacana.codebook.model import Codebook, Pattern
from wacana.codebook.units import Units
from wacana.lexicon import negators

__all__ = ["Found", "Hit", "Matcher", "Mention", "Trie"]

T = TypeVar("T")
Read = tuple[tuple[str, ...], bool]  # the symbols that a unit is, and whether any begins a sequence
Mentions = Mapping[int, Sequence[tuple[str, int]]]  # by unit: the names that begin there, and the unit after each
NOT = "<not>"  # the name that stands for every negator
MEMO = 100_000  # distinct units remembered


class Found(NamedTuple, Generic[T]):
    """A sequence found: its value, the units that matched (gaps left out), and the unit after the last."""

    value: T
    at: tuple[int, ...]
    end: int


class Mention(NamedTuple):
    """A target or group mentioned: its name and its units, from ``start`` up to ``end``."""

    name: str
    start: int
    end: int


class Hit(NamedTuple):
    """A pattern that counts for a theme: the theme it counts for, its units, and the negator that turned it, if any."""

    theme: str
    pattern: Pattern
    start: int
    end: int
    denied: bool


@dataclass
class Node(Generic[T]):
    """A place in a trie: where each symbol leads, where a gap of so many units leads, and what ends here."""

    edges: dict[str, Node[T]] = field(default_factory=dict)
    gaps: dict[int, Node[T]] = field(default_factory=dict)
    values: list[T] = field(default_factory=list)


class Trie(Generic[T]):
    """Sequences of the pattern language, looked up together.

    >>> from wacana.codebook.units import units
    >>> trie = Trie([("percay* ... kalian", "trust")])
    >>> trie.find(units("percaya sama kalian"))
    [Found(value='trust', at=(0, 2), end=3)]
    """

    def __init__(self, patterns: Iterable[tuple[str, T]], names: Iterable[str] = ()) -> None:
        known = frozenset((*names, NOT[1:-1]))
        self.root: Node[T] = Node()
        symbols: set[str] = set()
        for text, value in patterns:
            for sequence in language.sequences(text, known):
                node = self.root
                for item in sequence:
                    if isinstance(item, int):
                        node = node.gaps.setdefault(item, Node())
                    else:
                        node = node.edges.setdefault(item, Node())
                        symbols.add(item)
                node.values.append(value)
        self._words = {s for s in symbols if "*" not in s or s.startswith("<")}
        self._prefixes = {s[:-1]: s for s in symbols - self._words if "*" not in s[:-1]}
        self._wild = [(_regex(s), s) for s in sorted(symbols - self._words) if "*" in s[:-1]]
        self._memo: dict[str, Read] = {}

    def find(self, row: Units, mentions: Mentions | None = None) -> list[Found[T]]:
        """Find every sequence; ``mentions`` gives the names that begin at a unit, with the unit after each."""
        named = mentions or {}
        read = [self._symbols(surface) for surface in row.surfaces]
        edges = self.root.edges
        found: list[Found[T]] = []
        for i, (symbols, begins) in enumerate(read):
            if begins:
                for symbol in symbols:
                    if symbol in edges:
                        self._walk(edges[symbol], (i,), i + 1, read, named, row.sentences, found)
            if i in named:
                for symbol, after in named[i]:
                    if symbol in edges:
                        self._walk(edges[symbol], (i,), after, read, named, row.sentences, found)
        return found

    def _walk(
        self,
        node: Node[T],
        at: tuple[int, ...],
        i: int,
        read: list[Read],
        named: Mentions,
        sentences: list[int],
        found: list[Found[T]],
    ) -> None:
        """Follow a node's edges from unit ``i`` on, within the sentence that the sequence began in."""
        for value in node.values:
            found.append(Found(value, at, i))
        for width, following in ((0, node), *node.gaps.items()) if node.gaps else ((0, node),):
            edges = following.edges
            if not edges:
                continue
            for j in range(i, min(i + width + 1, len(sentences))):
                if sentences[j] != sentences[at[0]]:
                    break
                for symbol in read[j][0]:
                    if symbol in edges:
                        self._walk(edges[symbol], (*at, j), j + 1, read, named, sentences, found)
                if j in named:
                    for symbol, after in named[j]:
                        if symbol in edges:
                            self._walk(edges[symbol], (*at, j), after, read, named, sentences, found)

    def _symbols(self, surface: str) -> Read:
        """Look up which symbols a unit is, and whether a sequence begins so; each distinct unit is worked out once."""
        known = self._memo.get(surface)
        if known is None:
            if len(self._memo) >= MEMO:
                self._memo.clear()
            symbols = self._read(surface)
            known = self._memo[surface] = (symbols, any(symbol in self.root.edges for symbol in symbols))
        return known

    def _read(self, surface: str) -> tuple[str, ...]:
        form = language.fold(surface)
        found = [s for s in (form, "=" + surface) if s in self._words]
        found += [NOT] if form in negators() else []
        found += [self._prefixes[form[:n]] for n in range(1, len(form) + 1) if form[:n] in self._prefixes]
        found += [symbol for regex, symbol in self._wild if regex.fullmatch(form)]
        return tuple(found)


def _regex(symbol: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, symbol.split("*"))))


class Matcher:
    """A codebook made ready to be found in texts."""

    def __init__(self, codebook: Codebook) -> None:
        self.themes = {theme.slug: theme for theme in codebook.themes}
        self.targets = {target.slug for target in codebook.targets}
        names = [*self.targets, *codebook.groups, "*"]
        forms = [(form, target.slug) for target in codebook.targets for form in target.forms]
        forms += [(form, name) for name, listed in codebook.groups.items() for form in listed]
        self._names: Trie[str] = Trie(forms)
        patterns: list[tuple[str, Pattern | str]] = []
        for theme in codebook.themes:
            patterns += [(pattern.text, pattern) for pattern in theme.patterns]
            patterns += [(text, theme.slug) for text in theme.unless]
        # One pass finds both: a Pattern speaks for or against its theme, a slug bars that theme from the sentence.
        self._patterns: Trie[Pattern | str] = Trie(patterns, names)

    def mentions(self, row: Units) -> list[Mention]:
        """Find the targets and groups mentioned; of overlapping forms of targets the longest counts."""
        found = [Mention(f.value, f.at[0], f.end) for f in self._names.find(row)]
        found.sort(key=lambda m: (m.start - m.end, m.start))
        kept: list[Mention] = []
        taken: set[int] = set()
        for mention in found:
            if mention.name in self.targets:
                span = range(mention.start, mention.end)
                if taken.intersection(span):
                    continue
                taken.update(span)
            kept.append(mention)
        return sorted(kept, key=lambda m: m.start)

    def hits(self, row: Units, mentions: Sequence[Mention]) -> list[Hit]:
        """Find the patterns that count, after negation and exclusions; each counts once a comment.

        Where two patterns of a theme overlap, the one that covers more units counts.
        """
        begins: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for mention in mentions:
            begins[mention.start].append((f"<{mention.name}>", mention.end))
            if mention.name in self.targets:
                begins[mention.start].append(("<*>", mention.end))
        found = self._patterns.find(row, begins)
        barred = {(f.value, row.sentences[f.at[0]]) for f in found if isinstance(f.value, str)}
        named = {mention.name for mention in mentions}
        hits = []
        for pattern, at, end in found:
            if isinstance(pattern, str):
                continue
            if pattern.needs and not named.intersection(pattern.needs):
                continue
            # A denied denial ("bukan tidak percaya") is none; a negator that the pattern itself holds denies nothing.
            denied = len({n for i in at for n in row.negated_by[i] if n not in at}) % 2 == 1
            theme = pattern.theme if not denied or pattern.negated == "keep" else pattern.negated
            if theme != "ignore" and (theme, row.sentences[at[0]]) not in barred:
                hits.append(Hit(theme, pattern, at[0], end, denied))
        return self._longest(hits)

    @staticmethod
    def _longest(hits: list[Hit]) -> list[Hit]:
        hits.sort(key=lambda h: (h.start - h.end, -abs(h.pattern.weight), h.start))
        kept: list[Hit] = []
        taken: set[tuple[str, int]] = set()
        counted: set[tuple[str, str]] = set()
        for hit in hits:
            span = {(hit.theme, i) for i in range(hit.start, hit.end)}
            if taken.isdisjoint(span):
                taken |= span
                if (hit.theme, hit.pattern.text) not in counted:
                    counted.add((hit.theme, hit.pattern.text))
                    kept.append(hit)
        return sorted(kept, key=lambda h: (h.start, h.end))
