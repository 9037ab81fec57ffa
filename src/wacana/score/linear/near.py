"""Whom a theme's words stand near to, where a comment names two targets or more.

"Terima kasih mesir, israel bohong terus": the doubt is all on Israel's side of the comma.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wacana.score.linear.model import Near

__all__ = ["shares"]

FLOOR = 0.1  # of a share: a target far from all words loses what can be made up for
FAR = 512  # from here on everything is equally far; also what a word counts at no distance


@cache
def _counts(half: float) -> NDArray[np.int64]:
    """Tabulate what a word counts by distance, as whole numbers: their sums are the same in any order."""
    made: NDArray[np.int64] = np.rint(FAR * 0.5 ** (np.arange(FAR) / half)).astype(np.int64)
    return made


def shares(
    near: Near, places: NDArray[np.int64], spoken: NDArray[np.int64], named: NDArray[np.uint32], targets: int
) -> NDArray[np.float64]:
    """Give the logarithm of each target's share of a theme's words over an equal share; 0 where it is not named.

    For each token of one text, ``places`` says where it stands, ``spoken`` how much it speaks for the theme, and
    ``named`` which targets it names (as bits).
    """
    counts, sums, made = _counts(near.half), {}, np.zeros(targets)
    anywhere = int(np.bitwise_or.reduce(named))
    for target in range(targets):
        if anywhere >> target & 1:
            own = places[(named & np.uint32(1 << target)) > 0]
            far = np.minimum(np.abs(places[:, None] - own).min(axis=1), FAR - 1)
            sums[target] = int((counts[far] * spoken).sum())
    if total := sum(sums.values()):
        for target, each in sums.items():
            made[target] = math.log((each / total + FLOOR) / (1 / len(sums) + FLOOR))
    return made
