"""Splits that keep near-duplicates on one side, so that a score is not a memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

__all__ = ["groups", "held_out"]

SHINGLE = 4  # letters
BANDS, ROWS = 16, 4  # texts that share 70 % of their shingles meet in one band with probability .99
ALIKE = 0.6  # Jaccard similarity of shingles from which two texts are one


def groups(texts: Sequence[str]) -> list[int]:
    """Give each text the number of its group of near-duplicates: MinHash over letters, then Jaccard (Broder 1997).

    >>> groups(["Semoga lekas sembuh ya kak!", "semoga lekas sembuh, ya kak", "Harga beras naik lagi"])
    [0, 0, 2]
    """
    import numpy as np

    shingles = [_shingles(text) for text in texts]
    leader = list(range(len(texts)))

    def root(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    signatures = _signatures(shingles)
    for band in np.split(signatures, BANDS, axis=1):
        buckets: dict[bytes, list[int]] = {}
        for i, key in enumerate(band):
            firsts = buckets.setdefault(key.tobytes(), [])
            same = next((j for j in firsts if _jaccard(shingles[i], shingles[j]) >= ALIKE), None)
            if same is None:
                firsts.append(i)
            else:
                low, high = sorted((root(i), root(same)))
                leader[high] = low
    return [root(i) for i in range(len(texts))]


def held_out(grouped: Sequence[int], *, share: float, seed: int) -> list[bool]:
    """Choose whole groups at random until they hold ``share`` of the texts; True where a text is held out."""
    import numpy as np

    sizes: dict[int, int] = {}
    for group in grouped:
        sizes[group] = sizes.get(group, 0) + 1
    chosen: set[int] = set()
    filled = 0
    for group in np.random.default_rng(seed).permutation(sorted(sizes)).tolist():
        if filled + sizes[group] <= share * len(grouped):
            chosen.add(group)
            filled += sizes[group]
    return [group in chosen for group in grouped]


def _shingles(text: str) -> frozenset[int]:
    letters = re.sub(r"\W+", "", text.casefold()) or text
    return frozenset(zlib.crc32(letters[i : i + SHINGLE].encode("utf-8", "replace"))
                     for i in range(max(len(letters) - SHINGLE + 1, 1)))  # fmt: skip


def _signatures(shingles: Sequence[frozenset[int]]) -> Any:
    """Give the least of each of 64 hashes over a text's shingles: an array (texts, 64) of uint64."""
    import numpy as np

    flat = np.fromiter((h for one in shingles for h in one), dtype=np.uint64)
    starts = np.cumsum([0, *(len(one) for one in shingles[:-1])])
    generator = np.random.default_rng(0)
    odd, shift = (generator.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) for _ in range(2))
    return np.stack([np.minimum.reduceat((a | 1) * flat + b, starts) for a, b in zip(odd, shift, strict=True)], axis=1)


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b)
