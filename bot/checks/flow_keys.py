"""What each flow can say, computed from the flow: questions, refusals, labels, the review, values in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.checks.source import Refusal
from bot.conversation import Assurance, Facts, Medicine, PatientId, Person, Provider, Standing
from bot.flows.spec import Ask, Choice, Flow, Invalid, Value, always
from nlu.entities import Lexicon


@dataclass(frozen=True, slots=True)
class FlowText:
    """One key a flow can say, the places it fills, and whether the text must be there."""

    key: str
    places: frozenset[str] | None = frozenset()
    needed: bool = True


def flow_texts(flow: Flow, refusals: tuple[Refusal, ...], facts: tuple[Facts, ...]) -> Iterator[FlowText]:
    """Every key that the engine can say for one flow."""
    before: set[str] = set()
    for ask in flow.asks:
        if not ask.awaited:
            yield FlowText(f"{flow.name}.{ask.slot}.ask", frozenset(before))
            yield FlowText(f"{flow.name}.{ask.slot}.label", needed=flow.review)
            yield from (FlowText(f"{flow.name}.{ask.slot}.{why}", _filled(why, refusals)) for why in ask.reasons)
            yield from (FlowText(str(choice.label)) for choice in labelled(ask, facts))
            yield from (FlowText(f"value.{ask.slot}.{word}", needed=False) for word in machine_words(ask, facts))
        if ask.when is always and not ask.awaited:
            before.add(ask.slot)
    yield FlowText(f"{flow.name}.cancelled", needed=bool(flow.asks))
    if flow.review:
        yield FlowText(f"{flow.name}.review", frozenset({*before, "lines"}))
        yield FlowText(f"{flow.name}.send")


def _filled(reason: str, refusals: tuple[Refusal, ...]) -> frozenset[str]:
    """The places that a refusal fills: those of the calls that name its reason, else those of the computed ones."""
    named = [one.places for one in refusals if one.reason == reason]
    return frozenset().union(*(named or [one.places for one in refusals if one.reason is None]))


def labelled(ask: Ask, facts: tuple[Facts, ...]) -> tuple[Choice, ...]:
    """The choices of a question whose words are a text, over everything the facts may be."""
    found = {choice.value: choice for one in facts for choice in ask.choices(Known(), one) if choice.label}
    return tuple(found.values())


def machine_words(ask: Ask, facts: tuple[Facts, ...]) -> dict[str, Choice | None]:
    """The values an answer can have that are words of the program, from choices and from defaults."""
    found: dict[str, Choice | None] = {}
    for choice in labelled(ask, facts):
        value = _parsed(ask, choice.value, facts[0])
        if isinstance(value, bool) or not str(value).isdecimal():
            found[str(value)] = choice
    for one in facts:
        given = ask.default(Known(), one) if ask.default else None
        if isinstance(given, str) and given.isidentifier() and given.islower():
            found.setdefault(given, None)
    return found


def _parsed(ask: Ask, words: str, facts: Facts) -> Value:
    try:
        return ask.parse(words, facts, Known())
    except Invalid:
        return words


class Known(dict[str, Value]):
    """Answers to whatever a flow asks its earlier answers for."""

    def __missing__(self, slot: str) -> Value:
        return "0"


def samples(lexicon: Lexicon) -> tuple[Facts, ...]:
    """What a turn may look at: once with everything on file, and once with nothing."""
    person = replace(
        Person(PatientId("sample"), "Sample", "Person", date(1980, 1, 1), email="sample@example.com", zip="10549"),
        phone="+19145550100",
        provider="Dr. Sample",
        pharmacy="Sample Pharmacy",
        medications=(Medicine("aspirin"), Medicine("ibuprofen", "200 mg")),
    )
    full = Facts(
        now=datetime.fromisoformat("2026-11-23T10:15:00-05:00"),
        lexicon=lexicon,
        providers=(Provider("Dr. Sample"),),
        pharmacies=("Sample Pharmacy",),
        level=Assurance.VERIFIED,
        me=person,
        telehealth=True,
        acts_for=(Standing(person, "personal_representative", "pediatric", on_file=True),),
    )
    bare = replace(person, phone=None, provider=None, pharmacy=None, medications=())
    return full, replace(full, me=bare, acts_for=(), telehealth=False)
