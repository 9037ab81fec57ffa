"""PDF: blocks become doc.json and SVG files in a fresh folder, and one constant Typst template sets them."""

from __future__ import annotations

import json
import shutil
import tempfile
import unicodedata
import warnings
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import resources
from wacana.report import blocks as b
from wacana.report import fonts
from wacana.report.prepare import COMMENT_LIMIT, labels, link, prepare
from wacana.report.printable import printable, runs, safe, shorten

if TYPE_CHECKING:
    from typst import PDFStandard

__all__ = ["document", "pdf"]

# Tagged for screen readers (PDF/UA-1) and self-contained for archives (PDF/A-2a).
STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]

# Table layouts, tried in order: font size in points, landscape or not, average letters in a line.
LAYOUTS = ((9.0, False, 88), (8.0, False, 99), (8.0, True, 152), (7.0, True, 174))
# PDF/A demands a date, equal bytes forbid today's: the first day of 1980, as reproducible archives use.
TIMESTAMP = 315532800
LONG_COMMENT = 800  # characters; shorter ones are not broken over pages
SHORT_TABLE = 12  # rows; shorter ones go to the next page whole
FOOT, LONGEST_FOOT = 3, 400  # the last rows of others stay together, unless their letters would fill a page
PADDING = 2  # letters that the padding of one cell takes
LONGEST_WORD = 22  # letters; longer ones in a cell get places to break


def pdf(blocks: Sequence[b.Block], *, lang: str = "id", title: str | None = None) -> bytes:
    """Set blocks as a tagged A4 PDF with a table of contents; the same blocks give the same bytes.

    When Typst cannot keep to the standards (PDF/A-2a, PDF/UA-1), the PDF is made without them and a
    warning says why.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="wacana-pdf-") as name:
        # A folder with only our own files: Typst reads nothing outside its root.
        folder = Path(name)
        (folder / "doc.json").write_text(
            json.dumps(document(blocks, folder, lang=lang, title=title), ensure_ascii=False), encoding="utf-8"
        )
        shutil.copyfile(resources.path("report/main.typ"), folder / "main.typ")
        compiler = typst.Compiler(folder / "main.typ", root=folder, font_paths=_fonts())
        try:
            made = compiler.compile(format="pdf", timestamp=TIMESTAMP, pdf_standards=STANDARDS)
        except typst.TypstError as error:
            warnings.warn(f"PDF made without {' and '.join(STANDARDS)}: {error}", stacklevel=2)
            made = compiler.compile(format="pdf", timestamp=TIMESTAMP)
    assert isinstance(made, bytes)
    return made


def document(blocks: Sequence[b.Block], folder: Path, *, lang: str, title: str | None = None) -> dict[str, Any]:
    """Give the JSON that the template reads, and write the figures into ``folder``."""
    words = labels(lang)
    name, blocks = prepare(blocks, lang=lang, title=title)
    writer = _Writer(folder, lang, words["more"])
    done = [writer.block(block) for block in blocks]
    for each, following in pairwise(done):
        if each["block"] == "Paragraph" and following["block"] == "Figure":
            each["announces"] = True
    if any(isinstance(block, b.Heading) for block in blocks):
        done.insert(1, {"block": "Contents"})  # after the title
    return {
        "lang": lang,
        "title": safe(name),
        "running": writer.line(name),
        "labels": dict(words),
        "blocks": done,
    }


class _Writer:
    """Turns blocks into the template's JSON; counts the figures that it writes."""

    def __init__(self, folder: Path, lang: str, more: str) -> None:
        self.folder, self.lang, self.more = folder, lang, more
        self.figures = 0

    def block(self, block: b.Block) -> dict[str, Any]:
        match block:
            case b.Title():
                facts = [[self.line(label), self.line(value)] for label, value in block.facts]
                fields = {
                    "title": self.line(block.title),
                    "subtitle": self.line(block.subtitle),
                    "facts": facts,
                }
            case b.Heading():
                fields = {"text": self.line(block.text), "level": block.level}
            case b.Items():
                fields = {"items": [self.line(item) for item in block.items], "ordered": block.ordered}
            case b.Note():
                fields = {"text": self.line(block.text)}
            case b.Paragraph():
                line = self.line(block.text)
                fields = {"text": line, "announces": bool(line) and line[-1]["text"].endswith(":")}
            case b.Quote():
                fields = {"text": self.line(block.text), "rtl": _right_to_left(block.text)}
            case b.Comment():
                text = shorten(block.text.strip(), COMMENT_LIMIT, self.more)
                fields = {
                    "text": self.line(text),
                    "meta": self.line(block.meta),
                    "rtl": _right_to_left(text),
                    "long": len(text) > LONG_COMMENT or text.count("\n") > 10,
                }
            case b.Code():
                fields = {"text": printable(block.text, lang=self.lang, longest=60)}
            case b.Figure():
                fields = self.figure(block)
            case b.Table():
                fields = self.table(block)
            case _:
                raise TypeError(f"no PDF form for {type(block).__name__}")
        return {"block": type(block).__name__, **fields}

    def line(self, line: b.Line, longest: int = 30) -> list[dict[str, str]]:
        spans = (b.Span(line),) if isinstance(line, str) else line
        return [
            {"kind": kind, "text": text, "style": span.style, "href": link(span.href)}
            for span in spans
            for kind, text in runs(span.text, lang=self.lang, longest=longest)
        ]

    def figure(self, block: b.Figure) -> dict[str, Any]:
        self.figures += 1
        file = f"figure-{self.figures}.svg"
        (self.folder / file).write_text(block.svg, encoding="utf-8", errors="replace")
        return {"file": file, "alt": safe(block.alt), "caption": self.line(block.caption)}

    def table(self, block: b.Table) -> dict[str, Any]:
        size, landscape, widths = layout(block)
        return {
            "header": [self.line(cell, LONGEST_WORD) for cell in block.header],
            "rows": [[self.line(cell, LONGEST_WORD) for cell in row] for row in block.rows],
            "caption": self.line(block.caption),
            "note": self.line(block.note),
            "align": list(block.align),
            "size": size,
            "landscape": landscape,
            "widths": widths,
            "breakable": len(block.rows) > SHORT_TABLE,
            "foot": _foot(block.rows),
        }


def layout(table: b.Table) -> tuple[float, bool, list[int]]:
    """Choose font size, orientation and relative column widths (0: as wide as its content) of a table.

    Where there is room, columns of short texts keep their width, or at least those of numbers, so that no interval is
    broken. Of the others none gets less than its longest word, and what is left goes to those with long texts.
    """
    cells = list(zip(table.header, *table.rows, strict=True))
    words = [max((_letters(word) for cell in column for word in cell.split()), default=1) for column in cells]
    whole = [max(map(_letters, column)) + PADDING for column in cells]
    short = [text <= LONGEST_WORD for text in whole]
    numbers = [each and align != "left" for each, align in zip(short, table.align, strict=True)]
    for size, landscape, room in LAYOUTS:
        if sum(whole) <= room:
            return size, landscape, [0] * len(cells)
        for kept in (short, numbers, [False] * len(cells)):
            sizes = zip(kept, whole, words, strict=True)
            least = [text if keep else min(word, LONGEST_WORD) + PADDING for keep, text, word in sizes]
            if sum(least) <= room:
                return size, landscape, _shared(room, kept, least, whole)
    return size, landscape, _shared(room, kept, least, whole)


def _foot(rows: Sequence[Sequence[str]]) -> int:
    """Count the last rows that stay together."""
    tall = sum(max(map(_letters, row)) for row in rows[-FOOT:])
    return FOOT if len(rows) > SHORT_TABLE and tall <= LONGEST_FOOT else 0


def _shared(room: int, kept: Sequence[bool], least: Sequence[int], whole: Sequence[int]) -> list[int]:
    # A text longer than a line counts as one line: an essay must not starve the other columns.
    wish = [min(text, room) - low for text, low in zip(whole, least, strict=True)]
    spare, wished = max(room - sum(least), 0), max(sum(wish), 1)
    return [0 if keep else low + spare * more // wished for keep, low, more in zip(kept, least, wish, strict=True)]


def _letters(text: str) -> int:
    """Measure a text in average letters: emoji and full-width characters take two."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts.folder()])


def _right_to_left(text: str) -> bool:
    """Tell whether the first letter is of a script written from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
