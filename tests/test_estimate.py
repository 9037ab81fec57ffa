from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wacana import estimate
from wacana.resources import read_tsv

CASES = list(read_tsv(Path(__file__).parent / "cases" / "estimate" / "wilson.tsv"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['successes']}of{case['n']}")
def test_wilson_agrees_with_published_intervals(case: dict[str, str]) -> None:
    low, high = estimate.wilson(int(case["successes"]), int(case["n"]))
    assert (round(float(low), 4), round(float(high), 4)) == (float(case["low"]), float(case["high"]))


def test_wilson_takes_arrays_and_says_nothing_about_no_comments() -> None:
    low, high = estimate.wilson([8, 0], [10, 0])
    assert low[0] == pytest.approx(0.4902, abs=1e-4)
    assert np.isnan(low[1]) and np.isnan(high[1])


def test_a_higher_confidence_is_a_wider_interval() -> None:
    low, high = estimate.wilson(8, 10, confidence=0.99)
    narrow_low, narrow_high = estimate.wilson(8, 10)
    assert low < narrow_low and narrow_high < high


def _threads(like: float) -> tuple[np.ndarray, np.ndarray]:
    """Give 60 threads of 20 comments whose shares differ (like = 1) or do not (like = 0)."""
    rng = np.random.default_rng(7)
    shares = np.where(rng.random(60) < 0.5, 0.3 - 0.28 * like, 0.3 + 0.28 * like)
    return (rng.random((60, 20)) < shares[:, None]).reshape(-1, 1), np.repeat(np.arange(60), 20)


def test_bootstrap_over_kinds_of_thread_is_the_bootstrap_over_threads() -> None:
    flags, clusters = _threads(like=1)
    rng = np.random.default_rng(1)
    by_thread = flags.reshape(60, 20)
    drawn = [by_thread[rng.integers(0, 60, 60)].mean() for _ in range(4000)]
    low, high = estimate.cluster_bootstrap(flags, clusters, replicates=4000)
    # Two Monte Carlo estimates of the same two quantiles.
    assert [low[0], high[0]] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.01)


def test_bootstrap_is_seeded_and_does_not_depend_on_the_order_of_rows() -> None:
    flags, clusters = _threads(like=1)
    order = np.random.default_rng(3).permutation(len(flags))
    first = estimate.cluster_bootstrap(flags, clusters)
    again = estimate.cluster_bootstrap(flags[order], clusters[order])
    assert np.array_equal(first, again)
    assert not np.array_equal(first, estimate.cluster_bootstrap(flags, clusters, seed=1))


def test_threads_that_are_alike_widen_the_interval_and_others_do_not() -> None:
    width = {}
    for like in (0, 1):
        flags, clusters = _threads(like)
        found = estimate.shares(pd.DataFrame(flags, columns=["t"]), pd.Series(clusters)).iloc[0]
        low, high = estimate.wilson(found["n"], found["total"])
        assert found["method"] == "bootstrap"
        assert found["low"] <= low and high <= found["high"]
        width[like] = (found["high"] - found["low"]) / (high - low)
    assert width[0] < 1.2 and width[1] > 2


@pytest.mark.parametrize(
    ("clusters", "method"),
    [
        ([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], "bootstrap"),
        ([1, 1, 2, 2, 3, 3, 4, 4, 4, 4], "wilson"),  # four threads: too few
        (range(10), "wilson"),  # every comment a thread of its own
    ],
)
def test_the_bootstrap_needs_threads_that_repeat(clusters: object, method: str) -> None:
    flags = pd.DataFrame({"t": [True, False] * 5})
    assert estimate.shares(flags, pd.Series(clusters)).loc[0, "method"] == method


def test_no_comments_give_no_share_and_no_error() -> None:
    found = estimate.shares(pd.DataFrame({"t": pd.Series([], dtype=bool)}), pd.Series([], dtype=int))
    assert found.loc[0, ["n", "total"]].tolist() == [0, 0]
    assert found.loc[0, ["share", "low", "high"]].isna().all()
