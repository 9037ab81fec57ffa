"""Count the words of the shared corpora for training/lexicon.py: formal text, and public comments."""

from __future__ import annotations

import collections
import csv
import html
import itertools
import lzma
import re
import unicodedata
from pathlib import Path

Counts = collections.Counter[str]
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W\d_]+)*")
GUARDED = re.compile(
    r"https?://\S+|www\.\S+|[@#]\w+|\S+@\S+\.\S+|<[^>]+>|\[(?:USERNAME|URL)\]|\b(?:URL|NOMOR)\b|xxx\w+xxx"
)
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and is to in for with that this you it are be not on was has which they he she his her we our at",
    )
)
INDONESIAN = frozenset(
    re.findall(
        r"\w+", "yang dan di ini itu dengan untuk tidak dari ke ada pada dalam akan juga adalah kita saya orang bisa"
    )
)
DEGREE = "lebih sangat paling terlalu cukup kurang amat"
DETERMINERS = "para sebuah seorang suatu setiap sejumlah beberapa berbagai semua banyak seekor sebagai"
STRETCHED = re.compile(r"(.)\1\1")


def words(text: str) -> list[str]:
    """Split a text into lower-cased words, without what the cleaner guards (links, handles, tags)."""
    text = unicodedata.normalize("NFC", html.unescape(text)).replace("’", "'")
    return [word.lower() for word in WORD.findall(GUARDED.sub(" ", text))]


def is_english(tokens: list[str]) -> bool:
    """Say whether a line is English: its English function words outnumber the Indonesian ones."""
    english = sum(token in ENGLISH for token in tokens)
    return english >= 0.08 * len(tokens) and english > sum(token in INDONESIAN for token in tokens)


def count_formal(shared: Path) -> tuple[Counts, set[str]]:
    """Count the words of the formal corpus, and find the English among them.

    English words stand beside English words: a word is English when, two times in five, a neighbour is
    one of the words found so far, starting from `the`, `of`, `and` (two rounds).
    """
    counts: Counts = collections.Counter()
    lines: list[list[str]] = []
    with lzma.open(shared / "corpus/formal.txt.xz", "rt", encoding="utf-8") as text:
        for line in text:
            tokens = words(line)
            counts.update(tokens)
            if not ENGLISH.isdisjoint(tokens):
                lines.append(tokens)
    english = set(ENGLISH)
    for _ in range(2):
        beside: Counts = collections.Counter()
        for tokens in lines:
            marked = [token in english for token in tokens]
            beside.update(
                w
                for w, before, after in zip(tokens, [False, *marked], [*marked[1:], False], strict=False)
                if before or after
            )
        english |= {word for word, count in beside.items() if count >= 3 and count >= 0.4 * counts[word]}
    return counts, english


def count_comments(shared: Path) -> Counts:
    """Count the words of the raw comments, English ones left out."""
    csv.field_size_limit(1 << 30)
    counts: Counts = collections.Counter()
    for file in sorted((shared / "data/comments_raw").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                tokens = words(row["text"] or "")
                if not is_english(tokens):
                    counts.update(tokens)
    return counts


def follows(shared: Path) -> dict[str, Counts]:
    """Count, in the formal corpus, the words after di, after a word of degree and after a determiner."""
    counts: dict[str, Counts] = {kind: collections.Counter() for kind in ("di", "degree", "determiner")}
    kinds = {"di": "di", "ke": "di"}
    kinds |= dict.fromkeys(DEGREE.split(), "degree") | dict.fromkeys(DETERMINERS.split(), "determiner")
    with lzma.open(shared / "corpus/formal.txt.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            tokens = words(line)
            for left, right in itertools.pairwise(tokens):
                if left in kinds:
                    counts[kinds[left]][right] += 1
    return counts
