"""What a message quotes of the practice itself is nobody's answer: its telephone, its fax, its mail address, its own street."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import fold

_CONTACTS = ("phone", "email")


def without_the_practices_own(draft: Draft) -> None:
    """Take back contacts that are the practice's, and a ZIP code behind its street."""
    own = draft.lexicon.own
    for slot in _CONTACTS:
        if draft.slots.get(slot, "").casefold() in own:
            del draft.slots[slot], draft.spans[slot]
    zips = [street for street, code in draft.lexicon.own_streets if code == draft.slots.get("zip")]
    if zips and any(street in fold(draft.reading.text) for street in zips):
        del draft.slots["zip"], draft.spans["zip"]
