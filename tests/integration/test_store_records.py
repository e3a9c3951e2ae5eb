"""The worklist, the directory, codes, links and sign-ins come out of the store as they went in, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.conversation import Provider
from bot.queue.item import Kind, Status, ThreadEntry
from bot.store import Staff, Store
from tests.integration.store_kit import EILEEN, HARD, INES, NOW, begun, item, later


async def test_an_item_and_its_thread_come_back_as_they_were(store):
    """Staff must see exactly what the patient agreed to."""
    conversation_id = await begun(store)
    asked = item(
        conversation_id,
        patient_id="E-41",
        actor_id="I-7",
        fields={"text": HARD, "days": 2, "urgent": True, "dose": None},
    )
    entry = ThreadEntry("staff", HARD, NOW, "Nora", "queued", {"n": 1})
    async with store.begin() as unit:
        await unit.queue.add(asked)
        assert await unit.queue.get(asked.ref) == asked
        assert [await unit.queue.thread_add(asked.ref, entry), await unit.queue.thread_add(asked.ref, entry)] == [1, 2]
        await unit.queue.set_delivery(asked.ref, 2, "inbox")
        assert await unit.queue.thread(asked.ref) == (entry, replace(entry, delivery="inbox"))
        await unit.queue.add_fields(asked.ref, {"since": "today"})
        await unit.queue.set_priority(asked.ref, "today")
        await unit.queue.answered(asked.ref, later(minutes=5))
        await unit.queue.answered(asked.ref, later(minutes=9))
        changed = await unit.queue.get(asked.ref)
    assert changed == replace(
        asked,
        fields={**asked.fields, "since": "today"},
        priority="today",
        first_reply_at=later(minutes=5),
        due_at=None,  # Staff have answered and owe nothing until the patient writes.
    )


async def test_the_list_is_filtered_and_read_in_pages(store):
    """Each role sees its kinds; nobody loads ten thousand rows to see twenty."""
    conversation_id = await begun(store)
    items = [
        item(
            conversation_id,
            f"R{n}",
            kind=(Kind.REFILL, Kind.MESSAGE)[n % 2],
            created_at=later(minutes=n // 2),
            patient_id=f"P{n % 3}",
        )
        for n in range(6)
    ]
    async with store.begin() as unit:
        for one in reversed(items):
            await unit.queue.add(one)
        assert await unit.queue.list(limit=10) == tuple(items)
        assert await unit.queue.list(limit=2, after="R2") == tuple(items[3:5])
        assert await unit.queue.list(kinds=[Kind.MESSAGE], statuses=[Status.OPEN], limit=2) == (items[1], items[3])
        await unit.queue.take("R4", "Nora", NOW)
        assert [one.ref for one in await unit.queue.list(assignee="Nora")] == ["R4"]
        assert [one.ref for one in await unit.queue.of_patient("P1", 1)] == ["R4"]
        assert [one.ref for one in await unit.queue.of_conversation(conversation_id)] == [
            "R5",
            "R4",
            "R3",
            "R2",
            "R1",
            "R0",
        ]
        assert await unit.queue.ref_taken("R1")
        assert not await unit.queue.ref_taken("R9\x00")


async def test_only_the_holder_moves_an_item_along(store):
    """A reply or an outcome from somebody who does not hold the item is refused by the database itself."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        queue = unit.queue
        await queue.add(item(conversation_id, "R", patient_id="E-41", actor_id="I-7"))
        assert await queue.take("R", "Nora", NOW)
        assert not await queue.release("R", "Felix")
        assert not await queue.close("R", "Felix", "done", NOW)
        assert not await queue.withdraw("R", "E-41", NOW)
        assert await queue.release("R", "Nora")
        assert (await queue.get("R")).assignee is None
        assert not await queue.close("R", "Nora", "done", NOW)
        assert await queue.take("R", "Felix", NOW)
        assert await queue.close("R", "Felix", "done", NOW)
        assert not await queue.release("R", "Felix")
        assert await queue.reopen("R", NOW)
        assert not await queue.withdraw("R", "somebody", NOW)
        assert not await queue.withdraw("R", "", NOW)
        assert await queue.withdraw("R", "I-7", NOW)
        assert (await queue.get("R")).status is Status.WITHDRAWN


async def test_a_person_is_found_however_they_write_their_name(store):
    """Apostrophes, accents and hyphens on a phone's keyboard must not lock a patient out; a wrong fact must."""
    async with store.begin() as unit:
        for person in (EILEEN, INES):
            await unit.people.put_patient(person)
        match, dob = unit.people.match, EILEEN.dob
        for name in ("O'Shaughnessy", "o\u2019shaughnessy", "O SHAUGHNESSY", "Oshaughnessy"):
            assert await match(name, dob, " Eileen.O@Example.COM ") == "E-41"
        assert await match("Nunez Alvarado", INES.dob, "10549-1234") == "I-7"
        assert await match("Núñez-Alvarado", INES.dob, "10549") == "I-7"
        assert await match("O'Shaughnessy", date(1941, 2, 27), "10536") is None
        assert await match("O'Shaughnessy", dob, "10549") is None
        assert await match("\u041e'Shaughnessy", dob, "10536") is None  # a Cyrillic letter that looks like an O
        assert await unit.people.get("E-41") == EILEEN
        assert await unit.people.by_username("EILEEN41") == EILEEN
        assert await unit.people.get("nobody") is None
        assert await unit.people.by_username("nobody") is None


async def test_a_person_who_gives_a_whole_name_for_the_last_one_is_found(store):
    """Many answer *last name* with all of their name, in either order; only the other facts make it a claim."""
    kim = replace(EILEEN, id="K-1", first_name="Daniel", last_name="Kim", email="daniel@example.com")
    linde = replace(EILEEN, id="L-1", first_name="Pieter", last_name="van der Linde", email="pieter@example.com")
    async with store.begin() as unit:
        for person in (kim, linde):
            await unit.people.put_patient(person)
        match, dob = unit.people.match, EILEEN.dob
        for name in ("kim", "Daniel Kim", "kim daniel", "Daniel J Kim"):
            assert await match(name, dob, "daniel@example.com") == "K-1", name
        for name in ("van der Linde", "van der Linde Pieter", "Pieter van der Linde", "linde van der"):
            assert (await match(name, dob, "pieter@example.com") == "L-1") == (not name.startswith("linde")), name
        assert await match("my name is daniel kim", dob, "daniel@example.com") is None
        assert await match("Daniel", dob, "daniel@example.com") is None


async def test_two_people_with_the_same_facts_are_nobody(store):
    """Twins at one address must not be shown each other's record: their e-mail addresses tell them apart."""
    twin = replace(EILEEN, id="E-42", email="other@example.com", account_username=None)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.people.put_patient(twin)
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "10536") is None
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "other@example.com") == "E-42"


async def test_changed_facts_replace_the_old_ones(store):
    """Whoever moved house is found by the new ZIP code, and no longer by the old one."""
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.people.put_patient(replace(EILEEN, zip="10001", account_username="new"))
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "10536") is None
        assert await unit.people.match("OShaughnessy", EILEEN.dob, "10001") == "E-41"
        assert await unit.people.by_username("Eileen41") is None


async def test_the_directory_keeps_its_order_and_its_proxies(store):
    """Providers are offered in the practice's order; who may act for whom is what is on file now."""
    async with store.begin() as unit:
        for person in (EILEEN, INES):
            await unit.people.put_patient(person)
        for name in ("Dr. Tran", "Dr. Adams", "Dr. Tran"):
            await unit.people.put_provider(Provider(name, portal=False))
        await unit.people.put_pharmacy("CVS", "Katonah", "914-555-0190")
        await unit.people.put_pharmacy("Katonah Drugs", "Katonah")
        for until in (None, date(2027, 6, 30)):
            await unit.people.put_proxy(
                "I-7", "E-41", basis="signed_authorization", form="care", on_file=True, until=until
            )
        assert await unit.people.providers() == (
            Provider("Dr. Tran", portal=False),
            Provider("Dr. Adams", portal=False),
        )
        assert await unit.people.pharmacies() == ("CVS Katonah", "Katonah Drugs")
        (standing,) = await unit.people.standings("I-7")
        assert (standing.patient, standing.basis, standing.until) == (EILEEN, "signed_authorization", date(2027, 6, 30))
        assert await unit.people.standings("E-41") == ()


async def test_a_newer_code_closes_the_older_one(store):
    """Only the last code that was mailed works, in its own conversation, and once."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        for name in ("old", "new"):
            await unit.challenges.open(
                name, conversation_id, "E-41", unit.code_hash(name, "01234567"), NOW, later(minutes=10)
            )
        assert (await unit.challenges.get("old")).closed
        found = await unit.challenges.get("new")
        assert (found.patient_id, found.closed, found.expires, found.tries) == ("E-41", False, later(minutes=10), 0)
        assert unit.same_code("new", "01234567", found.code_hash)
        assert not unit.same_code("old", "01234567", found.code_hash)
        assert not unit.same_code("new", "01234568", found.code_hash)
        assert [await unit.challenges.count_try("new"), await unit.challenges.count_try("new")] == [1, 2]
        assert await unit.challenges.spend("new")
        assert not await unit.challenges.spend("new")
        assert not await unit.challenges.spend("old")
        assert await unit.challenges.get("none") is None


async def test_limits_count_within_their_window_and_survive_a_restart(store, place):
    """Somebody who guesses codes must not get fresh tries by waiting for an update of the program."""
    async with store.begin() as unit:
        for minutes in (0, 10, 20):
            await unit.limits.hit("codes", "E-41", later(minutes=minutes))
    again = await Store.open(place.url, place.keys)
    async with again.begin() as unit:
        assert await unit.limits.count("codes", "E-41", later(minutes=10)) == 2
        assert await unit.limits.count("codes", "I-7", NOW) == 0
        assert await unit.limits.count("other", "E-41", NOW) == 0
        await unit.limits.clear("codes", "E-41")
        assert await unit.limits.count("codes", "E-41", NOW) == 0
    await again.close()


async def test_a_link_opens_once_for_its_purpose_and_its_time(store):
    """A link that was forwarded, found in a history or used before opens nothing."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        token = await unit.links.issue("continue", conversation_id, NOW, later(minutes=15), {"flow": "refill"})
        assert len(token) >= 43
        assert await unit.links.peek(token, "reset", NOW) is None
        assert await unit.links.peek(token, "continue", later(minutes=15)) is None
        link = await unit.links.peek(token, "continue", NOW)
        assert (link.conversation_id, link.data) == (conversation_id, {"flow": "refill"})
        assert await unit.links.spend(token, "reset", NOW) is None
        assert await unit.links.spend(token, "continue", NOW) == link
        assert await unit.links.spend(token, "continue", NOW) is None
        assert await unit.links.peek("\ud800", "continue", NOW) is None


async def test_a_sign_in_ends_by_time_by_hand_and_by_disabling(store):
    """Nobody goes on at a desk that was left, or after they left the practice."""
    idle, whole = timedelta(minutes=15), timedelta(hours=12)
    nora = Staff("s1", "Nora Weiss", "nurse", "phc")
    async with store.begin() as unit:
        staff = unit.staff
        await staff.put(nora)
        assert await staff.by_name("  nora  WEISS ") == nora
        assert await staff.by_name("\x00") is None
        token, other = await staff.open_session("s1", NOW), await staff.open_session("s1", NOW)
        seen = later(minutes=14, seconds=59)
        assert (await staff.find_session(token, seen, idle, whole)).staff == nora
        assert await staff.find_session(token, seen + idle, idle, whole) is None
        assert await staff.find_session(token, later(hours=12), timedelta(days=1), whole) is None
        assert await staff.find_session("wrong", NOW, idle, whole) is None
        await staff.end_session(token)
        assert await staff.find_session(token, NOW, idle, whole) is None
        await staff.put(replace(nora, active=False))
        assert await staff.find_session(other, NOW, idle, whole) is None
        assert await staff.list() == (replace(nora, active=False),)
