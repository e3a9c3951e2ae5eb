"""Reads a finding as clinicians do: denied, long past, only supposed, somebody else's history, or a figure of speech.

This is the ConText method: cue words open a scope, and the scope ends where the sentence turns (`but now`, `still`).
Which words are cues is data (`data/triage/<lang>/context.yml`); here stands only how far each kind reaches.
"""

from bisect import bisect_left, bisect_right
from enum import IntFlag

from policies.triage.lexicon import Span
from policies.triage.words import COMMA, FULL_STOP, Reading

DENIAL_REACH = 14
SUPPOSED_REACH = 24
AFTERTHOUGHT_REACH = 5
NOW_REACH = 6
SPOILT_REACH = 2


class Doubt(IntFlag):
    """Why a finding may not count."""

    NONE = 0
    DENIED = 1
    SUPPOSED = 2
    PAST = 4
    FAMILY = 8
    FIGURE = 16
    ANIMAL = 32
    ROUTINE = 64


ALWAYS = Doubt.DENIED | Doubt.SUPPOSED | Doubt.PAST | Doubt.FAMILY | Doubt.FIGURE | Doubt.ANIMAL
FOR_MENTIONS = ALWAYS | Doubt.ROUTINE
_WHOLE_CLAUSE = {"past": Doubt.PAST, "family": Doubt.FAMILY, "animal": Doubt.ANIMAL, "routine": Doubt.ROUTINE}
# A word of the present nearby lifts these; a denial or a figure of speech stays what it is.
_LIFTED_BY_NOW = (Doubt.PAST | Doubt.FAMILY | Doubt.ROUTINE).value
_FIGURE = Doubt.FIGURE.value
_HEDGES = ("past", "family", "figure", "animal", "supposed", "routine")

# For each doubt, what every byte of doubts becomes when that doubt is added.
_ADDED = {one.value: bytes(byte | one.value for byte in range(256)) for one in Doubt}


class Context:
    """The doubts that lie over each word of one text."""

    def __init__(self, reading: Reading, cues: dict[str, list[Span]]) -> None:
        self._length = len(reading)
        self._doubts = bytearray(self._length + 1)
        self._pause = reading.pause
        self._clauses = self._clause_starts(cues)
        self.plain = not any(cues.get(kind) for kind in _HEDGES)
        """Whether no word of the text speaks of the past, a case supposed, somebody's history, an errand or a figure of speech."""
        self.cues = tuple(kind for kind, spans in cues.items() if spans)
        self._again = bool(cues.get("same_again"))
        self._goes_on = [start for start, _ in cues.get("list_goes_on", ())]
        excused = {at for start, end in cues.get("not_a_cue", ()) for at in range(start, end + 1)}
        self._now = [span for span in cues.get("now", ()) if span[1] not in excused]
        for kind, doubt in _WHOLE_CLAUSE.items():
            self._over_clauses([span for span in cues.get(kind, ()) if span[0] not in excused], doubt)
        self._forward(cues.get("denial", ()), excused, Doubt.DENIED, DENIAL_REACH, self._turns(cues))
        self._forward(cues.get("supposed", ()), excused, Doubt.SUPPOSED, SUPPOSED_REACH, [])
        self._backward(cues.get("denied_before", ()), Doubt.DENIED)
        for start, end in cues.get("figure", ()):
            self._mark(start, end + 1, Doubt.FIGURE)
        self._in_order(cues)

    def counts(self, span: Span, heeded: Doubt) -> bool:
        """Whether a finding at this place stands, heeding these doubts."""
        doubt = self._doubts[span[0]] & heeded.value
        if span[1] > span[0] and self._doubts[span[1]] & _FIGURE:
            return False
        if doubt & _LIFTED_BY_NOW and (self._again or self._now_near(span)):
            doubt &= ~_LIFTED_BY_NOW
        return not doubt

    def doubts(self, at: int) -> int:
        """The doubts over one word: the values of `Doubt` that are set."""
        return self._doubts[at]

    def same_clause(self, one: Span, other: Span) -> bool:
        """Whether two places stand in the same clause."""
        return bisect_right(self._clauses, one[0]) == bisect_right(self._clauses, other[0])

    def _clause_starts(self, cues: dict[str, list[Span]]) -> list[int]:
        starts = {0}
        starts.update(at for at in range(self._length) if self._pause[at] == FULL_STOP)
        starts.update(start for start, _ in cues.get("turn", ()))
        starts.update(start for start, _ in cues.get("fresh_start", ()) if self._pause[start] >= COMMA)
        return sorted(starts)

    def _turns(self, cues: dict[str, list[Span]]) -> list[int]:
        return sorted({start for kind in ("turn", "ends_denial") for start, _ in cues.get(kind, ())})

    def _bounds(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._clauses, at)
        start = self._clauses[index - 1]
        return start, self._clauses[index] if index < len(self._clauses) else self._length

    def _over_clauses(self, spans: list[Span], doubt: Doubt) -> None:
        done = -1
        for start, _ in spans:
            first, last = self._bounds(start)
            if first != done:
                self._mark(first, last, doubt)
                done = first

    def _forward(
        self, spans: list[Span] | tuple[Span, ...], excused: set[int], doubt: Doubt, reach: int, ends: list[int]
    ) -> None:
        """Doubt what follows each cue, to the end of its clause, its reach, or the word that ends it."""
        for start, end in spans:
            if start in excused:
                continue
            last = min(self._bounds(end)[1], end + 1 + reach)
            index = bisect_right(ends, end)
            if index < len(ends):
                last = min(last, max(ends[index], end + 1))
            self._mark(end + 1, self._list_end(end + 1, last) if doubt is Doubt.DENIED else last, doubt)

    def _list_end(self, first: int, last: int) -> int:
        """Where what is denied ends: at a comma, unless an `or` after it shows that the list goes on."""
        comma = self._pause.find(COMMA, first, last)
        while comma != -1:
            index = bisect_left(self._goes_on, comma)
            if index >= len(self._goes_on) or self._goes_on[index] >= last:
                return comma
            comma = self._pause.find(COMMA, comma + 1, last)
        return last

    def _in_order(self, cues: dict[str, list[Span]]) -> None:
        """Take back what is said to be in order (`breathing fine`), unless the words before spoil it (`not`, `hardly`)."""
        spoilt = {
            at
            for kind in ("denial", "not_a_cue", "spoils_reassurance")
            for start, end in cues.get(kind, ())
            for at in range(start, end + 1)
        }
        for start, end in cues.get("reassured", ()):
            if spoilt.isdisjoint(range(start - SPOILT_REACH, end + 1)):
                self._mark(start, end + 1, Doubt.FIGURE)

    def _backward(self, spans: list[Span] | tuple[Span, ...], doubt: Doubt) -> None:
        for start, _ in spans:
            first = max(self._bounds(start)[0], start - AFTERTHOUGHT_REACH)
            self._mark(first, start, doubt)

    def _mark(self, first: int, last: int, doubt: Doubt) -> None:
        self._doubts[first:last] = self._doubts[first:last].translate(_ADDED[doubt.value])

    def _now_near(self, span: Span) -> bool:
        index = bisect_left(self._now, (span[0] - NOW_REACH - 3, -1))
        for start, end in self._now[index:]:
            if start > span[1] + NOW_REACH:
                return False
            if end >= span[0] - NOW_REACH and self.same_clause((start, end), span):
                return True
        return False
