"""Turns a message into slots: machine values, the words they came from, and what could not be told and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.flows.answers import bare, reasons
from bot.flows.answers.asked import asked_slots
from bot.flows.answers.birth import birth_begun, date_of_birth
from bot.flows.answers.corrections import meant
from bot.flows.answers.strengths import strength_after_name
from bot.flows.answers.times import read_times
from nlu.entities import Lexicon, Mention, Scan, scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay

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


@dataclass(slots=True)
class Draft:
    """Slots while a message is read."""

    reading: Scan
    lexicon: Lexicon
    today: date
    asked: frozenset[str]
    intent: str | None
    slots: dict[str, str] = field(default_factory=dict)
    spans: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    when: str | None = None
    births: set[int] = field(default_factory=set)  # where the dates stand that were read as births

    def put(self, slot: str, value: str | None, said: str, doubt: str | None = None) -> None:
        """Keep the first value of a slot; without a value, its doubt."""
        if slot in self.slots:
            return
        if value is not None and doubt is None:
            self.slots[slot], self.spans[slot] = value, said
            self.doubts.pop(slot, None)
        elif doubt is not None:
            self.doubts.setdefault(slot, doubt)
            self.spans.setdefault(slot, said)


def read_slots(
    text: str, *, asked: str | None, now: datetime, lexicon: Lexicon, intent: str | None = None
) -> SlotReading:
    """Read the slots of one message. `asked` and `intent` are evidence for bare answers; never raises, never guesses."""
    wanted = asked_slots(asked)
    reading = scan(text[:LONGEST], lexicon, wanted, medicine=intent == "flow.refill" and not wanted)
    draft = Draft(reading, lexicon, now.date(), wanted, intent)
    for reader in (_births, _addresses, _plain, _medicines, _amounts, _names, read_times, _reason, bare.read_bare):
        reader(draft)
    return SlotReading(draft.slots, draft.spans, draft.doubts, draft.when)


def _births(draft: Draft) -> None:
    days = [m for m in draft.reading.of("dob", "date") if isinstance(m.value, CalendarDay)]
    births = [m for m in days if m.kind == "dob" and date_of_birth(m.value, draft.today)[0]]
    if len({m.value for m in births}) > 1:
        told = meant(draft.reading, births)
        draft.births.update(m.first for m in days)
        if told is None:
            draft.put("dob", None, draft.reading.said(days[-1]), "ambiguous")
            return
        days = [told]
    for mention in days:
        if mention.kind == "dob" or _looks_like_birth(draft, mention):
            value, doubt = date_of_birth(mention.value, draft.today)
            draft.put("dob", value.isoformat() if value else None, draft.reading.said(mention), doubt)
            draft.births.add(mention.first)
    if not days and not draft.asked and birth_begun(draft.reading):
        draft.put("dob", None, "", "incomplete")


_EVENT_WORDS = frozenset(
    "since seen saw visit visited last on was until from expires expired before after appointment dated started stopped surgery".split()
)


def _looks_like_birth(draft: Draft, mention: Mention) -> bool:
    """Whether a full date long past stands among facts about the patient, so that it can only be a birth."""
    day: CalendarDay = mention.value
    if day.year is None or day.day is None:
        return False
    value, _ = date_of_birth(day, draft.today)
    personal = bool(draft.reading.of("name", "email", "zip")) or draft.asked & {
        "first_name",
        "last_name",
        "email",
        "zip",
    }
    told = {t.norm for t in draft.reading.tokens[max(0, mention.first - 3) : mention.first]}
    return (
        value is not None
        and (draft.today.year - value.year) >= 2
        and bool(personal or _about_identity(draft))
        and not told & _EVENT_WORDS
    )


def _about_identity(draft: Draft) -> bool:
    return bool(draft.intent and draft.intent.startswith(("flow.recover", "flow.verify")))


def _addresses(draft: Draft) -> None:
    for kind in ("email", "phone", "zip"):
        found = draft.reading.of(kind)
        whole = [mention for mention in found if mention.value]
        wanted = meant(draft.reading, whole)
        if whole and wanted is None and kind == "email":
            draft.put(kind, None, draft.reading.said(whole[0]), "ambiguous")
            continue
        for mention in (wanted,) if wanted else found:
            draft.put(kind, mention.value, draft.reading.said(mention), mention.doubt)
            _typed_in_doubt(draft, mention)


def _typed_in_doubt(draft: Draft, mention: Mention) -> None:
    """Keep an address with a likely slip in its domain as typed, beside the doubt: whoever takes it asks first."""
    if mention.kind == "email" and mention.doubt == "domain_typo":
        draft.slots.setdefault("email", mention.value)


def _plain(draft: Draft) -> None:
    """Take over what needs no more than was found: user name, token, pharmacy, provider."""
    for kind in ("username", "token"):
        for mention in draft.reading.of(kind):
            draft.put(kind, mention.value, draft.reading.said(mention), mention.doubt)
    stores = [m for m in draft.reading.of("pharmacy") if not _negated(draft.reading, m)]
    for mention in stores[:1] if len({m.value for m in stores}) == 1 else _best_store(draft, stores):
        draft.put("pharmacy", mention.value, draft.reading.said(mention))
    people = [m for m in draft.reading.of("provider") if not _negated(draft.reading, m)]
    if len({m.value for m in people}) > 1 and not any(m.doubt for m in people):
        people = _wanted_person(draft, people)
    for mention in people[:1]:
        draft.put("provider", mention.value, draft.reading.said(mention), mention.doubt)


_NEGATIONS = frozenset({"not", "except", "instead", "isn't", "anyone", "than", "without", "besides"})


def _negated(reading: Scan, mention: Mention) -> bool:
    """Whether the words before refuse this one ("walgreens not cvs", "anyone but dr lee", "instead of cvs")."""
    before = [t.norm for t in reading.tokens[max(0, mention.first - 3) : mention.first]]
    if "not" in before[-2:] or "except" in before[-2:]:
        return True
    return before[-2:] in (
        ["instead", "of"],
        ["rather", "than"],
        ["other", "than"],
        ["anyone", "but"],
        ["anybody", "but"],
        ["away", "from"],
        ["switch", "from"],
    )


def _best_store(draft: Draft, stores: list[Mention]) -> list[Mention]:
    """Of several pharmacies take the one it should go to: the last after "to"; else the doubt is named."""
    wanted = meant(draft.reading, stores)
    if wanted:
        return [wanted]
    chosen = [
        m for m in stores if any(t.norm in ("to", "at") for t in draft.reading.tokens[max(0, m.first - 2) : m.first])
    ]
    if chosen and len(stores) > 1:
        return chosen[-1:]
    if len(stores) > 1:
        draft.put("pharmacy", None, draft.reading.said(stores[0]), "ambiguous")
        return []
    return stores


def _wanted_person(draft: Draft, people: list[Mention]) -> list[Mention]:
    """Of several clinicians take the one after "with", "see" or "to"; else the doubt is named."""
    wanted = [
        m
        for m in people
        if any(t.norm in ("with", "see", "to", "for") for t in draft.reading.tokens[max(0, m.first - 2) : m.first])
    ]
    if len({m.value for m in wanted}) == 1:
        return wanted[:1]
    draft.put("provider", None, draft.reading.said(people[0]), "ambiguous")
    return []


# --- medicines ---------------------------------------------------------------------------------------------


def _medicines(draft: Draft) -> None:
    found = [m for m in draft.reading.of("medication") if not _negated(draft.reading, m)]
    names = _said_once(list(dict.fromkeys(str(m.value) for m in found if m.value)), draft.lexicon)
    if names:
        draft.put("medication", ", ".join(names), draft.reading.said(found[0]))
    elif found:
        draft.put("medication", None, draft.reading.said(found[0]), "ambiguous")


def _said_once(names: list[str], lexicon: Lexicon) -> list[str]:
    """Leave out a medicine named twice, by brand and by generic name ("insulin lantus", "sertraline (Zoloft)")."""
    kept: list[str] = []
    for name in names:
        generic = lexicon.generic_of.get(name, name)
        if any(lexicon.generic_of.get(other, other) == generic for other in kept):
            continue
        kept = [other for other in kept if not generic.startswith(f"{other} ")]
        kept.append(name)
    return [
        name for name in kept if not any(lexicon.generic_of.get(other, "").startswith(f"{name} ") for other in kept)
    ]


def _amounts(draft: Draft) -> None:
    doses = [m for m in draft.reading.of("dose") if not _corrected_away(draft.reading, m) and _is_dose(draft, m)]
    values = list(dict.fromkeys(str(m.value) for m in doses))
    several = len(list(dict.fromkeys(str(m.value) for m in draft.reading.of("medication")))) > 1
    if len(values) == 1:
        draft.put("dose", values[0], draft.reading.said(doses[0]))
    elif values and several:
        draft.put("dose", ", ".join(values), draft.reading.said(doses[0]))
    elif values:
        corrected = any(
            t.norm in ("so", "no", "actually", "sorry", "meant", "mean", "wait")
            for t in draft.reading.tokens[doses[0].end : doses[-1].first]
        )
        draft.put(
            "dose", values[-1] if corrected else None, draft.reading.said(doses[-1]), None if corrected else "ambiguous"
        )
    else:
        strength_after_name(draft)
    for mention in draft.reading.of("quantity")[:1]:
        draft.put("quantity", mention.value, draft.reading.said(mention))


def _is_dose(draft: Draft, mention: Mention) -> bool:
    """A share in percent is a strength only of a medicine."""
    return not str(mention.value).endswith("%") or bool(draft.reading.of("medication")) or "dose" in draft.asked


def _corrected_away(reading: Scan, mention: Mention) -> bool:
    return _negated(reading, mention) or norm_at(reading.tokens, mention.first - 1) == "from"


# --- names, days, reasons ----------------------------------------------------------------------------------


def _names(draft: Draft) -> None:
    for mention in draft.reading.of("name"):
        first, last = mention.value
        said = draft.reading.said(mention)
        for slot, value in (("first_name", first), ("last_name", last)):
            if value and (slot == "first_name" or len(value) > 1):
                draft.put(slot, value, said)


_MISTAKEN = ("oos.medical_advice", "oos.offtopic", "safety.")  # what a plain wish to be seen is at times taken for


def _reason(draft: Draft) -> None:
    if "reason" in draft.asked:
        found = reasons.reason_answer(draft.reading, draft.lexicon)
    elif draft.asked:
        found = None
    elif (draft.intent or "").startswith(_MISTAKEN):
        found = reasons.visit_needed(draft.reading, draft.lexicon)
    elif draft.intent not in (None, "flow.appointment"):
        found = None
    else:
        found = reasons.reason_in(draft.reading, draft.lexicon, visit=draft.intent == "flow.appointment")
    if found:
        draft.put("reason", reasons.said(draft.reading, found), reasons.said(draft.reading, found))
