"""Every limit of the practice: a name, a number, a window. Counters are kept by the store and survive a restart.

Figures for codes follow the practice's security notes: eight digits, ten minutes, five tries, so that guessing a day
long stays below three in ten million. Limits of identity fail closed; limits of convenience answer kindly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within `window`, counted for one key of the kind `per`."""

    name: str
    times: int
    window: timedelta
    per: str  # patient | conversation | address | staff


CLAIMS_PER_CONVERSATION = Limit("claims_per_conversation", 5, timedelta(hours=1), "conversation")
CODES_MAILED_PER_HOUR = Limit("codes_mailed_per_hour", 3, timedelta(hours=1), "patient")
CODES_MAILED_PER_DAY = Limit("codes_mailed_per_day", 6, timedelta(hours=24), "patient")
WRONG_CODES_PER_PATIENT = Limit("wrong_codes_per_patient", 20, timedelta(hours=24), "patient")
RECOVERIES_PER_CONVERSATION = Limit("recoveries_per_conversation", 5, timedelta(hours=1), "conversation")
RECOVERY_MAILS_PER_HOUR = Limit("recovery_mails_per_hour", 3, timedelta(hours=1), "patient")
RECOVERY_MAILS_PER_DAY = Limit("recovery_mails_per_day", 6, timedelta(hours=24), "patient")
RECOVERY_MAILS = (RECOVERY_MAILS_PER_HOUR, RECOVERY_MAILS_PER_DAY)
RECOVERY_MAILS_SPARE = Limit("recovery_mails_spare", 12, timedelta(hours=24), "patient")
RESET_TOKENS_PER_ADDRESS = Limit("reset_tokens_per_address", 200, timedelta(hours=24), "address")
STAFF_TOKENS_PER_PATIENT = Limit("staff_tokens_per_patient", 5, timedelta(hours=24), "patient")
LINK_MAILS_PER_DAY = Limit("link_mails_per_day", 6, timedelta(hours=24), "patient")
MESSAGES_PER_MINUTE = Limit("messages_per_minute", 30, timedelta(minutes=1), "conversation")
"""Counted by when a message was sent, where the channel says so: what comes all at once after an outage is no flood."""
OPEN_REQUESTS_PER_PATIENT = Limit("open_requests_per_patient", 20, timedelta(days=7), "patient")
STAFF_SIGN_IN_FAILURES = Limit("staff_sign_in_failures", 5, timedelta(minutes=15), "staff")
STAFF_SIGN_IN_FAILURES_PER_ADDRESS = Limit("staff_sign_in_failures_per_address", 30, timedelta(minutes=15), "address")
STAFF_CODE_FAILURES = Limit("staff_code_failures", 5, timedelta(minutes=15), "staff")
STAFF_CODE_FAILURES_PER_DAY = Limit("staff_code_failures_per_day", 20, timedelta(hours=24), "staff")
STAFF_QUESTIONS_PER_ADDRESS = Limit("staff_questions_per_address", 100, timedelta(minutes=15), "address")

CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
LINK_LIFE = timedelta(minutes=15)
RESET_LINK_LIFE = timedelta(minutes=30)
RESET_LINK_WHOLE = timedelta(hours=24)
"""How long after its mail a link may be prolonged, when it is asked for again and no more mails are sent."""
STAFF_TOKEN_LIFE = timedelta(hours=24)
VERIFIED_IDLE = timedelta(minutes=15)
VERIFIED_WHOLE = timedelta(minutes=60)
LINKED_FOR = timedelta(days=30)
STAFF_IDLE = timedelta(minutes=15)
STAFF_WHOLE = timedelta(hours=12)
REPLY_HELD = timedelta(seconds=5)
"""How long a reply of staff can be taken back before it goes."""
UNDO_FOR = timedelta(seconds=10)
"""How long taking, giving back, handing on and closing can be undone."""
MANY_AT_ONCE = 50
"""So many requests can be taken, given back, handed on or closed by one press: those of one page of the list."""
PRESENT_AGAIN = timedelta(seconds=4)
"""How often an open page of a request says that it is still open."""
PRESENT_FOR = timedelta(seconds=11)
"""After so long a page that says nothing is taken for closed."""
TYPING_FOR = timedelta(seconds=4)
"""After so long without a key somebody is taken to have stopped typing."""
REOPEN_WITHIN = timedelta(days=14)
"""What a patient adds to a finished request opens it again for so long; after that it is a request of its own."""
STAFF_STEP = timedelta(minutes=10)
"""So long each step between password and desk may take."""
STAFF_STEP_TRIES = 5
STAFF_PROVED = timedelta(minutes=10)
"""After so long, whoever does something delicate shows again who they are."""
STAFF_QUESTION_LIFE = timedelta(minutes=5)
STAFF_FIRST_PASSWORD_LIFE = timedelta(hours=72)
STAFF_PASSKEYS = 10
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""Between these hours of the practice's day nobody is told of anything, unless they want to be."""
AWAKE_FOR = timedelta(minutes=30)
"""Who wrote so lately is awake: what happens to their request is said to them at night as well. Notices wait all the same."""
USED_AGAIN = timedelta(minutes=1)
"""How exactly it is known when a window was last used."""
CAN_BE_TAKEN_DOWN = timedelta(hours=47, minutes=30)
"""For so long what was typed in a chat is tried to be deleted there; Telegram itself allows 48 hours."""
APP_KEPT = timedelta(hours=24)
"""A page inside Telegram that was not used for so long is closed for good when the next one is opened."""
LATE_AFTER = timedelta(minutes=15)
"""A message answered later than this is told so."""


def within(limit: Limit, count: int) -> bool:
    """Whether one more is allowed after `count` within the window."""
    return count < limit.times
