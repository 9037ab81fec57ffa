"""The engine: repairs over the whole text, a memo over its chunks, and rules over neighbouring words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate

from wacana.clean.chunks import FLAG, PASSES, TONGUE, Chunks, glued
from wacana.clean.pairs import repeats
from wacana.clean.patterns import find_odd, is_odd
from wacana.clean.units import is_trigger, join, join_prefixes
from wacana.lexicon import Lexicon
from wacana.text import normalize, remove, replace
from wacana.text.ledger import Edit, Rule, compose, edits, replay, shift

__all__ = ["Cleaner"]


@cache
def _repairs() -> tuple[tuple[Rule, Callable[[str], object]], ...]:
    """Give the repairs in their order, each with a quick question that tells whether a text may need it."""
    invisible = re.compile(rf"[{remove.CONTROLS}{remove.TAGS}\u200d\ufe0f\u20e3]").search
    space = re.compile(rf"[{replace.LINES}{replace.SPACES}]").search
    mark = re.compile(rf"[{normalize.MARKS}]").search
    mobile = re.compile(rf"8(?={replace.NUMBERS})").search
    broken, letters = normalize.broken().search, normalize.compatibility().pattern.search
    return (
        (normalize.spreadsheet(), lambda text: "_x00" in text),  # before mojibake: some are bytes of it
        # then at once: no rule may take a byte out of a broken sequence
        (normalize.mojibake(), lambda text: not text.isascii() and broken(text)),
        (normalize.escapes(), lambda text: "\\" in text),
        (replace.entities(), lambda text: "&" in text),  # before tags: exports write "&lt;br&gt;"
        (remove.markup(), lambda text: "<" in text),
        (replace.spaces(), space),  # before controls: some line ends are control characters
        # before controls: an emoji that lost its plane looks like one
        (normalize.compatibility(), lambda text: not text.isascii() and letters(text)),
        (remove.controls(), invisible),  # before marks: a zero-width space hides between a letter and its mark
        (normalize.stacks(), lambda text: not text.isascii()),
        (normalize.marks(), lambda text: not text.isascii() and mark(text)),
        (replace.phones(), mobile),  # after spaces: some stand between the groups of digits
        (normalize.composed(), lambda text: not unicodedata.is_normalized("NFC", text)),
    )


class Cleaner:
    """Cleans texts with one lexicon; its only state is a memo, which never changes a result."""

    def __init__(self, lex: Lexicon) -> None:
        self.lexicon = lex
        self._chunks = Chunks(lex)

    def clean(self, text: str) -> str:
        """Give the clean text."""
        return self._all([text], None)[0]

    def clean_all(self, texts: Sequence[str], counts: Counter[str] | None = None) -> list[str]:
        """Give the clean texts: the same as one by one, and faster; ``counts`` is told how often each rule was used."""
        return self._all(texts, counts)

    def _all(self, texts: Sequence[str], counts: Counter[str] | None, passes: int = PASSES) -> list[str]:
        odd = find_odd(texts)
        if odd:
            texts = list(texts)
            for at in odd:
                if counts is not None:
                    counts.update(name for edit in _repair_edits(texts[at]) for name in edit.rule.split("+"))
                texts[at] = _repaired(texts[at])
        applied: list[str] | None = None if counts is None else []
        done = [self._one(text, applied) for text in texts]
        if counts is not None:
            counts.update(applied)
            self._count(texts, counts)
        # What chunks give is stable; only repaired characters can bring up something new: "&amp;lt;br>".
        again = [at for at in odd if done[at] != texts[at] and is_odd(done[at])]
        if again and passes:
            for at, text in zip(again, self._all([done[at] for at in again], counts, passes - 1), strict=True):
                done[at] = text
        return done

    def _one(self, text: str, applied: list[str] | None) -> str:
        if "\n" not in text:
            return self._line(text, applied)
        return "\n".join(line for line in (self._line(line, applied) for line in text.split("\n")) if line)

    def _line(self, line: str, applied: list[str] | None, passes: int = PASSES) -> str:
        raw = _parts(line)
        words = list(map(self._chunks.__getitem__, raw))
        text = " ".join(words)
        asked = TONGUE in text
        if asked and (parts := self._chunks.foreign(raw, text)):
            raw, words = parts, self._chunks.spare(parts)
            text = " ".join(words)
        again = repeats(words)
        if self.lexicon.level == "formal" and (found := self._chunks.pairs(raw, words, again)):
            for joint in reversed(found):
                words[joint.first : joint.last + 1] = map(self._chunks.__getitem__, joint.after.split(" "))
            if applied is not None:
                applied += [joint.rule for joint in found]
            again = repeats(words)
            text = " ".join(words)
        if again:
            for at in again:
                words[at] += FLAG
            text = " ".join(words)
        if FLAG not in text:
            return text
        done = " ".join(self._chunks.line(text.split(" "), applied))
        # What is joined or left out may change what language a line seems to be in.
        return self._line(done, applied, passes - 1) if asked and done != line and passes else done

    def _count(self, texts: Sequence[str], counts: Counter[str]) -> None:
        """Count what happens inside chunks, each looked at once, and to the white space between them."""
        counts["spaces"] += sum(map(_count_spaces, texts))
        found: Counter[str] = Counter()
        for text in texts:
            for line in text.split("\n"):
                parts = _parts(line)
                foreign = self._chunks.foreign(parts, " ".join(map(self._chunks.__getitem__, parts)))
                if not foreign:
                    found.update(parts)
                for part in foreign:
                    spared = self._chunks.spared(part)
                    found.update([part] if spared is None else [])
                    counts.update(name for edit in spared or () for name in edit.rule.split("+"))
        for chunk, often in found.items():
            if self._chunks[chunk] != chunk:
                for rule in self._chunks.rules(chunk):
                    counts[rule] += often

    def ledger(self, raw: str) -> list[Edit]:
        """List every change with its rule and its span in the raw text; replayed, they give the clean text."""
        found: list[Edit] = []
        text, target = raw, self.clean(raw)
        for _ in range(PASSES):
            before = text
            for step in (_repair_edits, self._pair_edits, self._chunk_edits, self._joint_edits):
                if text == target:
                    return found
                more = step(text)
                found, text = compose(raw, found, more), replay(text, more)
            if text == before:
                break
        # "steak nya sangat sangat sangat": the memo joins "steak nya" first, and then pairs the other two.
        return compose(raw, found, _difference(text, target))

    def _pair_edits(self, text: str) -> list[Edit]:
        found: list[Edit] = []
        start = 0
        for line in text.split("\n") if self.lexicon.level == "formal" else ():
            raw, foreign = self._looked_up(line)
            words = self._chunks.spare(raw) if foreign else list(map(self._chunks.__getitem__, raw))
            starts = _starts(line, raw)
            for first, last, after, rule in self._chunks.pairs(raw, words, repeats(words)):
                low, high = start + starts[first], start + starts[last] + len(raw[last])
                found.append(Edit(rule, low, high, text[low:high], after))
            start += len(line) + 1
        return found

    def _looked_up(self, line: str) -> tuple[list[str], bool]:
        """Give the chunks of a line as they are looked up, and tell whether it is in another language."""
        chunks = glued(line)
        raw = [chunks[low:high] for low, high in _spans(chunks) if low < high]
        foreign = self._chunks.foreign(raw, " ".join(map(self._chunks.__getitem__, raw)))
        return foreign or raw, bool(foreign)

    def _joint_edits(self, text: str) -> list[Edit]:
        found: list[Edit] = []
        start = 0
        for line in text.split("\n"):
            words = line.split(" ")
            starts = list(accumulate((len(word) + 1 for word in words), initial=start))
            flagged = sorted(
                {*repeats(words), *(at for at, word in enumerate(words) if is_trigger(word, self.lexicon))}
            )
            joints = join_prefixes(words, flagged, self.lexicon) or join(words, flagged, self.lexicon)
            for first, last, after, rule in joints:
                low, high = starts[first], starts[last + 1] - 1
                found.append(Edit(rule, low, high, text[low:high], after))
            start += len(line) + 1
        return found

    def _chunk_edits(self, text: str) -> list[Edit]:
        found: list[Edit] = []
        spared: dict[int, list[Edit] | None] = {}
        at = 0
        for line in text.split("\n"):
            raw, foreign = self._looked_up(line) if " " in line else ([], False)  # a language shows in two words
            if foreign:
                places = (at + start for start in _starts(line, raw))
                spared |= zip(places, map(self._chunks.spared, raw), strict=True)
            at += len(line) + 1
        at = 0
        for start, end in _spans(text):
            gap = text[at:start]
            kept = "" if at == 0 or end == start else "\n" if "\n" in gap else " "
            if gap != kept:
                found.append(Edit("spaces", at, start, gap, kept))
            if not self._chunks.keeps(text[start:end]):
                edits = spared.get(start)
                found += shift(self._chunks.edits(text[start:end]) if edits is None else edits, start)
            at = end
        return found


def _parts(line: str) -> list[str]:
    """Split a line into its chunks: "di  lawan" as "di lawan", whatever was taken out between."""
    if "  " in line or "\t" in line:
        line = " ".join(line.split())
    return glued(line).split()


def _repaired(text: str) -> str:
    for _ in range(PASSES):
        before = text
        for rule, needed in _repairs():
            if needed(text):
                text = rule.pattern.sub(rule.replace, text)
        # One repair may lay open another: a control character between two broken bytes, "&amp;lt;br>".
        if text == before or not is_odd(text):
            break
    return text


def _repair_edits(raw: str) -> list[Edit]:
    found: list[Edit] = []
    text = raw
    for _ in range(PASSES):
        before = text
        if not is_odd(text):
            break
        for rule, needed in _repairs():
            if needed(text):
                more = edits(rule, text)
                found, text = compose(raw, found, more), replay(text, more)
        if text == before:
            break
    return found


def _count_spaces(text: str) -> int:
    """Count the runs of white space that cleaning writes otherwise: at the ends, long ones, tabs."""
    return len(_WIDE.findall(text))


_WIDE = re.compile(r"^\s+|\s{2,}|\t|\s+$")


def _difference(text: str, target: str) -> list[Edit]:
    """Give the one edit that makes a text another, without what both begin and end with."""
    if text == target:
        return []
    start = _common(text, target)
    rest = _common(text[start:][::-1], target[start:][::-1])
    end = len(text) - rest
    return [Edit("order", start, end, text[start:end], target[start : len(target) - rest])]


def _common(one: str, two: str) -> int:
    """Give how many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _starts(line: str, parts: Sequence[str]) -> list[int]:
    """Tell where the chunks of a line begin."""
    chunks, starts, at = glued(line), [], 0
    for part in parts:
        at = chunks.index(part, at)
        starts.append(at - 1)  # glued() puts a space before all
        at += len(part)
    return starts


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Give the spans between white space, and an empty one at the end."""
    at = 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        yield start, at
    yield len(text), len(text)
