"""Notes the days and hours of a message."""

from __future__ import annotations

import re

from nlu.entities.birth_dates import birth_at
from nlu.entities.clock import AND_LINKS, BETWEEN, RANGE_LINKS, clock_at, half_at
from nlu.entities.dates import date_at
from nlu.entities.day_parts import Part, part_at
from nlu.entities.following import following_at
from nlu.entities.mentions import Notes
from nlu.entities.openings import opens_no_time
from nlu.entities.plain_ranges import plain_range
from nlu.entities.relative import day_at
from nlu.entities.taken_back import MOST_BETWEEN, takes_back
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay, DayPart
from nlu.entities.whole_names import whole_name

BIRTH_WORDS = frozenset("dob d.o.b birthday birthdate bday b-day birth born birthdy brithday dateofbirth".split())


def note_days_and_hours(notes: Notes) -> None:
    """Note days, hours and parts of the day; dates after a word about birth are noted as such."""
    asked, spoken, at = "dob" in notes.asked, _speaks_of_birth(notes.tokens), 0
    told = NOWHERE if asked or notes.asked else _behind_name(notes)
    while at < len(notes.tokens):
        if notes.taken[at]:
            at += 1
            continue
        birth = asked or at == told or (spoken and _birth_before(notes, at))
        if not birth and opens_no_time(notes.tokens, at, notes.lexicon):
            at += 1
            continue
        at = (
            (not birth and _note_first_day(notes, at))
            or _note_day(notes, at, birth)
            or _note_hour(notes, at)
            or _note_part(notes, at)
            or at + 1
        )


def _behind_name(notes: Notes) -> int:
    """Return where a date in words or loose figures stands behind a name, and all of it is said ("earl hutchins three nineteen sixty eight")."""
    tokens = notes.tokens
    whole = whole_name(tokens, 0, notes.lexicon) if tokens else None
    at = whole.end + (norm_at(tokens, whole.end) == ",") if whole else len(tokens)
    found = date_at(tokens, at, notes.lexicon, loose=True) if at < len(tokens) else None
    if found is None or found.day.year is None or found.day.day is None or found.end == at + 1:
        return NOWHERE
    if date_at(tokens, at, notes.lexicon) == found:
        return NOWHERE  # a date by itself, and the name beside it makes a birth of it
    rest = [token for token in tokens[found.end :] if token.is_word and token.norm not in ("zip", "code", "is")]
    return at if not rest else NOWHERE


NOWHERE = -1


def _speaks_of_birth(tokens: Tokens) -> bool:
    """Whether a word about birth stands anywhere; looked for once, before every place is asked what stands before it."""
    return any(t.norm in BIRTH_WORDS for t in tokens) or _spelled_dob(tokens, len(tokens), len(tokens))


def _birth_before(notes: Notes, at: int) -> bool:
    """Whether a word about birth stands shortly before, and nothing follows from it ("her birthday is the 9th so the 10th")."""
    for back in range(1, 7):
        word = norm_at(notes.tokens, at - back)
        if word in BIRTH_WORDS:
            return True
        if word == "so":
            return False
    return _spelled_dob(notes.tokens, at)


def _spelled_dob(tokens: Tokens, at: int, reach: int = 8) -> bool:
    """d.o.b. in any spacing."""
    letters = "".join(t.norm for t in tokens[max(0, at - reach) : at] if t.norm not in (".", ":", " "))
    return "dob" in (letters[-6:] if reach == 8 else letters)


_FROM_TO = re.compile(r"(?:from )?\d{1,2}-\d{1,2} ?(?:thru|through|to|til|till|until|and|or) ?\d{1,2}-\d{1,2}\W*")


def _note_day(notes: Notes, at: int, birth: bool) -> int:
    by_figures = len(notes.tokens) == 3 or _FROM_TO.fullmatch(notes.text.strip().lower())  # "12-15", "11-30 thru 12-4"
    alone = bool(by_figures) or _no_hours(notes.tokens, at)
    figures_only = "date" in notes.asked and "time" not in notes.asked and alone
    days = [mention.value for mention in notes.mentions if mention.kind == "date"]
    found = (
        (birth and birth_at(notes.tokens, at, notes.lexicon))
        or following_at(notes.tokens, at, days[-1] if days else None)
        or day_at(notes.tokens, at, notes.lexicon, loose=birth or figures_only)
    )
    if found is None or any(notes.taken[at : found.end]):
        return 0
    dated = isinstance(found.day, CalendarDay) and (found.day.year is not None or not notes.asked & {"date", "time"})
    kind = "dob" if birth and dated else "date"
    notes.note(kind, at, found.end, found.day)
    return _note_second_day(notes, found.end, found.day) if kind == "date" else found.end


def _no_hours(tokens: Tokens, at: int) -> bool:
    """Whether two figures with a hyphen can only be a month and a day ("can u do 12-16")."""
    parts = [norm_at(tokens, at), norm_at(tokens, at + 2)]
    alone = norm_at(tokens, at + 1) == "-" and norm_at(tokens, at - 1) != "-" and norm_at(tokens, at + 3) != "-"
    return alone and all(part.isdecimal() for part in parts) and int(parts[0]) <= _MONTHS < int(parts[1]) <= _DAYS


_MONTHS, _DAYS = 12, 31


def _note_first_day(notes: Notes, at: int) -> int:
    """Note the first day of "14-18 december", "the 14th to the 18th of december": the month is told after the second."""
    tokens = notes.tokens
    begin = at + 1 if tokens[at].norm == "the" else at
    if begin >= len(tokens) or not tokens[begin].is_number or len(tokens[begin].norm) > 2 or notes.taken[begin]:
        return 0
    link = begin + 2 if norm_at(tokens, begin + 1) in ("st", "nd", "rd", "th") else begin + 1
    opened = norm_at(tokens, link) in AND_LINKS and norm_at(tokens, at - 1) in BETWEEN
    if link + 1 >= len(tokens) or not (opened or norm_at(tokens, link) in RANGE_LINKS - AND_LINKS):
        return 0
    found = date_at(tokens, link + 1, notes.lexicon)
    if found is None or found.day.month is None or found.day.day is None or any(notes.taken[at : found.end]):
        return 0
    first = int(tokens[begin].norm)
    named = any(
        tokens[index].is_word and tokens[index].norm in notes.lexicon.months for index in range(link + 1, found.end)
    )
    if not named or not 1 <= first < found.day.day or (found.end < len(tokens) and tokens[found.end].is_number):
        return 0
    notes.note("date", at, link, CalendarDay(first, found.day.month, found.day.year, found.day.short))
    notes.note("date", link + 1, found.end, found.day)
    return found.end


def _note_second_day(notes: Notes, at: int, day: object) -> int:
    """Note the second day of "Dec 7-9", "December 3 or 4": a bare number after a date with a month."""
    if not isinstance(day, CalendarDay) or day.month is None or day.day is None or day.year is not None:
        return at
    if at + 1 >= len(notes.tokens) or not _links_a_day(notes, at):
        return at
    begin = at + 2 if norm_at(notes.tokens, at) == "," and norm_at(notes.tokens, at + 1) in ("or", "and") else at + 1
    second = int(notes.tokens[begin].norm)
    if not day.day < second <= 31:
        return at
    notes.note("date", begin, begin + 1, CalendarDay(second, day.month))
    return _note_second_day(notes, begin + 1, CalendarDay(second, day.month))


def _links_a_day(notes: Notes, at: int) -> bool:
    """Whether a range or "or" stands at `at`, with a number after it that is no hour."""
    tokens = notes.tokens
    if tokens[at].norm == ",":
        return _goes_on_listing(notes, at)
    number = tokens[at + 1].is_number and len(tokens[at + 1].norm) <= 2 and not notes.taken[at + 1]
    hour = half_at(tokens, at + 2) or norm_at(tokens, at + 2) in (":", "o'clock", "/", "st", "nd", "rd", "th")
    own_month = norm_at(tokens, at + 2) in notes.lexicon.months  # "14 December until 18 December"
    return number and not hour and not own_month and tokens[at].norm in (*RANGE_LINKS, "or")


def _goes_on_listing(notes: Notes, at: int) -> bool:
    """Whether a comma at `at` goes on with a list of days that has its "or" ("Dec. 21, 22 or 23", "dec 1, 2, or 3")."""
    tokens = notes.tokens
    joined = norm_at(tokens, at + 1) in ("or", "and")
    begin = at + 2 if joined else at + 1
    if begin >= len(tokens) or not tokens[begin].is_number or len(tokens[begin].norm) > 2 or notes.taken[begin]:
        return False
    after = begin + 2 if norm_at(tokens, begin + 1) == "," else begin + 1
    ends = norm_at(tokens, begin + 1) in _ENDS_LIST if joined else norm_at(tokens, after) in ("or", "and", "&")
    return ends and (joined or _is_day(tokens, after + 1))


def _is_day(tokens: Tokens, at: int) -> bool:
    number = at < len(tokens) and tokens[at].is_number and len(tokens[at].norm) <= 2
    return number and norm_at(tokens, at + 1) in _ENDS_LIST


_ENDS_LIST = frozenset(
    ", . ! ? ; ) any either whichever whatever all would works work are is if please pls in".split()
) | {""}


def _note_hour(notes: Notes, at: int) -> int:
    """Note an hour; the first of "2-4 pm" and the second of "between two and four" are hours because the other is."""
    if "pharmacy" in notes.asked and _is_house(notes, at):
        return 0
    last = notes.mentions[-1] if notes.mentions else None
    ranged = bool(last and last.kind == "time" and last.end == at - 1)
    after_range = ranged and norm_at(notes.tokens, at - 1) in RANGE_LINKS
    comma = 1 if norm_at(notes.tokens, at - 1) == "," else 0
    after_day = bool(last and last.kind == "date" and last.end == at - comma) or (
        "time" in notes.asked and (len(notes.tokens) <= 8 or at == 0)
    )
    vague = (
        bool(last and last.kind in ("date", "day_part") and last.end == at - 1)
        and norm_at(notes.tokens, at - 1) in _SAY
    )
    expected = after_range or after_day or vague or _opens_range(notes, at) or _puts_right(notes, at)
    expected = expected or plain_range(notes, at)
    at_once = bool(last and last.kind == "time" and last.end == at and notes.tokens[at].is_word)
    together = bool(notes.asked & {"date", "time"}) or any(m.kind in ("date", "day_part") for m in notes.mentions)
    found = clock_at(notes.tokens, at, notes.lexicon, expected=expected or at_once, together=together)
    if found and at_once and not found.clock.minute:
        return 0  # "at ten ten thirty" goes on, "at nine two of us" does not
    if found is None or any(notes.taken[at : found.end]):
        return 0
    notes.note("time", at, found.end, found.clock)
    return found.end


def _is_house(notes: Notes, at: int) -> bool:
    """Whether a number stands before the name of a street ("CVS at 12 S. Moger Ave")."""
    ahead = any(norm_at(notes.tokens, at + step) in notes.lexicon.streets for step in range(2, 5))
    return notes.tokens[at].is_number and ahead and norm_at(notes.tokens, at + 1) not in (":", ",", "am", "pm", ".")


_SAY = frozenset("like say maybe around about @".split())


def _puts_right(notes: Notes, at: int) -> bool:
    """Whether an hour was said and taken back right before ("at 3, actually make it 4")."""
    hours = [mention for mention in notes.mentions[-2:] if mention.kind == "time"]
    if not hours or not 0 < at - hours[-1].end <= MOST_BETWEEN:
        return False
    return takes_back([token.norm for token in notes.tokens[hours[-1].end : at]])


def _opens_range(notes: Notes, at: int) -> bool:
    tokens = notes.tokens
    if norm_at(tokens, at + 1) not in RANGE_LINKS or at + 2 >= len(tokens) or norm_at(tokens, at - 1) in ("$", "#"):
        return False
    second = clock_at(tokens, at + 2, notes.lexicon)
    sure = second and (second.clock.half or second.clock.exact or second.clock.minute)
    return bool(sure) and half_at(tokens, at + 1) is None


def _note_part(notes: Notes, at: int) -> int:
    found = part_at(notes.tokens, at, notes.lexicon) or _part_beside_day(notes, at)
    if found:
        notes.note("day_part", at, found.end, found.part)
    return found.end if found else 0


def _part_beside_day(notes: Notes, at: int) -> Part | None:
    """Read what tells a part of the day only beside a day: "tomorrow pm", "first thing Monday"."""
    words = (norm_at(notes.tokens, at), norm_at(notes.tokens, at + 1))
    name, length = (_HALVES[words[0]], 1) if words[0] in _HALVES else (_BESIDE_DAY.get(words, ""), 2)
    if not name or norm_at(notes.tokens, at - 1) in ("the", "my", "is", "i'm", "im") or notes.taken[at]:
        return None
    last = notes.mentions[-1] if notes.mentions else None
    comma = 1 if norm_at(notes.tokens, at - 1) == "," else 0
    behind = bool(last and last.kind == "date" and last.end == at - comma)
    begin = at + length + (norm_at(notes.tokens, at + length) in ("on", "this", ","))
    ahead = begin < len(notes.tokens) and day_at(notes.tokens, begin, notes.lexicon) is not None
    alone = "time" in notes.asked and len(notes.tokens) - length <= _LITTLE
    followed = norm_at(notes.tokens, at + length) in _ENDS_PART
    return Part(DayPart(name), at + length) if ahead or (behind and followed) or (alone and followed) else None


_HALVES = {"am": "morning", "pm": "afternoon", "ams": "morning", "pms": "afternoon"}
_BESIDE_DAY = {
    ("first", "thing"): "morning",
    ("before", "lunch"): "morning",
    ("after", "lunch"): "afternoon",
    ("after", "school"): "afternoon",
    ("after", "work"): "evening",
}
_ENDS_PART = frozenset(
    ", . ! ? ; ) or and if please pls would works work is thanks for with w in i sometime some anytime best better preferably".split()
) | {""}
_LITTLE = 4  # further pieces of an answer that is hardly more than a part of the day
