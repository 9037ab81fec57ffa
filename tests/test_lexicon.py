from __future__ import annotations

import warnings

import pytest

import wacana
from wacana import lexicon
from wacana.clean import cleaner
from wacana.clean.formulas import ritual_patterns
from wacana.errors import InputError
from wacana.tokens import fold_emoji, tokens

FUNCTIONS = {"prayer", "praise", "thanks", "oath", "lament", "curse", "blessing"}


def test_the_stop_list_never_holds_a_negator() -> None:
    assert lexicon.stopwords() and not lexicon.stopwords() & lexicon.negators()


def test_a_list_that_drops_a_negator_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="gak, tidak"):
        listed = wacana.stopwords(["yang", "Tidak", " gak\n"])
    assert listed == {"yang", "tidak", "gak"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert wacana.stopwords(["yang", "nggakpapa"]) == {"yang", "nggakpapa"}
        assert wacana.stopwords([]) == frozenset()


def test_a_text_is_no_list_of_words() -> None:
    with pytest.raises(InputError, match=r"the text 'stop\.txt'"):
        wacana.stopwords("stop.txt")


def test_emoji_have_a_meaning_and_are_found_as_comments_write_them() -> None:
    meanings = lexicon.emoji_meanings()
    assert len(meanings) == len(lexicon.rows("emoji")) >= 60
    for emoji, meaning in meanings.items():
        assert [token.kind for token in tokens(emoji)] == ["emoji"] and fold_emoji(emoji) == emoji
        assert all(meaning) and meaning.id != meaning.en
    written = [fold_emoji(token.text) for token in tokens("merdeka 🤲🏽 ✌️ 🇵🇸❤️ 🚀")]
    assert [getattr(meanings.get(emoji), "function", None) for emoji in written] == [
        None, "prayer", "victory", "solidarity", "affection", None,
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["spelling", "formal"])
def test_every_entry_of_the_tables_is_stable(level: lexicon.Level) -> None:
    used = cleaner(level)
    entries = [*used.lexicon.informal, *used.lexicon.informal.values()]
    done = used.clean_all(entries)
    assert [
        (raw, one, two) for raw, one, two in zip(entries, done, used.clean_all(done), strict=True) if one != two
    ] == []


def test_rituals_have_a_function_and_their_own_form_is_stable() -> None:
    for row in lexicon.rows("rituals"):
        assert row["function"] in FUNCTIONS, row
        assert cleaner().clean(row["form"]) == row["form"]
    assert len(ritual_patterns()) > 30


def test_names_are_never_rewritten() -> None:
    lex = cleaner().lexicon
    names = [name.title() for name in sorted(lex.names) if name.isalpha()]
    assert len(names) > 500
    assert [(raw, done) for raw, done in zip(names, cleaner().clean_all(names), strict=True) if raw != done] == []
    capitals = [name.upper() for name in sorted(lex.acronyms) if name.isalpha() and len(name) > 1]
    assert [(raw, done) for raw, done in zip(capitals, cleaner().clean_all(capitals), strict=True) if raw != done] == []
