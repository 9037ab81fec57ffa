"""PDF: what a reader, a screen reader and a checker of bytes find in it."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path

import emoji
import pypdfium2
import pytest
from report_document import SVG, document

from wacana.report import fonts
from wacana.report.blocks import Block, Code, Comment, Figure, Heading, Paragraph, Span, Table, Title
from wacana.report.pdf import layout, pdf

AGAIN = """
import sys
from report_document import document
from wacana.report.pdf import pdf
sys.stdout.buffer.write(pdf(document()))
"""


@pytest.fixture(scope="module")
def made() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a fall back from the standards is a warning
        return pdf(document())


@pytest.fixture(scope="module")
def opened(made: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(made) as found:
        yield found


@pytest.fixture(scope="module")
def pages(opened: pypdfium2.PdfDocument) -> list[str]:
    texts = [page.get_textpage().get_text_bounded() for page in opened]
    return [unicodedata.normalize("NFC", " ".join(text.replace("\u200b", "").split())) for text in texts]


def test_outline_holds_our_headings_and_no_others(opened: pypdfium2.PdfDocument) -> None:
    titles = [(entry.level, entry.get_title()) for entry in opened.get_toc()]
    assert titles == [
        (0, "1 Ringkasan"), (0, "2 Gambar dan tabel"), (0, "3 Kutipan"), (0, "4 Lampiran"), (1, "4.1 Rinci"),
    ]  # fmt: skip


def test_metadata_and_standards(made: bytes, opened: pypdfium2.PdfDocument) -> None:
    assert opened.get_metadata_value("Title") == "Percakapan tentang perundingan"
    assert opened.is_tagged()
    assert b"<pdfaid:part>2" in made and b"<pdfuaid:part>1" in made
    assert b"/Lang (id" in made or b"/Lang(id" in made
    assert b"/JavaScript" not in made and b"/Launch" not in made


def test_links_are_only_those_of_the_web(made: bytes) -> None:
    assert b"https://example.org/" in made
    assert b"(javascript:" not in made and b"(file:" not in made


def test_comments_stand_there_as_text(pages: list[str]) -> None:
    text = " ".join(pages)
    for piece in (
        '#eval("1+1") #read("/etc/passwd") $x^2$ *tebal* _miring_ @acuan <label>',
        "</script><script>alert(document.domain)</script>",
        "gnililad terbalik terpisah",
        "[wajah dengan kantung mata]",
        "[cjk ×2]",
        "Gambar 3. Gambar nomor 3.",
        "Tabel 1. Tabel kecil.",
        "(tidak ada baris)",
        "[97000 karakter lagi]",
    ):
        assert " ".join(piece.split()) in text, piece


def test_pages_are_numbered_and_the_long_table_repeats_its_header(pages: list[str]) -> None:
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(pages, start=1))
    assert sum("Komentar Kata n" in text for text in pages) >= 3


def test_pages_are_a4_not_blank_and_nothing_runs_off_them(opened: pypdfium2.PdfDocument) -> None:
    sizes = set()
    for page in opened:
        sizes.add(tuple(round(side) for side in page.get_size()))
        image = page.render(scale=0.5).to_pil().convert("L")
        width, height = image.size
        assert image.getextrema()[0] < 100, "blank page"
        for edge in ((0, 0, 10, height), (width - 10, 0, width, height)):
            assert image.crop(edge).getextrema()[0] > 240, "ink at the edge"
    assert sizes == {(595, 842), (842, 595)}  # the wide table lies across


def test_emoji_are_in_colour_and_arabic_is_shaped() -> None:
    def colours(text: str) -> int:
        with pypdfium2.PdfDocument(pdf([Comment(text)])) as found:
            # Below the title, which is blue.
            image = found[0].render(scale=2).to_pil().convert("RGB")
            part = image.crop((0, image.height // 7, image.width, image.height // 2))
            return sum(count for count, (r, g, b) in part.getcolors(1 << 24) or [] if max(r, g, b) - min(r, g, b) > 90)

    assert colours("🔥❤️👍🇮🇩") > 200
    assert colours("tanpa emoji") == 0
    with pypdfium2.PdfDocument(pdf([Comment("سلام")])) as found:
        assert "سلام" in unicodedata.normalize("NFKC", found[0].get_textpage().get_text_bounded())


def test_every_character_and_emoji_keeps_to_the_standards_in_every_style() -> None:
    drawn = [chr(code) for code in sorted(fonts.covered()) if code >= 32]
    found = [*drawn, *emoji.EMOJI_DATA, "漢", "\ue000", "\U0010ffff"]
    lines = ["".join(found[start : start + 60]) for start in range(0, len(found), 60)]
    every: list[Block] = [Title(lines[-1], lines[-1], ((lines[-1], lines[-1]),))]
    for line in lines:
        spans = (Span(line, "strong"), Span(line, "emphasis"), Span(line, "code"))
        every += [Heading(line), Comment(line, line), Code(line), Paragraph(spans), Table((line,), (), line)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pdf(every).startswith(b"%PDF")


def test_the_same_bytes_in_another_process(made: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", AGAIN], cwd=Path(__file__).parent, capture_output=True, check=True)
    assert done.stdout == made


def test_without_the_standards_where_they_cannot_be_kept() -> None:
    # A letter in a drawing that no shipped font has is an error under PDF/A.
    drawn = SVG.format(width=50).replace("</svg>", '<text x="9" y="99">漢</text></svg>')
    with pytest.warns(UserWarning, match="PDF made without a-2a and ua-1"):
        assert pdf([Figure(drawn, "huruf")]).startswith(b"%PDF")


def test_english_and_no_blocks_at_all() -> None:
    with pypdfium2.PdfDocument(
        pdf([Heading("Result"), Table(("b",), ()), Table(("a",), (), "Counts.")], lang="en")
    ) as found:
        text = found[0].get_textpage().get_text_bounded()
    assert "Contents" in text and "Table 1. Counts." in text and "(no rows)" in text
    with pypdfium2.PdfDocument(pdf([], title="Kosong")) as found:
        assert len(found) == 1 and found.get_metadata_value("Title") == "Kosong"
    with pypdfium2.PdfDocument(pdf([Paragraph("")])) as found:
        assert "Daftar isi" not in found[0].get_textpage().get_text_bounded()


def test_layout_gives_each_column_its_longest_word() -> None:
    assert layout(Table(("a", "n"), (("pendek", "1"),))) == (9.0, False, [0, 0])
    size, across, widths = layout(Table(("teks", "alasan"), (("kata " * 60, "kepercayaan itu mahal"),)))
    assert (size, across) == (9.0, False) and widths[1] >= len("kepercayaan") and widths[0] > 3 * widths[1]
    assert layout(Table(tuple(f"kepercayaan{n}" for n in range(11)), ()))[1]


def test_layout_never_breaks_a_column_of_numbers_for_a_long_text() -> None:
    rows = (("🍉", "kata " * 60, "1,7 sampai 10,8%"),)
    kept, broken = (
        layout(Table(("", "arti", "selang"), rows, align=align))[2] for align in (("center", "left", "right"), ())
    )
    assert [width == 0 for width in kept] == [width == 0 for width in broken] == [True, False, True]
    many = ["kata yang panjang"] * 5
    rows = ((*many, "kata " * 60, "1,7 sampai 10,8%"),)
    align = ("left",) * 6 + ("right",)
    assert [width == 0 for width in layout(Table(("",) * 7, rows, align=align))[2]] == [False] * 6 + [True]


@pytest.mark.parametrize("rows", range(38, 44))
def test_no_row_of_a_table_stands_alone_on_a_page(rows: int) -> None:
    table = Table(("butir", "isi"), tuple((f"butir{row}.", "x") for row in range(rows)))
    with pypdfium2.PdfDocument(pdf([Heading("A"), table])) as found:
        counts = [page.get_textpage().get_text_range().count("butir") - 1 for page in found]
    assert sum(counts) == rows and min(counts) >= 3


def test_rows_that_would_fill_a_page_may_be_parted() -> None:
    table = Table(("butir", "isi"), tuple((f"butir{row}", "kata " * 900) for row in range(14)))
    with pypdfium2.PdfDocument(pdf([Heading("A"), table])) as found:
        text = "".join(page.get_textpage().get_text_range() for page in found)
    assert text.count("kata") == 14 * 900


def test_a_percent_sign_stays_with_its_interval_and_a_figure_with_the_paragraph_before_it() -> None:
    figure = Figure(SVG.replace("120", "700").format(width=100), "alt", "Keterangan")
    for words in range(4, 16):
        text = "kata " * words + "76,7–79,3% " * 12
        with pypdfium2.PdfDocument(pdf([Paragraph(text)])) as found:
            lines = found[0].get_textpage().get_text_range().split("\r\n")
        assert not [line for line in lines if line.startswith("%")]
    before = [Paragraph("Paragraf rekaan. " * 6) for _ in range(12)]
    with pypdfium2.PdfDocument(pdf([*before, Heading("Judul"), Paragraph("Pengantar."), figure])) as found:
        (page,) = (text for page in found if "Keterangan" in (text := page.get_textpage().get_text_range()))
    assert "Judul" in page and "Pengantar." in page
