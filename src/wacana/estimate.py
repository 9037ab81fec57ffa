"""How sure a share is: Wilson intervals, and a bootstrap over threads.

The intervals describe sampling noise as if the comments at hand were a random draw from a larger stock of
comments like them. They say nothing about the public, and nothing about a scorer's own mistakes.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FEWEST_CLUSTERS", "cluster_bootstrap", "shares", "wilson"]

FEWEST_CLUSTERS = 5  # below this a resample of threads repeats the same few, and Wilson is given instead
REPLICATES = 2000

Bounds = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def wilson(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Bounds:
    """Give the score interval of a binomial share (Wilson 1927, JASA 22:209-212), for scalars or arrays.

    Comments count as independent of each other. Where ``n`` is 0 both ends are NaN.

    >>> low, high = wilson(8, 10)
    >>> print(f"{low:.3f} {high:.3f}")
    0.490 0.943
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    k, size = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (k + z * z / 2) / (size + z * z)
        half = z * np.sqrt(k * (size - k) / size + z * z / 4) / (size + z * z)
        # Rounding leaves 1e-17 where the formula gives exactly 0 or 1.
        low, high = np.where(k == 0, 0.0, centre - half), np.where(k == size, 1.0, centre + half)
    none = size == 0
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def cluster_bootstrap(
    flags: ArrayLike,
    clusters: ArrayLike,
    *,
    confidence: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Bounds:
    """Give percentile intervals of shares when whole threads are resampled (Cameron, Gelbach & Miller 2008).

    ``flags`` is rows × shares (0/1), ``clusters`` names each row's thread; both ends have a value a share.
    Threads of the same size and sums are interchangeable, so draws are made over the distinct kinds of
    thread: the cost hardly grows with the number of comments.

    >>> low, high = cluster_bootstrap([[1], [1], [0], [0], [0], [1]], [1, 1, 2, 2, 3, 3])
    >>> print(low, high)
    [0.] [1.]
    """
    marks = np.asarray(flags, dtype=float)
    _, codes = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.zeros((codes.max() + 1, marks.shape[1] + 1))
    np.add.at(sums, codes, np.column_stack([marks, np.ones(len(marks))]))
    kinds, times = np.unique(sums, axis=0, return_counts=True)
    draws = np.random.default_rng(seed).multinomial(len(sums), times / len(sums), size=replicates)
    totals = draws @ kinds
    edge = (1 - confidence) / 2
    low, high = np.quantile(totals[:, :-1] / totals[:, -1:], [edge, 1 - edge], axis=0)
    return low, high


def shares(flags: pd.DataFrame, clusters: pd.Series, confidence: float = 0.95) -> pd.DataFrame:
    """Give n, total, share, low, high and method of each column of flags (rows × shares, no missing values).

    ``method`` is ``bootstrap`` where threads repeat and there are at least ``FEWEST_CLUSTERS``: each end is
    then the outer one of bootstrap and Wilson, because a bootstrap alone is too narrow with few threads (by
    simulation it covers 82 % instead of 95 % with 5 threads, 90 % with 10, 94 % with 20) and has no width at
    0 and 100 %. Otherwise ``method`` is ``wilson``.
    """
    total = len(flags)
    n = flags.sum().to_numpy(dtype=int)
    low, high = wilson(n, np.full(len(n), total), confidence)
    threads = clusters.nunique()
    resample = FEWEST_CLUSTERS <= threads < total
    if resample:
        lower, upper = cluster_bootstrap(flags.to_numpy(dtype=float), clusters, confidence=confidence)
        low, high = np.minimum(low, lower), np.maximum(high, upper)
    return pd.DataFrame(
        {
            "name": list(flags.columns),
            "n": n,
            "total": total,
            "share": n / total if total else np.nan,
            "low": low,
            "high": high,
            "method": "bootstrap" if resample else "wilson",
        }
    )
