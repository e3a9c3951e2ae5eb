"""Whole names that nobody listed: which words can be their parts, and where they end."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.name_words import NOT_NAMES, STEERING
from nlu.entities.names import Person, parted
from nlu.entities.spelled import spelled_name
from nlu.entities.tokens import Tokens, norm_at

HERE = frozenset("here speaking calling again".split())
_ENDS = frozenset(", . ! ? ; : - ) and with w from dob born date zip i i'm im my needs wants".split())
LONGEST = 7  # pieces of a full name
_SHORTEST = 3  # letters of a name nobody listed


def whole_name(tokens: Tokens, begin: int, lexicon: Lexicon) -> Person | None:
    """Read given name and surname at `begin`, with middle name, particles and a double surname."""
    if begin >= len(tokens) or not _is_given(tokens, begin, lexicon):
        return None
    end = past_hyphen(tokens, begin + 1)
    end = _past_middle(tokens, end, lexicon)
    surname = past_particles(tokens, end, lexicon)
    led = surname > end and _after_particle(tokens, surname, lexicon)
    if not led and not _is_surname(tokens, surname, lexicon, after=begin):
        return None
    end = past_hyphen(tokens, surname + 1)
    if _second_surname(tokens, end, lexicon):
        end = past_hyphen(tokens, end + 1)
    return parted(tokens, begin, end, lexicon) if end - begin <= LONGEST else None


def surely_named(tokens: Tokens, found: Person, lexicon: Lexicon) -> bool:
    """Return whether one word of a name is listed, or all of it has capitals: "hospice chaplain here" is nobody's name."""
    words = [
        at for at in range(found.first, found.end) if tokens[at].is_word and tokens[at].norm not in lexicon.particles
    ]
    listed = any(tokens[at].norm in lexicon.first_names or tokens[at].norm in lexicon.surnames for at in words)
    return listed or all(_capital(tokens, at) for at in words)


def all_capitals(tokens: Tokens, found: Person) -> bool:
    """Return whether every word of a name begins with a capital."""
    return all(token.text[:1].isupper() for token in tokens[found.first : found.end] if token.is_word)


def surname_alone(tokens: Tokens, begin: int, lexicon: Lexicon) -> Person | None:
    """Read a surname that stands alone before other facts about a person ("Vega, August 12 1979, 10549")."""
    surname = past_particles(tokens, begin, lexicon)
    if surname >= len(tokens) or tokens[surname].norm in lexicon.first_names:
        return None
    listed = tokens[surname].norm in lexicon.plain_surnames and norm_at(tokens, surname + 1) == ","
    if not (listed or is_listed(tokens, surname, lexicon) or is_strange(tokens, surname, lexicon)):
        return None
    return parted(tokens, begin, past_hyphen(tokens, surname + 1), lexicon, surname_only=True)


def as_filed(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "Lopez, Maria": surname first, as on a form."""
    last = surname_alone(tokens, at, lexicon) if at < len(tokens) else None
    begin = last.end + 1 if last else at
    if last is None or begin >= len(tokens) or norm_at(tokens, begin - 1) != ",":
        return None
    if tokens[begin].norm not in lexicon.first_names or not name_ends(tokens, begin + 1):
        return None
    return Person(at, begin + 1, spelled_name(tokens[begin : begin + 1], lexicon), last.last_name)


def is_place(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Return whether a town or a shop is named at `at`."""
    return bool(lexicon.towns.match(tokens, at) or lexicon.pharmacies.match(tokens, at))


def name_ends(tokens: Tokens, at: int) -> bool:
    """Return whether no further word of a name can stand at `at`."""
    return at >= len(tokens) or tokens[at].norm in _ENDS or tokens[at].norm in HERE or tokens[at].is_number


def _capital(tokens: Tokens, at: int) -> bool:
    """Whether a word has a capital that says something: one among small letters."""
    text = tokens[at].text
    return text[:1].isupper() and not (text.isupper() and len(text) > 1)


def name_like(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Return whether a word is no everyday one, or has the capital of a name."""
    return _capital(tokens, at) or not lexicon.is_ordinary(tokens[at].norm)


def is_listed(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Return whether a word stands in the lists of names, and can be one here."""
    word = tokens[at].norm
    if _in_a_code(tokens, at):
        return False
    listed = (
        word in lexicon.first_names
        or word in lexicon.surnames
        or (word in lexicon.plain_surnames and _capital(tokens, at))
    )
    return listed and name_like(tokens, at, lexicon)


def _is_given(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].norm
    if _in_a_code(tokens, at) or (word in lexicon.particles and norm_at(tokens, at + 1).isalpha()):
        return False
    before_surname = norm_at(tokens, at + 1) in lexicon.surnames and not lexicon.is_ordinary(norm_at(tokens, at + 1))
    listed = word in lexicon.first_names or (
        word in lexicon.word_names and (_capital(tokens, at) or before_surname)
    )  # "august wilson"
    named = name_like(tokens, at, lexicon) or (word in lexicon.word_names and before_surname)
    return (listed and named and word not in STEERING) or is_strange(tokens, at, lexicon)


def _is_surname(tokens: Tokens, at: int, lexicon: Lexicon, *, after: int) -> bool:
    """Whether the word at `at` ends a name that began at `after`: one of the two must be listed, or both have capitals."""
    if at >= len(tokens) or not tokens[at].is_word:
        return False
    if is_listed(tokens, at, lexicon):
        return True
    return _plain_surname(tokens, at, lexicon, after=after) or is_strange(tokens, at, lexicon)


def _after_particle(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a word ends a name after "al-", "st." and the like: a name itself, or no everyday word as it stands."""
    word = tokens[at].norm
    if not tokens[at].is_word or word in NOT_NAMES or word in STEERING:
        return False
    named = word in lexicon.first_names or word in lexicon.plain_surnames or word in lexicon.surnames
    joined = norm_at(tokens, at - 1) in ("-", ".") or norm_at(tokens, at - 1) in ("st", "saint", "al")
    return joined and (named or (word not in lexicon.ordinary and len(word) > _SHORTEST))


def _plain_surname(tokens: Tokens, at: int, lexicon: Lexicon, *, after: int) -> bool:
    """Whether an everyday word ends a name: after a given name, with a capital or where nothing else follows."""
    word = tokens[at].norm
    if word not in lexicon.plain_surnames or tokens[after].norm not in lexicon.first_names:
        return False
    alone = at == after + 1 and name_ends(tokens, at + 1) and not lexicon.is_ordinary(tokens[after].norm)
    return _capital(tokens, at) or (alone and word not in _TELLS_WHEN and word not in lexicon.months)


def after_title(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Return whether a word can be a surname after Mr or Mrs."""
    word = tokens[at].norm
    plain = word in lexicon.plain_surnames or _capital(tokens, at) or not lexicon.is_ordinary(word)
    return tokens[at].is_word and len(word) > 1 and plain and word not in NOT_NAMES and word not in STEERING


def _second_surname(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    if at >= len(tokens) or not tokens[at].is_word or tokens[at].norm in NOT_NAMES:
        return False
    return tokens[at].norm in lexicon.surnames and name_like(tokens, at, lexicon)


def past_hyphen(tokens: Tokens, at: int) -> int:
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
    second = tokens[at].norm in lexicon.first_names and name_like(tokens, at, lexicon)
    goes_on = (
        after < len(tokens)
        and tokens[after].is_word
        and (
            tokens[after].norm in lexicon.particles
            or is_listed(tokens, after, lexicon)
            or is_strange(tokens, after, lexicon)
        )
    )
    return after if (initial or second) and goes_on else at


def past_particles(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over van, de la, al-, O': small words that need a word after them."""
    begin = at
    while at + 1 < len(tokens) and at - begin < 6 and norm_at(tokens, at) in lexicon.particles:
        at += 2 if norm_at(tokens, at + 1) in ("-", "'", ".") and tokens[at + 1].glued else 1
    return at if at < len(tokens) and tokens[at].is_word else begin


def is_strange(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
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
