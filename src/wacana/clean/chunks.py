"""One chunk between two spaces: its links, numbers and words, each word by the tables first and then by the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wacana.clean.affixes import is_known
from wacana.clean.clitics import PARTICLES, particle
from wacana.clean.context import alone, contexts, markers, tongue
from wacana.clean.doubled import halves
from wacana.clean.formulas import laughter, ritual
from wacana.clean.pairs import Joint, is_again, repeats, said_often, whole
from wacana.clean.patterns import MASK_OF, chunk, link, plain
from wacana.clean.place import CORE, EDGES
from wacana.clean.prefixes import joined, takes_kan
from wacana.clean.units import begins_formula, is_trigger, join, join_prefixes, triggers, undecided
from wacana.clean.words import (
    CAREFUL,
    MIXED,
    RULES,
    formal_noun,
    guarded_affixes,
    preposition,
    recased,
)
from wacana.lexicon import Lexicon, ambiguous
from wacana.text.ledger import Edit, replay

__all__ = ["FLAG", "PASSES", "TONGUE", "Chunks", "glued"]

FLAG = "\0"  # stands after a chunk whose neighbours decide; the repairs have taken it out of every text
TONGUE = FLAG * 2  # stands after a word that only another language has
GLUE, GLUED = "\3", frozenset({"di", "ke", "nya"})
_BEFORE = frozenset({"di", "ke", "d", "Di", "nge"})
PASSES = 20  # of joining words, each of which may give its neighbour a new one; two are nearly always enough
MOST = 400_000  # entries of a memo (about 100 MB at most); then it starts again
LONGEST = 48  # characters; longer chunks are seldom met twice


def glued(text: str) -> str:
    """Make one chunk of di, ke or nya and its neighbour: so frequent that the memo had better know the pair."""
    # A text seldom begins with "di"; where it does, its passive is looked up like all others.
    text = f" {text}".replace(" di ", f" di{GLUE}").replace(" ke ", f" ke{GLUE}").replace(" nya ", f"{GLUE}nya ")
    return text.replace(" d ", f" d{GLUE}").replace(" Di ", f" Di{GLUE}").replace(" nge ", f" nge{GLUE}")


class Chunks(dict[str, str]):
    """Raw chunk → clean chunk: a memo that computes what it does not hold and never grows past ``MOST`` entries."""

    def __init__(self, lex: Lexicon) -> None:
        self.lexicon = lex
        self._triggers, self._undecided, self._alone = triggers(lex) | markers(), undecided(lex), alone(lex)
        self._words: dict[str, tuple[str, str]] = {}
        self._listed: frozenset[str] = frozenset()
        self._plain, self._link, self._split = plain().fullmatch, link().fullmatch, chunk().sub
        # The tables are the first entries, so that a listed word costs one look-up from the start.
        known = (w for w in lex.known if w.isalpha() and w.islower() and not w.startswith("xxx"))
        self._listed = frozenset(word for word in known if self._word(word)[0] == word)
        self._still = self._listed - self._triggers
        super().__init__({word: self._flag(word) for word in self._listed})
        self._words.clear()

    def __missing__(self, chunk: str) -> str:
        # The commonest first, written out for speed: edits() gives the same.
        match = self._plain(chunk)
        if match:
            before, word, after = match.groups()
            low = word.lower()
            if low in self._still and '"' not in after:  # a word before a ditto mark may be doubled
                value = chunk
            else:
                done = word if low in self._listed else self._word(word)[0]
                alone = " " not in done and '"' not in after and done.lower() not in self._triggers
                value = before + done + after if alone else self._flag(before + done + after)
        elif GLUE in chunk:
            value = self._glued(chunk)
        elif chunk.startswith("http") and self._link(chunk):
            return "URL"  # links are seldom met twice: not kept
        else:
            text = self._split(lambda match: self._part(match[0], match.lastgroup or "", chunk)[0], chunk)
            # What is left may be another kind of chunk: "_@ani" is a handle without its underscore.
            value = self._flag(text) if text == chunk or " " in text else self[text]
        if len(chunk) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[chunk] = value
        return value

    def pairs(self, raw: Sequence[str], words: Sequence[str], again: Sequence[int]) -> list[Joint]:
        """List the pairs of a line that would be torn apart if each half were cleaned by itself.

        ``words`` are the clean ones, and ``again`` those of them that are said again at once.
        """
        found: list[Joint] = []
        twice = repeats(raw)
        if not twice and not again:
            return found
        for at in sorted({*twice, *again}):
            same = raw[at] == words[at] and raw[at + 1] == words[at + 1]
            if same or (found and at <= found[-1].last) or GLUE in raw[at] + raw[at + 1]:
                continue
            clean = words[at].replace(FLAG, ""), words[at + 1].replace(FLAG, "")
            if not said_often(raw, at) and (after := whole(raw[at], raw[at + 1], clean, self.lexicon)):
                found.append(Joint(at, at + 1, after, "reduplication"))
        return found

    def _glued(self, chunk: str, applied: list[str] | None = None) -> str:
        parts = self._wholes([part for part in chunk.split(GLUE) if part], applied)
        words = " ".join(map(self.__getitem__, parts)).split(" ")
        others = any(FLAG in word and word.replace(FLAG, "") not in GLUED for word in words)
        if len(parts) == 1 or parts[-1] in _BEFORE or others:
            return " ".join(words)  # "di km", "ke": the line decides
        words = self.line(words, applied)
        # "ke mana mana", "di bawa bawa": the next word may be the same again.
        again = len(words) > 1 and f"{words[-1]}-{words[-1]}".lower() in self.lexicon.known
        again = again or is_trigger(words[-1], self.lexicon)
        if len(words) == 2 and words[0] == "di" and takes_kan(words[1].lower(), self.lexicon):
            words[0] += FLAG  # "di tingkat kan"
        return " ".join(words) + FLAG * again

    def _wholes(self, words: list[str], applied: list[str] | None = None) -> list[str]:
        """Join the passives of the level ``formal`` as they were written, before the word map reads their parts."""
        if self.lexicon.level != "formal":
            return words
        found: list[str] = []
        for word in words:
            before = found[-1] if found and word.lower().strip(EDGES) not in markers() else ""
            whole = joined(before, word, self.lexicon) if before in _BEFORE else None
            whole = whole if whole and " " not in self[whole] else None  # "di videoin" would be "di video" again
            found[-1:] = [whole] if whole else [*found[-1:], word]
            if whole and applied is not None:
                applied.append("affix")
        return found

    def foreign(self, raw: Sequence[str], clean: str) -> list[str]:
        """Give the words of a line that is in another language, one by one; none of other lines."""
        if TONGUE not in clean or not tongue(clean.replace(FLAG, "").replace("-", " ").split(" "), self.lexicon):
            return []
        return [part for chunk in raw for part in chunk.split(GLUE) if part]

    def spare(self, raw: Sequence[str]) -> list[str]:
        """Give the clean words of such a line: what rules would guess stays as it is written."""
        spared = [(part, self.spared(part)) for part in raw]
        return [self._flag(replay(part, edits)) if edits is not None else self[part] for part, edits in spared]

    def spared(self, chunk: str) -> list[Edit] | None:
        """List what changes in a chunk of such a line; None where it changes as in all others."""
        found, kept = self.edits(chunk), []
        for edit in found:
            if not self._unsure(edit):
                kept.append(edit)
            elif edit.rule == "lexicon":  # at `formal` as at `spelling`: "ora gk jujur" is no tidak
                kept.append(edit._replace(after=recased(edit.before, self.lexicon.spelt[edit.before.lower()])))
        if found and kept == found:
            return None
        return [edit for edit in kept if edit.after != edit.before]

    def _unsure(self, edit: Edit) -> bool:
        """Tell of a change that it takes the word for an Indonesian one, or makes it one."""
        before, after, lex = edit.before.lower(), edit.after.lower(), self.lexicon
        if edit.rule == "lexicon":
            return lex.informal.get(before) != lex.spelt.get(before)
        if edit.rule == "reduplication" and after.startswith(before.rstrip("2²")):
            return False  # "akeh2" is akeh-akeh in any language
        return edit.rule not in _SURE and _DOUBLE.sub(r"\1", before) != _DOUBLE.sub(r"\1", after)

    def line(self, words: list[str], applied: list[str] | None = None) -> list[str]:
        """Join the words of a line where they belong together; triggers come with their flag, and leave without.

        ``applied`` collects the rules that do it.
        """
        for turn in range(PASSES):
            flagged = [at for at, word in enumerate(words) if FLAG in word]
            bare = list(words)
            for at in flagged:
                bare[at] = bare[at].replace(FLAG, "")
            # What is written twice is flagged already, unless a chunk or a joint has just made the neighbour.
            again = repeats(bare) if turn else [at - 1 for at in flagged if at and is_again(bare[at - 1], bare[at])]
            flagged = sorted({*flagged, *again}) if again else flagged
            joints = join_prefixes(bare, flagged, self.lexicon) or join(bare, flagged, self.lexicon)
            if not joints:
                break
            for first, last, after, rule in reversed(joints):
                if applied is not None:
                    applied += [rule, *(more for word in after.split(" ") for more in self.rules(word))]
                words[first : last + 1] = " ".join(map(self.__getitem__, after.split(" "))).split(" ")
                if first and is_trigger(words[first - 1], self.lexicon):
                    words[first - 1] += FLAG  # "di emban nya": "di" has a new neighbour
        return bare

    def _flag(self, text: str) -> str:
        if " " not in text:
            if text.lower().strip(EDGES) in markers():
                return text + TONGUE
            return text + FLAG if is_trigger(text, self.lexicon) else text
        # "dimana" became "di mana", "omonomon" "omon omon": each word as if it had been written so.
        words = [self[word] for word in text.split(" ")]
        return " ".join(word if FLAG in word else word + FLAG for word in words)

    def keeps(self, text: str) -> bool:
        """Tell at once, of most chunks, that nothing changes in them."""
        return text in self._listed

    def rules(self, chunk: str) -> list[str]:
        """List the rules that change a chunk, each as often as it does."""
        found: list[str] = []
        if GLUE in chunk:
            self._glued(chunk, found)
        for part in chunk.split(GLUE):
            for _ in range(PASSES):
                more = self.edits(part)
                found += [name for edit in more for name in edit.rule.split("+")]
                if not more:
                    break
                part = replay(part, more)
        return found

    def edits(self, text: str) -> list[Edit]:
        """List what changes in a chunk."""
        found: list[Edit] = []
        for match in chunk().finditer(text):
            before = match[0]
            after, rule = self._part(before, match.lastgroup or "", text)
            if after != before:
                found.append(Edit(rule, match.start(), match.end(), before, after))
        return found

    def _part(self, part: str, kind: str, text: str) -> tuple[str, str]:
        if kind == "word":
            low = part.lower()
            if low in self._alone and part != text and CORE.fullmatch(text)[2].lower() != low:  # type: ignore[index]
                # "mas...biar": what its neighbours would decide, if it had any
                reading = self._alone[low] or self.lexicon.informal.get(low, low)
                return (part, "") if reading == low else (recased(part, reading), "context")
            return self._word(part)
        if kind in MASK_OF:
            return (part, "") if part.lower() in self.lexicon.names else (MASK_OF[kind], "mask")  # "lewat Tiket.com"
        if kind == "number" and self.lexicon.level == "formal" and "-" not in text:  # "15k-17k"
            return _UNIT.sub(r"\1 \2", part), "unit"
        if kind == "run":
            return part[:3], "punctuation"
        if kind == "edge" and part != text:  # a chunk never becomes empty
            return "", "punctuation"
        return part, ""

    def _word(self, word: str, above: tuple[str, ...] = ()) -> tuple[str, str]:
        if word in self._listed:
            return word, ""
        if word in self._words:
            return self._words[word]
        after, rule = self._once(word)
        if after != word and word not in above and after not in self._listed:
            # A result is cleaned in its turn until it is stable: "kdpannya" → "kedepannya" → "ke depannya".
            parts = []
            for match in chunk().finditer(after):
                if match.lastgroup == "word":
                    more, why = self._word(match[0], (*above, word))
                    if more != match[0]:
                        parts.append(Edit(why, match.start(), match.end(), match[0], more))
            rule = "+".join(
                dict.fromkeys(name for why in (rule, *(part.rule for part in parts)) for name in why.split("+"))
            )
            after = replay(after, parts)
        if not above and len(word) <= LONGEST:
            if len(self._words) >= MOST:
                self._words.clear()
            self._words[word] = after, rule
        return after, rule

    def _once(self, word: str) -> tuple[str, str]:
        lex = self.lexicon
        low = word.lower()
        if len(word) > LONGEST:  # no word; but "anjiiii…ing" with a thousand i is one
            return _LONG_RUN.sub(r"\1", word), "elongation"
        spelt = low in lex.informal and begins_formula(low) and not ritual(low, lex)  # "ya Alloh"; not "aamiin"
        if low in self._undecided and not spelt:
            return word, ""  # its neighbours decide
        if found := laughter(low, lex):  # before the tables, which list its commonest spellings
            return (word, "") if found == low else (recased(word, found), "laughter")
        found = lex.informal.get(low)
        written = lex.spelt.get(low, low)
        if written != low and written in contexts(lex) and low not in lex.own:
            found = written  # "blg" is bilang, and its neighbours decide
        if found is None and low in ambiguous():
            return word, ""
        if low in lex.names and (word != low or found is None):
            return word, ""
        if low in lex.acronyms and word.isupper():
            return word, ""
        if found is not None:
            return (word, "") if found == low else (recased(word, found), "lexicon")
        if low[:2] in ("di", "ke") and (found := preposition(low, lex)):
            return recased(word, found), "preposition"
        if low.endswith(PARTICLES) and (found := particle(low, lex)):
            return recased(word, found), "clitic"
        if is_known(low, lex) or not _RULED.fullmatch(low):
            # "nyebelin" is guarded against typos, for it has a weight; it is menyebalkan all the same.
            if found := guarded_affixes(low, lex):
                return recased(word, found), "affix"
            if lex.level == "formal" and (found := formal_noun(low, lex)):
                return recased(word, found), "clitic"
            return word, ""
        if word.count("-") == 1 and (found := halves(word, lex)):  # "Tu-wa-ga" is said syllable by syllable
            both = found.count("-") == 1
            found = "-".join(map(recased, word.split("-"), found.split("-"))) if both else recased(word, found)
            return (word, "") if found == word else (found, "hyphen")
        rules = self._rules(word, low)
        for name, rule in rules:
            found = rule(low, lex)
            if found is not None:
                return (word, "") if found == low else (recased(word, found), name)
        return word, ""

    def _rules(self, word: str, low: str) -> tuple[tuple[str, Callable[[str, Lexicon], str | None]], ...]:
        # "Ferry" and "PDIP" may be names; "KaumMuda" and "SolomonIsaiahB2" are names of accounts.
        return RULES if word == low else CAREFUL if word[1:] == low[1:] or word.isupper() else MIXED


_UNIT = re.compile(
    r"(?i)^(?![2-5][gm]$)(\d[\d.,]*)(rb|ribu|jt|juta|m|cm|mm|km|kg|gr|g|mb|gb|kb|ml|l|liter|th|thn|tahun|bulan|bln|minggu|hari|jam|menit|detik|orang|org|c|kmh|k)$"
)
_SURE = frozenset({"laughter", "ritual", "mask", "punctuation", "unit", "context"})
_DOUBLE = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_RULED = re.compile(r"[a-z0-9²'’_´`.-]+")
