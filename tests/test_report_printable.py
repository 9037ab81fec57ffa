"""printable: every hostile string made harmless, every ordinary one left alone."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from pathlib import Path

import emoji
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wacana.report import fonts
from wacana.report.printable import BREAK, printable, runs, safe, shorten

CASES = Path(__file__).parent / "cases" / "report" / "printable.tsv"


def _unescaped(text: str) -> str:
    r"""Read \x, \u and \U escapes, other characters as they are."""
    return codecs.decode(text.encode("ascii", "backslashreplace"), "unicode_escape")


def _cases() -> list[tuple[str, str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()[2:]
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(_unescaped(given), _unescaped(expected), why) for given, expected, why in rows]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(g, e, id=why) for g, e, why in _cases()])
def test_cases(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_every_emoji_is_one_glyph_or_a_name() -> None:
    named = 0
    for one, about in emoji.EMOJI_DATA.items():
        # Bare © and ↔ are typography, skin tones and hair alone are parts.
        found = runs(f"a {one} b")
        assert found[0][1].startswith("a ") and found[-1][1].endswith(" b"), one
        if len(found) == 3:
            assert found[1][0] == "emoji" and fonts.emoji_form(one) == found[1][1]
        else:
            assert len(found) == 1
            named += found[0][1].count("[")
            bare = len(one) == 1 and ord(one) < 0x2300
            assert bare or found[0][1].startswith("a ["), (one, about)
    # The font is of Emoji 15.0: only newer emoji may fall back, and some do.
    newer = sum(1 for about in emoji.EMOJI_DATA.values() if about["E"] > 15)
    assert 0 < named <= newer + 1


def test_names_follow_the_language() -> None:
    assert printable("🫩", lang="id") != printable("🫩", lang="en") == "[face with bags under eyes]"


def test_long_runs_can_break_and_lose_nothing() -> None:
    run = "a" * 100_000
    broken = printable(run)
    assert broken.replace(BREAK, "") == run
    assert max(map(len, broken.split(BREAK))) < 30
    assert BREAK not in printable("a" * 29)
    assert BREAK not in printable("kata biasa " * 100)


def test_breaks_keep_marks_on_their_letters() -> None:
    pieces = printable("e\u0323" * 60).split(BREAK)
    assert len(pieces) > 1
    assert not any(unicodedata.combining(piece[0]) for piece in pieces)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_any_string_is_drawable_and_stable(text: str) -> None:
    for kind, part in runs(text):
        if kind == "text":
            assert {ord(char) for char in part} - {10} <= fonts.covered()
        else:
            assert fonts.emoji_form(part) == part
    once = safe(text)
    assert safe(once) == once
    once.encode("utf-8")


def test_shorten_counts_what_it_leaves_out() -> None:
    assert shorten("abc", 3, "[{n}]") == "abc"
    assert shorten("abcd", 3, "[{n}]") == "abc… [1]"
