"""The reason in an answer to the question for it: what is left without politeness, the words that lead in, and the wish that follows."""

from __future__ import annotations

import re

from bot.flows.answers.reason_ends import ENDS_ANSWER, is_code, reason_end
from nlu.entities import Lexicon, Scan
from nlu.entities.tokens import Tokens, norm_at


def reason_answer(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the reason in an answer to the question for it: what is left without the words that lead in and follow."""
    tokens = reading.tokens
    opened = past_politeness(reading, lexicon, _past_nothing(reading) or _past_denied(tokens))
    begin = _past_lead_in(tokens, opened, lexicon)
    if _DECLINED.search(reading.text[:200].lower()) and not any(token.norm in lexicon.symptoms for token in tokens):
        return None
    end = _before_wish(tokens, begin, reason_end(reading, begin, lexicon, most=60, ends=ENDS_ANSWER))
    end += norm_at(tokens, end - 1) == "looked" and norm_at(tokens, end) == "at"
    told = any(t.is_word and len(t.norm) > 2 and t.norm not in _EMPTY for t in tokens[begin:end])
    own = begin == opened + 1 and tokens[opened].norm == "my" and end - begin > 1
    return (opened if own else begin, end) if told else None  # "my back is killing me" is kept as it was said


def past_politeness(reading: Scan, lexicon: Lexicon, at: int) -> int:
    """Step over what is said out of politeness: "Sorry to bother you.", "Excuse my English,", "thank you for asking,", "pardon my spelling"."""
    tokens, begin = reading.tokens, at
    while begin < len(tokens) and tokens[begin].norm in _POLITE and lexicon.visit_kinds.match(tokens, begin) is None:
        stop = begin
        while stop < len(tokens) and tokens[stop].norm not in _CLAUSE_ENDS:
            stop += 1
        told = any(token.norm in lexicon.symptoms for token in tokens[begin:stop])
        if told or stop + 1 >= len(tokens):
            words = tuple(norm_at(tokens, begin + step) for step in range(2))
            return (
                begin + 3 if words[1] in ("my", "the") and words[0] in _EXCUSES and begin + 3 < len(tokens) else begin
            )
        begin = stop + 1
    return _next_complaint(reading, lexicon, begin) if begin > at else begin


def _next_complaint(reading: Scan, lexicon: Lexicon, begin: int) -> int:
    """Step over a sentence that tells no trouble, behind politeness, where the next one does ("... my first time using this. I've got a cough")."""
    tokens = reading.tokens
    stop = next((at for at in range(begin, len(tokens)) if tokens[at].norm in (".", "!", "?")), len(tokens))
    troubled = any(token.norm in lexicon.symptoms for token in tokens[begin:stop])
    later = any(token.norm in lexicon.symptoms for token in tokens[stop:])
    return stop + 1 if later and not troubled and stop + 1 < len(tokens) else begin


_EXCUSES = frozenset("excuse pardon forgive sorry apologies".split())
_POLITE = _EXCUSES | frozenset(
    "you hello hi hey good thank thanks dear greetings as like hope please well ok okay yes sure".split()
)
_CLAUSE_ENDS = frozenset(". , ; ! ? - – —".split())


def _before_wish(tokens: Tokens, begin: int, end: int) -> int:
    """Return where a reason ends before the wish to be seen about it ("... i want to talk about it", "... and I'd like it checked")."""
    for at in range(begin + 2, end):
        words = tuple(norm_at(tokens, at + step) for step in range(2))
        if words in _WISHES:
            while at > begin and norm_at(tokens, at - 1) in ("and", "so", "but", "that", "which", ",", "-"):
                at -= 1  # noqa: PLW2901  # the word that joins the wish belongs to it
            return at
    return end


_WISHES = frozenset(
    {
        ("i", "want"),
        ("i", "wanna"),
        ("i", "would"),
        ("i'd", "like"),
        ("can", "you"),
        ("can", "i"),
        ("could", "you"),
        ("want", "to"),
        ("would", "like"),
        ("it", "should"),
        ("i'd", "prefer"),
        ("i", "prefer"),
        ("and", "preferably"),
        ("id", "prefer"),
    }
)


def _past_lead_in(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over "it's for", "the reason for my visit is"."""
    asks = at + 1 if norm_at(tokens, at) in ("hi", "hello", "so") else at
    if (norm_at(tokens, asks), norm_at(tokens, asks + 1)) in (("can", "i"), ("could", "i"), ("may", "i")):
        at = asks + 3 if norm_at(tokens, asks + 2) in ("get", "have", "please") else asks + 2
    if _HUM.fullmatch(norm_at(tokens, at)):
        at += 1 + (norm_at(tokens, at + 1) in (",", ".", "-", "…"))
    at = _past_wish_to_be_seen(tokens, at)
    while (
        at < len(tokens)
        and lexicon.visit_kinds.match(tokens, at) is None
        and norm_at(tokens, at) in _LEAD_IN
        and not is_code(tokens, at)
        or (
            norm_at(tokens, at) in ("visit", "appointment", "appt") and norm_at(tokens, at + 1) in ("is", ":", "-", "=")
        )
    ):
        at += 1 if tokens[at].norm in _LEAD_IN else 2
    return at


def _past_wish_to_be_seen(tokens: Tokens, at: int) -> int:
    """Step over "I would like to be seen for", "need to see the doctor about"."""
    index = at
    while norm_at(tokens, index) in _TO_BE_SEEN:
        index += 1
    started = index > at + (norm_at(tokens, at - 1) != "i") and norm_at(tokens, index) in (
        "for",
        "about",
        "regarding",
        "because",
        "with",
    )
    return index if started and index + 1 < len(tokens) else at


_TO_BE_SEEN = frozenset(
    """i i'd id would like want need to be seen come coming in see the a an my doctor dr someone somebody make making appointment appt get checked out looked at
    visit please schedule book we'd""".split()
)


def _past_nothing(reading: Scan) -> int:
    """Step over "nothing serious, (just a rash)"."""
    norms = [token.norm for token in reading.tokens[:5]]
    if norms[:2] == ["no", "reason"] and len(reading.tokens) > len(norms[:2]):
        return len(norms[:2])
    if norms[:1] != ["nothing"]:
        return 0
    grave = next((at for at in range(1, len(norms)) if norms[at] in _GRAVE), 0)
    return norms.index(",") + 1 if "," in norms else grave + 1 if norms[grave + 1 :] and grave else 0


_GRAVE = frozenset("serious major big urgent crazy bad terrible scary dramatic fancy".split())


def _past_denied(tokens: Tokens) -> int:
    """Step over what it is not ("its not the refill, (its) my chest ..."); 0 where nothing is denied, or nothing follows."""
    words = [token.norm for token in tokens[:_MOST_DENIED]]
    begin = 1 if words[:1] in (["no"], ["well"], ["oh"]) else 0
    begin += words[begin : begin + 1] == [","]
    begin += (
        2
        if words[begin : begin + 2] == ["it", "is"]
        else 1
        if words[begin : begin + 1] in (["it's"], ["its"], ["this"])
        else 0
    )
    stop = next((at for at in range(begin, len(words)) if words[at] in (",", ".", ";", "-", "but")), 0)
    told = stop and words[begin : begin + 1] == ["not"] and len(tokens) > stop + 1
    return stop + 1 if told and set(words[begin:stop]) & _DENIED else 0


_DENIED = frozenset(
    "about for the my a that refill checkup physical just it medication meds prescription appointment bill".split()
)
_MOST_DENIED = 16
_DECLINED = re.compile(
    r"\b(?:rather not|prefer not|not comfortable|(?:don['’]?t|do not) (?:want|wish|feel like|care) to|private|personal|embarrass\w*|same (?:thing|as|reason)|confidential|none of (?:your|ur)"
    r"|no comment|not telling|not saying|(?:rather|prefer to|will|i['’]?ll) (?:just |only )?(?:talk|tell|discuss|speak|explain|say|share|wait|show)|do i have to|why do you)\b"
)
_HUM = re.compile(r"u+m+|u+h+|e+r+m*|h+m+|a+h+")  # "ummm heartburn every night"
_LEAD_IN = frozenset(
    """it's its it is i i'm im am have having got need want for about because of just a an the um uh well so yes hi hello regarding to my been had i've ive some see
    doctor the reason : cuz coz cause bc b/c but afraid actually basically mainly mostly honestly think might may maybe probably possibly guess believe""".split()
)
_EMPTY = frozenset(
    "thanks thank hello hi please don't dont know not sure stop back go cancel help nothing none why what skip private personal rather say no yes ok okay idk never mind".split()
)
