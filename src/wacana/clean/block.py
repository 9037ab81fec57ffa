"""Many texts as numbers: what stands between two spaces is looked at once, however often it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int32]]

__all__ = ["encode", "gather", "sums"]

END, END_CODE = "\1", 0  # of a text: a control character that no clean text holds


def encode(texts: Sequence[str]) -> tuple[list[str], Numbers]:
    """Give the chunks of one or more clean texts, each once, and a number per place: a chunk, or the end of a text."""
    import pyarrow as pa
    from pyarrow import compute

    # An end stands first, so that its number is 0 and that no white space stands first.
    block = f"{END} " + f" {END} ".join(texts) + f" {END}"
    chunks = compute.ascii_split_whitespace(pa.array([block], pa.large_string())).flatten().dictionary_encode()
    return chunks.dictionary.to_pylist(), chunks.indices.to_numpy()[1:]


def sums(values: Iterable[int], codes: Numbers) -> Numbers:
    """Add up a value of each chunk over the places of each text."""
    import numpy as np

    totals = np.cumsum(np.fromiter(values, np.int64)[codes])[codes == END_CODE]
    found: Numbers = np.diff(totals, prepend=0)
    return found


def gather(values: Mapping[int, Sequence[str]], codes: Numbers) -> list[list[str]]:
    """Put the values of the chunks that have some into one list per text, in their order."""
    import numpy as np

    ends = np.flatnonzero(codes == END_CODE)
    places = np.flatnonzero(np.isin(codes, [code for code, some in values.items() if some]))
    found: list[list[str]] = [[] for _ in ends]
    for text, code in zip(np.searchsorted(ends, places).tolist(), codes[places].tolist(), strict=True):
        found[text] += values[code]
    return found
