"""HTML: the same blocks as one self-contained page that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape

from wacana import resources
from wacana.report import blocks as b
from wacana.report.prepare import COMMENT_LIMIT, labels, link, prepare
from wacana.report.printable import safe, shorten

__all__ = ["fragment", "html"]

TH = 'th scope="col"'
TAGS = {"plain": "span", "strong": "strong", "emphasis": "em", "code": "code"}


def html(blocks: Sequence[b.Block], *, lang: str = "id", title: str | None = None) -> str:
    """Write blocks as one HTML page with a table of contents; the same blocks give the same text.

    Every string is escaped. The policy in the page's head forbids scripts and all loading: the style sheet
    is admitted by its hash and figures are images, so that nothing in an SVG can run.
    """
    words = labels(lang)
    name, blocks = prepare(blocks, lang=lang, title=title)
    body: list[str] = []
    contents: list[str] = []
    number = {"Figure": 0, "Table": 0}
    for block in blocks:
        if isinstance(block, b.Heading):
            text, tag, anchor = _text(block.text), f"h{block.level + 1}", f"h{len(contents) + 1}"
            contents.append(f'<li class="level{block.level}"><a href="#{anchor}">{text}</a></li>')
            body.append(f'<{tag} id="{anchor}">{text}</{tag}>')
        elif isinstance(block, b.Figure | b.Table) and block.caption:
            kind = type(block).__name__
            number[kind] += 1
            body.append(fragment(block, label=f"{words[kind.lower()]} {number[kind]}.", lang=lang))
        else:
            body.append(fragment(block, lang=lang))
    if contents:
        head = words["contents"]
        toc = f'<nav aria-label="{head}"><h2>{head}</h2><ul>{"".join(contents)}</ul></nav>'
        body.insert(1, toc)  # after the title
    main = "\n".join(body)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(safe(name))}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{main}\n</main>\n</body>\n</html>\n"
    )


def fragment(block: b.Block, *, label: str = "", lang: str = "id") -> str:
    """Write one block as HTML, as a notebook shows it; ``label`` numbers a figure or a table.

    >>> fragment(b.Paragraph("<script>alert(1)</script>"))
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    """
    match block:
        case b.Title():
            facts = "".join(f"<dt>{_text(key)}</dt><dd>{_text(value)}</dd>" for key, value in block.facts)
            return (
                f"<header><h1>{_text(block.title)}</h1>{_optional('p', block.subtitle)}"
                + (f"<dl>{facts}</dl>" if facts else "")
                + "</header>"
            )
        case b.Heading():
            return f"<h{block.level + 1}>{_text(block.text)}</h{block.level + 1}>"
        case b.Paragraph():
            return f"<p>{_line(block.text)}</p>"
        case b.Items():
            tag = "ol" if block.ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{_line(item)}</li>' for item in block.items)}</{tag}>"
        case b.Quote():
            return f'<blockquote class="source" dir="auto">{_text(block.text)}</blockquote>'
        case b.Comment():
            text = shorten(block.text.strip(), COMMENT_LIMIT, labels(lang)["more"])
            meta = _optional("figcaption", block.meta)
            return f'<figure class="comment"><blockquote dir="auto">{_text(text)}</blockquote>{meta}</figure>'
        case b.Code():
            return f"<pre><code>{escape(safe(block.text))}</code></pre>"
        case b.Figure():
            data = base64.b64encode(block.svg.encode("utf-8", "replace")).decode()
            image = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(safe(block.alt))}">'
            return f"<figure>{image}{_caption('figcaption', label, block.caption)}</figure>"
        case b.Table():
            return _table(block, label, lang)
        case b.Note():
            return f'<p class="note" role="note">{_line(block.text)}</p>'
        case _:
            raise TypeError(f"no HTML form for {type(block).__name__}")


def _table(block: b.Table, label: str, lang: str) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(
            f'<{tag} class="{align}">{_text(cell)}</{tag.split()[0]}>'
            for cell, align in zip(cells, block.align, strict=True)
        ) + "</tr>"  # fmt: skip

    rows = "".join(row(cells, "td") for cells in block.rows)
    empty = f'<tr><td colspan="{len(block.header)}">{labels(lang)["empty"]}</td></tr>'
    return (
        f'<div class="table" role="group" tabindex="0"><table>{_caption("caption", label, block.caption)}'
        f"<thead>{row(block.header, TH)}</thead><tbody>{rows or empty}</tbody></table></div>"
        + _optional("p", block.note, ' class="table-note"')
    )


def _text(text: str) -> str:
    return escape(safe(text)).replace("\n", "<br>")


def _line(line: b.Line) -> str:
    if isinstance(line, str):
        return _text(line)
    return "".join(_span(span) for span in line)


def _span(span: b.Span) -> str:
    tag = TAGS[span.style]
    body = _text(span.text) if tag == "span" else f"<{tag}>{_text(span.text)}</{tag}>"
    href = link(span.href)
    return f'<a href="{escape(href)}" rel="noopener noreferrer">{body}</a>' if href else body


def _caption(tag: str, label: str, caption: str) -> str:
    parts = [f"<strong>{label}</strong>" if label else "", _text(caption)]
    text = " ".join(part for part in parts if part)
    return f"<{tag}>{text}</{tag}>" if text else ""


def _optional(tag: str, text: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{_text(text)}</{tag}>" if text else ""


@cache
def _style() -> str:
    return resources.path("report/report.css").read_text(encoding="utf-8")
