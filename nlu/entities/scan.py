"""Reads a message once and notes everything that was recognised, each piece of text at most once."""

from __future__ import annotations

from collections.abc import Callable

from nlu.entities.clinicians import Clinician, clinician_at, directory_at
from nlu.entities.given_tokens import speaks_of_reset, token_given
from nlu.entities.identifiers import token_at, username_at, zip_at
from nlu.entities.introduced import introduced_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.mail import spoken_address, typed_address
from nlu.entities.medicine import dose_at, medicine_at, opening_medicine, quantity_at, speaks_of_medicine
from nlu.entities.mentions import Mention, Notes, Scan
from nlu.entities.names import Person, full_name, name_at
from nlu.entities.noting_times import BIRTH_WORDS, note_days_and_hours
from nlu.entities.pharmacy import pharmacy_at, speaks_of_pharmacy
from nlu.entities.phones import phone_at
from nlu.entities.tokens import Tokens, norm_at, tokenize
from nlu.entities.when import CalendarDay
from nlu.entities.whole_names import surname_alone, whole_name

MOST_CHARACTERS = 4096
MOST_PIECES = 1500


def scan(text: str, lexicon: Lexicon, asked: frozenset[str] = frozenset(), *, medicine: bool = False) -> Scan:
    """Recognise what a message holds. `asked` names the slots just asked for, which lets bare answers count.

    `medicine` says the message is known to be about medicine, so that plain words and far misspellings may be one.

    Reads the first 4,096 characters and 1,500 pieces; nothing a patient means to be acted on is longer.
    """
    tokens = tokenize(text[:MOST_CHARACTERS])[:MOST_PIECES]
    notes = Notes(text, tokens, lexicon, asked, medicine, taken=bytearray(len(tokens)))
    for reader in (_zips, *_ORDER) if "zip" in asked else _ORDER:
        reader(notes)
    return Scan(text, tokens, tuple(sorted(notes.mentions, key=lambda mention: mention.first)))


def _mail(notes: Notes) -> None:
    expected = "email" in notes.asked or any(t.norm in ("email", "mail", "e-mail", "gmail") for t in notes.tokens)
    for at, token in enumerate(notes.tokens):
        found = None
        if token.norm == "@":
            found = typed_address(notes.tokens, at, notes.lexicon)
        elif token.norm == "at":
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
    likely, at = speaks_of_medicine(notes.tokens), 0
    while at < len(notes.tokens):
        kind, found = "dose", None if notes.taken[at] else dose_at(notes.tokens, at, notes.lexicon)
        if found is None and not notes.taken[at]:
            kind = "quantity"
            found = quantity_at(notes.tokens, at, notes.lexicon, expected="quantity" in notes.asked, likely=likely)
        if found:
            notes.note(kind, found.first, found.end, found.value)
        at = found.end if found else at + 1


def _zips(notes: Notes) -> None:
    personal = any(m.kind in ("dob", "email") or _full_date(m) for m in notes.mentions)
    at = 0
    while at < len(notes.tokens):
        expected = "zip" in notes.asked or (personal and _bare_zip(notes.tokens, at))
        found = None if notes.taken[at] else zip_at(notes.tokens, at, notes.lexicon, expected=expected)
        if found:
            notes.note("zip", found.first, found.end, found.value, found.doubt)
        at = found.end if found else at + 1


def _bare_zip(tokens: Tokens, at: int) -> bool:
    """Whether five digits stand by themselves, as a ZIP code does among other facts about a person."""
    whole = tokens[at].is_number and len(tokens[at].norm) == 5 and not tokens[at].glued
    return whole and norm_at(tokens, at - 1) not in ("#", "$")


def _full_date(mention: Mention) -> bool:
    return isinstance(mention.value, CalendarDay) and mention.value.year is not None


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


_GREETINGS = frozenset("hi hello hey , yes its it's sure ok".split())
_PERSONAL = frozenset({"dob", "email", "zip", "phone"})


def _names(notes: Notes) -> None:
    for at in notes.free():
        if notes.taken[at]:
            continue
        found = name_at(notes.tokens, at, notes.lexicon) or _introduced(notes, at)
        if found:
            notes.note("name", found.first, found.end, (found.first_name, found.last_name))
    if any(m.kind == "name" for m in notes.mentions) or notes.asked & {"first_name", "last_name"}:
        return
    begin = 0
    while begin < len(notes.tokens) and notes.tokens[begin].norm in _GREETINGS:
        begin += 1
    found = _unannounced(notes, begin) if begin < len(notes.tokens) and not notes.taken[begin] else None
    if found and found.last_name:
        notes.note("name", found.first, found.end, (found.first_name, found.last_name))


def _unannounced(notes: Notes, begin: int) -> Person | None:
    """Read a name that nothing announces: the whole message, or one that stands among facts about a person."""
    whole = whole_name(notes.tokens, begin, notes.lexicon)
    if (
        whole
        and all(token.norm in (".", *notes.lexicon.suffixes) for token in notes.tokens[whole.end :])
        and notes.tokens[begin].norm in notes.lexicon.first_names
    ):
        return whole
    if whole and begin == 0 and not notes.asked and (_speaks_next(notes, whole) or _born_next(notes, whole)):
        return whole
    if not any(m.kind in _PERSONAL for m in notes.mentions):
        return None
    found = full_name(notes.tokens, begin, notes.lexicon, sure=False)
    if found is None or not found.last_name:
        found = whole or _among_facts(notes, begin)
    return found or _before_fact(notes)


def _born_next(notes: Notes, name: Person) -> bool:
    """Whether a full date follows a name that opens the message, and birth is spoken of ("Tuan Le 7/7/77 birthday")."""
    spoken = any(token.norm in BIRTH_WORDS for token in notes.tokens)
    return spoken and any(_full_date(m) and m.first in (name.end, name.end + 1) for m in notes.mentions)


def _speaks_next(notes: Notes, name: Person) -> bool:
    """Whether a known name opens the message and its owner goes on after a comma ("Kenji Watanabe, refill of ..."); of "she" it would tell of staff."""
    tokens, lexicon = notes.tokens, notes.lexicon
    comma = norm_at(tokens, name.end) in (",", "-", ":", ";", ".")
    known = tokens[0].norm in lexicon.first_names or tokens[name.end - 1].norm in lexicon.surnames
    other = lexicon.towns.match(tokens, 0) or lexicon.pharmacies.match(tokens, 0)
    staff = tokens[name.end - 1].norm in lexicon.providers
    goes_on = norm_at(tokens, name.end + 1) in _GOES_ON and norm_at(tokens, name.end + 2) not in _LIVING
    return comma and known and goes_on and not other and not staff


_GOES_ON = frozenset(
    """i i'm im i've ive i'd my need needing refill refills forgot lost locked requesting want wanting dob born calling trying patient please
    looking""".split()
)


_LIVING = frozenset("live lived moved".split())  # "Virginia Beach, I live there"


def _before_fact(notes: Notes) -> Person | None:
    """Read a name that opens a sentence or a line and goes right before a fact ("I forgot it. Linh Pham, linh@yahoo.com")."""
    facts = {m.first for m in notes.mentions if m.kind in _PERSONAL or _full_date(m)}
    for at in [at for at in notes.free() if norm_at(notes.tokens, at - 1) in (".", "!", "?", ":", ";")][:_MOST_STARTS]:
        found = whole_name(notes.tokens, at, notes.lexicon)
        if found and {found.end, found.end + 1} & facts:
            return found
    return None


_MOST_STARTS = 12


def _introduced(notes: Notes, at: int) -> Person | None:
    """Read an introduction; "it's Lee" answers the question for one name and does not tell which it is."""
    found = introduced_at(notes.tokens, at, notes.lexicon)
    one = len(notes.asked & {"first_name", "last_name"}) == 1
    return found if found and (not one or (found.first_name and found.last_name)) else None


def _among_facts(notes: Notes, begin: int) -> Person | None:
    """Read a surname alone where a birth date follows at once, and a ZIP code or address stands in the message too."""
    found = surname_alone(notes.tokens, begin, notes.lexicon)
    if found is None or not any(m.kind in ("zip", "email") for m in notes.mentions):
        return None
    after = found.end + 1 if norm_at(notes.tokens, found.end) == "," else found.end
    follows = any(m.first == after and (m.kind in ("dob", "zip", "email") or _full_date(m)) for m in notes.mentions)
    dated = any(m.kind == "dob" or _full_date(m) for m in notes.mentions)
    return found if follows and dated else None


_ORDER: tuple[Callable[[Notes], None], ...] = (
    _identifiers,
    _mail,
    _phones,
    _amounts,
    note_days_and_hours,
    _zips,
    _given_tokens,
    _clinicians,
    _names,
    _directory,
    _pharmacies,
    _medicines,
)
