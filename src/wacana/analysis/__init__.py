"""Analyses: one module each; the SCORED table in, a tidy table out; no files and no plots."""

from __future__ import annotations

from wacana.analysis.account import account
from wacana.analysis.collocations import collocations
from wacana.analysis.emoji import top_emoji
from wacana.analysis.examples import examples
from wacana.analysis.keyness import keyness
from wacana.analysis.shares import advert_sensitivity, duplicate_sensitivity, shares
from wacana.analysis.targets import overlap, targets
from wacana.analysis.timeline import timeline

__all__ = [
    "account",
    "advert_sensitivity",
    "collocations",
    "duplicate_sensitivity",
    "examples",
    "keyness",
    "overlap",
    "shares",
    "targets",
    "timeline",
    "top_emoji",
]
