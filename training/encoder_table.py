"""The vectors that the encoder reads words by: word vectors in fewer directions, and what the codebook says of each."""

from __future__ import annotations

import numpy as np
from knowledge import Knowledge
from labelled import Vectors
from scipy import sparse
from scipy.sparse.linalg import lsmr

from wacana.score.encoder.scorer import gram_places
from wacana.score.linear.forms import Form, crc

WORDS = 40_000  # types with a vector of their own; the others are read by their n-grams
BUCKETS = 8192
TOLD = 0.5  # what the codebook says, so that it is about as large as the vectors' entries
FREQUENT = 15_000  # words that decide which directions are kept


def build(
    vectors: Vectors, read: list[Form], directions: int, known: tuple[np.ndarray, np.ndarray] | None = None
) -> dict[str, np.ndarray]:
    """Give the arrays of the token types' vectors, as whole numbers with a unit a row; ``known`` replaces the words'.

    Words that are not among the most frequent are to be read by their character n-grams, whose vectors are those that
    come nearest to the frequent words' (least squares). Punctuation that the vectors do not know ("??") is like its
    first character.
    """
    forms = [Form(word, "hashtag" if word.startswith("#") else "word") for word in vectors.words[:WORDS]]
    marks = [form for form in read if form.kind == "punct" and form.text not in vectors.place]
    raw = vectors.of([*forms, *(Form(form.text[:1], "punct") for form in marks)])
    forms += marks
    _, _, axes = np.linalg.svd(raw[:FREQUENT], full_matrices=False)
    kept = raw @ axes[:directions].T
    rows = np.hstack([kept / kept.std(), TOLD * Knowledge().of_types(forms)])
    keys, first = np.unique(np.array([crc(form.text) for form in forms], np.uint32), return_index=True)
    grams = _of_grams(forms, rows)
    keys, words = known or (keys, rows[first])
    (words, word_units), (grams, gram_units) = whole(words), whole(grams)
    return {"word_keys": keys, "words": words, "word_units": word_units, "grams": grams, "gram_units": gram_units}


def _of_grams(forms: list[Form], rows: np.ndarray) -> np.ndarray:
    places = [gram_places(form, BUCKETS) for form in forms]
    lengths = np.array([len(each) for each in places])
    shares = np.repeat(1 / lengths, lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    means = sparse.csr_matrix((shares, np.concatenate(places), starts), shape=(len(forms), BUCKETS))
    return np.stack([lsmr(means, column.astype(float), damp=0.1, maxiter=40)[0] for column in rows.T], axis=1)


def whole(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give rows (of any array) as whole numbers, and the unit of each."""
    unit = np.maximum(np.abs(rows).max(axis=-1, keepdims=True) / 127, 1e-4).astype(np.float16)
    return np.clip(np.rint(rows / unit.astype(np.float32)), -127, 127).astype(np.int8), unit[..., 0]
