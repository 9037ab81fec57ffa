"""The patterns of the cleaner: what is suspicious in a text, and what a chunk between two spaces is made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from wacana.text.normalize import COMPATIBILITY, MARKS, SMALL_CAPITALS, TAIL, stacks
from wacana.text.remove import CONTROLS, TAGS
from wacana.text.replace import LINES, NUMBERS, SPACES
from wacana.tokens import EMOJI, EMOTICON, MASKS

__all__ = ["MASK_OF", "chunk", "find_odd", "is_odd", "link", "plain"]

TLD = "com|net|org|info|gov|edu|id|co|tv|me|ly|be|gl|io|app|xyz|link|news|site|online|my|uk|us"
URL = (
    r"(?i:https?:/{1,2}|www\.)[^\s<>\"“”]*[^\s<>\"“”.,!?;:'’)\]]"
    rf"|(?<![\w@.-])(?:[a-zA-Z0-9-]++\.)+(?:(?i:{TLD})/[^\s<>\"“”]*[^\s<>\"“”.,!?;:'’)\]]"
    r"|(?:(?i:com|net|(?:co|go|ac|or|web|sch|my)\.id)|org)(?![\w-]))"  # "begitu.Org itu" begins a sentence
)
# A point before the @ or another point is a slip in an address with a common ending; in "dibawa.ke.mana..mana.@aja.lah"
# ten words would be lost.
EMAIL = (
    r"(?<![\w.+-])[a-zA-Z0-9](?:(?:[\w+-]|\.(?![.@])){0,64}+@(?:[a-zA-Z0-9-]{1,63}\.){1,8}[a-zA-Z]{2,}"
    rf"|[\w.+-]{{0,64}}+@(?:[a-zA-Z0-9-]{{1,63}}\.){{1,8}}(?:{TLD})(?![\w-]))"
)
HANDLE = r"(?<![\w@])@[^\W_](?:[\w.-]*\w)?|(?<![\w@])@_[\w.-]*\w"
PHONE = r"(?<![\w.,])(?:\+?62|0)[-.]?8\d(?:[-.]?\d){6,11}(?![\w.,]\d)(?!\w)|(?<![\w.,])\d{10,}(?![\w]|[.,]\d)"
# A number with or without a unit (10rb, 2,5%, 07.00, 100k, 3x, 2024-2029, 5km/jam) is never rewritten.
# The bounds keep "1.1.1.…" linear.
NUMBER = r"(?<!\w)[+-]?\d++(?:[.,:/–-]\d++){0,9}+(?:%|[a-zA-Z]{1,8}(?:/[a-zA-Z]{1,8})?)?(?![\w²])"
# Masks of other people's files: USERNAME and URL in brackets, xxxuserxxx, <username>.
FOREIGN_MASK = r"\[(?:USERNAME|USER|URL|HASHTAG)\]|\bxxx[a-z]+xxx"
LETTER = r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670])"
# "cara.nya" is one word, and no end of a sentence; "soal.a" may be the first of several.
WORD = rf"{LETTER}++(?:(?:[-'’_´`]|-_|_-)(?:{LETTER})++)*+(?:(?<=\w{{3}})\.(?:nya|ny|y)(?![\w.]))?+"
MASK_OF = {"url": "URL", "email": "EMAIL", "handle": "@user", "phone": "NOMOR"}


def is_odd(text: str) -> bool:
    """Tell whether the character repairs may change anything; most texts have nothing and skip them all."""
    return bool(find_odd([text]))


def find_odd(texts: Sequence[str]) -> list[int]:
    """Give the positions of the texts that the character repairs may change."""
    ascii, wide, stack = _odd("", "").search, _odd(_characters(), EMOJI_RANGES).search, stacks().pattern.search
    return [
        at
        for at, text in enumerate(texts)
        if (
            ascii(text)
            if text.isascii()
            else wide(text) or stack(text) or not unicodedata.is_normalized("NFC", text)  # the last is slow on stacks
        )
    ]


HALVES = r"\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"  # letters of flags and skin tones, which take no selector
EMOJI_RANGES = r"\xa9\xae\u203c-\u3299\U0001f000-\U0001faff"


@cache
def _characters() -> str:
    return f"{CONTROLS}{COMPATIBILITY}{MARKS}{''.join(SMALL_CAPITALS)}{LINES}{SPACES}{TAGS}"


@cache
def _odd(characters: str, emoji: str) -> re.Pattern[str]:
    # Every match begins with one character class, which the regex engine looks for quickly; what stands around that
    # character is asked only then.
    always = rf"\x00-\x08\x0b-\x1f\x7f{characters}"
    asked = (
        r"(?<=&)(?=[\#a-zA-Z])|(?<=<)(?=[/!a-zA-Z]|\s[a-zA-Z])|(?<=\\)(?=[xu][0-9a-fA-F])|(?<=_)(?=x00)"
        rf"|(?<=8)(?={NUMBERS})"
    )
    if not emoji:
        return re.compile(rf"[{always}&<\\8_](?:(?<=[{always}])|{asked})")
    return re.compile(
        rf"[{always}&<\\8_\xc2-\xf4\u200d\ufe0f\u20e3](?:(?<=[{always}])|{asked}|(?<=[\xc2-\xf4])(?=[{TAIL}])"
        rf"|(?<=\ufe0f)(?:(?<![{emoji}]\ufe0f)|(?<=[{HALVES}]\ufe0f))(?!\u20e3)|(?<=\u200d)(?<![{emoji}\ufe0f]\u200d)"
        rf"|(?<=\u20e3)(?<![0-9\#*\ufe0f]\u20e3)|(?<=\u200d)(?![{emoji}]))"
    )


@cache
def link() -> re.Pattern[str]:
    """Match a chunk that is one link."""
    return re.compile(URL)


@cache
def plain() -> re.Pattern[str]:
    """Match the commonest chunk: letters, with punctuation at most around them."""
    return re.compile(r"([(\"“]?)(?!xxx|(?:URL|EMAIL|NOMOR)\b)([^\W\d_]++(?:-[^\W\d_]++)?+)([.,!?;:)…\"”]{0,3})")


@cache
def chunk() -> re.Pattern[str]:
    """Split a chunk into links, addresses, handles, hashtags, numbers, words and the rest; the first that fits wins."""
    # Links come first: "https://t.co/x" must not become "https://t.cowok/kali"; an address comes before a handle, or
    # "ani@contoh.id" would keep "ani"; numbers come before words, or "10rb" would be read as letters in disguise.
    masks = "|".join(rf"{mask}\b" if mask.isalpha() else mask for mask in MASKS if mask != "@user")
    # A name stands after its pattern, so that the regex engine sees by one letter which alternatives cannot fit.
    return re.compile(
        rf"(?:{URL})(?P<url>)|{EMAIL}(?P<email>)|(?:{HANDLE})(?P<handle>)|\#\w+(?P<hashtag>)"
        rf"|(?:\b(?:{masks})|{FOREIGN_MASK})(?P<keep>)|(?:{PHONE})(?P<phone>)|{EMOJI}(?P<emoji>)|{EMOTICON}(?P<emoticon>)"
        rf"|{NUMBER}(?P<number>)|{WORD}(?P<word>)|(?P<sign>[.!?,;:~=()\[\]{{}}\"'“”…/\\|<>-])(?P=sign){{3,}}(?P<run>)"
        r"|_+(?P<edge>)"
    )
