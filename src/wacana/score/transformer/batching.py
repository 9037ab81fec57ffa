"""Which texts go through the encoder together: each distinct text once, in batches of like length."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

__all__ = ["batches", "distinct"]

T = TypeVar("T", bound=Hashable)


def distinct(items: Sequence[T]) -> tuple[list[T], list[int]]:
    """Give the different items in order of first appearance, and for each item its place among them.

    >>> distinct(["a", "b", "a"])
    (['a', 'b'], [0, 1, 0])
    """
    place: dict[T, int] = {}
    for item in items:
        place.setdefault(item, len(place))
    return list(place), [place[item] for item in items]


def batches(lengths: Sequence[int], *, budget: int, most: int) -> list[list[int]]:
    """Group items by length so that no batch pads to more than ``budget`` tokens or holds more than ``most``.

    Longest first: if a batch does not fit in memory, the run fails at once and not after an hour. An item longer than
    the budget gets a batch of its own.

    >>> batches([3, 9, 4, 8], budget=18, most=16)
    [[1, 3], [2, 0]]
    """
    made: list[list[int]] = []
    width = 0
    for item in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if not made or len(made[-1]) >= most or width * (len(made[-1]) + 1) > budget:
            made.append([])
            width = max(lengths[item], 1)
        made[-1].append(item)
    return made
