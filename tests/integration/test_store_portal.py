"""The embedded portal's rows: tokens that work once for whom they were made, and credentials nobody can read."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.store import Credentials, Grant
from bot.store.portal import READABLE, canonical_token, readable_token
from bot.store.portal_tables import PORTAL_ACCOUNTS, PORTAL_TOKENS
from policies.limits import Limit
from tests.integration.store_kit import EILEEN, NOW, begun

LIFE = timedelta(minutes=30)


async def made(store, kind="link", who="p1", patient="p1", at=NOW):
    """A token, and the conversation it came from."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        return await unit.portal.issue(kind, who, Grant(patient, False, conversation_id, at + LIFE), at)


async def test_one_of_fifty_spends_a_token(store):
    """Two people who got hold of one link must not both set a password."""
    token = await made(store)

    async def spend():
        async with store.begin() as unit:
            return await unit.portal.spend("link", token, NOW)

    assert sorted(await asyncio.gather(*(spend() for _ in range(50)))) == [False] * 49 + [True]


async def test_a_token_is_good_for_its_kind_and_its_time(store):
    """A mailed link is no token to be read out, and neither lives on."""
    token = await made(store)
    async with store.begin() as unit:
        assert (await unit.portal.peek("link", token, NOW + LIFE - timedelta(seconds=1))).patient_id == "p1"
        assert await unit.portal.peek("link", token, NOW + LIFE) is None
        assert await unit.portal.peek("staff", token, NOW) is None
        assert not await unit.portal.spend("link", token, NOW + LIFE)


async def test_a_newer_token_ends_the_older_of_its_kind_only(store):
    """A new mail must not take away what the portal team has just read out."""
    first, staff, second = await made(store), await made(store, "staff"), await made(store)
    other = await made(store, who="p2", patient="p2")
    async with store.begin() as unit:
        assert await unit.portal.peek("link", first, NOW) is None
        for kind, token in (("link", second), ("staff", staff), ("link", other)):
            assert await unit.portal.peek(kind, token, NOW) is not None
        await unit.portal.end_all("p1", NOW)
        assert await unit.portal.peek("link", second, NOW) is None
        assert await unit.portal.peek("staff", staff, NOW) is None
        assert await unit.portal.peek("link", other, NOW) is not None


async def test_a_token_to_be_read_out_may_be_written_any_way(store):
    """It is heard over a telephone and typed with a thumb."""
    token = await made(store, "staff")
    async with store.begin() as unit:
        for spelling in (token.lower(), token.replace("-", " "), token.replace("0", "o").replace("1", "l")):
            assert await unit.portal.peek("staff", spelling, NOW) is not None


def test_tokens_to_be_read_out_are_random_and_unmistakable():
    """Sixty bits, of signs that neither look nor sound alike."""
    tokens = {readable_token() for _ in range(2000)}
    assert len(tokens) == 2000
    signs = {sign for token in tokens for sign in token.replace("-", "")}
    assert signs == set(READABLE)
    assert all(len(canonical_token(token)) == 12 for token in tokens)


async def test_neither_tokens_nor_credentials_can_be_read_in_the_database(store):
    """Whoever steals it gets keyed hashes and sealed fields."""
    token = await made(store)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.portal.put_credentials(EILEEN.id, Credentials("$argon2id$old", {"1": "$argon2id$a"}), NOW)
        await unit.portal.put_credentials(EILEEN.id, Credentials("$argon2id$new", {"2": "$argon2id$b"}), NOW)
        assert await unit.portal.credentials(EILEEN.id) == Credentials("$argon2id$new", {"2": "$argon2id$b"})
        assert await unit.portal.credentials("nobody") is None
        rows = [*await unit._work.all(select(PORTAL_TOKENS)), *await unit._work.all(select(PORTAL_ACCOUNTS))]
    kept = b"".join(value for row in rows for value in row if isinstance(value, bytes))
    for secret in (token, "argon2id", "p1", EILEEN.id):
        assert secret.encode() not in kept


async def test_dead_tokens_are_tidied_away(store):
    """What has served its purpose is not kept."""
    await made(store)
    async with store.begin() as unit:
        await unit.tidy(NOW + timedelta(days=2))
        assert await unit._work.all(select(PORTAL_TOKENS)) == []


async def test_what_is_refused_uses_up_nothing(store):
    """Else a stranger who keeps asking would keep the owner's mail away for a day."""
    hourly, daily = (
        Limit(name, times, timedelta(hours=h), "patient") for name, times, h in (("h", 2, 1), ("d", 3, 24))
    )
    async with store.begin() as unit:
        hours = (0, 0, 0, 0, 2, 2, 2)
        allowed = [await unit.limits.take((hourly, daily), "p1", NOW + timedelta(hours=hour)) for hour in hours]
    assert allowed == [True, True, False, False, True, False, False]


async def test_a_stranger_costs_the_questions_of_a_patient(store):
    """And gives none of their answers."""
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        assert (await unit.people.get_evenly(EILEEN.id)).id == EILEEN.id
        assert await unit.people.get_evenly("nobody") is None
        assert (await unit.people.claimed(EILEEN.last_name, EILEEN.dob, EILEEN.email)).id == EILEEN.id
        assert await unit.people.claimed("Nobody", EILEEN.dob, EILEEN.email) is None
