"""Days and times as a patient wishes for them: which, which not, from when, until when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from bot.flows.answers.bounds import dates_of, hours_of
from bot.flows.answers.hours import Hours
from bot.flows.answers.refusals import refused_here, superseded, told_of_past
from bot.flows.answers.resolve import Dates
from nlu.entities import Mention, Scan
from nlu.entities.clock import RANGE_LINKS
from nlu.entities.tokens import norm_at
from nlu.entities.when import Clock, DayPart

_AT = frozenset("at around about @ in the".split())
_MOST_MENTIONS = 24  # days and hours looked at; no patient names more, and it bounds the work


@dataclass(frozen=True, slots=True)
class Window:
    """Days with the hours that go with them. No days: any day. No hours: any time."""

    days: tuple[Dates, ...] = ()
    hours: tuple[Hours, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """One day or hour of the message, resolved, with its place."""

    first: int
    end: int
    days: Dates | None = None
    hours: Hours | None = None
    refused: bool = False


@dataclass(slots=True)
class _Draft:
    days: list[Dates] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    refused: bool = False
    whole: bool = False  # hours came after a day, so the next day begins another window
    end: int = 0

    def add(self, wish: Wish) -> None:
        self.refused, self.end = wish.refused, wish.end
        if wish.days is not None:
            self.days.append(wish.days)
        if wish.hours is not None:
            self.whole = self.whole or bool(self.days)
            self.hours.append(wish.hours)

    def close(self) -> Window:
        return Window(tuple(self.days), tuple(self.hours), self.refused)


def windows(reading: Scan, today: date, skip: frozenset[int] = frozenset()) -> tuple[Window, ...]:
    """Return what is wished for and what is refused, in the order it was said. What merely tells of the past is left out.

    `skip` holds the places of dates that were read as something else.
    """
    done: list[Window] = []
    draft = _Draft()
    for wish in wishes(reading, today, skip):
        if wish.days is None and draft.refused and _goes_with(reading, draft.end, wish.first):
            wish = replace(wish, refused=True)  # noqa: PLW2901  # "except Friday mornings": the mornings go with the day
        another = wish.refused != draft.refused or (wish.days is not None and draft.whole)
        if another and (draft.days or draft.hours):
            done.append(draft.close())
            draft = _Draft()
        draft.add(wish)
    if draft.days or draft.hours:
        done.append(draft.close())
    return tuple(done)


def _goes_with(reading: Scan, end: int, first: int) -> bool:
    """Whether hours belong to the day before them ("Friday mornings", "Tuesday at 9")."""
    return all(token.norm in _AT for token in reading.tokens[end:first])


def wishes(reading: Scan, today: date, skip: frozenset[int] = frozenset()) -> list[Wish]:
    """Resolve each day and hour with the words around it."""
    mentions = [
        m for m in reading.of("date", "time", "day_part") if m.first not in skip and not told_of_past(reading, m)
    ]
    mentions = mentions[:_MOST_MENTIONS]
    found: list[Wish] = []
    index = 0
    while index < len(mentions):
        mention = mentions[index]
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        paired = following if following and _is_range(reading, mention, following) else None
        refused = refused_here(reading, mention, after_refused=bool(found and found[-1].refused))
        wish = _wish(reading, mention, paired, today, mentions)
        if wish is not None and not superseded(reading, mention):
            refused = refused or (paired is None and _refused_before(reading, wish, found))
            found.append(replace(wish, refused=refused))
        elif paired is not None and wish is not None:
            index -= 1  # "from Tuesday to Thursday" of a visit that is to be moved: only the second is wished for
        index += 2 if paired else 1
    return found


def _refused_before(reading: Scan, wish: Wish, earlier: list[Wish]) -> bool:
    """Whether a day was refused and is named again ("any day but Thursday, I have dialysis Thursdays"); hours may tell two visits apart."""
    if wish.days is None or wish.days.first is None or reading.of("time", "day_part"):
        return False
    same = (wish.days.first, wish.days.last)
    return any(one.refused and one.days and (one.days.first, one.days.last) == same for one in earlier)


def _is_range(reading: Scan, one: Mention, two: Mention) -> bool:
    """Whether two mentions are the ends of a range: "2 to 4", "Monday through Friday", "between the 3rd and the 5th"."""
    if one.kind != two.kind or one.kind == "day_part":
        return False
    if one.kind == "time" and one.end == two.first:
        return _next_hour(one.value, two.value)  # "ten, ten thirty"
    between_them = [token.norm for token in reading.tokens[one.end : two.first]]
    links = [word for word in between_them if word not in ("the", "on", ",")]
    if len(links) != 1:
        return False
    before = norm_at(reading.tokens, one.first - 1), norm_at(reading.tokens, one.first - 2)
    opened = before[0] in ("between", "btwn") or before[1] == "between"
    return links[0] in RANGE_LINKS - {"and"} or (links[0] == "and" and opened)


def _next_hour(one: Clock, two: Clock) -> bool:
    """Whether the second hour follows the first within an hour, as in "ten ten thirty"."""
    return 0 < (two.hour - one.hour) * 60 + two.minute - one.minute <= 60


def _wish(reading: Scan, mention: Mention, paired: Mention | None, today: date, all_of: list[Mention]) -> Wish | None:
    end = paired.end if paired else mention.end
    if mention.kind == "date":
        return Wish(mention.first, end, days=dates_of(reading, mention, paired, today))
    if mention.kind == "day_part":
        part: DayPart = mention.value
        days = Dates(today, today) if part.today and not any(m.kind == "date" for m in all_of) else None
        return Wish(mention.first, end, days=days, hours=Hours(part=part.name))
    return Wish(mention.first, end, hours=hours_of(reading, mention, paired, all_of))
