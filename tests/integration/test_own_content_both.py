"""Two editors, and a database that somebody else wrote to: the same on both databases."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.publishing import Publishing
from tests.integration.own_kit import BASE, FEE, drafts, publishes, said
from tests.integration.staff_kit import desk_at


@pytest.fixture
async def desk(place, tmp_path):
    url = "" if place.url.startswith("sqlite") else place.url
    async with desk_at(tmp_path / "var", url) as one:
        await one.joins("Lena", "lead")
        await one.joins("Adam", "administrator")
        yield one


@pytest.fixture
async def lena(desk):
    return await desk.browser().signs_in("Lena")


async def test_of_two_editors_the_second_is_told_and_keeps_the_draft(desk, lena):
    """Nobody's words are overwritten unseen."""
    adam = await desk.browser().signs_in("Adam")
    await drafts(lena, "It is {portal.fee}. Lena wrote this.")
    await drafts(adam, "It is {portal.fee}. Adam wrote this.")
    assert "Lena has a draft of this too" in adam.words
    await adam.post(f"{FEE}/publish", version="1")
    assert said(desk) == "It is free. Adam wrote this."
    await lena.post(f"{FEE}/publish", version="1")
    assert lena.answer.status_code == 409
    assert "Adam published another wording after you began. Your draft is kept." in lena.words
    assert "Lena wrote this." in lena.page
    assert said(desk) == "It is free. Adam wrote this."
    await publishes(lena, "It is {portal.fee}. Lena wrote this, after Adam.")
    assert said(desk) == "It is free. Lena wrote this, after Adam."


async def test_two_who_publish_at_the_same_instant_do_not_both_succeed(desk, lena):
    """Of the same piece only one; of two pieces both, one after the other."""
    adam = await desk.browser().signs_in("Adam")
    await drafts(lena, "It is {portal.fee}. One.")
    await drafts(adam, "It is {portal.fee}. Two.")
    await asyncio.gather(*(one.post(f"{FEE}/publish", version="1") for one in (lena, adam)))
    assert sorted(one.answer.status_code for one in (lena, adam)) == [200, 409]
    await drafts(lena, "The portal is safe.", f"{BASE}/faq/security")
    await drafts(adam, "It works on any day.", f"{BASE}/faq/quick-guide")
    pages = (f"{BASE}/faq/security", f"{BASE}/faq/quick-guide")
    await asyncio.gather(
        *(one.post(f"{page}/publish", version="1") for one, page in zip((lena, adam), pages, strict=True))
    )
    assert (said(desk, "faq.security"), said(desk, "faq.quick_guide")) == (
        "The portal is safe.",
        "It works on any day.",
    )


async def test_a_broken_revision_is_seen_and_can_be_put_right(desk, lena):
    """Somebody wrote to the database: patients keep the last good words, and a lead sees it."""
    await publishes(lena, "It is {portal.fee}. One.")
    await publishes(lena, "It is {portal.fee}. Two.")
    async with desk.store.engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE content_revisions SET value_sealed = (SELECT value_sealed FROM content_revisions WHERE number = 1) WHERE number = 2"
            )
        )
        await connection.execute(text("UPDATE content_revisions SET number = 3 WHERE number = 2"))
    await Publishing(desk.application.services).refresh()
    assert said(desk) == "It is free. Two."
    assert desk.application.services.edition.broken == 3
    await lena.get(BASE)
    assert "Change 3 cannot be used." in lena.words
    await lena.get(FEE)
    assert "This change cannot be read." in lena.words
    await lena.post(f"{FEE}/put-back", number="1", base="3")
    assert said(desk) == "It is free. One."
    await lena.get(BASE)
    assert "cannot be used" not in lena.words
