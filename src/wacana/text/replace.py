"""Put one thing for another: HTML entities, unusual white space, mobile numbers written with spaces."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from wacana.text.ledger import Rule

__all__ = ["LINES", "NUMBERS", "SPACES", "entities", "phones", "spaces"]

LINES = "\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
NUMBERS = r"\d{1,3}[ ().-]{1,3}\d|\d{7}"  # what stands behind the 8 of a mobile number
SPACES = "\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\u2800"


@cache
def entities() -> Rule:
    """Decode HTML entities, also those of a file that lost its semicolons (``&gt``)."""
    # The few names without a semicolon are ASCII signs that no Indonesian writer types by hand; ``&copy`` in
    # "a=1&copy=2" would be a changed link.
    pattern = re.compile(r"&(?:\#\d{1,7};|\#[xX][0-9a-fA-F]{1,6};|[a-zA-Z]\w{1,30};|(?:amp|lt|gt|quot|nbsp)(?![\w;=]))")
    return Rule("html", pattern, lambda match: unescape(match[0]))


@cache
def spaces() -> Rule:
    """Write every kind of line end as a line feed and every kind of space as a space."""
    pattern = re.compile(rf"(\r\n|[{LINES}])|[{SPACES}]")
    return Rule("spaces", pattern, lambda match: "\n" if match[1] else " ")


@cache
def phones() -> Rule:
    """Mask mobile numbers, in groups (``+62 812-3456-7890``) and behind what they are (``WA081234567890``)."""
    said = r"(?<!\w)((?i:wa|whatsapp|telp?|telepon|tlpn?|hp|hub|no|sms|call|cp)[.:]?)"
    digits = r"(?=8(?:[ ().-]{0,3}\d){8,11}(?!\d))8\d{1,11}\)?(?:[ .-]{1,3}\d{2,8}){0,3}"
    pattern = re.compile(rf"(?:{said}|(?<![\w+.,]))(?:\+?62[ -]{{0,3}}\(?|\(?0){digits}(?!\w|[.,]\d| \d)")
    return Rule("mask", pattern, lambda match: f"{match[1]} NOMOR" if match[1] else "NOMOR")
