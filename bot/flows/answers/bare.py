"""Answers that are little more than the value, read by the question that was just asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.flows.answers.bare_names import bare_names
from bot.flows.answers.strengths import AFTER_STRENGTH, strength_answer
from nlu.entities import Lexicon, fold
from nlu.entities.clinicians import directory_at
from nlu.entities.identifiers import Identifier, chunk, identifier_chunk, with_groups
from nlu.entities.name_words import NOT_NAMES, bare_name
from nlu.entities.names import full_name
from nlu.entities.numbers import cardinal, digit_run
from nlu.entities.pharmacy import titled
from nlu.entities.tokens import Token, kept, norm_at

if TYPE_CHECKING:
    from bot.flows.answers.reading import Draft

_LEAD_IN = frozenset(
    """it's its it is i my the a an that's thats this was use used think believe maybe probably um uh so well ok okay yes sure just please need want for of about my
    refill more some sir ma'am hi hello on get to from with called name username user id token reset code pharmacy doctor dr medicine medication prescription pill
    strength dose they gave me says you here's here : , . - = " ' “ #""".split()
)
_NOTHING = re.compile(
    r"^(?:i )?(?:do ?n[o']?t|dont|don't|not sure|no idea|idk|unknown|unsure|none|nothing|stop|back|go back|cancel|help|what|why|who|how|when|where|which|never ?mind|skip|"
    r"no|yes|can't|cant|cannot|forgot|i forgot|same|any|anyone|anybody|whatever|whoever)\b"
)


def read_bare(draft: Draft) -> None:
    """Read what was asked for and not yet found."""
    if not draft.asked or not draft.reading.tokens or _NOTHING.match(fold(draft.reading.text[:80]).strip()):
        return
    bare_names(draft)
    for slot, reader in _READERS:
        if slot in draft.asked and slot not in draft.slots and slot not in draft.doubts:
            reader(draft)


def _start(draft: Draft) -> int:
    at = 0
    while at < len(draft.reading.tokens) and draft.reading.tokens[at].norm in _LEAD_IN:
        at += 1
    return at


def _username(draft: Draft) -> None:
    tokens = draft.reading.tokens
    for at in range(_start(draft), len(tokens)):
        if tokens[at].glued and at:
            continue
        found = identifier_chunk(tokens, at, draft.lexicon, coded=False, cued=True)
        if found and found.value:
            return _put(draft, "username", found)
        if at - _start(draft) > 5:
            return None
    only = _start(draft)
    if (
        only < len(tokens)
        and chunk(tokens, only) == len(tokens)
        and tokens[only].is_word
        and len(tokens[only].norm) > 3
    ):
        draft.put("username", kept(draft.reading.text, tokens, only, len(tokens)), draft.reading.text.strip())
    return None


def _token(draft: Draft) -> None:
    tokens = draft.reading.tokens
    spelled = _spelled_token(draft)
    if spelled:
        return draft.put("token", spelled, draft.reading.text.strip())
    for at in range(len(tokens)):
        if tokens[at].glued and at:
            continue
        found = identifier_chunk(tokens, at, draft.lexicon, coded=True, cued=True)
        if found and found.value:
            return _put(draft, "token", with_groups(tokens, found, asked=True) or found)
    return None


def _spelled_token(draft: Draft) -> str:
    """Join a token read out sign by sign ("Q W 9 8 7 6"); empty when it is not."""
    last = [t for t in draft.reading.tokens[_start(draft) :] if t.norm not in ("-", ".", ",")]
    signs = "".join(t.text for t in last)
    single = all(len(t.norm) == 1 and t.norm.isalnum() for t in last)
    return signs.upper() if single and 6 <= len(signs) <= 20 and any(c.isdigit() for c in signs) else ""


def _put(draft: Draft, slot: str, found: Identifier) -> None:
    draft.put(slot, found.value, kept(draft.reading.text, draft.reading.tokens, found.first, found.end))


def _medication(draft: Draft) -> None:
    """Take a name nobody listed as it is written, when the answer is that and no everyday word."""
    tokens, at = draft.reading.tokens, _start(draft)
    if at < len(tokens) and _is_strange_name(draft, at):
        draft.put("medication", _sounding_alike(tokens[at].norm, draft.lexicon), tokens[at].text)


def _sounding_alike(word: str, lexicon: Lexicon) -> str:
    """Return the one medicine near a word with the very same consonants ("advare" is Advair), else the word itself."""
    near = lexicon.medicine_spelling.near(word, 2)
    alike = near is not None and len(near.words) == 1 and _consonants(near.words[0]) == _consonants(word)
    return near.words[0] if near and alike and near.words[0][0] == word[0] else word


def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in "aeiouy")


def _is_strange_name(draft: Draft, at: int) -> bool:
    token = draft.reading.tokens[at]
    plain = draft.lexicon.is_ordinary(token.norm) or token.norm in draft.lexicon.first_names
    busy = any(m.first <= at < m.end for m in draft.reading.mentions)
    return token.is_word and len(token.norm) >= 5 and not plain and not busy and "'" not in token.norm


def _quantity(draft: Draft) -> None:
    at = _start(draft)
    count = cardinal(draft.reading.tokens, at, draft.lexicon) if at < len(draft.reading.tokens) else None
    if count and norm_at(draft.reading.tokens, count.end) in AFTER_STRENGTH:
        draft.put("quantity", str(count.value), kept(draft.reading.text, draft.reading.tokens, at, count.end))


def _pharmacy(draft: Draft) -> None:
    """Take an unlisted pharmacy as named, when the answer is a short name and no everyday words."""
    tokens, opens = draft.reading.tokens, _past_refused(draft)
    at = opens or _start(draft)
    end = at
    while end < len(tokens) and end - at < 5 and (tokens[end].is_word or tokens[end].norm in ("&", "'", "-")):
        end += 1
    words = [t for t in tokens[at:end] if t.is_word]
    named = [t for t in words if t.text[:1].isupper() or not draft.lexicon.is_ordinary(t.norm)]
    if end != len(tokens) or not named or named[0] is not words[0]:
        return
    if words[-1].norm in draft.lexicon.streets:
        return  # the place of a shop whose name was not said
    if opens and words[0].norm in NOT_NAMES:
        return  # "not CVS anymore, I moved"
    sentence_start = at in (0, opens) and draft.lexicon.is_ordinary(words[0].norm) and len(named) == 1
    if not sentence_start:
        draft.put("pharmacy", titled(kept(draft.reading.text, tokens, at, end)), draft.reading.text.strip())


def _past_refused(draft: Draft) -> int:
    """Return where another pharmacy may be named after one that was refused ("not CVS anymore, Giant Eagle in Parma"), else 0."""
    tokens = draft.reading.tokens
    for store in draft.reading.of("pharmacy"):
        comma = next(
            (i for i in range(store.end, min(store.end + 4, len(tokens))) if tokens[i].norm in (",", ";", ".")), 0
        )
        if norm_at(tokens, store.first - 1) == "not" and comma:
            return comma + 1
    return 0


def _provider(draft: Draft) -> None:
    """Take a surname alone as the clinician's, one of the directory before any other."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    for at in range(len(tokens)):
        known = directory_at(tokens, at, lexicon, near=True) if not lexicon.is_ordinary(tokens[at].norm) else None
        if known:
            doubt = None if known.value else "ambiguous"
            return draft.put("provider", known.value, kept(draft.reading.text, tokens, at, known.end), doubt)
    begin = _surname_begin(draft)
    person = full_name(tokens, begin, lexicon, sure=True) if begin is not None else None
    surname = person and (person.last_name or person.first_name)
    if surname and len(surname) > 1:
        draft.put("provider", f"Dr. {surname}", draft.reading.text.strip())
    return None


def _surname_begin(draft: Draft) -> int | None:
    """Return where a surname stands that nobody listed: the whole answer, or after "is", "with", "see"."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    stretch = bare_name(tokens, lexicon)
    if (
        stretch
        and stretch[1] >= len(tokens) - 1
        and any(_is_surname(t, lexicon) for t in tokens[stretch[0] : stretch[1]])
    ):
        return stretch[0]
    for at in range(1, len(tokens)):
        strange = tokens[at].is_word and len(tokens[at].norm) > 3 and not lexicon.is_ordinary(tokens[at].norm)
        if (
            strange
            and (tokens[at - 1].norm in ("is", "with", "see", "prefer") or _after_doctor(draft, at))
            and tokens[at].norm not in lexicon.first_names
        ):
            return at
    return None


def _after_doctor(draft: Draft, at: int) -> bool:
    """Whether a name with a capital ends the answer after "the lady doctor,"."""
    tokens = draft.reading.tokens
    said = norm_at(tokens, at - 1) == "," and norm_at(tokens, at - 2) in ("doctor", "doc", "physician")
    return said and tokens[at].text[0].isupper() and not tokens[at].text.isupper() and at == len(tokens) - 1


def _is_surname(token: Token, lexicon: Lexicon) -> bool:
    return (
        token.is_word
        and len(token.norm) > 1
        and (token.norm in lexicon.plain_surnames or not lexicon.is_ordinary(token.norm))
    )


def _phone(draft: Draft) -> None:
    run = digit_run(draft.reading.tokens, _start(draft), draft.lexicon, marks="-.() ")
    if 3 <= len(run.text) < 10:
        draft.put("phone", None, draft.reading.text.strip(), "incomplete")


def _email(draft: Draft) -> None:
    tokens = draft.reading.tokens
    likely = any(
        t.norm == "@" or (t.norm in draft.lexicon.mail.spoken and norm_at(tokens, i - 1) == "at")
        for i, t in enumerate(tokens)
    )
    if likely or _has_domain(draft):
        draft.put("email", None, draft.reading.text.strip(), "incomplete")


def _has_domain(draft: Draft) -> bool:
    """Whether a piece without an at sign ends in a mail domain ("paulagmail.com")."""
    return any(
        word.strip(".,").endswith(tuple(draft.lexicon.mail.likely)) for word in draft.reading.text.lower().split()[:20]
    )


def _dob(draft: Draft) -> None:
    """Name the doubt where only a part of a date was given ("1962", "the 4th")."""
    if draft.reading.of("date", "dob"):
        draft.put("dob", None, draft.reading.text.strip(), "incomplete")
        return
    run = [t for t in draft.reading.tokens if t.is_number]
    if run and sum(len(t.norm) for t in run) <= 10:
        draft.put("dob", None, draft.reading.text.strip(), "incomplete" if len(run) < 3 else "not_a_date")


_READERS = (
    ("username", _username),
    ("token", _token),
    ("medication", _medication),
    ("dose", lambda draft: strength_answer(draft, _start(draft))),
    ("quantity", _quantity),
    ("pharmacy", _pharmacy),
    ("provider", _provider),
    ("phone", _phone),
    ("email", _email),
    ("dob", _dob),
)
