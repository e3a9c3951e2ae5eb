"""The {places} of texts: each is filled by a fact or by whoever says the text, and gives no patient away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.checks.report import Finding
from bot.checks.sayable import Sayable
from bot.checks.world import LEADER, World
from bot.content import PLACE, Text
from bot.conversation import Assurance

PUBLIC_PLACES = frozenset({"ref", "opens"})
"""What a text for a window that is not private may be filled with, beside the practice's facts."""
OF_A_PATIENT = frozenset(
    {
        "first_name",
        "last_name",
        "full_name",
        "name",
        "dob",
        "email",
        "zip",
        "phone",
        "username",
        "said",
        "text",
        "body",
        "lines",
    }
)
"""Places that hold something of a patient, beside the answers of the flows."""
FOR_STAFF = ("staff.",)
WINDOW_ONLY = ("shared.line", "telegram.line", "button.", "value.", "calendar.", "mail.")
"""Patterns that other texts are put together with; what goes through them is decided there."""


def check_places(world: World, sayable: Mapping[str, Sayable]) -> Iterator[Finding]:
    """Unknown places, places that differ between languages, and places that would give a patient away."""
    private = OF_A_PATIENT | {ask.slot for flow in world.flows for ask in flow.asks if ask.private}
    for lang, texts in world.content.texts.items():
        for key, text in sorted(texts.items()):
            yield from _unknown(world, lang, key, text, sayable.get(key))
            yield from _leaks(world, f"{lang} {key}", text, sayable.get(key), private)
            leader = world.content.texts[LEADER].get(key)
            if leader and (places(text.text), places(text.public)) != (places(leader.text), places(leader.public)):
                yield Finding("places", f"{lang} {key}", f"has other places than in {LEADER}.")


def places(words: str | None) -> frozenset[str]:
    """The names of the places in a text."""
    return frozenset(PLACE.findall(words or ""))


def _unknown(world: World, lang: str, key: str, text: Text, one: Sayable | None) -> Iterator[Finding]:
    if one is None or one.places is None:
        return
    for name in sorted((places(text.text) | places(text.public)) - world.facts - one.places):
        can = ", ".join(sorted(one.places)) or "facts only"
        yield Finding("places", f"{lang} {key}", f"nothing fills {{{name}}}; {one.where} fills: {can}.")


def _leaks(world: World, where: str, text: Text, one: Sayable | None, private: frozenset[str]) -> Iterator[Finding]:
    for name in sorted(places(text.public) - world.facts - PUBLIC_PLACES):
        yield Finding("privacy", where, f"the public words hold {{{name}}}, and their channel is not private.")
    if one is None or one.private or _after_verification(world, one.key):
        return
    for name in sorted((places(text.text) - world.facts) & private):
        yield Finding("privacy", where, f"holds {{{name}}} and can be said before anybody is verified: say it without.")


def _after_verification(world: World, key: str) -> bool:
    """Whether a text is said to verified people or staff only, or is a pattern that other texts are made with."""
    verified = tuple(f"{flow.name}." for flow in world.flows if flow.needs is Assurance.VERIFIED)
    return key.startswith((*verified, *FOR_STAFF, *WINDOW_ONLY))
