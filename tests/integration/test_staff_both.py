"""What must hold on both databases: a code, an answer and a try count once however many come at once; the audit finds and checks."""

from __future__ import annotations

import asyncio
import re
from random import Random

import pytest
from sqlalchemy import text

from bot.desk.proving import counted
from bot.queue.refs import new_ref
from bot.views import DeskError, StaffView
from policies import limits
from tests.integration.staff_kit import desk_at
from tests.integration.test_staff_passkeys import asked, enrolled
from tests.integration.test_staff_people import snapshot
from tests.integration.test_store_audit import UNGUARD

MINE, HIS, LATER = (new_ref(Random(seed).randrange) for seed in (1, 2, 3))
STEP, AUDIT = "/staff/sign-in/step", "/staff/audit"


@pytest.fixture
async def desk(place, tmp_path):
    async with desk_at(tmp_path, place.url) as one:
        await one.joins("Nora", "nurse")
        yield one


@pytest.fixture
def browser(desk):
    return desk.browser()


@pytest.fixture
async def adam(desk):
    await desk.joins("Adam", "administrator")
    return await desk.browser().signs_in("Adam")


def _without_tokens(page):
    return re.sub(r'name="csrf" value="[^"]*"', "", page)


async def test_a_code_works_once(desk, browser):
    """Somebody who looks over a shoulder has half a minute, and the code is used up already."""
    await browser.signs_in("Nora")
    desk.later(seconds=30)
    code = browser.code()
    first, second = desk.browser(), desk.browser()
    for one in (first, second):
        await one.types_password("Nora")
        await one.post(f"{STEP}/code", code=code)
    assert first.place == "/staff"
    assert second.answer.status_code == 409
    assert "each works once" in second.words


async def test_of_one_code_shown_many_times_at_once_one_opens(desk, browser):
    """The check and the note that a code is used are one thing."""
    await browser.signs_in("Nora")
    desk.later(seconds=30)
    code, many = browser.code(), [desk.browser() for _ in range(4)]
    for one in many:
        await one.types_password("Nora")
    await asyncio.gather(*(one.post(f"{STEP}/code", code=code) for one in many))
    assert sorted(one.place == "/staff" for one in many) == [False, False, False, True]


async def test_a_recovery_code_lets_in_once_and_leads_to_the_account(desk, browser):
    """The phone is gone: the first thing to do is to set up another."""
    await browser.signs_in("Nora")
    for expected in (True, False):
        other = desk.browser()
        await other.types_password("Nora")
        await other.post(f"{STEP}/code", code=browser.codes[0].lower().replace("-", " "), next="/staff")
        assert (other.place == "/staff/account?done=recovery") is expected
    assert ("staff.recovery_code_used", "staff-nora", "staff-nora") in await desk.audit()


async def test_guessing_a_password_locks_the_name_and_survives_a_restart(desk, place, tmp_path):
    """The counter stands in the database, not in the process."""
    browser = desk.browser()
    for _ in range(limits.STAFF_SIGN_IN_FAILURES.times):
        assert (await browser.types_password("Nora", "wrong")).status_code == 401
    refused = (await browser.types_password("Nora")).text
    async with desk_at(tmp_path, place.url) as again:
        other = again.browser("198.51.100.9")
        assert _without_tokens((await other.types_password("Nora")).text) == _without_tokens(refused)
        again.later(minutes=16)
        await other.types_password("Nora")
        assert other.place.startswith(STEP)


async def test_many_guesses_at_the_same_moment_get_no_more_tries(desk):
    """A try is counted for good before it is looked at, so that racing the counter wins nothing."""
    limit, services = limits.STAFF_SIGN_IN_FAILURES, desk.application.services
    allowed = await asyncio.gather(*(counted(services, limit, "nora", desk.clock()) for _ in range(25)))
    assert sum(allowed) <= limit.times
    assert (await desk.browser().types_password("Nora")).status_code == 401


async def test_of_one_answer_sent_many_times_at_once_one_counts(desk):
    """The question is used up by whoever comes first."""
    _, key = await enrolled(desk, "Nora")
    browser = desk.browser()
    await browser.get("/staff/sign-in")
    answer = key.show(await asked(browser, "/staff/sign-in/question"))
    many = [desk.browser() for _ in range(4)]
    for one in many:
        one.http.cookies.set("door", browser.http.cookies["door"])
        await one.get("/staff/sign-in")
    await asyncio.gather(*(one.post("/staff/sign-in/passkey", answer=answer) for one in many))
    assert sorted(one.place == "/staff" for one in many) == [False, False, False, True]


async def test_two_administrators_who_demote_each_other_at_the_same_moment_do_not_both_succeed(desk):
    """Each sees the other one still there, unless one has to wait."""
    for round_ in range(6):
        await desk.joins("Adam", "administrator")
        await desk.joins("Alma", "administrator")
        views = [StaffView(f"staff-{one}", one.title(), "administrator", "", fresh=True) for one in ("adam", "alma")]
        done = await asyncio.gather(
            desk.desk.change_role(views[0], "staff-alma", "lead"),
            desk.desk.disable(views[1], "staff-adam"),
            return_exceptions=True,
        )
        assert sum(isinstance(one, DeskError) for one in done) == 1, (round_, done)
        left = [one for one in await snapshot(desk) if one.role == "administrator" and one.active]
        assert len(left) == 1


async def test_the_audit_is_filtered_by_person_action_reference_and_day(desk, adam):
    """Who opened this request, and what did Felix do on Tuesday: the two questions that leads have."""
    async with desk.store.begin() as unit:
        await unit.audit.append("item.read", "staff-felix", MINE, {"kind": "refill"})
        await unit.audit.append("item.close", "staff-felix", MINE, {})
        await unit.audit.append("item.read", "staff-adam", HIS, {"kind": "message"})
    desk.later(days=3)
    await adam.signs_in("Adam")
    async with desk.store.begin() as unit:
        await unit.audit.append("item.read", "staff-felix", LATER, {"kind": "message"})
    for query, shown, hidden in (
        ("person=staff-felix", (MINE, LATER), (HIS,)),
        ("action=item.close", ("Closed a request",), ("Opened a request</span>",)),
        (f"ref={MINE.lower().replace('-', '')}", ("Opened a request", "Closed a request"), (LATER, HIS)),
        ("person=staff-felix&until=2026-11-23", (MINE,), (LATER,)),
        ("since=2026-11-24", (LATER,), (MINE, HIS)),
        ("ref=nothing", ("Nothing fits",), (MINE,)),
        ("since=yesterday&before=x", (MINE, LATER), ()),
    ):
        await adam.get(f"{AUDIT}?{query}")
        body = adam.page[adam.page.index('class="filters"') :]
        rows = body[body.index("</form>") :]
        assert all(one in rows for one in shown), query
        assert not any(one in rows for one in hidden), query


async def test_the_audit_is_paged_by_line_and_loses_none_while_it_grows(desk, adam):
    """Every look adds a line; a page that counted from the top would show some twice and some never."""
    for number in range(130):
        async with desk.store.begin() as unit:
            await unit.audit.append("item.note", "staff-felix", f"note {number}", {})
    seen = []
    await adam.get(f"{AUDIT}?action=item.note")
    while True:
        seen += re.findall(r'data-label="Line"><span class="ref">(\d+)', adam.page)
        older = re.search(rf'href="({AUDIT}\?[^"]*before=\d+)"', adam.page)
        if older is None:
            break
        await adam.get(older[1].replace("&amp;", "&"))
    numbers = [int(one) for one in seen]
    assert len(numbers) == 130
    assert numbers == sorted(set(numbers), reverse=True)


async def test_the_page_says_whether_the_chain_is_whole_and_where_it_breaks(desk, adam):
    """Somebody with the database's password changed who opened a request."""
    for number in range(12):
        async with desk.store.begin() as unit:
            await unit.audit.append("item.read", "staff-felix", f"R{number}", {})
    await adam.get(AUDIT)
    await adam.post(f"{AUDIT}/check")
    assert "The audit is whole" in adam.words
    async with desk.store.begin() as unit:
        broken = (await unit.audit.of_subject("R5", 1))[0].seq
    async with desk.store.engine.begin() as connection:
        for statement in UNGUARD[desk.store.engine.dialect.name]:
            await connection.execute(text(statement))
        await connection.execute(text("UPDATE audit SET actor = 'staff-adam' WHERE subject = 'R5'"))
    await adam.post(f"{AUDIT}/check")
    assert f"The audit is broken at line {broken}." in adam.words
    assert f"line {broken} was changed, moved or put in" in adam.words
