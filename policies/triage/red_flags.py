"""Builds the rules once from their data, and compares one text with all of them."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.triage.context import Context, Doubt
from policies.triage.lexicon import Measure, PhraseTree, Span, measured
from policies.triage.pattern import MOST_PLACES, Pattern, read_line
from policies.triage.records import Disposition, Finding, Screening, summed_up
from policies.triage.words import Reading, Words

Raw = Mapping[str, object]

# In a text of this many words the first emergency ends the search: nothing higher can be found.
BOOK_LENGTH = 4_000
END = 4_096
"""Characters at either end of a long text that every language reads; no message of a channel is longer than both."""
SCREENINGS = 32
"""Screenings kept at hand: a message is screened at the door and, a moment later, again in its turn."""


class BadRule(ValueError):
    """The data hold something that cannot be read as a rule; the words say where."""


@dataclass(frozen=True, slots=True)
class Language:
    """The rules of one language, ready for use."""

    words: Words
    phrases: PhraseTree
    cues: PhraseTree
    measures: tuple[Measure, ...]
    patterns: Mapping[str, tuple[Pattern, ...]]
    dispositions: Mapping[str, Disposition]
    firm: frozenset[str]

    def findings(self, text: str) -> Iterator[Finding]:
        """Everything in a text that these rules answer to."""
        reading, hits = self.look(text)
        candidates = [pattern for concept in hits for pattern in self.patterns.get(concept, ())]
        if not candidates:
            return
        context: Context | None = None
        fired: set[str] = set()
        for pattern in candidates:
            if pattern.rule in fired or not all(any(c in hits for c in term.concepts) for term in pattern.terms):
                continue
            context = context or self.context(reading, hits)
            if pattern.matches(hits, context):
                fired.add(pattern.rule)
                firm = pattern.rule in self.firm and context.plain
                yield Finding(pattern.rule, self.dispositions[pattern.rule], firm)
                if len(reading) > BOOK_LENGTH and self.dispositions[pattern.rule] is Disposition.EMERGENCY:
                    return

    def look(self, text: str) -> tuple[Reading, dict[str, list[Span]]]:
        """The text in plain words, and where each concept of the rules is said."""
        reading = self.words.read(text)
        hits = self.phrases.find(reading, self.phrases.content(reading), MOST_PLACES)
        for concept, spans in measured(reading, self.measures).items():
            hits[concept] = sorted({*hits.get(concept, ()), *spans})
        return reading, hits

    def context(self, reading: Reading, hits: Mapping[str, list[Span]]) -> Context:
        """The doubts that lie over the words of a text."""
        cues = self.cues.find(reading, list(range(len(reading))))
        for kind in ("past", "now"):
            cues[kind] = sorted([*cues.get(kind, ()), *hits.get(f"cue_{kind}", ())])
        return Context(reading, cues)


@dataclass(frozen=True, slots=True, eq=False)
class RedFlags:
    """All rules of all languages; every text is read with each of them. Equal only to itself."""

    languages: tuple[Language, ...]


@functools.lru_cache(SCREENINGS)
def screen(text: str, rules: RedFlags) -> Screening:
    """Compare a text with every rule of every language. Pure, never raises, in time that grows with the text.

    Of a text of many pages the first language reads everything, the others both ends.
    """
    ends = text if len(text) <= 2 * END else f"{text[:END]}\n{text[-END:]}"
    read = ((language, ends if at else text) for at, language in enumerate(rules.languages))
    found = {finding.rule: finding for language, part in read for finding in language.findings(part)}
    ordered = sorted(found.values(), key=lambda finding: (-finding.disposition.rank, finding.rule))
    return summed_up(tuple(ordered))


def compile_red_flags(raw: Sequence[Raw]) -> RedFlags:
    """Build the rules from one mapping a language: words, concepts, measures, context, presentations."""
    return RedFlags(tuple(_Compiler(one).language() for one in raw))


class _Compiler:
    """Reads one language's data; kept only while building."""

    def __init__(self, raw: Raw) -> None:
        self._concepts = {str(k): _lines(v) for k, v in _mapping(raw.get("concepts")).items()}
        self._cues = {str(k): _lines(v) for k, v in _mapping(raw.get("context")).items()}
        self._measures = [_mapping(one) for one in _sequence(raw.get("measures"))]
        self._presentations = [_mapping(one) for one in _sequence(raw.get("presentations"))]
        self._words_data = {str(k): _mapping(v) for k, v in _mapping(raw.get("words")).items()}
        self._spelt_out: dict[str, str] = {}

    def language(self) -> Language:
        """Everything of this language in the form that screening uses."""
        read = [self._pattern(line, rule, even_if) for rule, _, line, even_if in self._rule_lines()]
        measure_words = [p for one in self._measures for p in (*_lines(one.get("before")), *_lines(one.get("after")))]
        cue_phrases = [phrase for phrases in self._cues.values() for phrase in phrases]
        listed = [phrase for phrases in self._concepts.values() for phrase in phrases]
        words = Words(self._words_data, [*listed, *self._spelt_out.values(), *cue_phrases, *measure_words])
        fillers = frozenset(str(self._words_data.get("fixed", {}).get("fillers", "")).split())
        phrases = {name: [words.phrase(one) for one in listed] for name, listed in self._concepts.items()}
        phrases |= {name: [words.phrase(text)] for name, text in self._spelt_out.items()}
        cues = {name: [words.phrase(one) for one in listed] for name, listed in self._cues.items()}
        measures = tuple(self._measure(one, words) for one in self._measures)
        return Language(
            words,
            PhraseTree(phrases, fillers),
            PhraseTree(cues, frozenset()),
            measures,
            _filed_by_anchor(read),
            {rule: disposition for rule, disposition, _, _ in self._rule_lines()},
            frozenset(f"{one.get('id')}.{part}" for one in self._presentations for part in _lines(one.get("firm"))),
        )

    def _rule_lines(self) -> Iterator[tuple[str, Disposition, str, Doubt]]:
        for presentation in self._presentations:
            name = str(presentation.get("id"))
            even_if = _doubts(presentation.get("even_if"))
            for part, body in _mapping(presentation.get("parts")).items():
                own = _mapping(body)
                level = own.get("disposition", presentation.get("disposition"))
                for line in _sequence(own.get("says", body)):
                    yield f"{name}.{part}", _disposition(level, name), str(line), even_if

    def _pattern(self, line: str, rule: str, even_if: Doubt) -> Pattern:
        try:
            return read_line(line, rule, self._concept_of, even_if)
        except (ValueError, KeyError) as why:
            raise BadRule(f"{rule}: the line {line!r} cannot be read: {why}") from why

    def _concept_of(self, said: str) -> str:
        """The concept named in angle brackets, or a nameless one for plain words."""
        if said.startswith("<") and said.endswith(">"):
            name = said[1:-1]
            if name not in self._concepts and all(one.get("concept") != name for one in self._measures):
                raise KeyError(f"no concept <{name}>")
            return name
        self._spelt_out[f"'{said}'"] = said
        return f"'{said}'"

    def _measure(self, one: Mapping[str, object], words: Words) -> Measure:
        return Measure(
            str(one["concept"]),
            float(str(one["from"])),
            float(str(one["to"])),
            tuple(words.phrase(phrase) for phrase in _lines(one.get("before"))),
            tuple(words.phrase(phrase) for phrase in _lines(one.get("after"))),
        )


def _filed_by_anchor(patterns: list[Pattern]) -> dict[str, tuple[Pattern, ...]]:
    """Patterns under the concepts of the term that the fewest patterns share, so that few are tried on a text."""
    uses: dict[str, int] = {}
    for pattern in patterns:
        for concept in {concept for term in pattern.terms for concept in term.concepts}:
            uses[concept] = uses.get(concept, 0) + 1
    filed: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        anchor = min(pattern.terms, key=lambda term: sum(uses[concept] for concept in term.concepts))
        for concept in anchor.concepts:
            filed.setdefault(concept, []).append(pattern)
    return {concept: tuple(listed) for concept, listed in filed.items()}


def _disposition(value: object, where: str) -> Disposition:
    try:
        return Disposition(str(value))
    except ValueError as why:
        raise BadRule(f"{where}: {value!r} is not a disposition") from why


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else []


def _lines(value: object) -> list[str]:
    """A list of phrases, whether it was written as a list or as text with commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.replace("\n", " ").split(",") if part.strip()]
    return [line for one in _sequence(value) for line in _lines(str(one))]


def _doubts(value: object) -> Doubt:
    """The doubts named in `even_if`."""
    doubts = Doubt.NONE
    for name in _lines(value):
        doubts |= Doubt[name.upper()]
    return doubts
