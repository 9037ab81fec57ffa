"""The author's own Markdown cells as blocks; a comment never comes through here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from wacana.report.blocks import (
    Align,
    Block,
    Code,
    Heading,
    Items,
    Line,
    Paragraph,
    Quote,
    Span,
    Style,
    Table,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

__all__ = ["from_markdown"]

STYLES: dict[str, Style] = {"strong": "strong", "em": "emphasis"}


def from_markdown(source: str) -> list[Block]:
    """Turn Markdown (CommonMark and tables; HTML stays text) into blocks.

    >>> from_markdown("## Hasil")
    [Heading(text='Hasil', level=2)]
    >>> from_markdown("- satu")
    [Items(items=('satu',), ordered=False)]
    """
    from markdown_it.tree import SyntaxTreeNode

    return [block for node in SyntaxTreeNode(_parser().parse(source)).children for block in _blocks(node)]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.type == "heading":
        yield Heading(_plain(node), min(int(node.tag[1]), 3))
    elif node.type == "paragraph":
        yield Paragraph(_line(node))
    elif node.type in ("bullet_list", "ordered_list"):
        yield Items(tuple(_items(node)), node.type == "ordered_list")
    elif node.type == "blockquote":
        yield Quote("\n".join(_plain(child) for child in node.children))
    elif node.type in ("fence", "code_block"):
        yield Code(node.content.rstrip("\n"))
    elif node.type == "table":
        yield _table(node)


def _items(node: SyntaxTreeNode, depth: int = 0) -> Iterator[Line]:
    """Give the lines of a list; those of a list inside it follow with a dash for each level."""
    for item in node.children:
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _items(child, depth + 1)
            else:
                line = _line(child)
                spans = (Span(line),) if isinstance(line, str) else line
                yield (Span("– " * depth), *spans) if depth else line


def _table(node: SyntaxTreeNode) -> Table:
    rows = [[_plain(cell) for cell in row.children] for part in node.children for row in part.children]
    styles = [str(cell.attrs.get("style", "")) for cell in node.children[0].children[0].children]
    align: list[Align] = [
        "right" if "right" in style else "center" if "center" in style else "left" for style in styles
    ]
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), align=tuple(align))


def _plain(node: SyntaxTreeNode) -> str:
    line = _line(node)
    return line if isinstance(line, str) else "".join(span.text for span in line)


def _line(node: SyntaxTreeNode) -> Line:
    """Give a node's text: a string where nothing in it is styled, else spans."""
    spans = tuple(_spans(node))
    if all(span == Span(span.text) for span in spans):
        return "".join(span.text for span in spans)
    return spans


def _spans(node: SyntaxTreeNode, style: Style = "plain", href: str = "") -> Iterator[Span]:
    if node.type in ("softbreak", "hardbreak"):
        yield Span(" " if node.type == "softbreak" else "\n", style, href)
    elif node.type == "code_inline":
        yield Span(node.content, "code", href)
    elif node.children:
        style = STYLES.get(node.type, style)
        href = str(node.attrs.get("href", "")) if node.type == "link" else href
        for child in node.children:
            yield from _spans(child, style, href)
    elif node.content:
        yield Span(node.content, style, href)
