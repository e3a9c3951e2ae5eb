"""The figures of the board are those that a person would count with a calendar and a pencil, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.overviews import Figure, Load
from bot.queue.item import Kind, Status
from bot.views import DeskError
from policies.opening import MIDNIGHT, Hours
from tests.integration.store_kit import begun, item
from tests.integration.truth_kit import ADAM, FELIX, LENA, NORA, PETRA, STRANGER, practice

ZONE = ZoneInfo("America/New_York")
DAY = ((time(8), time(12, 30)), (time(13), time(16, 30)))
HOURS = Hours(dict.fromkeys(range(5), DAY), {date(2026, 11, 11): (), date(2026, 11, 13): ((time(8), time(12)),)})
SIGNS = "3479CFHJKMNPRTWXY"
FIRST, LAST = date(2026, 10, 26), date(2026, 11, 20)


@pytest.fixture
async def desk(place, tmp_path):
    """A practice with breaks, a holiday and a half day, over one of the databases."""
    async with practice(place, tmp_path) as one:
        services = one.app.services
        services.content.practice = replace(services.content.practice, hours=HOURS)
        one.clock.now = datetime(2026, 11, 20, 11, 0, tzinfo=ZONE)
        yield one


def minutes_open(begin, end):
    """Opening minutes between two moments, counted one by one."""
    begin, end = begin.astimezone(ZONE), end.astimezone(ZONE)
    return sum(passes(begin + timedelta(minutes=one)) for one in range(int((end - begin) / timedelta(minutes=1))))


def utc(moment):
    """In one zone the difference of two moments is that of their clocks, which is an hour off when these change."""
    return moment.astimezone(UTC)


def passes(minute):
    spans = HOURS.spans(minute.date())
    return any(start <= minute.time() < end for start, end in spans)


def some_items(talk, many):
    """Requests of four weeks, some answered, some finished, some open; all on whole minutes."""
    chance = Random(7)
    begins = datetime(2026, 10, 26, 0, 0, tzinfo=ZONE)
    for number in range(many):
        came = begins + timedelta(minutes=chance.randrange(25 * 24 * 60))
        first = came + timedelta(minutes=chance.randrange(1, 3000)) if chance.random() < 0.8 else None
        done = first + timedelta(minutes=chance.randrange(1, 3000)) if first and chance.random() < 0.7 else None
        ref = f"{SIGNS[number // 289]}{SIGNS[number // 17 % 17]}{SIGNS[number % 17]}-3333"
        yield item(
            talk, ref, kind=chance.choice(list(Kind)), created_at=came, first_reply_at=first, closed_at=done,
            status=Status.CLOSED if done else Status.TAKEN if first else Status.OPEN,
            assignee="Nora" if first else None, target_at=came + timedelta(hours=2), taken_at=first,
            due_at=None if first else came + timedelta(hours=2),
        )  # fmt: skip


def nearest(values, share):
    """The value that this share of all is no slower than."""
    return sorted(values)[-(-len(values) * share // 10) - 1]


async def filled(desk, many=250):
    """Put some requests there; what was put."""
    talk = await begun(desk.app.services.store)
    items = list(some_items(talk, many))
    async with desk.app.services.store.begin() as unit:
        for one in items:
            assert await unit.queue.add(one)
    return items


async def test_its_questions_are_asked_where_nobody_waits(desk, monkeypatch):
    """Of years they take most of a second on SQLite, and guidance would come that much later."""
    store, original, heavy = desk.app.services.store, desk.app.services.store.look, []

    def look(**how):
        heavy.append(how)
        return original(**how)

    monkeypatch.setattr(store, "look", look)
    await desk.app.desk.board(LENA, FIRST, LAST)
    assert heavy[-1] == {"heavy": True}


async def test_every_figure_is_what_counting_by_hand_gives(desk):
    """A median over the wrong hours would be believed for years."""
    items = await filled(desk)
    page = await desk.app.desk.board(LENA, FIRST, LAST)
    groups = {
        "all": lambda one: "",
        "kind": lambda one: one.kind.value,
        "hour": lambda one: str(one.created_at.astimezone(ZONE).hour),
        "weekday": lambda one: str(one.created_at.astimezone(ZONE).weekday()),
    }
    looked_at = 0
    for figure in page.figures:
        mine = [one for one in items if groups[figure.by](one) == figure.key]
        first = [one for one in mine if one.first_reply_at]
        done = [one for one in mine if one.status is Status.CLOSED]
        in_time = [one for one in first if one.first_reply_at <= one.target_at]
        assert (figure.came, figure.answered, figure.in_time, figure.closed) == tuple(
            map(len, (mine, first, in_time, done))
        )
        for spread, found, ends in ((figure.first, first, "first_reply_at"), (figure.done, done, "closed_at")):
            if not found:
                assert spread.count == 0
                continue
            opened = [minutes_open(one.created_at, getattr(one, ends)) for one in found]
            clock = [(utc(getattr(one, ends)) - utc(one.created_at)) / timedelta(minutes=1) for one in found]
            wanted = [timedelta(minutes=nearest(one, share)) for one in (opened, clock) for share in (5, 9)]
            told = [spread.open_median, spread.open_ninth, spread.clock_median, spread.clock_ninth]
            assert told == wanted, figure
            looked_at += 1
    assert looked_at > 50
    assert len(page.by("hour")) == 24


async def test_the_load_is_what_is_live_now(desk):
    """Open, taken, and how much of it is late; with the oldest of each kind."""
    items = await filled(desk)
    page = await desk.app.desk.board(LENA, FIRST, LAST)
    for load in page.load:
        live = [one for one in items if one.kind.value == load.kind and one.status in (Status.OPEN, Status.TAKEN)]
        late = [one for one in live if one.first_reply_at is None and one.target_at < desk.clock.now]
        assert (load.open, load.taken, load.overdue) == (
            sum(one.status is Status.OPEN for one in live),
            sum(one.status is Status.TAKEN for one in live),
            len(late),
        )
        assert load.oldest == min((one.created_at for one in live), default=None)
    assert sum(map(sum, page.ages)) == sum(one.open + one.taken for one in page.load)


async def test_a_range_counts_whole_days_of_the_practice(desk):
    """Midnight is midnight in Katonah, whatever the server's clock says."""
    items = await filled(desk)
    page = await desk.app.desk.board(LENA, date(2026, 11, 1), date(2026, 11, 1))
    day = [one for one in items if one.created_at.astimezone(ZONE).date() == date(2026, 11, 1)]
    assert page.by("all")[0].came == len(day) > 0


async def test_an_empty_practice_has_an_empty_board(desk):
    """The first day must not break on a division by nothing."""
    page = await desk.app.desk.board(LENA, None, None)
    assert page.by("all") == (Figure("all", ""),)
    assert all(one == Load(one.kind, 0, 0, 0, None) for one in page.load)
    assert sum(map(sum, page.ages)) == 0


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        (None, None, (date(2026, 10, 22), date(2026, 11, 20))),
        (date(2027, 1, 1), date(2028, 1, 1), (date(2026, 11, 20), date(2026, 11, 20))),
        (date(2026, 11, 10), date(2026, 11, 2), (date(2026, 11, 2), date(2026, 11, 2))),
        (date(1, 1, 1), None, (date(2023, 11, 16), date(2026, 11, 20))),
        (None, date(2026, 11, 5), (date(2026, 10, 7), date(2026, 11, 5))),
    ],
)
async def test_a_range_that_cannot_be_is_made_one_that_can(desk, since, until, wanted):
    """An address is easily typed wrong."""
    page = await desk.app.desk.board(LENA, since, until)
    assert (page.since, page.until) == wanted


@pytest.mark.parametrize("who", [NORA, FELIX, PETRA, STRANGER])
async def test_the_board_is_for_who_looks_after_the_desk(desk, who):
    """How quick a colleague is, is nobody else's business."""
    with pytest.raises(DeskError, match="not_your_role"):
        await desk.app.desk.board(who, None, None)
    assert await desk.audited("board.read") == []


async def test_taking_along_needs_a_fresh_proof_and_looking_does_not(desk):
    """A glance at the load is part of the day; a table that leaves the practice is not."""
    stale = replace(LENA, fresh=False)
    await desk.app.desk.board(stale, None, None)
    with pytest.raises(DeskError, match=r"prove\.first"):
        await desk.app.desk.board(stale, None, None, export=True)
    assert await desk.audited("board.exported") == []


async def test_looking_and_taking_along_are_told_apart_in_the_audit(desk):
    """What left the practice is asked for later."""
    await desk.app.desk.board(LENA, None, None)
    await desk.app.desk.board(ADAM, None, None, export=True)
    assert await desk.audited("board.read") == [(LENA.id, "board")]
    assert await desk.audited("board.exported") == [(ADAM.id, "board")]


async def test_changed_hours_are_counted_anew(desk):
    """A holiday that is entered late counts for the figures of that day as well."""
    await filled(desk, 60)
    before = await desk.app.desk.board(LENA, FIRST, LAST)
    services = desk.app.services
    longer = Hours(dict.fromkeys(range(7), ((time(0), MIDNIGHT),)), {})
    services.content.practice = replace(services.content.practice, hours=longer)
    after = await desk.app.desk.board(LENA, FIRST, LAST)
    assert before.by("all")[0].first.open_median < after.by("all")[0].first.open_median
    assert after.by("all")[0].first.open_median == after.by("all")[0].first.clock_median


async def test_no_item_is_opened_for_the_board(desk):
    """The figures come out of the columns that are readable; not one sealed body is fetched."""
    await filled(desk, 60)
    asked = []
    for engine in (desk.app.services.store.engine, desk.app.services.store._reading):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *one: asked.append(one[2]))
    await desk.app.desk.board(LENA, FIRST, LAST)
    about = [one for one in asked if "items" in one]
    assert len(about) >= 4
    assert not [one for one in about if "sealed" in one]
