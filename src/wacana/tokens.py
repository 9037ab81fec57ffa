"""Tokens of a text: words, numbers, emoji, emoticons, hashtags, masks and punctuation, each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

__all__ = ["COUNTED", "EMOJI", "MASKS", "Kind", "Token", "fold_emoji", "tokens"]

Kind = Literal["word", "number", "emoji", "emoticon", "hashtag", "mask", "punct"]
MASKS = ("@user", "URL", "EMAIL", "NOMOR")
COUNTED: frozenset[Kind] = frozenset({"word", "number", "emoji", "emoticon", "hashtag"})


class Token(NamedTuple):
    """One token: ``text[start:end]`` and what it is; offsets count code points."""

    text: str
    start: int
    end: int
    kind: Kind


# Characters that are emoji by themselves (Unicode emoji property), and those only with U+FE0F after them.
_PICTURE = (
    "\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611"
    "\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653"
    "\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7"
    "\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea"
    "\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728\u2733"
    "\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f0ff\U0001f170-\U0001f1e5"
    "\U0001f201-\U0001f3fa\U0001f400-\U0001faff"
)
_WITH_FE0F = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u25aa\u25ab"
_TONE = "\U0001f3fb-\U0001f3ff"
_PART = rf"(?:[{_PICTURE}]|[{_WITH_FE0F}]\ufe0f)\ufe0f?[{_TONE}]?\ufe0f?[\U000e0020-\U000e007f]*"
EMOJI = rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PART}(?:\u200d{_PART})*|[{_TONE}])"
# Letters keep their combining marks, or Arabic with vowel signs would fall apart.
_LETTER = r"[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670]"
EMOTICON = (
    r"(?<!\w)(?:[:;=]['’]?-?[)(DPpOo3*/\\|]+(?!\w)|[xX]D+(?!\w)|<3(?!\d)|\^[_.-]{0,9}\^|[T;][_.]+[T;](?!\w)"
    r"|-_+-|>_+<|:v(?!\w))"
)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<mask>@user\b|\b(?:URL|EMAIL|NOMOR)\b)|(?P<hashtag>\#\w+)|(?P<emoji>{EMOJI})"
        rf"|(?P<emoticon>{EMOTICON})|(?P<number>\d++(?:[.,:/]\d++)*+%?+(?!\w))"
        rf"|(?P<word>(?:{_LETTER})++(?:[-'’](?:{_LETTER})++)*+)|(?P<punct>[^\w\s]|_)"
    )


def tokens(text: str) -> list[Token]:
    """Split a text into tokens; white space is no token.

    >>> [t.text for t in tokens("Janji-janji @user 2,5% 👍🏽 #SaveGaza, ya?")]
    ['Janji-janji', '@user', '2,5%', '👍🏽', '#SaveGaza', ',', 'ya', '?']
    >>> tokens("tdk")
    [Token(text='tdk', start=0, end=3, kind='word')]
    """
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in _pattern().finditer(text):
        yield Token(match[0], match.start(), match.end(), match.lastgroup)  # type: ignore[arg-type]


def fold_emoji(emoji: str) -> str:
    """Give an emoji without skin tone and variation selectors, so that its spellings count as one.

    >>> fold_emoji("👍🏽") == fold_emoji("👍") == "👍", fold_emoji("❤️") == fold_emoji("❤")
    (True, True)
    """
    return re.sub(rf"(?<=.)[{_TONE}]|\ufe0f", "", emoji)
