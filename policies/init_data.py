"""Whether what a Mini App was opened with is Telegram's word, and whose Telegram account it speaks of.

Telegram signs the launch data with a key made from the bot's token. They prove an account and a moment, not a patient:
who is verified, and for how long, is decided as on every other window.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl

LONGEST = 4096
"""Characters of launch data that are looked at; Telegram's own stay far below."""
MOST_FIELDS = 20
FRESH_FOR = timedelta(minutes=10)
"""Launch data do not run out by themselves: so long after `auth_date` they are taken, and then never again."""
AHEAD = timedelta(seconds=60)
"""How far Telegram's clock may be ahead of ours."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SECONDS = re.compile(r"[1-9][0-9]{8,10}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_GREATEST_ID = 2**52


@dataclass(frozen=True, slots=True)
class LaunchKey:
    """What launch data of one bot are checked with. Never printed: whoever has it can sign any launch."""

    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Launch:
    """One opening of the Mini App, proven. `digest` names it, however its text was put; it counts once until `expires`."""

    user_id: int
    digest: bytes
    expires: datetime


class Refused(StrEnum):
    """Why launch data open nothing. For the log; the person reads one sentence for all of them."""

    MALFORMED = "malformed"
    FORGED = "forged"
    STALE = "stale"
    EARLY = "early"


class _Malformed(Exception):
    """Something that Telegram does not send."""


def launch_key(token: str) -> LaunchKey:
    """The key that Telegram makes from a bot's token for this one purpose."""
    return LaunchKey(hmac.digest(b"WebAppData", token.encode(), hashlib.sha256))


def read_launch(text: str, key: LaunchKey, now: datetime) -> Launch | Refused:
    """Read launch data strictly. The signature is compared before anything in them is believed."""
    try:
        fields = _fields(text)
        given = _digest(fields.pop("hash", ""))
        if not hmac.compare_digest(_signed(fields, key), given):
            return Refused.FORGED
        at, user = _moment(fields.get("auth_date", "")), _user_id(fields.get("user", ""))
    except _Malformed:
        return Refused.MALFORMED
    if now - at > FRESH_FOR:
        return Refused.STALE
    return Refused.EARLY if at - now > AHEAD else Launch(user, given, at + FRESH_FOR)


def _fields(text: str) -> dict[str, str]:
    """The fields by name. A name that comes twice is refused: two readers could believe two different ones."""
    if not 0 < len(text) <= LONGEST or not text.isascii():
        raise _Malformed
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise _Malformed from None
    found = dict(pairs)
    # A line break inside a value could pass for the end of one field and the beginning of another.
    if len(found) != len(pairs) or any(_CONTROL.search(part) for pair in pairs for part in pair):
        raise _Malformed
    return found


def _signed(fields: Mapping[str, str], key: LaunchKey) -> bytes:
    """What Telegram signs: every field but the hash, in the order of their names, a line each."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return hmac.digest(key.value, lines.encode(), hashlib.sha256)


def _digest(text: str) -> bytes:
    if not _DIGEST.fullmatch(text):
        raise _Malformed
    return bytes.fromhex(text)


def _moment(text: str) -> datetime:
    if not _SECONDS.fullmatch(text):
        raise _Malformed
    return datetime.fromtimestamp(int(text), UTC)


def _user_id(text: str) -> int:
    """The account's number from the one JSON map of the user, written as Telegram writes it."""
    try:
        user = json.loads(
            text, object_pairs_hook=_once_each, parse_float=_never, parse_constant=_never, parse_int=_whole
        )
    except (ValueError, RecursionError):
        raise _Malformed from None
    number = user.get("id") if isinstance(user, dict) else None
    spaced = any(char.isspace() for char in _STRING.sub("", text))
    if spaced or not isinstance(number, int) or isinstance(number, bool) or not 0 < number < _GREATEST_ID:
        raise _Malformed
    return number


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _whole(text: str) -> int:
    if len(text) > len(str(_GREATEST_ID)):
        raise ValueError
    return int(text)


def _never(text: str) -> object:
    raise ValueError(text)
