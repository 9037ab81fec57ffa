"""Measure how much of the informal vocabulary of comments is covered.

    python training/lexicon_coverage.py --shared ../shared [--top 5000]

Of the most frequent types of the raw comments that are no standard words: how many are in the lexicon, in another
table, or repaired by a rule; and which are not.
"""

from __future__ import annotations

import argparse
import collections
import re
from pathlib import Path

from lexicon import OUT, column
from lexicon_counts import count_comments, count_formal, words

from wacana.clean import clean
from wacana.resources import read_tsv

CLITICS = ("nya", "ku", "mu", "lah", "kah", "pun", "an")
PREFIXES = ("di", "ku", "kau", "se", "ber", "ter", "nge", "ke")


def inflected(word: str, known: set[str]) -> bool:
    """Say whether a word is a known word with a regular clitic, prefix or doubling, which needs no entry."""
    if word in known:
        return True
    left, dash, right = word.partition("-")
    if dash:
        return inflected(left, known) and inflected(right, known)
    stems = [word[: -len(end)] for end in CLITICS if word.endswith(end)]
    stems += [word[len(head) :] for head in PREFIXES if word.startswith(head)]
    return any(len(stem) >= 4 and inflected(stem, known) for stem in stems)


def coverage(shared: Path, top: int) -> None:
    """Print how the most frequent word types of the comments that are no standard words are accounted for."""
    _, english = count_formal(shared)
    informal, names = column("informal.tsv", "informal"), column("names.tsv", "name")
    ambiguous, standard = column("ambiguous.tsv", "form"), column("standard.tsv", "word")
    spellings = {
        part for key in ("spelling", "formal") for value in column("informal.tsv", key) for part in value.split()
    }
    rituals = {part for form in column("rituals.tsv", "form") for part in form.split()}
    known = standard | informal | names | spellings | ambiguous | rituals
    stays = {
        row["informal"] for row in read_tsv(OUT / "informal.tsv") if row["informal"] == row["spelling"] == row["formal"]
    }
    comments = count_comments(shared)
    laughs = re.compile("|".join(f"(?:{row['pattern']})" for row in read_tsv(OUT / "laughs.tsv")), re.IGNORECASE)
    foreign = english | column("languages.tsv", "word")
    kinds: dict[str, list[str]] = collections.defaultdict(list)
    for word, count in comments.most_common():
        if word in standard or not any(letter.isalpha() for letter in word):
            continue
        if len(word) == 1 or not word.isascii():
            kind = "letter or other script"
        elif laughs.fullmatch(word):
            kind = "laughter"
        elif re.fullmatch(r"(?:rp)?\d.*|x00\w+|\w{,3}\d+", word):
            kind = "number, unit, code"
        elif word in stays:
            kind = "informal.tsv: read, and stays as it is"
        elif word in informal:
            kind = "informal.tsv: rewritten"
        elif word in names:
            kind = "names.tsv"
        elif word in ambiguous:
            kind = "ambiguous.tsv"
        elif inflected(word, known):
            kind = "standard, inflected"
        elif by_rule(word, known):
            kind = "rule of the cleaner"
        elif word in foreign:
            kind = "another language"
        else:
            kind = "unknown"
        kinds[kind].append(f"{word} {count}")
        if sum(map(len, kinds.values())) == top:
            break
    print(f"covered: {top - len(kinds['unknown'])} of the {top} most frequent types that are no standard words")
    for kind, found in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"{kind}: {len(found)} ({len(found) / top:.1%})")
    print("unknown:", ", ".join(kinds["unknown"]))


def by_rule(word: str, known: set[str]) -> bool:
    """Say whether the cleaner turns a word into known words."""
    cleaned = clean(word, level="spelling")
    return cleaned != word and all(inflected(part, known) for part in words(str(cleaned)))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder of the shared data")
    parser.add_argument("--top", type=int, default=5000, help="how many types to measure")
    arguments = parser.parse_args()
    coverage(arguments.shared, arguments.top)


if __name__ == "__main__":
    main()
