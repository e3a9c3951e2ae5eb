"""Who looks at a request and who types is the same for every process of the practice, and never outlives its page for long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.queue.item import Kind
from bot.store import Staff
from bot.views import DeskError
from bot.workviews import Present
from policies import limits
from tests.integration.desk_kit import FELIX, LENA, NORA, PETRA, practice
from tests.integration.store_kit import Clock, begun, item, later

REF = "K7M-4RXC"


@pytest.fixture
async def clock():
    return Clock()


@pytest.fixture
async def here(place, tmp_path, clock):
    """A practice with one message that waits."""
    async with practice(place, tmp_path, clock) as one:
        talk = await begun(one.services.store)
        async with one.services.store.begin() as unit:
            await unit.queue.add(item(talk, REF, kind=Kind.MESSAGE))
        yield one


async def test_two_who_look_see_each_other_and_nobody_sees_themselves(here):
    """Before the second one begins to write the answer that the first is writing."""
    await here.desk.looks(NORA, REF, "page of Nora")
    assert await here.desk.present(NORA, REF) == Present()
    await here.desk.looks(LENA, REF, "page of Lena")
    assert await here.desk.present(NORA, REF) == Present(("Lena",))
    assert await here.desk.present(LENA, REF) == Present(("Nora",))


async def test_another_process_of_the_practice_sees_the_same(here, place, tmp_path, clock):
    """Which process a browser's line leads to is chance."""
    async with practice(place, tmp_path, clock) as other:
        await here.desk.looks(NORA, REF, "page of Nora")
        before = await other.desk.there(LENA, REF)
        await here.desk.types(NORA, REF, typing=True)
        assert await other.desk.there(LENA, REF) != before
        assert await other.desk.present(LENA, REF) == Present((), ("Nora",))
        await here.desk.leaves("page of Nora")
        assert await other.desk.present(LENA, REF) == Present()


async def test_typing_ends_by_itself_and_so_does_looking(here, clock):
    """A browser that crashed must not keep colleagues from a patient."""
    await here.desk.looks(NORA, REF, "p")
    await here.desk.types(NORA, REF, typing=True)
    clock.now += limits.TYPING_FOR
    assert (await here.desk.present(LENA, REF)).typing == ("Nora",)
    clock.now += limits.PRESENT_AGAIN
    assert await here.desk.present(LENA, REF) == Present(("Nora",))
    await here.desk.looks(NORA, REF, "p")
    clock.now += limits.PRESENT_FOR
    assert await here.desk.present(LENA, REF) == Present(("Nora",))
    clock.now += limits.PRESENT_AGAIN
    assert await here.desk.present(LENA, REF) == Present()


async def test_typing_stops_when_the_box_is_emptied(here):
    """Second thoughts."""
    await here.desk.looks(NORA, REF, "p")
    await here.desk.types(NORA, REF, typing=True)
    await here.desk.types(NORA, REF, typing=False)
    assert await here.desk.present(LENA, REF) == Present(("Nora",))


async def test_one_person_with_two_pages_is_one_person_until_the_last_is_closed(here):
    """Tabs are cheap."""
    for page in ("one", "two"):
        await here.desk.looks(NORA, REF, page)
    await here.desk.types(NORA, REF, typing=True)
    assert await here.desk.present(LENA, REF) == Present((), ("Nora",))
    await here.desk.leaves("one")
    assert await here.desk.present(LENA, REF) == Present((), ("Nora",))
    await here.desk.leaves("two")
    assert await here.desk.present(LENA, REF) == Present()


async def test_who_may_not_open_a_request_neither_is_seen_there_nor_sees_anybody(here):
    """Who works on what is nobody else's business; and a request that is not there answers alike."""
    await here.desk.looks(NORA, REF, "p")
    for stranger, ref in ((PETRA, REF), (replace(FELIX, role="cleaner"), REF), (NORA, "none")):
        for deed in (
            here.desk.looks(stranger, ref, "q"),
            here.desk.types(stranger, ref, typing=True),
            here.desk.present(stranger, ref),
        ):
            with pytest.raises(DeskError, match="no_such_item"):
                await deed
    assert await here.desk.present(LENA, REF) == Present(("Nora",))


async def test_whoever_works_here_no_more_is_seen_nowhere(here):
    """Their browser may still be open."""
    await here.desk.looks(NORA, REF, "p")
    async with here.services.store.begin() as unit:
        await unit.staff.put(Staff(NORA.id, NORA.name, NORA.role, "", active=False))
    assert await here.desk.present(LENA, REF) == Present()


async def test_pages_of_yesterday_are_swept_away(here, clock):
    """A crash leaves rows that nobody takes away."""
    await here.desk.looks(NORA, REF, "p")
    async with here.services.store.begin() as unit:
        await unit.tidy(later(days=2))
        assert not await unit.presence.typing(REF, NORA.id, clock())
