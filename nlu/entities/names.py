"""What patients call themselves: "my name is Pieter van der Berg", "last name o'connor", a signature."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.name_words import NOT_NAMES, name_end
from nlu.entities.spelled import spelled_name
from nlu.entities.tokens import Tokens, norm_at

_DOUBLE_GIVEN = frozenset("mary ana anna maria jo jean juan jose billy sue rose luz john bobby lee betty".split())
SIGNED = frozenset("thanks regards sincerely best cheers signed ty thx".split())
_MARKS = frozenset(", . ! ? ; -".split())
_FILED = frozenset("account file listed registered records is it's name".split())
_NAME_LINKS = frozenset("is : - = ' s ? its it's on file the account chart record under my".split())
_NOT_PATIENTS = frozenset("user first last a doctor's drug medicine provider pharmacy brand generic screen".split())
_OTHER_NAMES = ("married", "maiden", "legal")
_MOST_WORDS = 6


class Person(NamedTuple):
    """A name that was read, part by part: its first piece, the place after it, given name and surname if told."""

    first: int
    end: int
    first_name: str | None
    last_name: str | None


def name_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read what a patient calls themselves, where the words at `at` announce a name."""
    labelled = _label_end(tokens, at, _GIVEN)
    if labelled:
        return _labelled(tokens, labelled, lexicon, surname=False)
    labelled = _label_end(tokens, at, _SURNAME) or (at + 1 if tokens[at].bare in ("surname", "lastname") else 0)
    if labelled:
        return _labelled(tokens, labelled, lexicon, surname=True)
    begin, sure = _announced(tokens, at)
    return full_name(tokens, begin, lexicon, sure=sure) if begin else None


_GIVEN, _SURNAME = ("first", "given", "fore", "forename"), ("last", "family")


def _label_end(tokens: Tokens, at: int, words: tuple[str, ...]) -> int:
    word = tokens[at].norm
    if word == "firstname" and "first" in words:
        return at + 1
    if word not in words:
        return 0
    following = norm_at(tokens, at + 1)
    labels = following in ("name", "names", "name's") or (word in ("given", "family") and following == ":")
    return at + 2 if labels else 0


def _labelled(tokens: Tokens, after: int, lexicon: Lexicon, *, surname: bool) -> Person | None:
    begin = after
    while norm_at(tokens, begin) in (
        "is",
        ":",
        "=",
        "-",
        ",",
        "was",
        "it's",
        "its",
        "it",
        "i",
        "use",
        "now",
        "currently",
    ):
        begin += 1
    if norm_at(tokens, begin) == "and" or begin >= len(tokens):
        return None
    capital = tokens[begin].norm in lexicon.plain_surnames and tokens[begin].text[:1].isupper()
    end = name_end(tokens, begin, lexicon, sure=begin > after or capital, most=4 if surname else 2)
    if end == begin:
        return None
    name = spelled_name(tokens[begin:end], lexicon)
    return Person(begin, end, None, name) if surname else Person(begin, end, name, None)


def _announced(tokens: Tokens, at: int) -> tuple[int, bool]:
    """Return where a name begins after words that announce one, and whether they leave no doubt; 0 when they do not."""
    word = tokens[at].norm
    if word in ("name", "names", "name's"):
        return _after_name_word(tokens, at)
    if word in ("i'm", "im") or (word == "under" and norm_at(tokens, at - 1) in _FILED):
        return at + 1, False
    pair = (word, norm_at(tokens, at + 1))
    if pair in (("this", "is"), ("i", "am"), ("i", "m")) or (word in SIGNED and pair[1] == ","):
        return at + 2, False
    return 0, False


def _after_name_word(tokens: Tokens, at: int) -> tuple[int, bool]:
    """Return where a name begins after "my name is", "name:", "the name on the account is"."""
    before, begin = norm_at(tokens, at - 1), at + 1
    while norm_at(tokens, begin) in _NAME_LINKS or (norm_at(tokens, begin) == "," and before in _OTHER_NAMES):
        begin += 1
    if norm_at(tokens, begin) == "of" and norm_at(tokens, at - 2) == "in":
        begin += 1
    told = (
        tokens[at].norm == "name's"
        or norm_at(tokens, begin - 1) in ("is", ":", "-", "=", "s", "under", "its", "it's")
        or before in ("my", "full", "patient", "patient's", "pt", "", *_OTHER_NAMES)
        or (norm_at(tokens, begin - 1) == "of" and norm_at(tokens, at - 2) == "in")
    )
    if not told and before in _MARKS and begin == at + 1:
        return begin, False  # "... mail order. Name Toby Wren"
    return (begin, True) if told and before not in _NOT_PATIENTS else (0, False)


def full_name(tokens: Tokens, begin: int, lexicon: Lexicon, *, sure: bool) -> Person | None:
    """Read given name and surname from `begin` on; without a sure announcement the first word must be a given name."""
    while norm_at(tokens, begin) in ("mr", "mrs", "ms", "miss", "mx", "."):
        begin += 1
    if begin >= len(tokens) or not tokens[begin].is_word:
        return None
    comma_first = _surname_first(tokens, begin, lexicon) if sure else None
    if comma_first:
        return comma_first
    if not sure and tokens[begin].norm not in lexicon.first_names and not _two_capitals(tokens, begin, lexicon):
        return None
    if not sure and not tokens[begin].text[0].isupper():
        return None  # without capitals both words are looked at closely: `nlu.entities.introduced`
    end = name_end(tokens, begin, lexicon, sure=sure, most=_MOST_WORDS)
    return parted(tokens, begin, end, lexicon) if end > begin else None


def _two_capitals(tokens: Tokens, begin: int, lexicon: Lexicon) -> bool:
    """Whether two words that are no everyday ones stand here, both with a capital as names have."""
    pair = tokens[begin : begin + 2]
    capitals = [
        t
        for t in pair
        if t.is_word
        and t.text[:1].isupper()
        and not t.text.isupper()
        and not lexicon.is_ordinary(t.norm)
        and t.norm not in NOT_NAMES
    ]
    return len(capitals) == 2 and lexicon.medicines.match(tokens, begin) is None


def _surname_first(tokens: Tokens, begin: int, lexicon: Lexicon) -> Person | None:
    """Read "Lopez, Maria"."""
    comma = name_end(tokens, begin, lexicon, sure=True, most=3)
    if comma == begin or norm_at(tokens, comma) != "," or comma + 1 >= len(tokens):
        return None
    given, before = tokens[comma + 1], tokens[begin].norm
    ends = comma + 2 >= len(tokens) or not tokens[comma + 2].is_word
    like_name = (
        given.is_word
        and given.text[0].isupper()
        and not lexicon.is_ordinary(given.norm)
        and given.norm not in NOT_NAMES
    )
    known = given.norm in lexicon.first_names
    if (before in lexicon.first_names and not (known and ends)) or not (known or (like_name and ends)):
        return None
    return Person(
        begin,
        comma + 2,
        spelled_name(tokens[comma + 1 : comma + 2], lexicon),
        spelled_name(tokens[begin:comma], lexicon),
    )


def parted(tokens: Tokens, begin: int, end: int, lexicon: Lexicon, *, surname_only: bool = False) -> Person:
    """Divide a full name into given name and surname."""
    if surname_only:
        return Person(begin, end, None, spelled_name(tokens[begin:end], lexicon) or None)
    split = _surname_begins(tokens, begin, end, lexicon)
    given = spelled_name(tokens[begin : min(split, _given_end(tokens, begin, split))], lexicon)
    surname = spelled_name(tokens[split:end], lexicon) if split < end else None
    return Person(begin, end, given or None, surname)


def _given_end(tokens: Tokens, begin: int, split: int) -> int:
    """Return the place after the given name itself, leaving out a middle name or initial."""
    end = begin + 1
    while end + 1 < split and tokens[end].norm in ("-", "'") and tokens[end].glued:
        end += 2
    double = tokens[begin].norm in _DOUBLE_GIVEN and end < split and len(tokens[end].norm) > 1 and tokens[end].is_word
    return end + 1 if double else end


_PATRONYMICS = ("ovna", "evna", "ichna", "ovich", "evich", "ievich")


def _surname_begins(tokens: Tokens, begin: int, end: int, lexicon: Lexicon) -> int:
    words = [
        i
        for i in range(begin, end)
        if tokens[i].is_word and not (i > begin and norm_at(tokens, i - 1) in ("-", "'") and tokens[i].glued)
    ]
    if len(words) == 1:
        return end
    for index in words[1:]:
        if (
            tokens[index].norm in lexicon.particles
            and index + 1 < end
            and len(tokens[index].norm) > 1
            or norm_at(tokens, index) == "o"
        ):
            return index
    if len(words) == 2:
        return words[1]
    middle = tokens[words[1]].norm
    given = len(middle) == 1 or middle in lexicon.first_names or middle.endswith(_PATRONYMICS)
    return words[-1] if given else words[1]
