"""Figures: a tidy table with ready labels in, a matplotlib Figure out.

Every figure reads in greyscale (position and printed values carry the numbers, colour only helps), and none
touches pyplot's global state. Sizes are inches; the width is that of an A4 page's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import StringIO
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from wacana import resources

__all__ = ["emoji_plot", "keyword_plot", "share_plot", "svg", "target_plot", "time_plot"]

WIDTH = 6.3
INK, SOFT, RULE = "#1f2933", "#5f6b7a", "#d5dae1"
BLUE = "#2b6ca3"
SENTIMENT_COLOURS = {"positive": "#2b6ca3", "neutral": "#7b8794", "negative": "#c2571a"}  # apart for all eyes
STYLE: Any = {
    "font.family": ["Noto Sans", "DejaVu Sans"],  # the second for Arabic and other scripts
    "font.size": 8.5,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": RULE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.grid.axis": "x",
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.bottom": False,
    "ytick.left": False,
    "text.usetex": False,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "wacana",
}

FONTS = ("NotoSans-Regular", "NotoSans-Bold", "DejaVuSans")
Percent = Callable[[float, int], str]  # a share and its decimals, to text
Number = Callable[[int], str]
Date = Callable[["pd.Timestamp"], str]
PARTIAL: Any = {"facecolor": "white", "edgecolor": SOFT, "hatch": "////"}  # the bar of a period cut by the data's ends
PICTURE = 11  # points of the sides of an emoji
MOST_DATES, MOST_DATES_HALF = 5, 3  # on an axis of time as wide as the figure, and as half of it; more would touch


def svg(figure: Figure) -> str:
    """Write a figure as SVG text, the same bytes every time, its letters as outlines."""
    out = StringIO()
    with _style():
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def share_plot(table: pd.DataFrame, *, axis: str, percent: Percent) -> Figure:
    """Draw shares as dots with their intervals, one line a share, a gap between kinds.

    ``table`` has kind, name, label, share, low and high; ``axis`` says what the shares are shares of.
    """
    with _style():
        gaps = table["kind"].ne(table["kind"].shift()).cumsum() - 1
        places = [-(row + 0.6 * gap) for row, gap in enumerate(gaps)]
        figure, axes = _axes(0.75 + 0.26 * len(table))
        axes.grid(True)
        columns = (table[name] for name in ("name", "share", "low", "high"))
        for place, name, share, low, high in zip(places, *columns, strict=True):
            colour = SENTIMENT_COLOURS.get(name, INK)
            axes.plot([low, high], [place, place], color=colour, linewidth=2, solid_capstyle="butt")
            axes.plot(share, place, "o", color=colour, markersize=5.5)
            label, right = percent(share, 1), (6, 0)
            axes.annotate(label, (high, place), xytext=right, textcoords="offset points", va="center")
        axes.set_yticks(places, [str(label) for label in table["label"]])
        axes.set_ylim(min(places) - 0.6, 0.6)
        axes.set_xlim(0, min(1.0, float(table["high"].max()) * 1.18 + 0.01))
        axes.xaxis.set_major_locator(MaxNLocator(6))
        _percents(axes.xaxis, percent)
        axes.set_xlabel(axis)
    return figure


def target_plot(table: pd.DataFrame, *, themes: Sequence[str], percent: Percent) -> Figure:
    """Draw theme × target as a grid of shades, each cell with its share of the theme's comments.

    ``table`` has theme_label, target_label and share; targets stand in the order of their first row, and theme_label
    in the order of ``themes``.
    """
    with _style():
        grid = table.pivot(index="target_label", columns="theme_label", values="share")
        grid = grid.loc[table["target_label"].unique(), list(themes)].fillna(0.0)
        figure, axes = _axes(0.5 + 0.23 * len(grid), width=min(WIDTH, 2.6 + 1.15 * grid.shape[1]))
        top = max(float(grid.to_numpy().max()), 0.01)
        axes.pcolormesh(grid.to_numpy(), cmap="Blues", vmin=0, vmax=top, edgecolor="white", linewidth=1.5)
        for y, cells in enumerate(grid.to_numpy()):
            for x, share in enumerate(cells):
                colour = "white" if share > 0.6 * top else INK if share else SOFT
                text = percent(share, 1) if share else "–"
                axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=colour)
        axes.set_xticks([x + 0.5 for x in range(grid.shape[1])], [str(name) for name in grid.columns])
        axes.set_yticks([y + 0.5 for y in range(len(grid))], [str(name) for name in grid.index])
        axes.xaxis.tick_top()
        axes.tick_params(axis="x", colors=INK, bottom=False, top=False)
        axes.invert_yaxis()
        axes.spines[:].set_visible(False)
    return figure


def emoji_plot(table: pd.DataFrame, *, axis: str, number: Number) -> Figure:
    """Draw how many comments hold each emoji, as bars labelled with the emoji's name and picture.

    ``table`` has label, n and picture: an RGBA image, or None.
    """
    with _style():
        figure, axes = _axes(0.6 + 0.22 * len(table))
        places = [-row for row in range(len(table))]
        axes.barh(places, table["n"], height=0.68, color=BLUE)
        for place, n in zip(places, table["n"], strict=True):
            axes.annotate(number(int(n)), (n, place), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, [_drawable(str(label)) for label in table["label"]])
        axes.tick_params(axis="y", pad=PICTURE + 8)
        for place, picture in zip(places, table["picture"], strict=True):
            if picture is not None:
                image = OffsetImage(picture, zoom=PICTURE / len(picture), dpi_cor=True)
                axes.add_artist(
                    AnnotationBbox(
                        image, (0, place), (-PICTURE / 2 - 4, 0), boxcoords="offset points", frameon=False, pad=0
                    )
                )
        axes.set_xlim(0, float(table["n"].max()) * 1.12)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(int(value))))
        axes.set_xlabel(axis)
    return figure


def keyword_plot(table: pd.DataFrame, *, axis: str) -> Figure:
    """Draw the words that set each theme apart, one panel a theme, by z.

    ``table`` has theme_label, word and z, the highest z first within a theme.
    """
    with _style():
        labels = list(table["theme_label"].unique())
        tallest = int(table["theme_label"].value_counts().max())
        figure = Figure(figsize=(WIDTH, 0.7 + 0.2 * tallest), layout="constrained")
        panels = figure.subplots(1, len(labels), squeeze=False, sharex=True)[0]
        for axes, label in zip(panels, labels, strict=True):
            rows = table[table["theme_label"] == label]
            places = [-row for row in range(len(rows))]
            axes.hlines(places, 0, rows["z"], color=BLUE, linewidth=1.5)
            axes.plot(rows["z"], places, "o", color=BLUE, markersize=4)
            axes.set_yticks(places, [_drawable(str(word)) for word in rows["word"]])
            axes.set_ylim(-tallest + 0.4, 0.6)
            axes.set_xlim(0, float(table["z"].max()) * 1.08)
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))  # decimals would need the language's comma
            axes.set_title(label)
        figure.supxlabel(axis, fontsize=8.5, color=SOFT)
    return figure


def time_plot(table: pd.DataFrame, *, count_axis: str, percent: Percent, number: Number, date: Date) -> Figure:
    """Draw the number of comments by period, and beside it each theme's share with its interval as a band.

    A period without neighbours has an upright line instead; a partial one has a hollow bar and hollow dots.

    ``table`` has period, partial, name (``comments`` or a theme), label, n, share, low and high; ``date`` writes a
    period.
    """
    with _style():
        names = list(table["name"].unique())
        height = -(-len(names) // 2)
        figure = Figure(figsize=(WIDTH, 0.5 + 1.05 * height), layout="constrained")
        panels = figure.subplots(height, min(len(names), 2), squeeze=False, sharex=True).ravel()
        for unused in panels[len(names) :]:
            unused.set_visible(False)
            panels[len(names) - 2].tick_params(labelbottom=True)  # the panel above it is the lowest of its column
        for axes, name in zip(panels, names, strict=False):
            rows = table[table["name"] == name]
            dates = rows["period"].to_numpy()
            axes.grid(True, axis="y")
            axes.yaxis.set_major_locator(MaxNLocator(3, integer=name == "comments"))
            if name == "comments":
                width = float((dates[1:] - dates[:-1]).min() / np.timedelta64(1, "D")) * 0.85
                bars = axes.bar(dates, rows["n"].to_numpy(dtype=float), width=width, color=SOFT, zorder=2)
                for bar, partial in zip(bars, rows["partial"], strict=True):
                    bar.set(**(PARTIAL if partial else {}))
                axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(int(value))))
                axes.set_ylim(0)
                axes.set_title(count_axis)
                continue
            low, high = rows["low"].to_numpy(dtype=float), rows["high"].to_numpy(dtype=float)
            axes.fill_between(dates, low, high, color=BLUE, alpha=0.25, linewidth=0)
            share = rows["share"].to_numpy(dtype=float)
            axes.plot(dates, share, color=BLUE, marker="o", markersize=2.5, linewidth=1)
            partial = rows["partial"].to_numpy(dtype=bool)
            axes.plot(dates[partial], share[partial], "o", color=BLUE, markerfacecolor="white", markersize=3.5)
            alone = _alone(share)  # a band needs two neighbours
            axes.vlines(dates[alone], low[alone], high[alone], color=BLUE, alpha=0.5, linewidth=2)
            axes.set_ylim(0, np.nanmax(np.append(high, 0.02)) * 1.03)
            _percents(axes.yaxis, percent)
            axes.set_title(str(rows["label"].iloc[0]))
        periods = table["period"].drop_duplicates()
        shown = periods.iloc[:: -(-len(periods) // (MOST_DATES if len(names) == 1 else MOST_DATES_HALF))]
        panels[-1].set_xticks(shown.to_numpy(), [date(period) for period in shown])
    return figure


@contextmanager
def _style() -> Iterator[None]:
    _covered()  # makes the fonts known
    with mpl.rc_context(STYLE):
        yield


def _axes(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _percents(axis: Axis, percent: Percent) -> None:
    """Write an axis of shares with the fewest decimals that tell its ticks truly: not 2% for 2.5%."""
    ticks = 100 * np.asarray(axis.get_major_locator().tick_values(*axis.get_view_interval()))
    places = next((n for n in range(4) if np.allclose(ticks, ticks.round(n), rtol=0, atol=1e-9)), 4)
    axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, places)))


def _alone(share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the values that have no neighbour."""
    there = np.concatenate([[False], ~np.isnan(share), [False]])
    found: NDArray[np.bool_] = there[1:-1] & ~there[:-2] & ~there[2:]
    return found


def _drawable(text: str) -> str:
    """Put a square for letters that the font lacks, which matplotlib would warn about one by one."""
    covered = _covered()
    return "".join(letter if ord(letter) in covered else "□" for letter in text)


@cache
def _covered() -> frozenset[int]:
    """Make the shipped fonts known to matplotlib, and give the code points that they can draw."""
    letters: set[int] = set()
    for name in FONTS:
        file = str(resources.path(f"fonts/{name}.ttf"))
        fontManager.addfont(file)
        letters |= set(get_font(file).get_charmap())
    return frozenset(letters)
