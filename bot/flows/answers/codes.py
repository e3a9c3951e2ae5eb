"""Codes of six to eight figures: what a text or an e-mail said, typed, spaced or read aloud.

Such a figure is a code only where the question or the words call for one; an account, an order or a price is none.
"""

from __future__ import annotations

from bot.flows.answers.corrections import meant
from bot.flows.answers.draft import Draft
from nlu.entities import Mention
from nlu.entities.numbers import Digits, digit_run
from nlu.entities.tokens import Tokens, norm_at

_SIGNS = range(6, 9)
_LONGEST_GROUP = 4  # figures of one group in a code written with spaces
_REACH = 9  # pieces looked at before and after a figure
_CODE_WORDS = frozenset("code codes cod passcode pin otp token".split())
_OTHER_CODES = frozenset(
    """zip postal area country promo discount coupon gift error source dress bar qr gate door garage building lock alarm locker entry billing cpt icd
    diagnosis procedure tracking order confirmation school fax access""".split()
)
_NO_CODES = frozenset(
    """gate door garage building lock alarm locker bill invoice statement prescription rx bottle card insurance error procedure diagnosis tracking order case
    ticket reference ref acct account claim policy member group owe owed balance dollars fax steps charged charge payment paid cost page zip area
    license licence model serial # $ promo coupon""".split()
)
_TOLD = frozenset(
    """is : = - , was says said say saying it it's its reads read number got gave given me sent texted emailed mailed received came come be as there's
    here's here now this that's thats today i entered typed used put " “ '""".split()
)
_CARRIERS = frozenset("text texts texted txt sms email e-mail emailed mail mailed message messaged".split())
_HANDED = frozenset("says said say reads reading sent gave texted emailed mailed got shows : this".split())
_NEWER = frozenset("new newer newest latest second last then now".split())
_STOPS = frozenset(". ! ? ;".split())
_COUNTED = frozenset(
    "dollars bucks steps people pills tablets mg mcg units days weeks hours minutes miles pounds lbs % / :".split()
)
_LIKE_DIGITS = frozenset("for too to won ate".split())
_SAID_TWICE = frozenset("double triple".split())


def read_codes(draft: Draft) -> None:
    """Fill the token with a code, where one is called for; two codes that both may be meant are a doubt."""
    asked = "token" in draft.asked
    if "token" in draft.slots or (draft.asked and not asked):
        return
    runs = _runs(draft)
    found = [run for run in runs if asked or _called_for(draft.reading.tokens, run.first, run.end)]
    if not found:
        return
    told = meant(draft.reading, found) or _newest(draft.reading.tokens, found)
    said = draft.reading.said(told or found[0])
    draft.put("token", told.value if told else None, said, None if told else "ambiguous")


def _newest(tokens: Tokens, found: list[Mention]) -> Mention | None:
    """Return the last of several codes where it is called the new one."""
    before = {token.norm for token in tokens[found[-2].end : found[-1].first]}
    return found[-1] if before & _NEWER else None


def _runs(draft: Draft) -> list[Mention]:
    """Every run of figures of the right length that is nothing else."""
    tokens, runs, at = draft.reading.tokens, [], 0
    taken = {
        index
        for mention in draft.reading.mentions
        if mention.kind in _TAKEN or not draft.asked
        for index in range(mention.first, mention.end)
    }
    while at < len(tokens):
        run = None if at in taken else _run_at(draft, at)
        if run and len(run.text) in _SIGNS and not taken.intersection(range(at, run.end)) and _ends(tokens, run.end):
            runs.append(Mention("token", at, run.end, run.text))
        at = max(run.end, at + 1) if run else at + 1
    return runs


_TAKEN = frozenset({"phone", "email", "username"})


def _ends(tokens: Tokens, end: int) -> bool:
    """Whether nothing follows that makes an amount, a date or a longer mark of a figure."""
    if norm_at(tokens, end) in _COUNTED:
        return False
    glued = end < len(tokens) and tokens[end].glued
    more = glued and end + 1 < len(tokens) and tokens[end + 1].glued and tokens[end + 1].is_number
    return not (glued and (tokens[end].is_word or tokens[end].norm in ("/", "@", "_", "%"))) and not more


def _run_at(draft: Draft, at: int) -> Digits | None:
    """Read figures in groups, or digits said one by one; never both, so that "the new one 918337" is six figures."""
    tokens = draft.reading.tokens
    before = tokens[at - 1] if at and tokens[at].glued else None
    if before and before.norm not in ("(", '"', "'", ":", "#", "“", "=", ",", "-", "—", "."):
        return None
    if tokens[at].is_number:
        return _figures(tokens, at, asked="token" in draft.asked)
    if tokens[at].norm not in (*draft.lexicon.cardinals, *_SAID_TWICE, "oh"):
        return None
    stop = at
    while stop < len(tokens) and stop - at < 4 * _SIGNS.stop and _said_digit(draft, stop):
        stop += 1
    return digit_run(tokens[:stop], at, draft.lexicon, marks="-,.")


def _said_digit(draft: Draft, at: int) -> bool:
    """Whether a digit is said here; "for" and "to" are digits only between others."""
    tokens, cardinals = draft.reading.tokens, draft.lexicon.cardinals
    word = tokens[at].norm
    if word in _LIKE_DIGITS:
        return norm_at(tokens, at - 1) in cardinals and norm_at(tokens, at + 1) in cardinals
    return word in cardinals or word in _SAID_TWICE or word in ("-", ",", ".") or word in draft.lexicon.spoken_digits


def _figures(tokens: Tokens, at: int, *, asked: bool) -> Digits:
    """Read one figure of six to eight, or groups of up to four ("639 027", "4829-1355", "6 3 9 0 2 7")."""
    digits, end = tokens[at].norm, at + 1
    while len(digits) < _SIGNS.stop and len(tokens[end - 1].norm) <= _LONGEST_GROUP:
        after = end + 1 if norm_at(tokens, end) == "-" or (asked and norm_at(tokens, end) == ",") else end
        if after >= len(tokens) or not tokens[after].is_number or len(tokens[after].norm) > _LONGEST_GROUP:
            break
        digits, end = digits + tokens[after].norm, after + 1
    return Digits(digits, end)


# --- what calls for a code ---------------------------------------------------------------------------------


def _called_for(tokens: Tokens, first: int, end: int) -> bool:
    """Whether the words around say that this figure is a code."""
    return _after_code_word(tokens, first) or _before_code_word(tokens, end) or _carried(tokens, first, end)


def _after_code_word(tokens: Tokens, first: int) -> bool:
    """Read "the code that came is 771204", "code 48 29 13"."""
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = tokens[index].norm
        if word in _CODE_WORDS:
            between = {token.norm for token in tokens[index + 1 : first]}
            told = index == first - 1 or tokens[first - 1].norm in _TOLD
            other = norm_at(tokens, index - 1) in _OTHER_CODES
            return told and not other and not between & _NO_CODES
        if word in _STOPS or (tokens[index].is_number and len(word) > _LONGEST_GROUP):
            return False
    return False


def _before_code_word(tokens: Tokens, end: int) -> bool:
    """Read "771204 is the code i got", "771204 is what it sent me"."""
    ahead = [norm_at(tokens, end + step) for step in range(_REACH)]
    if ahead[0] not in ("is", "was", "that's", "thats", "-", ","):
        return False
    ahead = ahead[: next((i for i, word in enumerate(ahead) if word in _STOPS), len(ahead))]
    if ahead[1:2] == ["what"] or ahead[1:2] == ["the"] and ahead[2:3] == ["number"]:
        return bool(_SENT.intersection(ahead[2:])) and not _NO_CODES.intersection(ahead)
    named = next((i for i, word in enumerate(ahead) if word in _CODE_WORDS), 0)
    return 0 < named <= 5 and not {*_OTHER_CODES, *_NO_CODES}.intersection(ahead[:_REACH])


_SENT = frozenset("sent texted emailed mailed got gave came received".split())


def _carried(tokens: Tokens, first: int, end: int) -> bool:
    """Read "got the text it says 064418": a message that came hands the figure on, and nothing else is spoken of."""
    at = first - 1
    while at > 0 and norm_at(tokens, at) in _BETWEEN:
        at -= 1
    handed = {norm_at(tokens, at), norm_at(tokens, first - 1)} & _HANDED
    near = {token.norm for token in tokens[max(0, first - 2 * _REACH) : end + _REACH]}
    if not handed or not near & _CARRIERS or near & _NO_CODES or near & _ELSEWHERE:
        return False
    return not _like_a_date("".join(token.norm for token in tokens[first:end] if token.is_number))


_BETWEEN = frozenset("me number : is a the this to use enter type".split())
_ELSEWHERE = frozenset(
    "call called phone number's pharmacy cvs walgreens appointment appt room suite result results lab labs extension ext".split()
)


def _like_a_date(digits: str) -> bool:
    """Whether eight figures are a day written without marks ("11232026")."""
    return len(digits) == _SIGNS[-1] and digits[4:6] in ("19", "20") and digits[:2] <= "12" and digits[2:4] <= "31"
