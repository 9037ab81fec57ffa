"""The document model: typed blocks that a notebook displays and every writer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeAlias

from wacana.errors import InputError

__all__ = [
    "MIME",
    "Block",
    "Code",
    "Comment",
    "Figure",
    "Heading",
    "Items",
    "Note",
    "Paragraph",
    "Quote",
    "Span",
    "Table",
    "Title",
    "from_json",
    "show",
]

MIME = "application/vnd.wacana.block+json"

Align: TypeAlias = Literal["left", "right", "center"]
Style: TypeAlias = Literal["plain", "strong", "emphasis", "code"]


@dataclass(frozen=True)
class Span:
    """A piece of a line in one style; ``href`` makes it a link (http, https, mailto or #anchor)."""

    text: str
    style: Style = "plain"
    href: str = ""


Line: TypeAlias = str | tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """What all blocks share: a JSON form, and the display form that a notebook keeps."""

    def to_json(self) -> dict[str, Any]:
        """Give a JSON-able dict: the block's name under ``block``, then its fields.

        >>> Heading("Hasil", 2).to_json()
        {'block': 'Heading', 'text': 'Hasil', 'level': 2}
        """
        return {"block": type(self).__name__, **asdict(self)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Block:
        """Give the block again; see `from_json`."""
        return from_json(data)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from wacana.report.html import fragment

        return {MIME: self.to_json(), "text/html": fragment(self), "text/plain": repr(self)}


@dataclass(frozen=True)
class Title(Block):
    """The head of the report; ``facts`` are (label, value) lines under it; the first Title names the file."""

    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _freeze(self, facts=tuple((str(label), str(value)) for label, value in self.facts))


@dataclass(frozen=True)
class Heading(Block):
    """A heading, level 1 to 3; it enters the table of contents and the PDF's outline."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise InputError(f"Heading level {self.level}", "1, 2 or 3", "Use level=1 for a chapter.")


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph: a plain string, or spans when words in it are strong, emphasised, code or links."""

    text: Line

    def __post_init__(self) -> None:
        _freeze(self, text=_line(self.text))


@dataclass(frozen=True)
class Items(Block):
    """A list of short lines, bulleted or numbered."""

    items: tuple[Line, ...]
    ordered: bool = False

    def __post_init__(self) -> None:
        _freeze(self, items=tuple(_line(item) for item in self.items))


@dataclass(frozen=True)
class Quote(Block):
    """A passage quoted from a source, such as a clause of a statement."""

    text: str


@dataclass(frozen=True)
class Comment(Block):
    """A reader's comment, always treated as hostile data; ``meta`` is the small line under it."""

    text: str
    meta: str = ""


@dataclass(frozen=True)
class Code(Block):
    """Text set in a fixed-width font with its line breaks kept."""

    text: str


@dataclass(frozen=True)
class Figure(Block):
    """A drawing as SVG text; ``alt`` says in words what it shows, for readers who cannot see it."""

    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if "<svg" not in self.svg:
            raise InputError("a Figure without <svg", "the text of an SVG file", "Save the plot as SVG.")
        if not self.alt.strip():
            raise InputError("a Figure without alt text", "one sentence on what it shows", "Pass alt=.")


@dataclass(frozen=True)
class Table(Block):
    """A table of ready-made strings; ``align`` is left, right or center for each column (default left)."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    align: tuple[Align, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        header = tuple(str(cell) for cell in self.header)
        rows = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in self.rows)
        _freeze(self, header=header, rows=rows, align=tuple(self.align) or ("left",) * len(header))
        for number, row in enumerate(rows, start=1):
            if len(row) != len(header):
                raise InputError(f"table row {number} of {len(row)} cells", f"{len(header)} cells", "Fill it.")
        if not header or len(self.align) != len(header) or set(self.align) - {"left", "right", "center"}:
            raise InputError(
                f"a table with {len(header)} columns and align={self.align}",
                "at least one column, and left, right or center for each",
                "Leave align out for left.",
            )


@dataclass(frozen=True)
class Note(Block):
    """A box that a reader must not miss: a warning or a limit of the method."""

    text: Line

    def __post_init__(self) -> None:
        _freeze(self, text=_line(self.text))


BLOCKS: dict[str, type[Block]] = {
    kind.__name__: kind for kind in (Title, Heading, Paragraph, Items, Quote, Comment, Code, Figure, Table, Note)
}


def from_json(data: Mapping[str, Any]) -> Block:
    """Give the block that ``to_json`` described.

    >>> from_json({"block": "Items", "items": ["satu", "dua"]})
    Items(items=('satu', 'dua'), ordered=False)

    Raises:
        InputError: on an unknown block or field.
    """
    values = dict(data)
    kind = BLOCKS.get(str(values.pop("block", None)))
    if kind is None or not set(values) <= {field.name for field in fields(kind)}:
        raise InputError(f"block {dict(data)!r:.80}", f"one of {', '.join(BLOCKS)} with its fields", "Check it.")
    return kind(**values)


def show(*blocks: Block) -> None:
    """Display blocks in a notebook, in order; the report writers pick them up from there."""
    from IPython.display import display

    for block in blocks:
        display(block)  # type: ignore[no-untyped-call]


def _freeze(block: Block, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(block, name, value)


def _line(line: str | Sequence[Span | Mapping[str, Any]]) -> Line:
    """Give a string as it is, and spans (or their JSON form) as a tuple of spans."""
    if isinstance(line, str):
        return line
    return tuple(part if isinstance(part, Span) else Span(**part) for part in line)
