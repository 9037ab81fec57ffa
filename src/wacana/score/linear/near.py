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
    near: Near,
    places: NDArray[np.int64],
    spoken: NDArray[np.int64],
    named: NDArray[np.uint32],
    lengths: NDArray[np.int64],
    targets: int,
) -> NDArray[np.float64]:
    """Give the logarithm of each target's share of a theme's words over an equal share (texts × targets).

    For each token of all texts, ``places`` says where it stands, rising also from text to text, ``spoken`` how much it
    speaks for the theme, and ``named`` which targets it names (as bits); ``lengths`` are the tokens of each text.
    Targets that are not named have 0.
    """
    ends, counts = np.append(0, np.cumsum(lengths)), _counts(near.half)

    def summed(values: NDArray[np.int64]) -> NDArray[np.int64]:
        total = np.append(0, np.cumsum(values))
        each: NDArray[np.int64] = total[ends[1:]] - total[ends[:-1]]
        return each

    apart = places + 2 * FAR * np.repeat(np.arange(len(lengths)), lengths)  # no word counts in another text
    sums, found = np.zeros((2, len(lengths), targets), np.int64)
    for target in range(targets):
        own = (named & np.uint32(1 << target)) > 0
        if own.any():
            before = np.maximum.accumulate(np.where(own, apart, -FAR))
            after = np.minimum.accumulate(np.where(own, apart, apart[-1] + FAR)[::-1])[::-1]
            far = np.minimum(np.minimum(apart - before, after - apart), FAR - 1)
            sums[:, target], found[:, target] = summed(counts[far] * spoken), summed(own.astype(np.int64)) > 0
    made, total, many = np.zeros(sums.shape), sums.sum(axis=1), found.sum(axis=1)
    rows, columns = np.nonzero(found * total[:, None])
    even = (sums[rows, columns] / total[rows] + FLOOR) / (1 / many[rows] + FLOOR)
    made[rows, columns] = [math.log(each) for each in even.tolist()]  # NumPy's may differ by the place in a batch
    return made
