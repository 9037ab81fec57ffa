"""Shipped data files and their loaders: TSV tables, YAML with strings only, hashes."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from wacana.errors import CodebookError

__all__ = ["load_yaml", "path", "read_tsv", "sha256"]

ROOT = Path(__file__).parent


def path(name: str) -> Path:
    """Give the path of a shipped file, such as ``lexicon/negators.tsv``."""
    return ROOT / name


def read_tsv(file: Path) -> Iterator[dict[str, str]]:
    """Read a lexicon file: UTF-8, NFC, tab-separated, a header line, ``#`` comments before it.

    Raises:
        CodebookError: on a file that is not UTF-8, and on a line with the wrong number of cells, naming file and line.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(
            f"{file.name} is not UTF-8 text",
            "a tab-separated file in UTF-8",
            "Save it anew as UTF-8; what a spreadsheet calls 'Unicode Text' is UTF-16.",
        ) from error
    header: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or (line.startswith("#") and header is None):
            continue
        cells = unicodedata.normalize("NFC", line).split("\t")
        if header is None:
            header = cells
        elif len(cells) != len(header):
            raise CodebookError(
                f"{file.name} line {number} has {len(cells)} cells",
                f"{len(header)}: {', '.join(header)}",
                "Separate the cells with one tab each.",
            )
        else:
            yield dict(zip(header, cells, strict=True))


def load_yaml(text: str, name: str) -> object:
    """Parse YAML so that every scalar stays a string: ``no``, ``on`` and ``1.0`` are words here.

    >>> load_yaml("words: [no, on, 1.0]", "example")
    {'words': ['no', 'on', '1.0']}

    Raises:
        CodebookError: on text that is not YAML, and on a key that stands twice in one place, with the line.
    """
    try:
        # The base loaders build str, list and dict only; the C one reads a codebook ten times as fast.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(text)
        node = loader.get_single_node()
        _refuse_repeated(node, name)
        return loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise CodebookError(
            f"{name} is not valid YAML{where} ({getattr(error, 'problem', error)})",
            "a YAML file",
            "Check the indentation and quote text that holds ':' or '#'.",
        ) from error


def _refuse_repeated(top: yaml.Node | None, name: str) -> None:
    """Fail on a key that would replace an earlier one in silence."""
    waiting = [top]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias (*x) may even stand inside what it names
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if isinstance(key, yaml.ScalarNode):  # others fail where the document is built
                    if key.value in lines:
                        raise CodebookError(
                            f"{name} line {line}: key '{key.value}' twice (first on line {lines[key.value]})",
                            "each key once in its place",
                            "Put what both hold under one of them, or rename one.",
                        )
                    lines[key.value] = line
                waiting.append(value)


def sha256(file: Path) -> str:
    """Hash a file's bytes, in hexadecimal."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
