"""One document with everything that a report can hold, hostile comments included."""

from __future__ import annotations

from pathlib import Path

import yaml

from wacana.report.blocks import (
    Block,
    Code,
    Comment,
    Figure,
    Heading,
    Items,
    Note,
    Paragraph,
    Quote,
    Span,
    Table,
    Title,
)

CASES = Path(__file__).parent / "cases" / "report"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120" viewBox="0 0 400 120">'
    '<rect x="10" y="10" width="{width}" height="40" fill="#1f4e79"/></svg>'
)


def hostile() -> list[str]:
    """Load the invented hostile comments, and two that are too long for a data file."""
    found = yaml.safe_load((CASES / "hostile.yaml").read_text(encoding="utf-8"))
    return [*found, "a" * 100_000, "z" + "\u0301\u0335\u0323" * 300 + "algo"]


def document() -> list[Block]:
    """Give the blocks; headings, figures and tables are counted by the tests."""
    long = tuple((f"komentar rekaan {n} " + "yang agak panjang " * (n % 9), f"kata{n} 👍", str(n)) for n in range(90))
    wide = tuple(tuple(f"{n},{m} % (n={n * m})" for n in range(12)) for m in range(6))
    return [
        Title("Percakapan tentang perundingan", "Laporan uji", (("Berkas", "uji.csv"), ("Baris", "1.234"))),
        Heading("Ringkasan"),
        Paragraph((Span("Kata "), Span("tebal", "strong"), Span(" "), Span("tautan", href="https://example.org/"))),
        Paragraph((Span("jahat", href="javascript:alert(1)"), Span("berkas", href="file:///etc/passwd"))),
        Items(("satu", "dua")),
        Items(("pertama", "kedua"), ordered=True),
        Note("Skor belum divalidasi untuk berkas ini."),
        Heading("Gambar dan tabel"),
        *(Figure(SVG.format(width=n * 100), f"Batang selebar {n}", f"Gambar nomor {n}.") for n in (1, 2, 3)),
        Table(("Kelas", "n"), (("positif", "12"),), "Tabel kecil.", ("left", "right"), "Catatan."),
        Table(("Kosong", "n"), (), "Tabel kosong."),
        Table(("Komentar", "Kata", "n"), long, "Tabel panjang.", ("left", "left", "right")),
        Table(tuple(f"sasaran_{n}" for n in range(12)), wide, "Tabel lebar."),
        Table(("a", "b"), (("x" * 200, "https://contoh.example/" + "y" * 120),), "Sel panjang."),
        Heading("Kutipan"),
        Quote("Kami menyambut perundingan ini sebagai langkah pertama."),
        *(Comment(text, f"komentar {n}") for n, text in enumerate(hostile(), start=1)),
        Heading("Lampiran"),
        Heading("Rinci", 3),
        Code('{"versi": "0.1.0", "sidik": "' + "0f" * 32 + '"}'),
    ]  # fmt: skip
