"""Who else a message speaks of: somebody the writer has papers for, a relation, a stranger. Words only; rules decide."""

from __future__ import annotations

import re
from datetime import date

from bot.conversation import Facts, Person, Standing
from bot.steering import Steering, plain
from nlu.entities import fold, tokenize
from policies.proxy import ADULT_FROM, age_on

A_STRANGER = "somebody else"
ELDER_BY = 14
"""Years by which a parent is older; who is nearer in age is not taken for one."""
_BEFORE = re.compile(r"(?:for|to see|about|book|schedule|get|bring|behalf of|refill|renew|see|message about)").pattern
_SIZE = re.compile(
    r"(?:\d+[ -]?(?:year|yr|month)s?[ -]?old |little |older |younger |oldest |youngest |elderly |teenage |own |new )?"
).pattern
_AFTER = re.compile(
    r"(?:'?s\b| needs?\b| wants?\b| is\b| has\b| ran\b| to be\b| can\b| would\b| should\b| gets?\b| takes?\b)"
).pattern
_ALL = re.compile(
    r"\b(?:both|all) (?:of )?(?:my |the |them|three|kids|children|boys|girls|sons|daughters)"
    r"|^(?:both|all of them|the kids|my kids|my children)$"
)
_MYSELF = re.compile(
    r"\b(?:for me|for myself|just me|it'?s for me|my own|my (?:appointment|appt|visit|checkup|check up|physical|refill|prescription))\b"
)


def spoken_of(text: str, facts: Facts) -> str | None:
    """The person that a message is about, as words for the question *who for*; None when it names nobody."""
    said = plain(fold(text))
    standing = named(said, facts)
    if standing is not None:
        return standing.patient.full_name
    relation = relation_in(said, facts.words)
    if relation is not None:
        return _by_relation(relation, facts)
    if _names_a_stranger(text, facts):
        return A_STRANGER
    if said in ("me", "myself") or _MYSELF.search(said) or _on_own_list_only(said, facts):
        return "me"
    return None


def named(said: str, facts: Facts) -> Standing | None:
    """The one person with papers whose full or first name was said."""
    for name in ("full_name", "first_name"):
        found = [one for one in facts.acts_for if _says(said, plain(fold(str(getattr(one.patient, name)))))]
        if len(found) == 1:
            return found[0]
    return None


def names_several(said: str, facts: Facts) -> bool:
    """Whether more than one of the people with papers is named, or all of them."""
    count = sum(_says(said, plain(fold(one.patient.first_name))) for one in facts.acts_for)
    return count > 1 or len(facts.acts_for) > 1 and _ALL.search(said) is not None


def is_oneself(said: str, facts: Facts) -> bool:
    """Whether words say that it is for whoever writes (*then my own warfarin*)."""
    return _MYSELF.search(said) is not None or _on_own_list_only(said, facts)


def _says(said: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}(?:'?s)?\b", said) is not None


def names_a_relation(said: str, words: Steering) -> bool:
    """Whether a short answer is or holds a word for a relation."""
    return any(_says(said, word) for some in words.relations.values() for word in some)


def is_a_relation(said: str, words: Steering) -> bool:
    """Whether the words are one for a relation and nothing else."""
    return any(said in some for some in words.relations.values())


def relation_in(said: str, words: Steering) -> str | None:
    """The relation that a message is *for*, and not one that it merely mentions."""
    for some in words.relations.values():
        for word in sorted(some, key=len, reverse=True):
            own = rf"\b(?:my|our|his|her) {_SIZE}{re.escape(word)}"
            if re.search(
                rf"\b{_BEFORE} {own[2:]}\b|{own}{_AFTER}|\b{_BEFORE} {re.escape(word)}\b|^{re.escape(word)}'s\b| {re.escape(word)}'s ",
                said,
            ):
                return word
    return None


def related(said: str, facts: Facts) -> Standing | None:
    """The one person with papers whom a word for a relation fits by age."""
    kinds = {kind for kind, some in facts.words.relations.items() if any(_says(said, word) for word in some)}
    fits = [one for one in facts.acts_for if any(_fits(kind, one.patient, facts) for kind in kinds)]
    return fits[0] if len(fits) == 1 else None


def _by_relation(word: str, facts: Facts) -> str | None:
    kinds = [kind for kind, some in facts.words.relations.items() if word in some]
    fits = [one for one in facts.acts_for if any(_fits(kind, one.patient, facts) for kind in kinds)]
    if len(fits) > 1:
        return None  # Several it could be: asked, never guessed.
    return fits[0].patient.full_name if fits else A_STRANGER


def _fits(kind: str, patient: Person, facts: Facts) -> bool:
    today, mine = facts.now.date(), facts.me.dob if facts.me else facts.now.date()
    match kind:
        case "child":
            return patient.dob > mine
        case "elder":
            return (mine - patient.dob).days > ELDER_BY * 365
        case _:
            return _adult(patient.dob, today)


def _adult(dob: date, today: date) -> bool:
    return age_on(dob, today) >= ADULT_FROM


def _names_a_stranger(text: str, facts: Facts) -> bool:
    """*For Carlos*: a first name after *for* that is not one's own, nor a day, a month, a clinician or a place."""
    tokens = tokenize(text)
    me = fold(facts.me.first_name) if facts.me else ""
    for at, token in enumerate(tokens[1:], start=1):
        name, lexicon = token.norm.removesuffix("'s"), facts.lexicon
        if tokens[at - 1].norm != "for" or name == me or name in lexicon.months or name in lexicon.weekdays:
            continue
        if name in lexicon.first_names and token.text[:1].isupper() and not lexicon.medicines.match(tokens, at):
            return True
    return False


def without_whom(text: str, facts: Facts) -> str:
    """The text without the words that say for whom it is (*for my son Kim*, *for Kim*)."""
    names = [one.patient.first_name for one in facts.acts_for]
    relations = sorted({word for some in facts.words.relations.values() for word in some}, key=len, reverse=True)
    rest = text
    if relations:
        some = "|".join(map(re.escape, relations))
        rest = re.sub(rf"\bfor (?:my|our|his|her) {_SIZE}(?:{some})\b(?: [A-Z]\w+)?", " ", rest, flags=re.IGNORECASE)
    for match in re.finditer(r"\bfor ([a-z][^\W\d_]+)\b", rest):
        word = fold(match.group(1))
        if word in map(fold, names) or word in facts.lexicon.first_names and not facts.lexicon.is_ordinary(word):
            rest = rest.replace(match.group(), " ")
    for match in re.finditer(r"\bfor ([A-Z][^\W\d_]+)(?: [A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)?)?\b", rest):
        word, lexicon = fold(match.group(1)), facts.lexicon
        known = word in lexicon.first_names or word in map(fold, names)
        if (
            known
            or word not in lexicon.symptoms | lexicon.ordinary
            and word not in {*lexicon.months, *lexicon.weekdays}
        ):
            rest = rest.replace(match.group(), " ")
    return rest


def _on_own_list_only(said: str, facts: Facts) -> bool:
    """A medicine that stands on the writer's own list and on nobody else's says for whom it is."""
    mine = facts.me.medications if facts.me else ()
    others = {plain(fold(one.name)) for standing in facts.acts_for for one in standing.patient.medications}
    names = [plain(fold(one.name)) for one in mine]
    return any(_says(said, name) and name not in others for name in names)
