"""Names that running text announces: "hi im kwame asante", "it is mrs delgado here", "for my daughter Lin Bui".

A name nobody listed counts only where two words that are no everyday ones, nor a slip in one, stand where a name stands.
"""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.name_words import NOT_NAMES, STEERING
from nlu.entities.names import SIGNED, Person, parted
from nlu.entities.tokens import Tokens, norm_at

_HONORIFICS = frozenset("mr mrs ms miss mx mister missus".split())
_HERE = frozenset("here speaking calling again".split())
_GREETINGS = frozenset(
    "hi hello hey hiya yes good morning afternoon evening , . ! there dear doc doctor everyone folks team all".split()
)
_WANTS = frozenset("needs wants requests requesting".split())
_RELATIONS = frozenset(
    """daughter son wife husband mom mother dad father mum child kid baby boy girl sister brother grandmother grandma grandfather grandpa
    grandson granddaughter aunt uncle niece nephew partner spouse fiance fiancee stepson stepdaughter""".split()
)
_VISITS = frozenset(
    """appointment appointments appt appts apt visit checkup physical book schedule slot refill refills prescription rx account portal message
    register it's its this""".split()
)
_PUT = frozenset(
    "it that me appointment appt visit account filed listed registered is it's its book booked name".split()
)
_ENDS = frozenset(", . ! ? ; : - ) and with w from dob born date zip i i'm im my needs wants".split())
_OWN_PUT = frozenset("put book file list look".split())
NOWHERE = -1
_LONGEST = 7  # pieces of a full name
_SHORTEST = 3  # letters of a name nobody listed


def introduced_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read the name that the words at `at` announce, if two words there can be nothing else."""
    titled = _titled(tokens, at, lexicon)
    if titled:
        return titled
    labelled = _first_and_last(tokens, at, lexicon)
    if labelled:
        return labelled
    begin = _announced(tokens, at)
    if begin != NOWHERE:
        return whole_name(tokens, begin, lexicon) or _given_alone(tokens, begin, lexicon)
    return _put_under(tokens, at, lexicon) or _of_relation(tokens, at, lexicon) or _asked_for(tokens, at, lexicon)


def whole_name(tokens: Tokens, begin: int, lexicon: Lexicon) -> Person | None:
    """Read given name and surname at `begin`, with middle name, particles and a double surname."""
    if begin >= len(tokens) or not _is_given(tokens, begin, lexicon):
        return None
    end = _past_hyphen(tokens, begin + 1)
    end = _past_middle(tokens, end, lexicon)
    surname = _past_particles(tokens, end, lexicon)
    if not _is_surname(tokens, surname, lexicon, after=begin):
        return None
    end = _past_hyphen(tokens, surname + 1)
    if _second_surname(tokens, end, lexicon):
        end = _past_hyphen(tokens, end + 1)
    return parted(tokens, begin, end, lexicon) if end - begin <= _LONGEST else None


def surname_alone(tokens: Tokens, begin: int, lexicon: Lexicon) -> Person | None:
    """Read a surname that stands alone before other facts about a person ("Vega, August 12 1979, 10549")."""
    surname = _past_particles(tokens, begin, lexicon)
    if surname >= len(tokens) or tokens[surname].norm in lexicon.first_names:
        return None
    listed = tokens[surname].norm in lexicon.plain_surnames and norm_at(tokens, surname + 1) == ","
    if not (listed or _known(tokens, surname, lexicon) or _strange(tokens, surname, lexicon)):
        return None
    return parted(tokens, begin, _past_hyphen(tokens, surname + 1), lexicon, surname_only=True)


# --- what announces ----------------------------------------------------------------------------------------


def _announced(tokens: Tokens, at: int) -> int:
    """Return where a name may begin after "this is", "I'm", "for", "behalf of"; `NOWHERE` where nothing announces one."""
    word, following = tokens[at].norm, norm_at(tokens, at + 1)
    if word in ("i'm", "im", "this's"):
        return at + 1
    if (word, following) in (
        ("this", "is"),
        ("i", "am"),
        ("i", "m"),
        ("behalf", "of"),
        ("patient", "is"),
        ("patient", ":"),
    ):
        return at + 2
    if all(token.norm in _GREETINGS for token in tokens[:at]) and (
        word in ("it's", "its") or (word, following) == ("it", "is")
    ):
        begin = at + 1 if word in ("it's", "its") else at + 2
        me = norm_at(tokens, begin) == "me" and norm_at(tokens, begin + 1) in (",", "-")
        return begin + 2 if me else begin
    if word == "for" and any(norm_at(tokens, at - back) in _VISITS for back in range(1, 5)):
        return at + 1
    if word == "called" and norm_at(tokens, at - 1) in ("i'm", "im", "am"):
        return at + 1
    if word in SIGNED and following in (",", "yours"):
        return at + 2 if following == "," else at + 3
    ends = (
        word in ("-", "–", "—")
        and at
        and len(tokens) - at <= _LONGEST
        and tokens[at - 1].norm in (".", "!", "?", "thanks", "you")
    )
    if ends:
        return at + 1
    return at if _opens_here(tokens, at) else NOWHERE


def _opens_here(tokens: Tokens, at: int) -> bool:
    """Whether a message that begins at `at`, greetings aside, goes on with "here": "hi, Tom Baker here"."""
    if at == 0:
        return any(norm_at(tokens, ahead) in _WANTS for ahead in range(2, 5)) and tokens[0].norm not in _GREETINGS
    if not all(token.norm in _GREETINGS for token in tokens[:at]) or tokens[at].norm in _GREETINGS:
        return False
    return any(norm_at(tokens, at + ahead) in _HERE for ahead in range(1, 5))


def _titled(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "it is mrs delgado", "Mr. O'Brien here"."""
    if tokens[at].norm not in _HONORIFICS:
        return None
    begin = at + 2 if norm_at(tokens, at + 1) == "." else at + 1
    surname = _past_particles(tokens, begin, lexicon)
    if surname >= len(tokens) or not _after_title(tokens, surname, lexicon):
        return None
    end = _past_hyphen(tokens, surname + 1)
    whole = whole_name(tokens, begin, lexicon)
    end = whole.end if whole else end
    if not (_told_before(tokens, at) or norm_at(tokens, end) in _HERE and norm_at(tokens, at - 1) in ("", *_GREETINGS)):
        return None
    if whole:
        return whole
    return parted(tokens, begin, end, lexicon, surname_only=True)


def _told_before(tokens: Tokens, at: int) -> bool:
    pair = (norm_at(tokens, at - 2), norm_at(tokens, at - 1))
    own = pair in (("this", "is"), ("i", "am"), ("i", "m")) or pair[1] in ("i'm", "im")
    opens = all(token.norm in _GREETINGS for token in tokens[: max(0, at - 2)])
    return own or (opens and (pair == ("it", "is") or pair[1] in ("it's", "its")))


def _first_and_last(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "first carlos last de leon", "last: Vega, first: Marisol"."""
    one = _short_label(tokens, at)
    if one is None:
        return None
    begin = _past_marks(tokens, at + 1)
    middle = _labelled_end(tokens, begin, lexicon)
    other_at = _past_marks(tokens, middle)
    other = _short_label(tokens, other_at) if middle > begin else None
    if other is None or other == one:
        return None
    second = _past_marks(tokens, other_at + 1)
    end = _labelled_end(tokens, second, lexicon)
    if end == second:
        return None
    stretches = {one: (begin, middle), other: (second, end)}
    given, surname = (parted(tokens, *stretches[part], lexicon, surname_only=True) for part in ("first", "last"))
    return Person(begin, end, given.last_name, surname.last_name)


_LABELS = {
    "first": "first",
    "fname": "first",
    "given": "first",
    "last": "last",
    "lname": "last",
    "surname": "last",
    "family": "last",
}


def _short_label(tokens: Tokens, at: int) -> str | None:
    return _LABELS.get(norm_at(tokens, at))


def _past_marks(tokens: Tokens, at: int) -> int:
    while norm_at(tokens, at) in (":", "=", "-", ",", ";", ".", "is", "and", "name"):
        at += 1
    return at


def _labelled_end(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    surname = _past_particles(tokens, at, lexicon)
    good = surname < len(tokens) and (_known(tokens, surname, lexicon) or _strange(tokens, surname, lexicon))
    return _past_hyphen(tokens, surname + 1) if good else at


def _put_under(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "put it under Bui", "book me under de la Cruz": one word alone is the surname people file by."""
    near = {norm_at(tokens, at - back) for back in (1, 2, 3)}
    if tokens[at].norm != "under" or not (
        norm_at(tokens, at - 1) in _PUT and (near & _OWN_PUT or norm_at(tokens, at - 1) != "me")
    ):
        return None
    begin = at + 2 if norm_at(tokens, at + 1) == "name" else at + 1
    whole = whole_name(tokens, begin, lexicon)
    if whole:
        return whole
    surname = _past_particles(tokens, begin, lexicon)
    if surname >= len(tokens) or not (_known(tokens, surname, lexicon) or _strange(tokens, surname, lexicon)):
        return None
    if not _ends(tokens, surname + 1):
        return None
    given = (
        surname == begin and tokens[begin].norm in lexicon.first_names and tokens[begin].norm not in lexicon.surnames
    )
    found = parted(tokens, begin, _past_hyphen(tokens, surname + 1), lexicon, surname_only=True)
    return Person(found.first, found.end, found.last_name, None) if given else found


def _of_relation(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "for my daughter Lin Bui", "about my son, Tyler"."""
    if tokens[at].norm not in _RELATIONS or norm_at(tokens, at - 1) not in ("my", "our"):
        return None
    begin = at + 1
    while norm_at(tokens, begin) in (",", ":", "named", "called", "-"):
        begin += 1
    whole = whole_name(tokens, begin, lexicon)
    end = whole.end if whole else begin + 1
    end = end + 1 if norm_at(tokens, end) == "," else end
    spoken_for = norm_at(tokens, at - 2) in ("for", "of", "about") or norm_at(tokens, end) in ("needs", "wants")
    if not spoken_for:
        return None
    return whole or _given_alone(tokens, begin, lexicon, ends=False)


def _asked_for(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "(call that number and) ask for Lorraine"; somebody who was told to ask for a person tells of staff."""
    if tokens[at].norm != "ask" or norm_at(tokens, at + 1) != "for":
        return None
    if norm_at(tokens, at - 1) not in ("", ",", ".", ";", "and", "please", "just", "-", "&", "then"):
        return None
    return whole_name(tokens, at + 2, lexicon) or _given_alone(tokens, at + 2, lexicon)


def _given_alone(tokens: Tokens, at: int, lexicon: Lexicon, *, ends: bool = True) -> Person | None:
    """Read one given name that is known, or in capitals and strange, where the name ends after it."""
    if at >= len(tokens) or tokens[at].norm not in lexicon.first_names or not _name_like(tokens, at, lexicon):
        return None
    end = _past_hyphen(tokens, at + 1)
    if ends and not _ends(tokens, end):
        return None
    found = parted(tokens, at, end, lexicon)
    return Person(at, end, found.first_name, None)


def _ends(tokens: Tokens, at: int) -> bool:
    return at >= len(tokens) or tokens[at].norm in _ENDS or tokens[at].norm in _HERE or tokens[at].is_number


# --- which words can be parts of it ------------------------------------------------------------------------


def _capital(tokens: Tokens, at: int) -> bool:
    """Whether a word has a capital that says something: one among small letters."""
    text = tokens[at].text
    return text[:1].isupper() and not (text.isupper() and len(text) > 1)


def _name_like(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    return _capital(tokens, at) or not lexicon.is_ordinary(tokens[at].norm)


def _known(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].norm
    if _in_a_code(tokens, at):
        return False
    listed = (
        word in lexicon.first_names
        or word in lexicon.surnames
        or (word in lexicon.plain_surnames and _capital(tokens, at))
    )
    return listed and _name_like(tokens, at, lexicon)


def _is_given(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].norm
    if _in_a_code(tokens, at) or (word in lexicon.particles and norm_at(tokens, at + 1).isalpha()):
        return False
    listed = word in lexicon.first_names or (word in lexicon.word_names and _capital(tokens, at))
    return (listed and _name_like(tokens, at, lexicon) and word not in STEERING) or _strange(tokens, at, lexicon)


def _is_surname(tokens: Tokens, at: int, lexicon: Lexicon, *, after: int) -> bool:
    """Whether the word at `at` ends a name that began at `after`: one of the two must be listed, or both have capitals."""
    if at >= len(tokens) or not tokens[at].is_word:
        return False
    if _known(tokens, at, lexicon):
        return True
    return _plain_surname(tokens, at, lexicon, after=after) or _strange(tokens, at, lexicon)


def _plain_surname(tokens: Tokens, at: int, lexicon: Lexicon, *, after: int) -> bool:
    """Whether an everyday word ends a name: after a given name, with a capital or where nothing else follows."""
    word = tokens[at].norm
    if word not in lexicon.plain_surnames or tokens[after].norm not in lexicon.first_names:
        return False
    alone = at == after + 1 and _ends(tokens, at + 1) and not lexicon.is_ordinary(tokens[after].norm)
    return _capital(tokens, at) or (alone and word not in _TELLS_WHEN and word not in lexicon.months)


def _after_title(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].norm
    plain = word in lexicon.plain_surnames or _capital(tokens, at) or not lexicon.is_ordinary(word)
    return tokens[at].is_word and len(word) > 1 and plain and word not in NOT_NAMES and word not in STEERING


def _second_surname(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    if at >= len(tokens) or not tokens[at].is_word or tokens[at].norm in NOT_NAMES:
        return False
    return tokens[at].norm in lexicon.surnames and _name_like(tokens, at, lexicon)


def _past_hyphen(tokens: Tokens, at: int) -> int:
    """Step over the second half of a double name ("Smith-Okonkwo")."""
    while (
        norm_at(tokens, at) == "-"
        and at + 1 < len(tokens)
        and tokens[at].glued
        and tokens[at + 1].glued
        and tokens[at + 1].is_word
    ):
        at += 2
    return at


def _past_middle(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over an initial or a second given name, where another word of a name follows."""
    if at >= len(tokens) or not tokens[at].is_word:
        return at
    initial = len(tokens[at].norm) == 1 and tokens[at].norm not in ("i", "o", "y")
    after = at + 2 if initial and norm_at(tokens, at + 1) == "." else at + 1
    second = tokens[at].norm in lexicon.first_names and _name_like(tokens, at, lexicon)
    goes_on = (
        after < len(tokens)
        and tokens[after].is_word
        and (
            tokens[after].norm in lexicon.particles
            or _known(tokens, after, lexicon)
            or _strange(tokens, after, lexicon)
        )
    )
    return after if (initial or second) and goes_on else at


def _past_particles(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over van, de la, al-, O': small words that need a word after them."""
    begin = at
    while at + 1 < len(tokens) and at - begin < 6 and norm_at(tokens, at) in lexicon.particles:
        at += 2 if norm_at(tokens, at + 1) in ("-", "'", ".") and tokens[at + 1].glued else 1
    return at if at < len(tokens) and tokens[at].is_word else begin


def _strange(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a word is nothing else we know, and no slip in an everyday word."""
    token, word = tokens[at], tokens[at].norm
    if (
        not token.is_word
        or not _SHORTEST <= len(word) <= 20
        or word in NOT_NAMES
        or word in STEERING
        or lexicon.is_ordinary(word)
    ):
        return False
    if _in_a_code(tokens, at) or _has_meaning(tokens, at, lexicon):
        return False
    slip = lexicon.ordinary_spelling.near(word, 1)
    return _capital(tokens, at) or (slip is None and len(word) > _SHORTEST)


def _in_a_code(tokens: Tokens, at: int) -> bool:
    """Whether figures are written against a word ("ahollis51"), which makes it no name."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return bool(after and after.glued and (after.is_number or after.norm in ("_", "@"))) or (
        at > 0 and tokens[at].glued and tokens[at - 1].is_number
    )


def _has_meaning(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].bare
    listed = (
        word in lexicon.months or word in lexicon.weekdays or word in lexicon.relative_days or word in lexicon.titles
    )
    if (
        listed
        or word in lexicon.symptoms
        or word in lexicon.suffixes
        or word in lexicon.medicine_forms
        or word in _UNITS
    ):
        return True
    looked_up = (
        lexicon.medicines.match(tokens, at) or lexicon.pharmacies.match(tokens, at) or lexicon.towns.match(tokens, at)
    )
    return bool(looked_up or lexicon.medicine_spelling.near(word, 1) or lexicon.day_spelling.near(word, 1))


_TELLS_WHEN = frozenset(
    """early best day long short will wills well back quick head hand heart friend house case cash key light little new north nail page power price
    rush song sea spring summer summers winter winters word worth east west south weeks call holiday flowers fall camp friend major good just""".split()
)
_UNITS = frozenset(
    """mg mcg pls plz thx tmrw asap appt appts appointmnt rx dob ssn id wifi iphone ipad android kaiser aetna cigna humana optum anthem uhc quest labcorp mychart safari firefox http https www com gonna tryna gotta cuz""".split()
)
