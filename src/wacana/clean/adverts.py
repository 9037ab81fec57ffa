"""Adverts and spam: gambling sites, loans, sellers; marked by weighted patterns, never left out."""

from __future__ import annotations

import re
from functools import cache

from wacana.lexicon import rows

__all__ = ["is_advert", "may_offer"]

ENOUGH = 4  # of the weights of an offer, of signs of selling, and of talk about such offers, which are below 0


def is_advert(text: str) -> bool:
    """Tell whether a clean text is very likely an advert or spam; talk *about* gambling or loans is none.

    >>> is_advert("Main di MELATI88 pasti cuan"), is_advert("Main slot cuma bikin rakyat miskin")
    (True, False)
    """
    found = [(kind, weight) for kind, weight, pattern in _weighted() if pattern.search(text)]
    return any(kind == "offer" for kind, _ in found) and sum(weight for _, weight in found) >= ENOUGH


def may_offer(chunk: str) -> bool:
    """Tell whether what stands between two spaces may be part of an offer; no advert is without such a chunk."""
    return bool(_words().search(chunk))


@cache
def _weighted() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    return tuple(
        (row["kind"], int(row["weight"]), re.compile(row["pattern"], re.IGNORECASE)) for row in rows("adverts")
    )


@cache
def _words() -> re.Pattern[str]:
    found = (row["word"] or row["pattern"] for row in rows("adverts") if row["kind"] == "offer")
    return re.compile("|".join(found), re.IGNORECASE)
