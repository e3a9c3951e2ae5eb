"""Answers that are little more than the value, read by the question that was just asked."""

from __future__ import annotations

import re

from bot.flows.answers.bare_accounts import bare_token, bare_username, behind_remark
from bot.flows.answers.bare_names import bare_names
from bot.flows.answers.bare_people import bare_provider
from bot.flows.answers.corrections import standing
from bot.flows.answers.draft import Draft
from bot.flows.answers.lead_in import start
from bot.flows.answers.strengths import AFTER_STRENGTH, strength_answer
from nlu.entities import Lexicon, Mention, fold
from nlu.entities.letters import longest_told
from nlu.entities.name_words import NOT_NAMES
from nlu.entities.numbers import Count, cardinal, digit_run
from nlu.entities.pharmacy import titled
from nlu.entities.tokens import kept, norm_at

_NOTHING = re.compile(
    r"^(?:i )?(?:do ?n[o']?t|dont|don't|not sure|no idea|idk|unknown|unsure|none|nothing|stop|back|go back|cancel|help|what|why|who|how|when|where|which|never ?mind|skip|"
    r"no|yes|can't|cant|cannot|forgot|i forgot|same|any|anyone|anybody|whatever|whoever)\b"
)


def read_bare(draft: Draft) -> None:
    """Read what was asked for and not yet found."""
    if draft.asked == {"username"} and fold(draft.reading.text[:_SAME]).startswith("same as my "):
        behind_remark(draft)
    if not draft.asked or not draft.reading.tokens or _NOTHING.match(fold(draft.reading.text[:80]).strip()):
        return
    bare_names(draft)
    for slot, reader in _READERS:
        if slot in draft.asked and slot not in draft.slots and slot not in draft.doubts:
            reader(draft)


_SAME = 20  # signs


def _medication(draft: Draft) -> None:
    """Take a name nobody listed as it is written, when the answer is that and no everyday word."""
    tokens, at = draft.reading.tokens, start(draft)
    spelled = longest_told(tokens, figures=False, least=_FEWEST_LETTERS)
    if spelled:
        draft.put("medication", _sounding_alike(spelled.text.lower(), draft.lexicon), draft.reading.text.strip())
        return
    if at < len(tokens) and _is_strange_name(draft, at) and norm_at(tokens, at + 1) not in _HALF_KNOWN:
        draft.put("medication", _sounding_alike(tokens[at].norm, draft.lexicon), tokens[at].text)


_FEWEST_LETTERS = 5
_HALF_KNOWN = frozenset("something somethin sumthin smth whatever or".split())
"""What follows the half of a name that somebody remembers ("hydroxi something")."""


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
    """Read a bare amount, the last where the first is taken back ("30, no make it 90")."""
    tokens, at, found = draft.reading.tokens, start(draft), list[Mention]()
    at -= norm_at(tokens, at) in draft.lexicon.multipliers and norm_at(tokens, at - 1) == "a"  # "a hundred and eighty"
    while at < len(tokens) and len(found) < _MOST_AMOUNTS:
        count = cardinal(tokens, at, draft.lexicon)
        of_them = count and norm_at(tokens, count.end) == "of" and norm_at(tokens, count.end + 1) in ("them", "those")
        if count and (of_them or norm_at(tokens, count.end) in (*AFTER_STRENGTH, *_PUT_RIGHT)):
            found.append(Mention("quantity", at, count.end, str(count.value)))
        elif not found:
            return _usual_amount(draft)
        at = count.end if count else at + 1
    told = standing(draft.reading, found)
    either = len(told) > 1 and norm_at(tokens, told[0].end) == "or"
    for mention in told[:1]:
        doubt = "ambiguous" if either else None
        draft.put("quantity", None if either else mention.value, draft.reading.said(mention), doubt)
    return None


def _usual_amount(draft: Draft) -> None:
    """Read the one number of an answer behind "gimme", "I usually get", "make it": "i usually get a hundred at a time"."""
    tokens = draft.reading.tokens[:_LONGEST_ANSWER]
    counts = [count for at in range(len(tokens)) if (count := _asked_amount(draft, at))]
    if len(counts) == 1:
        draft.put("quantity", str(counts[0].value), draft.reading.text.strip())


def _asked_amount(draft: Draft, at: int) -> Count | None:
    tokens, count = draft.reading.tokens, cardinal(draft.reading.tokens, at, draft.lexicon)
    if count is None or norm_at(tokens, at - 1) not in _GETTING:
        return None
    after = tuple(norm_at(tokens, count.end + step) for step in range(3))
    ends = (
        after[0] in _ENDS_AMOUNT or after == ("at", "a", "time") or after[:2] in (("each", "time"), ("every", "time"))
    )
    return count if ends else None


_GETTING = frozenset(
    "get gets gimme getting me want need order do it for usually normally always dispense send about".split()
)
_ENDS_AMOUNT = frozenset(", . ! ? if please pls plz would should thanks total again as like same".split()) | {""}
_LONGEST_ANSWER = 16
_MOST_AMOUNTS = 4
_PUT_RIGHT = frozenset("no wait actually sorry or make oops i if so because would will should".split())


def _pharmacy(draft: Draft) -> None:
    """Take an unlisted pharmacy as named, when the answer is a short name and no everyday words."""
    tokens, opens = draft.reading.tokens, _past_refused(draft)
    at = opens or start(draft)
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


def _phone(draft: Draft) -> None:
    run = digit_run(draft.reading.tokens, start(draft), draft.lexicon, marks="-.() ")
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
    ("username", bare_username),
    ("token", bare_token),
    ("medication", _medication),
    ("dose", lambda draft: strength_answer(draft, start(draft))),
    ("quantity", _quantity),
    ("pharmacy", _pharmacy),
    ("provider", bare_provider),
    ("phone", _phone),
    ("email", _email),
    ("dob", _dob),
)
