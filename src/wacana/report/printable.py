"""Any string made fit for print: no controls, no tricks of direction, nothing that no font can draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Literal, TypeAlias

from wacana.report import fonts

__all__ = ["Run", "printable", "runs", "safe", "shorten"]

Run: TypeAlias = tuple[Literal["text", "emoji"], str]

# Terminal colours and window titles, as in "\x1b[31mgratis\x1b[0m": dropped whole, before their first
# byte alone is taken as a control and "[31m" stays behind.
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")
# Joiners between Arabic letters shape the word; anywhere else outside an emoji they are invisible noise.
STRAY_JOINERS = re.compile(r"(?<![\u0600-\u08ff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff])")
# Invisible, but not of category Cf: variation selectors outside emoji, fillers, the grapheme joiner.
INVISIBLE = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0))
MARKS_PER_LETTER = 3  # Arabic stacks three (shadda, vowel, superscript alef); zalgo stacks dozens
BREAK, NO_BREAK = "\u200b", "\u00a0"


def safe(text: str) -> str:
    r"""Drop what is dangerous or invisible, fold decorative letters; characters of every script stay.

    Newlines stay; tabs become spaces. Controls, terminal sequences, direction overrides, lone surrogates
    and stray format characters go; of a pile of combining marks three stay.

    >>> safe("\x1b[31m𝓫𝓪𝓰𝓾𝓼\x1b[0m \u202ekilab\x00")
    'bagus kilab'
    """
    text = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " ")
    if text.isascii():
        return "".join(char for char in text if char == "\n" or char.isprintable())
    kept: list[str] = []
    marks = 0
    for char in _composed(text):
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(char)
    return "".join(kept)


def printable(text: str, *, lang: str = "id", longest: int = 30) -> str:
    """Make a string fit for the PDF: safe, every character drawable, long runs breakable.

    An emoji that the colour font lacks is replaced by its name in ``lang``, other characters that no
    shipped font has by their script or name; runs of ``longest`` characters or more get places to break.

    >>> printable("bagus 🪾 漢字")
    'bagus [pohon tanpa daun] [cjk\xa0×2]'
    """
    return "".join(part for _, part in runs(text, lang=lang, longest=longest))


def runs(text: str, *, lang: str = "id", longest: int = 30) -> list[Run]:
    """Split a string into text and single emoji, each as `printable` writes it.

    >>> runs("setuju 👍!")
    [('text', 'setuju '), ('emoji', '👍'), ('text', '!')]
    """
    text = safe(text)
    found: list[Run] = []
    for kind, part in _split_emoji(text, lang):
        if kind == "text":
            part = _breakable(_drawable(part), longest)
        if kind == "text" and found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1] + part)
        else:
            found.append((kind, part))
    return found


def shorten(text: str, limit: int, more: str) -> str:
    """Cut a text at ``limit`` characters and say how many were left out; ``more`` holds ``{n}``.

    >>> shorten("abcdefghij", 4, "[{n} karakter lagi]")
    'abcd… [6 karakter lagi]'
    """
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()}… {more.format(n=len(text) - limit)}"


def _composed(text: str) -> str:
    """Fold decorated letters and drop unprintable characters, emoji sequences left whole."""
    parts: list[str] = []
    last = 0
    for start, end in _emoji_spans(text):
        parts += (_fold(text[last:start]), text[start:end])
        last = end
    return unicodedata.normalize("NFC", "".join([*parts, _fold(text[last:])]))


def _fold(text: str) -> str:
    kept: list[str] = []
    for char in STRAY_JOINERS.sub("", text):
        if unicodedata.decomposition(char).startswith("<font>"):
            kept.append(unicodedata.normalize("NFKC", char))
        elif char in "\n\u200c\u200d" or not (
            unicodedata.category(char) in ("Cc", "Cf", "Cs") or ord(char) in INVISIBLE
        ):
            kept.append(char)
    return "".join(kept)


def _emoji_spans(text: str) -> list[tuple[int, int]]:
    import emoji

    return [(match["match_start"], match["match_end"]) for match in emoji.emoji_list(text)]


def _split_emoji(text: str, lang: str) -> list[Run]:
    if text.isascii():
        return [("text", text)] if text else []
    parts: list[Run] = []
    last = 0
    for start, end in _emoji_spans(text):
        one = text[start:end]
        # Bare ©, ™ and ↔ are typography; only U+FE0F makes them pictures.
        if len(one) == 1 and ord(one) < 0x2300:
            continue
        form = fonts.emoji_form(one)
        parts.append(("text", text[last:start]))
        parts.append(("emoji", form) if form else ("text", _emoji_name(one, lang)))
        last = end
    parts.append(("text", text[last:]))
    return [(kind, part) for kind, part in parts if part]


def _emoji_name(one: str, lang: str) -> str:
    import emoji

    name = emoji.demojize(one, language="id" if lang == "id" else "en").strip(":")
    return f"[{name.replace('_', ' ')}]"


def _drawable(text: str) -> str:
    if text.isascii():
        return text
    covered = fonts.covered()
    parts: list[str] = []
    for drawn, group in groupby(_settable(text), key=lambda char: ord(char) in covered or char == "\n"):
        part = "".join(group)
        parts.append(part if drawn else _named(part))
    return "".join(parts)


def _settable(text: str) -> str:
    """Drop marks that no single font has together with their letter, such as an Arabic vowel over a Latin one."""
    kept: list[str] = []
    fitting: Sequence[frozenset[int]] = ()
    for char in text:
        having = [points for points in (fitting if _is_mark(char) else fonts.chain()) if ord(char) in points]
        if having or not _is_mark(char):
            kept.append(char)
            fitting = having
    return "".join(kept)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def _named(text: str) -> str:
    """Name a run that no font covers: full-width forms folded, else the script and how many characters."""
    folded = unicodedata.normalize("NFKC", text)
    if all(ord(char) in fonts.covered() for char in folded):
        return folded
    if len(text) == 1:
        return f"[{unicodedata.name(text, '').lower() or f'U+{ord(text):04X}'}]"
    scripts = [_script(char) for char in text]
    return "".join(f"[{script}{NO_BREAK}×{sum(1 for _ in group)}]" for script, group in groupby(scripts))


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0].lower() or f"U+{ord(char):04X}"


def _breakable(text: str, longest: int) -> str:
    """Put invisible places to break into runs without any, never inside a letter with its marks."""
    return re.sub(rf"\S{{{longest},}}", lambda match: _broken(match[0], max(longest * 2 // 3, 1)), text)


def _broken(run: str, every: int) -> str:
    pieces: list[str] = []
    since = 0
    for char in run:
        if since >= every and not _is_mark(char):
            pieces.append(BREAK)
            since = 0
        pieces.append(char)
        since += 1
    return "".join(pieces)
