"""A reference that a request has already is drawn again, once one is needed at all."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot import turn
from bot.conversation import Conversation
from bot.dialogue import Decision
from bot.effects import Enqueue, Say
from bot.queue.refs import new_ref
from tests.integration.store_kit import begun, item


def drawn(*rounds):
    """A chance that gives the same number for a whole reference, and then the next."""
    numbers = [number for number in rounds for _ in range(6)]
    return lambda _below: numbers.pop(0)


@pytest.fixture
async def taken(store):
    """A reference that somebody's request has."""
    talk = await begun(store)
    ref = new_ref(drawn(3))
    async with store.begin() as unit:
        await unit.queue.add(item(talk, ref))
    return ref


async def decided(store, facts, effect, *rounds):
    """The effects of a decision that sends something under the reference it is given, or says it only."""
    turns = []

    def decide(talk, _heard, known):
        turns.append(known.new_ref)
        return Decision(talk, (effect(known.new_ref),))

    async with store.begin() as unit:
        scene = SimpleNamespace(
            services=SimpleNamespace(random_below=drawn(*rounds)), unit=unit, talk=Conversation("c")
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(turn, "decide", decide)
            patch.setattr(turn, "replace", lambda _facts, new_ref: SimpleNamespace(new_ref=new_ref))
            found = await turn._decided(scene, None, SimpleNamespace(new_ref=facts))
    return found.effects[0].ref if isinstance(found.effects[0], Enqueue) else None, turns


def sends(ref):
    """A request."""
    return Enqueue(ref, "message", "routine", {}, None, None, "self", "ANONYMOUS")


async def test_two_requests_never_share_a_reference(store, taken):
    """A patient who reads it on the phone would be told about somebody else's request."""
    free, other = new_ref(drawn(5)), new_ref(drawn(7))
    assert await decided(store, free, sends) == (free, [free])
    assert await decided(store, taken, sends, 7) == (other, [taken, other])
    assert await decided(store, taken, sends, 3, 3, 5) == (free, [taken, free])


async def test_nothing_is_asked_where_nothing_is_sent(store, taken):
    """Most turns send nothing; the reference they were given is nobody's concern."""
    assert await decided(store, taken, lambda _ref: Say("menu.greeting")) == (None, [taken])
