"""Every reader takes at worst time in proportion to the length, on texts made to be slow, from 2,048 characters up to what the web takes.

Processor time of two sizes in one run is compared, never the clock: the ratio of a linear reader is 2, of a quadratic one 4.
What stays below a few milliseconds at the larger size is quick whatever its ratio.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import process_time

import pytest

from bot.content.canned import BLANK
from bot.content.triage import load_red_flags
from bot.flows import answers
from bot.flows.answers import AnswerContext, read_slots
from bot.flows.spec import Invalid
from bot.logs import only_allowed
from bot.queue.refs import read_ref
from bot.store.vault import canonical_email, canonical_find, canonical_name
from bot.web.shown import clean
from nlu.entities import find, scan
from nlu.wire import prepared
from policies import notices, passwords
from policies.init_data import launch_key, read_launch
from policies.triage import screen
from tests.conftest import DATA
from tests.unit.nlu.entities.known import LEXICON, NOW

UNITS = (
    "1", "(", "([{<", "tomorrow ", "e\u0301\u0323", "a", "1a", "a.", "a@", "1/2/", "-", " ", "\"'", "twenty two ", "dr smith ", "not no ",
    ", ", "at dot ", "5 mg ", "b as in boy ", "the 5th of ", "914-555-", "\u202ea", "\x00a", "\u200d", "from 3 to ", "my name is ",
    "for my son ", "until ", "12:", "\U0001f600", "half a ", "ab ba ", "double ", "i mean ", "no chest pain ",
)  # fmt: skip
"""Long digits, nested brackets, repeated words, combining marks, one letter, letters in turn, and what each reader looks for."""
CAP = 100_000
"""Characters of one message: what the web takes."""
AT_MOST = 3.0
"""Between 2 (linear) and 4 (quadratic)."""
QUICK = 0.025
"""Seconds of processor time below which a ratio says nothing but how busy the machine is."""
CONTEXT = AnswerContext(now=NOW, lexicon=LEXICON)
BY_HEART = (screen, scan)
"""What was read a moment ago is known by heart, and would be measured as nothing."""
KEY = launch_key("7000000001:AAHfakefakefakefakefakefakefakefake42")
AT = datetime(2026, 11, 24, tzinfo=UTC)


def answered(name: str, text: str) -> None:
    """One parser of answers."""
    with suppress(Invalid):
        getattr(answers, name)(text, CONTEXT)


READERS: dict[str, Callable[[str], object]] = {
    **{
        name: functools.partial(answered, name)
        for name in answers.__all__
        if name[0].islower() and name != "read_slots"
    },
    "read_slots": lambda text: read_slots(text, asked=None, now=NOW, lexicon=LEXICON),
    "read_slots_dob": lambda text: read_slots(text, asked="ask:dob", now=NOW, lexicon=LEXICON),
    "find": lambda text: find(text, LEXICON),
}
"""What reads a message as far as 4,096 characters."""
WHOLE: dict[str, Callable[[str], object]] = {
    "screen": lambda text: screen(text, load_red_flags(DATA)),
    "launch": lambda text: read_launch(text, KEY, AT),
    "reference": read_ref,
    "shown": clean,
    "name": canonical_name,
    "found": canonical_find,
    "email": canonical_email,
    "stop": notices.said,
    "wire": prepared,
    "blanks": BLANK.findall,
    "log": lambda text: only_allowed(None, "", {"event": text}),
    "password": lambda text: passwords.refusal(text, username="ada", about=("ada",), common={"password", "summer"}),
    **{name: READERS[name] for name in ("read_slots", "whole_days", "medication", "email_address")},
}
"""What may be given everything that the web takes."""


def cost(read: Callable[[str], object], text: str, times: int) -> float:
    """Seconds of processor time, the best of so many."""
    found = []
    for _ in range(times):
        for one in BY_HEART:
            one.cache_clear()
        began = process_time()
        read(text)
        found.append(process_time() - began)
    return min(found)


def check(read: Callable[[str], object], unit: str, size: int) -> None:
    """Twice the text, at most thrice the time. A suspicion is measured again before it counts."""
    text = unit * (2 * size // len(unit) + 1)
    for times in (1, 2, 3, 3):
        shorter, longer = cost(read, text[:size], times), cost(read, text[: 2 * size], times)
        if longer < QUICK or longer < AT_MOST * shorter:
            return
    raise AssertionError(f"{unit!r}: {shorter:.4f} s for {size}, {longer:.4f} s for {2 * size}")


@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_linear_up_to_its_own_limit(name):
    """Somebody who types on purpose must not hold up everybody else's turns."""
    for unit in UNITS:
        check(READERS[name], unit, 2_048)


@pytest.mark.parametrize("name", WHOLE)
def test_a_reader_is_linear_up_to_what_the_web_takes(name):
    """Whether a limit is looked at first is seen here: what is cut off costs nothing."""
    for unit in UNITS:
        check(WHOLE[name], unit, CAP // 2)
