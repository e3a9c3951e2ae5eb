"""E-mail addresses said aloud: "maria dot lopez at gmail dot com", "p as in peter", "one word"."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.mail import LOCAL, Address, judged, likely_domain
from nlu.entities.tokens import Tokens, norm_at

SAID_MARKS = {
    "dot": ".",
    "period": ".",
    "point": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "minus": "-",
    "plus": "+",
}
_SAID_MARK_PAIRS = {("under", "score"): "_", ("at", "sign"): "@", ("at", "symbol"): "@"}
_NOT_LOCAL = frozenset(
    """is it's its email mail e-mail address my at to me the a an was be use using on and or that's thats so i'm im i can you reach send sent goes go
    under yes no yeah ok okay hi hello called by one account login for with of name username user id was""".split()
)
_MOST_WORDS = 12  # pieces before the at sign of an address said aloud


AT_SIGNS = frozenset("at arobas arobase arroba".split())
"""What people say for the at sign."""


def spoken_address(tokens: Tokens, at: int, lexicon: Lexicon, *, expected: bool = False) -> Address | None:
    """Read an address said aloud whose "at" stands at `at`.

    "Look at example.com" is no address: a domain that is not a mail domain counts only when an address is `expected`.
    """
    after = at + 2 if (norm_at(tokens, at), norm_at(tokens, at + 1)) in _SAID_MARK_PAIRS else at + 1
    if tuple(norm_at(tokens, at + step) for step in range(3)) == ("at", "the", "rate"):
        after = at + 4 if norm_at(tokens, at + 3) == "of" else at + 3
    while norm_at(tokens, after) in (")", "]", ","):
        after += 1
    domain, end = _said_domain(tokens, after, lexicon)
    mail_domain = domain in lexicon.mail.known or likely_domain(domain, lexicon.mail) is not None
    if not domain or not (expected or mail_domain):
        return None
    before = at - 1 if norm_at(tokens, at - 1) in ("(", "[", ",") else at
    local, first = _said_local(tokens, before)
    whole = _one_word(tokens, before, end) or _joined_before(tokens, before, end)
    local, first, end = whole or (local, first, end)
    if not local or not LOCAL.fullmatch(local):
        return None
    address = judged(first, end, local, domain, lexicon.mail)
    if whole:
        return address
    return address._replace(doubt="ambiguous") if _may_be_longer(tokens, first, lexicon) else address


def _may_be_longer(tokens: Tokens, first: int, lexicon: Lexicon) -> bool:
    """Whether the word before may belong to the address ("maria lopez at gmail dot com")."""
    word = norm_at(tokens, first - 1)
    if (
        word in NUMBERS
        or (word == "in" and norm_at(tokens, first - 2) == "as")
        or _figure_after_letter(tokens, first - 1)
    ):
        return True  # more of it was said aloud than can be put together
    unclear = first > 0 and tokens[first - 1].is_word and word not in _NOT_LOCAL
    numbered = norm_at(tokens, first + 1) in {**_TENS, **_TEENS} and word not in _LEADS_IN  # "big al nineteen fifty"
    return unclear and (numbered or word in lexicon.first_names or not lexicon.is_ordinary(word))


def _said_domain(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[str, int]:
    """Read "gmail dot com", "g mail dot com", "mail dot example dot org"; empty when no ending is said."""
    parts, index, complete = [""], at, 0
    while index < len(tokens) and index - at < _MOST_WORDS:
        word = norm_at(tokens, index)
        if word in ("dot", "period", "point", ".", "("):
            parts.append("")
        elif word in (")", "]", "["):
            pass
        elif word in ("dash", "hyphen", "-") and parts[-1]:
            parts[-1] += "-"
        elif tokens[index].is_word or tokens[index].is_number:
            if complete == index and not _dot_next(tokens, index - 1):
                break
            parts[-1] += word
        else:
            break
        index += 1
        if len(parts) > 1 and (parts[-1] in lexicon.mail.endings or parts[-1] in lexicon.mail.ending_slips):
            complete = index
    return (_join_labels(tokens, at, complete), complete) if complete else ("", at)


def _dot_next(tokens: Tokens, at: int) -> bool:
    return norm_at(tokens, at + 1) in ("dot", ".")


def _join_labels(tokens: Tokens, at: int, end: int) -> str:
    pieces = [
        "." if t.norm in ("dot", "period", "point", ".") else "-" if t.norm in ("dash", "hyphen") else t.norm
        for t in tokens[at:end]
    ]
    return "".join(piece for piece in pieces if piece not in ("(", ")", "[", "]"))


def _one_word(tokens: Tokens, at: int, end: int) -> tuple[str, int, int] | None:
    """Read "benny the jet at icloud dot com, all one word", with the word itself behind it or without."""
    index = end
    while norm_at(tokens, index) in _LEADS_TO_ONE and index - end < _MOST_LEADS:
        index += 1
    if (norm_at(tokens, index), norm_at(tokens, index + 1)) not in ONE_WORD:
        return None
    words, first = _words_before(tokens, at)
    index += 2
    repeated = index + 1 if norm_at(tokens, index) in (",", ":", "-") else index
    if repeated < len(tokens) and tokens[repeated].is_word and len(words) > 1:
        for begin in range(len(words)):
            if "".join(words[begin:]) == tokens[repeated].norm and tokens[at - len(words) + begin].is_word:
                return tokens[repeated].norm, at - len(words) + begin, repeated + 1
    return ("".join(words), first, index) if 1 < len(words) <= _MOST_JOINED else None


def _joined_before(tokens: Tokens, at: int, end: int) -> tuple[str, int, int] | None:
    """Read "big rig earl all one word at gmail dot com"."""
    if (norm_at(tokens, at - 2), norm_at(tokens, at - 1)) not in ONE_WORD:
        return None
    stop = at - 2
    while stop > 0 and tokens[stop - 1].norm in ("all", ",", "(", "as", "thats", "that's"):
        stop -= 1
    words, first = _words_before(tokens, stop)
    return ("".join(words), first, end) if words and len(words) <= _MOST_JOINED else None


def _words_before(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """The words before the at sign back to a mark or a word that leads in."""
    begin = at
    while begin > 0 and at - begin < _MOST_JOINED + 1 and tokens[begin - 1].norm not in _LEADS_IN:
        if not (tokens[begin - 1].is_word or tokens[begin - 1].is_number):
            break
        begin -= 1
    return [token.norm for token in tokens[begin:at]], begin


_LEADS_TO_ONE = frozenset(", . - ( all that's thats it's its as is and with".split())
ONE_WORD = frozenset(
    {("one", "word"), ("1", "word"), ("no", "spaces"), ("no", "space"), ("run", "together"), ("all", "together")}
)
_LEADS_IN = frozenset("is it's its email mail e-mail address uh uhh um umm so use try was be to yes ok okay hi".split())
_MOST_JOINED, _MOST_LEADS = 5, 4  # words of a name that is written as one; words before "one word"


def _said_local(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read backwards what stands before the at sign: words joined by dot, underscore, dash, digits, spelled letters."""
    pieces: list[str] = []
    first = index = at
    joined = True  # the piece after this one was a mark, so a word belongs here
    while index > 0 and at - index < _MOST_PIECES:
        if pieces and tokens[index - 1].norm == "," and _as_in(tokens, index - 1):
            index -= 1  # "a as in apple, b as in boy"
        mark, begin = _mark_before(tokens, index)
        letter = _as_in(tokens, index)
        if mark and pieces and not joined:
            pieces.append(mark)
            joined, index = True, begin
            continue
        number = _number_before(tokens, index)
        if not (letter or _belongs(tokens, index, joined=joined, more=bool(pieces))):
            break
        piece, index = letter or number or (tokens[index - 1].norm, index - 1)
        pieces.append(piece)
        joined, first = False, index
    return "".join(reversed(pieces)).strip("._-+"), first


_MOST_PIECES = 40  # before the at sign; a letter told by a word takes four


def _mark_before(tokens: Tokens, index: int) -> tuple[str | None, int]:
    """The mark said or written before `index`, and where it begins."""
    word = tokens[index - 1].norm
    pair = _SAID_MARK_PAIRS.get((norm_at(tokens, index - 2), word))
    return pair or SAID_MARKS.get(word) or (word if word in "._-+" else None), index - 2 if pair else index - 1


def _belongs(tokens: Tokens, index: int, *, joined: bool, more: bool) -> bool:
    """Whether the piece before `index` belongs to the address."""
    word = tokens[index - 1].norm
    plain = tokens[index - 1].is_word or tokens[index - 1].is_number
    spelled = not joined and len(word) == 1 and len(tokens[index].norm) == 1  # "r o s i e"
    told = spelled or ((joined or _runs_on(tokens, index)) and (word not in _NOT_LOCAL or (joined and more)))
    return plain and told


def _as_in(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """Read backwards a letter told by a word: "p as in peter", "b for boy", "v like victor"."""
    word, link = tokens[index - 1].norm, norm_at(tokens, index - 2)
    at = (
        index - 4
        if link == "in" and norm_at(tokens, index - 3) == "as"
        else index - 3
        if link in ("for", "like")
        else -1
    )
    letter = norm_at(tokens, at) if at >= 0 else ""
    return (letter, at) if len(letter) == 1 and letter.isalpha() and len(word) > 1 and word[0] == letter else None


_UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine".split())}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_TEENS = {
    w: n
    for n, w in enumerate("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10)
}
NUMBERS = {**_UNITS, **_TENS, **_TEENS, "oh": 0}


def _number_before(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """Read backwards a number in words: "seven", "forty two"."""
    value = NUMBERS.get(tokens[index - 1].norm)
    if value is None:
        return None
    hyphen = 1 if norm_at(tokens, index - 2) == "-" else 0
    tens = _TENS.get(norm_at(tokens, index - 2 - hyphen), 0) if 0 < value <= len(_UNITS) - 1 else 0
    return str(tens + value), index - 2 - hyphen if tens else index - 1


def _runs_on(tokens: Tokens, index: int) -> bool:
    """Whether the piece before `index` and the one at it belong to one word: digits said apart, letters spelled, or glued."""
    here, after = tokens[index - 1], tokens[index]
    loose_digit = after.is_number or after.norm in NUMBERS
    spelled = len(here.norm) == 1 and here.is_word and here.norm not in _NOT_LOCAL
    apart = _figure_after_letter(tokens, index - 1) and len(norm_at(tokens, index - 3)) == 1  # "r 2 d 2 fan"
    return after.glued or spelled or apart or (loose_digit and here.norm not in _NOT_LOCAL)


def _figure_after_letter(tokens: Tokens, at: int) -> bool:
    """Whether a single figure stands at `at`, with a letter of its own before it."""
    letter = tokens[at - 1] if at > 0 else None
    single = letter is not None and letter.is_word and len(letter.norm) == 1 and letter.norm not in _NOT_LOCAL
    return single and tokens[at].is_number and len(tokens[at].norm) == 1
