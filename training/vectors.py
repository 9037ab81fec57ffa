"""Learn word vectors from the unlabelled texts; they are used to train with and do not ship.

    python training/vectors.py --shared ../shared --work /tmp/work      # about 15 minutes on two cores; needs gensim

Writes WORK/tokens.txt (one cleaned, tokenised text a line) and WORK/vectors.npz (words, counts, vectors). ``--raw``
leaves the texts as they were written, to compare.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import corpus
import numpy as np

from wacana.clean import cleaner
from wacana.files import replacing
from wacana.score.linear.forms import Types


def write_tokens(shared: Path, file: Path, clean: Callable[[str], str]) -> None:
    """Clean and tokenise every text once, leaving out copies of what is tested on."""
    types, told = Types(), Counter[str]()
    with replacing(file) as part, part.open("w", encoding="utf-8") as out:  # the next run goes on from a whole file
        for text in corpus.unlabelled(shared, told):
            codes, _ = types.read([clean(text)])
            if len(codes) > 1:
                out.write(" ".join(types.forms[code // 2].text for code in codes) + "\n")
    print(*(f"{name}: {number:,}" for name, number in told.items()), sep="\n")


def learn(tokens: Path, out: Path, *, skip_gram: bool) -> None:
    """Learn vectors, 128 wide, with gensim's word2vec."""
    from gensim.models import Word2Vec

    common = {"corpus_file": str(tokens), "vector_size": 128, "min_count": 5, "workers": 2, "seed": 1}
    if skip_gram:
        model = Word2Vec(**common, sg=1, window=5, negative=8, sample=3e-4, epochs=5)
    else:  # whole comments as the context: what a comment is about
        model = Word2Vec(**common, sg=0, window=20, negative=10, sample=1e-4, epochs=8, alpha=0.05)
    words = np.array(model.wv.index_to_key)
    counts = np.array([model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key])
    np.savez(out, words=words, counts=counts, vectors=model.wv.vectors.astype(np.float32))
    print(f"{len(words):,} words → {out}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--raw", action="store_true", help="texts as they were written, not cleaned")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if not (args.work / "tokens.txt").exists():
        write_tokens(args.shared, args.work / "tokens.txt", str if args.raw else cleaner().clean)
    learn(args.work / "tokens.txt", args.work / "vectors.npz", skip_gram=True)
    learn(args.work / "tokens.txt", args.work / "vectors_cbow.npz", skip_gram=False)
