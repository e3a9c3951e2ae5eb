"""Which slots a question asks for, told from `ask:<slot>` or from a plain phrase."""

from __future__ import annotations

import re

from nlu.entities import fold

_WHEN = frozenset({"date", "time", "time_of_day", "when"})
_BY_NAME: dict[str, frozenset[str]] = {
    "name": frozenset({"first_name", "last_name"}),
    "full_name": frozenset({"first_name", "last_name"}),
    "when": _WHEN,
    "date": _WHEN - {"time"},
    "day": _WHEN - {"time"},
    "dates": _WHEN - {"time"},
    "times": _WHEN,
    "preferred_times": _WHEN,
    "preferred_time": _WHEN,
    "time_of_day": frozenset({"time", "time_of_day", "when"}),
    "time": frozenset({"time", "time_of_day", "when"}),
    "contact_fact": frozenset({"email", "zip"}),
    "contact": frozenset({"email", "phone"}),
    "birthday": frozenset({"dob"}),
    "date_of_birth": frozenset({"dob"}),
    "medicine": frozenset({"medication"}),
    "doctor": frozenset({"provider"}),
    "days_left": frozenset({"days_left"}),
    "code": frozenset({"code"}),
}
_ONE_SLOT = frozenset(
    """provider date_from date_to time_from time_to reason medication dose quantity pharmacy dob first_name last_name email zip phone username
    token""".split()
)
_PHRASES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern), frozenset(slots.split()))
    for pattern, slots in (
        (r"\b(?:birth|dob|birthday|born)", "dob"),
        (r"\b(?:first|given)\b", "first_name"),
        (r"\b(?:last|sur|family)\s*name|\blast\b", "last_name"),
        (r"\b(?:full|your|whole) name\b|^name\b", "first_name last_name"),
        (r"\be-?mail", "email"),
        (r"\b(?:zip|postal)", "zip"),
        (r"\b(?:phone|telephone|cell|mobile|call you|number to)", "phone"),
        (r"\b(?:user ?name|user ?id|login)", "username"),
        (r"\btoken|(?<!zip )(?<!postal )(?<!area )\bcode\b", "token"),
        (r"\b(?:medication|medicine|prescription|drug|refill)", "medication"),
        (r"\b(?:dose|strength|dosage)", "dose"),
        (r"\b(?:quantity|how many|how much|supply)", "quantity"),
        (r"\b(?:pharmacy|drug ?store)", "pharmacy"),
        (r"\b(?:provider|doctor|clinician|who would you like to see|physician)", "provider"),
        (r"\b(?:reason|what for|what is it about|visit for|come in for)", "reason"),
        (r"\b(?:which|what|preferred|best)? ?(?:day|date)s?\b(?! of birth)", "date time_of_day when"),
        (r"\btimes?\b|\bwhen\b", "time time_of_day when"),
    )
)


def asked_slots(asked: str | None) -> frozenset[str]:
    """Return the slots that were just asked for; empty when nothing was."""
    if not asked:
        return frozenset()
    said = fold(asked[:300]).strip()
    name = said.removeprefix("ask:").strip().replace(" ", "_").replace("-", "_").rpartition(".")[2]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name in _ONE_SLOT:
        return frozenset({name})
    found = frozenset(slot for pattern, slots in _PHRASES if pattern.search(said.replace("_", " ")) for slot in slots)
    return found - _WHEN if "dob" in found else found
