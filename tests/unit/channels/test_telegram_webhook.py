"""The address that Telegram calls: the secret first, and 200 only for what is safely stored."""

import json

import pytest

from bot.channels.telegram_webhook import MAX_BODY, Webhook
from bot.settings import Secret

WORD = "a-long-random-word"
GOOD = {"X-Telegram-Bot-Api-Secret-Token": WORD, "Content-Type": "application/json"}


@pytest.fixture
def webhook(telegram):
    """The channel's webhook."""
    return Webhook(telegram.api, telegram.ingest, "https://portal.example.com/telegram/k3", Secret(WORD))


async def an_update(telegram, text="hello"):
    """The body of one call."""
    await telegram.emulator.person(11).say(text)
    return json.dumps(telegram.emulator.world.updates[-1]).encode()


async def test_200_means_stored_and_503_means_again(telegram, webhook):
    """Telegram forgets an update when it hears 200."""
    body = await an_update(telegram)
    telegram.intake.away = True
    assert await webhook.handle(GOOD, body) == 503
    telegram.intake.away = False
    assert await webhook.handle(GOOD, body) == 200
    assert await webhook.handle(GOOD, body) == 200
    assert telegram.intake.texts() == ["hello"]


@pytest.mark.parametrize("shown", [None, "", "wrong", WORD[:-1], WORD + "x", "wörd"])
async def test_without_the_secret_nothing_is_looked_at(telegram, webhook, shown):
    """Anybody can find the address; only Telegram knows the word."""
    headers = {name: value for name, value in GOOD.items() if shown is not None or "Secret" not in name}
    if shown is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = shown
    assert await webhook.handle(headers, await an_update(telegram)) == 403
    assert await webhook.handle(headers, b"{") == 403
    assert telegram.intake.received == []


async def test_without_a_secret_of_our_own_nobody_comes_in(telegram):
    """An empty word must not match an empty header."""
    open_door = Webhook(telegram.api, telegram.ingest, "https://portal.example.com/t", Secret(""))
    assert await open_door.handle({**GOOD, "X-Telegram-Bot-Api-Secret-Token": ""}, await an_update(telegram)) == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b" " * (MAX_BODY + 1), "application/json", 413),
        (b"{}", "text/plain", 415),
        (b'{"update_id": 7, "message": {"text": 1}}', "application/json; charset=utf-8", 200),
        (b"[]", "application/json", 200),
        (b'{"update_id": 8, "brand_new_kind": {}}', "application/json", 200),
    ],
)
async def test_strange_bodies_are_answered_and_never_block(telegram, webhook, body, kind, status):
    """What can never be read is taken, so that Telegram does not send it for a day and hold back that chat."""
    assert await webhook.handle({**GOOD, "Content-Type": kind}, body) == status
    assert telegram.intake.received == []


async def test_it_tells_telegram_where_it_is_and_keeps_what_waits(telegram, webhook):
    """Registering must never drop the messages of the night."""
    await webhook.register()
    call = telegram.emulator.called("setWebhook")[0].params
    assert call["secret_token"] == WORD
    assert call["drop_pending_updates"] == "false"
    assert "my_chat_member" in call["allowed_updates"]
    assert webhook.path == "/telegram/k3"


async def test_an_address_that_was_taken_away_is_set_again(telegram, webhook):
    """Somebody tried polling for a minute; the practice must not stay deaf."""
    await webhook._look()
    await telegram.api.call("deleteWebhook", {})
    await webhook._look()
    assert telegram.emulator.world.webhook["url"] == "https://portal.example.com/telegram/k3"
