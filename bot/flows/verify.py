"""Verification: last name, date of birth, e-mail or ZIP against the directory, then the code mailed to the address on file.

A wrong claim, an unknown person and a locked one read the same: the flow always goes on to the code.
"""

from __future__ import annotations

from bot.conversation import Facts
from bot.effects import Effect, StartChallenge, TryCode
from bot.flows import parsing
from bot.flows.spec import Ask, Choice, Flow, Parser, Slots, Value


def never_said(_text: str, _facts: Facts, _known: Slots) -> Value:
    """An effect brings this value; no words do."""
    raise AssertionError("only an effect brings this value")


def new_code(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Offer another code."""
    return (Choice("again", "button.new_code"),)


def check(known: Slots, _facts: Facts) -> tuple[Effect, ...]:
    """First have the claim checked and a code mailed; then have the code tried."""
    if "challenge" not in known:
        return (StartChallenge(str(known["last_name"]), str(known["dob"]), str(known["contact_fact"])),)
    return (TryCode(str(known["challenge"]), str(known["code"])),)


def _claim(slot: str, parse: Parser, fills: tuple[str, ...], reasons: tuple[str, ...]) -> Ask:
    return Ask(slot, parse, private=True, taken_down=True, fills=fills, reasons=reasons)


VERIFICATION = Flow(
    name="verify",
    version=1,
    review=False,
    asks=(
        _claim("last_name", parsing.last_name, ("last_name",), parsing.NAME_REASONS),
        _claim("dob", parsing.date_of_birth, ("dob",), parsing.DOB_REASONS),
        _claim("contact_fact", parsing.email_or_zip, ("email", "zip"), parsing.CONTACT_REASONS),
        Ask("challenge", never_said, awaited=True),
        Ask(
            "code",
            parsing.code_digits,
            private=True,
            page_only=True,
            taken_down=True,
            choices=new_code,
            reasons=(*parsing.CODE_REASONS, "wrong"),
        ),
        Ask("proof", never_said, awaited=True),
    ),
    finish=check,
)
