"""Fuzzes one reader with atheris until told to stop; see docs/decisions/fuzzing.md.

`python tools/fuzz/readers.py NAME [options of libFuzzer] [folder of inputs]`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TOKEN = "7000000001:AAHfakefakefakefakefakefakefakefake42"  # noqa: S105  # nobody's

with atheris.instrument_imports(include=["bot", "nlu", "policies"]):
    from bot.channels.telegram_updates import Unreadable, read_update
    from bot.content.files import ContentError, flatten, read_yaml, shaped
    from bot.content.lexicon import load_lexicon
    from bot.content.triage import load_red_flags
    from bot.flows import answers
    from bot.flows.answers import AnswerContext, read_slots
    from bot.flows.spec import Invalid
    from policies.init_data import Launch, Refused, launch_key, read_launch
    from policies.triage import screen

LEXICON = load_lexicon(ROOT / "data")
CONTEXT = AnswerContext(now=AT, lexicon=LEXICON)
PARSERS = [getattr(answers, name) for name in answers.__all__ if name[0].islower() and name != "read_slots"]
ASKED = (None, "ask:dob", "ask:medication", "ask:when", "ask:first_name", "ask:username", "ask:token", "ask:email")


def parsers(data: bytes) -> None:
    """Every parser of answers: a value that is JSON, or a reason."""
    text = data.decode("utf-8", "replace")
    for parse in PARSERS:
        with suppress(Invalid):
            json.dumps(parse(text, CONTEXT))


def messages(data: bytes) -> None:
    """The reader of messages, for each question; and screening."""
    text = data[1:].decode("utf-8", "replace")
    asked = ASKED[data[0] % len(ASKED)] if data else None
    json.dumps(dict(read_slots(text, asked=asked, now=AT, lexicon=LEXICON).slots))
    screen(text, load_red_flags(ROOT / "data"))


def updates(data: bytes) -> None:
    """Updates and pressed buttons of Telegram, as the webhook gets them."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return
    with suppress(Unreadable):
        read_update(raw, AT)


def launches(data: bytes) -> None:
    """Launch data of the page inside Telegram."""
    found = read_launch(data.decode("utf-8", "surrogateescape"), launch_key(TOKEN), AT)
    assert isinstance(found, Launch | Refused)  # noqa: S101  # what a fuzzer is for


def content(data: bytes) -> None:
    """Any bytes as a content file."""
    path = Path("/dev/shm/frontdoor-fuzz.yml")  # noqa: S108  # overwritten each time, and holds nothing of anybody
    path.write_bytes(data)
    with suppress(ContentError), shaped(path):
        flatten(read_yaml(path))


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (parsers, messages, updates, launches, content)
}

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
