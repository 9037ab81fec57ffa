"""Which targets a match is directed at: those it names, else those nearby, else the theme's default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wacana.codebook.match import Hit, Mention
from wacana.codebook.model import Theme
from wacana.codebook.units import Units, scope

__all__ = ["Attached", "attach", "lists"]


class Attached(NamedTuple):
    """One target of one match: its slug, where it was mentioned (or None), and the rule that linked it."""

    slug: str
    mention: Mention | None
    rule: str


def attach(hit: Hit, theme: Theme, row: Units, named: Sequence[Sequence[Mention]]) -> list[Attached]:
    """Find the targets of a match; ``named`` are the mentions of targets as :func:`lists` groups them.

    Those that the pattern sets; else those mentioned inside the match; else the nearest of the theme's
    ``attach`` in the same sentence; else the nearest anywhere; else the theme's default. A name that stands
    in a list ("Mesir, Qatar dan Turki") brings the whole list.
    """
    if hit.pattern.targets:
        return [Attached(slug, None, "pattern") for slug in hit.pattern.targets]
    mentions = [m for listed in named for m in listed]
    inside = [m for m in mentions if hit.start <= m.start < hit.end]
    if not inside:
        near = [m for m in mentions if m.name in theme.attach] or mentions
        same = [m for m in near if row.sentences[m.start] == row.sentences[hit.start]]
        inside = sorted(same or near, key=lambda m: max(m.start - hit.end, hit.start - m.end))[:1]
        if not inside:
            return [Attached(theme.default, None, "default")] if theme.default else []
    return [
        Attached(m.name, m, "mention" if m in inside else "list")
        for listed in named
        if not set(listed).isdisjoint(inside)
        for m in listed
    ]


def lists(mentions: Sequence[Mention], row: Units) -> list[list[Mention]]:
    """Group mentions that follow one another with nothing between them but commas and "dan"."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        last = groups[-1][-1] if groups else None
        if (
            last
            and row.sentences[last.start] == row.sentences[mention.start]
            and all(scope().get(row.forms[i]) == "join" for i in range(last.end, mention.start))
        ):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups
