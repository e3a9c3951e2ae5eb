"""Names that running text announces: "hi im kwame asante", "it is mrs delgado here", "for my daughter Lin Bui".

A name nobody listed counts only where two words that are no everyday ones, nor a slip in one, stand where a name stands.
"""

from __future__ import annotations

from nlu.entities.for_others import on_behalf
from nlu.entities.labelled_names import labelled_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.name_words import HONORIFICS, spelled_out
from nlu.entities.names import SIGNED, Person, parted
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.whole_names import (
    HERE,
    LONGEST,
    after_title,
    all_capitals,
    as_filed,
    is_listed,
    is_strange,
    name_ends,
    name_like,
    past_hyphen,
    past_particles,
    surely_named,
    whole_name,
)

_GREETINGS = frozenset(
    "hi hello hey hiya yo sup heya hola hii heyy um uh uhh ok okay yes good morning afternoon evening , . ! there dear doc doctor everyone folks team all".split()
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
_OWN_PUT = frozenset("put book file list look".split())
NOWHERE = -1
_MOST_GREETINGS = 8


def introduced_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read the name that the words at `at` announce, if two words there can be nothing else."""
    titled = _titled(tokens, at, lexicon)
    if titled:
        return titled
    labelled = labelled_at(tokens, at, lexicon)
    if labelled:
        return labelled
    born = _born_behind(tokens, at, lexicon)
    if born:
        return born
    begin = _announced(tokens, at)
    if begin != NOWHERE:
        filed = as_filed(tokens, begin, lexicon) if norm_at(tokens, begin - 1) == ":" else None
        return filed or whole_name(tokens, begin, lexicon) or _given_alone(tokens, begin, lexicon)
    begin = _opened(tokens, at)
    if begin != NOWHERE:
        whole = whole_name(tokens, begin, lexicon)
        if whole and surely_named(tokens, whole, lexicon):
            return whole
        return None if _begins_sentence(tokens, at) else _given_alone(tokens, begin, lexicon)  # "till xmas. its Jan"
    return (
        _put_under(tokens, at, lexicon)
        or _of_relation(tokens, at, lexicon)
        or _asked_for(tokens, at, lexicon)
        or on_behalf(tokens, at, lexicon)
    )


def _announced(tokens: Tokens, at: int) -> int:
    """Return where a name may begin after "this is", "I'm", "for", "behalf of"; `NOWHERE` where nothing announces one."""
    word, following = tokens[at].norm, norm_at(tokens, at + 1)
    if word in ("i'm", "im", "this's") or (word == "myself" and norm_at(tokens, at - 1) in ("", ".", ",", "!")):
        return at + 1
    if (word, following) in _PAIRS:
        return at + 2
    if word == "for" and any(norm_at(tokens, at - back) in _VISITS for back in range(1, 5)):
        return at + 1
    if word in ("it's", "its", "it") and _misspelled_before(tokens, at):
        return at + 2 if word == "it" and following == "is" else at + 1
    if word == "called" and norm_at(tokens, at - 1) in ("i'm", "im", "am", "she's", "he's", "shes", "hes", "is"):
        return at + 1
    return _signed(tokens, at)


def _misspelled_before(tokens: Tokens, at: int) -> bool:
    """Whether "you spelled my name wrong" stands right before."""
    before = [norm_at(tokens, at - back) for back in range(1, 8)]
    return "name" in before and bool({"wrong", "misspelled", "mispelled", "incorrectly", "incorrect"} & set(before[:4]))


_PAIRS = frozenset(
    {
        ("this", "is"),
        ("i", "am"),
        ("i", "m"),
        ("behalf", "of"),
        ("patient", "is"),
        ("patient", ":"),
        ("from", ":"),
        ("me", "again"),
    },
)


def _born_behind(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "he's Arjun Raman born 9/28/2026", where the birth tells that the patient is meant."""
    if tokens[at].norm not in ("he's", "hes", "she's", "shes", "it's", "its") and norm_at(tokens, at - 1) not in (
        "he",
        "she",
    ):
        return None
    whole = whole_name(tokens, at + 1, lexicon) if at + 1 < len(tokens) else None
    near = {norm_at(tokens, whole.end + step) for step in range(2)} if whole else set()
    return whole if near & {"born", "dob", "birthday", "bday", "birthdate"} else None


def _signed(tokens: Tokens, at: int) -> int:
    """Return where a signature begins: after "Thanks,", or after a dash at the end."""
    word, following = tokens[at].norm, norm_at(tokens, at + 1)
    if word in SIGNED and following in (",", "yours"):
        return at + 2 if following == "," else at + 3
    if word == "thank" and following in ("you", "u") and norm_at(tokens, at + 2) in (",", ".", "!", "-"):
        return at + 3 if len(tokens) - at <= LONGEST + 3 else NOWHERE
    last = word in ("-", "–", "—") and len(tokens) - at <= LONGEST
    return at + 1 if last and norm_at(tokens, at - 1) in (".", "!", "?", "thanks", "you") else NOWHERE


def _opened(tokens: Tokens, at: int) -> int:
    """Return where a name begins that opens the message, greetings aside: "it's Ravi", "hi, Tom Baker here", "Ana Ruiz needs"."""
    word = tokens[at].norm
    if not _begins_sentence(tokens, at) and (
        at > _MOST_GREETINGS or not all(token.norm in _GREETINGS for token in tokens[:at])
    ):
        return NOWHERE
    if word in ("it's", "its") or (word == "it" and norm_at(tokens, at + 1) == "is"):
        begin = at + 2 if word == "it" else at + 1
        me = norm_at(tokens, begin) == "me" and norm_at(tokens, begin + 1) in (",", "-")
        return begin + 2 if me else begin
    if word in _GREETINGS:
        return NOWHERE
    ahead = [token.norm for token in tokens[at + 1 : at + 5]]
    goes_on = any(word in HERE for word in ahead) or any(word in _WANTS for word in ahead[1:])
    return at if goes_on or any(is_me(tokens, at + step) for step in range(1, 5)) else NOWHERE


def _begins_sentence(tokens: Tokens, at: int) -> bool:
    """Whether "it's" begins a sentence that is not the first."""
    begun = norm_at(tokens, at - 1) in (".", "!", "?") and tokens[at].norm in ("it's", "its")
    return begun and not all(token.norm in _GREETINGS for token in tokens[: min(at, _MOST_GREETINGS)])


def _titled(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "it is mrs delgado", "Mr. O'Brien here"."""
    if tokens[at].norm not in HONORIFICS:
        return None
    begin = at + 2 if norm_at(tokens, at + 1) == "." else at + 1
    surname = past_particles(tokens, begin, lexicon)
    if surname >= len(tokens) or not after_title(tokens, surname, lexicon):
        return None
    end = past_hyphen(tokens, surname + 1)
    whole = whole_name(tokens, begin, lexicon)
    end = whole.end if whole else end
    if tokens[end - 1].norm.endswith("'s") and end < len(tokens) and tokens[end].is_word:
        return None  # "Mrs. Odalys's neighbour"
    here = norm_at(tokens, end) in HERE or is_me(tokens, _past_spelling(tokens, end))
    named = whole is not None and tokens[whole.first].norm in lexicon.first_names  # "ring Mr Alvin Brewster back"
    if not (named or _told_before(tokens, at) or here and norm_at(tokens, at - 1) in ("", *_GREETINGS)):
        return None
    if whole:
        return whole
    return parted(tokens, begin, end, lexicon, surname_only=True)


def is_me(tokens: Tokens, at: int) -> bool:
    """Whether "is me", "that's me" or the like stands at `at`."""
    word, following = norm_at(tokens, at), norm_at(tokens, at + 1)
    ends = norm_at(tokens, at + 2) in ("", ".", ",", "!", ";", "and", "-")
    return word in ("is", "that's", "thats", "it's") and following == "me" and ends


def _past_spelling(tokens: Tokens, at: int) -> int:
    """Step over a name that is spelled out behind itself (", O Y E L A R A N,")."""
    begin = at + 1 if norm_at(tokens, at) in (",", "-", "(", ":") else at
    letters, end = spelled_out(tokens, begin)
    return end if letters else begin


def _told_before(tokens: Tokens, at: int) -> bool:
    pair = (norm_at(tokens, at - 2), norm_at(tokens, at - 1))
    own = pair in (("this", "is"), ("i", "am"), ("i", "m")) or pair[1] in ("i'm", "im")
    opens = all(token.norm in _GREETINGS for token in tokens[: max(0, at - 2)])
    return own or (opens and (pair == ("it", "is") or pair[1] in ("it's", "its")))


def _put_under(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "put it under Bui", "book me under de la Cruz": one word alone is the surname people file by."""
    if tokens[at].norm != "under":
        return None
    whole = whole_name(tokens, at + 1, lexicon) if at + 1 < len(tokens) else None
    if whole and tokens[whole.first].norm in lexicon.first_names and all_capitals(tokens, whole):
        return whole
    own = norm_at(tokens, at - 1) != "me" or any(norm_at(tokens, at - back) in _OWN_PUT for back in (2, 3))
    if norm_at(tokens, at - 1) not in _PUT or not own:
        return None
    begin = at + 2 if norm_at(tokens, at + 1) == "name" else at + 1
    whole = whole_name(tokens, begin, lexicon)
    if whole:
        return whole
    surname = past_particles(tokens, begin, lexicon)
    if surname >= len(tokens) or not name_ends(tokens, surname + 1):
        return None
    capital = surname > begin or tokens[surname].text[:1].isupper()
    if not (is_listed(tokens, surname, lexicon) or (capital and is_strange(tokens, surname, lexicon))):
        return None
    given = (
        surname == begin and tokens[begin].norm in lexicon.first_names and tokens[begin].norm not in lexicon.surnames
    )
    found = parted(tokens, begin, past_hyphen(tokens, surname + 1), lexicon, surname_only=True)
    return Person(found.first, found.end, found.last_name, None) if given else found


def _of_relation(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "for my daughter Lin Bui", "about my son, Tyler"."""
    if tokens[at].norm not in _RELATIONS or norm_at(tokens, at - 1) not in ("my", "our"):
        return None
    begin = at + 1
    while norm_at(tokens, begin) in (",", ":", "named", "called", "-", "is"):
        begin += 1
    whole = whole_name(tokens, begin, lexicon)
    end = whole.end if whole else begin + 1
    end = end + 1 if norm_at(tokens, end) == "," else end
    behind = norm_at(tokens, end + 1) if norm_at(tokens, end) == "(" else norm_at(tokens, end)
    spoken_for = norm_at(tokens, at - 2) in ("for", "of", "about", "regarding", "re") or behind in (
        "needs",
        "wants",
        "born",
        "dob",
    )
    spoken_for = spoken_for or bool(whole) and behind in _AILING and _begins(tokens, at - 1)
    spoken_for = spoken_for or (whole is not None and whole.end == len(tokens) and all_capitals(tokens, whole))
    if not spoken_for:
        return None
    return whole or _given_alone(tokens, begin, lexicon, ends=False)


_AILING = frozenset("has had is was have woke keeps got".split())


def _begins(tokens: Tokens, at: int) -> bool:
    """Whether a message or sentence begins at `at`, greetings aside."""
    opened = at <= _MOST_GREETINGS and all(token.norm in _GREETINGS for token in tokens[:at])
    return opened or norm_at(tokens, at - 1) in (".", "!", "?")


def _asked_for(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "(call that number and) ask for Lorraine"; somebody who was told to ask for a person tells of staff."""
    if tokens[at].norm != "ask" or norm_at(tokens, at + 1) != "for":
        return None
    if norm_at(tokens, at - 1) not in ("", ",", ".", ";", "and", "please", "just", "-", "&", "then"):
        return None
    return whole_name(tokens, at + 2, lexicon) or _given_alone(tokens, at + 2, lexicon)


def _given_alone(tokens: Tokens, at: int, lexicon: Lexicon, *, ends: bool = True) -> Person | None:
    """Read one given name that is known, or in capitals and strange, where the name ends after it."""
    if at >= len(tokens) or tokens[at].norm not in lexicon.first_names or not name_like(tokens, at, lexicon):
        return None
    end = past_hyphen(tokens, at + 1)
    if ends and not name_ends(tokens, end):
        return None
    found = parted(tokens, at, end, lexicon)
    return _said_in_full(tokens, at, end, lexicon) or Person(at, end, found.first_name, None)


def _said_in_full(tokens: Tokens, at: int, end: int, lexicon: Lexicon) -> Person | None:
    """Read "it's Priya, Priya Raghunathan": the given name, and then the whole name that begins or ends with it."""
    begin = end
    while (
        norm_at(tokens, begin) in (",", ".", "-", "—", "!", "…", "that's", "thats", "i'm")
        and begin - end < _MOST_BETWEEN
    ):
        begin += 1
    whole = whole_name(tokens, begin, lexicon) if end < begin < len(tokens) else None
    again = whole and tokens[whole.first].norm == tokens[at].norm
    return Person(at, whole.end, whole.first_name, whole.last_name) if whole and again else None


_MOST_BETWEEN = 4  # marks between a name and its whole
