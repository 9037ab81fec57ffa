"""The token types of clean text: what the linear model sees of a comment, and where."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wacana import lexicon
from wacana.tokens import Kind, Token, fold_emoji, tokens

__all__ = ["BLANK", "DISTANCES", "REACH", "Form", "Types", "crc", "features", "grams"]

DISTANCES = (1, 2, 3)  # pairs of neighbours, and over a gap: "bersama ... palestina"
REACH = 4  # tokens that a negator reaches: "belum bisa benar-benar yakin"
QUOTES = '"“”('  # a quoted promise is mocked more often than a plain one
MEMO = 400_000  # distinct chunks remembered: beyond it a file of random strings would fill the memory

PLAIN, DENY, BREAK, ONLY, MARK = range(5)  # what a unit does to the reach of a negator; a mark is no token of its own


class Form(NamedTuple):
    """A token type: its folded form, its kind (``wacana.tokens.Kind``) and whether it is written in capitals."""

    text: str
    kind: str
    capitals: bool = False


BLANK = Form("", "punct")


class Types:
    """Reads texts as codes of token types and learns the types on the way.

    Code ``2 * i`` is type ``i``, ``2 * i + 1`` the same type within reach of a negator. A piece between
    white space always has the same units, so it is split once and looked up afterwards.
    """

    def __init__(self) -> None:
        self.forms: list[Form] = [BLANK]
        self._places: dict[Form, int] = {BLANK: 0}
        self._pieces: dict[str, int] = {}
        # The units of piece i stand from first[i] to first[i + 1]; before them one that is never read.
        self._first, self._units, self._roles = array("q", [1]), array("q", [0]), array("q", [MARK])

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the codes of the tokens of clean texts, in order, and how many tokens each text has.

        >>> types = Types()
        >>> codes, lengths = types.read(["Tidak percaya, bohong!", "halo"])
        >>> [(types.forms[code // 2].text, int(code % 2)) for code in codes], lengths.tolist()
        ([('tidak', 0), ('percaya', 1), ('bohong', 0), ('!', 0), ('halo', 0)], [4, 1])
        """
        types, roles, starts = self._units_of(texts)
        tokens = np.flatnonzero(roles != MARK)
        bounds = np.searchsorted(tokens, starts)
        return 2 * types[tokens] + _denied(roles[tokens], np.diff(tokens, prepend=-1) > 1, bounds), np.diff(bounds)

    def clauses(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Count, up to each token that :meth:`read` codes, the marks and words that begin a clause or sentence.

        >>> Types().clauses(["amerika bohong, dukung palestina"]).tolist()
        [0, 0, 1, 1]
        """
        _, roles, _ = self._units_of(texts)
        parts = (roles == MARK) | (roles == BREAK)
        begun = np.cumsum(parts & np.diff(parts, prepend=False))  # ", tapi" is one border
        counted: NDArray[np.int64] = begun[roles != MARK]
        return counted

    def _units_of(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give types and roles of the units of texts, and where each text's units start."""
        split = [text.split() for text in texts]
        pieces = [*chain.from_iterable(split)]
        known = [*map(self._pieces.get, pieces)]
        if None in known:
            known = [self._learn(piece) if i is None else i for piece, i in zip(pieces, known, strict=True)]
        places = np.array(known, np.int64)
        first = np.frombuffer(self._first, np.int64)
        begin, counts = first[places], first[places + 1] - first[places]
        ends = np.concatenate([[0], np.cumsum(counts)])
        units = np.repeat(begin - ends[:-1], counts) + np.arange(ends[-1])
        types, roles = np.frombuffer(self._units, np.int64)[units], np.frombuffer(self._roles, np.int64)[units]
        return types, roles, ends[np.cumsum([0, *map(len, split)])]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Give the span of each token that :meth:`read` codes."""
        return [
            (match.start() + start, match.start() + end)
            for match in re.finditer(r"\S+", text)
            for _, role, start, end in _units(match[0])
            if role != MARK
        ]

    @property
    def full(self) -> bool:
        """Tell whether more was learnt than should be kept."""
        return len(self._pieces) > MEMO

    def _learn(self, piece: str) -> int:
        if (known := self._pieces.get(piece)) is not None:
            return known
        for form, role, _, _ in _units(piece):
            if form not in self._places:
                self._places[form] = len(self.forms)
                self.forms.append(form)
            self._units.append(self._places[form])
            self._roles.append(role)
        self._first.append(len(self._units))
        return self._pieces.setdefault(piece, len(self._pieces))


def _denied(roles: NDArray[np.int64], after_mark: NDArray[np.bool_], bounds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which tokens are within reach of a negator: "tidak suka, percaya" parts at the comma."""
    at, deny = np.arange(len(roles)), roles == DENY
    # "tidak hanya percaya" denies nothing.
    parts = (roles == BREAK) | after_mark | ((roles == ONLY) & np.concatenate([[False], deny])[:-1])
    parts[bounds[bounds < len(roles)]] = True
    parted = np.maximum.accumulate(np.where(parts, at, -1))
    denier = np.concatenate([[-1 - REACH], np.maximum.accumulate(np.where(deny, at, -1 - REACH))])[:-1]
    denied: NDArray[np.bool_] = (at - denier <= REACH) & (parted <= denier)
    return denied


def _units(piece: str) -> Iterator[tuple[Form, int, int, int]]:
    roles = _roles()
    for (kind, text), same in groupby(tokens(piece), _alike):
        run = list(same)
        if kind == "punct":
            form, role = _mark(text, len(run))
            if role is not None:
                yield Form(form, "punct"), role, run[0].start, run[-1].end
        elif kind == "emoji":  # "😂😂😂" weighs once
            yield Form(text, "emoji"), PLAIN, run[0].start, run[-1].end
        else:
            for token in run:
                capitals = kind == "word" and len(text) > 2 and token.text.isupper()
                yield Form(text, kind, capitals), roles.get(text, PLAIN), token.start, token.end


def _alike(token: Token) -> tuple[Kind, str]:
    """Give what a token has in common with others of its type."""
    if token.kind == "emoji":
        return token.kind, fold_emoji(token.text)
    if token.kind == "number":
        return token.kind, "0"
    return token.kind, token.text.lower().replace("’", "'") if token.kind in ("word", "hashtag") else token.text


def _mark(text: str, times: int) -> tuple[str, int | None]:
    """Give the form of a run of punctuation and what it does; None where it is not looked at."""
    if text in "!?":
        return text * min(times, 2), BREAK
    if text == "…" or (text == "." and times > 1):
        return "…", BREAK
    if text in ".,;:":
        return "", MARK
    return text, PLAIN if text in QUOTES else None


@cache
def _roles() -> dict[str, int]:
    roles = {row["word"]: {"break": BREAK, "only": ONLY}.get(row["role"], PLAIN) for row in lexicon.rows("scope")}
    return {**roles, **dict.fromkeys(lexicon.negators(), DENY)}


@cache
def _rituals() -> dict[str, str]:
    return {row["form"].lower(): row["function"] for row in lexicon.rows("rituals")}


def crc(name: str) -> int:
    """Hash the name of a feature to 32 bits, the same on every machine."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def grams(form: Form) -> list[str]:
    """List the character n-grams (3 to 5) inside a word or hashtag, its ends marked.

    >>> grams(Form("gaza", "word"))[:4]
    ['c:<ga', 'c:gaz', 'c:aza', 'c:za>']
    """
    if form.kind not in ("word", "hashtag"):
        return []
    marked = f"<{form.text[:40]}>"
    return [f"c:{marked[i : i + n]}" for n in (3, 4, 5) for i in range(len(marked) - n + 1)]


def features(form: Form) -> list[str]:
    """List what a token type is known by, besides its character n-grams: the word, its shape, a ritual's function."""
    found = [f"w:{form.text}"]
    if form.text in ("??", "!!"):
        found.append(f"w:{form.text[0]}")
    if form.capitals:
        found.append("x:capitals")
    if form.text in _rituals():
        found.append(f"r:{_rituals()[form.text]}")
    return found
