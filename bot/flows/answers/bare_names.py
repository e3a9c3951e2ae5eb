"""The bare answer to a question for a name: *Vega*, *smith john*, *L-O-P-E-Z*."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import Lexicon
from nlu.entities.name_words import bare_name, only_word, pointed_name, spelled_out
from nlu.entities.names import Person, full_name, parted
from nlu.entities.spelled import capitalized, spelled_name
from nlu.entities.tokens import kept


def bare_names(draft: Draft) -> None:
    """Read first or last name, or both, as they were asked for."""
    wanted = draft.asked & {"first_name", "last_name"}
    stretch = _stretch(draft, wanted) if wanted and not wanted <= set(draft.slots) else None
    if stretch is None:
        return
    (begin, end), lexicon = stretch, draft.lexicon
    address = any(mention.first == end for mention in draft.reading.of("email"))
    tokens = draft.reading.tokens[:end] if address else draft.reading.tokens
    words = kept(draft.reading.text, tokens, begin, end)
    if (turned := _surname_first(draft, begin, end)) is not None:
        _put_parts(draft, turned, words)
        return
    if len(wanted) == 2 or wanted == {"first_name"} and _ends_in_surname(draft, begin, end):
        _put_parts(draft, full_name(tokens, begin, lexicon, sure=True), words)
        return
    if wanted == {"last_name"} and _begins_with_given(draft, begin, end):
        begin += 1
    letters, _ = spelled_out(tokens, begin)
    name = capitalized(letters, lexicon) if letters else spelled_name(tokens[begin:end], lexicon)
    draft.put(next(iter(wanted)), name, words)


def _stretch(draft: Draft, wanted: frozenset[str] | set[str]) -> tuple[int, int] | None:
    """Where the name stands. An address behind it ends it, though names stand in the address as well."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    stretch = bare_name(tokens, lexicon) or pointed_name(tokens, lexicon)
    word = only_word(tokens) if stretch is None and len(wanted) == 1 else None
    if word is not None:
        stretch = (word, word + 1)
    if stretch is None or _is_in_a_date(draft, *stretch):
        return None
    ends = [mention.first for mention in draft.reading.of("email") if stretch[0] < mention.first < stretch[1]]
    return stretch[0], min(ends, default=stretch[1])


def _is_in_a_date(draft: Draft, begin: int, end: int) -> bool:
    """Whether the words are part of a day with a number (*July 1 1958*); *April* alone may well be a name."""
    return any(one.first <= begin and end < one.end for one in draft.reading.of("date"))


_TITLES = frozenset("prince king queen father sister brother bishop pope".split())
_SAINTS = frozenset("st st. saint sta santa san .".split())


def _put_parts(draft: Draft, person: Person | None, words: str) -> None:
    for slot, value in (("first_name", person and person.first_name), ("last_name", person and person.last_name)):
        draft.put(slot, value or None, words)


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
    return end - begin > 1 and last.is_word and (last.norm not in lexicon.first_names or last.norm in lexicon.surnames)
