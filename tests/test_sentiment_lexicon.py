"""The sentiment lexicon and the boosters: what every reader of the two files may rely on."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from wacana import resources
from wacana.clean import clean
from wacana.codebook.units import units
from wacana.lexicon import negators

CASES = Path(__file__).parent / "cases"
ENTRIES = list(resources.read_tsv(resources.path("lexicon/sentiment.tsv")))
BOOSTERS = list(resources.read_tsv(resources.path("lexicon/boosters.tsv")))
WEIGHTS = {row["word"]: float(row["weight"]) for row in ENTRIES}


@pytest.mark.parametrize("rows", [ENTRIES, BOOSTERS], ids=["sentiment", "boosters"])
def test_words_are_sorted_unique_lower_case_and_nfc(rows: list[dict[str, str]]) -> None:
    words = [row["word"] for row in rows]
    assert words == sorted(set(words))
    assert [w for w in words if w != unicodedata.normalize("NFC", w.lower()) or w != " ".join(w.split())] == []


def test_weights_are_within_range_with_one_decimal() -> None:
    odd = [w for w, x in WEIGHTS.items() if not 0 < abs(x) <= 5 or x != round(x, 1)]
    assert odd == []


def test_sources_are_named() -> None:
    assert {row["source"] for row in ENTRIES} == {"wacana", "wacana+silver"}
    assert {row["source"] for row in BOOSTERS} == {"wacana"}


def test_the_lexicon_covers_words_phrases_and_emoji_of_both_signs() -> None:
    emoji = [w for w in WEIGHTS if not any(c.isalpha() for c in w)]
    assert len(WEIGHTS) >= 2500
    assert len(emoji) >= 150
    for sign in (1, -1):
        assert sum(x * sign > 0 for x in WEIGHTS.values()) > 0.3 * len(WEIGHTS)
        assert sum(WEIGHTS[w] * sign > 0 for w in emoji) > 0.3 * len(emoji)


def test_no_negator_has_a_weight_or_boosts() -> None:
    assert sorted(negators() & WEIGHTS.keys()) == []
    assert sorted(negators() & {row["word"] for row in BOOSTERS}) == []


def test_no_booster_has_a_weight_of_its_own() -> None:
    # "sangat" would count twice in "sangat bagus".
    assert [row["word"] for row in BOOSTERS if row["word"] in WEIGHTS] == []


def test_boosters_strengthen_weaken_or_turn() -> None:
    factors = {row["word"]: float(row["factor"]) for row in BOOSTERS}
    assert all(-1 <= x <= 2 and x not in (0, 1) for x in factors.values())
    assert factors["sangat"] == factors["banget"] == 1.5
    assert factors["agak"] == 0.7


@pytest.mark.parametrize("case", list(resources.read_tsv(CASES / "sentiment_signs.tsv")), ids=lambda c: c["word"])
def test_topics_are_neutral_and_evaluations_are_not(case: dict[str, str]) -> None:
    weight = WEIGHTS.get(case["word"], 0.0)
    assert (weight > 0) - (weight < 0) == int(case["sign"])


def test_every_entry_tokenises_into_its_own_words() -> None:
    assert {w: units(w).forms for w in WEIGHTS if units(w).forms != w.split() and w[0].isalpha()} == {}


def test_the_cleaner_leaves_every_entry_as_it_is() -> None:
    # An entry that the cleaner rewrites never matches: "bgt" is "banget" by then. Worse is a false repair:
    # "tingkahnya memuakkan" must not become "memuaskan".
    assert {w: clean(w) for w in WEIGHTS if w[0].isalpha() and units(clean(w)).forms != w.split()} == {}
