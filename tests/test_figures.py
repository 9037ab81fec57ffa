from __future__ import annotations

import warnings
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from wacana import figures


def percent(share: float, places: int) -> str:
    return f"{100 * share:.{places}f} %"


def shares() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": ["sentiment", "sentiment", "theme"],
            "name": ["positive", "negative", "trust"],
            "label": ["positif", "negatif", "kepercayaan"],
            "share": [0.25, 0.75, 0.0],
            "low": [0.2, 0.7, 0.0],
            "high": [0.3, 0.8, 0.02],
        }
    )


def share_plot() -> Figure:
    return figures.share_plot(shares(), axis="bagian komentar", percent=percent)


def target_plot() -> Figure:
    rows = [("kepercayaan", "perusahaan", 0.5), ("skeptisisme", "Israel", 0.25)]
    table = pd.DataFrame(rows, columns=["theme_label", "target_label", "share"])
    return figures.target_plot(table, themes=["kepercayaan", "skeptisisme"], percent=percent)


def emoji_plot() -> Figure:
    picture = [np.full((4, 4, 4), 0.5), None]
    table = pd.DataFrame({"label": ["hati merah", "semangka"], "n": [1200, 3], "picture": picture})
    return figures.emoji_plot(table, axis="komentar", number=str)


def keyword_plot() -> Figure:
    rows = [("kepercayaan", "percaya", 4.0), ("kepercayaan", "الله", 3.0), ("skeptisisme", "漢字", 2.0)]
    return figures.keyword_plot(pd.DataFrame(rows, columns=["theme_label", "word", "z"]), axis="z")


def course(weeks: int = 3) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", periods=weeks, freq="7D")
    comments = pd.DataFrame(
        {"period": days, "partial": False, "name": "comments", "label": "komentar", "n": [5, 0, 9] * (weeks // 3)}
    )
    share = [0.2, np.nan, 0.4] * (weeks // 3)
    trust = pd.DataFrame({"period": days, "partial": False, "name": "trust", "label": "kepercayaan", "share": share})
    trust = trust.assign(low=trust["share"] - 0.1, high=trust["share"] + 0.1)
    return pd.concat([comments, trust], ignore_index=True)


def time_plot(weeks: int = 3) -> Figure:
    return figures.time_plot(
        course(weeks), count_axis="komentar per minggu", percent=percent, number=str, date=lambda day: f"{day:%d/%m}"
    )


ALL = [share_plot, target_plot, emoji_plot, keyword_plot, time_plot]


def texts(figure: Figure) -> set[str]:
    """Give every text that the figure draws."""
    figure.draw_without_rendering()
    return {artist.get_text() for artist in figure.findobj(mpl.text.Text)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("plot", ALL)
def test_svg_is_the_same_bytes_each_time_and_warns_of_nothing(plot: Callable[[], Figure]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter without a glyph would warn
        first, again = figures.svg(plot()), figures.svg(plot())
    assert first == again
    assert "<svg" in first and "<text" not in first  # letters are outlines: any viewer has the glyphs
    assert "<dc:date>" not in first


@pytest.mark.parametrize("plot", ALL)
def test_figures_leave_the_users_settings_alone(plot: Callable[[], Figure]) -> None:
    before = dict(mpl.rcParams)
    figures.svg(plot())
    assert dict(mpl.rcParams) == before


def test_share_plot_writes_each_share_at_its_place() -> None:
    figure = share_plot()
    assert {"positif", "25.0 %", "75.0 %", "0.0 %", "bagian komentar"} <= texts(figure)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [float(np.ravel(dot.get_xdata())[0]) for dot in dots] == [0.25, 0.75, 0.0]


def test_target_plot_marks_the_cells_without_comments() -> None:
    drawn = [text.get_text() for text in target_plot().axes[0].texts]
    assert drawn == ["50.0 %", "–", "–", "25.0 %"]


def test_words_that_no_font_can_draw_become_squares_and_others_do_not() -> None:
    assert {"percaya", "الله", "□□"} <= texts(keyword_plot())


def test_a_period_without_comments_leaves_a_gap_in_the_line() -> None:
    line = time_plot().axes[1].lines[0]
    assert np.isnan(np.asarray(line.get_ydata(), dtype=float)).tolist() == [False, True, False]


def test_only_periods_without_neighbours_have_an_upright_line_for_their_interval() -> None:
    lines = time_plot(6).axes[1].collections[1].get_segments()  # shares: 0.2, none, 0.4, 0.2, none, 0.4
    assert [(round(low, 2), round(high, 2)) for (_, low), (_, high) in lines] == [(0.1, 0.3), (0.3, 0.5)]


@pytest.mark.parametrize(
    ("top", "written"),
    [(0.072, ["0.0 %", "2.5 %", "5.0 %"]), (0.5, ["0 %", "20 %", "40 %"]), (0.011, ["0.0 %", "0.4 %", "0.8 %"])],
)
def test_percentages_on_an_axis_are_those_of_its_ticks(top: float, written: list[str]) -> None:
    axes = Figure().subplots()
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(3))
    figures._percents(axes.yaxis, percent)
    places = [place for place in axes.get_yticks() if place <= top]
    assert [axes.yaxis.get_major_formatter()(place) for place in places] == written


def test_an_odd_number_of_courses_leaves_no_empty_axes() -> None:
    table = course()
    table = pd.concat([table, table[table["name"] == "trust"].assign(name="hope")], ignore_index=True)
    figure = figures.time_plot(table, count_axis="n", percent=percent, number=str, date=lambda day: f"{day:%d/%m}")
    assert [axes.get_visible() for axes in figure.axes] == [True, True, True, False]
    assert "15/01" in {label.get_text() for label in figure.axes[1].get_xticklabels() if label.get_visible()}


@pytest.mark.parametrize(("weeks", "written"), [(3, ["01/01", "08/01", "15/01"]), (9, ["01/01", "22/01", "12/02"])])
def test_time_plot_writes_at_most_three_of_its_periods_in_half_a_line(weeks: int, written: list[str]) -> None:
    assert [label.get_text() for label in time_plot(weeks).axes[-1].get_xticklabels()] == written
