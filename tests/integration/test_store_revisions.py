"""The line of what was published, and the drafts beside it: nothing is lost, nobody overwrites anybody, and nothing can be slipped in."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.pieces import Fault, mark_of
from bot.store import Draft, Staff
from tests.integration.store_kit import NOW

FEE = "faq.fee"


@pytest.fixture
async def lena(store):
    async with store.begin() as unit:
        await unit.staff.put(Staff("staff-lena", "Lena", "lead", "x"))
        await unit.staff.put(Staff("staff-adam", "Adam", "administrator", "x"))
    return "staff-lena"


async def published(store, after: int, answer: str | None, piece: str = FEE):
    """Publish a value as the next revision."""
    async with store.begin() as unit:
        value = None if answer is None else {"answer": answer}
        return await unit.revisions.add(after, piece, "staff-lena", NOW, value)


async def test_revisions_are_numbered_in_one_line_and_the_newest_of_each_piece_counts(store):
    """What stands now can be read off, and what stood at any time before."""
    for number, (piece, answer) in enumerate([(FEE, "one"), ("faq.security", "safe"), (FEE, "two"), (FEE, None)]):
        assert (await published(store, number, answer, piece)).number == number + 1
    async with store.look() as unit:
        assert await unit.revisions.newest() == 4
        assert [(one.number, one.value) for one in await unit.revisions.current(4)] == [
            (2, {"answer": "safe"}),
            (4, None),
        ]
        assert [one.number for one in await unit.revisions.current(3)] == [2, 3]
        assert [one.number for one in await unit.revisions.of(FEE, 9)] == [4, 3, 1]
        assert [one.number for one in await unit.revisions.list(2)] == [4, 3]
        assert [one.number for one in await unit.revisions.list(9, 3)] == [2, 1]
        assert (await unit.revisions.present("faq.nothing\x00")) is None
        assert (await unit.revisions.by_number(3)).value == {"answer": "two"}


async def test_of_many_who_publish_at_the_same_instant_one_is_first(store):
    """The others are told, and look again at what stands now."""
    added = await asyncio.gather(*(published(store, 0, f"answer {number}") for number in range(8)))
    assert sum(one is not None for one in added) == 1
    async with store.look() as unit:
        assert await unit.revisions.newest() == 1


async def test_each_mark_covers_everything_that_was_published_before(store):
    """Two programs that show the same mark show patients the same words."""
    first, second = await published(store, 0, "one"), await published(store, 1, "two")
    assert first.mark == mark_of("", FEE, {"answer": "one"})
    assert second.mark == mark_of(first.mark, FEE, {"answer": "two"})
    assert second.mark != mark_of("", FEE, {"answer": "two"})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE content_revisions SET value_sealed = (SELECT value_sealed FROM content_revisions WHERE number = 1) WHERE number = 2",
        "UPDATE content_revisions SET piece = 'faq.security' WHERE number = 2",
        "UPDATE content_revisions SET number = 3 WHERE number = 2",
    ],
)
async def test_whoever_can_only_write_to_the_database_cannot_put_words_into_the_practices_mouth(store, change):
    """A changed, moved or copied revision does not open, and says so instead of breaking the page."""
    await published(store, 0, "one")
    await published(store, 1, "two")
    async with store.engine.begin() as connection:
        await connection.execute(text(change))
    async with store.look() as unit:
        newest = (await unit.revisions.list(1))[0]
    assert (newest.whole, newest.value) == (False, None)


async def test_a_draft_is_kept_by_person_and_an_older_page_does_not_win(store, lena):
    """Two windows, two people: whoever saves second knows."""
    draft = Draft(FEE, lena, 1, 0, NOW, {"answer": "mine"})
    other = Draft(FEE, "staff-adam", 1, 0, NOW, {"answer": "his"})
    async with store.begin() as unit:
        assert await unit.drafts.put(draft)
        assert await unit.drafts.put(other)
    async with store.begin() as unit:
        assert not await unit.drafts.put(replace(draft, value={"answer": "again as new"}))
        assert await unit.drafts.put(replace(draft, version=2, value={"answer": "second"}))
        assert not await unit.drafts.put(replace(draft, version=2, value={"answer": "from another window"}))
        assert not await unit.drafts.put(replace(draft, version=9, value={"answer": "from nowhere"}))
    async with store.look() as unit:
        assert (await unit.drafts.get(FEE, lena)).value == {"answer": "second"}
        assert {one.value["answer"] for one in await unit.drafts.list()} == {"his", "second"}


async def test_what_the_check_found_belongs_to_the_version_that_was_checked(store, lena):
    """A finding about words that are not there any more would send its writer looking for nothing."""
    draft, faults = Draft(FEE, lena, 1, 0, NOW, {"answer": "x"}), (Fault("facts", "en faq.fee", "why", (2, 3)),)
    async with store.begin() as unit:
        await unit.drafts.put(draft)
        await unit.drafts.judge(draft, faults)
    async with store.begin() as unit:
        assert (await unit.drafts.get(FEE, lena)).faults == faults
        await unit.drafts.put(replace(draft, version=2))
        await unit.drafts.judge(draft, ())
        assert (await unit.drafts.get(FEE, lena)).faults is None
        assert await unit.drafts.drop(FEE, lena)
        assert not await unit.drafts.drop(FEE, lena)


async def test_no_words_of_a_draft_or_a_revision_stand_readable_in_the_database(store, lena):
    """What is not yet decided is nobody's business who copies the file."""
    await published(store, 0, "readable words")
    async with store.begin() as unit:
        await unit.drafts.put(Draft(FEE, lena, 1, 0, NOW, {"answer": "readable words"}))
    async with store.engine.connect() as connection:
        for table in ("content_revisions", "content_drafts"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608  # names of our own
            assert rows
            assert "readable words" not in repr(rows)
