"""The patient's own medicines: found by name, near spelling, brand, or what they are for; several at once."""

from __future__ import annotations

from bot.conversation import Facts, Medicine
from bot.flows import acting, parsing
from bot.flows.answers.besides import ALL_OF_THEM, one_unnamed, purpose_in, purposes_beside
from bot.flows.spec import Invalid, Slots
from bot.steering import plain
from nlu.entities import Lexicon, fold

MOST = 6
"""Medicines in one request; a longer list is one for a person."""
KEPT = "medication_kept"
"""Under this name the engine keeps what was clear in an answer that could not be used whole."""
_ONLY = frozenset({"only", "just"})
THE_ONLY_ONE = frozenset(
    {"my usual", "the usual", "my usual one", "same as always", "same one", "my medicine", "my medication"}
    | {"the only one", "that one", "it", "my pills"}
)


def listed(known: Slots, facts: Facts) -> tuple[Medicine, ...]:
    """Everything on the list of the patient that the answers are about."""
    return acting.patient_of(known, facts).medications


def chosen(known: Slots, facts: Facts) -> list[Medicine]:
    """The chosen medicines that stand on the patient's list."""
    names = names_in(str(known.get("medication", "")))
    return [one for one in listed(known, facts) if one.name in names]


def names_in(value: str) -> list[str]:
    """The single names of an answer that holds one or several."""
    return [name.strip() for name in value.split(",") if name.strip()]


def medication(text: str, facts: Facts, known: Slots) -> str:
    """One or several medicines of the patient's list, by whatever name; else as they were named.

    What was named in the message that left one of them open is there still, unless *only* the answer is wanted.
    """
    answer = _in_words(text, facts, known)
    kept = str(known.get(KEPT) or "")
    if not kept or _ONLY & set(plain(text).split()):
        return answer
    before = _in_words(kept, facts, known)
    return _together(list(dict.fromkeys((*names_in(before), *names_in(answer)))))


def _in_words(text: str, facts: Facts, known: Slots) -> str:
    own = listed(known, facts)
    said = plain(fold(text))
    if len(own) == 1 and said in THE_ONLY_ONE:
        return own[0].name
    if own and len(own) <= MOST and ALL_OF_THEM.search(said):
        return ", ".join(one.name for one in own)
    named = _on_list(said, own, facts.lexicon)
    read = _read(text, facts, known, named)
    names = list(dict.fromkeys((*named, *(_listed_for(name, own, facts) for name in read))))
    return _together(_with_others(names, text, own, facts)) if names else _for_purpose(text, own, facts)


def _listed_for(name: str, own: tuple[Medicine, ...], facts: Facts) -> str:
    """*Birth control* names what a medicine is for as well: the one on the list that is for that, else as it was said."""
    meant = facts.lexicon.purposes.get(name, frozenset())
    fits = [one.name for one in own if _is_among(one.name, meant, facts.lexicon)]
    if len(fits) > 1:
        raise Invalid("several_fit", fitting=", ".join(fits), purpose=name)
    return fits[0] if fits else name


def _with_others(names: list[str], text: str, own: tuple[Medicine, ...], facts: Facts) -> list[str]:
    """*My sertraline and the blood pressure one*: what is named, and what is told by its purpose beside it."""
    purposes = names_in(purposes_beside(text, facts.lexicon) or "")
    named = [
        words
        for words in purposes
        if any(_is_among(one, facts.lexicon.purposes[words], facts.lexicon) for one in names)
    ]
    found = _found(names, [words for words in purposes if words not in named], own, facts)
    unknown = one_unnamed(text, facts.lexicon) if len(found) == len(names) and not purposes else None
    left = [one.name for one in own if one.name not in names]
    if unknown == "other" and len(left) == 1:
        return [*found, *left]
    if unknown:
        raise Invalid("none_for_that_beside", purpose=unknown, kept=", ".join(names))
    return found


def _is_among(name: str, meant: frozenset[str], lexicon: Lexicon) -> bool:
    known = plain(fold(lexicon.generic_of.get(fold(name), name)))
    return bool({known, without_form(known, lexicon)} & {plain(one) for one in meant})


def _together(names: list[str]) -> str:
    if len(names) > MOST:
        raise Invalid("too_many")
    return ", ".join(names)


def _on_list(said: str, own: tuple[Medicine, ...], lexicon: Lexicon) -> list[str]:
    return [one.name for one in own if any(f" {word} " in f" {said} " for word in _ways(one, lexicon))]


def _ways(one: Medicine, lexicon: Lexicon) -> list[str]:
    """How a medicine of the list may be called: its name, without its form or salt, and its brands."""
    name = plain(fold(one.name))
    short = without_form(name, lexicon)
    brands = [plain(brand) for brand, generic in lexicon.generic_of.items() if plain(generic) in (name, short)]
    return list(dict.fromkeys((name, short, *brands)))


def without_form(name: str, lexicon: Lexicon) -> str:
    """A name without what only says how it is made (`methylphenidate er`, `albuterol inhaler`)."""
    rest = name.split()
    loose = lexicon.medicine_forms | lexicon.medicine_salts | {"inhaler", "tablets", "capsules", "cream", "patch"}
    while len(rest) > 1 and rest[-1] in loose:
        rest.pop()
    return " ".join(rest)


def _read(text: str, facts: Facts, known: Slots, named: list[str]) -> list[str]:
    """Medicines that the text names beyond those found on the list, each put to the list again."""
    try:
        value = str(parsing.medication(text, facts, known))
    except Invalid as why:
        if named or why.reason != "ambiguous":
            return []
        raise
    own = listed(known, facts)
    names = []
    for name in names_in(value):
        generic = facts.lexicon.generic_of.get(fold(name), fold(name))
        same = [one.name for one in own if _alike(one.name, generic, facts.lexicon)]
        names += same[:1] if len(same) == 1 else [] if same else [name]
    return names


def _alike(listed_name: str, generic: str, lexicon: Lexicon) -> bool:
    mine = without_form(plain(fold(listed_name)), lexicon)
    return mine == without_form(plain(generic), lexicon)


def _for_purpose(text: str, own: tuple[Medicine, ...], facts: Facts) -> str:
    """*My water pill and the blood thinner*: for each the one medicine of the list that is for that."""
    said = [words for words in names_in(purpose_in(text, facts.lexicon) or "") if words in facts.lexicon.purposes]
    if not said:
        raise Invalid("too_long" if len(text.strip()) > parsing.MAX_SHORT else "unnamed")
    return _together(_found([], said, own, facts))


def _found(names: list[str], purposes: list[str], own: tuple[Medicine, ...], facts: Facts) -> list[str]:
    """The names, and for each purpose the one medicine of the list; several are asked about, none goes on as named.

    What is clear, and what is still to be looked at, is kept for the answer to that question.
    """
    for at, words in enumerate(purposes):
        fits = [one.name for one in own if _is_among(one.name, facts.lexicon.purposes[words], facts.lexicon)]
        if len(fits) != 1:
            rest = ", ".join((*names, *purposes[at + 1 :]))
            beside, kept = ("_beside", {"kept": rest}) if rest else ("", {})
            reason = f"{'several_fit' if fits else 'none_for_that'}{beside}"
            raise Invalid(reason, fitting=", ".join(fits), purpose=words, **kept)
        names = [*names, *(name for name in fits if name not in names)]
    return names


def is_controlled(name: str, lexicon: Lexicon) -> bool:
    """Whether a medicine may only be renewed by a prescriber under the law on controlled substances."""
    generic = lexicon.generic_of.get(fold(name), fold(name))
    listed_by_law = {plain(one) for one in lexicon.controlled}
    return bool({plain(generic), without_form(plain(generic), lexicon)} & listed_by_law)
