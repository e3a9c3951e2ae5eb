"""Search finds what fits and nothing else: by name however written, by birthday, days, kind, outcome; each role its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, event

from bot.conversation import PatientId, Person
from bot.desk.indexing import index_patients
from bot.overviews import SearchAsk
from bot.queue.item import Kind, Status
from bot.store import Staff
from bot.store.find_tables import FINDS, ITEM_FINDS, SEARCHES
from bot.views import DeskError
from tests.integration.store_kit import EILEEN, INES, NOW, begun, item
from tests.integration.truth_kit import ADAM, FELIX, LENA, NORA, PETRA, STRANGER, practice

PEOPLE = (
    EILEEN,
    INES,
    Person(PatientId("V-1"), "Marisol", "Vega", date(1979, 8, 12)),
    Person(PatientId("V-2"), "Mary Ann", "Vega-Lopez", date(1984, 5, 9)),
    Person(PatientId("B-1"), "Anna", "van der Berg", date(1979, 8, 12)),
)
REFS = {
    "3333-MA": ("V-1", Kind.MESSAGE, Status.OPEN, None, 1),
    "3333-RE": ("V-1", Kind.REFILL, Status.CLOSED, "answered", 2),
    "3334-AP": ("V-2", Kind.APPOINTMENT, Status.CLOSED, "not_possible", 3),
    "3335-RE": ("I-7", Kind.REFILL, Status.TAKEN, None, 4),
    "3336-RC": ("E-41", Kind.RECOVERY, Status.OPEN, None, 5),
    "3337-RF": (None, Kind.RED_FLAG, Status.CLOSED, "done", 6),
    "3339-CB": ("B-1", Kind.CALLBACK, Status.OPEN, None, 40),
}


@pytest.fixture
async def desk(place, tmp_path):
    """A practice with a handful of people and requests, over one of the databases."""
    async with practice(place, tmp_path) as one:
        store = one.app.services.store
        talk = await begun(store)
        async with store.begin() as unit:
            for person in PEOPLE:
                await unit.people.put_patient(person)
            for ref, (who, kind, status, outcome, ago) in REFS.items():
                actor = "E-41" if ref == "3335-RE" else None
                came = NOW - timedelta(days=ago)
                await unit.queue.add(
                    item(
                        talk,
                        ref,
                        patient_id=who,
                        actor_id=actor,
                        kind=kind,
                        status=status,
                        outcome=outcome,
                        created_at=came,
                        assignee="Nora" if status is not Status.OPEN else None,
                    )
                )
        yield one


async def finds(desk, staff=LENA, **asked):
    """The references that a search finds, in order."""
    search = await desk.app.desk.search(staff, SearchAsk(**asked))
    return [one.ref for one in (await desk.app.desk.found(staff, search)).rows]


@pytest.mark.parametrize(
    ("name", "refs"),
    [
        ("Vega", ["3333-MA", "3333-RE", "3334-AP"]),
        ("vega", ["3333-MA", "3333-RE", "3334-AP"]),
        ("Marisol", ["3333-MA", "3333-RE"]),
        ("Marisol Vega", ["3333-MA", "3333-RE"]),
        ("Vega, Marisol", ["3333-MA", "3333-RE"]),
        ("vega marisol", ["3333-MA", "3333-RE"]),
        ("Lopez", ["3334-AP"]),
        ("Vega-Lopez", ["3334-AP"]),
        ("mary vega", ["3334-AP"]),
        ("Mary Ann Vega Lopez", ["3334-AP"]),
        ("nunez alvarado", ["3335-RE"]),
        ("NÚÑEZ", ["3335-RE"]),
        ("ines nunez", ["3335-RE"]),
        ("oshaughnessy", ["3335-RE", "3336-RC"]),
        ("Eileen O\u2019Shaughnessy", ["3335-RE", "3336-RC"]),
        ("van der Berg", ["3339-CB"]),
        ("Anna Berg", ["3339-CB"]),
        ("vanderberg", ["3339-CB"]),
        ("Veg", []),
        ("Vegas", []),
        ("%", None),
        ("' OR 1=1 --", []),
        ("Marisol O'Shaughnessy", []),
    ],
)
async def test_a_name_is_found_however_it_is_written(desk, name, refs):
    """Whole or in part, in either order, with or without accents; and nobody who merely resembles."""
    if refs is None:
        with pytest.raises(DeskError, match="no_name"):
            await finds(desk, name=name)
    else:
        assert await finds(desk, name=name) == refs


async def test_a_birthday_finds_everybody_born_that_day_and_with_a_name_the_one(desk):
    """Two facts are how a caller is told apart."""
    assert await finds(desk, dob=date(1979, 8, 12)) == ["3333-MA", "3333-RE", "3339-CB"]
    assert await finds(desk, name="Vega", dob=date(1979, 8, 12)) == ["3333-MA", "3333-RE"]
    assert await finds(desk, name="Vega", dob=date(1984, 5, 9)) == ["3334-AP"]
    assert await finds(desk, name="Vega", dob=date(1941, 2, 28)) == []


async def test_days_kinds_and_outcomes_narrow_whatever_else_is_asked(desk):
    """Everything that is filled in has to fit."""
    day = NOW.date()
    assert await finds(desk, since=day - timedelta(days=3)) == ["3333-MA", "3333-RE", "3334-AP"]
    assert await finds(desk, until=day - timedelta(days=6)) == ["3337-RF", "3339-CB"]
    assert await finds(desk, since=day - timedelta(days=4), until=day - timedelta(days=2)) == [
        "3333-RE",
        "3334-AP",
        "3335-RE",
    ]
    assert await finds(desk, kind="refill") == ["3333-RE", "3335-RE"]
    assert await finds(desk, outcome="answered") == ["3333-RE"]
    assert await finds(desk, kind="appointment", outcome="answered") == []
    assert await finds(desk, name="vega", kind="appointment", outcome="not_possible") == ["3334-AP"]
    assert await finds(desk, name="vega", since=day - timedelta(days=1)) == ["3333-MA"]


async def test_a_reference_is_found_as_it_is_said_on_the_phone(desk):
    """Spaces, case and the hyphen do not matter; a slip is said to be one."""
    ref = "K7M-4RXX"
    talk = await begun(desk.app.services.store)
    async with desk.app.services.store.begin() as unit:
        await unit.queue.add(item(talk, ref, kind=Kind.MESSAGE, patient_id="V-1"))
    assert await finds(desk, ref="k7m 4rxx") == [ref]
    assert await finds(desk, ref=ref, name="vega") == [ref]
    assert await finds(desk, ref=ref, name="nunez") == []
    for odd in ("K7M-4RXC", "%", "x" * 100):
        with pytest.raises(DeskError, match="no_reference"):
            await finds(desk, ref=odd)


@pytest.mark.parametrize(
    ("who", "refs"),
    [
        (LENA, ["3333-MA", "3333-RE", "3334-AP", "3335-RE", "3336-RC", "3337-RF", "3339-CB"]),
        (ADAM, ["3333-MA", "3333-RE", "3334-AP", "3335-RE", "3336-RC", "3337-RF", "3339-CB"]),
        (NORA, ["3333-MA", "3333-RE", "3335-RE", "3337-RF", "3339-CB"]),
        (FELIX, ["3333-MA", "3334-AP", "3339-CB"]),
        (PETRA, ["3336-RC", "3339-CB"]),
        (STRANGER, []),
    ],
)
async def test_each_role_finds_only_what_is_its_own(desk, who, refs):
    """Search must not be the way around the list, by whatever field."""
    async with desk.app.services.store.begin() as unit:
        await unit.staff.put(Staff(STRANGER.id, STRANGER.name, STRANGER.role, "", active=True))
    assert await finds(desk, who, since=date(2020, 1, 1)) == refs
    for ref in set(REFS) - set(refs):
        whose, kind, _, outcome, _ = REFS[ref]
        assert ref not in await finds(desk, who, kind=kind.value)
        assert not outcome or ref not in await finds(desk, who, outcome=outcome)
        person = next((one for one in PEOPLE if one.id == whose), None)
        assert not person or ref not in await finds(desk, who, name=person.full_name, dob=person.dob)


async def test_who_asked_for_somebody_else_is_found_by_their_own_name_too(desk):
    """A daughter calls about what she sent for her mother."""
    assert "3335-RE" in await finds(desk, name="Eileen")


async def test_pages_go_on_by_key_whatever_is_added_meanwhile(desk):
    """Nothing is seen twice and nothing is left out while new work comes in."""
    talk = await begun(desk.app.services.store)
    signs = "3479CFHJKMNPRTWXY"
    async with desk.app.services.store.begin() as unit:
        for number in range(60):
            ref = f"{signs[number // 17]}{signs[number % 17]}X-PAGE"
            when = NOW - timedelta(minutes=number // 2)
            await unit.queue.add(item(talk, ref, kind=Kind.MESSAGE, patient_id="V-1", created_at=when))
    search = await desk.app.desk.search(LENA, SearchAsk(name="Marisol", kind="message"))
    seen, after = [], ""
    for number in range(3):
        page = await desk.app.desk.found(LENA, search, after)
        seen += [one.ref for one in page.rows]
        after = page.older
        async with desk.app.services.store.begin() as unit:
            await unit.queue.add(item(talk, f"9999-N{number}", kind=Kind.MESSAGE, patient_id="V-1"))
    assert after == ""
    assert len(seen) == len(set(seen)) == 61


@pytest.mark.parametrize("after", ["x", "1.", "-5.K7M", "9" * 18 + ".K7M-4RXC", "1.K7M'--", "\u0661.K7M-4RXC"])
async def test_an_odd_key_is_the_first_page(desk, after):
    """An address is easily cut."""
    search = await desk.app.desk.search(LENA, SearchAsk(name="vega"))
    assert len((await desk.app.desk.found(LENA, search, after)).rows) == 3


async def test_the_audit_hears_that_a_search_was_made_and_which_fields_and_no_word(desk):
    """Who looked for whom is told by what they opened; the words are the patient's."""
    await finds(desk, NORA, name="Marisol", dob=date(1979, 8, 12))
    async with desk.app.services.store.begin() as unit:
        (line,) = [one for one in await unit.audit.list(10) if one.event == "search.made"]
    assert (line.actor, line.subject, dict(line.detail)) == (NORA.id, "search", {"fields": ["name", "dob"]})


async def test_a_search_is_ones_own_and_is_forgotten_after_a_day(desk):
    """An address of results that somebody copied opens nothing for anybody else."""
    search = await desk.app.desk.search(NORA, SearchAsk(name="vega"))
    with pytest.raises(DeskError, match="gone"):
        await desk.app.desk.found(LENA, search)
    desk.clock.now += timedelta(hours=13)
    with pytest.raises(DeskError, match="gone"):
        await desk.app.desk.found(NORA, search)
    await desk.app.desk.search(NORA, SearchAsk(name="vega"))
    async with desk.app.services.store.begin() as unit:
        assert len(await unit.searching._work.all(SEARCHES.select())) == 1


async def test_asking_nothing_is_refused_in_words(desk):
    """Everything is no answer."""
    with pytest.raises(DeskError, match="nothing_asked"):
        await desk.app.desk.search(LENA, SearchAsk())


async def test_a_changed_name_is_found_and_the_old_one_no_more(desk):
    """People marry."""
    async with desk.app.services.store.begin() as unit:
        await unit.people.put_patient(replace(PEOPLE[2], last_name="Okafor"))
    assert await finds(desk, name="Marisol Okafor") == ["3333-MA", "3333-RE"]
    assert await finds(desk, name="Marisol Vega") == []


async def test_people_of_an_earlier_release_are_indexed_once_in_small_parts(desk, monkeypatch):
    """An update must not leave a hundred thousand people unfindable, nor hold up the day."""
    monkeypatch.setattr("bot.desk.indexing.AT_ONCE", 2)
    services = desk.app.services
    async with services.store.begin() as unit:
        for table in (FINDS, ITEM_FINDS):
            await unit.searching._work.run(delete(table))
    assert await finds(desk, name="Vega") == []
    assert await index_patients(services) == 4
    assert await index_patients(services) == 0
    assert len(await finds(desk, name="Vega")) == 3


async def test_who_is_found_already_is_not_read_again(desk, monkeypatch):
    """A practice that has just imported a hundred thousand people is not busy for minutes with opening each of them."""
    monkeypatch.setattr("bot.desk.indexing.AT_ONCE", 2)
    services = desk.app.services
    assert await index_patients(services) == 1  # One look, and there is nobody.


async def test_nobody_is_opened_but_those_who_are_shown(desk):
    """Searching a hundred thousand people must not mean reading them."""
    asked = []
    engine = desk.app.services.store._reading
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *one: asked.append((one[2], one[3])))
    await finds(desk, name="Marisol")
    sealed = [(text, values) for text, values in asked if "identity_sealed" in text]
    assert len(sealed) == 1
    assert len(sealed[0][1]) == 1
    assert not [text for text, _ in asked if "body_sealed" in text or "care_sealed" in text]


async def test_the_days_of_a_search_are_those_of_the_practice(desk):
    """What came in at eleven at night in Katonah came in on that day."""
    talk = await begun(desk.app.services.store)
    night = datetime.fromisoformat("2026-11-20T23:30:00-05:00")
    async with desk.app.services.store.begin() as unit:
        await unit.queue.add(item(talk, "7777-NT", kind=Kind.MESSAGE, created_at=night))
    assert "7777-NT" in await finds(desk, since=date(2026, 11, 20), until=date(2026, 11, 20))
    assert "7777-NT" not in await finds(desk, since=date(2026, 11, 21), until=date(2026, 11, 21))
