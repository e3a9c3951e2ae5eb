"""One line of a presentation: which things must be said together, how near, and what takes them back.

`<face> + <droop>`            both, in any order, near each other
`going to > <self_harm>`      one after the other
`(<pregnant>) + <bleeding>`   in brackets: anywhere in the message
`<chest> + <pain> ! <cough>`  unless this stands in the same clause
`... ! (<cough>)`             unless this stands anywhere in the message
`heart attack @mention`       only a topic: an errand about it (a form, a refill, a record) takes it back
`... @12`                     how many words may lie between (7 unless said)
"""

from collections.abc import Callable
from dataclasses import dataclass

from policies.triage.context import ALWAYS, FOR_MENTIONS, Context, Doubt
from policies.triage.lexicon import LONGEST_PHRASE, Span, near

DEFAULT_REACH = 7
# A place examined costs time; a text that says one thing thousands of times is read at both its ends.
MOST_PLACES = 24


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be said: any of some concepts, near the others or anywhere in the message."""

    concepts: tuple[str, ...]
    anywhere: bool = False

    def places(self, hits: dict[str, list[Span]]) -> list[Span]:
        """Where it is said, in order of beginning."""
        if len(self.concepts) == 1:
            return hits.get(self.concepts[0], [])
        return sorted({span for concept in self.concepts for span in hits.get(concept, ())})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of a presentation, ready to be compared with a text."""

    rule: str
    terms: tuple[Term, ...]
    excluded: tuple[str, ...] = ()
    excluded_anywhere: tuple[str, ...] = ()
    reach: int = DEFAULT_REACH
    in_order: bool = False
    heeds: Doubt = ALWAYS

    def matches(self, hits: dict[str, list[Span]], context: Context) -> bool:
        """Whether the text says this, and nothing takes it back."""
        if any(concept in hits for concept in self.excluded_anywhere):
            return False
        together = []
        for term in self.terms:
            places = term.places(hits)
            if not places:
                return False
            if term.anywhere:
                if not any(context.counts(span, Doubt.DENIED | Doubt.FIGURE) for span in _both_ends(places)):
                    return False
            else:
                together.append(places)
        if not together:
            return True
        return any(self._holds_at(span, together, hits, context) for span in self._anchors(together))

    def _anchors(self, together: list[list[Span]]) -> list[Span]:
        rarest = 0 if self.in_order else min(range(len(together)), key=lambda index: len(together[index]))
        together.insert(0, together.pop(rarest))
        return _both_ends(together[0])

    def _holds_at(
        self, anchor: Span, together: list[list[Span]], hits: dict[str, list[Span]], context: Context
    ) -> bool:
        if not context.counts(anchor, self.heeds) or self._is_excluded(anchor, hits, context):
            return False
        taken = [anchor]
        for places in together[1:]:
            start = taken[-1] if self.in_order else anchor
            low = start[1] + 1 if self.in_order else start[0] - self.reach - LONGEST_PHRASE
            chosen = self._free_place(taken, start, near(places, low, start[1] + self.reach + 1), context)
            if chosen is None:
                return False
            taken.append(chosen)
        return True

    def _free_place(self, taken: list[Span], start: Span, places: list[Span], context: Context) -> Span | None:
        """The first place within reach that stands and shares no word with what was found already."""
        for span in places:
            gap = max(span[0] - start[1], start[0] - span[1]) - 1
            if gap > self.reach or not context.counts(span, self.heeds):
                continue
            if all(span[0] > other[1] or span[1] < other[0] for other in taken):
                return span
        return None

    def _is_excluded(self, anchor: Span, hits: dict[str, list[Span]], context: Context) -> bool:
        return any(
            context.same_clause(anchor, span) for concept in self.excluded for span in _both_ends(hits.get(concept, []))
        )


def _both_ends(places: list[Span]) -> list[Span]:
    if len(places) <= MOST_PLACES:
        return places
    return places[: MOST_PLACES // 2] + places[-MOST_PLACES // 2 :]


def read_line(line: str, rule: str, concept_of: Callable[[str], str], even_if: Doubt = Doubt.NONE) -> Pattern:
    """Read one line; `concept_of` gives the concept name of a `<concept>` or of plain words.

    `even_if` are doubts that do not take the line back.
    """
    body, *tags = line.split(" @")
    said, *unless = body.split(" ! ")
    in_order = " > " in said
    terms = tuple(_term(part, concept_of) for part in said.replace(" > ", " + ").split(" + "))
    barred = [_term(option, concept_of) for part in unless for option in part.split(" | ")]
    excluded = tuple(concept for term in barred if not term.anywhere for concept in term.concepts)
    anywhere = tuple(concept for term in barred if term.anywhere for concept in term.concepts)
    unread = [tag for tag in tags if tag.strip() != "mention" and not tag.strip().isdigit()]
    if unread:
        raise ValueError(f"@{unread[0]} is neither @mention nor a number")
    reach = next((int(tag) for tag in tags if tag.strip().isdigit()), DEFAULT_REACH)
    heeds = (FOR_MENTIONS if any(tag.strip() == "mention" for tag in tags) else ALWAYS) & ~even_if
    return Pattern(rule, terms, excluded, anywhere, reach, in_order, heeds)


def _term(part: str, concept_of: Callable[[str], str]) -> Term:
    part = part.strip()
    anywhere = part.startswith("(") and part.endswith(")")
    options = (option.strip() for option in part.strip("()").split("|"))
    return Term(tuple(concept_of(option) for option in options if option), anywhere)
