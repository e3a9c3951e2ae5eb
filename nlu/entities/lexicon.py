"""The words a reader of messages knows: medicines, pharmacies, people, days, mail domains.

A frozen record built from plain data. Files are read elsewhere; this only arranges what they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from nlu.entities.phrases import Phrases
from nlu.entities.spelling import Speller
from nlu.entities.tokens import fold, tokenize

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Feast:
    """A day people name instead of its date: fixed (`day`) or the n-th weekday of a month (`which`, -1 for the last)."""

    month: int
    day: int | None = None
    weekday: int | None = None
    which: int | None = None


@dataclass(frozen=True, slots=True)
class MailWords:
    """Mail domains: known ones, the likeliest, how they are said aloud, and endings with their slips."""

    known: frozenset[str]
    likely: tuple[str, ...]
    spoken: Mapping[str, str]
    endings: frozenset[str]
    ending_slips: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything the finders look words up in. All keys are folded (lower case, no accents). Equal only to itself."""

    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    spoken_digits: Mapping[str, int]
    multipliers: Mapping[str, int]
    months: Mapping[str, int]
    plain_months: frozenset[str]
    weekdays: Mapping[str, int]
    plain_weekdays: frozenset[str]
    relative_days: Mapping[str, int]
    feasts: Phrases[Feast]
    day_parts: Mapping[str, str]
    day_spelling: Speller
    medicines: Phrases[str]
    generic_of: Mapping[str, str]
    medicine_forms: frozenset[str]
    medicine_salts: frozenset[str]
    plain_medicines: frozenset[str]
    strength_units: Mapping[str, str]
    medicine_spelling: Speller
    pharmacies: Phrases[str]
    plain_pharmacies: frozenset[str]
    pharmacy_endings: frozenset[str]
    not_pharmacies: frozenset[str]
    towns: Phrases[str]
    streets: frozenset[str]
    providers: Mapping[str, tuple[str, ...]]
    provider_spelling: Speller
    titles: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    o_names: frozenset[str]
    first_names: frozenset[str]
    word_names: frozenset[str]
    surnames: frozenset[str]
    plain_surnames: frozenset[str]
    visit_kinds: Phrases[str]
    symptoms: frozenset[str]
    not_reasons: frozenset[str]
    mail: MailWords
    ordinary: frozenset[str]
    ordinary_spelling: Speller
    purposes: Mapping[str, frozenset[str]] = field(default_factory=dict)  # what a medicine is for, as patients say it
    own: frozenset[str] = frozenset()  # telephones and mail addresses of the practice itself
    own_streets: frozenset[tuple[str, str]] = frozenset()  # its streets, folded, each with its ZIP code
    controlled: frozenset[str] = frozenset()  # medicines that only a prescriber may renew, by generic name

    def is_ordinary(self, word: str) -> bool:
        """Whether `word` is an everyday English word (or a plain form of one), so not a name in need of correction."""
        return word in self.ordinary or any(
            word[: -len(end)] in self.ordinary for end in _ENDINGS if word.endswith(end)
        )


_ENDINGS = ("'s", "s", "ed", "d", "ing", "ly", "er", "es", "n't", "'m", "'ll", "'ve", "'re", "'d")


def build_lexicon(
    calendar: Raw,
    numbers: Raw,
    medicines: Raw,
    pharmacies: Raw,
    people: Raw,
    places: Raw,
    mail: Raw,
    reasons: Raw,
    ordinary: Iterable[str],
    *,
    practice_providers: Iterable[str] = (),
    practice_pharmacies: Iterable[str] = (),
    practice_medicines: Iterable[str] = (),
    own: Iterable[str] = (),
    own_streets: Iterable[tuple[str, str]] = (),
) -> Lexicon:
    """Arrange plain data for looking up. The practice's own directory comes as plain names and goes before the lists."""
    return Lexicon(
        **_calendar(calendar),
        **_number_words(numbers),
        **_medicines(medicines, practice_medicines),
        **_pharmacies(pharmacies, places, practice_pharmacies),
        **_people(people, practice_providers),
        mail=_mail(mail),
        visit_kinds=Phrases({fold(kind): fold(kind) for kind in reasons["visits"]}),
        symptoms=_folded(reasons["symptoms"]),
        not_reasons=_folded(reasons["not_reasons"]),
        **_ordinary(ordinary),
        own=frozenset(one.casefold() for one in own),
        own_streets=frozenset((fold(street), code) for street, code in own_streets),
    )


def _ordinary(words: Iterable[str]) -> dict[str, Any]:
    """Everyday words, and what tells a slip in a longer one from a name nobody listed."""
    known = frozenset(words)
    return {"ordinary": known, "ordinary_spelling": Speller(word for word in known if len(word) >= 4)}


def _folded(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in words)


def _number_words(raw: Raw) -> dict[str, Any]:
    tables = ("cardinals", "ordinals", "spoken_digits", "multipliers")
    return {
        table: MappingProxyType({fold(str(word)): int(value) for word, value in raw[table].items()}) for table in tables
    }


def _by_word(table: Mapping[Any, Iterable[Any]]) -> dict[str, Any]:
    return {fold(str(word)): _number(key) for key, words in table.items() for word in words}


def _number(key: object) -> object:
    """Return a key as a number where it is one: JSON writes the numbers of months and weekdays as text."""
    return int(key) if isinstance(key, str) and key.lstrip("-").isdecimal() else key


def _calendar(raw: Raw) -> dict[str, Any]:
    months, weekdays = _by_word(raw["months"]), _by_word(raw["weekdays"])
    relative = _by_word(raw["relative"])
    long_words = [word for word in (*months, *weekdays, *relative) if len(word) >= 6 and "'" not in word]
    return {
        "months": MappingProxyType(months),
        "plain_months": _folded(raw["plain_months"]),
        "weekdays": MappingProxyType(weekdays),
        "plain_weekdays": _folded(raw["plain_weekdays"]),
        "relative_days": MappingProxyType(relative),
        "feasts": Phrases({name: Feast(**when) for name, when in raw["holidays"].items()}),
        "day_parts": MappingProxyType(_by_word(raw["day_parts"])),
        "day_spelling": Speller(long_words),
    }


def _medicines(raw: Raw, own: Iterable[str]) -> dict[str, Any]:
    written: dict[str, str] = {fold(name): fold(name) for name in own}
    generic: dict[str, str] = {}
    for name, brands in raw["medicines"].items():
        written.setdefault(fold(name), fold(name))
        for brand in brands:
            written.setdefault(fold(brand), fold(brand))
            generic.setdefault(fold(brand), fold(name))
    written.update({fold(str(said)): fold(str(meant)) for said, meant in raw["spoken"].items()})
    words = {token.norm for name in written for token in tokenize(name) if token.is_word and len(token.norm) >= 5}
    return {
        "medicines": Phrases(written),
        "generic_of": MappingProxyType(generic),
        "medicine_forms": _folded(raw["forms"]),
        "medicine_salts": _folded(raw["salts"]),
        "plain_medicines": _folded(raw["plain_words"]),
        "strength_units": MappingProxyType(_by_word(raw["strength_units"])),
        "medicine_spelling": Speller(words & {fold(name) for name in written}),
        "purposes": MappingProxyType({fold(said): _folded(names) for said, names in _said_for(raw)}),
        "controlled": _folded(raw.get("controlled", ())),
    }


def _said_for(raw: Raw) -> Iterable[tuple[str, Iterable[Any]]]:
    """Each way of saying what a medicine is for, with the medicines."""
    for entry in raw.get("purposes", ()):
        for said in entry["said"]:
            yield str(said), entry["medicines"]


def _pharmacies(raw: Raw, places: Raw, own: Iterable[str]) -> dict[str, Any]:
    written = {fold(name): name for name in own}
    for name, ways in raw["chains"].items():
        for way in ways:
            written.setdefault(fold(str(way)), name)
    return {
        "pharmacies": Phrases(written),
        "plain_pharmacies": _folded(raw["plain_words"]),
        "pharmacy_endings": _folded(raw["endings"]),
        "not_pharmacies": _folded(raw["not_names"]),
        "towns": Phrases(_towns(places)),
        "streets": _folded(places["streets"]),
    }


def _towns(places: Raw) -> dict[str, str]:
    """Each town as it is written, by its names and by the slips people make in them."""
    slips = {fold(str(slip)): str(town).title() for slip, town in places.get("slips", {}).items()}
    return {**slips, **{fold(town): town.title() for town in places["towns"]}}


def solid(name: str) -> str:
    """Return a folded name without the marks inside it (o'brien, obrien and o-brien are one)."""
    return name.replace("'", "").replace("-", "").replace(" ", "")


_NAME_LISTS = ("particles", "suffixes", "o_names", "first_names", "word_names", "surnames", "plain_surnames")


def _people(raw: Raw, providers: Iterable[str]) -> dict[str, Any]:
    by_surname: dict[str, tuple[str, ...]] = {}
    titles = _folded(raw["titles"])
    for name in providers:
        words = [
            t.norm
            for t in tokenize(name)
            if t.is_word and t.norm not in titles and t.norm not in _folded(raw["suffixes"])
        ]
        for surname in {solid("".join(words)), solid(words[-1])} if words else ():
            by_surname[surname] = (*by_surname.get(surname, ()), name)
    return {
        "providers": MappingProxyType(by_surname),
        "provider_spelling": Speller(by_surname),
        "titles": titles,
        **{name: _folded(raw[name]) for name in _NAME_LISTS},
    }


def _mail(raw: Raw) -> MailWords:
    return MailWords(
        known=_folded(raw["known"]),
        likely=tuple(raw["likely"]),
        spoken=MappingProxyType({fold(said): domain for said, domain in raw["spoken"].items()}),
        endings=_folded(raw["endings"]),
        ending_slips=MappingProxyType(dict(raw["ending_slips"])),
    )
