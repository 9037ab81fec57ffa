"""Count the words of public comments into resources/lexicon/counts.tsv: how often people write each form.

    python training/word_counts.py CORPUS… > src/wacana/resources/lexicon/counts.tsv

A corpus is a text file (one text a line, .xz or plain) or a CSV with a column ``text``. Only counts are kept, for words
of letters that at least LEAST comments hold; handles, links and hashtags are left out.
"""

from __future__ import annotations

import csv
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LEAST = 12
WORD = re.compile(r"(?:https?://|www\.)\S+|[@#]\S+|[a-z]+(?:-[a-z]+)*")
HEAD = "# How many public comments hold each form, right or wrong. Written by training/word_counts.py.\n"
HEAD += "word\tcount\tsource"


def texts(file: Path) -> Iterator[str]:
    """Give the texts of one corpus."""
    if file.suffix == ".csv":
        csv.field_size_limit(sys.maxsize)
        with file.open(encoding="utf-8", newline="") as handle:
            yield from (row["text"] for row in csv.DictReader(handle))
    else:
        with lzma.open(file, "rt", encoding="utf-8") if file.suffix == ".xz" else file.open(encoding="utf-8") as handle:
            yield from handle


def main() -> None:
    """Write the table to standard output."""
    counts: Counter[str] = Counter()
    seen: set[int] = set()
    for name in sys.argv[1:]:
        for text in texts(Path(name)):
            if (key := hash(text)) not in seen:  # copied posts count once
                seen.add(key)
                counts.update(
                    {
                        word
                        for word in WORD.findall(text.lower())
                        if word[0] not in "@#" and "/" not in word and "." not in word
                    }
                )
    print(HEAD)
    for word, count in sorted(counts.items()):
        if count >= LEAST and len(word) > 1:
            print(f"{word}\t{count}\tcomments")


if __name__ == "__main__":
    main()
