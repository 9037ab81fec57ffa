"""Emoji as pictures, for figures: matplotlib cannot draw the colours of the font that the report's text has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from wacana.report import fonts

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pictures"]

SIZE, PPI = 12, 288  # points of a picture's sides, and dots to 72 points
# A strip of squares, one below the other.
TEMPLATE = f"""
#set page(width: {SIZE}pt, height: auto, margin: 0pt, fill: none)
#set text(font: "Twemoji Mozilla", size: 9.5pt, fallback: false)
#grid(rows: {SIZE}pt, align: center + horizon, ..json(bytes(sys.inputs.emoji)).map(it => [#it]))
"""


def pictures(emoji: Sequence[str]) -> list[NDArray[Any] | None]:
    """Give each emoji as an image (48 × 48 × RGBA, 0 to 1); None for those that the font lacks."""
    import typst
    from matplotlib.image import imread

    forms = [fonts.emoji_form(each) for each in emoji]
    known = [form for form in forms if form]
    if not known:
        return [None] * len(forms)
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.folder()])
    compiler = typst.Compiler(TEMPLATE.encode(), font_paths=found, sys_inputs={"emoji": json.dumps(known)})
    made = compiler.compile(format="png", ppi=PPI)
    assert isinstance(made, bytes)
    strip, side = imread(BytesIO(made)), SIZE * PPI // 72
    squares = (strip[place * side : (place + 1) * side] for place in range(len(known)))
    return [next(squares) if form else None for form in forms]
