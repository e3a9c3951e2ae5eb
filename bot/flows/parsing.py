"""The parsers that flows use: one call each, from words to a value, with the turn's facts as context.

Each says which reasons it may refuse with, so that a test can list every sentence a patient may meet.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversation import Facts
from bot.flows import answers
from bot.flows.answers import AnswerContext
from bot.flows.answers.bareness import only_times
from bot.flows.spec import Invalid, Parser, Slots, Value
from bot.steering import plain
from nlu.entities import fold

MAX_SHORT = 200
MAX_REASON = 500
PHONE_DIGITS = 7

NAME_REASONS = ("empty", "name")
DOB_REASONS = ("not_a_date", "empty", "incomplete", "ambiguous", "future")
CONTACT_REASONS = ("not_email_or_zip", "domain_typo")
CODE_REASONS = ("digits",)
PROVIDER_REASONS = ("unknown", "ambiguous")
WHEN_REASONS = ("unclear", "past", "closed_day", "closed_hours")
WAY_REASONS = ("choose",)
TOPICS_OF_OTHERS = (
    "oos.billing_insurance",
    "oos.medical_advice",
    "oos.practice_other",
    "oos.other_org",
    "oos.offtopic",
    "faq.",
)
"""What understanding takes a plain topic for: a person can be asked about anything."""
TEXT_REASONS = ("empty", "too_long")
MEDICINE_REASONS = ("unnamed", "ambiguous", "too_long")
PHARMACY_REASONS = ("unnamed", "ambiguous", "too_long")
DAYS_REASONS = ("days", "too_many")
YES_NO_REASONS = ("yes_or_no",)
PHONE_REASONS = ("not_phone",)
EMAIL_REASONS = ("not_email", "empty", "incomplete", "ambiguous", "domain_typo")
ZIP_REASONS = ("not_zip", "empty", "incomplete")
USERNAME_REASONS = ("username", "empty")
TOKEN_REASONS = ("token", "empty")


def _context(facts: Facts, known: Slots) -> AnswerContext:
    return AnswerContext(
        now=facts.now, lexicon=facts.lexicon, opening=facts.is_open_day, known=known, hours=facts.hours_on
    )


def _from(parse: Callable[[str, AnswerContext], Value], reasons: tuple[str, ...]) -> Parser:
    """A parser that refuses with `reasons` only; the first of them stands for any other."""

    def parser(text: str, facts: Facts, known: Slots) -> Value:
        try:
            return parse(text, _context(facts, known))
        except Invalid as why:
            if why.reason in reasons:
                raise
            raise Invalid(reasons[0]) from None

    return parser


last_name = _from(answers.last_name, ("name", "empty"))
date_of_birth = _from(answers.date_of_birth, DOB_REASONS)
code_digits = _from(answers.code_digits, CODE_REASONS)
named_provider = _from(answers.provider, PROVIDER_REASONS)
preferred_times = _from(answers.preferred_times, WHEN_REASONS)
contact_way = _from(answers.contact_way, WAY_REASONS)
medication = _from(answers.medication, MEDICINE_REASONS)
named_pharmacy = _from(answers.pharmacy, PHARMACY_REASONS)
whole_days = _from(answers.whole_days, DAYS_REASONS)
yes_or_no = _from(answers.yes_or_no, YES_NO_REASONS)
first_name = _from(answers.first_name, ("name", "empty"))
email_address = _from(answers.email_address, EMAIL_REASONS)
zip_code = _from(answers.zip_code, ZIP_REASONS)
username = _from(answers.username, USERNAME_REASONS)
reset_token = _from(answers.reset_token, TOKEN_REASONS)
phone_number = _from(answers.phone_number, PHONE_REASONS)


def email_or_zip(text: str, facts: Facts, known: Slots) -> Value:
    """An e-mail address or a five-digit ZIP code, whichever was said."""
    context = _context(facts, known)
    try:
        return answers.email_address(text, context)
    except Invalid as why:
        if why.reason == "domain_typo":
            raise
    try:
        return answers.zip_code(text, context)
    except Invalid:
        raise Invalid("not_email_or_zip") from None


_MINE = re.compile(
    r"\b(?:my|the|usual|regular|same|own) (?:own |usual |regular |primary care |primary |normal |family )*"
    r"(?:doctor|dr|provider|pcp|physician|doc)\b|^(?:my )?pcp$|^(?:same|usual)(?: one)?$"
)
_ON_FILE = re.compile(r"\b(?:usual|regular|same|normal|on file|you have|my pharmacy|the one i (?:always|usually))\b")


def provider_of_portal(text: str, own: str | None, facts: Facts, known: Slots) -> Value:
    """A provider of the directory who is set up for the portal, the patient's own (*my usual doctor*), or anyone."""
    try:
        name = named_provider(text, facts, known)
    except Invalid:
        if own is None or not _MINE.search(plain(fold(text))):
            raise
        name = own
    if any(one.name == name and not one.portal for one in facts.providers):
        raise Invalid("not_set_up", provider=str(name))
    return name


def pharmacy_of_directory(text: str, own: str | None, facts: Facts, known: Slots) -> Value:
    """A pharmacy of the directory under its full name; one that is not listed, as it was named."""
    fits = _stores(text, facts)
    if not fits and only_times(text, facts.lexicon):
        raise Invalid("unnamed")
    if len(fits) == 1:
        return fits[0]
    if not fits and _ON_FILE.search(plain(fold(text))):
        if own is None:
            raise Invalid("none_on_file")
        return own
    name = str(named_pharmacy(text, facts, known))
    again = _stores(name, facts)
    if len(again) == 1:
        return again[0]
    if own in again:
        return own or name
    if len(again) > 1:
        raise Invalid("ambiguous")
    return name


def _stores(text: str, facts: Facts) -> list[str]:
    """The pharmacies of the directory that the words name: all of the name, or all that was said of it."""
    said = [_IN_FULL.get(word, word) for word in plain(fold(text)).split()]
    whole = [name for name in facts.pharmacies if set(plain(fold(name)).split()) <= set(said)]
    if whole or not said:
        return whole
    told = [word for word in said if word not in _AROUND]
    return [name for name in facts.pharmacies if told and set(told) <= set(plain(fold(name)).split())]


_IN_FULL = {"mt": "mount", "hts": "heights", "ht": "heights", "vlg": "village"}
_AROUND = frozenset(
    "the in at to on my of please pharmacy store one drugstore use send it go with for a i'd like want yes".split()
)


def short_text(text: str, facts: Facts, _known: Slots) -> Value:
    """A few words, as typed."""
    return _words(text, MAX_SHORT, facts)


def reason(text: str, facts: Facts, _known: Slots) -> Value:
    """What it is about, in the patient's own words; a telephone number alone is about nothing."""
    if sum(char.isdigit() for char in text) >= PHONE_DIGITS and not any(char.isalpha() for char in text):
        raise Invalid("empty")
    return _words(text, MAX_REASON, facts)


def _words(text: str, most: int, facts: Facts) -> str:
    words = " ".join(text.split())
    if not any(char.isalnum() for char in words) or facts.words.means(words) in ("yes", "no", "accept", "go_on"):
        raise Invalid("empty")
    if len(words) > most:
        raise Invalid("too_long")
    return words


IN_PERSON = frozenset(
    {"in person", "in_person", "in office", "come in", "at the office", "face to face", "office", "visit"}
)
BY_VIDEO = frozenset(
    {
        "video",
        "telehealth",
        "by video",
        "virtual",
        "online",
        "zoom",
        "on video",
        "video visit",
        "remote",
        "telehealth visit",
    }
)


def visit_type(text: str, _facts: Facts, _known: Slots) -> Value:
    """In person or by video."""
    said = plain(text)
    if said in IN_PERSON:
        return "in_person"
    if said in BY_VIDEO:
        return "telehealth"
    raise Invalid("choose")
