"""The token types of clean text: what the linear model sees of a comment, and where."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from wacana import lexicon, resources
from wacana.tokens import fold_emoji, tokens

__all__ = ["BLANK", "DISTANCES", "REACH", "Form", "Types", "crc", "features", "grams"]

DISTANCES = (1, 2, 3)  # pairs of neighbours, and over a gap: "bersama ... palestina"
REACH = 4  # tokens that a negator reaches: "belum bisa benar-benar yakin"
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
    white space always has the same types, so it is split once and looked up afterwards.
    """

    def __init__(self) -> None:
        self.forms: list[Form] = [BLANK]
        self._codes: dict[Form, int] = {BLANK: 0}
        self._memo: dict[str, tuple[tuple[int, int, int, int], ...]] = {}

    def read(self, text: str) -> list[int]:
        """Give the codes of a clean text's tokens, in order.

        >>> types = Types()
        >>> [(types.forms[code // 2].text, code % 2) for code in types.read("Tidak percaya, bohong!")]
        [('tidak', 0), ('percaya', 1), ('bohong', 0), ('!', 0)]
        """
        memo, codes, left = self._memo, [], 0
        for piece in text.split():
            for code, role, _, _ in memo.get(piece) or self._learn(piece):
                if role:
                    if role != DENY and (role != ONLY or left == REACH):
                        left = 0  # "tidak hanya percaya" denies nothing; "tidak suka, percaya" parts at the comma
                    if role == MARK:
                        continue
                if left:
                    codes.append(code + 1)
                    left -= 1
                else:
                    codes.append(code)
                if role == DENY:
                    left = REACH
        return codes

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Give the span of each token that :meth:`read` codes."""
        found = []
        for match in re.finditer(r"\S+", text):
            for _, role, start, end in self._memo.get(match[0]) or self._learn(match[0]):
                if role != MARK:
                    found.append((match.start() + start, match.start() + end))
        return found

    @property
    def full(self) -> bool:
        """Tell whether more was learnt than should be kept."""
        return len(self._memo) > MEMO

    def _learn(self, piece: str) -> tuple[tuple[int, int, int, int], ...]:
        units = []
        for form, role, start, end in _units(piece):
            code = self._codes.get(form)
            if code is None:
                code = self._codes[form] = 2 * len(self.forms)
                self.forms.append(form)
            units.append((code, role, start, end))
        # A piece without units still has to be found in the memo.
        return self._memo.setdefault(piece, tuple(units) or ((0, MARK, 0, 0),))


def _units(piece: str) -> Iterator[tuple[Form, int, int, int]]:
    roles, before = _roles(), ""
    for token in tokens(piece):
        text = fold_emoji(token.text) if token.kind == "emoji" else token.text
        if text == before and token.kind in ("emoji", "punct"):
            continue  # "😂😂😂" and "!!!" weigh once
        before = text
        if token.kind == "punct":
            if text in "!?…":
                yield Form(text, "punct"), BREAK, token.start, token.end
            elif text in ".,;:":
                yield BLANK, MARK, token.start, token.end
            continue
        if token.kind == "number":
            text = "0"
        elif token.kind in ("word", "hashtag"):
            text = token.text.lower().replace("’", "'")
        capitals = token.kind == "word" and len(text) > 2 and token.text.isupper()
        yield Form(text, token.kind, capitals), roles.get(text, PLAIN), token.start, token.end


@cache
def _roles() -> dict[str, int]:
    scope = resources.read_tsv(resources.path("lexicon/scope.tsv"))
    roles = {row["word"]: {"break": BREAK, "only": ONLY}.get(row["role"], PLAIN) for row in scope}
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
    if form.capitals:
        found.append("x:capitals")
    if form.text in _rituals():
        found.append(f"r:{_rituals()[form.text]}")
    return found
