"""What both writers need first: their own words, a title, headings without gaps, links that are links."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from wacana import resources
from wacana.errors import InputError
from wacana.report.blocks import Block, Heading, Title
from wacana.report.printable import printable

__all__ = ["COMMENT_LIMIT", "labels", "link", "prepare"]

COMMENT_LIMIT = 3000  # characters; one pasted wall of text must not fill thirty pages
LINK = re.compile(r"(https?://|mailto:)[!-~]+", re.IGNORECASE)


@cache
def labels(lang: str) -> Mapping[str, str]:
    """Give the writers' own words in Indonesian (``id``) or English (``en``).

    >>> labels("id")["contents"]
    'Daftar isi'
    """
    file = resources.path("report/labels.yaml")
    found = resources.load_yaml(file.read_text(encoding="utf-8"), file.name)
    words = cast("dict[str, dict[str, str]]", found)
    if lang not in words:
        raise InputError(f"report language '{lang}'", f"one of {', '.join(words)}", "Use id or en.")
    return words[lang]


def prepare(blocks: Sequence[Block], *, lang: str, title: str | None) -> tuple[str, list[Block]]:
    """Give the document's title and its blocks, a Title first and no heading level skipped.

    Screen readers, and PDF/UA with them, take a heading of level 3 under one of level 1 for a mistake.

    >>> prepare([Heading("Hasil"), Heading("Rinci", 3)], lang="id", title="Uji")[1][1:]
    [Heading(text='Hasil', level=1), Heading(text='Rinci', level=2)]
    """
    first = next((block for block in blocks if isinstance(block, Title)), None)
    name = " ".join((title or (first.title if first else labels(lang)["untitled"])).split())
    done: list[Block] = [first or Title(name)]
    level = 0
    for block in blocks:
        # PDF/UA refuses a heading of which nothing can be printed, such as Markdown's lone "#".
        if block is first or (isinstance(block, Heading) and not printable(block.text).strip()):
            continue
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            # A line break in a heading would enter the outline.
            block = replace(block, level=level, text=" ".join(block.text.split()))
        done.append(block)
    return name, done


def link(href: str) -> str:
    """Give a web or mail address as it is, and nothing for any other scheme.

    >>> link("https://example.org/"), link("javascript:alert(1)")
    ('https://example.org/', '')
    """
    return href if LINK.fullmatch(href) else ""
