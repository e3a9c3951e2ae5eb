"""Reads a message once and notes everything that was recognised, each piece of text at most once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nlu.entities.clinicians import Clinician, clinician_at, directory_at
from nlu.entities.clock import RANGE_LINKS, clock_at, half_at, part_at
from nlu.entities.identifiers import phone_at, token_at, username_at, zip_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.mail import spoken_address, typed_address
from nlu.entities.medicine import dose_at, medicine_at, quantity_at, speaks_of_medicine
from nlu.entities.names import full_name, name_at
from nlu.entities.pharmacy import pharmacy_at, speaks_of_pharmacy
from nlu.entities.relative import day_at
from nlu.entities.tokens import Tokens, norm_at, tokenize
from nlu.entities.when import CalendarDay, Clock


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing recognised: its kind, its pieces (`first` up to, not including, `end`), its value, and what is doubtful."""

    kind: str
    first: int
    end: int
    value: Any = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A message cut into pieces, with what was recognised in order."""

    text: str
    tokens: Tokens
    mentions: tuple[Mention, ...]

    def of(self, *kinds: str) -> tuple[Mention, ...]:
        """Return what was recognised of these kinds, in order."""
        return tuple(mention for mention in self.mentions if mention.kind in kinds)

    def said(self, mention: Mention) -> str:
        """Return the patient's own words for a mention."""
        return self.text[self.tokens[mention.first].start : self.tokens[mention.end - 1].end]


MOST_CHARACTERS = 4096
MOST_PIECES = 1500


@dataclass(slots=True)
class _Notes:
    """What has been taken so far, while a message is read."""

    text: str
    tokens: Tokens
    lexicon: Lexicon
    asked: frozenset[str]
    mentions: list[Mention] = field(default_factory=list)
    taken: bytearray = field(default_factory=bytearray)

    def note(self, kind: str, first: int, end: int, value: Any, doubt: str | None = None) -> None:
        if not any(self.taken[first:end]):
            self.taken[first:end] = b"\x01" * (end - first)
            self.mentions.append(Mention(kind, first, end, value, doubt))

    def free(self) -> list[int]:
        return [at for at in range(len(self.tokens)) if not self.taken[at]]


def scan(text: str, lexicon: Lexicon, asked: frozenset[str] = frozenset()) -> Scan:
    """Recognise what a message holds. `asked` names the slots just asked for, which lets bare answers count.

    Reads the first 4,096 characters and 1,500 pieces; nothing a patient means to be acted on is longer.
    """
    tokens = tokenize(text[:MOST_CHARACTERS])[:MOST_PIECES]
    notes = _Notes(text, tokens, lexicon, asked, taken=bytearray(len(tokens)))
    for reader in (_zips, *_ORDER) if "zip" in asked else _ORDER:
        reader(notes)
    return Scan(text, tokens, tuple(sorted(notes.mentions, key=lambda mention: mention.first)))


def _mail(notes: _Notes) -> None:
    expected = "email" in notes.asked or any(t.norm in ("email", "mail", "e-mail", "gmail") for t in notes.tokens)
    for at, token in enumerate(notes.tokens):
        found = None
        if token.norm == "@":
            found = typed_address(notes.tokens, at, notes.lexicon)
        elif token.norm == "at":
            found = spoken_address(notes.tokens, at, notes.lexicon, expected=expected)
        if found:
            notes.note("email", found.first, found.end, found.text, found.doubt)


def _identifiers(notes: _Notes) -> None:
    for at in range(len(notes.tokens)):
        for kind, reader in (("username", username_at), ("token", token_at)):
            found = reader(notes.tokens, at, notes.lexicon)
            if found and found.value:
                notes.note(kind, found.first, found.end, found.value)


def _phones(notes: _Notes) -> None:
    expected = "phone" in notes.asked
    at = 0
    while at < len(notes.tokens):
        found = None if notes.taken[at] else phone_at(notes.tokens, at, notes.lexicon, expected=expected)
        if found:
            notes.note("phone", found.first, found.end, found.value, found.doubt)
        at = found.end if found else at + 1


def _amounts(notes: _Notes) -> None:
    likely, at = speaks_of_medicine(notes.tokens), 0
    while at < len(notes.tokens):
        kind, found = "dose", None if notes.taken[at] else dose_at(notes.tokens, at, notes.lexicon)
        if found is None and not notes.taken[at]:
            kind, found = (
                "quantity",
                quantity_at(notes.tokens, at, notes.lexicon, expected="quantity" in notes.asked, likely=likely),
            )
        if found:
            notes.note(kind, found.first, found.end, found.value)
        at = found.end if found else at + 1


_BIRTH = frozenset("dob d.o.b birthday birthdate bday b-day birth born birthdy brithday dateofbirth".split())


def _days_and_hours(notes: _Notes) -> None:
    tokens, lexicon, at = notes.tokens, notes.lexicon, 0
    while at < len(tokens):
        if notes.taken[at]:
            at += 1
            continue
        birth = "dob" in notes.asked or _birth_before(notes, at)
        at = _note_day(notes, at, birth) or _note_hour(notes, at) or _note_part(notes, at) or at + 1


def _birth_before(notes: _Notes, at: int) -> bool:
    """Whether a word about birth stands shortly before."""
    return any(norm_at(notes.tokens, at - back) in _BIRTH for back in range(1, 7)) or _spelled_dob(notes.tokens, at)


def _spelled_dob(tokens: Tokens, at: int) -> bool:
    """d.o.b. in any spacing."""
    letters = "".join(t.norm for t in tokens[max(0, at - 8) : at] if t.norm not in (".", ":", " "))
    return "dob" in letters[-6:]


def _note_day(notes: _Notes, at: int, birth: bool) -> int:
    found = day_at(notes.tokens, at, notes.lexicon, loose=birth)
    if found is None or any(notes.taken[at : found.end]):
        return 0
    kind = "dob" if birth and isinstance(found.day, CalendarDay) else "date"
    notes.note(kind, at, found.end, found.day)
    return _note_second_day(notes, found.end, found.day) if kind == "date" else found.end


def _note_second_day(notes: _Notes, at: int, day: object) -> int:
    """Note the second day of "Dec 7-9", "December 3 or 4": a bare number after a date with a month."""
    tokens = notes.tokens
    if (
        not isinstance(day, CalendarDay)
        or day.month is None
        or day.day is None
        or day.year is not None
        or at + 1 >= len(tokens)
    ):
        return at
    second = tokens[at + 1]
    linked = (
        tokens[at].norm in (*RANGE_LINKS, "or")
        and second.is_number
        and len(second.norm) <= 2
        and not notes.taken[at + 1]
    )
    an_hour = (
        half_at(tokens, at + 2)
        or norm_at(tokens, at + 2) in (":", "o'clock", "/", "st", "nd", "rd", "th")
        or tokens[at].norm == "at"
    )
    if not linked or an_hour or not day.day < int(second.norm) <= 31:
        return at
    notes.note("date", at + 1, at + 2, CalendarDay(int(second.norm), day.month))
    return at + 2


def _note_hour(notes: _Notes, at: int) -> int:
    """Note an hour; the first of "2-4 pm" and the second of "between two and four" are hours because the other is."""
    last = notes.mentions[-1] if notes.mentions else None
    after_range = bool(
        last and last.kind == "time" and last.end == at - 1 and norm_at(notes.tokens, at - 1) in RANGE_LINKS
    )
    after_day = bool(last and last.kind == "date" and last.end == at) or "time" in notes.asked
    expected = after_range or after_day or _opens_range(notes, at)
    found = clock_at(notes.tokens, at, notes.lexicon, expected=expected)
    if found is None or any(notes.taken[at : found.end]):
        return 0
    notes.note("time", at, found.end, found.clock)
    return found.end


def _opens_range(notes: _Notes, at: int) -> bool:
    tokens = notes.tokens
    if norm_at(tokens, at + 1) not in RANGE_LINKS or at + 2 >= len(tokens) or norm_at(tokens, at - 1) in ("$", "#"):
        return False
    second = clock_at(tokens, at + 2, notes.lexicon)
    return bool(
        second and (second.clock.half or second.clock.exact or second.clock.minute) and half_at(tokens, at + 1) is None
    )


def _note_part(notes: _Notes, at: int) -> int:
    found = part_at(notes.tokens, at, notes.lexicon)
    if found:
        notes.note("day_part", at, found.end, found.part)
    return found.end if found else 0


def _zips(notes: _Notes) -> None:
    personal = any(m.kind in ("dob", "email") or _full_date(m) for m in notes.mentions)
    at = 0
    while at < len(notes.tokens):
        token = notes.tokens[at]
        bare = (
            personal
            and token.is_number
            and len(token.norm) == 5
            and not token.glued
            and norm_at(notes.tokens, at - 1) not in ("#", "$")
        )
        found = (
            None if notes.taken[at] else zip_at(notes.tokens, at, notes.lexicon, expected="zip" in notes.asked or bare)
        )
        if found:
            notes.note("zip", found.first, found.end, found.value, found.doubt)
        at = found.end if found else at + 1


def _full_date(mention: Mention) -> bool:
    return isinstance(mention.value, CalendarDay) and mention.value.year is not None


def _clinicians(notes: _Notes) -> None:
    _note_people(notes, clinician_at)


def _directory(notes: _Notes) -> None:
    """Note surnames of the directory that stand alone, unless the patient's own name was asked for."""
    if not notes.asked & {"first_name", "last_name", "username"}:
        _note_people(notes, directory_at)


def _note_people(notes: _Notes, reader: Callable[[Tokens, int, Lexicon], Clinician | None]) -> None:
    for at in notes.free():
        found = None if notes.taken[at] else reader(notes.tokens, at, notes.lexicon)
        if found:
            notes.note("provider", found.first, found.end, found.value, None if found.value else "ambiguous")


def _pharmacies(notes: _Notes) -> None:
    likely = "pharmacy" in notes.asked or speaks_of_pharmacy(notes.tokens)
    for at in notes.free():
        found = None if notes.taken[at] else pharmacy_at(notes.text, notes.tokens, at, notes.lexicon, likely=likely)
        if found:
            notes.note("pharmacy", found.first, found.end, found.value)


def _medicines(notes: _Notes) -> None:
    likely = (
        "medication" in notes.asked or any(m.kind == "dose" for m in notes.mentions) or speaks_of_medicine(notes.tokens)
    )
    for at in notes.free():
        found = None if notes.taken[at] else medicine_at(notes.tokens, at, notes.lexicon, likely=likely)
        if found:
            notes.note("medication", found.first, found.end, found.value, None if found.value else "ambiguous")


_PERSONAL = frozenset({"dob", "email", "zip", "phone"})


def _names(notes: _Notes) -> None:
    for at in notes.free():
        found = None if notes.taken[at] else name_at(notes.tokens, at, notes.lexicon)
        if found:
            notes.note("name", found.first, found.end, (found.first_name, found.last_name))
    if any(m.kind == "name" for m in notes.mentions) or not any(m.kind in _PERSONAL for m in notes.mentions):
        return
    begin = 0
    while begin < len(notes.tokens) and notes.tokens[begin].norm in (
        "hi",
        "hello",
        "hey",
        ",",
        "yes",
        "its",
        "it's",
        "sure",
        "ok",
    ):
        begin += 1
    found = full_name(notes.tokens, begin, notes.lexicon, sure=False)
    if found and found.last_name:
        notes.note("name", found.first, found.end, (found.first_name, found.last_name))


_ORDER: tuple[Callable[[_Notes], None], ...] = (
    _identifiers, _mail, _phones, _amounts, _days_and_hours, _zips, _clinicians, _names, _directory, _pharmacies, _medicines
)  # fmt: skip


__all__ = ["Clock", "Mention", "Scan", "scan"]
