"""Turns a message into slots: machine values, the words they came from, and what could not be told and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.flows.answers import bare, reasons
from bot.flows.answers.about_times import names_a_visit
from bot.flows.answers.asked import asked_slots
from bot.flows.answers.birth import read_births
from bot.flows.answers.chosen import read_plain
from bot.flows.answers.codes import read_codes
from bot.flows.answers.corrections import chosen_by_label, meant, standing
from bot.flows.answers.draft import Draft
from bot.flows.answers.medicines import read_amounts, read_medicines
from bot.flows.answers.mended_mail import mended_mail
from bot.flows.answers.names_beside import name_beside_birth
from bot.flows.answers.practices_own import without_the_practices_own
from bot.flows.answers.reason_answers import reason_answer
from bot.flows.answers.reasons_besides import subject, wanted_at_once
from bot.flows.answers.reasons_needed import paper_signed
from bot.flows.answers.restated import read_restated, with_area_code, with_tail
from bot.flows.answers.times import read_times
from nlu.entities import Lexicon, Mention, Scan, scan

LONGEST = 4096
"""A message is read as far as this; longer ones are refused before they get here."""


@dataclass(frozen=True, slots=True)
class SlotReading:
    """Slots by name; `spans` has the patient's words for each; `doubts` names what cannot be told, with the reason.

    `when` is the whole wish about days and times as `preferred_times` keeps it, or None when there is none.
    """

    slots: Mapping[str, str]
    spans: Mapping[str, str]
    doubts: Mapping[str, str]
    when: str | None = None


def read_slots(
    text: str, *, asked: str | None, now: datetime, lexicon: Lexicon, intent: str | None = None, part: bool = False
) -> SlotReading:
    """Read the slots of one message. `asked` and `intent` are evidence for bare answers; never raises, never guesses.

    `part` says that the text is what an answer says last, in which nothing further is put right.
    """
    wanted = asked_slots(asked)
    reading = look_over(text, lexicon, wanted, intent)
    draft = Draft(reading, lexicon, now.date(), wanted, intent)
    for reader in _READERS:
        reader(draft)
    without_the_practices_own(draft)
    if not part:
        read_restated(draft, lambda said, slot: _alone(said, slot, now, lexicon))
    return SlotReading(draft.slots, draft.spans, draft.doubts, draft.when)


def look_over(text: str, lexicon: Lexicon, wanted: frozenset[str] = frozenset(), intent: str | None = None) -> Scan:
    """Find what a message holds, as `read_slots` does first. What was found of late is known, so looking ahead spares that time."""
    return scan(text[:LONGEST], lexicon, wanted, medicine=intent == "flow.refill" and not wanted)


def _alone(said: str, slot: str, now: datetime, lexicon: Lexicon) -> str | None:
    """Return what a part of an answer says by itself."""
    return read_slots(said, asked=f"ask:{slot}", now=now, lexicon=lexicon, part=True).slots.get(slot)


def _addresses(draft: Draft) -> None:
    for kind in ("email", "phone", "zip"):
        if kind == "phone" and draft.asked == {"pharmacy"}:
            continue  # the shop's own number
        found = [mended_mail(draft, mention) for mention in draft.reading.of(kind)]
        whole = [mention for mention in found if mention.value]
        wanted = meant(draft.reading, whole)
        if whole and wanted is None and (kind == "email" or _one_or_other(draft, whole)):
            draft.put(kind, None, draft.reading.said(whole[0]), "ambiguous")
            continue
        wanted = (chosen_by_label(draft.reading, whole) if kind == "phone" else None) or wanted
        for mention in (wanted,) if wanted else found:
            value = mention.value
            if kind == "phone":
                value = with_tail(draft, mention) if value else with_area_code(draft, mention)
            if value and not mention.value:
                draft.put(kind, value, draft.reading.said(mention))
            draft.put(kind, value, draft.reading.said(mention), mention.doubt)
            _typed_in_doubt(draft, mention)


def _one_or_other(draft: Draft, found: list[Mention]) -> bool:
    """Whether two ZIP codes are given because the patient does not know which it is ("10541 or maybe 10542")."""
    between = {token.norm for token in draft.reading.tokens[found[0].end : found[-1].first]}
    return found[0].kind == "zip" and bool(between & {"or", "maybe"})


def _typed_in_doubt(draft: Draft, mention: Mention) -> None:
    """Keep an address with a likely slip in its domain as typed, beside the doubt: whoever takes it asks first."""
    if mention.kind == "email" and mention.doubt == "domain_typo":
        draft.slots.setdefault("email", mention.value)


def _names(draft: Draft) -> None:
    for mention in standing(draft.reading, draft.reading.of("name")):
        first, last = mention.value
        said = draft.reading.said(mention)
        for slot, value in (("first_name", first), ("last_name", last)):
            if value and (slot == "first_name" or len(value) > 1):
                labelled = {t.norm for t in draft.reading.tokens[max(0, mention.first - 4) : mention.first]} & {
                    "first",
                    "given",
                }
                alone = slot == "first_name" and not last and not labelled and draft.asked == {"last_name"}
                alone = alone and not any(other.value[1] for other in draft.reading.of("name"))
                draft.put(
                    "last_name" if alone else slot, value, said
                )  # "my married name is Kessler" answers for the surname


_MISTAKEN = ("oos.medical_advice", "oos.offtopic", "safety.")  # what a plain wish to be seen is at times taken for


def _reason(draft: Draft) -> None:
    if "reason" in draft.asked:
        found = reason_answer(draft.reading, draft.lexicon)
    elif draft.asked:
        found = None
    elif (draft.intent or "").startswith(_MISTAKEN):
        found = reasons.visit_needed(draft.reading, draft.lexicon)
    elif draft.intent not in (None, "flow.appointment"):
        found = _reason_besides(draft)
    else:
        found = reasons.reason_in(draft.reading, draft.lexicon, visit=draft.intent == "flow.appointment")
    if found:
        draft.put("reason", reasons.said(draft.reading, found), reasons.said(draft.reading, found))


def _reason_besides(draft: Draft) -> tuple[int, int] | None:
    """The reason in a message that was taken for another wish than a visit."""
    if names_a_visit(draft):
        return reasons.visit_named(draft.reading, draft.lexicon)
    if draft.intent == "flow.refill":
        return wanted_at_once(draft.reading, draft.lexicon)
    if (draft.intent or "").startswith("faq."):
        return paper_signed(draft.reading, draft.lexicon)
    return subject(draft.reading, draft.lexicon) if draft.intent == "flow.secure_message" else None


_READERS: tuple[Callable[[Draft], None], ...] = (
    read_births,
    _addresses,
    read_plain,
    read_medicines,
    read_amounts,
    _names,
    name_beside_birth,
    read_times,
    _reason,
    read_codes,
    bare.read_bare,
)
