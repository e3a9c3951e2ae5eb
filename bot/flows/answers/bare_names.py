"""The bare answer to a question for a name: *Vega*, *smith john*, *L-O-P-E-Z*."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import Lexicon
from nlu.entities.name_words import HONORIFICS, bare_name, only_word, pointed_name, set_against
from nlu.entities.names import Person, full_name, parted
from nlu.entities.spelled import spelled_name
from nlu.entities.spelled_names import told_name
from nlu.entities.tokens import kept, norm_at
from nlu.entities.whole_names import is_listed, is_strange, past_hyphen


def bare_names(draft: Draft) -> None:
    """Read first or last name, or both, as they were asked for."""
    wanted = draft.asked & {"first_name", "last_name"}
    told = told_name(draft.reading.tokens, draft.lexicon) if len(wanted) == 1 and not draft.reading.of("email") else ""
    if told:
        return draft.put(next(iter(wanted)), told, draft.reading.text.strip())
    stretch = _stretch(draft, wanted) if wanted and not wanted <= set(draft.slots) else None
    if stretch is None:
        return None
    (begin, end), lexicon = stretch, draft.lexicon
    address = any(mention.first == end for mention in draft.reading.of("email"))
    tokens = draft.reading.tokens[:end] if address else draft.reading.tokens
    words = kept(draft.reading.text, tokens, begin, end)
    if wanted == {"first_name"} and _of_two_words(draft, begin, end):
        return draft.put("first_name", words.title() if words.islower() else words, words)
    if (turned := _comma_first(draft, begin, end) or _surname_first(draft, begin, end)) is not None:
        return _put_parts(draft, turned, words)
    if len(wanted) == 2 or wanted == {"first_name"} and _ends_in_surname(draft, begin, end):
        return _put_parts(draft, full_name(tokens, begin, lexicon, sure=True), words)
    if wanted == {"last_name"} and _begins_with_given(draft, begin, end):
        return _put_parts(draft, parted(tokens, begin, end, lexicon), words)
    if wanted == {"first_name"} and end == begin + 1 and _titled(draft, begin):
        return draft.put("last_name", spelled_name(tokens[begin:end], lexicon), words)
    name = _accented(draft, begin, end) or spelled_name(tokens[begin:end], lexicon)
    return draft.put(next(iter(wanted)), name, words)


def _of_two_words(draft: Draft, begin: int, end: int) -> bool:
    """Whether it is told behind two words that both are the one name ("jo ann, two words")."""
    behind = [token.norm for token in draft.reading.tokens[end : end + _MOST_BEHIND]]
    return end - begin == len(("jo", "ann")) and "words" in behind and ("two" in behind or "2" in behind)


_MOST_BEHIND = 5


def _titled(draft: Draft, begin: int) -> bool:
    """Whether "Ms." stands before a name, which then is a surname whatever was asked."""
    before = norm_at(draft.reading.tokens, begin - 1), norm_at(draft.reading.tokens, begin - 2)
    return (before[1] if before[0] == "." else before[0]) in HONORIFICS


def _accented(draft: Draft, begin: int, end: int) -> str:
    """Return the same name where it is said again with its accents ("Jose with the accent, José")."""
    said = draft.reading.tokens[begin:end]
    again = (
        token.text for token in draft.reading.tokens[end:] if token.norm == said[0].norm and not token.text.isascii()
    )
    return next(again, "") if len(said) == 1 and said[0].text.isascii() else ""


def _stretch(draft: Draft, wanted: frozenset[str] | set[str]) -> tuple[int, int] | None:
    """Where the name stands. An address behind it ends it, though names stand in the address as well."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    pointed = pointed_name(tokens, lexicon)
    against = pointed is not None and set_against(tokens, pointed[0])
    stretch = pointed if against else bare_name(tokens, lexicon) or pointed
    stretch = stretch or _behind_clause(draft)
    word = only_word(tokens) if stretch is None and len(wanted) == 1 else None
    if word is not None:
        stretch = (word, word + 1)
    if stretch is None or _is_in_a_date(draft, *stretch) or _is_in_an_address(draft, stretch[0]):
        return None
    ends = [mention.first for mention in draft.reading.of("email") if stretch[0] < mention.first < stretch[1]]
    return stretch[0], min(ends, default=stretch[1])


def _behind_clause(draft: Draft) -> tuple[int, int] | None:
    """Read *It's Polish, Wisniewski*: a name that is all of the last clause, where what goes before it is none."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    marks = [
        at
        for at in range(len(tokens))
        if tokens[at].norm in (",", ":", ".", "-") and not (tokens[at].norm == "-" and tokens[at].glued)
    ]
    begin = marks[-1] + 1 if marks else len(tokens)
    found = bare_name(tokens[begin:], lexicon) if begin < len(tokens) else None
    if found is None or begin + found[1] != len(tokens):
        return None
    first = begin + found[0]
    named = is_strange(tokens, first, lexicon) or is_listed(tokens, first, lexicon)
    return (first, len(tokens)) if named else None


def _is_in_a_date(draft: Draft, begin: int, end: int) -> bool:
    """Whether the words are part of a day with a number (*July 1 1958*); *April* alone may well be a name."""
    return any(one.first <= begin and end < one.end for one in draft.reading.of("date"))


def _is_in_an_address(draft: Draft, begin: int) -> bool:
    """Whether the word is part of a mail address: *marisol.vega@example.com* tells no surname."""
    return any(one.first <= begin < one.end for one in draft.reading.of("email"))


_TITLES = frozenset("prince king queen father sister brother bishop pope".split())
_SAINTS = frozenset("st st. saint sta santa san .".split())


def _put_parts(draft: Draft, person: Person | None, words: str) -> None:
    for slot, value in (("first_name", person and person.first_name), ("last_name", person and person.last_name)):
        draft.put(slot, value or None, words)


def _comma_first(draft: Draft, begin: int, end: int) -> Person | None:
    """Read *Hernandez, Luis*, *o'malley, kathleen, 8-30-66*."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    if norm_at(tokens, end) != "," or end + 1 >= len(tokens) or not tokens[end + 1].is_word:
        return None
    given = tokens[end + 1].norm
    after = past_hyphen(tokens, end + 2)
    ends = norm_at(tokens, after) in ("", ",", ".", ";") or (after < len(tokens) and tokens[after].is_number)
    named = given in lexicon.first_names or is_strange(tokens, end + 1, lexicon)
    if (
        not (ends and named)
        or tokens[begin].norm in lexicon.first_names - lexicon.surnames
        or tokens[begin].norm == given
    ):
        return None
    family = parted(tokens, begin, end, lexicon, surname_only=True).last_name
    return Person(begin, after, spelled_name(tokens[end + 1 : after], lexicon), family)


def _surname_first(draft: Draft, begin: int, end: int) -> Person | None:
    """Read *smith john*: only the last word is a given name, and it is no surname as well."""
    words, lexicon = [token.norm for token in draft.reading.tokens[begin:end]], draft.lexicon
    if len(words) < 2 or not _is_turned(words, lexicon):
        return None
    known = words[0] in lexicon.surnames or words[0] in lexicon.plain_surnames - _TITLES
    if {"first_name", "last_name"} <= draft.asked and not known:
        return None  # Whoever was asked for both in order is taken at their word.
    family = parted(draft.reading.tokens, begin, end - 1, lexicon, surname_only=True).last_name
    first = spelled_name(draft.reading.tokens[end - 1 : end], lexicon)
    return Person(begin, end, first, family) if family else None


def _is_turned(words: list[str], lexicon: Lexicon) -> bool:
    """Whether a given name stands last and none before it. *Smith, John* is read elsewhere; *Jo-Anne* and *St. John* are one name."""
    before, given = set(words[:-1]), lexicon.first_names
    if "," in before or words[-2] == "-" or before <= _SAINTS | lexicon.particles:
        return False
    return words[-1] in given - lexicon.surnames and not given & before


def _begins_with_given(draft: Draft, begin: int, end: int) -> bool:
    """Whether the answer to the question for the surname is the whole name: its first word alone is a given name, and no surname."""
    words = [token.norm for token in draft.reading.tokens[begin:end]]
    given = draft.lexicon.first_names
    return len(words) > 1 and words[0] in given - draft.lexicon.surnames and not given & set(words[1:])


def _ends_in_surname(draft: Draft, begin: int, end: int) -> bool:
    """Whether an answer to the question for the first name is the whole name: its last word is a surname, or no first name."""
    last, lexicon = draft.reading.tokens[end - 1], draft.lexicon
    inside = {token.norm for token in draft.reading.tokens[begin + 1 : end - 1]}
    if inside & (lexicon.particles - {"y", "do", "da", "al", "el"}) and last.is_word:
        return True  # "Anne-Marie St. James"
    return end - begin > 1 and last.is_word and (last.norm not in lexicon.first_names or last.norm in lexicon.surnames)
