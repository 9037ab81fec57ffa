"""Codebooks: a topic's themes and targets as a YAML file that the researcher owns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wacana import resources
from wacana.codebook.check import Failure, check, warnings
from wacana.codebook.model import Codebook, Example, Pattern, Target, Theme
from wacana.codebook.parse import parse
from wacana.errors import CodebookError, InputError

__all__ = [
    "Codebook",
    "Example",
    "Failure",
    "Pattern",
    "Target",
    "Theme",
    "check",
    "load",
    "new",
    "parse",
    "show",
    "warnings",
]

DEFAULT = "kepercayaan"


def load(path: str | Path | None = None) -> Codebook:
    """Read a codebook from a file; without one, the one that ships (trust, solidarity, skepticism).

    >>> load().slugs
    ('trust', 'solidarity', 'skepticism')

    Raises:
        CodebookError: when the file is missing or breaks the rules, with theme, pattern and line.
    """
    if path is None:
        return _shipped()
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"codebook '{file}' cannot be read ({getattr(error, 'strerror', None) or 'it is not UTF-8 text'})",
            "a YAML file",
            "Make one with: wacana codebook new NAME > NAME.yaml",
        ) from error
    return parse(text, file.name)


@cache
def _shipped() -> Codebook:
    file = resources.path(f"codebooks/{DEFAULT}.yaml")
    return parse(file.read_text(encoding="utf-8"), file.name)


def new(name: str) -> str:
    """Write the YAML of a small commented codebook to start one's own topic from; its examples pass.

    >>> new("layanan").splitlines()[5]
    'name: layanan'

    Raises:
        CodebookError: when the name cannot name a codebook.
    """
    text = resources.path("codebooks/template.yaml").read_text(encoding="utf-8").replace("NAME", name)
    parse(text, f"codebook '{name}'")
    return text


def show(codebook: Codebook, *, lang: str = "id") -> str:
    """Write a codebook as Markdown: definitions, patterns with weights, examples, targets.

    Raises:
        InputError: for a language other than ``id`` and ``en``.
    """
    if lang not in _WORDS:
        raise InputError(f"lang='{lang}'", f"one of {', '.join(_WORDS)}", "Choose one of them.")
    words = _WORDS[lang]
    lines = [f"# {codebook.title[lang]}", "", f"{codebook.name} {codebook.version} · sha256 {codebook.sha256[:12]}"]
    for theme in codebook.themes:
        lines += ["", f"## {theme.label[lang]} (`{theme.slug}`)", "", theme.definition[lang], ""]
        weights = sorted({p.weight for p in theme.patterns}, reverse=True)
        for weight in weights:
            listed = ", ".join(f"`{p.text}`" for p in theme.patterns if p.weight == weight)
            lines.append(f"- {words[0]} {weight:+g}: {listed}")
        for example in theme.examples:
            lines.append(f"- {words[1] if example.matches else words[2]}: “{example.text}”")
    if codebook.targets:
        lines += ["", f"## {words[3]}", ""]
        lines += [f"- `{t.slug}` {t.label[lang]}: {', '.join(t.forms) or '–'}" for t in codebook.targets]
    return "\n".join(lines)


_WORDS = {
    "id": ("bobot", "cocok", "tidak cocok", "Sasaran"),
    "en": ("weight", "matches", "does not match", "Targets"),
}
