"""Names told letter by letter or with their marks said: "n o w a k", "M c C a r t h y", "smith hyphen jones", "Mac donald, M A C capital D"."""

from __future__ import annotations

from nlu.entities.letters import Told, longest_told
from nlu.entities.lexicon import Lexicon, solid
from nlu.entities.name_words import name_end
from nlu.entities.spelled import capitalized, spelled_name
from nlu.entities.tokens import Tokens, norm_at

_FEWEST = 3  # letters told one by one
_JOINTS = {"hyphen": "-", "dash": "-", "minus": "-", "hyphenated": "-", "apostrophe": "'"}


def told_name(tokens: Tokens, lexicon: Lexicon) -> str:
    """Return the name that an answer tells letter by letter, or joined by a mark that is said; empty where it does neither."""
    told = longest_told(tokens, figures=False, least=_FEWEST)
    if told is None:
        return _short_name(tokens, lexicon) or _joined(tokens, lexicon)
    written = _written(told, lexicon)
    before = _name_beside(tokens, told, lexicon)
    if not before:
        return written
    whole, part = solid(before.casefold().replace(" ", "")), solid(told.text.casefold())
    if whole != part and whole.startswith(part) and told.cased:
        return _recased(before.replace(" ", ""), told.text)  # "Mac donald, M A C capital D"
    return before if whole == part and not told.cased and not _mixed(told.text) else written


def _short_name(tokens: Tokens, lexicon: Lexicon) -> str:
    """Read "Li, L I": two letters that only spell the name before them."""
    told = longest_told(tokens, figures=False, least=2)
    before = _name_beside(tokens, told, lexicon) if told else ""
    return before if told and before.casefold() == told.text.casefold() else ""


def _name_beside(tokens: Tokens, told: Told, lexicon: Lexicon) -> str:
    """Return the name that stands whole right before its spelling."""
    stop = told.first
    while stop and tokens[stop - 1].norm in (
        ",",
        "-",
        "—",
        "(",
        ":",
        ".",
        "that's",
        "thats",
        "spelled",
        "it's",
        "its",
        "is",
    ):
        stop -= 1
    begin = stop
    while (
        begin
        and tokens[begin - 1].is_word
        and stop - begin < _MOST_WORDS
        and (name_end(tokens[begin - 1 : stop], 0, lexicon, sure=True, most=_MOST_WORDS) == stop - begin + 1)
    ):
        begin -= 1
    return spelled_name(tokens[begin:stop], lexicon) if begin < stop else ""


_MOST_WORDS = 3


def _mixed(text: str) -> bool:
    """Whether capitals and small letters are told apart by how they are typed ("M c C a r t h y", "M-u-ñ-o-z")."""
    return not text.isupper() and not text.islower()


def _written(told: Told, lexicon: Lexicon) -> str:
    if told.cased and not _mixed(told.text):
        return told.text[:1].upper() + told.text[1:].lower()
    if told.cased or _mixed(told.text):
        return told.text[:1].upper() + told.text[1:]
    parts = told.text.lower().split("-")
    return "-".join(capitalized(part, lexicon) for part in parts)


def _recased(name: str, letters: str) -> str:
    """Put the capitals that were told into a name; only those told by the word "capital" stand out among letters that all have one."""
    head = letters[:1].upper() + letters[1:-1].lower() + letters[-1:] if letters.isupper() else letters
    return head + name[len(letters) :].lower()


def _joined(tokens: Tokens, lexicon: Lexicon) -> str:
    """Read "smith hyphen jones", "o apostrophe brien", "garcia dash marquez lopez"."""
    for at in range(1, len(tokens) - 1):
        mark = _JOINTS.get(tokens[at].norm)
        ends = norm_at(tokens, at + 2) in ("", ".", ",", "!", "please", "thanks", "and")
        if not mark or not (tokens[at - 1].is_word and tokens[at + 1].is_word) or not ends:
            continue
        first, last = (capitalized(tokens[index].norm, lexicon) for index in (at - 1, at + 1))
        kept = [t.text if not (t.text.islower() or t.text.isupper()) else "" for t in (tokens[at - 1], tokens[at + 1])]
        return f"{kept[0] or first}{mark}{kept[1] or last}"
    return ""
