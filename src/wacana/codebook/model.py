"""What a codebook is: themes with their patterns and examples, targets with their surface forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Codebook", "Example", "Pattern", "Target", "Theme"]

Text = Mapping[str, str]  # language code (id, en) → text


@dataclass(frozen=True)
class Pattern:
    """One pattern of a theme and what follows from a match.

    ``weight`` 1 is enough for the theme on its own, less needs company, below 0 speaks against it.
    ``negated`` says what a denied match is worth: ``ignore`` (nothing), ``keep`` (the same), or the slug of
    the theme that it then counts for.
    ``needs`` lists targets of which the comment must mention one; ``targets`` are the targets of the match itself.
    """

    theme: str
    text: str
    weight: float = 1.0
    negated: str = "ignore"
    needs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """A comment that must (or must not) carry a theme; ``targets``, where given, are those it must attach to."""

    text: str
    matches: bool
    targets: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Theme:
    """A theme: what it means, which patterns point at it, and examples that test them.

    A match counts for nothing when its sentence holds one of the patterns ``unless``. It reaches for actors nearby
    among ``attach`` (slugs of targets); ``default`` is the target when it finds none.
    """

    slug: str
    label: Text
    definition: Text
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    default: str | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Target:
    """An actor or group that a theme can be directed at, and the forms it is mentioned by."""

    slug: str
    label: Text
    forms: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Codebook:
    """Themes and targets of one topic; ``sha256`` identifies the exact file it was read from."""

    name: str
    version: str
    title: Text
    themes: tuple[Theme, ...]
    targets: tuple[Target, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sha256: str = ""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The themes' slugs, in the file's order."""
        return tuple(theme.slug for theme in self.themes)
