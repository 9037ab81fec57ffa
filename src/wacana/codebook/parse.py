"""From a codebook's YAML to a Codebook; every mistake is named with its place and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import yaml

from wacana import resources, schema
from wacana.codebook.language import sequences, unknown
from wacana.codebook.model import Codebook, Example, Pattern, Target, Theme
from wacana.errors import CodebookError

__all__ = ["parse"]

BOOK = ("name", "version", "title", "themes", "targets", "groups")
THEME = ("slug", "label", "definition", "patterns", "negated", "unless", "attach", "default", "examples")
PATTERN = ("match", "weight", "negated", "needs", "targets")
TARGET = ("slug", "label", "forms")
LANGUAGES = ("id", "en")
EXPECTED = {
    "name": "each name once among targets and themes, and among targets and groups ('not' is the negators' group)",
    "label": "labels of themes, and of targets, that differ in more than capitals",
}


def parse(text: str, file: str) -> Codebook:
    """Read a codebook from YAML text; ``file`` names it in errors.

    Raises:
        CodebookError: on the first mistake, with theme, pattern and line.
    """
    reader = _Reader(text, file)
    return reader.book(resources.load_yaml(text, file))


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.targets: tuple[str, ...] = ()
        self.themes: tuple[str, ...] = ()
        self.names: frozenset[str] = frozenset()

    def book(self, data: object) -> Codebook:
        top = self.mapping(data, (), BOOK, required=("name", "themes"))
        name = self.slug(top["name"], ("name",))
        listed = self.items(top.get("targets", []), ("targets",))
        targets = tuple(self.target(item, ("targets", i)) for i, item in enumerate(listed))
        self.targets = tuple(target.slug for target in targets)
        named = [(slug, ("targets", i, "slug")) for i, slug in enumerate(self.targets)]
        groups = {}
        for key, words in self.mapping(top.get("groups", {}), ("groups",), None).items():
            groups[self.slug(key, ("groups", key))] = self.forms(words, ("groups", key))
        self.unique([("not", ()), *named, *((key, ("groups", key)) for key in groups)], "name")
        self.names = frozenset((*self.targets, *groups, "not"))
        raw = self.items(top["themes"], ("themes",))
        for i, item in enumerate(raw):
            slug = self.mapping(item, ("themes", i), THEME, required=("slug", "patterns"))["slug"]
            self.themes = (*self.themes, self.slug(slug, ("themes", i, "slug")))
        if not raw:
            self.fail(("themes",), "no theme", "at least one theme", "Start from: wacana codebook new NAME.")
        # A report looks a label up by its slug alone.
        self.unique([*named, *((slug, ("themes", i, "slug")) for i, slug in enumerate(self.themes))], "name")
        themes = tuple(self.theme(item, ("themes", i)) for i, item in enumerate(raw))
        for lang in LANGUAGES:
            self.unique([(theme.label[lang], ("themes", i, "label")) for i, theme in enumerate(themes)], "label")
            self.unique([(target.label[lang], ("targets", i, "label")) for i, target in enumerate(targets)], "label")
        return Codebook(
            name=name,
            version=self.string(top.get("version", "1"), ("version",)),
            title=self.texts(top.get("title", name), ("title",)),
            themes=themes,
            targets=targets,
            groups=groups,
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
        )

    def target(self, data: object, place: tuple[Any, ...]) -> Target:
        found = self.mapping(data, place, TARGET, required=("slug", "forms"))
        slug = self.slug(found["slug"], (*place, "slug"))
        if slug in schema.SENTIMENTS:  # a report would call it by the sentiment's name
            self.fail((*place, "slug"), f"target '{slug}'", "a slug that is no sentiment's", "Rename the target.")
        label = self.texts(found.get("label", slug), (*place, "label"))
        # A target such as "other" is chosen when nobody is named, so it may have no forms.
        return Target(slug, label, self.forms(found["forms"], (*place, "forms")))

    def forms(self, data: object, place: tuple[Any, ...]) -> tuple[str, ...]:
        forms = self.strings(data, place)
        self.language(forms, place, frozenset(("not",)))
        return forms

    def theme(self, data: Any, place: tuple[Any, ...]) -> Theme:
        slug = data["slug"]
        if schema.taken(slug):  # it names columns of the scored table
            self.fail(
                (*place, "slug"), f"theme '{slug}'", "a slug that is not a column's name already", "Rename the theme."
            )
        negated = self.negated(data.get("negated", "ignore"), (*place, "negated"))
        patterns: list[Pattern] = []
        for i, entry in enumerate(self.items(data["patterns"], (*place, "patterns"))):
            patterns += self.patterns(entry, (*place, "patterns", i), slug, negated)
        default = data.get("default")
        if default is not None:
            self.known([default], (*place, "default"))
        unless = self.strings(data.get("unless", []), (*place, "unless"))
        self.language(unless, (*place, "unless"), self.names)
        return Theme(
            slug=slug,
            label=self.texts(data.get("label", slug), (*place, "label")),
            definition=self.texts(data.get("definition", ""), (*place, "definition")),
            patterns=tuple(patterns),
            unless=unless,
            attach=self.known(data.get("attach", list(self.targets)), (*place, "attach")),
            default=default,
            examples=self.examples(data.get("examples", {}), (*place, "examples")),
        )

    def patterns(self, entry: object, place: tuple[Any, ...], theme: str, negated: str) -> list[Pattern]:
        if isinstance(entry, str):
            entry = {"match": entry}
        found = self.mapping(entry, place, PATTERN, required=("match",))
        texts = self.strings(found["match"], (*place, "match"))
        self.language(texts, (*place, "match"), self.names)
        rest: dict[str, Any] = {
            "weight": self.weight(found.get("weight", "1"), (*place, "weight")),
            "negated": self.negated(found["negated"], (*place, "negated")) if "negated" in found else negated,
            "needs": self.known(found.get("needs", []), (*place, "needs")),
            "targets": self.known(found.get("targets", []), (*place, "targets")),
        }
        return [Pattern(theme, text, **rest) for text in texts]

    def examples(self, data: object, place: tuple[Any, ...]) -> tuple[Example, ...]:
        made = []
        for key, listed in self.mapping(data, place, ("match", "not")).items():
            for i, item in enumerate(self.items(listed, (*place, key))):
                here = (*place, key, i)
                if isinstance(item, str):
                    made.append(Example(item, key == "match"))
                    continue
                found = self.mapping(item, here, ("text", "targets"), required=("text",))
                targets = self.known(found["targets"], (*here, "targets")) if "targets" in found else None
                made.append(Example(self.string(found["text"], here), key == "match", targets))
        return tuple(made)

    # One kind of value each; all name the place where they fail.

    def mapping(
        self, data: object, place: tuple[Any, ...], keys: Sequence[str] | None, *, required: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        if not isinstance(data, dict):
            self.fail(
                place,
                f"{type(data).__name__} where keys belong",
                f"keys such as {', '.join(keys or ('name',))}",
                "Indent them under it.",
            )
        for key in data:
            if keys is not None and key not in keys:
                self.fail((*place, key), *unknown(str(key), keys, f"key '{key}'", "one of the known keys"))
        for key in required:
            if key not in data:
                self.fail(place, f"no '{key}'", f"the keys {', '.join(required)}", f"Add '{key}:'.")
        return data

    def items(self, data: object, place: tuple[Any, ...]) -> list[Any]:
        if not isinstance(data, list):
            self.fail(place, f"{str(data)[:40]!r}", "a list", "Put each entry on a line that begins with '- '.")
        return data

    def string(self, data: object, place: tuple[Any, ...]) -> str:
        if not isinstance(data, str) or not data.strip():
            self.fail(place, f"{str(data)[:40]!r}", "a text", "Quote a text that holds ': ' or begins with a mark.")
        return data

    def strings(self, data: object, place: tuple[Any, ...]) -> tuple[str, ...]:
        listed = [data] if isinstance(data, str) else self.items(data, place)
        return tuple(self.string(item, (*place, i)) for i, item in enumerate(listed))

    def texts(self, data: object, place: tuple[Any, ...]) -> Mapping[str, str]:
        if isinstance(data, str):
            return dict.fromkeys(LANGUAGES, data)
        found = self.mapping(data, place, LANGUAGES)
        given = {key: self.string(value, (*place, key)) for key, value in found.items()}
        if not given:
            self.fail(place, "no text", "a text for id, en or both", "Write it, or leave the key out.")
        # A researcher may write one language only; the other shows the same text.
        return {key: given.get(key, next(iter(given.values()))) for key in LANGUAGES}

    def slug(self, data: object, place: tuple[Any, ...]) -> str:
        if not isinstance(data, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", data):
            self.fail(
                place,
                f"name {data!r}",
                "small letters, digits and _, beginning with a letter",
                "It becomes a column's name.",
            )
        return data

    def unique(self, given: Sequence[tuple[str, tuple[Any, ...]]], kind: str) -> None:
        """Refuse what differs from an earlier one in capitals at most."""
        seen: set[str] = set()
        for text, place in given:
            if text.casefold() in seen:
                self.fail(place, f"{kind} '{text}' twice", EXPECTED[kind], "Rename one.")
            seen.add(text.casefold())

    def known(self, data: object, place: tuple[Any, ...]) -> tuple[str, ...]:
        slugs = self.strings(data, place)
        for slug in slugs:
            if slug not in self.targets:
                self.fail(place, *unknown(slug, self.targets, f"target '{slug}'", "one of this codebook's targets"))
        return slugs

    def negated(self, data: object, place: tuple[Any, ...]) -> str:
        options = (*self.themes, "ignore", "keep")
        if data not in options:
            self.fail(place, *unknown(str(data), options, f"negated '{data}'", "a theme, ignore or keep"))
        return str(data)

    def weight(self, data: object, place: tuple[Any, ...]) -> float:
        if not isinstance(data, str) or not re.fullmatch(r"[+-]?\d{1,2}(\.\d+)?", data):
            self.fail(
                place, f"weight {data!r}", "a number such as 1, 0.5 or -0.5", "1 is enough for the theme on its own."
            )
        return float(data)

    def language(self, texts: Sequence[str], place: tuple[Any, ...], names: frozenset[str]) -> None:
        for i, text in enumerate(texts):
            try:
                sequences(text, names)
            except CodebookError as error:
                self.fail((*place, i), error.given, error.expected, error.advice)

    def fail(self, place: tuple[Any, ...], given: str, expected: str, advice: str) -> NoReturn:
        where = " › ".join(str(self.name(place[: i + 1])) for i in range(len(place)))
        raise CodebookError(
            f"{self.file} line {self.line(place)}{f', {where}' if where else ''}: {given}", expected, advice
        )

    def name(self, place: tuple[Any, ...]) -> object:
        """Show a list's position as its slug, where it has one."""
        if not isinstance(place[-1], int):
            return place[-1]
        at: Any = resources.load_yaml(self.text, self.file)
        try:
            for step in place:
                at = at[step]
        except (KeyError, IndexError, TypeError):  # one pattern where a list of them may stand, or a wrong value
            at = None
        return at["slug"] if isinstance(at, dict) and isinstance(at.get("slug"), str) else f"no. {place[-1] + 1}"

    def line(self, place: tuple[Any, ...]) -> int:
        """Find the line of a place; of its nearest parent where the place itself is missing."""
        node = yaml.compose(self.text, Loader=yaml.BaseLoader)
        line = node.start_mark.line if node else 0
        for step in place:
            if isinstance(node, yaml.MappingNode):
                pair = next(((key, value) for key, value in node.value if key.value == step), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line
        return int(line) + 1
