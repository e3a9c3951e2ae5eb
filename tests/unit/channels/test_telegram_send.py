"""How a reply goes out, and what each trouble of Telegram means for trying again."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.channels import telegram_request
from bot.channels.base import Rendered, RenderedButton, TransportError
from bot.channels.telegram import PtbApi
from bot.channels.telegram_request import LeanRequest
from tests.emulator import TOKEN

HELLO = Rendered("chat.greet", "Hello <you> & *all*", (RenderedButton("menu", "Menu"),))


async def failure(telegram, reply=HELLO, chat="11"):
    """The error that a send ends with."""
    with pytest.raises(TransportError) as caught:
        await telegram.transport.send(chat, reply)
    return caught.value


async def test_words_arrive_as_they_are_without_previews(telegram):
    """A preview would open a private link first; a bracket must not break a reply."""
    pat = telegram.emulator.person(11)
    number = await telegram.transport.send("11", HELLO)
    assert pat.texts() == ["Hello <you> & *all*"]
    assert pat.labels() == ["Menu"]
    assert number == str(pat.replies()[0]["message_id"])
    call = telegram.emulator.called("sendMessage")[0]
    assert "parse_mode" not in call.params
    assert call.params["link_preview_options"] == '{"is_disabled": true}'


async def test_a_blocked_bot_and_an_unknown_chat_are_final(telegram):
    """Trying again would be in vain for ever; staff are told instead."""
    await telegram.emulator.person(11).block()
    for chat in ("11", "404"):
        error = await failure(telegram, chat=chat)
        assert (error.permanent, error.uncertain, error.reason) == (True, False, "blocked")


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_after_a_server_error_nobody_knows(telegram, status):
    """Telegram may have sent it; a code is not sent again, guidance is."""
    telegram.emulator.person(11)
    telegram.emulator.fault(method="sendMessage", status=status)
    error = await failure(telegram)
    assert (error.permanent, error.uncertain) == (False, True)


async def test_an_answer_that_cannot_be_read_is_uncertain_and_is_not_logged(telegram, caplog):
    """The library would write the whole body into the log."""
    pat = telegram.emulator.person(11)
    for raw in (b"<html>canary", b'["canary"]', b'{"ok": true}', b'{"ok": true, "result": "canary"}', b"\xff\xfe"):
        telegram.emulator.fault(method="sendMessage", raw=raw, when="after")
        error = await failure(telegram)
        assert (error.permanent, error.uncertain) == (False, True)
        assert "canary" not in repr(error)
    assert len(pat.texts()) == 5
    assert "canary" not in caplog.text


async def test_a_pause_that_telegram_asks_for_is_kept_for_that_chat_only(telegram):
    """A send into a chat that is to be left alone does not even ask; others go through."""
    telegram.emulator.person(11)
    pat = telegram.emulator.person(12)
    telegram.emulator.fault(method="sendMessage", chat_id=11, retry_after=30)
    assert (await failure(telegram)).retry_after == 30
    calls = len(telegram.emulator.calls)
    assert (await failure(telegram)).retry_after == 30
    assert len(telegram.emulator.calls) == calls
    await telegram.transport.send("12", HELLO)
    assert len(pat.texts()) == 1
    telegram.now += 31
    await telegram.transport.send("11", HELLO)


async def test_a_refused_token_is_no_verdict_on_the_message(telegram):
    """The message waits until the token is right."""
    telegram.emulator.person(11)
    for status in (401, 404, 409):
        telegram.emulator.fault(method="sendMessage", status=status)
        error = await failure(telegram)
        assert (error.permanent, error.uncertain) == (False, False)


@pytest.mark.parametrize(
    ("cause", "uncertain"),
    [
        (aiohttp.ClientConnectorError(None, OSError("no")), False),
        (aiohttp.ClientConnectorDNSError(None, OSError("no")), False),
        (aiohttp.ConnectionTimeoutError("no"), False),
        (aiohttp.SocketTimeoutError("no"), True),
        (aiohttp.ServerDisconnectedError("no"), True),
        (aiohttp.ClientOSError("no"), True),
        (aiohttp.ClientPayloadError("no"), True),
        (TimeoutError("no"), True),
        (RuntimeError("anything"), True),
    ],
)
async def test_only_what_certainly_was_not_sent_is_certain(cause, uncertain):
    """Whether a send is repeated hangs on this table."""

    class Broken(LeanRequest):
        async def do_request(self, *_what, **_how):
            raise cause

    assert await ends(PtbApi(TOKEN, "http://tg", Broken)) == (False, uncertain)


async def ends(api, **how):
    """Whether a call that fails fails for good, and whether it may have arrived."""
    with pytest.raises(TransportError) as caught:
        await api.call("sendMessage", {"chat_id": 1, "text": "x"}, **how)
    await api.close()
    return caught.value.permanent, caught.value.uncertain


@asynccontextmanager
async def listening(answers):
    """A server on a real socket that does with each line what the test says; its address."""
    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_nobody_at_the_other_end_is_certain():
    """Telegram is away: everything is sent once it is back, codes too."""
    async with listening(lambda _reader, _writer: None) as base:
        pass
    assert await ends(PtbApi(TOKEN, base)) == (False, False)


async def test_a_line_that_breaks_after_the_call_was_read_is_uncertain():
    """It may have been sent before that."""

    async def hangs_up(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with listening(hangs_up) as base:
        assert await ends(PtbApi(TOKEN, base)) == (False, True)


async def test_an_answer_that_takes_too_long_is_uncertain():
    """The call was taken, and perhaps done."""

    async def says_nothing(reader, writer):
        await reader.read()
        writer.close()

    async with listening(says_nothing) as base:
        assert await ends(PtbApi(TOKEN, base), read_timeout=0.05) == (False, True)


async def test_who_waits_in_vain_for_a_line_has_sent_nothing(monkeypatch):
    """All lines are taken by calls that take long."""
    monkeypatch.setattr(telegram_request, "CONNECT", 0.05)
    monkeypatch.setattr(telegram_request, "POOL", 0.05)
    asked = asyncio.Event()

    async def says_nothing(reader, writer):
        asked.set()
        await reader.read()
        writer.close()

    async with listening(says_nothing) as base:
        api = PtbApi(TOKEN, base, lambda _connections: LeanRequest(1))
        first = asyncio.create_task(api.call("sendMessage", {"chat_id": 1, "text": "x"}, read_timeout=5))
        await asked.wait()
        with pytest.raises(TransportError) as caught:
            await api.call("sendMessage", {"chat_id": 2, "text": "x"})
        assert not caught.value.uncertain
        first.cancel()
        await asyncio.wait({first})
        await api.close()


async def test_a_proxy_that_the_environment_names_is_used(monkeypatch):
    """Many clinics let nothing out but through one."""
    heard = []

    async def passes_on(reader, writer):
        heard.append(await reader.readline())
        writer.close()

    async with listening(passes_on) as base:
        monkeypatch.setenv("http_proxy", base)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        await ends(PtbApi(TOKEN, "http://telegram.example"))
        await ends(PtbApi(TOKEN, "http://127.0.0.1:1"))
    assert len(heard) == 1
    assert heard[0].startswith(b"POST http://telegram.example/bot")


async def test_a_refused_keyboard_does_not_cost_the_words(telegram):
    """Better no buttons than no answer."""
    pat = telegram.emulator.person(11)
    telegram.emulator.fault(method="sendMessage", status=400, description="Bad Request: BUTTON_DATA_INVALID")
    await telegram.transport.send("11", HELLO)
    assert pat.texts() == ["Hello <you> & *all*"]
    assert pat.labels() == []


async def test_a_text_that_telegram_refuses_is_final(telegram):
    """It would be refused for ever, and the outbox must go on."""
    telegram.emulator.person(11)
    assert (await failure(telegram, Rendered("k", " "))).permanent


async def test_a_long_reply_that_broke_in_the_middle_is_uncertain(telegram):
    """Its beginning has arrived, so sending it again repeats that."""
    telegram.emulator.person(11)
    telegram.emulator.fault(method="sendMessage", skip=1, retry_after=5)
    error = await failure(telegram, Rendered("k", "word " * 1500))
    assert error.uncertain
    assert error.retry_after == 5
