"""The sections of the report: each takes the material and gives blocks; the notebook puts them in order."""

from __future__ import annotations

from wacana.report.sections.examples import example_comments
from wacana.report.sections.language import carrying_words, emoji, key_words
from wacana.report.sections.material import Material, load
from wacana.report.sections.method import method, run_manifest
from wacana.report.sections.opening import key_findings, title_page
from wacana.report.sections.reading import source_text, what_was_read
from wacana.report.sections.scores import over_time, sentiment_and_themes
from wacana.report.sections.sources import by_source
from wacana.report.sections.targets import themes_and_targets

__all__ = [
    "Material",
    "by_source",
    "carrying_words",
    "emoji",
    "example_comments",
    "key_findings",
    "key_words",
    "load",
    "method",
    "over_time",
    "run_manifest",
    "sentiment_and_themes",
    "source_text",
    "themes_and_targets",
    "title_page",
    "what_was_read",
]
