"""Reads a message once and notes everything that was recognised, each piece of text at most once."""

from __future__ import annotations

import functools
from collections.abc import Callable

from nlu.entities.clinicians import Clinician, clinician_at, directory_at
from nlu.entities.given_tokens import speaks_of_reset, token_given
from nlu.entities.identifiers import token_at, username_at, zip_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.mail import typed_address
from nlu.entities.medicine import (
    dose_at,
    medicine_at,
    names_medicine,
    opening_medicine,
    quantity_at,
    speaks_of_medicine,
)
from nlu.entities.mentions import Notes, Scan, full_date
from nlu.entities.noting_names import note_names
from nlu.entities.noting_times import note_days_and_hours
from nlu.entities.pharmacy import pharmacy_at, speaks_of_pharmacy
from nlu.entities.phones import phone_at
from nlu.entities.said_mail import AT_SIGNS, spoken_address
from nlu.entities.tokens import Tokens, norm_at, tokenize

MOST_CHARACTERS = 4096
MOST_PIECES = 1500
READINGS = 32
"""Readings kept at hand: one message is read several times within its turn, by whoever wants something else of it."""


@functools.lru_cache(READINGS)
def scan(text: str, lexicon: Lexicon, asked: frozenset[str] = frozenset(), *, medicine: bool = False) -> Scan:
    """Recognise what a message holds. `asked` names the slots just asked for, which lets bare answers count.

    `medicine` says the message is known to be about medicine, so that plain words and far misspellings may be one.

    Reads the first 4,096 characters and 1,500 pieces; nothing a patient means to be acted on is longer.
    """
    tokens = tokenize(text[:MOST_CHARACTERS])[:MOST_PIECES]
    notes = Notes(text, tokens, lexicon, asked, medicine, taken=bytearray(len(tokens)))
    named = "zip" in asked or any(
        token.norm in ("zip", "zipcode") for token in tokens
    )  # "zip one oh five four nine" is no hour
    for reader in (_zips, *_ORDER) if named else _ORDER:
        reader(notes)
    return Scan(text, tokens, tuple(sorted(notes.mentions, key=lambda mention: mention.first)))


def _mail(notes: Notes) -> None:
    expected = "email" in notes.asked or any(t.norm in ("email", "mail", "e-mail", "gmail") for t in notes.tokens)
    for at, token in enumerate(notes.tokens):
        found = None
        if token.norm == "@":
            found = typed_address(notes.tokens, at, notes.lexicon)
        elif token.norm in AT_SIGNS:
            found = spoken_address(notes.tokens, at, notes.lexicon, expected=expected)
        if found:
            notes.note("email", found.first, found.end, found.text, found.doubt)


def _identifiers(notes: Notes) -> None:
    for at in range(len(notes.tokens)):
        for kind, reader in (("username", username_at), ("token", token_at)):
            found = reader(notes.tokens, at, notes.lexicon)
            if found and found.value:
                notes.note(kind, found.first, found.end, found.value)


def _phones(notes: Notes) -> None:
    expected = "phone" in notes.asked
    at = 0
    while at < len(notes.tokens):
        found = None if notes.taken[at] else phone_at(notes.tokens, at, notes.lexicon, expected=expected)
        if found:
            notes.note("phone", found.first, found.end, found.value, found.doubt)
        at = found.end if found else at + 1


def _amounts(notes: Notes) -> None:
    likely, at = speaks_of_medicine(notes.tokens) or names_medicine(notes.tokens, notes.lexicon), 0
    while at < len(notes.tokens):
        kind, found = "dose", None if notes.taken[at] else dose_at(notes.tokens, at, notes.lexicon)
        if found is None and not notes.taken[at]:
            kind = "quantity"
            found = quantity_at(notes.tokens, at, notes.lexicon, expected="quantity" in notes.asked, likely=likely)
        if found:
            notes.note(kind, found.first, found.end, found.value)
        at = found.end if found else at + 1


def _zips(notes: Notes) -> None:
    personal = any(m.kind in ("dob", "email") or full_date(m) for m in notes.mentions)
    at, called = 0, _called_zip(notes.tokens)
    while at < len(notes.tokens):
        expected = "zip" in notes.asked or ((personal or at in called) and _bare_zip(notes.tokens, at))
        found = None if notes.taken[at] else zip_at(notes.tokens, at, notes.lexicon, expected=expected)
        if found:
            notes.note("zip", found.first, found.end, found.value, found.doubt)
        at = found.end if found else at + 1


def _called_zip(tokens: Tokens) -> set[int]:
    """The places closely before "is my zip" or "thats the zip" ("10549 oops 10546. Thats my zip")."""
    told = (
        index
        for index, token in enumerate(tokens)
        if token.norm == "zip"
        and norm_at(tokens, index - 1) in ("my", "the")
        and norm_at(tokens, index - 2) in _SAYS_SO
    )
    return {at for index in told for at in range(index - _NEAR_ZIP + 1, index - 2)}


_NEAR_ZIP = 9  # pieces
_SAYS_SO = frozenset("is thats that's are".split())


def _bare_zip(tokens: Tokens, at: int) -> bool:
    """Whether five digits stand by themselves, as a ZIP code does among other facts about a person."""
    whole = tokens[at].is_number and len(tokens[at].norm) == 5 and not tokens[at].glued
    return whole and norm_at(tokens, at - 1) not in ("#", "$")


def _given_tokens(notes: Notes) -> None:
    if any(m.kind == "token" for m in notes.mentions) or not speaks_of_reset(notes.tokens):
        return
    for at in notes.free():
        found = token_given(notes.tokens, at)
        if found:
            notes.note("token", found.first, found.end, found.value)


def _clinicians(notes: Notes) -> None:
    _note_people(notes, clinician_at)


def _directory(notes: Notes) -> None:
    """Note surnames of the directory that stand alone, unless the patient's own name was asked for."""
    if not notes.asked & {"first_name", "last_name", "username"}:
        _note_people(notes, directory_at)


def _note_people(notes: Notes, reader: Callable[[Tokens, int, Lexicon], Clinician | None]) -> None:
    for at in notes.free():
        found = None if notes.taken[at] else reader(notes.tokens, at, notes.lexicon)
        if found:
            notes.note("provider", found.first, found.end, found.value, None if found.value else "ambiguous")


def _pharmacies(notes: Notes) -> None:
    likely = "pharmacy" in notes.asked or speaks_of_pharmacy(notes.tokens)
    for at in notes.free():
        found = None if notes.taken[at] else pharmacy_at(notes.text, notes.tokens, at, notes.lexicon, likely=likely)
        if found and any(notes.taken[at : found.end]):  # "Walgreens on the 3rd": what is a day is no place
            stop = notes.taken.index(1, at)
            found = pharmacy_at(notes.text, notes.tokens[:stop], at, notes.lexicon, likely=likely)
        if found:
            notes.note("pharmacy", found.first, found.end, found.value)


def _medicines(notes: Notes) -> None:
    dosed = any(m.kind == "dose" for m in notes.mentions)
    likely = notes.medicine or "medication" in notes.asked or dosed or speaks_of_medicine(notes.tokens)
    for at in notes.free():
        found = None if notes.taken[at] else medicine_at(notes.tokens, at, notes.lexicon, likely=likely)
        if found:
            notes.note("medication", found.first, found.end, found.value, None if found.value else "ambiguous")
    opening = None if likely or notes.asked else opening_medicine(notes.tokens, notes.lexicon)
    if opening:
        notes.note("medication", opening.first, opening.end, opening.value)


_ORDER: tuple[Callable[[Notes], None], ...] = (
    _identifiers,
    _mail,
    _phones,
    _amounts,
    note_days_and_hours,
    _zips,
    _given_tokens,
    _clinicians,
    note_names,
    _directory,
    _pharmacies,
    _medicines,
)
