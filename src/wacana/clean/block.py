"""Many texts as numbers: what stands between two spaces is looked at once, however often it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import contains
from typing import TYPE_CHECKING, Any

from wacana.clean.chunks import FLAG
from wacana.clean.units import is_again

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int32]]

__all__ = ["decode", "encode", "frequencies", "gather", "settle", "sums"]

# Like FLAG, control characters that no repaired text holds: the end of a line, and of a text.
LINE, END = "\2", "\1"
LINE_CODE, END_CODE = 0, 1


def encode(texts: Sequence[str], glue: Callable[[str], str] = str) -> tuple[list[str], Numbers]:
    """Give the chunks of one or more texts, each once, and a number per place: its chunk, or the end of a line or text.

    ``glue`` may make one chunk of several words.
    """
    import pyarrow as pa
    from pyarrow import compute

    # The two ends stand first, so that their numbers are 0 and 1, and so that no white space stands first.
    block = f"{LINE}\r{END}\r" + f"\r{END}\r".join(texts).replace("\n", f"\r{LINE}\r") + f"\r{END}"
    chunks = compute.ascii_split_whitespace(pa.array([glue(block)], pa.large_string())).flatten().dictionary_encode()
    return chunks.dictionary.to_pylist(), chunks.indices.to_numpy()[2:]


def decode(words: Sequence[str], codes: Numbers) -> list[str]:
    """Give the texts that such numbers stand for, with a space between their words."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import compute

    ends = np.flatnonzero(codes == END_CODE)
    offsets = np.concatenate([[0], ends - np.arange(len(ends))])
    places = pa.array(words, pa.large_string()).take(pa.array(codes[codes != END_CODE]))
    space = pa.scalar(" ", pa.large_string())
    texts: list[str] = compute.binary_join(pa.ListArray.from_arrays(offsets, places), space).to_pylist()
    for at in np.unique(np.searchsorted(ends, np.flatnonzero(codes == LINE_CODE))).tolist():
        lines = (line.strip(" ") for line in texts[at].split(LINE))
        texts[at] = "\n".join(line for line in lines if line)
    return texts


def frequencies(chunks: Sequence[str], codes: Numbers) -> list[int]:
    """Count the places of each chunk."""
    import numpy as np

    return np.bincount(codes, minlength=len(chunks)).tolist()  # type: ignore[no-any-return]


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


def settle(words: list[str], codes: Numbers, line: Callable[[list[str]], str]) -> tuple[list[str], Numbers]:
    """Make one word of each line that holds a flag or a word said again at once: what ``line`` makes of its words."""
    import numpy as np

    borders = np.flatnonzero(codes <= END_CODE)
    undecided = np.fromiter(map(contains, words, repeat(FLAG)), bool, len(words))[codes]
    undecided[_again(words, codes)] = True
    found = np.unique(np.searchsorted(borders, np.flatnonzero(undecided)))
    listed, kept, words, codes = codes.tolist(), np.ones(len(codes), bool), list(words), codes.copy()
    lows, highs = np.concatenate([[-1], borders])[found] + 1, borders[found]
    for low, high in zip(lows.tolist(), highs.tolist(), strict=True):
        words.append(line([words[code] for code in listed[low:high]]))
        kept[low:high] = False
    kept[lows] = True
    codes[lows] = np.arange(len(words) - len(found), len(words))
    return words, codes[kept]


def _again(words: Sequence[str], codes: Numbers) -> list[int]:
    """Give the places of the words that are said again at once."""
    import numpy as np

    # Asked first for all at once: the two share their first letter, and their second unless the word has but one.
    first, second = np.array(words, "U2").view(np.uint32).reshape(-1, 2)[codes].T
    alike = (first[:-1] == first[1:]) & ((second[:-1] == second[1:]) | (second[:-1] == 0)) & (codes[:-1] > END_CODE)
    places = np.flatnonzero(alike)
    pairs = zip(places.tolist(), codes[places].tolist(), codes[places + 1].tolist(), strict=True)
    return [at for at, one, two in pairs if is_again(words[one], words[two])]
