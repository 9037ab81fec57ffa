"""Lines of a pasted page: what each one is by itself, from the cues in ``resources/read/cues.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from wacana import resources

__all__ = ["Line", "begins", "clause_number", "cues", "lines_of", "register"]

SHORT = 6  # words of a slogan
LONGEST = 120  # characters of a line of buttons
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_EMOJI = re.compile(r"[☀-➿⬀-⯿\U0001F000-\U0001FAFF]")
_NUMBERED = re.compile(r"\s*\(?(\d{1,2})\s?[-.):–]\)?\s*(?=[^\d\s])")
_END = re.compile(r"[.!?…][\"”’')\]]*$")
_OPEN = re.compile(r"[,:;(\[{–—\-/&]$")
_DATELINE = re.compile(r"(?:[A-Z][\w.]+(?:, | )){1,4}(?:\([^)]*\) ?)?[-–—] ")
_QUOTED = re.compile(r"[“\"][^”\"]{15,}[”\"]")


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its text, its kind, and the blank lines before it.

    Kinds: ``text``; ``mark`` (punctuation only); ``rule``; ``heading``; and the page's chrome: ``time``,
    ``action``, ``count``.
    """

    number: int
    text: str
    kind: str
    gap: int

    @property
    def words(self) -> list[str]:
        """The words in lower case."""
        return _WORD.findall(self.text.lower())

    @property
    def short(self) -> bool:
        """Whether the line is no longer than a slogan."""
        return len(self.words) <= SHORT

    @property
    def ended(self) -> bool:
        """Whether the line ends as a sentence does."""
        return bool(_END.search(self.text.strip()))

    @property
    def unfinished(self) -> bool:
        """Whether the line ends where no sentence can end."""
        return bool(_OPEN.search(self.text.strip()))

    @property
    def emoji_end(self) -> bool:
        """Whether the line ends in an emoji."""
        return bool(_EMOJI.search(self.text.strip()[-3:]))


@cache
def cues() -> dict[str, Any]:
    """Load the cue lists."""
    file = resources.path("read/cues.yaml")
    found = resources.load_yaml(file.read_text(encoding="utf-8"), file.name)
    assert isinstance(found, dict)
    return found


@cache
def _phrases(name: str) -> re.Pattern[str]:
    ways = sorted(cues()[name], key=len, reverse=True)
    one = "|".join(re.escape(way) for way in ways)
    return re.compile(rf"\W*(?:{one})(?![\w'’-])", re.IGNORECASE)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    found = cues()
    time, action, count = "|".join(found["times"]), "|".join(found["actions"]), found["count"]
    # Instagram pastes "12 sukaBalas" without a space between the pieces. Atomic groups: a long line of digits
    # could else be cut to pieces in exponentially many ways.
    piece = rf"(?>{action}|{time}|{count})"
    whole = {
        "heading": rf"(?:{'|'.join(found['headings'])}) ?:?",
        "rule": found["rule"],
        "time": rf"(?:{time})(?:\s*\((?:diedit|edited)\))?",
        "count": count,
        "action": rf"{piece}(?:[\s·•|,]*{piece})*+|{'|'.join(found['with_names'])}",
    }
    return {kind: re.compile(rf"(?:[·•|]\s*)?(?:{way})(?:\s*[·•|])?", re.IGNORECASE) for kind, way in whole.items()}


def lines_of(text: str) -> list[Line]:
    """Split a page to its lines; blank ones are counted in the ``gap`` of the next.

    >>> [(line.number, line.kind, line.gap) for line in lines_of("Isi\\n\\n2 jam\\n.")]
    [(1, 'text', 0), (3, 'time', 1), (4, 'mark', 0)]
    """
    found = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.removesuffix("\r")
        stripped = line.strip(" \t\u00a0\u200b\ufeff\f\u200e")
        if not stripped:
            gap += 1
            continue
        found.append(Line(number, line, _kind(stripped), gap))
        gap = 0
    return found


def _kind(stripped: str) -> str:
    for kind, pattern in _patterns().items():
        if len(stripped) <= LONGEST and pattern.fullmatch(stripped):
            return kind
    return "text" if re.search(r"\w", stripped) or _EMOJI.search(stripped) else "mark"


def begins(line: Line, *names: str) -> bool:
    """Tell whether a line begins with a phrase of the named cue lists."""
    return any(_phrases(name).match(line.text) for name in names)


def is_only(line: Line, *names: str) -> bool:
    """Tell whether a line is nothing but a phrase of the named cue lists, and marks."""
    return any((m := _phrases(n).match(line.text)) and not _WORD.search(line.text[m.end() :]) for n in names)


def clause_number(line: Line) -> int | None:
    """Give the number at the start of a clause: ``1- ``, ``2. ``, ``(3) ``, ``Pertama, ``."""
    if line.kind != "text":
        return None
    if match := _NUMBERED.match(line.text):
        return int(match[1])
    first = re.match(r"\s*(\w+)[,:]", line.text)
    ordinals = cues()["ordinals"]
    return ordinals.index(first[1].lower()) + 1 if first and first[1].lower() in ordinals else None


def register(line: Line) -> float:
    """Judge how much a line reads like a report or statement (above 0) or like a comment (below 0)."""
    if line.kind != "text":
        return 0.0
    words = line.words
    joined = f" {' '.join(words)} "
    score = 2.0 * (len(words) >= 40) or 1.0 * (len(words) >= 18) or -0.5 * (len(words) <= 8)
    score += min(2.0, 0.7 * sum(f" {word} " in joined for word in cues()["formal"]))
    score -= min(3.0, 1.0 * sum(word in _informal() for word in words))
    score -= 1.0 * bool(_EMOJI.search(line.text)) + 0.5 * bool(re.search(r"[!?.,]{2}|[@#]\w", line.text))
    score -= 1.0 * begins(line, "wishes", "opens", "greetings")
    score += 1.0 * bool(_DATELINE.match(line.text)) + 0.7 * bool(_QUOTED.search(line.text))
    return score + (0.3 if line.ended else -0.3 if len(words) > 3 else 0.0)


@cache
def _informal() -> frozenset[str]:
    return frozenset(cues()["informal"])
