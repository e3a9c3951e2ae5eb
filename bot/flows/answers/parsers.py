"""One parser for each kind of question: words in, a value out, or `Invalid` with the reason that names the next move.

Each reads at most 4,096 characters and raises nothing but `Invalid`.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.reading import LONGEST, SlotReading, read_slots
from bot.flows.answers.wishes import windows
from bot.flows.spec import Invalid
from nlu.entities import scan, tokenize
from nlu.entities.mail import likely_domain
from nlu.entities.numbers import Digits, cardinal, digit_run
from nlu.entities.tokens import Tokens, norm_at

MOST_DAYS = 400
CODE_LENGTH = 8
MOST_REASON = 500
_YES = frozenset(
    "yes y yeah yep yup ya sure ok okay correct right absolutely definitely certainly affirmative true si yess yea aye uh-huh mhm indeed please did do have am".split()
)
_NO = frozenset("no n nope nah not never negative none false don't dont didn't didnt haven't havent isn't".split())
_UNSURE = frozenset("maybe perhaps unsure dunno idk".split())


def _read(text: str, slot: str, context: AnswerContext, intent: str | None = None) -> SlotReading:
    return read_slots(text[:LONGEST], asked=f"ask:{slot}", now=context.now, lexicon=context.lexicon, intent=intent)


def _one(text: str, slot: str, context: AnswerContext, reason: str) -> str:
    """The value of one slot, or Invalid with its doubt, or with `reason` when nothing was found."""
    if not text.strip():
        raise Invalid("empty")
    reading = _read(text, slot, context)
    if slot in reading.slots:
        return reading.slots[slot]
    raise Invalid(reading.doubts.get(slot, reason))


# --- who somebody is ---------------------------------------------------------------------------------------


def last_name(text: str, context: AnswerContext) -> str:
    """A surname. Reasons: empty, name."""
    return _name(text, "last_name", context)


def first_name(text: str, context: AnswerContext) -> str:
    """A given name. Reasons: empty, name."""
    return _name(text, "first_name", context)


def _name(text: str, slot: str, context: AnswerContext) -> str:
    value = _one(text, slot, context, "name")
    if len(value) > 80:
        raise Invalid("name")
    return value


def date_of_birth(text: str, context: AnswerContext) -> str:
    """A date of birth as ISO text. Reasons: empty, incomplete, ambiguous, future, not_a_date."""
    return _one(text, "dob", context, "not_a_date")


def email_address(text: str, context: AnswerContext) -> str:
    """An e-mail address in small letters. Reasons: empty, not_email, incomplete, ambiguous, domain_typo.

    A likely slip in the domain raises `domain_typo` with `typed` and `likely`, never a changed address. The same address
    typed again is meant so: the flow puts it under `email_typed` in what is known.
    """
    if not text.strip():
        raise Invalid("empty")
    mentions = scan(text[:LONGEST], context.lexicon, frozenset({"email"})).of("email")
    if not mentions:
        raise Invalid(_read(text, "email", context).doubts.get("email", "not_email"))
    address, doubt = str(mentions[0].value), mentions[0].doubt
    if doubt == "domain_typo" and context.known.get("email_typed") != address:
        local, _, domain = address.partition("@")
        raise Invalid(
            "domain_typo", typed=address, likely=f"{local}@{likely_domain(domain, context.lexicon.mail) or domain}"
        )
    if doubt and doubt != "domain_typo":
        raise Invalid(doubt)
    return address


def zip_code(text: str, context: AnswerContext) -> str:
    """A five-digit ZIP code. Reasons: empty, incomplete, invalid, not_zip."""
    return _one(text, "zip", context, "not_zip")


def phone_number(text: str, context: AnswerContext) -> str:
    """A telephone number in E.164 form. Reasons: empty, incomplete, invalid, not_phone."""
    return _one(text, "phone", context, "not_phone")


def code_digits(text: str, context: AnswerContext) -> str:
    """The eight digits of a mailed code, typed or said, with or without spaces. Reasons: empty, digits."""
    if not text.strip():
        raise Invalid("empty")
    tokens = tokenize(text[:LONGEST])
    runs = _digit_runs(tokens, context)
    exact = [run.text for run in runs if len(run.text) == CODE_LENGTH]
    if len(set(exact)) != 1:
        raise Invalid("digits")
    return exact[0]


def _digit_runs(tokens: Tokens, context: AnswerContext) -> list[Digits]:
    runs, at = [], 0
    while at < len(tokens):
        run = digit_run(tokens, at, context.lexicon)
        if run.text:
            runs.append(run)
        at = max(run.end, at + 1)
    return runs


# --- yes, no, how many -------------------------------------------------------------------------------------


def yes_or_no(text: str, context: AnswerContext) -> bool:
    """True for yes, False for no. Reasons: empty, yes_or_no."""
    words = [token.norm for token in tokenize(text[:LONGEST]) if token.is_word]
    if not words:
        raise Invalid("empty")
    if words[0] in _UNSURE or (len(words) > 1 and words[:2] == ["not", "sure"]):
        raise Invalid("yes_or_no")
    no, yes = any(word in _NO for word in words[:4]), any(word in _YES for word in words[:4])
    if words[0] in _YES - {"do", "did", "have", "am", "please"} and not (no and "not" in words[1:3]):
        return True
    if no:
        return False
    if yes:
        return True
    raise Invalid("yes_or_no")


def whole_days(text: str, context: AnswerContext) -> int:
    """How many days something lasts: 5, "about a week", "two left", "I'm out". Reasons: empty, days, too_many."""
    tokens = tokenize(text[:LONGEST])
    if not tokens:
        raise Invalid("empty")
    if _is_out(tokens):
        return 0
    until = _days_until(text, context)
    if until is not None:
        return until
    counts = _counts(tokens, context)
    if not counts:
        raise Invalid("days")
    if min(counts) > MOST_DAYS:
        raise Invalid("too_many")
    return min(counts)


_OUT = (
    ("out",),
    ("none",),
    ("gone",),
    ("empty",),
    ("zero",),
    ("ran", "out"),
    ("no", "more"),
    ("nothing", "left"),
    ("nothing",),
    ("last", "one"),
    ("last", "pill"),
    ("finished",),
)


def _is_out(tokens: Tokens) -> bool:
    norms = [token.norm for token in tokens if token.is_word or token.is_number]
    if any(token.is_number and token.norm != "0" for token in tokens):
        return False
    ahead = {"will", "i'll", "gonna", "going", "almost", "nearly", "before", "until", "run", "not", "in"} & set(norms)
    return not ahead and any(tuple(norms[at : at + len(words)]) == words for words in _OUT for at in range(len(norms)))


def _days_until(text: str, context: AnswerContext) -> int | None:
    """Read "till Friday", "I run out tomorrow" as days from today."""
    today = context.now.date()
    days = [
        day for window in windows(scan(text[:LONGEST], context.lexicon), today) for day in window.days if not day.doubt
    ]
    ends = [end for day in days if (end := day.last or day.first)]
    ahead = [(end - today).days for end in ends if today <= end <= today + timedelta(days=MOST_DAYS)]
    return ahead[0] if len(ahead) == 1 else None


_UNITS = {"week": 7, "weeks": 7, "wk": 7, "wks": 7, "month": 30, "months": 30, "fortnight": 14}


def _counts(tokens: Tokens, context: AnswerContext) -> list[int]:
    found, at = [], 0
    while at < len(tokens):
        word = norm_at(tokens, at)
        led = word in ("a", "an", "one") and norm_at(tokens, at + 1) in (*_UNITS, "day", "couple")
        count = None if led else cardinal(tokens, at, context.lexicon)
        value, end = (1, at + 1) if led else (count.value, count.end) if count else (None, at + 1)
        if value is not None:
            if norm_at(tokens, end) == "couple":
                value, end = 2, end + (2 if norm_at(tokens, end + 1) == "of" else 1)
            if norm_at(tokens, end) not in ("mg", "mcg", "ml", "times", "x", "%"):
                found.append(value * _UNITS.get(norm_at(tokens, end), 1))
        elif word == "couple":
            found.append(2)
        at = end
    return found


# --- care --------------------------------------------------------------------------------------------------


def provider(text: str, context: AnswerContext) -> str:
    """A clinician of the directory by its name there, or `anyone`. Reasons: empty, unknown, ambiguous."""
    if not text.strip():
        raise Invalid("empty")
    reading = _read(text, "provider", context)
    found = reading.slots.get("provider")
    listed = {name for names in context.lexicon.providers.values() for name in names}
    if found and (found in listed or not listed):
        return found
    if "provider" in reading.doubts:
        raise Invalid("ambiguous")
    if found is None and _ANYONE & {token.norm for token in tokenize(text[:LONGEST])}:
        return "anyone"
    raise Invalid("unknown")


_ANYONE = frozenset("anyone anybody any whoever whichever either available first no nobody matter".split())


def medication(text: str, context: AnswerContext) -> str:
    """A medicine by its written name, or as it was typed when nobody listed it. Reasons: empty, ambiguous, unnamed, too_long."""
    if not text.strip():
        raise Invalid("empty")
    reading = _read(text, "medication", context)
    if "medication" in reading.slots:
        return reading.slots["medication"]
    if "medication" in reading.doubts:
        raise Invalid("ambiguous")
    if len(text.strip()) > 80:
        raise Invalid("too_long")
    raise Invalid("unnamed")


def pharmacy(text: str, context: AnswerContext) -> str:
    """A pharmacy with its place, or as it was typed. Reasons: empty, ambiguous, unnamed, too_long."""
    if not text.strip():
        raise Invalid("empty")
    reading = _read(text, "pharmacy", context)
    if "pharmacy" in reading.slots:
        return reading.slots["pharmacy"]
    if "pharmacy" in reading.doubts:
        raise Invalid("ambiguous")
    raise Invalid("too_long" if len(text.strip()) > 120 else "unnamed")


def reason(text: str, context: AnswerContext) -> str:
    """Why somebody wants to be seen, in their own words. Reasons: empty, too_long."""
    words = " ".join(text[: LONGEST + 1].split())
    if not any(char.isalnum() for char in words):
        raise Invalid("empty")
    if len(words) > MOST_REASON:
        raise Invalid("too_long")
    return _read(words, "reason", context).slots.get("reason", words)


def contact_way(text: str, context: AnswerContext) -> str:
    """How to be reached: `here`, `phone`, `email`, a telephone number or an address. Reasons: empty, choose."""
    if not text.strip():
        raise Invalid("empty")
    reading = scan(text[:LONGEST], context.lexicon)
    for kind in ("phone", "email"):
        found = [mention for mention in reading.of(kind) if mention.value and not mention.doubt]
        if found:
            return str(found[0].value)
    words = {token.norm for token in reading.tokens}
    for way, named in _WAYS:
        if words & named:
            return way
    raise Invalid("choose")


_WAYS = (
    ("email", frozenset({"email", "mail", "e-mail", "emails", "emailed"})),
    ("phone", frozenset("phone call calling cell mobile telephone ring voicemail text".split())),
    ("here", frozenset("here chat message portal reply this same app online".split())),
)


# --- days and times ----------------------------------------------------------------------------------------


def preferred_times(text: str, context: AnswerContext) -> str:
    """Days and times as JSON text: `said`, `windows`, and where said `not`, `asap`, `any`. Reasons: empty, unclear, past, closed_day.

    A window has `date`, or `from` and `to`, or `weekday`, and `at`, `time_from`, `time_to` or `part`. A wish that this
    function returned earlier is taken as it is, after its days were checked again.
    """
    if not text.strip():
        raise Invalid("empty")
    wish = _kept_wish(text) or _wish(text, context)
    today = context.now.date()
    dates = [window for window in wish["windows"] if any(name in window for name in ("date", "from", "to"))]
    open_windows = [window for window in dates if _last_day(window, today) >= today]
    if dates and not open_windows:
        raise Invalid("past")
    if (
        open_windows
        and context.opening is not None
        and not any(_some_day_open(window, context, today) for window in open_windows)
    ):
        raise Invalid("closed_day")
    return json.dumps(wish, ensure_ascii=False)


def _kept_wish(text: str) -> dict[str, Any] | None:
    if not text.startswith('{"v": 1'):
        return None
    try:
        wish = json.loads(text)
        for window in wish["windows"]:
            for name in ("date", "from", "to"):
                if name in window:
                    date.fromisoformat(window[name])
    except (ValueError, KeyError, TypeError):
        return None
    return wish if isinstance(wish, dict) else None


def _wish(text: str, context: AnswerContext) -> dict[str, Any]:
    reading = _read(text, "when", context)
    if reading.when is None:
        raise Invalid("unclear")
    wish: dict[str, Any] = json.loads(reading.when)
    told = wish["windows"] or wish.get("not") or wish.get("asap") or wish.get("any")
    if not told or (not wish["windows"] and reading.doubts.get("date") in ("not_a_date", "ambiguous")):
        raise Invalid("unclear")
    return wish


def _last_day(window: dict[str, Any], today: date) -> date:
    told = window.get("date") or window.get("to")
    return date.fromisoformat(told) if told else max(today, date.fromisoformat(window["from"]))


def _some_day_open(window: dict[str, Any], context: AnswerContext, today: date) -> bool:
    """Whether the office is open on some day of a window; an open end is looked at for four weeks."""
    if context.opening is None:
        return True
    first = max(today, date.fromisoformat(window.get("date") or window.get("from") or today.isoformat()))
    last = min(
        _last_day(window, today) if window.get("date") or window.get("to") else first + timedelta(days=28),
        first + timedelta(days=62),
    )
    return any(context.opening(first + timedelta(days=step)) for step in range((last - first).days + 1))
