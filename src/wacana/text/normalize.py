"""Bring characters to their regular form: mojibake, escapes, compatibility letters, stacked marks, NFC."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from wacana.text.ledger import Rule

__all__ = ["broken", "compatibility", "composed", "escapes", "marks", "mojibake", "spreadsheet", "stacks"]

# What the bytes 80-BF look like when UTF-8 is read as Latin-1 or Windows-1252.
TAIL = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20df\u20e1-\u20ff\ufe20-\ufe2f"
# Full-width, mathematical, enclosed, small-capital and modifier letters, ligatures, Arabic presentation forms
# except the one-character formulas ﷲ … ﷽, which stand for a phrase and are kept; emoji that lost
# their plane (U+F602 for 😂).
COMPATIBILITY = (
    "\uff01-\uff5e\U0001d400-\U0001d7ff\u2100-\u2121\u2123-\u2138\u2460-\u249b\u249c-\u24c1\u24c3-\u24ff"
    "\u1d43-\u1d5a\u02b0-\u02b8\u02e1-\u02e3\u2071\u207f\u2090-\u209c\ufb00-\ufb06\ufb50-\ufdcf\ufdf4-\ufdf9\ufe70-\ufefc"
    "\U0001f130-\U0001f149\uf300-\uf6ff\uf900-\uf9ff"
)
MOST = 30  # marks on one letter
SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))


@cache
def mojibake() -> Rule:
    """Repair UTF-8 that was read as another encoding, once or twice (``ðŸ˜‚`` → 😂), with ftfy."""
    # Every byte of mojibake is a character outside ASCII, so that each run of them is repaired by itself:
    # one bad run never puts the rest of a long comment at risk, and the time stays linear.
    return Rule("mojibake", re.compile(r"[^\x00-\x7f]+"), lambda match: _unbroken(match[0]))


@cache
def broken() -> re.Pattern[str]:
    """Match what may be mojibake: a lead byte of UTF-8 and a byte after it, both read as letters and signs."""
    return re.compile(rf"[\xc2-\xf4][{TAIL}]")


def _unbroken(run: str) -> str:
    if not broken().search(run):
        return run
    from ftfy import fix_encoding

    return str(fix_encoding(run))


@cache
def spreadsheet() -> Rule:
    """Decode the control characters that spreadsheets write out as ``_x000D_`` (ECMA-376, ST_Xstring)."""
    pattern = re.compile("_x00([0189][0-9a-fA-F]|7[fF])_")
    return Rule("escape", pattern, lambda match: chr(int(match[1], 16)))


@cache
def escapes() -> Rule:
    r"""Decode bytes written out as ``\xf0\x9f\x98\x82`` and characters written out as ``\u2764``."""
    return Rule("escape", re.compile(r"(?:\\x[0-9a-fA-F]{2})+|(?:\\u[0-9a-fA-F]{4})+"), _unescaped)


def _unescaped(match: re.Match[str]) -> str:
    digits = re.sub(r"\\[xu]", "", match[0])
    try:
        return bytes.fromhex(digits).decode("utf-8" if match[0][1] == "x" else "utf-16-be")
    except ValueError:
        return match[0]


@cache
def compatibility() -> Rule:
    """Write full-width, mathematical and other dressed-up letters as plain ones (``𝗯𝗼𝗶𝗸𝗼𝘁`` → boikot)."""
    pattern = re.compile(rf"[{COMPATIBILITY}{''.join(SMALL_CAPITALS)}]+")
    return Rule("letters", pattern, lambda match: "".join(map(_plain, match[0])))


def _plain(letter: str) -> str:
    if letter == "℅":  # writers mean per cent
        return "%"
    if "\uf300" <= letter <= "\uf9ff":  # what a 16-bit export left of an emoji
        whole = chr(ord(letter) + 0x10000)
        return whole if unicodedata.category(whole) == "So" else letter
    return SMALL_CAPITALS.get(letter) or unicodedata.normalize("NFKC", letter)


@cache
def stacks() -> Rule:
    """Cut marks on one letter to thirty (Stream-Safe Text Format, UAX #15): sorting more takes ever longer."""
    # Marks are neither letters nor spaces nor ASCII, and other such characters stand in long runs seldom.
    return Rule("marks", re.compile(rf"[^\w\s\x00-\x7f]{{{MOST + 1},}}"), _cut)


def _cut(match: re.Match[str]) -> str:
    kept, run = [], 0
    for letter in match[0]:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= MOST:
            kept.append(letter)
    return "".join(kept)


@cache
def marks() -> Rule:
    """Take stacked combining marks off a letter (zalgo); one mark on a letter stays."""
    # The face ( ͡° ͜ʖ ͡°) is drawn with marks that stand on nothing.
    return Rule("marks", re.compile(rf"[^\s{MARKS}]?(?![\u035c\u0361]\s?[°ʖ])[{MARKS}]+"), _bare)


def _bare(match: re.Match[str]) -> str:
    whole = unicodedata.normalize("NFC", match[0])
    left = re.findall(rf"[{MARKS}]", whole)
    # Strokes through a letter (U+0334 …) spell no language; two marks that compose with nothing are decoration.
    decorated = len(left) > 1 or any("\u0334" <= mark <= "\u0338" for mark in left) or len(whole) == len(left)
    return re.sub(rf"[{MARKS}]+", "", match[0]) if decorated else whole


@cache
def composed() -> Rule:
    """Write every other character sequence in NFC."""
    pattern = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
    return Rule("nfc", pattern, lambda match: unicodedata.normalize("NFC", match[0]))
