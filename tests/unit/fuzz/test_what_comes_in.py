"""Updates, callbacks, webhook bodies, launch data: any bytes give a value or an orderly refusal, never another exception."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_updates import KINDS, Unreadable, read_update
from bot.channels.telegram_webhook import Webhook
from bot.queue.refs import read_ref
from bot.settings import Secret
from bot.store.vault import canonical_find, canonical_name
from bot.web.agents import described
from bot.web.carried import Carried, carried_by, wanted_of
from bot.web.shown import clean
from bot.web.window import read_mark
from bot.web.worklist import address, asked_by
from nlu.wire import from_line
from policies.init_data import Launch, Refused, launch_key, read_launch
from tests.emulator.launch import launch_fields, signed
from tests.fuzzing import LEAVES, STEADY, TEXTS, trees

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TOKEN = "7000000001:AAHfakefakefakefakefakefakefakefake42"
WORD = "a-long-random-word"
NAMES = st.sampled_from(
    "id chat type from is_bot date edit_date text caption photo poll question data message new_chat_member status first_name".split()
)
CHATS = st.one_of(
    trees(NAMES),
    st.fixed_dictionaries(
        {"id": st.one_of(LEAVES, st.integers()), "type": st.sampled_from(["private", "group", "", 1, None])}
    ),
)
MESSAGES = st.one_of(
    trees(NAMES),
    st.fixed_dictionaries(
        {"chat": CHATS},
        optional={
            name: st.one_of(LEAVES, trees(NAMES)) for name in ("from", "date", "text", "caption", "photo", "poll")
        },
    ),
)
PRESSES = st.fixed_dictionaries({"id": LEAVES}, optional={"from": trees(NAMES), "message": MESSAGES, "data": LEAVES})
UPDATES = st.builds(
    lambda number, kind, body: {"update_id": number, kind: body},
    st.one_of(st.integers(), LEAVES),
    st.sampled_from([*KINDS, "poll", ""]),
    st.one_of(MESSAGES, PRESSES, trees(NAMES)),
)


@STEADY
@given(st.one_of(UPDATES, trees(NAMES)))
def test_an_update_is_read_or_unreadable(raw):
    """One that raises anything else would be fetched again for ever, and everybody behind it would wait."""
    with suppress(Unreadable):
        read_update(raw, AT)


class Taken:
    """An intake that takes whatever can be read."""

    async def take(self, raw: object) -> bool:
        with suppress(Unreadable):
            read_update(raw, AT)
        return True


@STEADY
@given(
    st.one_of(
        st.binary(max_size=200),
        UPDATES.map(json.dumps).map(str.encode),
        TEXTS.map(lambda text: text.encode("utf-8", "replace")),
    )
)
async def test_a_webhook_body_is_taken_or_refused(body):
    """Telegram sends again whatever is not answered; an exception would hold that chat back for a day."""
    webhook = Webhook(None, Taken(), "https://portal.example.com/t", Secret(WORD))
    headers = {"X-Telegram-Bot-Api-Secret-Token": WORD, "Content-Type": "application/json"}
    assert await webhook.handle(headers, body) in (200, 400)


@STEADY
@given(
    st.dictionaries(
        st.sampled_from(["user", "auth_date", "query_id", "start_param", "chat", "signature", "x"]), TEXTS, max_size=5
    ),
    st.booleans(),
)
def test_launch_data_that_are_really_signed_may_still_hold_anything(fields, whole):
    """Even Telegram's own signature says nothing of the shape of what it signs."""
    known = launch_fields(4711, AT.timestamp()) if whole else {}
    fields = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    assert isinstance(read_launch(signed({**known, **fields}, TOKEN), launch_key(TOKEN), AT), Launch | Refused)


@STEADY
@given(st.one_of(TEXTS, st.text(alphabet="&=%+0aA;u[]hash", max_size=80)))
def test_launch_data_that_nobody_signed_are_refused(text):
    """Whatever a browser posts, it is one of the named refusals."""
    assert isinstance(read_launch(text, launch_key(TOKEN), AT), Refused)


@STEADY
@given(TEXTS)
def test_what_stands_in_addresses_headers_and_names_is_read_whatever_it_is(text):
    """A bookmark from another release, a browser nobody knows, a name from another alphabet."""
    read_ref(text), described(text), canonical_name(text), canonical_find(text), clean(text), read_mark(text)
    assert Carried(text).back.startswith("/staff") or not Carried(text).back
    assert carried_by({"next": text, "draft": text, "verb": text}).back.startswith("/staff")
    assert wanted_of(text, text).back.startswith("/staff")
    assert asked_by(dict.fromkeys(("show", "kind", "after", "before"), text)) == asked_by(
        dict.fromkeys(("show", "kind", "after", "before"), text)
    )
    assert address(asked_by({"show": text})).startswith("/staff")


@STEADY
@given(st.binary(max_size=200))
def test_a_line_of_the_language_child_is_a_map(line):
    """A child that went wrong must not take the application along."""
    assert isinstance(from_line(line), dict)
