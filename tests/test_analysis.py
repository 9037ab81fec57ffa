from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scored_table import THEMES, scored_table

from wacana import analysis
from wacana.analysis import account, examples, shares
from wacana.analysis.base import judged, lists, threads
from wacana.analysis.emoji import name
from wacana.analysis.timeline import period_of
from wacana.errors import InputError
from wacana.schema import themes_of


def shares_by_author(scored: pd.DataFrame) -> pd.DataFrame:
    return analysis.shares(scored, by="author")


ALL = [
    analysis.account,
    analysis.shares,
    shares_by_author,
    analysis.duplicate_sensitivity,
    analysis.targets,
    analysis.overlap,
    analysis.keyness,
    analysis.top_emoji,
    analysis.examples,
    analysis.timeline,
]
each = pytest.mark.parametrize("analyse", ALL, ids=lambda function: function.__name__)
Analysis = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture
def scored() -> pd.DataFrame:
    return scored_table()


def named(table: pd.DataFrame, column: str = "name") -> pd.DataFrame:
    return table.set_index(column)


@each
def test_repeated_index_labels_and_a_trip_through_parquet_change_nothing(
    analyse: Analysis, scored: pd.DataFrame
) -> None:
    expected = analyse(scored)
    same_labels = scored.set_axis([0] * len(scored))
    file = io.BytesIO()
    scored.to_parquet(file)
    pd.testing.assert_frame_equal(analyse(same_labels), expected)
    pd.testing.assert_frame_equal(analyse(pd.read_parquet(file)), expected)


@each
def test_the_order_of_rows_changes_nothing(analyse: Analysis, scored: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(analyse(scored.iloc[::-1]), analyse(scored))


@each
def test_the_table_is_not_changed(analyse: Analysis, scored: pd.DataFrame) -> None:
    before = scored.copy(deep=True)
    analyse(scored)
    pd.testing.assert_frame_equal(scored, before)


@each
def test_no_comments_give_a_table_of_the_same_columns(analyse: Analysis, scored: pd.DataFrame) -> None:
    assert list(analyse(scored.iloc[:0]).columns) == list(analyse(scored).columns)


def test_account_adds_up_and_names_what_the_reader_left_out(scored: pd.DataFrame) -> None:
    scored.loc[3, "sentiment"] = None
    scored.attrs["read"] = {"rows_in": 29, "dropped": [{"reason": "blank", "count": 3, "rows": "4-6"}]}
    found = analysis.account(scored)
    assert found[["step", "detail", "n"]].values.tolist() == [
        ["rows_in", "", 29],
        ["left_out", "blank", 3],
        ["comments", "", 26],
        ["empty", "", 1],
        ["unscored", "", 1],
        ["judged", "", 24],
        ["copies", "", 1],
    ]


def test_account_names_rows_that_were_taken_out_or_added(scored: pd.DataFrame) -> None:
    scored.attrs["read"] = {"rows_in": len(scored) + 1, "dropped": [{"reason": "blank", "count": 1}]}
    fewer = account(scored.head(5)).set_index("step")["n"]
    assert fewer["rows_in"] == fewer["left_out"] + fewer["taken_out"] + fewer["comments"]
    assert fewer["taken_out"] == len(scored) - 5
    assert "taken_out" not in set(account(scored)["step"])
    more = pd.concat([scored, scored.head(2)])
    assert "read" in more.attrs and "rows_in" not in set(account(more)["step"])


def test_scores_that_a_table_does_not_have_make_nobody_unjudged(scored: pd.DataFrame) -> None:
    bare = scored.assign(sentiment=None)
    assert len(judged(bare)) == len(judged(scored))
    assert set(shares(bare)["kind"]) == {"theme"}
    none = bare.assign(**dict.fromkeys(themes_of(bare.columns), pd.NA))
    assert judged(none).empty


def test_themes_may_be_called_as_the_columns_of_the_examples(scored: pd.DataFrame) -> None:
    names = {"trust": "order", "p_trust": "p_order", "trust_targets": "order_targets"}
    assert len(examples(scored.rename(columns=names))) == len(examples(scored))


def test_shares_leave_empty_comments_out_of_the_total(scored: pd.DataFrame) -> None:
    found = named(analysis.shares(scored))
    assert found["total"].eq(25).all()
    assert found["n"].to_dict() == {
        "positive": 10, "neutral": 4, "negative": 11, "trust": 3, "solidarity": 9, "skepticism": 9,
    }  # fmt: skip
    assert (found["low"] <= found["share"]).all() and (found["share"] <= found["high"]).all()


def test_without_threads_the_interval_is_wilsons(scored: pd.DataFrame) -> None:
    assert analysis.shares(scored)["method"].eq("bootstrap").all()
    assert analysis.shares(scored.assign(thread_id=None))["method"].eq("wilson").all()


def test_a_comment_without_a_thread_is_a_thread_of_its_own(scored: pd.DataFrame) -> None:
    scored.loc[[0, 1], "thread_id"] = None
    assert threads(judged(scored)).nunique() == 6 + 2


def test_shares_by_a_column_are_those_of_each_part(scored: pd.DataFrame) -> None:
    scored["source"] = ["b", "a", *["b"] * 12, *["a"] * 12]
    found = analysis.shares(scored, by="source")
    assert list(found.columns) == ["source", *analysis.shares(scored).columns]
    for source, part in found.groupby("source"):
        alone = analysis.shares(scored[scored["source"] == source])
        pd.testing.assert_frame_equal(part.drop(columns="source").reset_index(drop=True), alone)
    assert found.groupby("source", sort=False)["total"].first().to_dict() == {"a": 12, "b": 13}  # an empty one in a
    whole = analysis.shares(scored.assign(source="a"), by="source")
    pd.testing.assert_frame_equal(whole.drop(columns="source"), analysis.shares(scored))


def test_shares_by_a_column_judge_each_comment_as_in_the_whole_table(scored: pd.DataFrame) -> None:
    scored["source"] = ["a", *["b"] * 25]
    scored.loc[0, "sentiment"] = None  # unjudged in the whole, though nobody in its source has a sentiment
    assert set(analysis.shares(scored, by="source")["source"]) == {"b"}
    scored["source"] = [None, *["b"] * 25]
    assert set(analysis.shares(scored, by="source")["source"]) == {"b"}
    with pytest.raises(InputError, match=r"by='platform'; expected a column of the table"):
        analysis.shares(scored, by="platform")
    for column in ("emoji", "name"):  # lists, and a column of the result
        with pytest.raises(InputError, match="one value a row"):
            analysis.shares(scored.assign(name="x"), by=column)


def test_sensitivity_counts_each_text_once(scored: pd.DataFrame) -> None:
    found = named(analysis.duplicate_sensitivity(scored)).loc["solidarity"]
    assert (found["share"], found["share_unique"]) == (9 / 25, 8 / 24)


def test_adverts_are_counted_and_weighed_where_they_were_looked_for(scored: pd.DataFrame) -> None:
    steps = set(analysis.account(scored)["step"])
    assert "adverts" not in steps  # nobody looked for them in this table
    pd.testing.assert_series_equal(
        analysis.advert_sensitivity(scored)["share_without"], analysis.shares(scored)["share"], check_names=False
    )
    scored["is_ad"] = (scored["trust"] | scored["is_empty"]).astype("boolean")  # an empty comment is in no share
    found = named(analysis.advert_sensitivity(scored)).loc["trust"]
    assert (found["share"], found["share_without"], found["total"], found["total_without"]) == (3 / 25, 0, 25, 22)
    counted = analysis.account(scored).set_index("step")["n"]
    assert counted["adverts"] == 3 and counted["judged"] == 25


def test_adverts_give_no_words_no_pairs_and_no_examples(scored: pd.DataFrame) -> None:
    told = [analysis.keyness(scored, min_z=0), analysis.collocations(scored), analysis.examples(scored)]
    scored["is_ad"] = pd.Series(False, scored.index, dtype="boolean")
    scored.loc[scored["is_empty"], "is_ad"] = True  # gives no words as it is
    for before, analyse in zip(
        told, (partial(analysis.keyness, min_z=0), analysis.collocations, examples), strict=True
    ):
        pd.testing.assert_frame_equal(analyse(scored), before)
    scored["is_ad"] = scored["comment_id"].eq("k04") | scored["trust"].fillna(False)
    found = analysis.keyness(scored, min_z=0)
    assert "trust" not in set(found["theme"]) and not found.equals(told[0])
    pd.testing.assert_frame_equal(found, analysis.keyness(scored[~scored["is_ad"]], min_z=0))
    pd.testing.assert_frame_equal(analysis.collocations(scored), analysis.collocations(scored[~scored["is_ad"]]))
    pd.testing.assert_frame_equal(examples(scored), examples(scored[~scored["is_ad"]]))
    assert analysis.shares(scored)["total"].eq(25).all()  # shares count them


def test_targets_are_shares_of_the_themes_comments(scored: pd.DataFrame) -> None:
    found = analysis.targets(scored)
    solidarity = named(found[found["theme"] == "solidarity"], "target")
    assert solidarity["n"].to_dict() == {"palestine_people": 7, "palestine_factions": 2, "public": 1}
    assert solidarity["total"].eq(9).all()
    skeptical = found[found["theme"] == "skepticism"]
    assert skeptical["target"].tolist()[:3] == ["", "indonesia_gov", "mediators"]  # two each, by name


def test_a_theme_that_no_comment_has_has_no_targets(scored: pd.DataFrame) -> None:
    scored["trust"] = scored["trust"].mask(scored["trust"].fillna(False), False)
    assert set(analysis.targets(scored)["theme"]) == {"solidarity", "skepticism"}


def test_overlap_is_not_symmetric_in_its_shares(scored: pd.DataFrame) -> None:
    found = named(analysis.overlap(scored), "theme").query("n > 0")
    assert found.loc["trust", ["other", "n", "total"]].tolist() == ["solidarity", 1, 3]
    assert found.loc[["solidarity"], "total"].eq(9).all()


def test_keyness_finds_the_words_of_a_theme_and_keeps_negators(scored: pd.DataFrame) -> None:
    found = analysis.keyness(scored, min_z=0.5)
    words = {theme: set(table["word"]) for theme, table in found.groupby("theme")}
    assert {"janji", "tidak"} <= words["skepticism"]
    assert "gaza" in words["solidarity"] and "gaza" not in words["skepticism"]
    assert not {"itu", "dan", "yang"} & set(found["word"])  # function words
    assert found["z"].ge(0.5).all() and found["n"].ge(3).all()


def test_keyness_counts_a_word_once_a_comment_and_a_copy_not_at_all(scored: pd.DataFrame) -> None:
    found = named(analysis.keyness(scored, min_z=0), "word")
    # "janji" stands nine times in seven comments; of the two equal boycott comments one counts.
    assert found.loc[["janji"], "n"].tolist() == [7]
    assert found.query("theme == 'solidarity'").loc["gaza", "n"] == 5


def test_keyness_follows_the_formula_of_monroe_colaresi_and_quinn() -> None:
    from wacana.analysis.keyness import PRIOR_WORDS, _log_odds

    inside, rest = np.array([8.0, 2.0]), np.array([2.0, 8.0])
    log_odds, z = _log_odds(inside, rest)
    prior = PRIOR_WORDS / 2
    odds = (8 + prior) / (2 + prior)
    assert log_odds == pytest.approx([2 * np.log(odds), -2 * np.log(odds)])
    assert z[0] == pytest.approx(2 * np.log(odds) / np.sqrt(1 / (8 + prior) + 1 / (2 + prior)))


def _of(scored: pd.DataFrame, texts: list[str]) -> pd.DataFrame:
    """Give a table of these comments, none of them a copy."""
    return scored.iloc[[0] * len(texts)].assign(clean=texts, comment_id=[f"p{i}" for i in range(len(texts))])


def test_collocations_follow_dunnings_formula(scored: pd.DataFrame) -> None:
    found = analysis.collocations(
        _of(scored, ["janji palsu", "janji palsu", "janji palsu", "janji manis", "air keruh"])
    )
    (row,) = found.query("scope == ''").to_dict("records")
    # 2 × Σ observed × ln(observed / expected) over the pairs with and without each word, of 10 words.
    observed = np.array([[3.0, 0.0], [1.0, 6.0]])
    expected = np.outer(observed.sum(1), observed.sum(0)) / 10
    filled = observed[observed > 0]
    assert (row["pair"], row["n"]) == ("janji palsu", 3)
    assert row["g2"] == pytest.approx(2 * (filled * np.log(filled / expected[observed > 0])).sum())


@pytest.mark.parametrize(
    "text", ["janji, palsu", "janji 😂 palsu", "janji yang palsu", "palsu janji", "janji @user palsu"]
)
def test_words_with_something_between_them_are_no_pair(scored: pd.DataFrame, text: str) -> None:
    found = analysis.collocations(_of(scored, ["janji palsu", "janji palsu", text, "air keruh"]))
    assert found.empty


def test_collocations_keep_negators_and_count_a_comment_once(scored: pd.DataFrame) -> None:
    found = named(analysis.collocations(_of(scored, ["tidak percaya, tidak percaya"] * 3)).query("scope == ''"), "pair")
    assert found["n"].to_dict() == {"tidak percaya": 3}
    assert analysis.collocations(_of(scored, ["tidak percaya, tidak percaya, tidak percaya"])).empty


def test_emoji_count_comments_first_and_both_forms_of_a_heart_as_one(scored: pd.DataFrame) -> None:
    found = analysis.top_emoji(scored)
    every = named(found[found["scope"] == ""], "emoji")
    assert every.loc["❤️", "n"] == 2 and "❤" not in every.index
    assert every.loc["🤲", ["n", "occurrences"]].tolist() == [2, 3]
    assert every.loc["😂", "id"] == "wajah gembira berurai air mata"
    assert found[found["scope"] == "trust"]["emoji"].tolist() == ["🇵🇸"]


def test_emoji_of_any_skin_count_as_one_and_carry_their_meaning_and_interval(scored: pd.DataFrame) -> None:
    scored["emoji"] = [["🤲🏽"], ["🤲"], ["🚀"], *[[]] * (len(scored) - 3)]
    every = named(analysis.top_emoji(scored).query("scope == ''"), "emoji")
    assert every.loc["🤲", ["n", "function"]].tolist() == [2, "prayer"]
    assert every.loc["🚀", ["meaning_id", "meaning_en", "function"]].tolist() == ["", "", ""]
    assert (every["low"] < every["share"]).all() and (every["share"] < every["high"]).all()
    assert "doa" in every.loc["🤲", "meaning_id"]


def test_emoji_have_names_in_both_languages() -> None:
    assert name("🇮🇩", "id") == "bendera indonesia" and name("🍉", "en") == "watermelon"


def test_examples_are_varied_never_repeated_and_never_copies(scored: pd.DataFrame) -> None:
    found = analysis.examples(scored)
    assert found["comment_id"].is_unique and "k05" not in set(found["comment_id"])
    clearest = found[(found["theme"] == "solidarity") & (found["choice"] == "clearest")]
    first = [row[0] for row in clearest["targets"]]
    assert len(set(first)) == 3  # three targets, though most comments are about one of them


def test_examples_prefer_high_scores_and_fitting_lengths(scored: pd.DataFrame) -> None:
    scored.loc[scored["comment_id"] == "k03", "p_trust"] = 1.0
    scored.loc[scored["comment_id"] == "k08", "n_tokens"] = 200
    found = analysis.examples(scored, clearest=2, drawn=0).query("theme == 'trust'")
    assert found["comment_id"].tolist() == ["k03", "k14"]


def test_a_theme_shares_its_comments_when_it_has_no_others(scored: pd.DataFrame) -> None:
    both = scored.iloc[[11]]  # solidarity and skepticism
    found = analysis.examples(both)
    assert found["theme"].tolist() == ["solidarity", "skepticism"]


def test_drawn_examples_do_not_look_at_the_score(scored: pd.DataFrame) -> None:
    drawn = analysis.examples(scored, clearest=0, drawn=3)
    lowered = scored.assign(**{f"p_{theme}": scored[f"p_{theme}"] * scored["row"] / 26 for theme in THEMES})
    again = analysis.examples(lowered, clearest=0, drawn=3)
    assert drawn["comment_id"].tolist() == again["comment_id"].tolist()


def test_timeline_keeps_the_weeks_without_comments(scored: pd.DataFrame) -> None:
    found = analysis.timeline(scored)
    counts = named(found[found["name"] == "comments"], "period")["n"]
    assert period_of(scored) == "week" and counts.tolist() == [5, 5, 0, 0, 5, 0, 0, 5, 4, 1]
    assert counts.index[0] == pd.Timestamp("2024-01-01")  # a Monday
    assert found.query("n == 0 and total == 0")["share"].isna().all()


@pytest.mark.parametrize(
    ("days", "each", "unit"),
    [(1, 40, ""), (3, 20, "day"), (60, 20, "day"), (61, 20, "week"), (21, 5, "week"), (500, 1, "month"), (3, 2, "day")],
)
def test_the_unit_of_time_follows_span_and_number(days: int, each: int, unit: str) -> None:
    one = scored_table().iloc[[0] * days * each]
    dates = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(np.arange(days * each) // each, unit="D")
    assert period_of(one.assign(created_at=dates)) == unit


@pytest.mark.parametrize(("apart", "unit"), [(1, "month"), (3, "quarter"), (8, "year")])
def test_between_months_and_years_there_are_quarters(apart: int, unit: str) -> None:
    dates = pd.date_range("2022-01-01", "2024-12-31", freq=f"{apart}D", tz="UTC")
    assert period_of(scored_table().iloc[[0] * len(dates)].assign(created_at=dates)) == unit


def test_only_the_ends_of_a_timeline_can_be_partial(scored: pd.DataFrame) -> None:
    found = named(analysis.timeline(scored).query("name == 'comments'"), "period")["partial"]
    assert found.tolist() == [True, *[False] * 8, True]  # from a Tuesday on, in weeks
    scored.loc[0, "created_at"] = pd.Timestamp("2024-01-01 23:00", tz="UTC")
    assert not analysis.timeline(scored)["partial"].iloc[0]


def test_comments_without_dates_have_no_timeline(scored: pd.DataFrame) -> None:
    scored["created_at"] = pd.Series(pd.NaT, index=scored.index, dtype="datetime64[us, UTC]")
    assert analysis.timeline(scored).empty


def test_lists_read_missing_as_empty_and_arrays_as_lists() -> None:
    assert lists([None, ["a"], np.array(["b", "c"], dtype=object), float("nan")]) == [
        [],
        ["a"],
        ["b", "c"],
        [],
    ]
