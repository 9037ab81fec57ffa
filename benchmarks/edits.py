"""How often a change that the cleaner makes is right, rule by rule, as two readers judged a sample.

    python benchmarks/edits.py draw SHEET.tsv --sample 3    # changes to judge, another draw for each number
    python benchmarks/edits.py add SHEET.tsv ONE.tsv TWO.tsv  # what two readers said (row, verdict) into edits.tsv
    python benchmarks/edits.py                              # the table

Drawn are different changes (rule, before, after), each once, at one of the places where it stands: half from
comments_raw, half from the social lines of the corpus, after which few rules were written; at `formal` only what
`spelling` does not do already. So rare changes count as much as frequent ones (yg, gk); beside them stand some as they
come in running text ("3 running"). `edits.tsv` names a text by its hash and holds what each of two readers, language
models, said of it: r right, w wrong, d in doubt. Rules were mended after each sample: "still made" is tuned.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from cleaning import corpora

from wacana.clean import ledger
from wacana.estimate import wilson
from wacana.lexicon import Level
from wacana.resources import read_tsv
from wacana.text.ledger import Edit

ROOT = Path(__file__).parents[1]
LEVELS: tuple[Level, Level] = ("spelling", "formal")
LINES = 40_000  # texts of each source that changes are drawn from
A_RULE, RUNNING, SEVERAL = 60, 300, "several rules"
AROUND = 70  # characters on each side that a reader sees
JUDGED = ROOT / "benchmarks/edits.tsv"
COLUMNS = ("sample", "level", "rule", "text", "start", "end", "after")


def sources(shared: Path) -> dict[str, list[str]]:
    """Read all texts that changes may come from."""
    social = []
    for file in sorted((shared / "corpus").glob("social_*.txt.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as handle:
            social += [line.rstrip("\n") for line in handle]
    return {"comments_raw": corpora(shared)["comments_raw"], "social": social}


def name(text: str) -> str:
    """Give the name of a text."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def changes(text: str) -> Iterator[tuple[Level, Edit]]:
    """Give what cleaning changes, at `formal` only what `spelling` leaves or changes otherwise."""
    before = ledger(text)
    yield from (("spelling", edit) for edit in before)
    yield from (("formal", edit) for edit in ledger(text, level="formal") if edit not in before)


def kind(rule: str) -> str:
    """Give the row of the table that a rule belongs to."""
    return rule if "+" not in rule else SEVERAL


def drawn(texts: list[str], rng: random.Random) -> Iterator[tuple[str, str, Level, Edit]]:
    """Draw different changes of each level and rule, and some of each level as they come."""
    places: dict[tuple[Level, str], dict[tuple[str, str, str], list[tuple[str, Edit]]]] = defaultdict(dict)
    running: dict[Level, list[tuple[str, Edit]]] = defaultdict(list)
    for text in rng.sample(texts, min(LINES, len(texts))):
        for level, edit in changes(text):
            what = (edit.rule, edit.before.lower(), edit.after.lower())
            places[level, kind(edit.rule)].setdefault(what, []).append((text, edit))
            running[level].append((text, edit))
    for (level, _), found in sorted(places.items()):
        for what in rng.sample(sorted(found), min(A_RULE // 2, len(found))):
            text, edit = rng.choice(found[what])
            yield "", text, level, edit
    for level in LEVELS:
        for text, edit in rng.sample(running[level], min(RUNNING // 2, len(running[level]))):
            yield " running", text, level, edit


def shown(text: str) -> str:
    """Give a stretch as one cell: white space alone as signs that can be seen, other as one space."""
    if not text.strip():
        return "".join("⏎" if char == "\n" else "␣" for char in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def write(file: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a TSV; cells hold neither tabs nor line ends."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        writer.writerows([head, *rows])


def draw(shared: Path, sheet: Path, sample: int) -> None:
    """Write a sheet for readers: each change with what stands around it."""
    rng = random.Random(sample)
    rows = []
    for texts in sources(shared).values():
        for way, text, level, edit in drawn(texts, rng):
            left, right = text[max(0, edit.start - AROUND) : edit.start], text[edit.end : edit.end + AROUND]
            around = " ".join(f"{left}⟦{shown(edit.before)}⟧{right}".split())
            rows.append(
                (f"{sample}{way}", level, edit.rule, name(text), edit.start, edit.end, shown(edit.after), around)
            )
    rng.shuffle(rows)
    write(sheet, ("row", *COLUMNS, "around"), ((number, *row) for number, row in enumerate(rows)))


def add(sheet: Path, *readers: Path) -> None:
    """Put what readers said of a sheet into the table of all that was judged."""
    verdicts = [{row["row"]: row["verdict"] for row in read_tsv(reader)} for reader in readers]
    rows = [(*(row[c] for c in COLUMNS), "".join(one[row["row"]] for one in verdicts)) for row in read_tsv(sheet)]
    before = [tuple(row.values()) for row in read_tsv(JUDGED)] if JUDGED.exists() else []
    if {row[0] for row in before} & {row[0] for row in rows}:
        raise SystemExit(f"{JUDGED.name} holds this sample already; draw another (--sample)")
    write(JUDGED, (*COLUMNS, "said"), [*before, *rows])


def said(rows: Iterable[dict[str, str]], shared: Path) -> dict[tuple[str, str, str], Counter[str]]:
    """Count for each sample, level and rule what readers said, and of it what is said of changes still made."""
    texts = {name(text): text for listed in sources(shared).values() for text in listed}
    found: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        both = row["said"]
        told = {"n": 1, "right": int(both == "rr"), "wrong": int("w" in both), "alike": int(len({*both}) == 1)}
        now = {(edit.start, edit.end, shown(edit.after)) for _, edit in changes(texts[row["text"]])}
        if (int(row["start"]), int(row["end"]), row["after"]) in now:
            told |= {f"still {what}": count for what, count in told.items()}
        found[row["sample"], row["level"], kind(row["rule"])].update(told)
    return found


def share(right: int, n: int) -> str:
    """Give a share with its interval."""
    low, high = wilson(right, n)
    return f"{right / n:.2f} [{low:.2f}–{high:.2f}]" if n else "–"


def table(found: dict[tuple[str, str, str], Counter[str]]) -> Iterator[str]:
    """Give the lines of the table, with a last one for each sample and level."""
    heads = ("sample", "level", "rule", "judged", "right, both say", "wrong, one says", "alike", "still made", "right")
    yield "| " + " | ".join((*heads, "wrong")) + " |"
    yield "| --- " * (len(heads) + 1) + "|"
    whole: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for (sample, level, _), counts in found.items():
        whole[sample, level, "all"] += counts
    for key, counts in [*sorted(found.items()), *sorted(whole.items())]:
        n, still = counts["n"], counts["still n"]
        then = n, share(counts["right"], n), counts["wrong"], counts["alike"]
        now = still, share(counts["still right"], still), counts["still wrong"]
        yield "| " + " | ".join(map(str, (*key, *then, *now))) + " |"


def main() -> None:
    """Draw a sheet, add what readers said, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("draw", "add"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sample", type=int, default=1)
    args = parser.parse_args()
    if args.what == "draw":
        draw(args.shared, args.files[0], args.sample)
    elif args.what == "add":
        add(*args.files)
    else:
        print(*table(said(read_tsv(JUDGED), args.shared)), sep="\n")


if __name__ == "__main__":
    main()
