from __future__ import annotations

import itertools

import emoji
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wacana.tokens import fold_emoji, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Janji-janji itu!", ["Janji-janji/word", "itu/word", "!/punct"]),
        ("👍🏽👍 🇵🇸 👨‍👩‍👧", ["👍🏽/emoji", "👍/emoji", "🇵🇸/emoji", "👨‍👩‍👧/emoji"]),
        ("@user URL EMAIL NOMOR", ["@user/mask", "URL/mask", "EMAIL/mask", "NOMOR/mask"]),
        ("CURL @usernya", ["CURL/word", "@/punct", "usernya/word"]),
        ("#SaveGaza 2,5% 10.000", ["#SaveGaza/hashtag", "2,5%/number", "10.000/number"]),
        ("covid19 a'lam", ["covid19/word", "a'lam/word"]),
        ("senang :) <3 12:30", ["senang/word", ":)/emoticon", "<3/emoticon", "12:30/number"]),
        ("ٱلْحَمْدُ", ["ٱلْحَمْدُ/word"]),
        ("© 2024 ★", ["©/punct", "2024/number", "★/punct"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert [f"{token.text}/{token.kind}" for token in tokens(text)] == expected


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text != "" for token in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    left = "".join(text[a.end : b.start] for a, b in itertools.pairwise(found))
    assert not any(letter.isalnum() for letter in left)


def test_every_emoji_is_one_token() -> None:
    whole = [sign for sign, data in emoji.EMOJI_DATA.items() if data["status"] <= emoji.STATUS["fully_qualified"]]
    assert len(whole) > 3_000
    assert [sign for sign in whole if [token.kind for token in tokens(sign)] != ["emoji"]] == []


def test_skin_tones_fold() -> None:
    assert {fold_emoji(sign) for sign in ("👍", "👍🏻", "👍🏿")} == {"👍"}
    assert fold_emoji("🏽") == "🏽"
