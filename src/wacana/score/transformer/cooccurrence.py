"""Where an encoder starts: vectors of word pieces by the company they keep, so that it need not find them first."""

from __future__ import annotations

from typing import Any

from wacana.extras import require
from wacana.score.transformer.vocabulary import SPECIAL

__all__ = ["vectors"]

WINDOW = 4  # word pieces to each side
ENOUGH = 4_000_000  # word pieces of the corpus that are looked at
SPREAD = 0.04  # standard deviation of a component; BERT draws its own with 0.02
SMOOTHED = 0.75  # the power of a neighbour's frequency, so that rare ones are not overrated


def vectors(sequences: Any, *, size: int, width: int) -> Any:
    """Give each of ``size`` word pieces a vector (size, width): the SVD of their positive PMI (Levy et al. 2015).

    The vectors are turned by a random rotation, so that no component holds more than another. Special word pieces get
    random ones. Draws from torch's generator.
    """
    import numpy as np

    torch = require("torch", "transformers")
    pairs, counts = _pairs(sequences[: ENOUGH // sequences.shape[1], 1:].ravel().astype(np.int64), size)
    left, right = pairs // size, pairs % size
    often = np.bincount(left, counts, minlength=size)
    expected = often**SMOOTHED / (often**SMOOTHED).sum()
    pmi = np.log(counts / (often[left] * expected[right]))
    where = pmi > 0
    matrix = torch.sparse_coo_tensor(
        np.stack([left[where], right[where]]),
        torch.from_numpy(pmi[where].astype(np.float32)),
        (size, size),
        check_invariants=False,
    ).coalesce()
    rank = min(width, size)
    u, s, _ = torch.svd_lowrank(matrix, q=rank, niter=2)
    found = torch.zeros(size, width)
    found[:, :rank] = u * s.sqrt()
    known = found[len(SPECIAL) :]
    known -= known.mean(0)
    found @= torch.linalg.qr(torch.randn(width, width))[0]
    found *= SPREAD / known.std()
    found[: len(SPECIAL)] = torch.randn(len(SPECIAL), width) * SPREAD
    return found


def _pairs(stream: Any, size: int) -> tuple[Any, Any]:
    """Count who stands within the window of whom: codes (first × size + second), ascending, and their counts."""
    import numpy as np

    codes = []
    for distance in range(1, WINDOW + 1):
        a, b = stream[:-distance], stream[distance:]
        real = (a >= len(SPECIAL)) & (b >= len(SPECIAL))
        codes += [a[real] * size + b[real], b[real] * size + a[real]]
    found, counts = np.unique(np.concatenate(codes), return_counts=True)
    return found, counts
