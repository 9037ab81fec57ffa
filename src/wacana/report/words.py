"""What the report says, in Indonesian or English, with numbers and dates as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import numpy as np

from wacana import resources
from wacana.errors import InputError

__all__ = ["LANGUAGES", "Lang", "Words", "capital", "messages"]

Lang = Literal["id", "en"]
LANGUAGES: tuple[Lang, ...] = ("id", "en")


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Give every message by key and language (resources/messages.yaml)."""
    file = resources.path("messages.yaml")
    found: Any = resources.load_yaml(file.read_text(encoding="utf-8"), file.name)
    return {key: {lang: " ".join(text.split()) for lang, text in both.items()} for key, both in found.items()}


def capital(text: str) -> str:
    """Begin a text with a capital; the rest stays as it is.

    >>> capital("rakyat Palestina")
    'Rakyat Palestina'
    """
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Words:
    """The words of one language; calling it with a key gives that message.

    >>> id, en = Words("id"), Words("en")
    >>> id("positive"), en("positive")
    ('positif', 'positive')
    >>> id.number(6201), en.number(6201), id.percent(0.1234), en.percent(0.1234)
    ('6.201', '6,201', '12,3%', '12.3%')

    Raises:
        InputError: on a language that is not there.
    """

    lang: Lang = "id"

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise InputError(f"lang='{self.lang}'", f"one of {', '.join(LANGUAGES)}", "Choose a report language.")

    def __call__(self, key: str, **values: object) -> str:
        """Give a message; whole numbers are written as the language writes them."""
        ready = {n: self.number(v) if isinstance(v, int | np.integer) else v for n, v in values.items()}
        return messages()[key][self.lang].format(**ready)

    def knows(self, key: str) -> bool:
        """Tell whether there is a message of this key."""
        return key in messages()

    def number(self, value: int | np.integer[Any]) -> str:
        """Write a whole number with its thousands grouped."""
        return f"{int(value):,}".replace(",", "." if self.lang == "id" else ",")

    def decimal(self, value: float, places: int = 1) -> str:
        """Write a number with decimals; the minus is a real one."""
        text = f"{value:.{places}f}".replace("-", "−")
        return text.replace(".", ",") if self.lang == "id" else text

    def percent(self, share: float, places: int = 1) -> str:
        """Write a share as a percentage; a share that is not a number is a dash."""
        if share != share:
            return "–"
        return f"{self.decimal(100 * share, places)}%"

    def interval(self, low: float, high: float) -> str:
        """Write an interval of shares.

        >>> Words("en").interval(0.115, 0.131)
        '11.5–13.1%'
        """
        return "–" if low != low else f"{self.decimal(100 * low)}–{self.percent(high)}"

    def date(self, day: date) -> str:
        """Write a day.

        >>> Words("id").date(date(2023, 10, 24))
        '24 Oktober 2023'
        """
        return f"{day.day} {self('months').split()[day.month - 1]} {day.year}"

    def listing(self, items: Iterable[str]) -> str:
        """Join items with commas and an "and".

        >>> Words("id").listing(["a", "b", "c"]), Words("en").listing(["a", "b"])
        ('a, b, dan c', 'a and b')
        """
        parts = list(items)
        if len(parts) < 2:
            return "".join(parts)
        comma = "," if len(parts) > 2 else ""
        return f"{', '.join(parts[:-1])}{comma} {self('and')} {parts[-1]}"
