"""Notes the names of a message."""

from __future__ import annotations

from nlu.entities.introduced import introduced_at
from nlu.entities.mentions import Notes, full_date
from nlu.entities.names import Person, full_name, name_at
from nlu.entities.noting_times import BIRTH_WORDS
from nlu.entities.signatures import signature
from nlu.entities.spelled import spelled_name
from nlu.entities.taken_back import takes_back
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay
from nlu.entities.whole_names import as_filed, is_listed, is_place, surely_named, surname_alone, whole_name

_GREETINGS = frozenset("hi hello hey , yes its it's sure ok".split())
_PERSONAL = frozenset({"dob", "email", "zip", "phone"})


def note_names(notes: Notes) -> None:
    """Note what patients call themselves: announced, labelled, or standing alone among facts about a person."""
    for at in notes.free():
        if notes.taken[at]:
            continue
        found = name_at(notes.tokens, at, notes.lexicon) or _introduced(notes, at)
        if found:
            found = _renamed(notes, found)
            notes.note("name", found.first, found.end, (found.first_name, found.last_name))
    born = _named_before_birth(notes) if notes.asked == {"dob"} else None
    if born is not None:
        notes.note("name", born, born + 1, (spelled_name(notes.tokens[born : born + 1], notes.lexicon), None))
    if any(m.kind == "name" for m in notes.mentions) or notes.asked & {"first_name", "last_name"}:
        return
    begin = 0
    while begin < len(notes.tokens) and notes.tokens[begin].norm in _GREETINGS:
        begin += 1
    if begin >= len(notes.tokens):
        return
    found = _name_and_date(notes, begin) if notes.taken[begin] else _unannounced(notes, begin)
    found = found or (None if notes.asked else signature(notes))
    if found:
        notes.note("name", found.first, found.end, (found.first_name, found.last_name))


def _renamed(notes: Notes, said: Person) -> Person:
    """Return the whole name said in place of the first ("I'm Linda Marsh oh I mean Linda Kaplan now")."""
    for at in range(said.end + 1, min(len(notes.tokens), said.end + _MOST_BETWEEN)):
        again = notes.tokens[at].norm == notes.tokens[said.first].norm and not notes.taken[at]
        whole = whole_name(notes.tokens, at, notes.lexicon) if again else None
        if whole and takes_back([token.norm for token in notes.tokens[said.end : at]]):
            return Person(said.first, whole.end, whole.first_name, whole.last_name)
    return said


def _named_before_birth(notes: Notes) -> int | None:
    """Return where the given name stands of whom a birth is told ("ok Noah is 10/17/2015", "Noah's birthday is 10/17/2015")."""
    births = [m for m in notes.mentions if m.kind == "dob"]
    if len(births) != 1 or any(m.kind == "name" for m in notes.mentions):
        return None
    at = births[0].first - 1
    while at > 0 and births[0].first - at <= _MOST_BETWEEN and norm_at(notes.tokens, at) in _LEADS_TO_BIRTH:
        at -= 1
    word = notes.tokens[at].bare if at >= 0 else ""
    capital = at >= 0 and notes.tokens[at].text[:1].isupper()
    told = at >= 0 and at < births[0].first - 1 and word in notes.lexicon.first_names and not notes.taken[at]
    alone = norm_at(notes.tokens, at - 1) in ("", ",", ".", "!", "?", "ok", "so", "yes", "and", "for", "well", "hi")
    return at if told and alone and (capital or not notes.lexicon.is_ordinary(word)) else None


_LEADS_TO_BIRTH = frozenset("is was 's : - dob birthday bday birthdate born on date of birth".split())
_MOST_BETWEEN = 6


def _unannounced(notes: Notes, begin: int) -> Person | None:
    """Read a name that nothing announces: the whole message, or one that stands among facts about a person."""
    filed = _as_filed(notes, begin)
    if filed:
        return filed
    whole = whole_name(notes.tokens, begin, notes.lexicon)
    if whole and _taken_back(notes, whole.end):
        return _before_fact(notes)
    only = _name_and_date(notes, begin) or _twice(notes, begin) or _sentence_of_its_own(notes, begin, whole)
    if only:
        return only
    if (
        whole
        and all(token.norm in (".", *notes.lexicon.suffixes) for token in notes.tokens[whole.end :])
        and notes.tokens[begin].norm in notes.lexicon.first_names
    ):
        return whole
    if whole and begin == 0 and not notes.asked and (_speaks_next(notes, whole) or _born_next(notes, whole)):
        return whole
    if not any(m.kind in _PERSONAL for m in notes.mentions):
        return _before_fact(notes) if any(full_date(m) for m in notes.mentions) else None
    found = full_name(notes.tokens, begin, notes.lexicon, sure=False)
    if found is None or not found.last_name:
        found = whole or _among_facts(notes, begin)
    return found or _before_fact(notes)


def _as_filed(notes: Notes, at: int) -> Person | None:
    """Read "Lopez, Maria 05/03/1985": surname first, as on a form, with the birth date behind."""
    found = as_filed(notes.tokens, at, notes.lexicon)
    born = found and any(full_date(m) and m.first in (found.end, found.end + 1) for m in notes.mentions)
    return found if born else None


def _taken_back(notes: Notes, at: int) -> bool:
    """Whether a name is put right behind it ("ruth ann? no just ruth")."""
    words = [token.norm for token in notes.tokens[at : at + 3]]
    return bool(words) and words[0] in ("?", ",", ".", "no", "-") and takes_back(words[:2])


def _name_and_date(notes: Notes, begin: int) -> Person | None:
    """Read a message that is nothing but a name and a full date, in either order ("Kowalczyk, 9/1/1940")."""
    if len(notes.mentions) != 1 or not full_date(notes.mentions[0]):
        return None
    tokens, date = notes.tokens, notes.mentions[0]
    at = begin
    while norm_at(tokens, at) in _MARKS or at == date.first:
        at = date.end if at == date.first else at + 1
    if at >= len(tokens):
        return None
    found = whole_name(tokens, at, notes.lexicon) or _surname_born(notes, at, date.value)
    rest = {at for at in range(found.end, len(tokens)) if tokens[at].norm not in _MARKS} if found else {begin}
    return found if not rest - set(range(date.first, date.end)) else None


def _surname_born(notes: Notes, at: int, day: CalendarDay) -> Person | None:
    """Read a surname alone beside a date; one nobody listed may be a vaccine, so its date must be long past."""
    found = surname_alone(notes.tokens, at, notes.lexicon)
    if found is None or notes.lexicon.visit_kinds.match(notes.tokens, at):
        return None
    year = day.year or 0
    long_past = _SHORT_YEARS < year <= _LONG_PAST or year < _SHORT_YEARS and year > _LONG_PAST - 2000
    return found if is_listed(notes.tokens, found.end - 1, notes.lexicon) or long_past else None


_LONG_PAST, _SHORT_YEARS = 2012, 100
_MARKS = frozenset(", . ; : - – ( )".split())


def _sentence_of_its_own(notes: Notes, begin: int, whole: Person | None) -> Person | None:
    """Read a name that is all of the first sentence ("Clem Hadley. Cow stepped on my foot.")."""
    if whole is None or begin or notes.asked or norm_at(notes.tokens, whole.end) != ".":
        return None
    tokens, lexicon = notes.tokens, notes.lexicon
    capitals = all(token.text[:1].isupper() for token in tokens[: whole.end] if token.is_word)
    place = is_place(tokens, 0, lexicon)
    known = tokens[0].norm in lexicon.first_names and not lexicon.is_ordinary(tokens[whole.end - 1].norm)
    return whole if capitals and known and not place and tokens[whole.end - 1].norm not in lexicon.providers else None


def _twice(notes: Notes, begin: int) -> Person | None:
    """Read "grant grant. first and last the same": one word that is both names."""
    tokens, lexicon = notes.tokens, notes.lexicon
    word, words = tokens[begin].norm, {token.norm for token in tokens}
    said = word == norm_at(tokens, begin + 1) and {"first", "last"} <= words and words & {"same", "both", "twice"}
    listed = word in lexicon.first_names or word in lexicon.surnames or word in lexicon.plain_surnames
    if not said or not listed:
        return None
    name = spelled_name(tokens[begin : begin + 1], lexicon)
    return Person(begin, begin + 2, name, name)


def _born_next(notes: Notes, name: Person) -> bool:
    """Whether a full date follows a name that opens the message, and birth is spoken of ("Tuan Le 7/7/77 birthday")."""
    spoken = any(token.norm in BIRTH_WORDS for token in notes.tokens)
    return spoken and any(full_date(m) and m.first in (name.end, name.end + 1) for m in notes.mentions)


def _speaks_next(notes: Notes, name: Person) -> bool:
    """Whether a known name opens the message and its owner goes on after a comma ("Kenji Watanabe, refill of ..."); of "she" it would tell of staff."""
    tokens, lexicon = notes.tokens, notes.lexicon
    comma = norm_at(tokens, name.end) in (",", "-", ":", ";", ".")
    known = tokens[0].norm in lexicon.first_names or tokens[name.end - 1].norm in lexicon.surnames
    other = is_place(tokens, 0, lexicon)
    staff = tokens[name.end - 1].norm in lexicon.providers
    goes_on = norm_at(tokens, name.end + 1) in _GOES_ON and norm_at(tokens, name.end + 2) not in _LIVING
    return comma and known and goes_on and not other and not staff


_GOES_ON = frozenset(
    """i i'm im i've ive i'd my need needing refill refills forgot lost locked requesting want wanting dob born calling trying patient please
    looking""".split()
)


_LIVING = frozenset("live lived moved".split())  # "Virginia Beach, I live there"


def _before_fact(notes: Notes) -> Person | None:
    """Read a name that opens a sentence or a line and goes right before a fact ("I forgot it. Linh Pham, linh@yahoo.com")."""
    facts = {m.first for m in notes.mentions if m.kind in _PERSONAL or full_date(m)}
    for at in [at for at in notes.free() if norm_at(notes.tokens, at - 1) in _OPENS][:_MOST_STARTS]:
        found = whole_name(notes.tokens, at, notes.lexicon)
        if (
            found
            and {found.end, found.end + 1} & facts
            and (norm_at(notes.tokens, at - 1) != "," or _dated(notes, found))
        ):
            return found
    return None


def _dated(notes: Notes, name: Person) -> bool:
    """Whether a birth date or address goes with a name in a list ("..., CVS in Katonah, Robert Chen 7/2/61"), which is no place or clinician."""
    tokens, lexicon = notes.tokens, notes.lexicon
    facts = (m for m in notes.mentions if full_date(m) or m.kind in ("dob", "email"))
    born = any(m.first in (name.end, name.end + 1) for m in facts)
    place = is_place(tokens, name.first, lexicon)
    staff = tokens[name.end - 1].norm in lexicon.providers
    return born and surely_named(tokens, name, lexicon) and not place and not staff


_OPENS = frozenset(". ! ? : ; , (".split())


_MOST_STARTS = 20


def _introduced(notes: Notes, at: int) -> Person | None:
    """Read an introduction; "it's Lee" answers the question for one name and does not tell which it is."""
    found = introduced_at(notes.tokens, at, notes.lexicon)
    one = len(notes.asked & {"first_name", "last_name"}) == 1
    return found if found and (not one or (found.first_name and found.last_name)) else None


def _among_facts(notes: Notes, begin: int) -> Person | None:
    """Read a surname alone where a birth date follows at once, and a ZIP code or address stands in the message too."""
    found = surname_alone(notes.tokens, begin, notes.lexicon)
    if found is None or not any(m.kind in ("zip", "email") for m in notes.mentions):
        return None
    after = found.end + 1 if norm_at(notes.tokens, found.end) == "," else found.end
    follows = any(m.first == after and (m.kind in ("dob", "zip", "email") or full_date(m)) for m in notes.mentions)
    dated = any(m.kind == "dob" or full_date(m) for m in notes.mentions)
    return found if follows and dated else None
