"""A comment as a row of units (words, emoji, ``?``, ``!``): its sentences, clauses and the reach of negators."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from wacana.codebook.language import fold
from wacana.lexicon import negators, rows
from wacana.tokens import tokens

__all__ = ["Units", "units"]

REACH = 4  # units that a negator reaches: "tidak perlu sepenuhnya percaya", "belum bisa benar-benar yakin"


class Units(NamedTuple):
    """The units of a text: surface, folded form, span, sentence, clause, and the negators that reach each."""

    surfaces: list[str]
    forms: list[str]
    spans: list[tuple[int, int]]
    sentences: list[int]
    clauses: list[int]
    negated_by: list[tuple[int, ...]]


@cache
def scope() -> dict[str, str]:
    """Map the words that shape a negator's reach to their role.

    ``break`` ends it ("tidak marah tapi percaya"), ``only`` cancels it ("tidak hanya percaya"), ``join`` links
    what is listed ("Mesir, Qatar dan Turki").
    """
    return {row["word"]: row["role"] for row in rows("scope")}


def units(text: str) -> Units:
    """Cut a clean text into units.

    A sentence ends at ``.``, ``!``, ``?``, ``…`` or a line's end; a clause also at other punctuation and
    before words such as "tapi". A negator reaches four units within its clause.
    """
    made = Units([], [], [], [], [], [])
    roles, denying = scope(), negators()
    sentence = clause = at = 0
    active: list[int] = []  # negators whose reach is still open
    for token in tokens(text):
        if "\n" in text[at : token.start]:
            sentence, clause, active = sentence + 1, clause + 1, []
        at = token.end
        form = fold(token.text)
        mark = token.kind == "punct"
        if not mark and roles.get(form) == "break":
            clause, active = clause + 1, []
        if not mark or form[0] in "?!":
            here = len(made.forms)
            active = [n for n in active if here - n <= REACH]
            if roles.get(form) == "only" and active and active[-1] == here - 1:
                active.pop()
            made.surfaces.append(form[0] if mark else token.text)
            made.forms.append(form[0] if mark else form)
            made.spans.append((token.start, token.end))
            made.sentences.append(sentence)
            made.clauses.append(clause)
            # "gak dikorupsi?" and "jangan takut ❤": a mark or an emoji is not what is denied.
            made.negated_by.append(tuple(active) if form[0].isalnum() or form[0] == "#" else ())
            if form in denying:
                active = [*active, here]
        if mark and not form.strip("\"'“”‘’()-/&"):
            continue  # "tidak (sepenuhnya) percaya", "mesir/qatar": such marks part nothing
        if mark:
            clause, active = clause + 1, []
            if form[0] in ".!?…":
                sentence += 1
    return made
