"""Pasted pages: the boundary, the clauses, the comments, and the file that corrects them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wacana.errors import InputError
from wacana.read import read, write_boundaries
from wacana.read.layout import decide
from wacana.read.lines import lines_of

CASES = Path(__file__).parent / "cases" / "read"
PAGES = json.loads((CASES / "pages.json").read_text(encoding="utf-8"))


def test_every_page_has_an_expectation() -> None:
    assert sorted(PAGES) == sorted(path.name for path in (CASES / "pages").iterdir())


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    wanted = PAGES[name]
    text = (CASES / "pages" / name).read_text(encoding="utf-8")
    layout = decide(lines_of(text))
    assert (list(layout.source) if layout.source else None) == wanted["source"]
    assert layout.comments == wanted["comments"]
    assert len(layout.authors) == wanted.get("authors", 0)
    frame = read(CASES / "pages" / name)
    page = frame.attrs["page"]
    lines = text.split("\n")
    assert frame["text"].tolist() == ["\n".join(lines[n - 1] for n in part) for part in wanted["comments"]]
    assert frame["author"].notna().sum() == wanted.get("authors", 0)
    assert [clause["number"] for clause in page["clauses"]] == list(range(1, wanted["clauses"] + 1))
    if wanted["source"]:
        low, high = wanted["source"]
        assert page["source_text"] == "\n".join(lines[low - 1 : high])
    shown = {decision["line"] for decision in page["decisions"]}
    assert {n for part in wanted["comments"] for n in part} <= shown  # every comment line says why


def test_seed_page(shared: Path) -> None:
    file = next((shared / "seeds").glob("000_*.txt"))
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    frame = read(file)
    assert frame["text"].tolist() == [row["text"] for row in rows if row["slice"] == "seed"]
    assert [clause["number"] for clause in frame.attrs["page"]["clauses"]] == [1, 2, 3, 4, 5]
    assert frame["thread_id"].nunique() == 1


@pytest.mark.parametrize("name", ["001", "002", "003", "004"])
def test_pages_without_comments_are_refused(name: str, shared: Path) -> None:
    with pytest.raises(InputError, match="--boundaries"):
        read(next((shared / "seeds").glob(f"{name}_*.txt")))


@pytest.mark.parametrize("name", PAGES)
def test_written_boundaries_give_the_same_comments(name: str, tmp_path: Path) -> None:
    frame = read(CASES / "pages" / name)
    file = write_boundaries(frame, tmp_path / "baru" / "b.yaml")
    again = read(CASES / "pages" / name, boundaries=file)
    columns = ["comment_id", "text", "author"]
    assert again[columns].equals(frame[columns])
    assert again.attrs["page"]["source_text"] == frame.attrs["page"]["source_text"]
    assert write_boundaries(again, tmp_path / "c.yaml").read_text() == file.read_text()


def test_boundaries_correct_the_page(tmp_path: Path) -> None:
    page = tmp_path / "p.txt"
    page.write_text("Isi berita singkat\nsatu dua\ntiga empat\n\nlima enam\niklan\ntujuh\n", encoding="utf-8")
    file = tmp_path / "b.yaml"
    file.write_text("source: 1\ncomments: [2, [5, 7]]\nskip: [6]\n", encoding="utf-8")
    frame = read(page, boundaries=file)
    assert frame["text"].tolist() == ["satu dua\ntiga empat", "lima enam\ntujuh"]
    assert frame.attrs["page"]["source_text"] == "Isi berita singkat"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("comments: [[2, 99]]", "not in the page"),
        ("comments: [[2, 3], [3, 4]]", "share line 3"),
        ("comments: [3, 2]", "not in order"),
        ("comments: [dua]", "no line number"),
        ("source: [1, 3]\ncomments: [2]", "reaches into"),
        ("komentar: [2]", "keys"),
        ("comments: [2", "cannot be read"),
        ("comments: [[4, 4]]", "hold no text"),
    ],
)
def test_wrong_boundaries_are_refused(text: str, message: str, tmp_path: Path) -> None:
    page = tmp_path / "p.txt"
    page.write_text("Isi berita singkat\nsatu dua\ntiga empat\n\nlima enam\n", encoding="utf-8")
    file = tmp_path / "b.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read(page, boundaries=file)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2 jam", "time"),
        ("3 minggu yang lalu (diedit)", "time"),
        ("Balas", "action"),
        ("12 sukaBalas", "action"),
        ("2 jam · Suka · Balas", "action"),
        ("Lihat 2 balasan lainnya", "action"),
        ("1,2 rb", "count"),
        ("12 Komentar", "heading"),
        ("-----", "rule"),
        (".", "mark"),
        # Near misses: these are comments.
        ("2 jam nunggu gak dibalas", "text"),
        ("Suka banget sama programnya", "text"),
        ("Balas dong min", "text"),
        ("Komentar saya cuma satu: buktikan", "text"),
        ("😭😭", "text"),
        ("1 " * 55 + "x", "text"),
        ("5m" * 50 + "x", "text"),
    ],
)
def test_kinds_of_lines(line: str, kind: str) -> None:
    assert [found.kind for found in lines_of(line)] == [kind]


@pytest.mark.parametrize(
    ("lines", "comments"),
    [
        # Short lines with an opening and a closing formula and parallels are one comment …
        (["Panjang sekali komentar pertama ini supaya bukan daftar pendek saja ya.", "Alhamdulillah", "Jaga hutan kita",
          "Jaga hutan anak cucu", "Dan jaga airnya", "Merdeka!", "Kapan bibit pohonnya dibagikan ke warga desa kami?"],
          [[1], [2, 3, 4, 5, 6], [7]]),
        # … without them, short lines are comments of their own.
        (["Panjang sekali komentar pertama ini supaya bukan daftar pendek saja ya.", "Jaga hutan kita", "Setuju pak",
          "Mantap sekali", "Lanjutkan", "Kapan bibit pohonnya dibagikan ke warga desa kami?"],
          [[1], [2], [3], [4], [5], [6]]),
        # Wishes after wishes are several people's, even where they begin alike.
        (["Semoga lekas pulih", "Semoga lekas sembuh semuanya", "Semoga tabah"], [[1], [2], [3]]),
        (["Jalan ini sudah dilaporkan berkali-kali oleh warga tetapi belum juga ada yang datang memperbaikinya.",
          "Semoga kali ini didengar."], [[1, 2]]),
        (["Sudah bagus.", "Semoga kali ini didengar."], [[1], [2]]),
        (["Saya lihat ada tiga masalah:", "1. air", "2. listrik", "Hebat"], [[1, 2], [3], [4]]),
        (["kok mahal,", "padahal kualitas turun"], [[1, 2]]),
        (["kok mahal", "padahal kualitas turun"], [[1], [2]]),
    ],
)  # fmt: skip
def test_cues(lines: list[str], comments: list[list[int]]) -> None:
    assert decide(lines_of("\n".join(lines))).comments == comments
