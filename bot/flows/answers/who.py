"""Answers about who somebody is and how to reach them: names, birth, addresses, numbers, the mailed code.

Each reads at most 4,096 characters and raises nothing but `Invalid` with the reason that names the next move.
"""

from __future__ import annotations

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.corrections import meant
from bot.flows.answers.reading import LONGEST
from bot.flows.answers.single import read_for, value_of
from bot.flows.spec import Invalid
from nlu.entities import scan, tokenize
from nlu.entities.mail import likely_domain
from nlu.entities.numbers import Digits, digit_run
from nlu.entities.tokens import Tokens

CODE_LENGTH = 8
MOST_NAME = 80


def last_name(text: str, context: AnswerContext) -> str:
    """A surname. Reasons: empty, name."""
    return _name(text, "last_name", context)


def first_name(text: str, context: AnswerContext) -> str:
    """A given name. Reasons: empty, name."""
    return _name(text, "first_name", context)


def _name(text: str, slot: str, context: AnswerContext) -> str:
    value = value_of(text, slot, context, "name")
    if len(value) > MOST_NAME:
        raise Invalid("name")
    return value


def date_of_birth(text: str, context: AnswerContext) -> str:
    """A date of birth as ISO text. Reasons: empty, incomplete, ambiguous, future, not_a_date."""
    return value_of(text, "dob", context, "not_a_date")


def email_address(text: str, context: AnswerContext) -> str:
    """An e-mail address in small letters. Reasons: empty, not_email, incomplete, ambiguous, domain_typo.

    A likely slip in the domain raises `domain_typo` with `typed` and `likely`, never a changed address. The same address
    typed again is meant so: the flow puts it under `email_typed` in what is known.
    """
    if not text.strip():
        raise Invalid("empty")
    reading = scan(text[:LONGEST], context.lexicon, frozenset({"email"}))
    mentions = reading.of("email")
    if not mentions:
        raise Invalid(read_for(text, "email", context).doubts.get("email", "not_email"))
    mention = meant(reading, mentions)
    if mention is None:
        raise Invalid("ambiguous")
    address, doubt = str(mention.value), mention.doubt
    if doubt == "domain_typo" and context.known.get("email_typed") != address:
        local, _, domain = address.partition("@")
        likely = likely_domain(domain, context.lexicon.mail) or domain
        raise Invalid("domain_typo", typed=address, likely=f"{local}@{likely}")
    if doubt and doubt != "domain_typo":
        raise Invalid(doubt)
    return address


def zip_code(text: str, context: AnswerContext) -> str:
    """A five-digit ZIP code. Reasons: empty, incomplete, invalid, not_zip."""
    return value_of(text, "zip", context, "not_zip")


def phone_number(text: str, context: AnswerContext) -> str:
    """A telephone number in E.164 form. Reasons: empty, incomplete, invalid, not_phone."""
    return value_of(text, "phone", context, "not_phone")


def code_digits(text: str, context: AnswerContext) -> str:
    """The eight digits of a mailed code, typed or said, with or without spaces. Reasons: empty, digits."""
    if not text.strip():
        raise Invalid("empty")
    tokens = tokenize(text[:LONGEST])
    runs = _digit_runs(tokens, context)
    exact = [run.text for run in runs if len(run.text) == CODE_LENGTH]
    if len(set(exact)) != 1:
        raise Invalid("digits")
    return exact[0]


def _digit_runs(tokens: Tokens, context: AnswerContext) -> list[Digits]:
    runs, at = [], 0
    while at < len(tokens):
        run = digit_run(tokens, at, context.lexicon)
        if run.text:
            runs.append(run)
        at = max(run.end, at + 1)
    return runs


def contact_way(text: str, context: AnswerContext) -> str:
    """How to be reached: `here`, `phone`, `email`, a telephone number or an address. Reasons: empty, choose."""
    if not text.strip():
        raise Invalid("empty")
    reading = scan(text[:LONGEST], context.lexicon)
    for kind in ("phone", "email"):
        found = [mention for mention in reading.of(kind) if mention.value and not mention.doubt]
        if found:
            return str(found[0].value)
    words = {token.norm for token in reading.tokens}
    for way, named in _WAYS:
        if words & named:
            return way
    raise Invalid("choose")


_WAYS = (
    ("email", frozenset({"email", "mail", "e-mail", "emails", "emailed"})),
    ("phone", frozenset("phone call calling cell mobile telephone ring voicemail text".split())),
    ("here", frozenset("here chat message portal reply this same app online".split())),
)
