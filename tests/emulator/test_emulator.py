"""The emulator is held to what Telegram's server does: the contract in `docs/telegram.md`, line by line."""

import asyncio
import contextlib
import json
import time

import httpx
import pytest

from tests.emulator import TOKEN, Emulator, on_socket


@contextlib.asynccontextmanager
async def in_process(emulator):
    """A client that reaches the emulator without a socket."""
    transport = httpx.ASGITransport(app=emulator.app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://tg/bot{TOKEN}") as client:
        yield client


@pytest.fixture
async def emulator():
    """A fresh Telegram."""
    made = Emulator()
    yield made
    await made.close()


@pytest.fixture
async def api(emulator):
    """Calls a method: status and body."""
    async with in_process(emulator) as client:

        async def call(method, **params):
            answer = await client.post(f"/{method}", json=params)
            return answer.status_code, answer.json()

        yield call


async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found(emulator, api):
    """The bot must tell these two apart from a refused message."""
    transport = httpx.ASGITransport(app=emulator.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://tg") as client:
        assert (await client.post("/bot1:wrong/getMe")).status_code == 401
    assert (await api("noSuchMethod"))[0] == 404
    assert (await api("getMe"))[1]["result"]["is_bot"] is True


async def test_updates_stay_until_an_offset_confirms_them(emulator, api):
    """A reader that dies before it confirms must get the same updates again."""
    pat = emulator.person(11)
    first = await pat.say("one")
    await pat.say("two")
    for _ in range(2):
        _, body = await api("getUpdates")
        assert [one["message"]["text"] for one in body["result"]] == ["one", "two"]
    _, body = await api("getUpdates", offset=first + 1, limit=1)
    assert [one["message"]["text"] for one in body["result"]] == ["two"]


async def test_an_offset_from_another_life_confirms_nothing(emulator, api):
    """Telegram numbers updates afresh after a quiet week; an old offset must not throw away new messages."""
    await emulator.person(11).say("hello")
    _, body = await api("getUpdates", offset=2_000_000_000)
    assert [one["message"]["text"] for one in body["result"]] == ["hello"]


async def test_an_empty_queue_waits_and_answers_as_soon_as_something_arrives(emulator, api):
    """Without the long poll every bot would spin."""
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await emulator.person(11).say("here")
    _, body = await asyncio.wait_for(poll, 5)
    assert body["result"][0]["message"]["text"] == "here"


async def test_a_second_reader_ends_the_first_with_a_conflict(api):
    """Two copies of the bot see exactly this."""
    first = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api("getUpdates", timeout=30))
    status, body = await asyncio.wait_for(first, 5)
    assert (status, body["error_code"]) == (409, 409)
    assert "terminated by other getUpdates" in body["description"]
    second.cancel()


async def test_reading_beside_a_webhook_is_a_conflict(api):
    """A forgotten webhook must be noticed."""
    await api("setWebhook", url="https://example.com/hook")
    status, body = await api("getUpdates")
    assert status == 409
    assert "webhook is active" in body["description"]
    await api("deleteWebhook")
    assert (await api("getUpdates"))[0] == 200


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a" * 4096, True), ("a" * 4097, False), ("\N{PILL}" * 2048, True), ("\N{PILL}" * 2049, False), ("  \n", False)],
)
async def test_a_text_is_measured_in_utf16_units(emulator, api, text, fits):
    """An emoji counts twice; a bot that counts characters would be refused in the field."""
    emulator.person(11)
    status, body = await api("sendMessage", chat_id=11, text=text)
    assert body["ok"] is fits
    assert status == (200 if fits else 400)


@pytest.mark.parametrize(
    ("button", "fits"),
    [
        ({"text": "Go", "callback_data": "é" * 32}, True),
        ({"text": "Go", "callback_data": "é" * 33}, False),
        ({"text": "Go", "url": "https://example.com/s/x"}, True),
        ({"text": "Go", "url": "http://localhost:8080/s/x"}, False),
        ({"text": "Go", "url": "http://127.0.0.1:8080/s/x"}, False),
        ({"text": "Go", "url": "tel:911"}, False),
        ({"text": "Go", "web_app": {"url": "https://example.com/app"}}, True),
        ({"text": "Go", "web_app": {"url": "http://example.com"}}, False),
        ({"text": "Go", "web_app": {"url": "https://localhost/app"}}, False),
        ({"text": "", "callback_data": "x"}, False),
        ({"text": "Go"}, False),
    ],
)
async def test_a_button_is_checked(emulator, api, button, fits):
    """One bad button makes Telegram refuse the whole message."""
    emulator.person(11)
    _, body = await api("sendMessage", chat_id=11, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert body["ok"] is fits, body


async def test_broken_markup_is_refused_and_escaped_markup_shown(emulator, api):
    """A name with an angle bracket must not stop a reply."""
    emulator.person(11)
    assert (await api("sendMessage", chat_id=11, text="a <b>c", parse_mode="HTML"))[0] == 400
    assert (await api("sendMessage", chat_id=11, text="a < b", parse_mode="HTML"))[0] == 400
    _, body = await api("sendMessage", chat_id=11, text="a &lt; <b>b</b>", parse_mode="HTML")
    assert body["result"]["text"] == "a < b"


async def test_dates_are_seconds_and_presses_name_their_chat(emulator, api):
    """Other emulators get these wrong, and the library then drops the update."""
    pat = emulator.person(11)
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    _, sent = await api("sendMessage", chat_id=11, text="x", reply_markup=markup)
    assert abs(sent["result"]["date"] - time.time()) < 5
    await pat.tap("A")
    _, body = await api("getUpdates")
    query = body["result"][0]["callback_query"]
    assert query["chat_instance"]
    assert query["message"]["chat"]["id"] == 11
    assert (await api("answerCallbackQuery", callback_query_id=query["id"]))[1]["ok"]
    assert (await api("answerCallbackQuery", callback_query_id="1"))[0] == 400


async def test_a_blocked_bot_may_not_write_and_an_unknown_chat_is_not_found(emulator, api):
    """The two ways in which a send is in vain for good."""
    pat = emulator.person(11)
    await pat.block()
    status, body = await api("sendMessage", chat_id=11, text="x")
    assert (status, body["description"]) == (403, "Forbidden: bot was blocked by the user")
    assert (await api("sendMessage", chat_id=12, text="x"))[0] == 400


async def test_editing_and_deleting_keep_telegrams_rules(emulator, api):
    """An edit that changes nothing is an error, and so is one of a message that is not there."""
    emulator.person(11)
    _, sent = await api("sendMessage", chat_id=11, text="one")
    number = sent["result"]["message_id"]
    assert (await api("editMessageText", chat_id=11, message_id=number, text="two"))[1]["result"]["text"] == "two"
    assert "not modified" in (await api("editMessageText", chat_id=11, message_id=number, text="two"))[1]["description"]
    assert (await api("deleteMessage", chat_id=11, message_id=number))[1]["result"] is True
    assert (await api("deleteMessage", chat_id=11, message_id=number))[0] == 400


async def test_a_fault_before_leaves_no_trace_and_one_after_does(emulator, api):
    """The difference decides whether a bot that tries again repeats itself."""
    pat = emulator.person(11)
    emulator.fault(method="sendMessage", status=502)
    assert (await api("sendMessage", chat_id=11, text="lost"))[0] == 502
    emulator.fault(method="sendMessage", status=502, when="after")
    assert (await api("sendMessage", chat_id=11, text="kept"))[0] == 502
    assert pat.texts() == ["kept"]
    emulator.fault(method="sendMessage", retry_after=7)
    status, body = await api("sendMessage", chat_id=11, text="later")
    assert (status, body["parameters"]) == (429, {"retry_after": 7})


async def test_a_dropped_connection_is_really_dropped(emulator):
    """On a socket the bot must see a broken line, not an error page."""
    emulator.person(11)
    emulator.fault(method="sendMessage", drop=True, when="after")
    async with on_socket(emulator.app) as base, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(f"{base}/bot{TOKEN}/sendMessage", json={"chat_id": 11, "text": "x"})
    assert emulator.person(11).texts() == ["x"]


async def test_a_webhook_gets_a_chat_in_order_and_again_until_it_is_taken():
    """A refused update comes again, and nothing of its chat overtakes it; another chat does not wait."""
    taken, refuse = [], {"left": 3}

    async def hook(request):
        update = json.loads(request.content)
        text, chat = update["message"]["text"], update["message"]["chat"]["id"]
        assert request.headers["x-telegram-bot-api-secret-token"] == "word"
        if chat == 11 and refuse["left"]:
            refuse["left"] -= 1
            return httpx.Response(503)
        taken.append((chat, text))
        return httpx.Response(200)

    emulator = Emulator(first_pause=0.02, network=httpx.MockTransport(hook))
    async with in_process(emulator) as client:
        await client.post("/setWebhook", json={"url": "https://example.com/h", "secret_token": "word"})
        for text in ("one", "two"):
            await emulator.person(11).say(text)
        await emulator.person(12).say("other")
        await emulator.settled()
        info = (await client.post("/getWebhookInfo")).json()["result"]
    await emulator.close()
    assert [text for chat, text in taken if chat == 11] == ["one", "two"]
    assert taken[0] == (12, "other")
    assert "503" in info["last_error_message"]
    assert "secret_token" not in info
