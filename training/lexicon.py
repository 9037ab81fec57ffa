"""Derive the lexicon files of wacana from frequencies, word pairs and our own decisions.

    python training/lexicon.py --shared ../shared                 # writes informal.tsv and standard.tsv
    python training/lexicon.py --shared ../shared --roots         # and roots.tsv
    python training/lexicon.py --shared ../shared --roots --check # nothing was changed by hand

Our decisions (`lexicon_hand.tsv`) win over every pair found in data. A pair found in data is taken only
when its target is made of standard words, its form is not standard, a name or ambiguous, and it is
seen more often than any other target of the same form.
"""

from __future__ import annotations

import argparse
import collections
import csv
import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lexicon_counts import STRETCHED, Counts, count_comments, count_formal, follows

from wacana.resources import path as resource
from wacana.resources import read_tsv

HERE = Path(__file__).parent
OUT = resource("lexicon")


VOWEL = re.compile("[aeiouyéè]")


def hand_rows() -> Iterator[tuple[str, str, str]]:
    """Give (form, spelling, formal) for every form of our own decisions, a one-word spelling included."""
    for row in read_tsv(HERE / "lexicon_hand.tsv"):
        forms = set(row["forms"].split())
        for form in forms if " " in row["spelling"] else forms | {row["spelling"]}:
            yield form.lower(), row["spelling"], row["formal"]


def own_standard() -> set[str]:
    """Give the standard words that the formal corpus lacks, as far as we met them in comments."""
    return {row["word"] for row in read_tsv(HERE / "standard_hand.tsv")}


def rejected_standard() -> set[str]:
    """Give the words of the formal corpus that we read and judged to be errors."""
    return {row["word"] for row in read_tsv(HERE / "standard_rejected.tsv")}


def standard_words(formal: Counts, english: set[str], comments: Counts, colloquial: set[str]) -> Counts:
    """Keep the words of the formal corpus that are not English, not colloquial and not typing errors.

    A rare word (under 20 in 6 million) must also be used by formal writers at least an eighth as often as by
    commenters: the formal corpus quotes speech, and has its own typing errors.
    """
    scale = sum(comments.values()) / sum(formal.values())
    kept: Counts = collections.Counter()
    for word, count in formal.items():
        plain = word.replace("-", "").replace("'", "")
        if (
            count < 4
            or len(word) < 2
            or not plain.isalpha()
            or STRETCHED.search(word)
            or (count < 20 and len(word) > 2 and not VOWEL.search(word))  # an abbreviation: "sbr" is sabar in comments
            or word in english
            or word in colloquial
        ):
            continue
        if count * scale / (comments[word] + 1) >= (0 if count >= 20 else 0.12 if count >= 8 else 0.5):
            kept[word] = count
    return kept


def aligned(shared: Path) -> Iterator[tuple[str, str]]:
    """Give the word pairs of STIF's training lines where one run of words replaces another of equal length."""
    folder = shared / "data/normalisation"
    left = (folder / "stif_train.inf").read_text(encoding="utf-8").splitlines()
    right = (folder / "stif_train.for").read_text(encoding="utf-8").splitlines()
    for informal, formal in zip(left, right, strict=True):
        a, b = informal.split(), formal.split()
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if tag == "replace" and i2 - i1 == j2 - j1:
                yield from zip(a[i1:i2], b[j1:j2], strict=True)


def found_pairs(shared: Path) -> dict[str, dict[str, Counts]]:
    """Collect informal → formal → count by source from the three public data sets."""
    folder = shared / "data/normalisation"
    pairs: dict[str, dict[str, Counts]] = {}

    def add(source: str, form: str, target: str, count: int = 1) -> None:
        pairs.setdefault(form.strip().lower(), {}).setdefault(source, collections.Counter())[
            target.strip().lower()
        ] += count

    with (folder / "kamus_alay_dev.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            add("kamus-alay", row["slang"], row["formal"], int(row["count"]))
    with (folder / "indocollex_informal_to_formal_train.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            add(f"indocollex {row['transformation']}", row["transformed"], row["original-for"])
    for form, target in aligned(shared):
        add("stif", form, target)
    return pairs


# A transformation of IndoCollex that only respells a word; the others change its form or register.
RESPELLING = ("sound-alter", "disemvoweling", "space-dash")
# Colloquial morphology is the writer's own word at level "spelling": nyakitin stays, and is menyakiti at "formal".
INFLECTED = re.compile(r"n[gy]\w+|\w{2,}in")
AFFIXED = ("me", "be", "te")


def chosen(pairs: dict[str, Counts]) -> tuple[str, str, list[str]]:
    """Choose the target of a form by count over the sources: (target, first source naming it, all sources)."""
    total: Counts = collections.Counter()
    for counts in pairs.values():
        total.update(counts)
    target = max(total, key=lambda word: (total[word], word))
    sources = [source for source, counts in pairs.items() if target in counts]
    return target, sources[0], sources


def settled(rows: dict[str, tuple[str, str, str, str]]) -> dict[str, tuple[str, str, str, str]]:
    """Follow chains until every word of a target is final, and refuse a target that holds its own form.

    `terima → terima kasih` would write *terima kasih kasih*.
    """
    done: dict[str, tuple[str, str, str, str]] = {}
    for form, (_, spelling, formal, source) in rows.items():
        for level in (1, 2):
            target = (spelling, formal)[level - 1]
            parts = [rows[part][level] if part != form and part in rows else part for part in target.split()]
            target = " ".join(parts)
            if form != target and form in target.split():
                raise ValueError(f"{form} → {target} holds its own form")
            spelling, formal = (target, formal) if level == 1 else (spelling, target)
        done[form] = (form, spelling, formal, source)
    return done


def informal_rows(
    shared: Path, standard: set[str], names: set[str], ambiguous: set[str]
) -> list[tuple[str, str, str, str]]:
    """Merge our decisions with the pairs found in data, one row a form: form, spelling, formal, source."""
    found = found_pairs(shared)
    rows: dict[str, tuple[str, str, str, str]] = {}
    for form, spelling, formal in hand_rows():
        agreeing = sorted(
            {s.split()[0] for s, targets in found.get(form, {}).items() if formal in targets or spelling in targets}
        )
        rows[form] = (form, spelling, formal, "+".join(["wacana", *agreeing]))
    hand = set(rows)
    rejected = {row["form"] for row in read_tsv(HERE / "lexicon_rejected.tsv")}
    formula = re.compile("|".join(f"(?:{row['pattern']})" for row in read_tsv(OUT / "rituals.tsv")))
    for form, by_source in found.items():
        target, source, sources = chosen(by_source)
        plain = form.replace("'", "").replace("-", "")
        if form in hand | standard | names | ambiguous | rejected or len(form) < 3 or not plain.isalpha():
            continue
        if (
            form == target
            or STRETCHED.search(form)
            or ("stif" in sources and len(sources) == 1 and by_source["stif"][target] < 2)
        ):
            continue
        if not all(part in standard for part in target.split()) or formula.fullmatch(form):
            continue
        respelt = source == "kamus-alay" or any(kind in s for s in sources for kind in RESPELLING)
        respelt = respelt and not INFLECTED.fullmatch(form) and not (target[:2] in AFFIXED and form[0] != target[0])
        rows[form] = (form, target if respelt else form, target, "+".join(sorted({s.split()[0] for s in sources})))
    kept = {form: row for form, row in rows.items() if form not in ambiguous and (form == row[1] or form not in names)}
    return sorted(settled(kept).values())


def active(root: str) -> list[str]:
    """Spell the active verbs of a root: me- with the nasal its first sound asks for.

    >>> active("serang"), active("bunuh")
    (['menyerang'], ['membunuh'])
    """
    first = root[0]
    if first in "ptks":
        return [{"p": "mem", "t": "men", "k": "meng", "s": "meny"}[first] + root[1:]]
    nasal = "mem" if first in "bfv" else "men" if first in "cdjz" else "me" if first in "lmnrwy" else "meng"
    return [nasal + root]


def is_derived(word: str, standard: dict[str, int]) -> bool:
    """Say whether a word carries an affix of a root that is itself a word, so that it is no root."""
    stems = [
        word[: -len(end)] for end in ("kan", "an", "i", "nya", "lah", "kah", "pun", "ku", "mu") if word.endswith(end)
    ]
    for head in (
        "memper",
        "diper",
        "meng",
        "meny",
        "mem",
        "men",
        "me",
        "ber",
        "ter",
        "peng",
        "pen",
        "pem",
        "per",
        "pe",
        "di",
        "se",
    ):
        if word.startswith(head):
            stems.append(word[len(head) :])
            stems.extend(word[len(head) : -len(end)] for end in ("kan", "an", "i") if word.endswith(end))
    if word.startswith("ke") and word.endswith("an"):
        stems.append(word[2:-2])
    return any(len(stem) >= 4 and standard.get(stem, 0) >= 5 for stem in stems)


def root_rows(shared: Path) -> list[tuple[str, ...]]:
    """Class the roots by what formal writers do with them; what we judged ourselves wins.

    verb: has a passive with di- and an active with me-; place: follows di or ke; adjective: follows lebih,
    sangat or paling; noun: follows para, sebuah, beberapa. Several classes are joined by ``|``.
    """
    standard = {row["word"]: int(row["count"]) for row in read_tsv(OUT / "standard.tsv")}
    after = follows(shared)
    hand = {row["root"]: row["class"] for row in read_tsv(HERE / "roots_hand.tsv")}
    rows: list[tuple[str, ...]] = []
    for word, count in standard.items():
        if not 3 <= len(word) <= 12 or not word.isalpha() or is_derived(word, standard):
            continue
        passive, transitive = (
            standard.get("di" + word, 0),
            sum(standard.get("di" + word + end, 0) for end in ("kan", "i")),
        )
        acting = sum(standard.get(verb + end, 0) for verb in active(word) for end in ("", "kan", "i"))
        own = hand.get(word, "")
        kinds = {
            "verb": (passive + transitive + acting >= 4 and passive + transitive > 0) or acting >= 12,
            "place": after["di"][word] >= 8 and after["di"][word] > 2 * passive,
            "adjective": after["degree"][word] >= 4 and after["degree"][word] >= 0.015 * count,
            "noun": after["determiner"][word] >= 3 and after["determiner"][word] >= 0.004 * count,
        }
        if own and "verb" not in own:
            kinds["verb"] = False
        if own.split("|")[-1] == "verb":
            kinds["place"] = kinds["noun"] = False
        found = sorted({kind for kind, holds in kinds.items() if holds} | (set(own.split("|")) - {"", "-"}))
        if found and own != "-" and (count >= 12 or own):
            rows.append((word, "|".join(found), "formal-corpus+wacana" if own else "formal-corpus"))
    known = {row[0] for row in rows}
    rows.extend((word, kind, "wacana") for word, kind in hand.items() if word not in known and kind != "-")
    return sorted(rows)


def write(file: Path, note: str, header: str, rows: Iterable[tuple[str, ...]], *, check: bool = False) -> None:
    """Write a lexicon file: a comment, the header, the rows; or stop where it differs from the file."""
    lines = [f"# {note}", header.replace(" ", "\t"), *("\t".join(row) for row in rows)]
    if check:
        now = set(file.read_text(encoding="utf-8").splitlines())
        if now != set(lines):
            lost, new = sorted(now - set(lines)), sorted(set(lines) - now)
            raise SystemExit(
                f"{file.name} is not what this script writes: {len(lost)} lost {lost[:9]}, {len(new)} new {new[:9]}"
            )
        return
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def column(name: str, key: str) -> set[str]:
    """Give one column of a lexicon file, or nothing where the file is not written yet."""
    file = OUT / name
    return {row[key].lower() for row in read_tsv(file)} if file.exists() else set()


def build(shared: Path, *, check: bool) -> None:
    """Write standard.tsv and informal.tsv, or check that they are what is written."""
    formal, english = count_formal(shared)
    comments = count_comments(shared)
    ambiguous = column("ambiguous.tsv", "form")
    hand = list(hand_rows())
    colloquial = {form for form, spelling, target in hand if form != target or spelling != target}
    standard = standard_words(formal, english, comments, colloquial | ambiguous | rejected_standard())
    targets = {part for form, _, target in hand if form != target for part in target.lower().split()}
    for word in targets | own_standard():
        if word not in colloquial:
            standard[word] = max(formal[word], 1)
    names = column("names.tsv", "name")
    rows = informal_rows(shared, set(standard), names, ambiguous)
    write(
        OUT / "informal.tsv",
        "Informal forms, their spelling (the writer's word kept) and standard Indonesian, by training/lexicon.py.",
        "informal spelling formal source",
        rows,
        check=check,
    )
    for form, spelling, *_ in rows:
        if form != spelling:
            standard.pop(form, None)
    write(
        OUT / "standard.tsv",
        "Standard words and their count in a formal corpus of 6 million words, by training/lexicon.py.",
        "word count source",
        [(word, str(count), "formal-corpus" if count >= 4 else "wacana") for word, count in sorted(standard.items())],
        check=check,
    )
    print(f"informal.tsv {len(rows)} forms, standard.tsv {len(standard)} words")


def main() -> None:
    """Read the arguments and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder of the shared data")
    parser.add_argument("--roots", action="store_true", help="also write roots.tsv")
    parser.add_argument("--check", action="store_true", help="write nothing; stop where a file is not what is written")
    arguments = parser.parse_args()
    build(arguments.shared, check=arguments.check)
    if arguments.roots:
        write(
            OUT / "roots.tsv",
            "Roots and class: di, ke join a verb, stay apart from a place or time. By training/lexicon.py --roots.",
            "root class source",
            root_rows(arguments.shared),
            check=arguments.check,
        )


if __name__ == "__main__":
    main()
