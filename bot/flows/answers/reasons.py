"""Why somebody wants to be seen, in their own words and only where it is plainly said."""

from __future__ import annotations

from bot.flows.answers.reason_ends import LEADING, is_code, reason_end
from bot.flows.answers.reason_words import past_up, there_is, yearly
from bot.flows.answers.reasons_needed import getting_worse, paper_signed, shots_due
from bot.flows.answers.reasons_told import told_plainly
from nlu.entities import Lexicon, Mention, Scan
from nlu.entities.tokens import Tokens, kept, norm_at

_VISIT_TALK = frozenset(
    """appointment appointments appt appts appointmnt apointment visit see seen book booked schedule scheduled scheduling come slot checkup physical""".split()
)
_STARTERS = frozenset({"for", "about", "regarding", "concerning", "re"})
_HAVING = frozenset("have having got has had with experiencing been i've ive".split())


def reason_in(reading: Scan, lexicon: Lexicon, *, visit: bool) -> tuple[int, int] | None:
    """Return where the reason stands in a first message. `visit` says the message is known to ask for a visit."""
    if not reading.tokens:
        return None
    if not visit and not any(token.norm in _VISIT_TALK for token in reading.tokens):
        return None
    found = (
        paper_signed(reading, lexicon)
        or shots_due(reading)
        or _kind_of_visit(reading, lexicon)
        or getting_worse(reading, lexicon)
        or _after_starter(reading, lexicon)
        or _having(reading, lexicon)
        or _needs_doing(reading, lexicon)
        or there_is(reading, lexicon)
        or _trouble_first(reading, lexicon)
        or _injured(reading, lexicon)
        or told_plainly(reading, lexicon)
    )
    return found or _before_visit(reading, lexicon)


def visit_needed(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the kind of visit where one is plainly needed, in a message that was taken for something else."""
    words = {token.norm for token in reading.tokens}
    needed = words & {"need", "needs", "want", "schedule", "book", "due"}
    return _kind_of_visit(reading, lexicon) if needed and "?" not in words else None


def visit_named(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the kind of visit in a message that names one and a day."""
    return _kind_of_visit(reading, lexicon)


def _trimmed(reading: Scan, begin: int, end: int) -> tuple[int, int] | None:
    while begin < end and reading.tokens[begin].norm in LEADING and not is_code(reading.tokens, begin):
        begin += 1
    return (begin, end) if begin < end else None


def _kind_of_visit(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "annual physical", "flu shot", "follow up on my knee"."""
    busy = {at for m in reading.mentions for at in range(m.first, m.end) if m.kind != "medication"}
    for at in range(len(reading.tokens)):
        match = lexicon.visit_kinds.match(reading.tokens, at) if at not in busy else None
        if match is None or norm_at(reading.tokens, match.end) in ("therapy", "therapist"):
            continue
        end = _with_what(reading, past_up(reading.tokens, match.end), lexicon)
        begin = at
        while (
            end == past_up(reading.tokens, match.end) and begin and reading.tokens[begin - 1].norm in lexicon.symptoms
        ):
            begin -= 1  # "depression follow up"
        return begin, end
    return yearly(reading)


def _with_what(reading: Scan, at: int, lexicon: Lexicon) -> int:
    """Take in what a visit is about ("follow up on my knee"), where that is no person and no figure."""
    tokens = reading.tokens
    if norm_at(tokens, at) not in ("on", "for", "about", "of", "with", "from", "after") or at + 1 >= len(tokens):
        return at
    end = reason_end(reading, at + 1, lexicon)
    told = [token.norm for token in tokens[at + 1 : end] if token.norm not in LEADING]
    named = told and not told[0].isdecimal() and told[0] not in lexicon.not_reasons and told[0] not in lexicon.titles
    return end if named else at


def _before_visit(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "sore throat visit", "migraine appt"."""
    tokens = reading.tokens
    for end in range(1, len(tokens)):
        if tokens[end].norm not in ("visit", "appointment", "appt", "consult"):
            continue
        begin = end
        while begin and end - begin < 4 and tokens[begin - 1].is_word and tokens[begin - 1].norm in lexicon.symptoms:
            begin -= 1
        if begin < end:
            return begin, end
    return None


def _after_starter(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read what follows "for", "about", "because of" where it is neither a person nor a time."""
    tokens = reading.tokens
    starts = {m.first for m in reading.mentions if m.kind != "medication"}
    for at in range(len(tokens) - 1):
        begin = _starter_end(tokens, at)
        if not begin or begin in starts:
            continue
        found = _trimmed(reading, begin, reason_end(reading, begin, lexicon))
        if found and found[0] not in starts and _is_reason(reading, found, lexicon):
            return found
    return None


def _starter_end(tokens: Tokens, at: int) -> int:
    word, following = tokens[at].norm, norm_at(tokens, at + 1)
    if word == "reason":
        return _after_reason(tokens, at + 1)
    before = norm_at(tokens, at - 1)
    if (word, following, norm_at(tokens, at + 2)) == ("f", "/", "u") and norm_at(tokens, at + 3) in ("on", "for", "of"):
        return at + 4
    if word in _STARTERS or (word == "4" and following in ("my", "a", "the", "an") and before != "b"):
        return at + 2 if following == ":" else at + 1
    if (word, following) in (("because", "of"), ("due", "to")):
        return at + 2
    pair = (word, following)
    checked = pair in (("look", "at"), ("check", "on"), ("discuss", "my"), ("check", "my"), ("check", "out"))
    return at + 2 if checked else 0


def _after_reason(tokens: Tokens, at: int) -> int:
    """Return where the reason begins after "reason:", "reason for my visit is"; 0 where none is told."""
    index = at
    while norm_at(tokens, index) in _OF_THE_VISIT and index - at < 4:
        index += 1
    if norm_at(tokens, index) not in ("is", ":", "-", "=", "being") or norm_at(tokens, index + 1) in _UNTOLD:
        return 0
    return index + 1


_OF_THE_VISIT = frozenset("for my the this visit appointment appt".split())
_UNTOLD = frozenset("private personal confidential none that because i to not between nothing".split())


def _is_reason(reading: Scan, found: tuple[int, int], lexicon: Lexicon) -> bool:
    words = [t.norm for t in reading.tokens[found[0] : found[1]] if t.is_word]
    if words[:1] == ["a"] and is_code(reading.tokens, found[0]):
        return True
    if (
        not words
        or words[0] in lexicon.not_reasons
        or words[0] in lexicon.cardinals
        or reading.tokens[found[0]].is_number
    ):
        return False
    if any(word in lexicon.symptoms for word in words):
        return True
    if _is_person(words[0], lexicon) or _is_town(reading, found, lexicon):
        return False
    return len(words) <= 6 and len(words[0]) > 2 and not words[0].endswith("ing")


def _is_person(word: str, lexicon: Lexicon) -> bool:
    return (word in lexicon.first_names or word in lexicon.surnames) and not lexicon.is_ordinary(word)


def _is_town(reading: Scan, found: tuple[int, int], lexicon: Lexicon) -> bool:
    town = lexicon.towns.match(reading.tokens, found[0])
    return town is not None and town.end >= found[1]


def _having(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "I have a rash on my arm", "been having stomach pain"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 1):
        if tokens[at].norm not in _HAVING:
            continue
        begin = at + 1
        while begin < len(tokens) and (
            tokens[begin].norm in LEADING
            or tokens[begin].norm in _HAVING
            or tokens[begin].norm in ("really", "very", "bad", "terrible", "this", "kind", "of")
        ):
            begin += 1
        end = reason_end(reading, begin, lexicon) if begin < len(tokens) else begin
        if any(token.norm in lexicon.symptoms for token in tokens[begin:end]):
            return begin, end
    return None


def _trouble_first(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read a complaint that opens a sentence ("sore throat and fever, any openings today?")."""
    tokens = reading.tokens
    after = {m.end for m in reading.mentions if m.kind in ("date", "time", "day_part", "provider", "name")}
    stops = (at + 1 for at in range(len(tokens) - 1) if tokens[at].norm in (".", "!", "?", ";", ":", ","))
    for begin in sorted({0, *stops, *after}):
        if begin >= len(tokens) or not tokens[begin].is_word:
            continue
        begin = _past_my(tokens, begin)  # noqa: PLW2901  # "my ear infection" is told as an ear infection
        end = reason_end(reading, begin, lexicon)
        words = [token.norm for token in tokens[begin:end]]
        if (
            1 <= len(words) <= 5
            and words[-1] in lexicon.symptoms
            and words[-1] != "back"
            and not set(words) & _NOT_COMPLAINT
        ):
            return begin, end
    return None


def _past_my(tokens: Tokens, at: int) -> int:
    """Step over "my" before two words or more; "my shoulder" alone may tell of anything."""
    more = at + 2 < len(tokens) and tokens[at + 1].is_word and tokens[at + 2].is_word
    return at + 1 if more and tokens[at].norm in LEADING else at


def _injured(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "I twisted my ankle", "my toe is infected", "it's my hip"."""
    tokens = reading.tokens
    for at in range(1, len(tokens) - 1):
        if tokens[at].norm != "my":
            continue
        part = next((i for i in range(at + 1, min(at + 4, len(tokens))) if tokens[i].norm in lexicon.symptoms), 0)
        if part and norm_at(tokens, at - 1) in _HURT:
            return at - 1, reason_end(reading, at - 1, lexicon)
        if part and norm_at(tokens, at - 1) in ("it's", "its", "is"):
            return at + 1, part + 1
    for at in range(len(tokens) - 2):
        part = at + 1 if tokens[at].norm == "my" and tokens[at + 1].norm in lexicon.symptoms else 0
        is_hurt = part and (norm_at(tokens, part + 1) in _HURTS or norm_at(tokens, part + 2) in _HURTING)
        if _told_of_it(tokens, at, lexicon):
            return at, reason_end(reading, at, lexicon)
        opens = tokens[at].norm in lexicon.symptoms and norm_at(tokens, at - 1) in ("", ".", "?", "!", ",", ";")
        if is_hurt or (opens and norm_at(tokens, at + 1) in ("is", "are") and norm_at(tokens, at + 2) in _HURTING):
            return part or at, reason_end(reading, part or at, lexicon)
    return None


def _told_of_it(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether "knee's been killing me" opens a clause."""
    opens = norm_at(tokens, at - 1) in ("", ".", "?", "!", ",", ";", "my")
    short = tokens[at].bare != tokens[at].norm and tokens[at].bare in lexicon.symptoms
    return opens and short and norm_at(tokens, at + 1) in ("been", "killing", "acting", "still", "really", "so", "all")


def _needs_doing(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "the stitches need to come out", "this mole has to be looked at"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 3):
        need = norm_at(tokens, at + 1) in ("need", "needs", "have", "has", "got", "ought")
        if need and norm_at(tokens, at + 2) == "to" and tokens[at].norm in lexicon.symptoms:
            end = reason_end(reading, at + 3, lexicon)
            told = next((i for i in range(at + 3, end) if tokens[i].norm in ("is", "was", "what")), end)
            looked = told + (norm_at(tokens, told - 1) == "looked" and norm_at(tokens, told) == "at")
            return (at, looked) if norm_at(tokens, at + 3) in ("come", "be") else None
    return None


_HURT = frozenset(
    "twisted hurt broke sprained cut burned burnt injured pulled strained bumped rolled banged jammed smashed scraped fractured".split()
)
_HURTS = frozenset("hurts hurt aches ached itches burns throbs".split())
_HURTING = frozenset(
    "shot wrecked busted messed trashed toast infected swollen sore bleeding itchy painful bruised numb red broken hurting aching stiff killing out acting bothering swelling ringing burning".split()
)
_NOT_COMPLAINT = frozenset(
    "was is were need want see get come money call can i book call my doctor dr appointment visit go to hi hello hey".split()
)


def said(reading: Scan, found: tuple[int, int]) -> str:
    """Return the patient's own words for a reason, with single spaces."""
    return " ".join(kept(reading.text, reading.tokens, *found).split())


__all__ = ["Mention", "reason_in", "said"]
