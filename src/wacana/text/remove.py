"""Take away what no reader sees: markup, zero-width and bidirectional controls, other control characters."""

from __future__ import annotations

import re
from functools import cache

from wacana.text.ledger import Rule
from wacana.tokens import EMOJI

__all__ = ["CONTROLS", "TAGS", "controls", "markup"]

MARKUP = (
    "a|abbr|b|big|blockquote|body|br|center|code|del|div|em|font|h[1-6]|head|hr|html|i|iframe|img|ins|li|link|mark|meta"
    "|object|ol|p|pre|s|script|small|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul|video|wbr"
)
BREAKS = re.compile(r"</?\s*(?:br|p|div|li|tr|h[1-6]|hr|blockquote)\b", re.IGNORECASE)
# Controls, lone surrogates, private use, non-characters, zero-width and bidirectional marks, soft hyphen.
CONTROLS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e001f\U000e0080-\U000e0fff\U000f0000-\U0010ffff"
)
TAGS = "\U000e0020-\U000e007f"  # invisible letters; in the flags of Scotland and others they are wanted


@cache
def markup() -> Rule:
    """Remove HTML tags by name, so that ``<3`` and ``<nama>`` survive; tags that end a line leave a line break."""
    pattern = re.compile(rf"<(?:/?\s?(?:{MARKUP})\b[^<>]{{0,4000}}|!--[^<>]{{0,4000}}--)>", re.IGNORECASE)
    return Rule("html", pattern, lambda match: "\n" if BREAKS.match(match[0]) else "")


@cache
def controls() -> Rule:
    """Remove invisible characters; joiners and selectors stay inside the emoji that need them."""
    pattern = re.compile(rf"({EMOJI})|[{CONTROLS}\u200d\ufe0f\u20e3{TAGS}]+")
    return Rule("invisible", pattern, lambda match: match[1] or "")
