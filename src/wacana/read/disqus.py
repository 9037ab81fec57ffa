"""Disqus' XML export: posts under threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from wacana.errors import InputError
from wacana.read.result import Table

__all__ = ["load"]

_SPACE = "{http://disqus.com}"
_ID = "{http://disqus.com/disqus-internals}id"


def load(path: Path) -> Table:
    """Read the posts of a Disqus export; deleted and spam posts stay, marked in their own columns.

    Raises:
        InputError: for XML that is broken (with the line) or is no Disqus export.
    """
    import pandas as pd

    content = path.read_bytes()
    if b"<!ENTITY" in content:  # a few lines of entities can expand to gigabytes
        raise InputError(f"{path.name} declares entities", "a Disqus export", "Export it again.")
    if b"<html" in content[:4096].lower():
        raise InputError(
            f"{path.name} is a web page", "a table or plain text", "Copy its text to a .txt file, or export CSV."
        )
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise InputError(
            f"{path.name} is broken XML at line {error.position[0]}", "a Disqus export", "Export it again."
        ) from None
    posts = root.findall(f"{_SPACE}post")
    if not posts:
        raise InputError(f"{path.name} is XML without posts", "a Disqus export", "Export it as CSV or JSON.")
    frame = pd.DataFrame([_post(post) for post in posts], dtype="object")
    return Table("Disqus XML", frame, list(range(1, len(posts) + 1)))


def _post(post: ElementTree.Element) -> dict[str, Any]:
    def text(name: str) -> str | None:
        return post.findtext(_SPACE + name.replace("/", f"/{_SPACE}"))

    def reference(name: str) -> str | None:
        found = post.find(_SPACE + name)
        return found.get(_ID) if found is not None else None

    return {
        "id": post.get(_ID),
        "message": text("message"),
        "createdAt": text("createdAt"),
        "author.name": text("author/name"),
        "author.username": text("author/username"),
        "isDeleted": text("isDeleted"),
        "isSpam": text("isSpam"),
        "thread": reference("thread"),
        "parent": reference("parent"),
    }
