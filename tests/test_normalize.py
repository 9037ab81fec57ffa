from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wacana.text import normalize, remove, replace
from wacana.text.ledger import Rule, edits


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (normalize.mojibake(), "lucu Ã°Å¸ËœÂ­", "lucu 😭"),
        (normalize.mojibake(), "São Ãa ¼", "São Ãa ¼"),
        (normalize.spreadsheet(), "a_x000D_b _x009f_ _x0041_ id_x00_ _X000D_", "a\rb \x9f _x0041_ id_x00_ _X000D_"),
        (normalize.escapes(), r"x\xf0\x9f\x98\x82 \u2764 \xff \n", "x😂 ❤ \\xff \\n"),
        (normalize.compatibility(), "ＢＯＩＫＯＴ ⓑⓞⓘ 𝓰𝓪𝔃𝓪 ᴅᴇᴍᴏ ﷺ", "BOIKOT boi gaza demo ﷺ"),
        (normalize.marks(), "ẹ́ é a\u0301\u0302\u0303", "ẹ́ é a"),
        (remove.markup(), "<b>x</b> <3 <nama> a<b", "x <3 <nama> a<b"),
        (remove.markup(), '<a href="https://x.y">1:09</a><br />', "1:09\n"),
        (remove.controls(), "a\u200bb\u202ec ❤\ufe0f x\ufe0f 👨\u200d👩\u200d👧", "abc ❤\ufe0f x 👨\u200d👩\u200d👧"),
        (replace.entities(), "&lt;3 &amp; &#39;x&#39; &gt R&D ?a=1&copy=2", "<3 & 'x' > R&D ?a=1&copy=2"),
        (replace.spaces(), "a\xa0b\r\nc\u2028d", "a b\nc\nd"),
    ],
)
def test_repairs(rule: Rule, before: str, after: str) -> None:
    assert rule.pattern.sub(rule.replace, before) == after


@given(st.text())
def test_a_repair_says_what_it_does(text: str) -> None:
    for rule in (
        normalize.mojibake(),
        normalize.compatibility(),
        normalize.marks(),
        remove.controls(),
        replace.spaces(),
    ):
        assert all(text[edit.start : edit.end] == edit.before != edit.after for edit in edits(rule, text))
