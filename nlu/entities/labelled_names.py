"""Names with their part told beside: "first carlos last de leon", "Carlos is my first name, de Leon the last"."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.names import Person, parted
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.whole_names import is_listed, is_strange, past_hyphen, past_particles


def labelled_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read both names at `at`, or the one that is called the first or the last."""
    return _label_first(tokens, at, lexicon) or _label_behind(tokens, at, lexicon)


def _label_first(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
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
    surname = past_particles(tokens, at, lexicon)
    good = surname < len(tokens) and (is_listed(tokens, surname, lexicon) or is_strange(tokens, surname, lexicon))
    return past_hyphen(tokens, surname + 1) if good else at


def _label_behind(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "José Ángel is first, Ibáñez is last", "Rao is my last name"."""
    ahead = any(token.norm in _LABELS for token in tokens[at + 2 : at + _MOST_NAME + 4])
    one = _called(tokens, at, lexicon) if ahead else None
    if one is None:
        return None
    label, end, after = one
    told = {label: (at, end)}
    begin = _past_marks(tokens, after)
    other = _called(tokens, begin, lexicon, told=True) if begin < len(tokens) else None
    if other and other[0] != label:
        told[other[0]], end = (begin, other[1]), other[1]
    elif norm_at(tokens, after - 1) not in ("name", "names", "surname"):
        return None  # "Ana is first" may speak of a queue
    given, surname = (
        parted(tokens, *told[part], lexicon, surname_only=True).last_name if part in told else None
        for part in ("first", "last")
    )
    return Person(at, end, given, surname)


def _called(tokens: Tokens, at: int, lexicon: Lexicon, *, told: bool = False) -> tuple[str, int, int] | None:
    """Return the label behind the name that begins at `at`, where the name ends, and the place after the label.

    `told` says that the other name was labelled, so that "Ana first" is enough.
    """
    end = at
    while end < len(tokens) and end - at < _MOST_NAME and _is_name(tokens, end, lexicon):
        end = past_hyphen(tokens, end + 1)
    linked = norm_at(tokens, end) in ("is", "'s", "for", "=", "as")
    if end == at or not (linked or told):
        return None
    index = end + 1 if linked else end
    while norm_at(tokens, index) in ("my", "the", "our"):
        index += 1
    label = _short_label(tokens, index)
    if label is None:
        return None
    return label, end, index + 2 if norm_at(tokens, index + 1) in ("name", "names") else index + 1


_MOST_NAME = 5  # pieces


def _is_name(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    listed = is_listed(tokens, at, lexicon) or is_strange(tokens, at, lexicon)
    particle = tokens[at].norm in lexicon.particles and at + 1 < len(tokens) and tokens[at + 1].is_word
    return tokens[at].is_word and (listed or (particle and tokens[at + 1].norm not in ("is", "for", "as")))
