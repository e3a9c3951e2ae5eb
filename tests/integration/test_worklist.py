"""The list that staff work through: whose it is, in which order, in pages that neither skip nor repeat, with counts that are true."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bot.queue.item import Kind, Status
from bot.workviews import VIEWS, Asked
from policies import roles
from tests.integration.desk_kit import EVERYBODY, FELIX, LENA, NORA, PAUL, STRANGER, hours, practice
from tests.integration.store_kit import EILEEN, NOW, Clock, begun, item

KINDS = tuple(Kind)
MANY = 230


@pytest.fixture
async def app(place, tmp_path):
    async with practice(place, tmp_path) as application:
        yield application


def some(conversation_id, many=MANY, seed=1):
    """Items of every kind and state, some due at the very same moment."""
    chance = Random(seed)
    made = []
    for number in range(many):
        status = chance.choice((Status.OPEN, Status.OPEN, Status.TAKEN, Status.CLOSED, Status.WITHDRAWN))
        settled = status in (Status.CLOSED, Status.WITHDRAWN)
        made.append(
            item(
                conversation_id,
                f"R{number:03d}",
                kind=chance.choice(KINDS),
                status=status,
                assignee=chance.choice(EVERYBODY).name if status in (Status.TAKEN, Status.CLOSED) else None,
                role=chance.choice((None, None, None, "nurse", "provider")),
                target_at=NOW + hours(chance.randrange(-20, 20)),
                closed_at=NOW - hours(chance.randrange(40)) if settled else None,
                outcome="done" if status is Status.CLOSED else None,
            )
        )
    return made


async def fill(app, items):
    async with app.services.store.begin() as unit:
        for one in items:
            await unit.queue.add(one)


def fits(one, show, staff):
    """The rule of a view, told once more in plain words."""
    if roles.list_of(one.kind.value, one.role) not in roles.lists(staff.role):
        return False
    live = one.status in (Status.OPEN, Status.TAKEN)
    return {
        "open": live,
        "mine": one.status is Status.TAKEN and one.assignee == staff.name,
        "unassigned": one.status is Status.OPEN,
        "overdue": live and one.target_at < NOW,
        "urgent": live and one.kind is Kind.RED_FLAG,
        "closed": not live,
    }[show]


def expected(items, show, staff, kind=None):
    """What the view should show, in its order."""
    found = [one for one in items if fits(one, show, staff) and kind in (None, one.kind.value)]
    if show == "closed":
        return [one.ref for one in sorted(found, key=lambda one: (one.closed_at, one.ref), reverse=True)]
    return [one.ref for one in sorted(found, key=lambda one: (one.target_at, one.ref))]


async def walked(app, staff, asked):
    """Every row of a view, page by page, and the pages."""
    pages = [await app.desk.worklist(staff, asked)]
    while pages[-1].after:
        pages.append(await app.desk.worklist(staff, replace(asked, after=pages[-1].after)))
    return [row.ref for page in pages for row in page.rows], pages


async def test_every_view_holds_what_it_should_in_its_order_and_counts_it(app):
    """A thread that never appears in anybody's list is a patient who is never answered."""
    items = some(await begun(app.services.store))
    await fill(app, items)
    assert await app.desk.waiting(STRANGER) == 0
    for staff in EVERYBODY:
        assert await app.desk.waiting(staff) == len(expected(items, "unassigned", staff))
        for show in VIEWS:
            rows, pages = await walked(app, staff, Asked(show))
            assert rows == expected(items, show, staff), (staff.role, show)
            assert pages[0].counts == {one: len(expected(items, one, staff)) for one in VIEWS}
        for kind in roles.kinds(staff.role):
            for show in ("open", "mine", "unassigned", "overdue", "closed"):
                rows, pages = await walked(app, staff, Asked(show, kind))
                assert rows == expected(items, show, staff, kind), (staff.role, show, kind)
                assert pages[0].counts[show] == len(rows)
                if show != "closed":
                    assert pages[0].kinds[kind] == len(rows)


async def test_pages_can_be_walked_back(app):
    """Whoever went too far comes back to the very page they came from, and to a whole first page."""
    items = some(await begun(app.services.store))
    await fill(app, items)
    for show in ("open", "closed"):
        _, pages = await walked(app, LENA, Asked(show))
        assert len(pages) > 1
        assert pages[0].before == ""
        back = pages[-1]
        for page in reversed(pages[:-1]):
            back = await app.desk.worklist(LENA, Asked(show, before=back.before))
            assert [row.ref for row in back.rows] == [row.ref for row in page.rows]
            assert bool(back.before) == bool(page.before)
            assert back.after == page.after


async def test_a_page_goes_on_behind_its_last_row_whatever_happened_to_it(app):
    """Somebody took the row at the end of the page meanwhile: nothing behind it is skipped."""
    items = some(await begun(app.services.store))
    await fill(app, items)
    first = await app.desk.worklist(LENA, Asked("unassigned"))
    async with app.services.store.begin() as unit:
        assert await unit.queue.take(first.rows[-1].ref, "Lena", NOW)
    second = await app.desk.worklist(LENA, Asked("unassigned", after=first.after))
    assert [row.ref for row in second.rows] == expected(items, "unassigned", LENA)[50:100]


@pytest.mark.parametrize("key", ["x", "12", "12.", ".R001", "9" * 18 + ".R001", "-1.R001", "1.R001'--", "\x00"])
async def test_a_key_that_is_none_is_the_first_page(app, key):
    """Addresses are edited, cut off by mail programs, and made up."""
    items = some(await begun(app.services.store), 60)
    await fill(app, items)
    for asked in (Asked("open", after=key), Asked("open", before=key)):
        found = await app.desk.worklist(LENA, asked)
        assert [row.ref for row in found.rows] == expected(items, "open", LENA)[:50]


async def test_a_role_that_is_not_listed_sees_nothing(app):
    """Deny by default, in the list as well."""
    await fill(app, some(await begun(app.services.store), 40))
    found = await app.desk.worklist(STRANGER, Asked())
    assert (found.rows, found.counts, found.kinds) == ((), {}, {})


async def test_what_was_handed_to_a_role_is_in_its_list_and_in_no_other(app):
    """A nurse's question to the provider must not be answered by the front desk in passing."""
    talk = await begun(app.services.store)
    await fill(app, [item(talk, "R1", kind=Kind.MESSAGE, role="provider"), item(talk, "R2", kind=Kind.MESSAGE)])
    lists = {
        staff.role: [row.ref for row in (await app.desk.worklist(staff, Asked())).rows]
        for staff in (NORA, FELIX, PAUL, LENA)
    }
    assert lists == {"nurse": ["R2"], "front_desk": ["R2"], "provider": ["R1"], "lead": ["R1", "R2"]}


async def test_the_list_shows_initials_and_an_age_band_and_nothing_else_of_a_person(app):
    """Who reads a name opens the request, and opening is in the audit."""
    store = app.services.store
    talk = await begun(store)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
    await fill(app, [item(talk, "R1", patient_id=EILEEN.id), item(talk, "R2"), item(talk, "R3", patient_id="gone")])
    who = {row.ref: row.who for row in (await app.desk.worklist(LENA, Asked())).rows}
    assert who == {"R1": "EO, 80\u201389", "R2": "Not known", "R3": "Not known"}
    async with store.begin() as unit:
        await unit.queue._work.keys.destroy(unit.queue._work.patient_subject(EILEEN.id))
    who = {row.ref: row.who for row in (await app.desk.worklist(LENA, Asked())).rows}
    assert who["R1"] == "Not known"  # Whose record was erased must not take the whole list along.


async def test_the_clock_of_a_row_counts_opening_time_only(app):
    """What came in an hour before closing is not sixteen hours late at opening."""
    talk = await begun(app.services.store)  # Monday, 10 am at the practice; open until 4:30 pm
    await fill(app, [item(talk, "R1", target_at=NOW + hours(23)), item(talk, "R2", target_at=NOW - hours(20))])
    rows = {row.ref: row for row in (await app.desk.worklist(LENA, Asked())).rows}
    assert rows["R1"].left == hours(7.5)  # six and a half today, one tomorrow morning
    assert rows["R2"].left == -hours(2)  # since Sunday: only this morning's two hours count
    assert (rows["R1"].overdue, rows["R2"].overdue) == (False, True)


async def test_an_answer_ends_the_wait_and_the_patients_next_words_begin_it_anew(app):
    """Who is answered stands behind whoever still waits; who writes again does not wait unseen."""
    store = app.services.store
    talk = await begun(store)
    await fill(app, [item(talk, "R1", target_at=NOW), item(talk, "R2", target_at=NOW + hours(1))])
    async with store.begin() as unit:
        await unit.queue.answered("R1", NOW)
    rows = (await app.desk.worklist(LENA, Asked())).rows
    assert [(row.ref, row.left is None, row.again) for row in rows] == [("R2", False, False), ("R1", True, False)]
    async with store.begin() as unit:
        await unit.queue.owed("R1", NOW + hours(0.5))
        await unit.queue.owed("R2", NOW + hours(9))  # A word is due there already: writing again does not push it back.
    rows = (await app.desk.worklist(LENA, Asked())).rows
    assert [(row.ref, row.again) for row in rows] == [("R1", True), ("R2", False)]
    assert rows[1].left == hours(1)


async def test_whatever_changes_an_item_changes_the_mark(place, tmp_path):
    """An open page looks at one number; a change that does not move it would never appear."""
    clock = Clock()
    async with practice(place, tmp_path, clock) as app:
        talk = await begun(app.services.store)
        await fill(app, [item(talk, "R1"), item(talk, "R2")])
        from bot.queue.item import ThreadEntry

        changes = (
            lambda queue: queue.take("R1", "Lena", NOW),
            lambda queue: queue.thread_add("R1", ThreadEntry("note", "x", NOW)),
            lambda queue: queue.set_delivery("R1", 1, "inbox"),
            lambda queue: queue.answered("R1", NOW),
            lambda queue: queue.set_priority("R1", "today"),
            lambda queue: queue.add_fields("R1", {"a": 1}),
            lambda queue: queue.release("R1", "Lena"),
        )
        marks, others = [await app.desk.changed(LENA, "R1")], {await app.desk.changed(LENA, "R2")}
        for change in changes:
            clock.now += hours(0.01)
            async with app.services.store.begin() as unit:
                await change(unit.queue)
            marks.append(await app.desk.changed(LENA, "R1"))
            others.add(await app.desk.changed(LENA, "R2"))
            assert await app.desk.changed(LENA) == marks[-1]
        assert len(set(marks)) == len(changes) + 1
        assert len(others) == 1
        assert await app.desk.changed(LENA, "R9") == ""
