"""A corpus as word pieces: files in, sequences without padding out, some of their pieces hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from wacana.errors import InputError
from wacana.score.transformer.vocabulary import SPECIAL

__all__ = ["IGNORED", "entropy", "frequencies", "lines", "mask", "pack"]

IGNORED = -100  # the label of a word piece that is not to be guessed


def lines(files: Iterable[Path]) -> Iterator[str]:
    """Read the lines of text files that are not empty, as they are, and the comments of tables, cleaned.

    Raises:
        InputError: for a file that is not there, and for a table that cannot be read.
    """
    import gzip
    import lzma

    opens: dict[str, Callable[..., Any]] = {".txt": open, ".xz": lzma.open, ".gz": gzip.open}
    for file in files:
        if not file.is_file():
            raise InputError(f"'{file}', which is no file", "a text file or a table of comments", "Check the path.")
        if file.suffix in opens:
            with opens[file.suffix](file, "rt", encoding="utf-8", errors="replace") as handle:
                yield from (line.strip() for line in handle if line.strip())
        else:
            from wacana.clean import clean
            from wacana.read import read

            # A line of a CSV holds names and dates too, which an encoder is not to learn.
            yield from (" ".join(text.split()) for text in clean(read(file)["text"].dropna()) if text.strip())


def pack(backend: Any, texts: Sequence[str], length: int) -> Any:
    """Put comments one after another into sequences (n, length) without padding; each ends with [SEP]."""
    import numpy as np

    end = backend.token_to_id("[SEP]")
    stream: list[int] = []
    for start in range(0, len(texts), 4096):
        for one in backend.encode_batch(list(texts[start : start + 4096]), add_special_tokens=False):
            stream += [*one.ids, end]
    body = length - 1
    count = len(stream) // body
    packed = np.full((count, length), backend.token_to_id("[CLS]"), dtype=np.int32)
    packed[:, 1:] = np.array(stream[: count * body], dtype=np.int32).reshape(count, body)
    return packed


def mask(ids: Any, generator: Any, *, special: int, unknown: int, size: int, share: float) -> tuple[Any, Any]:
    """Hide a share of the word pieces (Devlin et al. 2019): 80 % as [MASK], 10 % as another one, 10 % as they are.

    ``special`` is the number of special tokens, whose ids come first, the last being [MASK]. Gives what the model
    sees and what it is to guess, the latter -100 where nothing is hidden. Masks are drawn anew each time.
    """
    import numpy as np

    chosen = (generator.random(ids.shape) < share) & (ids >= special) & (ids != unknown)
    seen, kind = ids.copy(), generator.random(ids.shape)
    seen[chosen & (kind < 0.8)] = special - 1
    other = chosen & (kind >= 0.9)
    seen[other] = generator.integers(special, size, size=int(other.sum()))
    return seen, np.where(chosen, ids, IGNORED)


def frequencies(sequences: Any, backend: Any) -> Any:
    """Count each word piece: an array (vocabulary,) of float64; 0 for special and unknown ones."""
    import numpy as np

    counts = np.bincount(sequences.ravel(), minlength=backend.get_vocab_size()).astype(np.float64)
    counts[: len(SPECIAL)] = 0
    return counts


def entropy(counts: Any) -> float:
    """Give the entropy of counts in nats: the loss of guessing by frequency alone.

    >>> import math, numpy as np
    >>> round(entropy(np.array([2, 0, 1, 1])) / math.log(2), 6)
    1.5
    """
    import numpy as np

    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())
