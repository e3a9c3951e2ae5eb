"""Which of several values is meant: the one that is claimed as one's own, or the last after words that take the first back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest

from nlu.entities import Mention, Scan
from nlu.entities.taken_back import has_changed, takes_back
from nlu.entities.tokens import norm_at

_TAKEN_BACK = frozenset(
    "no nope wait sorry actually oops ooops whoops meant mean rather correction scratch typo mistake mistyped wrong correcting".split()
)
_GIVEN_UP_BEFORE = frozenset("old previous former earlier not wrong ex used from isn't instead than last".split())
_GIVEN_UP_AFTER = frozenset(
    "old anymore longer dead closed expired gone wrong defunct deleted previous former stopped was out moved left retired quit shut disconnected".split()
)
_SHUT = frozenset("closed shut moved".split())
_OWN = frozenset("mine".split())
_WANTED_BEFORE = frozenset("use new now current mine correct right instead better best change switch try go to".split())
_WANTED_AFTER = frozenset("now instead mine current correct right".split())
OTHERS = frozenset(
    """dad mom mum mother father husband wife son daughter brother sister partner spouse kid child baby boy girl grandma grandpa friend roommate boss
    work his her hers their theirs him""".split()
)
_STOPS = frozenset(". ; ! ?".split())
_BEFORE, _AFTER = 5, 6  # pieces looked at on either side


def meant(reading: Scan, mentions: Sequence[Mention]) -> Mention | None:
    """Return the one that is meant, or None when several could be."""
    if len({mention.value for mention in mentions}) <= 1:
        return mentions[0] if mentions else None
    left = _not_taken_back(reading, mentions)
    if left:
        return left
    given_up = {mention.value for mention in mentions if _given_up(reading, mention, mentions)}
    named = [m.value for m in mentions]
    once = {value for value in given_up if all(_given_up(reading, m, mentions) for m in mentions if m.value == value)}
    once |= {value for value in given_up if named.count(value) > 1 and mentions[-1].value != value}
    kept = [mention for mention in mentions if mention.value not in once]
    if kept and len({mention.value for mention in kept}) == 1:
        return kept[-1]
    own = [mention for mention in kept if _claimed(reading, mention, mentions)]
    if own and len({mention.value for mention in own}) == 1:
        return own[-1]
    own = [mention for mention in kept if not _of_him_or_her(reading, mention)]
    if own and len({mention.value for mention in own}) == 1:
        return own[-1]
    last = (kept or list(mentions))[-1]
    before = [mention for mention in mentions if mention.first < last.first]
    between = [token.norm for token in reading.tokens[before[-1].end : last.first]] if before else []
    said_anew = bool(_TAKEN_BACK.intersection(between)) or takes_back(between) or has_changed(between)
    said_anew = said_anew or bool(_SHUT & set(between) and {"so", "now"} & set(between))
    return last if said_anew or _but_really(between) else None


def _not_taken_back(reading: Scan, mentions: Sequence[Mention]) -> Mention | None:
    """Return the one that is left where all others were taken back, even if they are named again ("CVS, scratch that, Walgreens, CVS never has it")."""
    taken = {
        one.value
        for one, two in pairwise(mentions)
        if one.value != two.value and takes_back([token.norm for token in reading.tokens[one.end : two.first]])
    }
    left = [mention for mention in mentions if mention.value not in taken]
    return left[-1] if taken and left and len({mention.value for mention in left}) == 1 else None


_LABELS = {
    word: kind
    for kind, words in {
        "cell": "cell mobile cellphone cel",
        "home": "home house landline",
        "work": "work office job",
    }.items()
    for word in words.split()
}
_CHOOSING = frozenset("use call try prefer text ring reach want".split())
_BETTER = frozenset("better best preferred preferable".split())


def chosen_by_label(reading: Scan, mentions: Sequence[Mention]) -> Mention | None:
    """Return the number that is chosen by what it is called ("home ... cell ... use the cell", "the cell is better")."""
    tokens = reading.tokens
    chosen = {
        _LABELS[token.norm]
        for at, token in enumerate(tokens)
        if token.norm in _LABELS and _is_choice(reading, at) and not any(m.first - 3 < at < m.first for m in mentions)
    }
    if len(mentions) < 2 or len(chosen) != 1:  # one number leaves no choice
        return None
    called = [m for m in mentions if _label(reading, m, mentions) in chosen]
    return called[0] if len(called) == 1 else None


def _is_choice(reading: Scan, at: int) -> bool:
    before = [norm_at(reading.tokens, at - back) for back in (1, 2)]
    after = [norm_at(reading.tokens, at + step) for step in range(1, 4)]
    return bool(_CHOOSING & set(before)) or after[0] in ("please", "first") or bool(_BETTER & set(after))


def _label(reading: Scan, mention: Mention, among: Sequence[Mention]) -> str:
    """What a number is called: by the words right before it, or right behind it."""
    begin = max([mention.first - 3, 0, *(one.end for one in among if one.end <= mention.first)])
    end = min([mention.end + 4, *(one.first for one in among if one.first >= mention.end)])
    words = [token.norm for token in reading.tokens]
    before = [
        _LABELS[word]
        for word in reversed(words[begin : mention.first])
        if word in _LABELS and "," not in words[begin : mention.first]
    ]
    return next(iter([*before, *(_LABELS[word] for word in words[mention.end : end] if word in _LABELS)]), "")


def standing(reading: Scan, mentions: Sequence[Mention]) -> list[Mention]:
    """Return those that were not taken back before the next one was said ("lisinopril, no wait, losartan")."""
    return [
        one
        for one, two in zip_longest(mentions, mentions[1:])
        if two is None or not takes_back([token.norm for token in reading.tokens[one.end : two.first]])
    ]


def _of_him_or_her(reading: Scan, mention: Mention) -> bool:
    """Whether "she is", "he's" stands right before: told of somebody else, where another value is not."""
    before = [norm_at(reading.tokens, mention.first - back) for back in (1, 2)]
    return before[0] in ("he's", "she's", "hes", "shes") or (before[0] in ("is", "was") and before[1] in ("he", "she"))


def _but_really(words: Sequence[str]) -> bool:
    """Whether the second is set against the first right before it ("i put this one but its that one")."""
    told = words[-4:]
    return "but" in told and bool(_REALLY.intersection(told[told.index("but") :]))


_REALLY = frozenset("it's its it should really actual real right correct meant mine".split())


def _given_up(reading: Scan, mention: Mention, among: Sequence[Mention]) -> bool:
    """Whether the words beside it call it old, wrong or somebody else's."""
    before, after = _words_before(reading, mention, among), _words_after(reading, mention, among)
    others = {_root(word) for word in (*before, *after)} & OTHERS and not {*before[-2:], *after[:2]} & _OWN
    if others or _GIVEN_UP_BEFORE & set(before) and "mine" not in before:
        return True
    told = after[:4]
    if _called_wrong(reading, mention):
        return True
    not_that_one = told == ["not"] and any(other.first == mention.end + 1 for other in among)  # "10/3, not 3/10"
    return bool(_GIVEN_UP_AFTER & set(told)) or (_negated(told) and not not_that_one)


def _called_wrong(reading: Scan, mention: Mention) -> bool:
    """Whether "no wait thats the old one", "that was the wrong one" follows, which points back at it."""
    words = [norm_at(reading.tokens, mention.end + step) for step in range(_POINTED_BACK)]
    at = next((index for index, word in enumerate(words) if word in _POINTS), None)
    return at is not None and bool(_GIVEN_UP_BEFORE & set(words[at + 1 : at + 4]))


_POINTED_BACK = 9
_POINTS = frozenset("that's thats that".split())


def _negated(words: Sequence[str]) -> bool:
    """Read "is not mine", "isn't right", "doesn't work"."""
    return any(word in ("not", "isn't", "isnt", "doesn't", "doesnt", "don't", "dont") for word in words[:2])


def _claimed(reading: Scan, mention: Mention, among: Sequence[Mention]) -> bool:
    before, after = _words_before(reading, mention, among), _words_after(reading, mention, among)
    born = "born" in before and "i" in before
    return bool(_WANTED_BEFORE & set(before)) or bool(_WANTED_AFTER & set(after[:2])) or born or "my" in before


def _words_before(reading: Scan, mention: Mention, among: Sequence[Mention]) -> list[str]:
    begin = max([mention.first - _BEFORE, 0, *(other.end for other in among if other.end <= mention.first)])
    words: list[str] = []
    for index in range(mention.first - 1, begin - 1, -1):
        word = norm_at(reading.tokens, index)
        if word in _STOPS or word in (",", "but"):
            break
        if word in _POINTS and _GIVEN_UP_BEFORE & set(words):
            return []  # "no wait thats the old one 914 ..." calls what went before old
        words.insert(0, word)
        if word in ("its", "it's") and index == mention.first - 1:
            break  # "typed it wrong its 10/3" calls what went before wrong
    return words


def _words_after(reading: Scan, mention: Mention, among: Sequence[Mention]) -> list[str]:
    following = [other.first for other in among if other.first >= mention.end]
    end = min([mention.end + _AFTER, len(reading.tokens), *following])
    words: list[str] = []
    for index in range(mention.end, end):
        word = norm_at(reading.tokens, index)
        theirs = word == "my" and _root(norm_at(reading.tokens, index + 1)) in OTHERS
        if word == "or" or word in _STOPS or not theirs and word in ("but", "and", "use", "mine", "my", ",") and words:
            break
        words.append(word)
        if word == "," or (word in ("and", "but", "use") and len(words) == 1):
            return [] if word != "," else words[:-1]
    return words


def _root(word: str) -> str:
    """A word of kinship without its ending: dad's, dads, dads'."""
    bare = word.removesuffix("'s").removesuffix("'")
    return bare if bare in OTHERS else bare.removesuffix("s")
